//! Starts the whole program on a test clock, speaks HTTP to it over real sockets, never sleeps.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use syndicated::app::{self, Loaded, Running};
use syndicated::clock::{Clock, TestClock};
use syndicated::feed::edition;
use syndicated::store::Scope;
use syndicated::validate::{self, Document};
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
        let _ = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::WARN)
            .with_ansi(false)
            .with_writer(|| Told)
            .try_init();
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

    /// Waits until the program's own worker has done everything that is due and the newsstand shows it, coded.
    pub(crate) async fn settle(&self) {
        let desk = &self.running().desk;
        until("every due job to be done", async || {
            if desk.store.n_due(desk.clock.now()).await.unwrap() > 0 {
                desk.wake.notify_one();
                return false;
            }
            let records = desk.store.editions().await.unwrap();
            records.iter().all(|record| {
                let shown = desk.newsstand.edition(&record.feed, record.format);
                shown.is_some_and(|shown| {
                    shown.tag == edition::tag_of(&record.packed.unpack().unwrap())
                        && shown.last_modified == record.last_modified
                        && shown.is_coded()
                })
            })
        })
        .await;
    }

    /// Stops the program, moves the clock while it is down, and starts it again on the same folder.
    pub(crate) async fn restart_at(mut self, moment: &str) -> Self {
        self.running.take().unwrap().stop().await.unwrap();
        self.clock.set(at(moment));
        Self::open(
            Arc::clone(&self.folder),
            Arc::clone(&self.clock),
            Some(self.token.clone()),
        )
        .await
    }

    /// A token of its own.
    pub(crate) async fn new_token(
        &self,
        name: &str,
        scope: Scope,
        expires: Option<DateTime<Utc>>,
    ) -> String {
        let store = &*self.running().desk.store;
        app::make_token(store, &*self.clock, name, vec![scope], expires)
            .await
            .unwrap()
            .unwrap()
    }

    /// What the gate says of a feed.
    pub(crate) async fn report(&self, feed: &str) -> Value {
        self.get_json(&format!("/v1/feeds/{feed}/report")).await
    }

    /// Every feed must be well-formed to a parser of others and free of errors to our validator.
    pub(crate) async fn assert_feeds_are_valid(&self) {
        for (path, bytes) in self.all_feeds().await {
            let findings = self.findings(&path, &bytes);
            let errors: Vec<_> = findings
                .iter()
                .filter(|finding| finding.rule.level == validate::Level::Error)
                .collect();
            assert!(errors.is_empty(), "{path}: {errors:#?}");
        }
    }

    /// What the validator says of a document served at `path`; XML must be well-formed to roxmltree too.
    pub(crate) fn findings(&self, path: &str, bytes: &[u8]) -> Vec<validate::Finding> {
        let media_type = if path.ends_with(".json") {
            serde_json::from_slice::<Value>(bytes)
                .unwrap_or_else(|error| panic!("{path}: {error}"));
            "application/feed+json"
        } else {
            let text = std::str::from_utf8(bytes).unwrap();
            roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{path}: {error}"));
            if path.ends_with(".rss") {
                "application/rss+xml; charset=utf-8"
            } else {
                "application/atom+xml; charset=utf-8"
            }
        };
        let document = Document {
            bytes,
            media_type: Some(media_type),
            location: Some(&format!("https://news.example{path}")),
            now: self.clock.now(),
        };
        validate::validate(&document).findings
    }

    /// What the program's clock says.
    pub(crate) fn clock_now(&self) -> DateTime<Utc> {
        self.clock.now()
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

/// What all programs of this binary told their operators.
static TOLD: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Writes there.
struct Told;

impl std::io::Write for Told {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        TOLD.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The lines in which a program told its operator of `what`; a path of its folder makes them its own.
pub(crate) fn told(what: &str) -> Vec<String> {
    let told = String::from_utf8_lossy(&TOLD.lock().unwrap()).into_owned();
    let lines = told.lines().filter(|line| line.contains(what));
    lines.map(str::to_owned).collect()
}

/// Waits for a condition while the program works; a test that would wait for ever fails.
pub(crate) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !holds().await {
            // A pause between two looks, so that the program has the processor.
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting)
        .await
        .unwrap_or_else(|_| panic!("waited in vain for {what}"));
}

/// A reply, read whole.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// Sends a request and reads its reply whole.
    pub(crate) async fn to(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().await.unwrap().to_vec(),
        }
    }

    /// The body as text; bytes that are none are shown as such.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// A header; empty where it is missing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The reply must be a problem of this kind (RFC 9457); gives it.
    pub(crate) fn problem(&self, status: u16, slug: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["type"], format!("/problems/{slug}"), "{problem}");
        assert_eq!(problem["status"], status);
        let told = |key: &str| problem[key].as_str().is_some_and(|text| text.len() > 2);
        assert!(told("title") && told("detail"), "{problem}");
        problem
    }
}

/// A photo of the sample newsroom.
pub(crate) fn sample_photo(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("sample/photos")
        .join(name)
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
