//! Changed files are taken up while the program runs; a faulty one is refused and the old one stays in force.

use std::path::Path;

use reqwest::Method;
use serde_json::json;

use crate::harness::{Answer, EVERYTHING, TestApp, WORLD, record, told, until};

const SPORT: &str = "title = \"Sport\"\ndescription = \"Games\"\nlanguage = \"en\"\n[take]\nsections = [\"sport\"]\n";

/// Writes as editors do: beside, then in its place.
fn replace(path: &Path, text: &str) {
    let beside = path.with_extension("new");
    std::fs::write(&beside, text).unwrap();
    std::fs::rename(beside, path).unwrap();
}

#[tokio::test]
async fn a_changed_feed_file_makes_a_new_edition() {
    let app = TestApp::start().await;
    app.file_article("a1", &record("One")).await;
    app.pass(chrono::TimeDelta::minutes(1)).await;
    replace(
        &app.file("feeds/world.toml"),
        &WORLD
            .replace("\"World\"", "\"The wide world\"")
            .replace("20", "1"),
    );
    until("the new title", async || {
        app.text("/feeds/world.atom")
            .await
            .contains("The wide world")
    })
    .await;
    app.settle().await;
    for format in ["rss", "json"] {
        assert!(
            app.text(&format!("/feeds/world.{format}"))
                .await
                .contains("The wide world")
        );
    }
    let head = Answer::to(app.request(Method::HEAD, "/feeds/world.rss")).await;
    assert_eq!(
        head.header("last-modified"),
        "Fri, 20 Nov 2026 12:01:00 GMT"
    );
    app.file_article("a2", &record("Two")).await;
    let rss = app.text("/feeds/world.rss").await;
    assert_eq!(
        rss.matches("<item>").count(),
        1,
        "the new limit is in force"
    );
    app.assert_feeds_are_valid().await;
    app.stop().await;
}

#[tokio::test]
async fn a_faulty_file_is_refused_with_its_line_and_the_old_one_stays() {
    let app = TestApp::start().await;
    app.file_article("a1", &record("One")).await;
    let before = app.all_feeds().await;
    let file = app.file("feeds/world.toml");
    replace(&file, "title = \"World\"\ndescription = \"x\"\nlimt = 3\n");
    let line = format!("{}:3: limt", file.display());
    until("the refusal", async || !told(&line).is_empty()).await;
    assert!(
        told(&line)[0].contains("the old one stays"),
        "{:?}",
        told(&line)
    );
    assert_eq!(app.all_feeds().await, before);

    // Nothing of a refused configuration is taken up, not even its good files.
    std::fs::write(app.file("feeds/sport.toml"), SPORT).unwrap();
    until("the second refusal", async || told(&line).len() > 1).await;
    assert_eq!(app.get("/feeds/sport.rss").await.status().as_u16(), 404);
    app.file_article("a2", &record("Two")).await;
    assert!(app.shows("world", "Two").await, "the program works on");

    replace(&file, WORLD);
    until("the good file", async || {
        app.get("/feeds/sport.rss").await.status().as_u16() == 200
    })
    .await;
    app.stop().await;
}

#[tokio::test]
async fn a_new_feed_appears_and_a_removed_one_is_gone() {
    let app = TestApp::start().await;
    let mut game = record("A game");
    game["section"] = json!("Sport");
    app.file_article("a1", &game).await;
    assert_eq!(app.get("/feeds/sport.rss").await.status().as_u16(), 404);
    replace(&app.file("feeds/sport.toml"), SPORT);
    until("the new feed", async || {
        app.get("/feeds/sport.json").await.status().as_u16() == 200
    })
    .await;
    app.settle().await;
    assert!(app.shows("sport", "A game").await);
    let page = app.request(Method::GET, "/").header("accept", "text/html");
    assert!(Answer::to(page).await.text().contains("/feeds/sport"));

    std::fs::remove_file(app.file("feeds/world.toml")).unwrap();
    until("the feed to be gone", async || {
        app.get("/feeds/world.rss").await.status().as_u16() != 200
    })
    .await;
    for path in [
        "/feeds/world.rss",
        "/feeds/world.atom",
        "/feeds/world.json",
        "/feeds/world",
    ] {
        let answer = Answer::to(app.request(Method::GET, path)).await;
        assert!(
            matches!(answer.status, 404 | 410),
            "{path}: {}",
            answer.status
        );
    }
    assert!(app.shows("everything", "A game").await);
    let app = app.restart().await;
    assert_eq!(app.get("/feeds/world.rss").await.status().as_u16(), 404);
    assert!(app.shows("sport", "A game").await);
    app.stop().await;
}

#[tokio::test]
async fn a_changed_configuration_is_taken_up_and_a_faulty_one_is_not() {
    let app = TestApp::start().await;
    app.file_article("a1", &record("One")).await;
    let file = app.file("config.toml");
    let text = std::fs::read_to_string(&file).unwrap();

    replace(
        &file,
        &text.replace("[newsroom]", "[newsroom]\ntitel = \"x\""),
    );
    let line = format!("{}:5: titel", file.display());
    until("the refusal", async || !told(&line).is_empty()).await;
    assert!(
        app.text("/feeds/world.atom")
            .await
            .contains("The Test Courier")
    );

    let changed = text
        .replace("The Test Courier", "The Evening Courier")
        .replace("news.example", "feeds.example");
    replace(&file, &format!("{changed}[cache]\nmax_age_seconds = 7\n"));
    until("the new name", async || {
        app.text("/feeds/world.atom")
            .await
            .contains("The Evening Courier")
    })
    .await;
    app.settle().await;
    until("the new age", async || {
        let head = Answer::to(app.request(Method::HEAD, "/feeds/world.rss")).await;
        head.header("cache-control")
            .starts_with("public, max-age=7,")
    })
    .await;
    for (path, bytes) in app.all_feeds().await {
        let text = String::from_utf8(bytes).unwrap();
        assert!(
            text.contains("https://feeds.example/feeds/") && !text.contains("news.example"),
            "{path}"
        );
        assert!(
            text.contains("tag:courier.example,2026-11-20:cms/a1"),
            "the ids stay when the address moves"
        );
        let head = Answer::to(app.request(Method::HEAD, &path)).await;
        assert!(
            head.header("link")
                .starts_with(&format!("<https://feeds.example{path}>")),
            "{}",
            head.header("link")
        );
    }
    app.stop().await;
}

#[tokio::test]
async fn a_feed_that_grows_narrower_lets_go_of_what_it_no_longer_takes() {
    let app = TestApp::with("", &[("world", EVERYTHING)]).await;
    app.file_article("a1", &record("World news")).await;
    let mut game = record("A game");
    game["section"] = json!("sport");
    app.file_article("a2", &game).await;
    assert!(app.shows("world", "A game").await);
    replace(&app.file("feeds/world.toml"), WORLD);
    until("the narrower feed", async || {
        !app.text("/feeds/world.rss").await.contains("A game")
    })
    .await;
    app.settle().await;
    assert!(!app.shows("world", "A game").await && app.shows("world", "World news").await);
    app.stop().await;
}
