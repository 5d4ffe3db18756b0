//! What a poller is answered: validators, codings, negotiation, headers. HT- numbers are the project's requirements for HTTP.

use std::collections::BTreeSet;
use std::io::Read;

use chrono::TimeDelta;
use reqwest::{Method, RequestBuilder};
use serde_json::json;

use crate::harness::{Answer, EVERYTHING, TestApp, WORLD, record};

const FORMATS: [(&str, &str); 3] = [
    ("rss", "application/rss+xml; charset=utf-8"),
    ("atom", "application/atom+xml; charset=utf-8"),
    ("json", "application/feed+json"),
];
const CODINGS: [&str; 4] = ["identity", "gzip", "br", "zstd"];

impl TestApp {
    async fn poll(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        Answer::to(self.polling(Method::GET, path, headers)).await
    }

    fn polling(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> RequestBuilder {
        headers
            .iter()
            .fold(self.request(method, path), |request, (name, value)| {
                request.header(*name, *value)
            })
    }
}

/// A program with news, so that every coding is worth having.
async fn app_with_news() -> TestApp {
    let world = WORLD.replace(
        "[take]",
        "hub = true\nredirect_from = [\"/rss.xml\", \"/old/world.atom\"]\n[take]",
    );
    let hub = "hub = \"https://hub.example/\"\n";
    let app = TestApp::with(hub, &[("world", &world), ("everything", EVERYTHING)]).await;
    for n in 0..5 {
        let mut article = record(&format!("Story {n}"));
        article["body_html"] =
            json!("<p>A paragraph that is said again and again. </p>".repeat(20));
        app.file_article(&format!("a{n}"), &article).await;
    }
    app.settle().await;
    app
}

fn decode(coding: &str, body: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    match coding {
        "gzip" => {
            flate2::read::GzDecoder::new(body)
                .read_to_end(&mut plain)
                .unwrap();
        }
        "br" => {
            brotli::Decompressor::new(body, 4_096)
                .read_to_end(&mut plain)
                .unwrap();
        }
        "zstd" => plain = zstd::stream::decode_all(body).unwrap(),
        "" | "identity" => plain = body.to_vec(),
        other => panic!("{other} was not asked for"),
    }
    plain
}

#[tokio::test]
async fn each_coding_has_a_strong_tag_of_its_own_and_the_same_document_in_it() {
    // HT-1, HT-8, HT-9, HT-10.
    let app = app_with_news().await;
    let mut tags = BTreeSet::new();
    for (format, media_type) in FORMATS {
        let path = format!("/feeds/world.{format}");
        let plain = app.poll(&path, &[]).await;
        assert_eq!((plain.status, plain.header("content-encoding")), (200, ""));
        for coding in CODINGS {
            let coded = app.poll(&path, &[("accept-encoding", coding)]).await;
            let named = if coding == "identity" { "" } else { coding };
            assert_eq!(
                (coded.status, coded.header("content-encoding")),
                (200, named),
                "{path}"
            );
            assert_eq!(coded.header("content-type"), media_type);
            assert_eq!(coded.header("vary"), "Accept-Encoding");
            assert_eq!(decode(coding, &coded.body), plain.body, "{path} {coding}");
            assert_eq!(coded.header("content-length"), coded.body.len().to_string());
            assert!(coding == "identity" || coded.body.len() < plain.body.len());
            let tag = coded.header("etag").to_owned();
            assert!(
                tag.starts_with('"') && tag.ends_with('"'),
                "{tag} is not strong"
            );
            assert!(tags.insert(tag), "two variants share a tag");
        }
    }
    assert_eq!(tags.len(), 12);
    let path = "/feeds/world.rss";
    for (accepted, chosen) in [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip;q=0.9", "gzip"),
        ("gzip;q=0, br;q=0", ""),
        ("*", "br"),
        ("*;q=0.1, zstd", "zstd"),
        ("deflate, compress", ""),
        ("identity;q=0, gzip", "gzip"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip;q=nonsense", ""),
        ("", ""),
    ] {
        let answer = app.poll(path, &[("accept-encoding", accepted)]).await;
        assert_eq!(
            (answer.status, answer.header("content-encoding")),
            (200, chosen),
            "{accepted}"
        );
    }
    let refused = app.poll(path, &[("accept-encoding", "identity;q=0")]).await;
    assert_eq!(refused.status, 406);
    let refused = app.poll(path, &[("accept-encoding", "*;q=0")]).await;
    assert_eq!(refused.status, 406);
    app.stop().await;
}

#[tokio::test]
async fn who_has_it_already_is_told_so() {
    // HT-2, HT-3; pitfalls 3, 5 and 7.
    let app = app_with_news().await;
    for (format, _) in FORMATS {
        let path = format!("/feeds/world.{format}");
        for coding in CODINGS {
            let full = app.poll(&path, &[("accept-encoding", coding)]).await;
            let tag = full.header("etag");
            let bare = tag.trim_matches('"');
            for held in [
                tag.to_owned(),
                format!("W/{tag}"),
                format!("\"one\", W/\"two\", {tag}, \"three\""),
                "*".to_owned(),
                format!("\"{bare}-gzip\""),
                format!("\"a,b\" ,, {tag}"),
            ] {
                let answer = app
                    .poll(
                        &path,
                        &[("accept-encoding", coding), ("if-none-match", &held)],
                    )
                    .await;
                assert_eq!(
                    (answer.status, answer.body.len()),
                    (304, 0),
                    "{path} {coding} {held}"
                );
                for name in [
                    "etag",
                    "cache-control",
                    "vary",
                    "last-modified",
                    "link",
                    "access-control-allow-origin",
                ] {
                    assert_eq!(answer.header(name), full.header(name), "{name}");
                }
                assert!(!answer.header("date").is_empty());
                assert_eq!(answer.header("content-encoding"), "");
            }
            for other in [
                "\"other\"",
                "W/\"other\"",
                "\"\"",
                ",",
                "garbage",
                "\"unclosed",
            ] {
                let answer = app
                    .poll(
                        &path,
                        &[("accept-encoding", coding), ("if-none-match", other)],
                    )
                    .await;
                assert_eq!((answer.status, &answer.body), (200, &full.body), "{other}");
            }
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn dates_are_compared_in_whole_seconds_and_only_without_a_tag() {
    // HT-2, HT-4; pitfalls 4 and 5.
    let app = app_with_news().await;
    app.pass(TimeDelta::hours(1)).await;
    app.file_article("late", &record("Late")).await;
    app.settle().await;
    let path = "/feeds/world.atom";
    let full = app.poll(path, &[]).await;
    assert_eq!(
        full.header("last-modified"),
        "Fri, 20 Nov 2026 13:00:00 GMT"
    );
    for (since, status) in [
        ("Fri, 20 Nov 2026 13:00:00 GMT", 304),
        ("Friday, 20-Nov-26 13:00:00 GMT", 304),
        ("Fri Nov 20 13:00:00 2026", 304),
        ("Fri, 20 Nov 2026 13:00:01 GMT", 304),
        ("Sat, 20 Nov 2027 13:00:00 GMT", 304),
        ("Fri, 20 Nov 2026 12:59:59 GMT", 200),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 200),
        ("yesterday", 200),
        ("2026-11-20T13:00:00Z", 200),
        ("", 200),
        ("0", 200),
    ] {
        let answer = app.poll(path, &[("if-modified-since", since)]).await;
        assert_eq!(answer.status, status, "{since}");
    }
    let late = "Sat, 20 Nov 2027 13:00:00 GMT";
    let both = app
        .poll(
            path,
            &[("if-none-match", "\"other\""), ("if-modified-since", late)],
        )
        .await;
    assert_eq!(both.status, 200, "the tag overrides the date");
    let early = "Thu, 01 Jan 1970 00:00:00 GMT";
    let both = app
        .poll(
            path,
            &[
                ("if-none-match", full.header("etag")),
                ("if-modified-since", early),
            ],
        )
        .await;
    assert_eq!(both.status, 304, "the tag overrides the date");
    app.stop().await;
}

#[tokio::test]
async fn head_is_get_without_its_body() {
    // HT-6.
    let app = app_with_news().await;
    let own = FORMATS.map(|(format, _)| format!("/feeds/world.{format}"));
    let more = [
        "/feeds/world",
        "/",
        "/articles/a1",
        "/problems/gone",
        "/v1/openapi.json",
        "/healthz",
        "/readyz",
        "/feeds/none",
        "/rss.xml",
    ];
    for path in own.into_iter().chain(more.map(str::to_owned)) {
        for headers in [
            &[][..],
            &[("accept-encoding", "gzip")],
            &[("accept", "text/html")],
            &[("if-none-match", "*")],
        ] {
            let get = app.poll(&path, headers).await;
            let head = Answer::to(app.polling(Method::HEAD, &path, headers)).await;
            assert_eq!(
                (head.status, head.body.len()),
                (get.status, 0),
                "{path} {headers:?}"
            );
            let names = |answer: &Answer| -> BTreeSet<String> {
                answer
                    .headers
                    .keys()
                    .map(|name| name.as_str().to_owned())
                    .filter(|name| name != "transfer-encoding")
                    .collect()
            };
            assert_eq!(names(&head), names(&get), "{path} {headers:?}");
            for name in names(&get).into_iter().filter(|name| name != "date") {
                assert_eq!(
                    head.header(&name),
                    get.header(&name),
                    "{name} of {path} {headers:?}"
                );
            }
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn other_methods_are_told_what_is_allowed() {
    // HT-6.
    let app = app_with_news().await;
    for (path, allowed) in [
        ("/feeds/world.rss", "GET, HEAD"),
        ("/feeds/world", "GET, HEAD"),
        ("/", "GET, HEAD"),
        ("/v1/articles", "GET, HEAD, POST"),
        ("/v1/articles/a1", "GET, HEAD, PUT"),
        ("/v1/photos", "POST"),
    ] {
        let allow = |answer: &Answer| {
            let mut methods: Vec<String> = answer
                .header("allow")
                .split(',')
                .map(|method| method.trim().to_owned())
                .collect();
            methods.retain(|method| method != "OPTIONS");
            methods.sort();
            methods.join(", ")
        };
        for method in ["DELETE", "PATCH", "PROPFIND"] {
            let answer =
                Answer::to(app.polling(Method::from_bytes(method.as_bytes()).unwrap(), path, &[]))
                    .await;
            answer.problem(405, "method-not-allowed");
            assert_eq!(allow(&answer), allowed, "{method} {path}");
        }
        let options = Answer::to(app.polling(Method::OPTIONS, path, &[])).await;
        assert!(
            matches!(options.status, 200 | 204 | 405),
            "{path}: {}",
            options.status
        );
        assert_eq!(allow(&options), allowed, "OPTIONS {path}");
    }
    app.stop().await;
}

#[tokio::test]
async fn every_feed_says_where_it_is_how_long_it_keeps_and_who_may_read_it() {
    // HT-7, HT-16, HT-19.
    let app = app_with_news().await;
    for (format, _) in FORMATS {
        let answer = app.poll(&format!("/feeds/world.{format}"), &[]).await;
        let link = answer.header("link");
        assert!(
            link.contains(&format!(
                "<https://news.example/feeds/world.{format}>; rel=\"self\""
            )),
            "{link}"
        );
        assert!(
            link.contains("<https://hub.example/>; rel=\"hub\""),
            "{link}"
        );
        assert_eq!(
            answer.header("cache-control"),
            "public, max-age=60, stale-while-revalidate=60, stale-if-error=86400"
        );
        assert_eq!(answer.header("expires"), "");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        let exposed = answer.header("access-control-expose-headers");
        assert!(
            exposed.contains("Link") && exposed.contains("ETag"),
            "{exposed}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("set-cookie"), "");
        let other = app.poll(&format!("/feeds/everything.{format}"), &[]).await;
        assert!(
            !other.header("link").contains("hub"),
            "this feed wants no hub"
        );
    }
    app.stop().await;
}

#[tokio::test]
async fn the_address_without_a_format_gives_what_was_asked_for() {
    // HT-8, HT-9.
    let app = app_with_news().await;
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
    for (accept, media_type) in [
        (browser, "text/html; charset=utf-8"),
        ("application/atom+xml", FORMATS[1].1),
        ("application/rss+xml", FORMATS[0].1),
        ("application/feed+json", FORMATS[2].1),
        ("application/json", FORMATS[2].1),
        ("application/xml", FORMATS[0].1),
        ("*/*", FORMATS[0].1),
        (
            "application/rss+xml;q=0.5, application/atom+xml",
            FORMATS[1].1,
        ),
        ("application/rss+xml;q=0, */*;q=0.1", FORMATS[1].1),
    ] {
        let answer = app.poll("/feeds/world", &[("accept", accept)]).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, media_type),
            "{accept}"
        );
        let vary = answer.header("vary");
        assert!(
            vary.contains("Accept,") && vary.contains("Accept-Encoding"),
            "{accept}: {vary}"
        );
        let Some((format, _)) = FORMATS.iter().find(|(_, named)| *named == media_type) else {
            assert!(answer.text().contains("Story 3"));
            continue;
        };
        let own = app.poll(&format!("/feeds/world.{format}"), &[]).await;
        assert_eq!(
            (&answer.body, answer.header("etag")),
            (&own.body, own.header("etag"))
        );
        assert_eq!(
            answer.header("content-location"),
            format!("https://news.example/feeds/world.{format}")
        );
        let again = [("accept", accept), ("if-none-match", own.header("etag"))];
        let again = app.poll("/feeds/world", &again).await;
        assert_eq!((again.status, again.header("vary")), (304, vary));
        assert_eq!(
            again.header("content-location"),
            answer.header("content-location")
        );
    }
    let none = app
        .poll("/feeds/world", &[("accept", "image/png, application/pdf")])
        .await;
    none.problem(406, "not-acceptable");
    let none = app
        .poll("/feeds/none", &[("accept", "application/atom+xml")])
        .await;
    none.problem(404, "not-found");
    app.stop().await;
}

#[tokio::test]
async fn an_old_address_leads_to_the_feed_for_good() {
    // HT-15.
    let app = app_with_news().await;
    for (old, new) in [("/rss.xml", "world.rss"), ("/old/world.atom", "world.atom")] {
        let answer = app.poll(old, &[]).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (308, format!("https://news.example/feeds/{new}").as_str())
        );
    }
    app.poll("/rss.xml/", &[]).await.problem(404, "not-found");
    let page = app.poll("/nowhere", &[("accept", "text/html")]).await;
    assert_eq!(
        (page.status, page.header("content-type")),
        (404, "text/html; charset=utf-8")
    );
    app.stop().await;
}

#[tokio::test]
async fn what_a_request_says_of_its_host_changes_no_byte() {
    // HT-5.
    let app = app_with_news().await;
    let forged: [&[(&str, &str)]; 5] = [
        &[("host", "evil.example")],
        &[
            ("x-forwarded-host", "evil.example"),
            ("x-forwarded-proto", "gopher"),
        ],
        &[("forwarded", "host=evil.example;proto=http;for=10.0.0.1")],
        &[
            ("x-original-url", "/v1/articles"),
            ("x-rewrite-url", "/v1/articles"),
        ],
        &[
            ("x-forwarded-prefix", "/evil.example"),
            ("x-forwarded-for", "evil.example"),
            ("x-http-method-override", "DELETE"),
        ],
    ];
    for path in [
        "/feeds/world.rss",
        "/feeds/world.atom",
        "/feeds/world.json",
        "/feeds/world",
        "/",
        "/articles/a1",
        "/rss.xml",
        "/nowhere",
        "/v1/openapi.json",
    ] {
        let honest = app.poll(path, &[]).await;
        for headers in forged {
            let answer = app.poll(path, headers).await;
            assert_eq!(
                (answer.status, &answer.body),
                (honest.status, &honest.body),
                "{path} {headers:?}"
            );
            for (name, value) in &answer.headers {
                assert!(
                    !value.to_str().unwrap().contains("evil.example"),
                    "{name} of {path}"
                );
            }
            for name in ["etag", "location", "link", "content-location"] {
                assert_eq!(answer.header(name), honest.header(name), "{name} of {path}");
            }
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn the_program_says_that_it_lives_and_works() {
    let app = TestApp::start().await;
    for (path, said) in [("/healthz", "ok\n"), ("/readyz", "ready\n")] {
        let answer = app.poll(path, &[]).await;
        assert_eq!((answer.status, answer.text().as_str()), (200, said));
    }
    let description = app.poll("/v1/openapi.json", &[]).await.json();
    assert!(description["paths"]["/v1/articles/{id}"]["put"].is_object());
    app.stop().await;
}
