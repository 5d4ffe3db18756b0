//! ninjs over HTTP and from the command line: pushed, asked for, exported, pushed again.

use std::process::{Command, Output};

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use syndicated::store::Scope;

use crate::harness::{Answer, TestApp, record, sample_photo};

const NINJS: &str = "application/ninjs+json";

fn item(uri: &str) -> Value {
    json!({
        "uri": uri,
        "type": "text",
        "version": "3",
        "versionCreated": "2026-11-20T11:00:00Z",
        "language": "en",
        "urgency": 2,
        "by": "By Ann Lee",
        "headlines": [{"role": "main", "value": "Harbour opens"}],
        "bodies": [{"contentType": "text/html", "value": "<p>The harbour opens.</p>"}],
        "edNote": "Not for readers.",
    })
}

impl TestApp {
    /// Sends ninjs with the token.
    async fn send_ninjs(&self, method: Method, path: &str, kind: &str, item: &Value) -> Answer {
        let request = self
            .request(method, path)
            .bearer_auth(&self.token)
            .header("prefer", "wait")
            .header("content-type", kind);
        Answer::to(request.body(item.to_string())).await
    }

    /// An article as ninjs.
    async fn ninjs_of(&self, id: &str) -> Answer {
        let request = self
            .request(Method::GET, &format!("/v1/articles/{id}"))
            .bearer_auth(&self.token);
        Answer::to(request.header("accept", NINJS)).await
    }
}

#[tokio::test]
async fn ninjs_is_pushed_under_its_uri_and_shown_in_feeds() {
    let app = TestApp::start().await;
    let post = app
        .send_ninjs(Method::POST, "/v1/articles", NINJS, &item("urn:wire:1"))
        .await;
    assert_eq!(post.status, 201, "{}", post.text());
    assert_eq!(post.json()["id"], "urn:wire:1");
    assert_eq!(
        (&post.json()["version"], post.header("etag")),
        (&json!(3), "\"v3\"")
    );
    let feed = app.text("/feeds/everything.rss").await;
    assert!(feed.contains("Harbour opens") && !feed.contains("Not for readers"));

    // Plain JSON is told by its shape; the id in the address must be the uri.
    let put = app
        .send_ninjs(
            Method::PUT,
            "/v1/articles/urn:wire:1",
            "application/json",
            &item("urn:wire:1"),
        )
        .await;
    assert_eq!(
        (put.status, &put.json()["outcome"]),
        (200, &json!("unchanged"))
    );
    let mut changed = item("urn:wire:1");
    changed["version"] = json!("4");
    changed["located"] = json!("Porto");
    let other = app
        .send_ninjs(Method::PUT, "/v1/articles/other", NINJS, &changed)
        .await;
    let problem = other.problem(422, "invalid-record");
    assert_eq!(problem["errors"][0]["pointer"], "/uri");

    // A uri may hold slashes.
    let uri = "https://wire.example/items/1?x=2";
    let path = "/v1/articles/https:%2F%2Fwire.example%2Fitems%2F1%3Fx=2";
    let put = app.send_ninjs(Method::PUT, path, NINJS, &item(uri)).await;
    assert_eq!(
        (put.status, put.header("location")),
        (201, path),
        "{}",
        put.text()
    );
    app.assert_feeds_are_valid().await;
    app.stop().await;
}

#[tokio::test]
async fn what_is_wrong_is_told_at_once_and_by_the_words_of_ninjs() {
    let app = TestApp::start().await;
    let mut bad = item("urn:wire:2");
    bad["pubStatus"] = json!("cancelled");
    bad["stray"] = json!(1);
    bad["versionCreated"] = json!("soon");
    bad["located"] = json!("x".repeat(201));
    bad["language"] = json!(null);
    let answer = app
        .send_ninjs(Method::POST, "/v1/articles", NINJS, &bad)
        .await;
    let problem = answer.problem(422, "invalid-record");
    let pointers: Vec<&str> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(
        pointers,
        [
            "/language",
            "/pubStatus",
            "/stray",
            "/versionCreated",
            "/located"
        ],
        "{problem:#}"
    );
    let mut event = item("urn:wire:3");
    event["type"] = json!("event");
    let answer = app
        .send_ninjs(Method::POST, "/v1/articles", NINJS, &event)
        .await;
    let problem = answer.problem(422, "invalid-record");
    assert_eq!(problem["errors"][0]["pointer"], "/type");
    let broken = app
        .request(Method::POST, "/v1/articles")
        .bearer_auth(&app.token)
        .header("content-type", NINJS)
        .body("{\"uri\": ");
    Answer::to(broken).await.problem(400, "malformed-json");
    app.stop().await;
}

// NJ-5, NJ-6.
#[tokio::test]
async fn canceled_kills() {
    let app = TestApp::start().await;
    app.send_ninjs(Method::POST, "/v1/articles", NINJS, &item("urn:wire:4"))
        .await;
    let kill = json!({"uri": "urn:wire:4", "version": "4", "pubStatus": "canceled"});
    let killed = app
        .send_ninjs(Method::POST, "/v1/articles", NINJS, &kill)
        .await;
    assert_eq!(
        (killed.status, &killed.json()["status"]),
        (200, &json!("killed")),
        "{}",
        killed.text()
    );
    assert!(
        !app.text("/feeds/everything.rss")
            .await
            .contains("Harbour opens")
    );
    assert_eq!(app.get("/articles/urn:wire:4").await.status(), 410);
    let exported = app.ninjs_of("urn:wire:4").await.json();
    assert_eq!(exported["pubStatus"], "canceled");
    app.stop().await;
}

#[tokio::test]
async fn a_form_may_bring_ninjs_with_its_photos() {
    let app = TestApp::start().await;
    let photo = std::fs::read(sample_photo("bridge.jpg")).unwrap();
    let form = Form::new()
        .part("record", Part::text(item("urn:wire:5").to_string()))
        .part("photo", Part::bytes(photo).file_name("p.jpg"));
    let request = app
        .request(Method::POST, "/v1/articles")
        .bearer_auth(&app.token)
        .multipart(form);
    let answer = Answer::to(request).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let exported = app.ninjs_of("urn:wire:5").await.json();
    let rendition = &exported["associations"][0]["renditions"][0];
    let href = rendition["href"].as_str().unwrap();
    assert!(
        href.starts_with("https://news.example/photos/"),
        "{exported:#}"
    );
    assert!(
        rendition["width"].as_u64().unwrap() > 0 && rendition["sizeInBytes"].as_u64().unwrap() > 0
    );
    app.stop().await;
}

#[tokio::test]
async fn an_article_is_handed_out_as_ninjs_and_taken_again() {
    let app = TestApp::start().await;
    let mut filed = record("Bridge opens");
    filed["authors"] = json!([{"name": "Ann Lee", "role": "Reporter", "affiliation": "Courier"}]);
    filed["access"] = json!("subscriber");
    filed["correction"] = json!({"kind": "correction", "note": "It is the old bridge."});
    app.file_article("b1", &filed).await;
    let plain = app.get_json("/v1/articles/b1").await;
    let answer = app.ninjs_of("b1").await;
    assert_eq!(answer.header("content-type"), NINJS);
    assert_eq!(answer.header("etag"), "\"v1\"");
    let exported = answer.json();
    assert_eq!(exported["standard"]["version"], "3.1");

    // Into another newsroom, as the same article.
    let elsewhere = TestApp::start().await;
    let post = elsewhere
        .send_ninjs(Method::POST, "/v1/articles", NINJS, &exported)
        .await;
    assert_eq!(
        (post.status, &post.json()["id"]),
        (201, &json!("b1")),
        "{}",
        post.text()
    );
    let mut again = elsewhere.get_json("/v1/articles/b1").await;
    let mut plain = plain;
    assert_eq!(
        again["_syndicated"]["atom_id"],
        plain["_syndicated"]["atom_id"]
    );
    for record in [&mut again, &mut plain] {
        record.as_object_mut().unwrap().remove("_syndicated");
    }
    assert_eq!(again, plain);
    elsewhere.stop().await;
    app.stop().await;
}

/// Runs the program beside a server of this process.
async fn run(arguments: Vec<String>) -> Output {
    tokio::task::spawn_blocking(move || {
        Command::new(env!("CARGO_BIN_EXE_syndicated"))
            .args(arguments)
            .env_clear()
            .output()
            .unwrap()
    })
    .await
    .unwrap()
}

fn words(line: &str) -> Vec<String> {
    line.split(' ').map(str::to_owned).collect()
}

#[tokio::test]
async fn the_command_line_exports_and_pushes_ninjs() {
    let app = TestApp::start().await;
    for n in 0..205 {
        let answer = app
            .put(&format!("n{n}"), &record(&format!("Story {n}")))
            .await;
        assert!(answer.status().is_success());
    }
    let read = app.new_token("reader", Scope::Read, None).await;
    let at = format!("--server {} --token {read}", app.base);
    let out = app.file("all.ndjson");
    let done = run(words(&format!(
        "export --format ninjs --out {} {at}",
        out.display()
    )))
    .await;
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!((done.status.code(), told.trim()), (Some(0), "205 articles"));
    let lines: Vec<Value> = std::fs::read_to_string(&out)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 205);
    assert_eq!(lines[0]["headlines"][0]["value"], "Story 204");
    assert!(!app.file("all.ndjson.part").exists());

    let done = run(words(&format!("export {at}"))).await;
    let records = String::from_utf8(done.stdout).unwrap();
    assert_eq!(records.lines().count(), 205);
    let first: Value = serde_json::from_str(records.lines().next().unwrap()).unwrap();
    assert_eq!(first["id"], "n204");

    // A line is a document that push takes, and shows without sending.
    let file = app.file("one.json");
    let mut one = lines[0].clone();
    one["versionCreated"] = json!("2026-11-20T11:59:00Z");
    std::fs::write(&file, one.to_string()).unwrap();
    let shown = run(words(&format!("push {} --dry-run", file.display()))).await;
    let told = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert_eq!(
        shown.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&shown.stderr)
    );
    assert!(
        told.contains("headline     Story 204") && told.contains("author       Ann Lee"),
        "{told}"
    );
    let elsewhere = TestApp::start().await;
    let pushed = run(words(&format!(
        "push {} --server {} --token {}",
        file.display(),
        elsewhere.base,
        elsewhere.token
    )))
    .await;
    assert_eq!(
        pushed.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&pushed.stderr)
    );
    assert_eq!(
        elsewhere.get_json("/v1/articles/n204").await["headline"],
        "Story 204"
    );
    elsewhere.stop().await;

    // Exit codes: a bad token, a server that is away, a folder that is not there.
    let refused = run(words(&format!("export --server {} --token none", app.base))).await;
    assert_eq!(refused.status.code(), Some(2));
    let nowhere = run(words(&format!(
        "export --out {} {at}",
        app.file("no/x").display()
    )))
    .await;
    assert_eq!(nowhere.status.code(), Some(3));
    let away = run(words("export --server http://127.0.0.1:1 --token none")).await;
    assert_eq!(away.status.code(), Some(3));
    app.stop().await;
}
