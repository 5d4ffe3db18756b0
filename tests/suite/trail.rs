//! Proof of what was done: who filed, changed and killed an article, and what the feeds showed, from when to when.

use std::process::Command;

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use syndicated::store::Scope;

use crate::harness::{Answer, EVERYTHING, TestApp, WORLD, record};
use crate::life::with;

impl TestApp {
    async fn trail(&self, name: &str) -> Value {
        Answer::to(self.about(Method::GET, name, "/trail"))
            .await
            .json()
    }

    /// The tags of a feed's editions, without their quotes.
    async fn tags(&self, feed: &str) -> Value {
        let mut tags = serde_json::Map::new();
        for format in ["rss", "atom", "json"] {
            let answer =
                Answer::to(self.request(Method::HEAD, &format!("/feeds/{feed}.{format}"))).await;
            tags.insert(
                format.to_owned(),
                json!(answer.header("etag").trim_matches('"')),
            );
        }
        Value::Object(tags)
    }
}

#[tokio::test]
async fn the_trail_tells_who_did_what_and_which_editions_showed_it() {
    let app = TestApp::start().await;
    app.file_article("a0", &record("Before")).await;
    let desk = app.new_token("night-desk", Scope::Push, None).await;
    app.pass(TimeDelta::minutes(1)).await;
    app.file_article(
        "a1",
        &with("Wrong", &json!({ "url": "https://courier.example/wrong" })),
    )
    .await;
    let first = app.tags("world").await;
    app.pass(TimeDelta::minutes(9)).await;
    let corrected = json!({
        "url": "https://courier.example/wrong", "section": "sport",
        "correction": { "kind": "clarification", "note": "It was Tuesday." },
    });
    let last = app.tags("world").await;
    let put = app
        .request(Method::PUT, "/v1/articles/a1")
        .bearer_auth(&desk)
        .header("prefer", "wait");
    assert_eq!(
        Answer::to(put.json(&with("Less wrong", &corrected)))
            .await
            .status,
        200
    );
    let app = app.restart().await;
    app.pass(TimeDelta::minutes(5)).await;
    let everything = app.tags("everything").await;
    let kill = app
        .request(Method::POST, "/v1/articles/a1/kill")
        .bearer_auth(&desk);
    assert_eq!(
        Answer::to(kill.json(&json!({ "note": "All of it." })))
            .await
            .status,
        200
    );
    let app = app.restart().await;

    let trail = app.trail("https://courier.example/wrong").await;
    assert_eq!(
        (&trail["id"], &trail["status"]),
        (&json!("a1"), &json!("killed"))
    );
    assert_eq!(trail["killed"], "2026-11-20T12:15:00Z");
    let versions = trail["versions"].as_array().unwrap();
    let told: Vec<_> = versions
        .iter()
        .map(|version| {
            let text = |key: &str| version[key].as_str().unwrap_or_default();
            (
                version["version"].as_u64().unwrap(),
                text("filed"),
                text("filed_by"),
                text("status"),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (3, "2026-11-20T12:15:00Z", "night-desk", "killed"),
            (2, "2026-11-20T12:10:00Z", "night-desk", "usable"),
            (1, "2026-11-20T12:01:00Z", "cms", "usable"),
        ]
    );
    assert_eq!(versions[0]["reason"], "All of it.");
    assert_eq!(
        versions[0]["changed"],
        json!(["kill_note", "killed", "status"])
    );
    assert_eq!(
        versions[1]["changed"],
        json!(["correction", "headline", "section"])
    );
    assert_eq!(
        (&versions[1]["correction"], &versions[1]["note"]),
        (&json!("clarification"), &json!("It was Tuesday."))
    );
    assert_eq!(versions[2].get("changed"), None);

    let feeds = trail["feeds"].as_array().unwrap();
    assert_eq!(feeds.len(), 2, "{feeds:#?}");
    let stay = |feed: &str| feeds.iter().find(|stay| stay["feed"] == feed).unwrap();
    let world = stay("world");
    assert_eq!(
        (&world["since"], &world["until"]),
        (
            &json!("2026-11-20T12:01:00Z"),
            &json!("2026-11-20T12:10:00Z")
        )
    );
    assert_eq!(
        (&world["first"]["tags"], &world["last"]["tags"]),
        (&first, &last)
    );
    assert_eq!(world["last"]["shown"], "2026-11-20T12:01:00Z");
    let all = stay("everything");
    assert_eq!(
        (&all["since"], &all["until"]),
        (
            &json!("2026-11-20T12:01:00Z"),
            &json!("2026-11-20T12:15:00Z")
        )
    );
    assert_eq!(
        (&all["last"]["tags"], &all["last"]["shown"]),
        (&everything, &json!("2026-11-20T12:10:00Z"))
    );
    let other = app.trail("a0").await;
    assert!(
        other["feeds"]
            .as_array()
            .unwrap()
            .iter()
            .all(|stay| stay.get("until").is_none()),
        "{other:#}"
    );

    Answer::to(app.about(Method::GET, "nobody", "/trail"))
        .await
        .problem(404, "not-found");
    Answer::to(app.about(Method::GET, "a1", "/trail?x=1"))
        .await
        .problem(400, "malformed-request");
    app.stop().await;
}

#[tokio::test]
async fn coming_going_and_a_feed_that_is_no_more_are_all_told() {
    let small = WORLD.replace("limit = 20", "limit = 1");
    let app = TestApp::with("", &[("world", &small), ("everything", EVERYTHING)]).await;
    app.file_article("a1", &record("One")).await;
    app.pass(TimeDelta::minutes(1)).await;
    app.file_article(
        "a2",
        &with("Two", &json!({ "published": "2026-11-20T11:00:00Z" })),
    )
    .await;
    app.pass(TimeDelta::minutes(1)).await;
    app.kill("a2").await;
    app.pass(TimeDelta::minutes(1)).await;
    std::fs::remove_file(app.file("feeds/everything.toml")).unwrap();
    let app = app.restart().await;
    let trail = app.trail("a1").await;
    let told: Vec<_> = trail["feeds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stay| {
            let text = |key: &str| {
                stay[key].as_str().unwrap_or("now")[..]
                    .trim_start_matches("2026-11-20T")
                    .to_owned()
            };
            (stay["feed"].as_str().unwrap(), text("since"), text("until"))
        })
        .collect();
    let stay = |feed, since: &str, until: &str| (feed, since.to_owned(), until.to_owned());
    assert_eq!(
        told,
        [
            stay("everything", "12:00:00Z", "12:03:00Z"),
            stay("world", "12:00:00Z", "12:01:00Z"),
            stay("world", "12:02:00Z", "now"),
        ]
    );
    app.stop().await;
}

#[tokio::test]
async fn a_long_trail_is_read_page_by_page_and_by_the_command() {
    let app = TestApp::start().await;
    for n in 1..=52 {
        app.file_article("a1", &record(&format!("Version {n}")))
            .await;
    }
    let page = app.trail("a1").await;
    assert_eq!(page["versions"].as_array().unwrap().len(), 50);
    assert_eq!(page["versions"][49]["changed"], json!(["headline"]));
    assert_eq!(page["next"], 3);
    let rest = Answer::to(app.about(Method::GET, "a1", "/trail?below=3"))
        .await
        .json();
    let rest = rest["versions"].as_array().unwrap();
    assert_eq!(
        (rest.len(), &rest[0]["version"], rest[1].get("changed")),
        (2, &json!(2), None)
    );

    let run = async |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_syndicated"));
        command
            .args(arguments)
            .args(["--server", &app.base, "--token", &app.token])
            .env_clear();
        let output = tokio::task::spawn_blocking(move || command.output().unwrap())
            .await
            .unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
        )
    };
    let (code, text) = run(&["trail", "tag:courier.example,2026-11-20:cms/a1"]).await;
    let whole: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (code, whole["versions"].as_array().unwrap().len()),
        (Some(0), 52)
    );
    let (code, _) = run(&["kill", "a1", "--reason", "Never so."]).await;
    assert_eq!(code, Some(0));
    let (code, text) = run(&["kill", "a1", "--note", "Again."]).await;
    assert!(code == Some(0) && text.contains("unchanged"), "{text}");
    assert_eq!(app.trail("a1").await["versions"][0]["reason"], "Never so.");
    let (code, _) = run(&["trail", "nobody"]).await;
    assert_eq!(code, Some(1));
    app.stop().await;
}

#[tokio::test]
async fn each_kind_of_correction_has_its_dates_its_mark_and_its_line() {
    let noting = WORLD.replace("[take]", "corrections = \"note\"\n[take]");
    let app = TestApp::with("", &[("world", WORLD), ("noting", &noting)]).await;
    app.file_article("a1", &record("As filed")).await;
    let signal = "http://cv.iptc.org/newscodes/signal/";
    let own = "https://example.org/syndicated/corrections/";
    let kinds = [
        ("update", "Update", Some(signal)),
        ("correction", "Correction", Some(signal)),
        ("clarification", "Clarification", Some(own)),
    ];
    for (n, (kind, label, scheme)) in kinds.into_iter().enumerate() {
        app.pass(TimeDelta::minutes(10)).await;
        let note = format!("Note on the {kind}.");
        let told = json!({ "correction": { "kind": kind, "note": note } });
        app.file_article("a1", &with(&format!("After {n}"), &told))
            .await;
        let moment = app.clock_now().format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let scheme = scheme.unwrap();
        let rss = app.text("/feeds/world.rss").await;
        assert!(
            rss.contains(&format!("<category domain=\"{scheme}\">{label}</category>")),
            "{rss}"
        );
        assert!(
            rss.contains(&format!("<atom:updated>{moment}</atom:updated>")),
            "{rss}"
        );
        let atom = app.text("/feeds/world.atom").await;
        assert!(
            atom.contains(&format!("term=\"{kind}\" scheme=\"{scheme}\"")),
            "{atom}"
        );
        let feed: Value = serde_json::from_str(&app.text("/feeds/world.json").await).unwrap();
        let item = &feed["items"][0];
        let mark = json!({ "kind": kind, "made": moment, "note": note });
        assert_eq!(item["_syndicated"]["correction"], mark);
        assert_eq!(item["date_modified"], moment);
        assert_eq!(item["date_published"], "2026-11-20T10:00:00Z");
        let line = format!("{label}, 20 November 2026:");
        assert!(app.shows("noting", &line).await && !app.shows("world", &line).await);
    }
    // A quiet fix moves no date, has no mark, and takes back none.
    let before: Value = serde_json::from_str(&app.text("/feeds/world.json").await).unwrap();
    app.pass(TimeDelta::minutes(10)).await;
    app.file_article(
        "a1",
        &with(
            "After 2.",
            &json!({ "correction": { "kind": "quiet_fix" } }),
        ),
    )
    .await;
    let after: Value = serde_json::from_str(&app.text("/feeds/world.json").await).unwrap();
    for key in ["date_modified", "date_published"] {
        assert_eq!(after["items"][0][key], before["items"][0][key]);
    }
    assert_eq!(
        after["items"][0]["_syndicated"]["correction"],
        before["items"][0]["_syndicated"]["correction"]
    );
    app.assert_feeds_are_valid().await;
    app.stop().await;
}
