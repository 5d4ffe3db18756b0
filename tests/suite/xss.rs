//! What has run in readers and browsers elsewhere (`tests/xss`), pushed through every field: what comes out is harmless
//! to a parser that takes it for what it is. A real browser has its turn in `tests/tools/browser.py`.

use std::path::Path;

use reqwest::Method;
use scraper::{Html, Selector};
use serde_json::{Value, json};

use crate::harness::{Answer, TestApp};

const FEED: &str = "title = \"All\"\ndescription = \"All\"\nlimit = 500\nlanguage = \"en\"\n";

/// The payloads, as they were meant.
pub(crate) fn payloads() -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/xss/payloads.txt");
    let text = std::fs::read_to_string(file).unwrap();
    text.lines()
        .filter(|line| !line.starts_with("# "))
        .map(|line| line.replace('␤', "\n").replace('␀', "\0"))
        .collect()
}

/// What no page and no content of ours may hold.
const FORBIDDEN: &[&str] = &[
    "script",
    "style",
    "object",
    "embed",
    "applet",
    "base",
    "form",
    "input",
    "button",
    "select",
    "textarea",
    "svg",
    "math",
    "frame",
    "frameset",
    "iframe",
    "template",
    "noscript",
    "xmp",
    "plaintext",
    "listing",
    "noembed",
    "noframes",
    "marquee",
    "isindex",
    "keygen",
    "portal",
    "dialog",
    "image",
    "handler",
    "foreignobject",
    "bgsound",
    "layer",
];

/// Says what in a tree could run, load or submit; `parts` are elements that the frame of a page may have besides.
fn dangers(document: &Html, parts: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for element in document.select(&Selector::parse("*").unwrap()) {
        let name = element.value().name().to_ascii_lowercase();
        let listed = FORBIDDEN.contains(&name.as_str())
            || matches!(name.as_str(), "link" | "meta" | "title");
        if listed && !parts.contains(&name.as_str()) || name.contains([':', '-']) {
            found.push(format!("<{name}>"));
        }
        for (attribute, value) in element.value().attrs() {
            let attribute = attribute.to_ascii_lowercase();
            let runs = attribute.starts_with("on")
                || attribute.starts_with("xlink")
                || attribute.starts_with("xmlns") && name != "html"
                || matches!(
                    attribute.as_str(),
                    "style"
                        | "srcdoc"
                        | "action"
                        | "formaction"
                        | "ping"
                        | "background"
                        | "is"
                        | "http-equiv"
                        | "manifest"
                );
            if runs {
                found.push(format!("<{name} {attribute}>"));
            }
            if matches!(
                attribute.as_str(),
                "href" | "src" | "poster" | "cite" | "data" | "srcset"
            ) {
                let bare: String = value
                    .chars()
                    .filter(|c| !c.is_whitespace() && !c.is_control())
                    .collect();
                let bare = bare.to_lowercase();
                let whole = ["http://", "https://", "mailto:"]
                    .iter()
                    .any(|scheme| bare.starts_with(scheme));
                let own = bare.starts_with('/') && !bare.starts_with("//") || bare.starts_with('#');
                if !(whole || own && !parts.is_empty()) {
                    found.push(format!("<{name} {attribute}={value}>"));
                }
            }
        }
    }
    found
}

/// Content is read as a fragment, as a document, and inside of elements that readers put around it.
fn assert_content_is_harmless(what: &str, content: &str) {
    let readings = [
        Html::parse_fragment(content),
        Html::parse_fragment(&format!("<table><tr><td>{content}</td></tr></table>")),
        Html::parse_fragment(&format!("<p><a href=\"https://a.example/\">{content}</a>")),
    ];
    for reading in readings {
        assert_eq!(
            dangers(&reading, &[]),
            Vec::<String>::new(),
            "{what}: {content}"
        );
    }
    assert_eq!(
        dangers(
            &Html::parse_document(&format!("<!doctype html><title>x</title><body>{content}")),
            &["title"]
        ),
        Vec::<String>::new(),
        "{what}"
    );
}

/// The payload in every field that takes words.
fn article(payload: &str) -> Value {
    json!({
        "headline": format!("x {payload}"), "subheadline": payload, "slug": payload, "summary": payload, "section": payload,
        "byline": payload, "dateline": payload, "tags": ["all", payload], "rights": payload, "usage_terms": payload,
        "authors": [{"name": format!("A {payload}"), "role": payload, "affiliation": payload}],
        "contributors": [{"name": format!("B {payload}")}],
        "subjects": [{"name": payload, "code": payload}],
        "wire_source": {"name": format!("W {payload}")},
        "correction": {"kind": "correction", "note": payload},
        "published": "2026-11-20T10:00:00Z",
        "photos": [{"url": "https://i.example/p.jpg", "caption": payload, "credit": payload, "photographer": payload, "alt": payload, "rights": payload}],
        "media": [{"url": "https://i.example/a.mp3", "type": "audio/mpeg", "title": payload}],
        "body_html": payload,
    })
}

/// The same payload in the places of a page.
fn page(payload: &str, n: usize) -> String {
    let quoted = payload.replace('&', "&amp;").replace('"', "&quot;");
    let json = serde_json::to_string(payload)
        .unwrap()
        .replace('<', r"\u003c");
    format!(
        "<!doctype html><meta charset=utf-8><meta property=\"og:title\" content=\"x {quoted}\"><meta property=\"og:description\" content=\"{quoted}\">\
         <meta name=author content=\"{quoted}\"><meta property=\"article:section\" content=\"{quoted}\">\
         <script type=\"application/ld+json\">{{\"@type\": \"NewsArticle\", \"alternativeHeadline\": {json}, \"dateline\": {json}, \"keywords\": [{json}], \"copyrightNotice\": {json}, \"image\": {{\"url\": \"https://i.example/p.jpg\", \"caption\": {json}}}}}</script>\
         <article><p>A paragraph of page {n} with more than a few words in it, so that it is the text.</p><figure><img src=https://i.example/f.jpg alt=\"{quoted}\"><figcaption>{payload}</figcaption></figure></article>\
         <article><p>A paragraph of page {n} that is longer still, with some more words in it, and then some, so that this one is taken.</p>{payload}</article>"
    )
}

#[tokio::test]
async fn whatever_is_pushed_comes_out_harmless() {
    let app = TestApp::with("", &[("all", FEED)]).await;
    let payloads = payloads();
    assert!(payloads.len() >= 300, "{}", payloads.len());
    let mut ids: Vec<String> = Vec::new();
    for (n, payload) in payloads.iter().enumerate() {
        let put = app
            .request(Method::PUT, &format!("/v1/articles/r{n}"))
            .bearer_auth(&app.token)
            .json(&article(payload));
        let answer = Answer::to(put).await;
        assert_eq!(answer.status, 201, "{payload}: {}", answer.text());
        ids.push(format!("r{n}"));
    }
    assert_all_is_harmless(&app, &ids).await;
    app.stop().await;
}

#[tokio::test]
async fn whatever_a_page_holds_comes_out_harmless() {
    let app = TestApp::with("", &[("all", FEED)]).await;
    let mut ids: Vec<String> = Vec::new();
    for (n, payload) in payloads().iter().enumerate() {
        let put = app
            .request(
                Method::PUT,
                &format!(
                    "/v1/articles/p{n}?published=2026-11-20T10:00:00Z&address=https://p.example/{n}"
                ),
            )
            .bearer_auth(&app.token)
            .header("content-type", "text/html; charset=utf-8")
            .body(page(payload, n));
        let answer = Answer::to(put).await;
        assert_eq!(answer.status, 201, "{payload}: {}", answer.text());
        ids.push(format!("p{n}"));
    }
    assert_all_is_harmless(&app, &ids).await;
    app.stop().await;
}

/// Every feed in every format, every page, every record.
async fn assert_all_is_harmless(app: &TestApp, ids: &[String]) {
    app.settle().await;
    let report = app.report("all").await;
    assert_eq!(report["held"], json!([]), "{report:#}");
    assert_eq!(report["n_articles"].as_u64().unwrap(), ids.len() as u64);
    app.assert_feeds_are_valid().await;
    let feed: Value = serde_json::from_str(&app.text("/feeds/all.json").await).unwrap();
    for item in feed["items"].as_array().unwrap() {
        let id = item["id"].as_str().unwrap();
        if let Some(content) = item["content_html"].as_str() {
            assert_content_is_harmless(id, content);
        }
    }
    for ending in ["rss", "atom"] {
        let text = app.text(&format!("/feeds/all.{ending}")).await;
        let document = roxmltree::Document::parse(&text).unwrap();
        let mut n_contents = 0;
        for node in document.descendants().filter(|node| {
            node.tag_name().name() == "encoded" || node.attribute("type") == Some("html")
        }) {
            assert_content_is_harmless(ending, node.text().unwrap_or_default());
            n_contents += 1;
        }
        assert!(n_contents > 100, "{n_contents}");
    }
    let parts = ["link", "meta", "title"];
    for id in ids {
        let text = app.text(&format!("/articles/{id}")).await;
        assert_eq!(
            dangers(&Html::parse_document(&text), &parts),
            Vec::<String>::new(),
            "{id}: {text}"
        );
        let record = app.get_json(&format!("/v1/articles/{id}")).await;
        if let Some(body) = record["body_html"].as_str() {
            // A frame of a listed host is the one thing that a record holds and no page shows.
            let frames = Html::parse_fragment(body);
            let rest = dangers(&frames, &["iframe"]);
            assert!(rest.is_empty(), "{id}: {rest:?} in {body}");
            for frame in frames.select(&Selector::parse("iframe").unwrap()) {
                let src = frame.value().attr("src").unwrap();
                assert!(
                    src.starts_with("https://www.youtube.com/")
                        || src.starts_with("https://player.vimeo.com/"),
                    "{src}"
                );
                assert!(
                    frame
                        .value()
                        .attr("sandbox")
                        .is_some_and(|sandbox| !sandbox.contains("top-navigation"))
                );
            }
        }
    }
}

#[tokio::test]
async fn what_was_removed_is_told_to_whoever_pushed_and_whoever_asks() {
    let app = TestApp::start().await;
    let body = "<p onclick=x()>Words.</p><script>alert(1)</script><iframe src=https://evil.example/></iframe><img src=https://t.example/p.gif width=1 height=1>";
    let receipt = app
        .file_article(
            "gone",
            &json!({"headline": "H", "section": "world", "body_html": body}),
        )
        .await;
    let told: Vec<&str> = receipt["removed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line.as_str().unwrap())
        .collect();
    assert_eq!(
        told,
        [
            "The attribute onclick was removed from <p>.",
            "<script> was removed with all that is in it.",
            "A frame of evil.example was removed: it is not on the list of embeds.",
            "A picture of t.example that nobody sees was removed: it counts readers.",
        ]
    );
    let record = app.get_json("/v1/articles/gone").await;
    assert_eq!(record["_syndicated"]["removed"], receipt["removed"]);
    assert_eq!(record["body_html"], "<p>Words.</p>");
    assert!(!app.text("/feeds/world.json").await.contains("was removed"));
    let clean = app
        .file_article(
            "clean",
            &json!({"headline": "H", "body_html": "<p>Words.</p>"}),
        )
        .await;
    assert_eq!(clean["removed"], json!([]));
    app.stop().await;

    // Which frames stay is the newsroom's to say; feeds show a link in their place.
    let frame = "<p>See:</p><iframe src=https://play.courier.example/7 title=Film></iframe>";
    let app = TestApp::with("embeds = [\"play.courier.example\"]\n", &[("all", FEED)]).await;
    app.file_article("film", &json!({"headline": "H", "body_html": frame}))
        .await;
    let record = app.get_json("/v1/articles/film").await;
    assert!(record["body_html"].as_str().unwrap().contains("sandbox="));
    let feed: Value = serde_json::from_str(&app.text("/feeds/all.json").await).unwrap();
    assert_eq!(
        feed["items"][0]["content_html"],
        "<p>See:</p><a href=\"https://play.courier.example/7\" rel=\"nofollow noopener\">Film (play.courier.example)</a>"
    );
    assert!(!app.text("/articles/film").await.contains("<iframe"));
    app.stop().await;
}
