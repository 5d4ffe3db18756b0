//! Bad input, as bytes with what must be said of it; pushes, streams and the watched folder are all shown the same.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, EVERYTHING, TestApp, record};

/// One bad record on one line: its bytes, the status of its problem, and a word of what is said of it.
pub(crate) fn records() -> Vec<(Vec<u8>, u16, &'static str)> {
    let with = |key: &str, value: Value| {
        let mut record = record("Bad");
        record["id"] = json!("bad");
        record[key] = value;
        record.to_string().into_bytes()
    };
    let whole = with("headline", json!("Whole"));
    let latin = b"{\"id\": \"bad\", \"headline\": \"caf\xe9\", \"body_text\": \"x\"}".to_vec();
    let wide = |mark: &[u8], swap: bool| {
        let text = String::from_utf8(whole.clone()).unwrap();
        let unit = |unit: u16| {
            if swap {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        };
        // No line feed may stand in it: it is shown as one line, too.
        [mark.to_vec(), text.encode_utf16().flat_map(unit).collect()].concat()
    };
    let bomb: String = "<!DOCTYPE x [<!ENTITY a \"ha\">]>&a;".to_owned()
        + &"<div>".repeat(300)
        + &"&a;".repeat(1000);
    vec![
        (whole[..whole.len() / 2].to_vec(), 400, "malformed-json"),
        (vec![b'['; 10_000], 400, "malformed-json"),
        (
            format!("{}1{}", "{\"a\":".repeat(100), "}".repeat(100)).into_bytes(),
            400,
            "malformed-json",
        ),
        (latin, 400, "malformed-json"),
        (wide(b"\xff\xfe", false), 400, "UTF-8"),
        (wide(b"\xfe\xff", true), 400, "UTF-8"),
        (wide(b"", false), 400, "UTF-8"),
        (
            b"{\"id\": \"bad\", \"headline\": \"a\", \"headline\": \"b\"}".to_vec(),
            400,
            "stands twice",
        ),
        (
            b"{\"id\": \"bad\", \"headline\": \"\\ud800\", \"body_text\": \"x\"}".to_vec(),
            400,
            "surrogate",
        ),
        (
            b"{\"id\": \"bad\", \"headline\": \"a\0b\", \"body_text\": \"x\"}".to_vec(),
            400,
            "malformed-json",
        ),
        (
            b"\xef\xbb\xbf\xef\xbb\xbf{\"id\": \"bad\"}".to_vec(),
            400,
            "malformed-json",
        ),
        (b"NaN".to_vec(), 400, "malformed-json"),
        (
            b"{\"id\": \"bad\", \"version\": 1e999}".to_vec(),
            400,
            "malformed-json",
        ),
        (b"null".to_vec(), 422, "JSON object"),
        (
            with("published", json!("2026-02-30T10:00:00Z")),
            422,
            "/published",
        ),
        (
            with("published", json!("2026-11-20T25:61:00Z")),
            422,
            "/published",
        ),
        (
            with("published", json!("2026-11-20T10:00:00")),
            422,
            "/published",
        ),
        (
            with("published", json!("+99999-01-01T00:00:00Z")),
            422,
            "/published",
        ),
        (with("embargo", json!(1_763_000_000)), 422, "/embargo"),
        (with("headline", json!("x".repeat(501))), 422, "/headline"),
        (with("id", json!("a\u{0}b")), 422, "/id"),
        (with("tags", json!(vec!["t"; 200])), 422, "/tags"),
        (with("body_html", json!(bomb)), 422, "/body_html"),
        (
            with("body_html", json!("<br>".repeat(1_000))).repeat(2),
            400,
            "malformed-json",
        ),
    ]
}

#[tokio::test]
async fn a_push_of_bad_bytes_is_refused_with_its_place_and_nothing_is_stored() {
    let app = TestApp::with("", &[("everything", EVERYTHING)]).await;
    for (bytes, status, what) in records() {
        let request = app
            .request(Method::POST, "/v1/articles")
            .bearer_auth(&app.token)
            .header("content-type", "application/json")
            .body(bytes);
        let answer = Answer::to(request).await;
        assert_eq!(answer.status, status, "{what}: {}", answer.text());
        assert!(answer.text().contains(what), "{what}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    assert_eq!(app.running().desk.store.n_articles().await.unwrap(), 0);
    app.stop().await;
}

#[tokio::test]
async fn odd_bytes_that_can_be_read_are_taken_clean() {
    let app = TestApp::with("", &[("everything", EVERYTHING)]).await;
    let entities =
        "<!DOCTYPE r [<!ENTITY a \"&#60;script&#62;\"><!ENTITY b \"&a;&a;\">]><p>&b;&lol9; end</p>";
    let mut odd = record("A\u{0}B \u{feff}C");
    odd["body_html"] = json!(entities);
    let marked = [b"\xef\xbb\xbf", odd.to_string().as_bytes()].concat();
    let request = app
        .request(Method::PUT, "/v1/articles/odd")
        .bearer_auth(&app.token)
        .header("content-type", "application/json")
        .header("prefer", "wait")
        .body(marked);
    let answer = Answer::to(request).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    // Raw copy that holds markup is text, entities and all.
    let copy = format!(
        "A headline of plain words\n\n{entities}\n\nAnother paragraph of this copy, so that there is something to read.\n"
    );
    let request = app
        .request(Method::POST, "/v1/articles")
        .bearer_auth(&app.token)
        .header("content-type", "text/plain")
        .header("prefer", "wait")
        .body(copy);
    let answer = Answer::to(request).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    app.settle().await;
    for (path, bytes) in app.all_feeds().await {
        let text = String::from_utf8(bytes).unwrap();
        // What is markup in XML is plain text in JSON.
        let is_json = path.ends_with(".json");
        let has_markup = text.contains("<!ENTITY") || text.contains("<script");
        let is_clean = (is_json || !has_markup) && !text.contains('\0');
        assert!(is_clean && text.len() < 20_000, "{path}: {text}");
    }
    app.assert_feeds_are_valid().await;
    app.stop().await;
}
