//! The gate: an article that would make a feed invalid is held alone, the feed goes on, the report says why.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, TestApp, record};

fn with_guid(headline: &str, guid: &str, hour: u32) -> Value {
    let mut article = record(headline);
    article["guid"] = json!(guid);
    article["published"] = json!(format!("2026-11-20T{hour:02}:00:00Z"));
    article
}

/// Lets the store forget that the id in feeds is taken, as stores did before they kept a ledger.
fn forget(app: &TestApp, guid: &str) {
    let store = rusqlite::Connection::open(app.file("data/store.sqlite")).unwrap();
    store
        .busy_timeout(std::time::Duration::from_secs(10))
        .unwrap();
    let forgotten = store.execute("delete from ledger where name = ?1", [guid]);
    assert_eq!(forgotten.unwrap(), 1);
}

/// Two articles under one id each pass on their own; only the feed that shows both is invalid (JSON Feed 1.1, items).
/// Filing refuses the second one now; what an older program let in is still held.
#[tokio::test]
async fn an_article_that_makes_the_feed_invalid_is_held_alone() {
    let app = TestApp::start().await;
    let guid = "https://old.example/?p=1";
    app.file_article("newer", &with_guid("The newer one", guid, 9))
        .await;
    forget(&app, guid);
    let receipt = app
        .file_article("older", &with_guid("The older one", guid, 8))
        .await;
    assert_eq!(receipt["outcome"], "created");
    app.file_article(
        "third",
        &with_guid("A third one", "https://old.example/?p=3", 7),
    )
    .await;
    app.settle().await;

    assert!(app.shows("world", "A third one").await, "the feed goes on");
    let report = app.report("world").await;
    assert_eq!(report["current"], true, "{report:#}");
    assert_eq!(report["n_articles"], 2, "{report:#}");
    let held = report["held"].as_array().unwrap();
    assert_eq!(held.len(), 1, "{report:#}");
    assert_eq!(
        (&held[0]["article"], &held[0]["version"]),
        (&json!("older"), &json!(1))
    );
    let reason = held[0]["reasons"][0].as_str().unwrap();
    assert!(reason.contains(guid), "{report:#}");
    assert!(
        app.shows("world", "The newer one").await && !app.shows("world", "The older one").await
    );
    app.assert_feeds_are_valid().await;

    // What is held is on record and has its page; when the cause goes, it is shown.
    assert_eq!(app.get("/articles/older").await.status().as_u16(), 200);
    assert_eq!(app.kill("newer").await.status().as_u16(), 200);
    app.settle().await;
    let report = app.report("world").await;
    assert_eq!(report["held"], json!([]), "{report:#}");
    assert!(app.shows("world", "The older one").await);
    app.assert_feeds_are_valid().await;
    let app = app.restart().await;
    assert_eq!(app.report("world").await, report);
    app.stop().await;
}

#[tokio::test]
async fn the_report_is_for_the_desk_and_names_a_feed() {
    let app = TestApp::start().await;
    app.file_article("a1", &record("One")).await;
    app.settle().await;
    let report = app.report("world").await;
    assert_eq!(
        (
            &report["feed"],
            &report["n_articles"],
            &report["current"],
            &report["held"],
            &report["photos"]
        ),
        (
            &json!("world"),
            &json!(1),
            &json!(true),
            &json!([]),
            &json!([])
        )
    );
    let ask = |path: &str| app.request(Method::GET, path);
    Answer::to(ask("/v1/feeds/world/report"))
        .await
        .problem(401, "unauthorised");
    Answer::to(ask("/v1/feeds/none/report").bearer_auth(&app.token))
        .await
        .problem(404, "not-found");
    let feeds = app.get_json("/v1/feeds").await;
    let names: Vec<_> = feeds
        .as_array()
        .unwrap()
        .iter()
        .map(|feed| feed["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["everything", "world"]);
    assert_eq!(feeds[1]["atom"], "https://news.example/feeds/world.atom");
    app.stop().await;
}
