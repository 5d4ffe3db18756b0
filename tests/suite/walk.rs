//! The main job, once through: push, poll, correct, kill.

use chrono::TimeDelta;
use reqwest::StatusCode;

use crate::harness::{TestApp, record};

#[tokio::test]
async fn an_article_goes_from_push_to_poll_to_kill() {
    let app = TestApp::start().await;
    let receipt = app.file_article("a1", &record("Harbour opens")).await;
    assert_eq!(receipt["outcome"], "created");
    assert_eq!(receipt["atom_id"], "tag:courier.example,2026-11-20:cms/a1");
    for ending in ["rss", "atom", "json"] {
        let feed = app.text(&format!("/feeds/world.{ending}")).await;
        assert!(
            feed.contains("Harbour opens") && feed.contains("Ann Lee") && feed.contains("Bob Ray"),
            "{feed}"
        );
    }
    let again = app.file_article("a1", &record("Harbour opens")).await;
    assert_eq!(again["outcome"], "unchanged");

    app.pass(TimeDelta::hours(1)).await;
    let corrected = app.file_article("a1", &record("Harbour opens late")).await;
    assert_eq!(
        (corrected["version"].as_u64(), corrected["updated"].as_str()),
        (Some(2), Some("2026-11-20T13:00:00Z"))
    );
    assert!(
        app.text("/feeds/world.atom")
            .await
            .contains("Harbour opens late")
    );

    assert_eq!(app.kill("a1").await.status(), StatusCode::OK);
    assert!(!app.text("/feeds/world.rss").await.contains("Harbour opens"));
    assert!(
        app.text("/feeds/world.atom")
            .await
            .contains("at:deleted-entry")
    );
    assert_eq!(app.get("/articles/a1").await.status(), StatusCode::GONE);
    app.stop().await;
}
