//! Pushes and what they are answered: every outcome, every refusal with its page, concurrent writers.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use syndicated::store::Scope;

use crate::harness::{Answer, EVERYTHING, TestApp, WORLD, record};

impl TestApp {
    /// PUT of a record with more said in the request.
    async fn put_with(
        &self,
        id: &str,
        record: &Value,
        more: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Answer {
        let request = self.request(Method::PUT, &format!("/v1/articles/{id}"));
        Answer::to(more(request.bearer_auth(&self.token).json(record))).await
    }

    /// PUT of bytes as they are.
    async fn put_bytes(&self, id: &str, media_type: &str, bytes: Vec<u8>) -> Answer {
        let request = self.request(Method::PUT, &format!("/v1/articles/{id}"));
        let request = request.bearer_auth(&self.token);
        Answer::to(request.header("content-type", media_type).body(bytes)).await
    }

    /// GET with the token.
    async fn ask(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::GET, path).bearer_auth(&self.token)).await
    }
}

#[tokio::test]
async fn a_push_is_answered_by_what_became_of_it() {
    let app = TestApp::start().await;
    let created = app.put_with("a1", &record("One"), |request| request).await;
    assert_eq!(created.status, 201);
    assert_eq!(created.header("location"), "/v1/articles/a1");
    assert_eq!(created.header("etag"), "\"v1\"");
    let receipt = created.json();
    assert_eq!(receipt["outcome"], "created");
    assert_eq!(receipt["feeds"], json!(["everything", "world"]));
    assert_eq!(receipt["published"], "2026-11-20T10:00:00Z");

    let same = app.put_with("a1", &record("One"), |request| request).await;
    assert_eq!((same.status, same.header("etag")), (200, "\"v1\""));
    assert_eq!(same.json()["outcome"], "unchanged");

    let updated = app.put_with("a1", &record("Two"), |request| request).await;
    assert_eq!((updated.status, updated.header("etag")), (200, "\"v2\""));
    assert_eq!(updated.json()["outcome"], "updated");

    let newest = app.ask("/v1/articles/a1").await;
    assert_eq!((newest.status, newest.header("etag")), (200, "\"v2\""));
    let newest = newest.json();
    assert_eq!(newest["headline"], "Two");
    let names: Vec<_> = newest["authors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|author| author["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Ann Lee", "Bob Ray"]);
    let first = app.ask("/v1/articles/a1?version=1").await.json();
    assert_eq!(
        (first["headline"].as_str(), first["version"].as_u64()),
        (Some("One"), Some(1))
    );
    app.ask("/v1/articles/a1?version=9")
        .await
        .problem(404, "not-found");
    app.ask("/v1/articles/nobody")
        .await
        .problem(404, "not-found");
    app.ask("/v1/articles/a1?version=x")
        .await
        .problem(400, "malformed-request");
    app.stop().await;
}

#[tokio::test]
async fn a_post_mints_an_id_where_the_record_has_none() {
    let app = TestApp::start().await;
    let post = async |record: &Value| {
        let request = app.request(Method::POST, "/v1/articles");
        Answer::to(request.bearer_auth(&app.token).json(record)).await
    };
    let (one, two) = (post(&record("One")).await, post(&record("One")).await);
    assert_eq!((one.status, two.status), (201, 201));
    assert_ne!(one.json()["id"], two.json()["id"]);
    let found = app.ask(one.header("location")).await.json();
    assert_eq!(found["id"], one.json()["id"]);

    let mut named = record("Three");
    named["id"] = json!("desk/7 is not one");
    assert_eq!(
        pointers(&post(&named).await.problem(422, "invalid-record")),
        BTreeSet::from(["/id".to_owned()])
    );
    named["id"] = json!("desk/7");
    let three = post(&named).await;
    assert_eq!(
        (three.status, three.json()["id"].as_str()),
        (201, Some("desk/7"))
    );
    assert_eq!(
        app.ask(three.header("location")).await.json()["headline"],
        "Three"
    );
    let again = post(&named).await;
    assert_eq!(
        (again.status, again.json()["outcome"].as_str()),
        (200, Some("unchanged"))
    );
    app.stop().await;
}

/// Raw copy has no id of its own: the same words from the same token are the same article, however they are sent.
#[tokio::test]
async fn copy_that_is_sent_twice_is_on_record_once() {
    const COPY: &str = "Harbour to close for winter\n\nBy Bob Ray\n\nPORT MERROW – The harbour will close.\n\nIt opens in spring.\n";
    let app = TestApp::start().await;
    let post = async |path: &str, token: &str, body: String| {
        let request = app.request(Method::POST, path).bearer_auth(token);
        let request = request.header("content-type", "text/plain");
        Answer::to(request.body(body)).await
    };
    let path = "/v1/articles?section=world";
    let first = post(path, &app.token, COPY.to_owned()).await;
    assert_eq!(
        (first.status, &first.json()["outcome"]),
        (201, &json!("created"))
    );
    for again in [
        COPY.to_owned(),
        COPY.replace('\n', "\r\n"),
        COPY.trim().to_owned(),
    ] {
        let again = post(path, &app.token, again).await;
        assert_eq!(again.status, 200, "{}", again.text());
        let receipt = again.json();
        assert_eq!(
            (&receipt["outcome"], &receipt["id"]),
            (&json!("unchanged"), &first.json()["id"])
        );
        assert_eq!(receipt["version"], 1);
    }
    // In a form, as `syndicated push` sends it; what stands beside the copy is a new version of the same article.
    let form = reqwest::multipart::Form::new().text("copy", COPY);
    let request = app.request(Method::POST, path).bearer_auth(&app.token);
    let formed = Answer::to(request.multipart(form)).await;
    assert_eq!(
        (formed.status, &formed.json()["outcome"]),
        (200, &json!("unchanged"))
    );
    let moved = post("/v1/articles?section=local", &app.token, COPY.to_owned()).await;
    assert_eq!(
        (moved.status, &moved.json()["outcome"]),
        (200, &json!("updated"))
    );
    assert_eq!(moved.json()["id"], first.json()["id"]);
    // Other words, and another source, are other articles.
    let other = post(path, &app.token, COPY.replace("spring", "March")).await;
    let wire = app.new_token("wire", Scope::Push, None).await;
    let theirs = post(path, &wire, COPY.to_owned()).await;
    assert_eq!((other.status, theirs.status), (201, 201));
    // A kill is not undone by pasting again.
    let id = first.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(app.kill(&id).await.status().as_u16(), 200);
    post(path, &app.token, COPY.to_owned())
        .await
        .problem(410, "gone");
    app.stop().await;
}

#[tokio::test]
async fn the_list_is_read_page_by_page() {
    let app = TestApp::start().await;
    for n in 1..=7 {
        let mut article = record(&format!("Number {n}"));
        if n % 2 == 0 {
            article["section"] = json!("Sport");
        }
        app.file_article(&format!("a{n}"), &article).await;
    }
    app.kill("a3").await;
    let read = async |query: &str| -> Vec<String> {
        let (mut ids, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = app
                .ask(&format!("/v1/articles?limit=2{query}{cursor}"))
                .await
                .json();
            let articles = page["articles"].as_array().unwrap();
            assert!(articles.len() <= 2);
            ids.extend(
                articles
                    .iter()
                    .map(|a| a["id"].as_str().unwrap().to_owned()),
            );
            let Some(next) = page["next"].as_str() else {
                return ids;
            };
            cursor = format!("&cursor={next}");
        }
    };
    assert_eq!(read("").await, ["a7", "a6", "a5", "a4", "a3", "a2", "a1"]);
    assert_eq!(read("&section=sport").await, ["a6", "a4", "a2"]);
    assert_eq!(read("&status=killed").await, ["a3"]);
    for wrong in [
        "limit=0",
        "limit=201",
        "limit=x",
        "cursor=x",
        "status=gone",
        "colour=red",
    ] {
        app.ask(&format!("/v1/articles?{wrong}"))
            .await
            .problem(400, "malformed-request");
    }
    app.stop().await;
}

#[tokio::test]
async fn what_is_not_json_is_told_with_its_line() {
    let app = TestApp::start().await;
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        (
            "cut",
            b"{\n \"headline\": \"x\",\n \"tags\": [".to_vec(),
            "line 3",
        ),
        ("comma", b"{\n \"headline\": \"x\",\n}".to_vec(), "line 3"),
        (
            "twice",
            b"{\"headline\": \"x\",\n\"headline\": \"y\"}".to_vec(),
            "\"headline\"",
        ),
        ("deep", "[".repeat(100_000).into_bytes(), "line 1"),
        (
            "deep and closed",
            [vec![b'['; 100], vec![b']'; 100]].concat(),
            "deeper than 64",
        ),
        ("latin", b"{\"headline\": \"caf\xe9\"}".to_vec(), "line 1"),
        (
            "half a pair",
            br#"{"headline": "\ud800"}"#.to_vec(),
            "line 1",
        ),
        (
            "raw control",
            b"{\"headline\": \"a\x01b\"}".to_vec(),
            "line 1",
        ),
        ("too great", b"{\"urgency\": 1e999}".to_vec(), "line 1"),
        ("nothing", Vec::new(), "line 1"),
        ("two", b"{} {}".to_vec(), "line 1"),
    ];
    for (name, body, told) in cases {
        let answer = app.put_bytes("a1", "application/json", body).await;
        let problem = answer.problem(400, "malformed-json");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(told), "{name}: {detail}");
    }
    let marked = [
        b"\xef\xbb\xbf".to_vec(),
        serde_json::to_vec(&record("BOM")).unwrap(),
    ]
    .concat();
    assert_eq!(
        app.put_bytes("bom", "application/json", marked)
            .await
            .status,
        201
    );
    for (body, pointer) in [(&b"[]"[..], ""), (b"null", ""), (b"\"x\"", "")] {
        let answer = app
            .put_bytes("a1", "application/json; charset=utf-8", body.to_vec())
            .await;
        assert!(pointers(&answer.problem(422, "invalid-record")).contains(pointer));
    }
    app.stop().await;
}

#[tokio::test]
async fn every_fault_of_a_record_is_told_at_once_by_its_pointer() {
    let app = TestApp::start().await;
    let faulty = json!({
        "id": "another",
        "guid": "rings\u{7}",
        "url": "ftp://news.example/1",
        "headline": " \u{7} ",
        "body_html": "<p>x</p>",
        "body_text": "x",
        "authors": [{"name": "Ann Lee"}, {"name": ""}, {"name": "B", "email": "not mail"}, {"name": "C", "kind": "robot"}],
        "published": "2026-11-20",
        "updated": "yesterday",
        "embargo": "2027-01-01T00:00:00Z",
        "expires": "2026-12-01T00:00:00Z",
        "status": "published",
        "version": 0,
        "correction": {"kind": "quiet_fix", "note": "told"},
        "language": "not a language",
        "tags": ["good", 3],
        "urgency": 12,
        "photos": [{"caption": "no bytes"}, {"url": "https://x.example/a.jpg", "photo": "b.jpg"}, {"photo": "../../etc/passwd"}, {"url": "file:///etc/passwd"}],
        "media": [{"url": "https://x.example/a.mp3", "type": "text/html"}, {"type": "audio/mpeg"}],
        "wire_source": {"name": "Wire", "url": "javascript:alert(1)"},
        "access": "nobody",
        "headlines": "mistyped",
        "a/b~c": 1,
    });
    let answer = app.put("a1", &faulty).await;
    assert_eq!(answer.status().as_u16(), 422);
    let problem: Value = answer.json().await.unwrap();
    let told = pointers(&problem);
    let expected: BTreeSet<String> = [
        "/id",
        "/guid",
        "/url",
        "/headline",
        "/body_text",
        "/authors/1/name",
        "/authors/2/email",
        "/authors/3/kind",
        "/published",
        "/updated",
        "/expires",
        "/status",
        "/version",
        "/correction/note",
        "/language",
        "/tags/1",
        "/urgency",
        "/photos/0",
        "/photos/1",
        "/photos/1/photo",
        "/photos/2/photo",
        "/photos/3/url",
        "/media/0/type",
        "/media/1/url",
        "/wire_source/url",
        "/access",
        "/headlines",
        "/a~1b~0c",
    ]
    .map(str::to_owned)
    .into();
    assert_eq!(told, expected, "{problem:#}");
    app.ask("/v1/articles/a1").await.problem(404, "not-found");

    let unknown = app
        .put_with("a1", &with("headlines", json!("x")), |request| request)
        .await;
    assert_eq!(
        pointers(&unknown.problem(422, "unknown-field")),
        BTreeSet::from(["/headlines".to_owned()])
    );
    app.stop().await;
}

fn pointers(problem: &Value) -> BTreeSet<String> {
    let errors = problem["errors"].as_array().unwrap();
    assert!(
        errors
            .iter()
            .all(|fault| fault["detail"].as_str().unwrap().len() > 5)
    );
    errors
        .iter()
        .map(|fault| fault["pointer"].as_str().unwrap().to_owned())
        .collect()
}

fn with(key: &str, value: Value) -> Value {
    let mut record = record("A record");
    record[key] = value;
    record
}

#[tokio::test]
async fn who_may_not_is_told_so() {
    let app = TestApp::start().await;
    let reader = app.new_token("reader", Scope::Read, None).await;
    let killer = app.new_token("killer", Scope::Kill, None).await;
    let soon = app.clock_now() + TimeDelta::minutes(1);
    let guest = app.new_token("guest", Scope::Push, Some(soon)).await;
    let put = async |authorization: Option<&str>| {
        let mut request = app
            .request(Method::PUT, "/v1/articles/a1")
            .json(&record("One"));
        if let Some(value) = authorization {
            request = request.header("authorization", value);
        }
        Answer::to(request).await
    };
    for nobody in [
        None,
        Some(""),
        Some("Bearer"),
        Some("Bearer "),
        Some("Bearer nonsense"),
        Some("Basic Y21zOmNtcw=="),
        Some(app.token.as_str()),
    ] {
        let answer = put(nobody).await;
        answer.problem(401, "unauthorised");
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
    }
    let twice = app
        .request(Method::PUT, "/v1/articles/a1")
        .json(&record("One"))
        .header("authorization", format!("Bearer {}", app.token))
        .header("authorization", "Bearer other");
    Answer::to(twice).await.problem(401, "unauthorised");

    for few in [&reader, &killer] {
        put(Some(&format!("Bearer {few}")))
            .await
            .problem(403, "forbidden");
    }
    assert_eq!(put(Some(&format!("bearer {guest}"))).await.status, 201);
    let kill = app
        .request(Method::POST, "/v1/articles/a1/kill")
        .bearer_auth(&reader);
    Answer::to(kill).await.problem(403, "forbidden");
    let seen = app
        .request(Method::GET, "/v1/articles/a1")
        .bearer_auth(&reader);
    assert_eq!(Answer::to(seen).await.status, 200);

    app.pass(TimeDelta::minutes(1)).await;
    put(Some(&format!("Bearer {guest}")))
        .await
        .problem(401, "unauthorised");
    for path in [
        "/v1/articles",
        "/v1/articles/a1",
        "/v1/feeds",
        "/v1/pulls",
        "/v1/feeds/world/report",
        "/v1/photos/x.jpg",
    ] {
        Answer::to(app.request(Method::GET, path))
            .await
            .problem(401, "unauthorised");
    }
    Answer::to(app.request(Method::POST, "/v1/photos").body("x"))
        .await
        .problem(401, "unauthorised");
    Answer::to(app.request(Method::POST, "/v1/articles/a1/kill"))
        .await
        .problem(401, "unauthorised");
    app.stop().await;
}

#[tokio::test]
async fn versions_and_conditions_guard_what_is_on_record() {
    let app = TestApp::start().await;
    let numbered = |headline: &str, version: u64| {
        let mut record = record(headline);
        record["version"] = json!(version);
        record
    };
    let if_match =
        |tag: &'static str| move |request: RequestBuilder| request.header("if-match", tag);
    let if_none = |request: RequestBuilder| request.header("if-none-match", "*");
    let plain = |request: RequestBuilder| request;

    app.put_with("a1", &record("x"), if_match("*"))
        .await
        .problem(412, "precondition-failed");
    app.put_with("a1", &record("x"), if_match("\"v1\""))
        .await
        .problem(412, "precondition-failed");
    assert_eq!(
        app.put_with("a1", &numbered("Five", 5), if_none)
            .await
            .status,
        201
    );
    app.put_with("a1", &record("x"), if_none)
        .await
        .problem(412, "precondition-failed");

    app.put_with("a1", &numbered("Four", 4), plain)
        .await
        .problem(409, "version-conflict");
    app.put_with("a1", &numbered("Other five", 5), plain)
        .await
        .problem(409, "version-conflict");
    assert_eq!(
        app.put_with("a1", &numbered("Five", 5), plain).await.json()["outcome"],
        "unchanged"
    );
    app.put_with("a1", &numbered("Four", 4), plain)
        .await
        .problem(409, "version-conflict");
    assert_eq!(
        app.put_with("a1", &numbered("Nine", 9), if_match("\"v5\""))
            .await
            .status,
        200
    );

    for stale in ["\"v5\"", "W/\"v9\"", "v9", "\"v5\", \"v8\"", "\"\"", ","] {
        let answer = app.put_with("a1", &record("x"), if_match(stale)).await;
        answer.problem(412, "precondition-failed");
    }
    assert_eq!(
        app.put_with("a1", &record("Ten"), if_match("\"v1\", \"v9\""))
            .await
            .status,
        200
    );
    assert_eq!(
        app.put_with("a1", &record("Eleven"), if_match("*"))
            .await
            .status,
        200
    );
    let on_record = app.ask("/v1/articles/a1").await.json();
    assert_eq!(
        (
            on_record["headline"].as_str(),
            on_record["version"].as_u64()
        ),
        (Some("Eleven"), Some(11))
    );

    let kill = async |tag: &str| {
        let request = app
            .request(Method::POST, "/v1/articles/a1/kill")
            .bearer_auth(&app.token);
        Answer::to(request.header("if-match", tag)).await
    };
    kill("\"v9\"").await.problem(412, "precondition-failed");
    assert_eq!(kill("\"v11\"").await.status, 200);
    app.put_with("a1", &record("Back"), plain)
        .await
        .problem(410, "gone");
    app.put_with("a1", &numbered("Back", 99), plain)
        .await
        .problem(410, "gone");
    assert_eq!(kill("*").await.json()["outcome"], "unchanged");
    let nobody = app
        .request(Method::POST, "/v1/articles/nobody/kill")
        .bearer_auth(&app.token);
    Answer::to(nobody).await.problem(404, "not-found");
    app.stop().await;
}

#[tokio::test]
async fn what_is_too_large_or_of_another_type_is_refused_and_every_problem_has_its_page() {
    let config = "[limits]\nrecord_bytes = 20000\nphoto_bytes = 3000\npush_bytes = 30000\n";
    let app = TestApp::with(config, &[("world", WORLD), ("everything", EVERYTHING)]).await;
    let long = serde_json::to_vec(&with("summary", json!("x".repeat(25_000)))).unwrap();
    app.put_bytes("a1", "application/json", long.clone())
        .await
        .problem(413, "payload-too-large");
    app.put_bytes("a1", "text/plain", long)
        .await
        .problem(413, "payload-too-large");
    let photo = app
        .request(Method::POST, "/v1/photos")
        .bearer_auth(&app.token);
    Answer::to(photo.body(vec![0xff; 4_000]))
        .await
        .problem(413, "payload-too-large");
    for kind in [
        "application/pdf",
        "application/x-www-form-urlencoded",
        "text/css",
        "nonsense",
        "application/jsonx",
    ] {
        app.put_bytes("a1", kind, b"{}".to_vec())
            .await
            .problem(415, "unsupported-media-type");
    }
    let untyped = app
        .request(Method::PUT, "/v1/articles/a1")
        .bearer_auth(&app.token)
        .body("{}");
    Answer::to(untyped)
        .await
        .problem(415, "unsupported-media-type");
    app.put_bytes("a1", "multipart/form-data", b"x".to_vec())
        .await
        .problem(400, "malformed-request");
    app.put_bytes("a1", "multipart/form-data; boundary=x", b"--x\r\n".to_vec())
        .await
        .problem(400, "malformed-request");
    Answer::to(
        app.request(Method::DELETE, "/v1/articles/a1")
            .bearer_auth(&app.token),
    )
    .await
    .problem(405, "method-not-allowed");

    let list = app.text("/problems/").await;
    for problem in syndicated::web::pages::PROBLEMS {
        let path = format!("/problems/{}", problem.slug);
        let page = app.text(&path).await;
        assert!(page.contains(problem.title), "{path}");
        assert!(list.contains(&path), "{path} is not on the list");
    }
    app.stop().await;
}

#[tokio::test]
async fn of_concurrent_writers_with_one_tag_exactly_one_wins() {
    let app = TestApp::start().await;
    app.file_article("a1", &record("Start")).await;
    for round in 1..=3u64 {
        let writers = (0..12).map(|n| {
            let request = app
                .request(Method::PUT, "/v1/articles/a1")
                .bearer_auth(&app.token);
            let article = record(&format!("Round {round} writer {n}"));
            tokio::spawn(Answer::to(
                request
                    .header("if-match", format!("\"v{round}\""))
                    .json(&article),
            ))
        });
        let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
        for writer in writers.collect::<Vec<_>>() {
            *statuses.entry(writer.await.unwrap().status).or_default() += 1;
        }
        assert_eq!(statuses, BTreeMap::from([(200, 1), (412, 11)]));
        assert_eq!(
            app.ask("/v1/articles/a1").await.json()["version"],
            round + 1
        );
    }
    app.stop().await;
}

#[tokio::test]
async fn no_update_is_lost_among_writers_at_once() {
    let app = TestApp::start().await;
    let headline = |n: usize| format!("Writer {n}");
    let writers: Vec<_> = (0..24)
        .map(|n| {
            let request = app
                .request(Method::PUT, "/v1/articles/a1")
                .bearer_auth(&app.token);
            tokio::spawn(Answer::to(request.json(&record(&headline(n)))))
        })
        .collect();
    let mut told: BTreeMap<u64, usize> = BTreeMap::new();
    for (n, writer) in writers.into_iter().enumerate() {
        let answer = writer.await.unwrap();
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
        let earlier = told.insert(answer.json()["version"].as_u64().unwrap(), n);
        assert_eq!(earlier, None, "two writers were told the same version");
    }
    assert!(told.keys().copied().eq(1..=24));
    for (version, n) in told {
        let kept = app
            .ask(&format!("/v1/articles/a1?version={version}"))
            .await
            .json();
        assert_eq!(kept["headline"], headline(n));
    }
    app.settle().await;
    let newest = app.ask("/v1/articles/a1").await.json();
    let shown = app.text("/feeds/world.json").await;
    assert!(shown.contains(newest["headline"].as_str().unwrap()));
    app.stop().await;
}

/// What a field may be sent that does harm elsewhere.
fn hostile() -> Vec<String> {
    [
        "\u{0}a\u{1}\u{8}\u{b}\u{c}\u{1b}[31mb\u{7f}\u{85}\u{9f}",
        "]]>",
        "a]]>b<![CDATA[c]]>]]&gt;",
        "\"'<>&;&amp;&lt;&#0;&#x1;&bogus;",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "--><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>&a;",
        "<?xml version=\"1.0\"?><rss/>",
        "\u{202e}right to left\u{202c} \u{200f}שלום",
        "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 \u{1f1fa}",
        "e\u{301}\u{301}\u{301}\u{301}",
        "\u{fffe}\u{ffff}\u{fdd0}\u{1fffe}\u{10ffff}",
        "\r\nSet-Cookie: a=b\r\n\r\n<html>",
        "\u{2028}\u{2029}\u{feff}\u{200b}",
        "../../../../etc/passwd%00%2e%2e",
        "'; drop table articles; --",
        "{{7*7}}${7*7}<%= 7*7 %>{% raw %}",
        "javascript:alert(1)",
        "http://[::1",
        "https://x.example/a b\"c<d>|e^f`{g}\\h%zz[i]#j#k",
        "2026-02-30T25:61:61Z",
        "99999999999999999999999999",
        " \t\n ",
        "",
    ]
    .map(str::to_owned)
    .into()
}

/// A record with `text` in one of its places.
fn places(text: &str) -> Vec<Value> {
    let mut records: Vec<Value> = [
        "guid",
        "url",
        "headline",
        "subheadline",
        "slug",
        "summary",
        "body_html",
        "byline",
        "dateline",
        "published",
        "updated",
        "embargo",
        "expires",
        "status",
        "language",
        "section",
        "rights",
        "usage_terms",
        "access",
    ]
    .iter()
    .map(|key| with(key, json!(text)))
    .collect();
    let mut plain = with("body_text", json!(text));
    plain.as_object_mut().unwrap().remove("body_html");
    records.push(plain);
    records.push(with("tags", json!([text, text, "b"])));
    records.push(with(text, json!("a key")));
    for key in ["name", "affiliation", "role", "url", "email"] {
        let mut author = json!({"name": "Ann Lee"});
        author[key] = json!(text);
        records.push(with("authors", json!([author.clone()])));
        records.push(with("contributors", json!([author])));
    }
    for key in ["scheme", "code", "name"] {
        let mut subject = json!({"scheme": "https://x.example/s/", "code": "1", "name": "One"});
        subject[key] = json!(text);
        records.push(with("subjects", json!([subject])));
    }
    for key in ["url", "type", "title"] {
        let mut medium =
            json!({"url": "https://x.example/a.mp3", "type": "audio/mpeg", "size_bytes": 7});
        medium[key] = json!(text);
        records.push(with("media", json!([medium])));
    }
    for key in ["name", "url"] {
        let mut source = json!({"name": "Wire", "url": "https://wire.example/"});
        source[key] = json!(text);
        records.push(with("wire_source", source));
    }
    records.push(with("correction", json!({"note": text})));
    records.push(with(
        "body_html",
        json!(format!(
            "<p {text}>{text}</p><a href=\"{text}\">{text}</a><!--{text}--><{text}>"
        )),
    ));
    records
}

#[tokio::test]
async fn hostile_text_in_any_field_is_taken_cleaned_or_refused_and_feeds_stay_valid() {
    let app = TestApp::with("", &[("all", &EVERYTHING.replace("50", "1000"))]).await;
    let (mut n_taken, mut n_refused) = (0, 0);
    for (n, text) in hostile().iter().enumerate() {
        for (m, article) in places(text).iter().enumerate() {
            let answer = app
                .put_with(&format!("h{n}-{m}"), article, |request| request)
                .await;
            match answer.status {
                201 => n_taken += 1,
                400 | 422 => n_refused += 1,
                status => panic!("{status} for {article}: {}", answer.text()),
            }
        }
    }
    assert!(
        n_taken > 500 && n_refused > 100,
        "{n_taken} taken, {n_refused} refused"
    );
    app.settle().await;
    app.assert_feeds_are_valid().await;
    let report = app.report("all").await;
    assert_eq!(report["held"], json!([]), "{report:#}");
    assert_eq!(report["n_articles"], n_taken);
    for path in ["/", "/feeds/all"] {
        let page = app.request(Method::GET, path).header("accept", "text/html");
        let page = Answer::to(page).await.text();
        let page = scraper::Html::parse_document(&page);
        let harm =
            scraper::Selector::parse("script, [onerror], [href^='javascript:'], base, iframe")
                .unwrap();
        let found: Vec<String> = page.select(&harm).map(|element| element.html()).collect();
        assert!(found.is_empty(), "{path}: {found:#?}");
    }
    app.stop().await;
}

#[tokio::test]
async fn hostile_ids_notes_and_long_texts_do_no_harm() {
    let app = TestApp::start().await;
    for (n, text) in hostile().iter().enumerate() {
        let id: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
        for method in [Method::PUT, Method::GET] {
            let request = app.request(method, &format!("/v1/articles/{id}"));
            let answer = Answer::to(request.bearer_auth(&app.token).json(&record("Odd id"))).await;
            assert!(answer.status < 500, "{id}: {}", answer.text());
        }
        let page = Answer::to(app.request(Method::GET, &format!("/articles/{id}"))).await;
        assert!(page.status < 500, "{id}");
        app.file_article(&format!("k{n}"), &record("To be killed"))
            .await;
        let kill = app.request(Method::POST, &format!("/v1/articles/k{n}/kill"));
        let kill = kill.bearer_auth(&app.token).json(&json!({"note": text}));
        assert!(
            matches!(Answer::to(kill).await.status, 200 | 422),
            "{text:?}"
        );
    }
    let long = "Lorem ipsum ]]> <b>dolor</b> & ".repeat(32_000);
    assert!(long.len() > 990_000);
    let body = app
        .put_with("long", &with("body_html", json!(long)), |request| request)
        .await;
    assert!(matches!(body.status, 201 | 422), "{}", body.text());
    for key in [
        "headline", "summary", "byline", "section", "rights", "url", "slug",
    ] {
        let answer = app
            .put_with("long-2", &with(key, json!(long)), |request| request)
            .await;
        let told = pointers(&answer.problem(422, "invalid-record"));
        assert_eq!(told, BTreeSet::from([format!("/{key}")]));
    }
    let text = "A long paragraph. ".repeat(55_000);
    let mut plain = with("body_text", json!(text));
    plain.as_object_mut().unwrap().remove("body_html");
    assert_eq!(
        app.put_with("text", &plain, |request| request).await.status,
        201
    );
    app.settle().await;
    app.assert_feeds_are_valid().await;
    app.stop().await;
}
