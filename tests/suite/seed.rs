//! The main job on real input: pasted copy with its photo becomes three clean feeds that a reader of others reads back.

use std::path::{Path, PathBuf};

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::harness::{Answer, TestApp, sample_photo};

/// Copy of our own in the shape of the seed: icon text, masthead, place and founding date, a caption with a date and
/// a credit in it, a byline with a stray tag, a dateline.
const OWN: &str = "Arrow-right Camera
The Port Merrow Gazette Newspaper
Port Merrow, Washington  Est. June 3, 1891

Harbour ferries ran on batteries for first time, officials say

The ferry Northern Light (NL-2) crosses the bay during a trial run meant to test its batteries on August 4, 2018 in Port Merrow, Washington. The line used two such ferries on Monday.  (Photo by Washington State Ferries via Getty Images)
By Anna Larsen </p><p>and Tom Okafor New York Times

PORT MERROW, Wash. – The harbour’s ferries crossed the bay on batteries Monday for the first time, according to two officials of the line, just days after the state gave permission to do so.

The first crossing left at dawn, the line said. A second one followed an hour later.

“It is quieter than a library,” one passenger said.
";

struct Expected {
    headline: &'static str,
    authors: [&'static str; 2],
    dateline: &'static str,
    caption_ends: &'static str,
    credit: &'static str,
    credited: [&'static str; 2],
    n_paragraphs: usize,
    body_begins: &'static str,
}

async fn pushed(copy: Vec<u8>, expected: &Expected) {
    let app = TestApp::start().await;
    let photo =
        Part::bytes(std::fs::read(sample_photo("waves.jpg")).unwrap()).file_name("photo.jpg");
    let copy = Part::bytes(copy).mime_str("text/plain").unwrap();
    let form = Form::new().part("copy", copy).part("photo", photo);
    let path = "/v1/articles/seed?published=2026-11-20T07:00:00-04:00&section=world";
    let push = app
        .request(Method::PUT, path)
        .bearer_auth(&app.token)
        .header("prefer", "wait");
    let answer = Answer::to(push.multipart(form)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());

    let article = app.get_json("/v1/articles/seed").await;
    assert_eq!(article["headline"], expected.headline);
    let people: Vec<Value> = expected
        .authors
        .iter()
        .map(|name| json!({"name": name, "kind": "person", "affiliation": "New York Times"}))
        .collect();
    assert_eq!(article["authors"], json!(people));
    assert_eq!(article["wire_source"]["name"], "New York Times");
    assert_eq!(article["dateline"], expected.dateline);
    assert_eq!(article["published"], "2026-11-20T11:00:00Z");
    let photo = &article["photos"][0];
    let caption = photo["caption"].as_str().unwrap();
    assert!(caption.ends_with(expected.caption_ends), "{caption}");
    assert!(
        !caption.contains("Photo by") && !caption.contains("Getty"),
        "{caption}"
    );
    assert_eq!(photo["credit"], expected.credit);
    let body = article["body_html"].as_str().unwrap();
    assert_eq!(body.matches("<p>").count(), expected.n_paragraphs, "{body}");
    assert!(
        body.starts_with(&format!("<p>{}", expected.body_begins)),
        "{body}"
    );
    for dropped in [
        "Arrow-right",
        "Est.",
        "Newspaper",
        "&lt;/p&gt;",
        "</p><p>and",
    ] {
        assert!(
            !article.to_string().contains(dropped),
            "{dropped}: {article}"
        );
    }

    for (path, bytes) in app.all_feeds().await {
        let findings = app.findings(&path, &bytes);
        let bad: Vec<_> = findings
            .iter()
            .filter(|finding| finding.rule.level != syndicated::validate::Level::Info)
            .collect();
        assert!(bad.is_empty(), "{path}: {bad:#?}");
        read_back(&path, &bytes, expected);
    }
    app.stop().await;
}

/// What `feed-rs` finds in a feed of ours.
fn read_back(path: &str, bytes: &[u8], expected: &Expected) {
    let feed = feed_rs::parser::parse(bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert_eq!(feed.entries.len(), 1, "{path}");
    let entry = &feed.entries[0];
    assert_eq!(
        entry.id, "tag:courier.example,2026-11-20:cms/seed",
        "{path}"
    );
    assert_eq!(
        entry.title.as_ref().unwrap().content,
        expected.headline,
        "{path}"
    );
    let names: Vec<&str> = entry
        .authors
        .iter()
        .filter_map(|author| author.name.as_deref())
        .collect();
    assert_eq!(names, expected.authors, "{path}");
    let length = std::fs::metadata(sample_photo("waves.jpg")).unwrap().len();
    let text = String::from_utf8_lossy(bytes);
    assert!(
        text.contains(&length.to_string()),
        "{path} does not tell the photo's length"
    );
    for name in expected.credited {
        assert!(text.contains(name), "{path} does not credit {name}");
    }
    let body = entry
        .content
        .as_ref()
        .and_then(|content| content.body.clone())
        .unwrap();
    assert!(body.contains(expected.body_begins), "{path}: {body}");
    let published = entry.published.unwrap();
    assert_eq!(
        published.to_rfc3339(),
        "2026-11-20T11:00:00+00:00",
        "{path}"
    );
}

#[tokio::test]
async fn copy_of_our_own_becomes_three_clean_feeds() {
    let expected = Expected {
        headline: "Harbour ferries ran on batteries for first time, officials say",
        authors: ["Anna Larsen", "Tom Okafor"],
        dateline: "PORT MERROW, Wash.",
        caption_ends: "The line used two such ferries on Monday.",
        credit: "Washington State Ferries via Getty Images",
        credited: ["Washington State Ferries", "Getty Images"],
        n_paragraphs: 3,
        body_begins: "The harbour’s ferries crossed the bay",
    };
    pushed(OWN.as_bytes().to_vec(), &expected).await;
}

#[tokio::test]
async fn the_seed_becomes_three_clean_feeds() {
    let Some(seed) = seed() else {
        println!("skipped: ../shared/seed/spokesman-review-atacms.txt is not there");
        return;
    };
    let expected = Expected {
        headline: "Ukraine fired U.S.-made missiles into Russia for first time, officials say",
        authors: ["Marc Santora", "Eric Schmitt"],
        dateline: "KYIV, Ukraine",
        caption_ends: "Ukraine used ATACMS provided by the U.S. to fire missiles into Russia on Tuesday.",
        credit: "South Korean Defense Ministry via Getty Images",
        credited: ["South Korean Defense Ministry", "Getty Images"],
        n_paragraphs: 10,
        body_begins: "Ukraine’s military used U.S.-made ballistic missiles Tuesday",
    };
    pushed(std::fs::read(seed).unwrap(), &expected).await;
}

/// The newspaper article that the program was asked for with, where it lies beside the repository.
fn seed() -> Option<PathBuf> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seed/spokesman-review-atacms.txt");
    path.exists().then_some(path)
}
