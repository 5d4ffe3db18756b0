//! Starts the whole program on a test clock, speaks HTTP to it over real sockets, never sleeps.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use syndicated::app::{self, Loaded, Running};
use syndicated::clock::{Clock, TestClock};
use syndicated::store::Scope;
use syndicated::worker;
use tempfile::TempDir;

/// The moment at which every test begins.
pub(crate) const BEGIN: &str = "2026-11-20T12:00:00Z";

/// A running program with its folder, its clock and a client.
pub(crate) struct TestApp {
    /// The folder of configuration, feeds and data.
    pub(crate) folder: Arc<TempDir>,
    /// The clock the program is on.
    pub(crate) clock: Arc<TestClock>,
    /// Where it listens.
    pub(crate) base: String,
    /// A token that may push, kill and read.
    pub(crate) token: String,
    /// Follows no redirects and decodes nothing.
    pub(crate) client: Client,
    running: Option<Running>,
}

/// Reads a moment.
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text)
        .unwrap()
        .with_timezone(&Utc)
}

/// Two feeds that most tests are content with.
pub(crate) const WORLD: &str = "title = \"World\"\ndescription = \"News of the world\"\nlanguage = \"en\"\nlimit = 20\n[take]\nsections = [\"world\"]\n";
pub(crate) const EVERYTHING: &str =
    "title = \"Everything\"\ndescription = \"All of it\"\nlanguage = \"en\"\nlimit = 50\n";

impl TestApp {
    /// A program with the feeds `world` and `everything` and an empty store.
    pub(crate) async fn start() -> Self {
        Self::with("", &[("world", WORLD), ("everything", EVERYTHING)]).await
    }

    /// A program with more configuration and other feeds.
    pub(crate) async fn with(config: &str, feeds: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let base = "[server]\nlisten = \"127.0.0.1:0\"\npublic_url = \"https://news.example\"\n[newsroom]\ntitle = \"The Test Courier\"\nauthority = \"courier.example\"\n";
        std::fs::write(folder.path().join("config.toml"), format!("{base}{config}")).unwrap();
        std::fs::create_dir(folder.path().join("feeds")).unwrap();
        for (name, toml) in feeds {
            std::fs::write(folder.path().join(format!("feeds/{name}.toml")), toml).unwrap();
        }
        Self::open(Arc::new(folder), Arc::new(TestClock::at(at(BEGIN))), None).await
    }

    async fn open(folder: Arc<TempDir>, clock: Arc<TestClock>, token: Option<String>) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let loaded: Loaded = app::load(&folder.path().join("config.toml"), &[]).unwrap();
        let running = app::start(loaded, Arc::clone(&clock) as Arc<dyn Clock>)
            .await
            .unwrap();
        let token = match token {
            Some(token) => token,
            None => app::make_token(
                &*running.desk.store,
                &*clock,
                "cms",
                vec![Scope::Push],
                None,
            )
            .await
            .unwrap()
            .unwrap(),
        };
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_gzip()
            .no_brotli()
            .no_proxy()
            .build()
            .unwrap();
        Self {
            folder,
            clock,
            base: format!("http://{}", running.address),
            token,
            client,
            running: Some(running),
        }
    }

    /// Stops the program and starts it again on the same folder and clock.
    pub(crate) async fn restart(mut self) -> Self {
        self.running.take().unwrap().stop().await.unwrap();
        Self::open(
            Arc::clone(&self.folder),
            Arc::clone(&self.clock),
            Some(self.token.clone()),
        )
        .await
    }

    /// Stops the program in order.
    pub(crate) async fn stop(mut self) {
        self.running.take().unwrap().stop().await.unwrap();
    }

    /// The running program itself.
    pub(crate) fn running(&self) -> &Running {
        self.running.as_ref().unwrap()
    }

    /// Path of a file in the program's folder.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Moves the clock on and works until nothing is due.
    pub(crate) async fn pass(&self, time: TimeDelta) {
        self.clock.advance_millis(time.num_milliseconds());
        self.settle().await;
    }

    /// Moves the clock to a moment and works until nothing is due.
    pub(crate) async fn go_to(&self, moment: &str) {
        self.clock.set(at(moment));
        self.settle().await;
    }

    /// Works until nothing is due.
    pub(crate) async fn settle(&self) {
        worker::drain(&self.running().desk).await.unwrap();
    }

    /// A request to the program.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    /// GET without a token, as the public does.
    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    /// The text of a public page or feed, which must be there.
    pub(crate) async fn text(&self, path: &str) -> String {
        let response = self.get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.text().await.unwrap()
    }

    /// PUT of a record with the token; answers when feeds show it.
    pub(crate) async fn put(&self, id: &str, record: &Value) -> Response {
        self.request(Method::PUT, &format!("/v1/articles/{id}"))
            .bearer_auth(&self.token)
            .header("prefer", "wait")
            .json(record)
            .send()
            .await
            .unwrap()
    }

    /// PUT of a record that must be taken in; gives the receipt.
    pub(crate) async fn file_article(&self, id: &str, record: &Value) -> Value {
        let response = self.put(id, record).await;
        let status = response.status();
        let text = response.text().await.unwrap();
        assert!(status.is_success(), "{id}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// GET with the token, as JSON.
    pub(crate) async fn get_json(&self, path: &str) -> Value {
        self.request(Method::GET, path)
            .bearer_auth(&self.token)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    /// Kills an article; answers when feeds no longer show it.
    pub(crate) async fn kill(&self, id: &str) -> Response {
        self.request(Method::POST, &format!("/v1/articles/{id}/kill"))
            .bearer_auth(&self.token)
            .json(&serde_json::json!({"note": "Withdrawn by the desk."}))
            .send()
            .await
            .unwrap()
    }

    /// Uploads a photo and gives its id.
    pub(crate) async fn upload(&self, file: &Path) -> String {
        let bytes = std::fs::read(file).unwrap();
        let response = self
            .request(Method::POST, "/v1/photos")
            .bearer_auth(&self.token)
            .header("content-type", "application/octet-stream")
            .body(bytes)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::CREATED);
        let info: Value = response.json().await.unwrap();
        info["id"].as_str().unwrap().to_owned()
    }

    /// The bytes of every feed in every format, by path.
    pub(crate) async fn all_feeds(&self) -> Vec<(String, Vec<u8>)> {
        let mut feeds = Vec::new();
        for name in self.running().desk.newsstand.feeds() {
            for ending in ["rss", "atom", "json"] {
                let path = format!("/feeds/{name}.{ending}");
                let bytes = self.get(&path).await.bytes().await.unwrap().to_vec();
                feeds.push((path, bytes));
            }
        }
        feeds
    }
}

/// A record that is publishable.
pub(crate) fn record(headline: &str) -> Value {
    serde_json::json!({
        "headline": headline,
        "section": "world",
        "byline": "By Ann Lee and Bob Ray",
        "published": "2026-11-20T10:00:00Z",
        "body_html": "<p>First paragraph.</p><p>Second paragraph.</p>",
    })
}
