//! Nothing under embargo is visible on any public path before its time: every route is walked, in every way.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Answer, EVERYTHING, TestApp, WORLD, record, sample_photo};

/// The word that stands in every field and may stand in no reply.
const MARK: &str = "Zqxjkv";
/// The routes of publishers that everybody may ask; all others need a token.
const OPEN: [&str; 2] = ["/v1/openapi.json", "/v1/validate"];

/// Every route that the program has, read from the screen that lists them: a new one cannot be forgotten.
fn routes() -> BTreeSet<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/routes.rs");
    let text = std::fs::read_to_string(file).unwrap();
    let routes: BTreeSet<String> = text
        .split(".route(")
        .skip(1)
        .map(|rest| {
            let path = rest
                .trim_start()
                .strip_prefix('"')
                .expect("a route begins with its path");
            path.split('"').next().unwrap().to_owned()
        })
        .collect();
    assert!(
        routes.len() >= 17,
        "the routes could not be read: {routes:?}"
    );
    routes
}

/// An article whose every field bears the mark.
fn secret(photo: &str) -> Value {
    let person = json!({"name": format!("{MARK} Author"), "affiliation": format!("{MARK} Post"), "role": format!("{MARK} editor"), "url": format!("https://x.example/{MARK}"), "email": format!("{MARK}@x.example")});
    json!({
        "url": format!("https://courier.example/{MARK}"),
        "guid": format!("https://courier.example/guid/{MARK}"),
        "aliases": [format!("{MARK}-1-alias")],
        "rights_end": "2026-11-21T13:00:00Z",
        "headline": format!("{MARK} headline"),
        "subheadline": format!("{MARK} deck"),
        "slug": format!("{MARK}-slug"),
        "summary": format!("{MARK} summary"),
        "body_html": format!("<p>{MARK} body</p>"),
        "byline": format!("By {MARK} Author"),
        "authors": [person],
        "contributors": [person],
        "dateline": format!("{MARK}, Ukraine"),
        "embargo": "2026-11-20T13:00:00Z",
        "correction": {"kind": "correction", "note": format!("{MARK} note")},
        "section": "world",
        "tags": [format!("{MARK} tag")],
        "subjects": [{"scheme": format!("https://x.example/{MARK}/"), "code": MARK, "name": format!("{MARK} subject")}],
        "photos": [{"photo": photo, "caption": format!("{MARK} caption"), "credit": format!("{MARK} Agency"), "alt": format!("{MARK} alt"), "rights": format!("{MARK} rights"), "rights_end": "2026-11-21T13:00:00Z"}],
        "media": [{"url": format!("https://x.example/{MARK}.mp3"), "type": "audio/mpeg", "size_bytes": 4711, "title": format!("{MARK} talk")}],
        "wire_source": {"name": format!("{MARK} Wire"), "url": format!("https://x.example/{MARK}")},
        "rights": format!("{MARK} owns it"),
        "usage_terms": format!("{MARK} terms"),
    })
}

/// The addresses of one route, with what an attacker would guess.
fn addresses(route: &str, photo: &str) -> Vec<String> {
    let id = format!("{MARK}-1");
    let ids = [
        id.clone(),
        // Its other names lead nowhere either.
        format!("{id}-alias"),
        format!("https:%2F%2Fcourier.example%2Fguid%2F{MARK}"),
        format!("https:%2F%2Fcourier.example%2F{MARK}"),
        format!("{id}?version=1"),
        "seen".to_owned(),
        "nobody".to_owned(),
    ];
    let feeds = ["world", "everything", "secret", "nobody"];
    let endings = ["", ".rss", ".atom", ".json", ".xml", ".html", ".rss?x=1"];
    match route {
        "/" => vec!["/".to_owned(), "/?x=1".to_owned()],
        "/feeds/{name}" => feeds
            .iter()
            .flat_map(|feed| {
                endings
                    .iter()
                    .map(move |ending| format!("/feeds/{feed}{ending}"))
            })
            .collect(),
        "/articles/{id}"
        | "/v1/articles/{id}"
        | "/v1/articles/{id}/kill"
        | "/v1/articles/{id}/aliases"
        | "/v1/articles/{id}/trail" => ids.iter().map(|id| route.replace("{id}", id)).collect(),
        "/photos/{name}" | "/v1/photos/{name}" => [photo, &photo[..20], "x.jpg"]
            .iter()
            .map(|name| route.replace("{name}", name))
            .collect(),
        "/problems/{slug}" => ["gone", "internal", "nothing"]
            .iter()
            .map(|slug| route.replace("{slug}", slug))
            .collect(),
        "/assets/{file}" => syndicated::web::pages::assets()
            .iter()
            .map(|asset| asset.path.clone())
            .chain(["/assets/x.css".to_owned()])
            .collect(),
        "/v1/feeds/{name}/report" => feeds
            .iter()
            .map(|feed| route.replace("{name}", feed))
            .collect(),
        plain @ ("/problems/" | "/v1/articles" | "/v1/articles:bulk" | "/v1/photos"
        | "/v1/feeds" | "/v1/pulls" | "/v1/validate" | "/v1/openapi.json" | "/healthz"
        | "/readyz" | "/metrics") => {
            vec![plain.to_owned()]
        }
        unknown => panic!("the walk does not know the route {unknown}: say here how it is walked"),
    }
}

/// The ways in which an address is asked.
fn ways() -> Vec<fn(RequestBuilder) -> RequestBuilder> {
    vec![
        |request| request,
        |request| request.header("accept", "text/html"),
        |request| request.header("accept", "application/atom+xml"),
        |request| request.header("accept", "application/feed+json"),
        |request| request.header("accept", "image/png"),
        |request| request.header("if-none-match", "*"),
        |request| request.header("if-none-match", "\"x\""),
        |request| request.header("if-modified-since", "Thu, 01 Jan 1970 00:00:00 GMT"),
        |request| request.header("range", "bytes=0-99"),
        |request| request.header("authorization", "Bearer nonsense"),
    ]
}

/// Everything the public can be answered, by what was asked.
async fn walk(app: &TestApp, photo: &str) -> BTreeMap<String, Answer> {
    let mut answers = BTreeMap::new();
    let mut paths: Vec<String> = routes()
        .iter()
        .flat_map(|route| addresses(route, photo))
        .collect();
    paths.extend(
        [
            "/old/world.xml",
            "/nowhere",
            "/sitemap.xml",
            "/opml",
            "/hub",
            "/events",
            "/metrics",
        ]
        .map(str::to_owned),
    );
    for path in paths {
        for method in ["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH"] {
            let n_ways = if matches!(method, "GET" | "HEAD") {
                ways().len()
            } else {
                1
            };
            for (n, way) in ways().into_iter().take(n_ways).enumerate() {
                let request = app.request(Method::from_bytes(method.as_bytes()).unwrap(), &path);
                let answer = Answer::to(way(request)).await;
                assert!(answer.status < 500, "{method} {path}: {}", answer.text());
                answers.insert(format!("{method} {path} ({n})"), answer);
            }
        }
    }
    answers
}

/// Whether a reply holds the mark, in its head or its body.
fn tells(asked: &str, answer: &Answer, photo: &[u8]) -> bool {
    let mark = MARK.to_lowercase();
    let head = answer.headers.iter().any(|(_, value)| {
        String::from_utf8_lossy(value.as_bytes())
            .to_lowercase()
            .contains(&mark)
    });
    let mut body = answer.text().to_lowercase();
    if asked.to_lowercase().contains(&mark) {
        // What the asker said may be said back.
        body = body.replace(&format!("{mark}-1"), "");
    }
    head || body.contains(&mark) || (!photo.is_empty() && answer.body == photo)
}

#[tokio::test]
async fn nothing_under_embargo_is_seen_on_any_public_path_before_its_second() {
    let secret_feed = format!(
        "{}tags = [\"{MARK} tag\"]\n",
        EVERYTHING.replace("Everything", "Secret") + "[take]\n"
    );
    let moved = WORLD.replace("[take]", "redirect_from = [\"/old/world.xml\"]\n[take]");
    let feeds = [
        ("world", moved.as_str()),
        ("everything", EVERYTHING),
        ("secret", &secret_feed),
    ];
    // The feed's own file names the tag; its title must not.
    let app = TestApp::with("", &feeds).await;
    app.file_article("seen", &record("Seen by all")).await;
    let photo = app.upload(&sample_photo("night-sky.jpg")).await;
    let bytes = std::fs::read(sample_photo("night-sky.jpg")).unwrap();

    let before = walk(&app, &photo).await;
    app.pass(chrono::TimeDelta::minutes(1)).await;
    let receipt = app
        .file_article(&format!("{MARK}-1"), &secret(&photo))
        .await;
    assert_eq!(receipt["feeds"], json!(["everything", "secret", "world"]));
    app.settle().await;
    for moment in ["2026-11-20T12:30:00Z", "2026-11-20T12:59:59.999Z"] {
        app.go_to(moment).await;
        let during = walk(&app, &photo).await;
        for (asked, answer) in &during {
            assert!(
                !tells(asked, answer, &bytes),
                "{asked} at {moment}: {}",
                answer.text()
            );
            // Not even a length, a date or a tag may tell that something is there.
            let told = &before[asked];
            assert_eq!(
                (answer.status, &answer.body),
                (told.status, &told.body),
                "{asked} at {moment}"
            );
            for name in [
                "etag",
                "last-modified",
                "content-length",
                "cache-control",
                "location",
                "link",
            ] {
                assert_eq!(
                    answer.header(name),
                    told.header(name),
                    "{name} of {asked} at {moment}"
                );
            }
        }
    }

    app.go_to("2026-11-20T13:00:00Z").await;
    let after = walk(&app, &photo).await;
    let shows = |asked: &str| tells("", &after[asked], &bytes);
    for asked in [
        "GET / (0)",
        "GET /feeds/world (1)",
        "GET /feeds/world (2)",
        "GET /feeds/world.rss (0)",
        "GET /feeds/everything.atom (0)",
        "GET /feeds/secret.json (0)",
        "GET /articles/Zqxjkv-1 (0)",
        &format!("GET /photos/{photo} (0)"),
    ] {
        assert!(
            shows(asked),
            "{asked} shows nothing after the second: {}",
            after[asked].text()
        );
    }
    for asked in after.keys().filter(|asked| asked.contains(" /v1/")) {
        assert!(!shows(asked), "{asked}");
    }
    app.assert_feeds_are_valid().await;
    app.stop().await;
}

#[tokio::test]
async fn what_is_behind_a_token_tells_nobody_whether_it_is_there() {
    let app = TestApp::start().await;
    let photo = app.upload(&sample_photo("night-sky.jpg")).await;
    app.file_article(&format!("{MARK}-1"), &secret(&photo))
        .await;
    let routes = routes();
    let guarded = routes
        .iter()
        .filter(|route| route.starts_with("/v1/") && !OPEN.contains(&route.as_str()));
    for route in guarded {
        for path in addresses(route, &photo) {
            for method in [Method::GET, Method::PUT, Method::POST] {
                let answer = Answer::to(app.request(method, &path)).await;
                let refused = StatusCode::from_u16(answer.status).unwrap();
                assert!(
                    matches!(
                        refused,
                        StatusCode::UNAUTHORIZED | StatusCode::METHOD_NOT_ALLOWED
                    ),
                    "{path}: {refused}"
                );
                assert!(!tells(&path, &answer, &[]), "{path}");
            }
        }
    }
    app.stop().await;
}
