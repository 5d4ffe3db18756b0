//! What an article is called: one id for ever, other names that lead to it, and never two articles under one.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use syndicated::article::identity::path_segment;
use syndicated::store::Scope;

use crate::harness::{Answer, TestApp, record};
use crate::life::with;

impl TestApp {
    /// A request about an article under any of its names, with the token.
    pub(crate) fn about(&self, method: Method, name: &str, what: &str) -> reqwest::RequestBuilder {
        let path = format!("/v1/articles/{}{what}", path_segment(name));
        self.request(method, &path).bearer_auth(&self.token)
    }

    async fn declare(&self, name: &str, aliases: &[&str]) -> Answer {
        let body = json!({ "aliases": aliases });
        Answer::to(self.about(Method::POST, name, "/aliases").json(&body)).await
    }

    /// The headlines of a feed, in order.
    pub(crate) async fn headlines(&self, feed: &str) -> Vec<String> {
        let json: Value =
            serde_json::from_str(&self.text(&format!("/feeds/{feed}.json")).await).unwrap();
        let items = json["items"].as_array().unwrap().iter();
        items
            .map(|item| item["title"].as_str().unwrap().to_owned())
            .collect()
    }
}

#[tokio::test]
async fn an_article_is_found_by_every_name_it_ever_had() {
    let app = TestApp::start().await;
    let first = json!({
        "guid": "https://old.example/?p=7", "url": "https://courier.example/draft-of-bridge",
        "aliases": ["old-cms/1007"],
    });
    app.file_article("a1", &with("Bridge opens", &first)).await;
    let moved = json!({ "url": "https://courier.example/2026/11/bridge", "slug": "bridge" });
    let receipt = app
        .file_article("a1", &with("Bridge opens at last", &moved))
        .await;
    assert_eq!(
        receipt["atom_id"], "https://old.example/?p=7",
        "kept as it came"
    );
    let declared = app.declare("old-cms/1007", &["wire:77"]).await;
    assert_eq!(declared.status, 200, "{}", declared.text());
    let app = app.restart().await;
    let names = [
        "a1",
        "old-cms/1007",
        "wire:77",
        "https://old.example/?p=7",
        "https://courier.example/draft-of-bridge",
        "https://courier.example/2026/11/bridge",
    ];
    for name in names {
        let found = Answer::to(app.about(Method::GET, name, "")).await;
        assert_eq!(
            (found.status, &found.json()["id"]),
            (200, &json!("a1")),
            "{name}"
        );
        let page =
            Answer::to(app.request(Method::GET, &format!("/articles/{}", path_segment(name))))
                .await;
        if name == "a1" {
            assert_eq!(page.status, 200);
        } else {
            let place = (page.status, page.header("location"));
            assert_eq!(place, (308, "https://news.example/articles/a1"), "{name}");
        }
    }
    let listed = Answer::to(app.about(Method::GET, "wire:77", "/aliases"))
        .await
        .json();
    let listed = listed["names"].as_array().unwrap();
    assert_eq!(listed.len(), names.len(), "{listed:?}");
    let wire = listed
        .iter()
        .find(|name| name["name"] == "wire:77")
        .unwrap();
    assert_eq!(
        (&wire["kind"], &wire["declared_by"]),
        (&json!("name"), &json!("cms"))
    );

    // Another source files under its own name: it is the one article, and its numbers are its own.
    let wire = app.new_token("wire", Scope::Push, None).await;
    for (version, headline, status) in
        [(1, "Bridge opens, wire says", 200), (1, "Other words", 409)]
    {
        let request = app
            .request(Method::PUT, "/v1/articles/wire:77")
            .bearer_auth(&wire);
        let article = with(headline, &json!({ "version": version }));
        let answer = Answer::to(request.header("prefer", "wait").json(&article)).await;
        assert_eq!(answer.status, status, "{}", answer.text());
    }
    let posted = app
        .request(Method::POST, "/v1/articles")
        .bearer_auth(&app.token);
    let article = with("Bridge opens, all say", &json!({ "id": "old-cms/1007" }));
    let answer = Answer::to(posted.header("prefer", "wait").json(&article))
        .await
        .json();
    assert_eq!(
        (&answer["outcome"], &answer["id"]),
        (&json!("updated"), &json!("a1"))
    );
    assert_eq!(app.headlines("everything").await, ["Bridge opens, all say"]);
    let other = with("x", &json!({ "id": "a2" }));
    Answer::to(app.about(Method::PUT, "wire:77", "").json(&other))
        .await
        .problem(422, "invalid-record");
    let named = with("Bridge opens, says its own id", &json!({ "id": "a1" }));
    assert_eq!(
        Answer::to(app.about(Method::PUT, "wire:77", "").json(&named))
            .await
            .status,
        200
    );

    let kill = app.about(
        Method::POST,
        "https://courier.example/draft-of-bridge",
        "/kill",
    );
    assert_eq!(Answer::to(kill).await.json()["id"], "a1");
    for name in names {
        let page = app.get(&format!("/articles/{}", path_segment(name))).await;
        assert_eq!(page.status(), StatusCode::GONE, "{name}");
    }
    let again = with("Back", &json!({}));
    Answer::to(app.about(Method::PUT, "wire:77", "").json(&again))
        .await
        .problem(410, "gone");
    app.stop().await;
}

#[tokio::test]
async fn two_articles_with_one_guid_are_refused_and_not_held() {
    let app = TestApp::start().await;
    let guid = json!({ "guid": "https://old.example/?p=7" });
    app.file_article("a1", &with("One", &guid)).await;
    let twin = Answer::to(app.about(Method::PUT, "a2", "").json(&with("Two", &guid))).await;
    let problem = twin.problem(409, "name-taken");
    assert!(
        problem["detail"].as_str().unwrap().contains("“a1”"),
        "{problem}"
    );
    let minted = json!({ "guid": "tag:courier.example,2026-11-20:cms/a3" });
    app.file_article("a3", &record("Three")).await;
    Answer::to(
        app.about(Method::PUT, "a4", "")
            .json(&with("Four", &minted)),
    )
    .await
    .problem(409, "name-taken");
    let alias = json!({ "aliases": ["free", "a1"] });
    Answer::to(app.about(Method::PUT, "a5", "").json(&with("Five", &alias)))
        .await
        .problem(409, "name-taken");
    for name in ["a2", "a4", "a5", "free"] {
        Answer::to(app.about(Method::GET, name, ""))
            .await
            .problem(404, "not-found");
    }
    app.settle().await;
    assert_eq!(app.report("world").await["held"], json!([]));
    assert_eq!(app.headlines("world").await, ["One", "Three"]);
    for (body, status) in [
        (json!({ "aliases": ["a b"] }), 422),
        (json!({ "aliases": [] }), 422),
        (json!({ "aliases": [7], "x": 1 }), 422),
        (json!(["a"]), 422),
    ] {
        let answer = Answer::to(app.about(Method::POST, "a1", "/aliases").json(&body)).await;
        assert_eq!(answer.status, status, "{body}");
    }
    Answer::to(
        app.about(Method::POST, "nobody", "/aliases")
            .json(&json!({ "aliases": ["x"] })),
    )
    .await
    .problem(404, "not-found");
    app.stop().await;
}

#[tokio::test]
async fn one_story_from_two_sources_is_declared_one_and_shown_once() {
    let app = TestApp::start().await;
    app.file_article("cms-1", &with("Storm nears", &json!({ "version": 4 })))
        .await;
    let wire =
        json!({ "guid": "urn:wire:storm", "version": 2, "published": "2026-11-20T09:00:00Z" });
    app.file_article("wire-9", &with("Storm nears coast", &wire))
        .await;
    assert_eq!(
        app.headlines("world").await,
        ["Storm nears", "Storm nears coast"]
    );
    let declared = app.declare("cms-1", &["wire-9"]).await;
    assert_eq!(
        (declared.status, &declared.json()["merged"]),
        (200, &json!(["wire-9"]))
    );
    assert_eq!(
        app.headlines("world").await,
        ["Storm nears"],
        "no moment with two of them"
    );
    let again = app.declare("cms-1", &["wire-9"]).await;
    assert_eq!((again.status, again.json().get("merged")), (200, None));
    let app = app.restart().await;
    assert_eq!(app.headlines("everything").await, ["Storm nears"]);
    let found = Answer::to(app.about(Method::GET, "urn:wire:storm", "")).await;
    assert_eq!(found.json()["id"], "cms-1");
    let page = Answer::to(app.request(Method::GET, "/articles/wire-9")).await;
    assert_eq!(
        page.header("location"),
        "https://news.example/articles/cms-1"
    );
    // Its own past stays on record.
    let trail = Answer::to(app.about(Method::GET, "wire-9", "/trail"))
        .await
        .json();
    assert_eq!(
        (&trail["merged_into"], &trail["id"]),
        (&json!("cms-1"), &json!("wire-9"))
    );
    assert_eq!(trail["versions"].as_array().unwrap().len(), 2);
    let trail = Answer::to(app.about(Method::GET, "cms-1", "/trail"))
        .await
        .json();
    assert_eq!(trail["merged"], json!(["wire-9"]));

    let newer = with(
        "Storm here",
        &json!({ "version": 3, "guid": "urn:wire:storm" }),
    );
    let receipt = app.file_article("wire-9", &newer).await;
    assert_eq!(
        (&receipt["id"], &receipt["version"]),
        (&json!("cms-1"), &json!(5))
    );
    assert_eq!(app.headlines("world").await, ["Storm here"]);

    // Two desks declare it both ways at once: one article is left, never none.
    app.file_article("x", &record("Left")).await;
    app.file_article("y", &record("Right")).await;
    let one = app
        .about(Method::POST, "x", "/aliases")
        .json(&json!({ "aliases": ["y"] }));
    let other = app
        .about(Method::POST, "y", "/aliases")
        .json(&json!({ "aliases": ["x"] }));
    let (one, other) = tokio::join!(Answer::to(one), Answer::to(other));
    assert_eq!((one.status, other.status), (200, 200));
    app.settle().await;
    let shown = app.headlines("world").await;
    let left = shown
        .iter()
        .filter(|headline| ["Left", "Right"].contains(&headline.as_str()));
    assert_eq!(left.count(), 1, "{shown:?}");
    app.kill("x").await;
    let late = app.declare("cms-1", &["x"]).await;
    late.problem(409, "name-taken");
    app.assert_feeds_are_valid().await;
    app.stop().await;
}

#[tokio::test]
async fn ids_survive_a_change_of_domain_and_authority() {
    let app = TestApp::start().await;
    let id = app.file_article("a1", &record("Before")).await["atom_id"].clone();
    let file = app.file("config.toml");
    let config = std::fs::read_to_string(&file).unwrap();
    let config = config
        .replace("https://news.example", "https://courier.test")
        .replace("\"courier.example\"", "\"courier.test\"");
    std::fs::write(&file, config).unwrap();
    let app = app.restart().await;
    let receipt = app.file_article("a1", &record("After")).await;
    assert_eq!(receipt["atom_id"], id);
    assert!(app.shows("world", id.as_str().unwrap()).await);
    let new = app.file_article("a2", &record("New")).await["atom_id"].clone();
    assert_eq!(new, "tag:courier.test,2026-11-20:cms/a2");
    let page = Answer::to(app.request(
        Method::GET,
        &format!("/articles/{}", path_segment(id.as_str().unwrap())),
    ))
    .await;
    assert_eq!(page.header("location"), "https://courier.test/articles/a1");
    app.stop().await;
}

#[tokio::test]
async fn writers_under_two_names_lose_nothing() {
    let app = TestApp::start().await;
    app.file_article("a1", &with("Start", &json!({ "aliases": ["wire-1"] })))
        .await;
    let writers: Vec<_> = (0..24)
        .map(|n| {
            let name = if n % 2 == 0 { "a1" } else { "wire-1" };
            let request = app
                .about(Method::PUT, name, "")
                .json(&record(&format!("Writer {n}")));
            tokio::spawn(Answer::to(request))
        })
        .collect();
    let mut kept = Vec::new();
    for (n, writer) in writers.into_iter().enumerate() {
        let answer = writer.await.unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text());
        let version = answer.json()["version"].as_u64().unwrap();
        let found =
            Answer::to(app.about(Method::GET, "wire-1", &format!("?version={version}"))).await;
        assert_eq!(found.json()["headline"], format!("Writer {n}"));
        kept.push(version);
    }
    kept.sort_unstable();
    assert!(
        kept.into_iter().eq(2..=25),
        "every acknowledged version is on record, once"
    );
    app.stop().await;
}
