//! Wires that push in their own formats: NITF, NewsML-G2, ANPA 1312 and IPTC 7901, over HTTP to the feeds.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::Value;

use crate::harness::{Answer, TestApp, sample_photo};

fn golden(case: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden/ingest")
        .join(case);
    std::fs::read(path).unwrap()
}

async fn post(app: &TestApp, kind: &str, body: Vec<u8>) -> Answer {
    let request = app
        .request(Method::POST, "/v1/articles")
        .bearer_auth(&app.token)
        .header("content-type", kind)
        .header("prefer", "wait")
        .body(body);
    Answer::to(request).await
}

async fn everything(app: &TestApp) -> Value {
    app.get_json("/feeds/everything.json").await
}

#[tokio::test]
async fn each_format_comes_out_as_an_article() {
    let app = TestApp::start().await;
    for (kind, case) in [
        ("application/nitf+xml", "nitf/old_latin_1/input.xml"),
        ("application/xml", "newsml/one_piece/input.xml"),
        (
            "application/vnd.iptc.g2.newsitem+xml",
            "newsml/nitf_inside/input.xml",
        ),
        ("text/plain", "anpa/writethru/input.txt"),
        ("text/plain; charset=us-ascii", "anpa/dpa_7901/input.txt"),
    ] {
        let answer = post(&app, kind, golden(case)).await;
        assert_eq!(answer.status, 201, "{case}: {}", answer.text());
    }
    let feed = everything(&app).await;
    let mut titles: Vec<&str> = feed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["title"].as_str().unwrap())
        .collect();
    titles.sort_unstable();
    assert_eq!(
        titles,
        [
            "Ferries stay in port for a third day as talks stall",
            "Mint stops striking pennies",
            "Seilbahn fährt wieder über die Schlucht",
            "Stones of a hundred years still run true",
            "Tin rises as smelters close for repairs",
        ]
    );
    // The wire's own words reach the desk and no reader.
    assert!(!feed.to_string().contains("desk@dpa.example"));
    app.assert_feeds_are_valid().await;
    app.stop().await;
}

#[tokio::test]
async fn the_same_item_again_changes_nothing_and_a_newer_version_replaces_it() {
    let app = TestApp::start().await;
    let kind = "application/vnd.iptc.g2.newsitem+xml";
    let first = golden("newsml/nitf_inside/input.xml");
    assert_eq!(post(&app, kind, first.clone()).await.status, 201);
    assert_eq!(post(&app, kind, first.clone()).await.status, 200);
    let text = String::from_utf8(first).unwrap();
    let newer = text
        .replace("version=\"2\"", "version=\"3\"")
        .replace("four cents", "five cents");
    assert_eq!(post(&app, kind, newer.into_bytes()).await.status, 200);
    // NJ-3: an older one arriving late changes nothing.
    let older = text
        .replace("version=\"2\"", "version=\"1\"")
        .replace("four cents", "six cents");
    post(&app, kind, older.into_bytes())
        .await
        .problem(409, "version-conflict");
    let feed = everything(&app).await;
    assert!(feed.to_string().contains("five cents"));
    // NJ-5: the provider takes it back.
    let killed = text
        .replace("pubstatusg2/usable", "pubstatusg2/canceled")
        .replace("version=\"2\"", "version=\"4\"");
    assert_eq!(post(&app, kind, killed.into_bytes()).await.status, 200);
    let feed = everything(&app).await;
    assert_eq!(feed["items"].as_array().unwrap().len(), 0);
    app.stop().await;
}

#[tokio::test]
async fn a_kill_notice_is_withheld_and_kills_nothing() {
    let app = TestApp::start().await;
    let story = golden("anpa/writethru/input.txt");
    assert_eq!(post(&app, "text/plain", story).await.status, 201);
    let notice = post(&app, "text/plain", golden("anpa/kill/input.txt")).await;
    assert_eq!(notice.status, 201, "{}", notice.text());
    assert!(
        notice.text().contains("Nothing was killed"),
        "{}",
        notice.text()
    );
    let feed = everything(&app).await;
    assert_eq!(feed["items"].as_array().unwrap().len(), 1);
    app.stop().await;
}

#[tokio::test]
async fn faults_have_their_kind_and_place() {
    let app = TestApp::start().await;
    let broken = post(
        &app,
        "application/nitf+xml",
        b"<nitf>\n<head></nitf>".to_vec(),
    )
    .await;
    let detail = broken.problem(400, "malformed-xml")["detail"].to_string();
    assert!(detail.contains("line 2"), "{detail}");
    let bomb = b"<!DOCTYPE nitf [<!ENTITY a \"b\">]><nitf>&a;</nitf>".to_vec();
    post(&app, "application/xml", bomb)
        .await
        .problem(400, "malformed-xml");
    post(&app, "application/xml", b"<rss version='2.0'/>".to_vec())
        .await
        .problem(415, "unsupported-media-type");
    let plan = b"<planningItem xmlns='http://iptc.org/std/nar/2006-10-01/'/>".to_vec();
    let refused = post(&app, "application/xml", plan)
        .await
        .problem(422, "invalid-record");
    assert!(refused["detail"].to_string().contains("plan of coverage"));
    let zone = post(
        &app,
        "application/nitf+xml",
        golden("nitf/no_zone/input.xml"),
    )
    .await;
    let faults = zone.problem(422, "invalid-record")["errors"].to_string();
    for place in [
        "/published",
        "/urgency",
        "/expires",
        "/status",
        "line 6, column 7",
    ] {
        assert!(faults.contains(place), "{faults}");
    }
    app.stop().await;
}

#[tokio::test]
async fn pictures_come_by_name_in_order_or_not_at_all() {
    let app = TestApp::start().await;
    let nitf = |name: &str| {
        format!(
            "<nitf><head><docdata><doc-id id-string='{name}'/></docdata></head><body><body.head><hedline><hl1>Harbour {name}</hl1></hedline></body.head><body.content><p>Words.</p><media media-type='image'><media-reference mime-type='image/jpeg' source='pics/waves.jpg'/><media-caption>Waves.</media-caption><media-producer>Ann Roe</media-producer></media></body.content></body></nitf>"
        )
    };
    let photo = std::fs::read(sample_photo("waves.jpg")).unwrap();
    for (id, part, file, n_photos) in [
        ("by-name", "record", Some("waves.jpg"), 1),
        ("in-order", "copy", Some("other.jpg"), 1),
        ("missing", "record", None, 0),
    ] {
        let mut form = Form::new().text(part, nitf(id));
        if let Some(file) = file {
            form = form.part("photo", Part::bytes(photo.clone()).file_name(file));
        }
        let request = app
            .request(Method::PUT, &format!("/v1/articles/{id}"))
            .bearer_auth(&app.token)
            .header("prefer", "wait");
        let answer = Answer::to(request.multipart(form)).await;
        assert_eq!(answer.status, 201, "{id}: {}", answer.text());
        let told = answer.text().contains("No photo came");
        assert_eq!(told, n_photos == 0, "{id}: {}", answer.text());
        let feed = everything(&app).await;
        let item = feed["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|item| item["title"] == format!("Harbour {id}"))
            .unwrap()
            .clone();
        let shown = item["attachments"].as_array().map_or(0, Vec::len);
        assert_eq!(shown, n_photos, "{id}: {item}");
    }
    app.assert_feeds_are_valid().await;
    app.stop().await;
}
