//! What the program counts of itself, and how it rations what is open to everybody.

use std::net::{IpAddr, Ipv4Addr};

use reqwest::{Client, Method};
use serde_json::json;
use syndicated::store::Scope;

use crate::harness::{Answer, EVERYTHING, TestApp, WORLD, record};

impl TestApp {
    /// The value of a figure, by its name and labels as they are written.
    async fn figure(&self, name: &str) -> Option<f64> {
        let text = self.metrics().await.text();
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.map(|value| value.parse().unwrap())
    }

    async fn metrics(&self) -> Answer {
        let request = self.request(Method::GET, "/metrics");
        Answer::to(request.bearer_auth(&self.token)).await
    }
}

#[tokio::test]
async fn what_happens_is_counted() {
    let app = TestApp::start().await;
    Answer::to(app.request(Method::GET, "/metrics"))
        .await
        .problem(401, "unauthorised");
    let push_only = app.new_token("kills", Scope::Kill, None).await;
    let barred = app.request(Method::GET, "/metrics").bearer_auth(push_only);
    Answer::to(barred).await.problem(403, "forbidden");

    app.file_article("a1", &record("One")).await;
    app.file_article("a1", &record("One")).await;
    app.file_article("a1", &record("One, again")).await;
    let mut faulty = record("Faulty");
    faulty["published"] = json!("yesterday");
    assert_eq!(app.put("a2", &faulty).await.status().as_u16(), 422);
    app.settle().await;
    let sent = app.figure("syndicated_polls_sent_total").await.unwrap();
    let first = app.get("/feeds/world.rss").await;
    let tag = first.headers()["etag"].clone();
    for _ in 0..3 {
        let request = app.request(Method::GET, "/feeds/world.rss");
        let again = Answer::to(request.header("if-none-match", &tag)).await;
        assert_eq!(again.status, 304);
    }
    app.get("/healthz").await;
    app.get("/nowhere").await;

    let metrics = app.metrics().await;
    assert!(
        metrics
            .header("content-type")
            .starts_with("application/openmetrics-text")
    );
    assert_eq!(metrics.header("cache-control"), "no-store");
    assert!(metrics.text().ends_with("# EOF\n"));
    for (name, value) in [
        ("syndicated_polls_sent_total", sent + 1.0),
        ("syndicated_polls_not_modified_total", 3.0),
        ("syndicated_pushes_total{outcome=\"created\"}", 1.0),
        ("syndicated_pushes_total{outcome=\"unchanged\"}", 1.0),
        ("syndicated_pushes_total{outcome=\"updated\"}", 1.0),
        ("syndicated_pushes_total{outcome=\"refused\"}", 1.0),
        ("syndicated_commit_seconds_count", 2.0),
        ("syndicated_articles", 1.0),
        ("syndicated_jobs_due", 0.0),
        ("syndicated_jobs_failed", 0.0),
        ("syndicated_articles_held{feed=\"world\"}", 0.0),
        ("syndicated_feed_behind{feed=\"world\"}", 0.0),
        ("syndicated_panics_total", 0.0),
        (
            "syndicated_requests_routed_total{route=\"/healthz\",status=\"2xx\"}",
            1.0,
        ),
        (
            "syndicated_requests_routed_total{route=\"elsewhere\",status=\"4xx\"}",
            1.0,
        ),
        (
            "syndicated_requests_routed_total{route=\"/v1/articles/{id}\",status=\"4xx\"}",
            1.0,
        ),
    ] {
        assert_eq!(
            app.figure(name).await,
            Some(value),
            "{name}\n{}",
            metrics.text()
        );
    }
    // Empty editions at the start, and those of two new versions.
    for format in ["rss", "atom", "json"] {
        let name = format!("syndicated_editions_total{{format=\"{format}\"}}");
        assert!(app.figure(&name).await.unwrap() >= 4.0, "{name}");
    }
    assert!(app.figure("syndicated_connections_open").await.unwrap() >= 1.0);
    app.stop().await;
}

/// A client that comes from another address of this machine.
fn client_from(n: u8) -> Client {
    let address = IpAddr::V4(Ipv4Addr::new(127, 0, 0, n));
    Client::builder()
        .no_proxy()
        .local_address(address)
        .build()
        .unwrap()
}

#[tokio::test]
async fn the_open_validator_is_rationed_by_address() {
    let config = "[limits]\nvalidations_per_minute = 3\n";
    let app = TestApp::with(config, &[("world", WORLD), ("everything", EVERYTHING)]).await;
    let judge = async |client: &Client, forwarded: &str| {
        let request = client.post(format!("{}/v1/validate", app.base));
        let request = request.header("content-type", "application/xml");
        let request = request.header("x-forwarded-for", forwarded);
        Answer::to(request.body("<rss version='2.0'/>")).await
    };
    let (one, two) = (client_from(2), client_from(3));
    for _ in 0..3 {
        assert_eq!(judge(&one, "192.0.2.1").await.status, 200);
    }
    // Nobody gets another ration by what he says of himself.
    let refused = judge(&one, "192.0.2.2").await;
    refused.problem(429, "too-many-requests");
    let wait: u32 = refused.header("retry-after").parse().unwrap();
    assert!((1..=20).contains(&wait), "{wait}");
    assert_eq!(
        judge(&two, "192.0.2.1").await.status,
        200,
        "another address is another ration"
    );
    // Everything else goes on for the one that asked too much.
    let feed = one.get(format!("{}/feeds/world.rss", app.base));
    assert_eq!(Answer::to(feed).await.status, 200);
    let count = "syndicated_requests_routed_total{route=\"/v1/validate\",status=\"429\"}";
    assert_eq!(app.figure(count).await, Some(1.0));
    app.stop().await;
}

#[tokio::test]
async fn behind_a_proxy_each_reader_has_a_ration_of_its_own() {
    let config = "[limits]\nvalidations_per_minute = 1\n";
    let app = TestApp::with(config, &[("world", WORLD)]).await;
    let file = app.file("config.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(
        &file,
        text.replace("[server]\n", "[server]\nproxies = [\"127.0.0.9\"]\n"),
    )
    .unwrap();
    let app = app.restart().await;
    let proxy = client_from(9);
    let judge = async |forwarded: &str| {
        let request = proxy.post(format!("{}/v1/validate", app.base));
        let request = request.header("x-forwarded-for", forwarded);
        Answer::to(request.body("<rss version='2.0'/>"))
            .await
            .status
    };
    assert_eq!(judge("192.0.2.1").await, 200);
    assert_eq!(judge("192.0.2.1").await, 429);
    assert_eq!(judge("203.0.113.5, 192.0.2.1").await, 429);
    assert_eq!(judge("192.0.2.2").await, 200);
    app.stop().await;
}
