//! Feeds of others as a source: pulled politely, and moved here without one article shown twice.

use std::collections::HashMap;
use std::io::Write;
use std::net::SocketAddr;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::harness::{EVERYTHING, TestApp, WORLD, at, record, told};

/// What the server of feeds answers at one path.
#[derive(Clone, Default)]
struct Reply {
    status: &'static str,
    headers: Vec<String>,
    body: Vec<u8>,
    /// A request that names it gets 304.
    etag: Option<&'static str>,
}

/// A server of feeds on this machine that remembers how it was asked.
struct FeedServer {
    address: SocketAddr,
    replies: Arc<Mutex<HashMap<String, Reply>>>,
    asked: Arc<Mutex<Vec<String>>>,
    serving: JoinHandle<()>,
}

impl FeedServer {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let replies: Arc<Mutex<HashMap<String, Reply>>> = Arc::default();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let (known, heard) = (Arc::clone(&replies), Arc::clone(&asked));
        let serving = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (known, heard) = (Arc::clone(&known), Arc::clone(&heard));
                tokio::spawn(async move {
                    let mut head = Vec::new();
                    while !head.ends_with(b"\r\n\r\n") {
                        match stream.read_u8().await {
                            Ok(byte) => head.push(byte),
                            Err(_) => return,
                        }
                    }
                    let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
                    let path = head.split(' ').nth(1).unwrap().to_owned();
                    heard.lock().unwrap().push(head.clone());
                    let bytes = answer(known.lock().unwrap().get(&path), &head);
                    let _ = stream.write_all(&bytes).await;
                });
            }
        });
        Self {
            address,
            replies,
            asked,
            serving,
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// From now on the path answers this.
    fn serve(&self, path: &str, reply: Reply) {
        self.replies.lock().unwrap().insert(path.to_owned(), reply);
    }

    fn serve_feed(&self, path: &str, body: impl Into<Vec<u8>>) {
        self.serve(path, ok(body));
    }

    /// How it was asked since the last look, in lower case.
    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    /// A program that pulls `/feed` of this server.
    async fn program(&self, more: &str) -> TestApp {
        let config = format!(
            "[fetch]\nallow_loopback = true\nports = [80, 443, {}]\n[[pull]]\nname = \"old-site\"\nurl = \"{}\"\nsection = \"world\"\n{more}\n",
            self.address.port(),
            self.url("/feed")
        );
        let app = TestApp::with(&config, &[("world", WORLD), ("everything", EVERYTHING)]).await;
        app.settle().await;
        app
    }
}

impl Drop for FeedServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn answer(reply: Option<&Reply>, head: &str) -> Vec<u8> {
    let missing = Reply {
        status: "404 Not Found",
        ..Reply::default()
    };
    let reply = reply.unwrap_or(&missing);
    let is_known = reply
        .etag
        .is_some_and(|etag| head.contains(&format!("if-none-match: {etag}")));
    let (status, body) = if is_known {
        ("304 Not Modified", &b""[..])
    } else {
        (reply.status, &reply.body[..])
    };
    let mut lines = vec![format!("HTTP/1.1 {status}"), "connection: close".to_owned()];
    lines.extend(reply.headers.iter().cloned());
    lines.extend(reply.etag.map(|etag| format!("etag: {etag}")));
    if !is_known {
        lines.push(format!("content-length: {}", body.len()));
    }
    [lines.join("\r\n").as_bytes(), b"\r\n\r\n", body].concat()
}

fn ok(body: impl Into<Vec<u8>>) -> Reply {
    Reply {
        status: "200 OK",
        headers: vec!["content-type: application/rss+xml".to_owned()],
        body: body.into(),
        etag: None,
    }
}

fn failing(status: &'static str, headers: &[&str]) -> Reply {
    Reply {
        status,
        headers: headers.iter().map(|line| (*line).to_owned()).collect(),
        ..Reply::default()
    }
}

fn rss(items: &str) -> String {
    format!(
        "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>The Old Courier</title><link>https://old.example/</link><description>x</description>{items}</channel></rss>"
    )
}

fn item(title: &str, guid: &str) -> String {
    format!(
        "<item><title>{title}</title><link>https://old.example/{}</link>{guid}<pubDate>Thu, 19 Nov 2026 08:30:00 GMT</pubDate><description>About {title}.</description></item>",
        title.to_lowercase()
    )
}

/// The ways in which feeds name their articles: the title, the guid as it stands, whether it is a permalink.
const GUIDS: [(&str, &str, &str, bool); 8] = [
    (
        "Number",
        "<guid isPermaLink=\"false\">12345</guid>",
        "12345",
        false,
    ),
    (
        "Blank",
        "<guid isPermaLink=\"false\">post 77 of 2026</guid>",
        "post 77 of 2026",
        false,
    ),
    (
        "Query",
        "<guid isPermaLink=\"false\">https://old.example/?p=9&amp;x=1</guid>",
        "https://old.example/?p=9&x=1",
        false,
    ),
    (
        "Permalink",
        "<guid isPermaLink=\"true\">https://Old.example/permalink</guid>",
        "https://Old.example/permalink",
        true,
    ),
    (
        "Silent",
        "<guid>https://old.example/silent</guid>",
        "https://old.example/silent",
        true,
    ),
    (
        "Accents",
        "<guid>e\u{301}t\u{e9}-1</guid>",
        "e\u{301}t\u{e9}-1",
        false,
    ),
    (
        "Tag",
        "<guid isPermaLink=\"false\">tag:old.example,2026:1</guid>",
        "tag:old.example,2026:1",
        false,
    ),
    ("Linked", "", "https://old.example/linked", true),
];

fn all_guids() -> String {
    let items: Vec<String> = GUIDS
        .iter()
        .map(|(title, guid, _, _)| item(title, guid))
        .collect();
    rss(&items.concat())
}

/// What our three feeds say of the ids of each title: RSS guid and its attribute, JSON id, Atom id.
async fn ids(app: &TestApp) -> HashMap<String, (String, String, String, String)> {
    let rss = app.text("/feeds/world.rss").await;
    let rss = roxmltree::Document::parse(&rss).unwrap();
    let atom = app.text("/feeds/world.atom").await;
    let atom = roxmltree::Document::parse(&atom).unwrap();
    let json: Value = serde_json::from_str(&app.text("/feeds/world.json").await).unwrap();
    let child = |node: roxmltree::Node<'_, '_>, name: &str| {
        let found = node
            .children()
            .find(|child| child.tag_name().name() == name);
        found
            .and_then(|child| child.text())
            .unwrap_or_default()
            .to_owned()
    };
    let mut ids = HashMap::new();
    for node in rss.descendants().filter(|node| node.has_tag_name("item")) {
        let title = child(node, "title");
        let guid = node
            .children()
            .find(|child| child.has_tag_name("guid"))
            .unwrap();
        let permalink = guid.attribute("isPermaLink").unwrap_or("true").to_owned();
        let items = json["items"].as_array().unwrap();
        let own = items
            .iter()
            .find(|item| item["title"] == title.as_str())
            .unwrap();
        let entry = atom
            .descendants()
            .find(|node| node.tag_name().name() == "entry" && child(*node, "title") == title);
        ids.insert(
            title,
            (
                guid.text().unwrap().to_owned(),
                permalink,
                own["id"].as_str().unwrap().to_owned(),
                child(entry.unwrap(), "id"),
            ),
        );
    }
    ids
}

fn assert_kept(ids: &HashMap<String, (String, String, String, String)>) {
    assert_eq!(ids.len(), GUIDS.len(), "{ids:#?}");
    for (title, _, guid, permalink) in GUIDS {
        let (rss, attribute, json, atom) = &ids[title];
        assert_eq!((rss.as_str(), json.as_str()), (guid, guid), "{title}");
        assert_eq!(
            attribute,
            if permalink { "true" } else { "false" },
            "{title}"
        );
        // Atom carries a guid that is an IRI as it is, and a tag URI beside one that is none (RFC 4287 section 4.2.6).
        if guid.contains(':') {
            assert_eq!(atom, guid, "{title}");
        } else {
            assert!(
                atom.starts_with("tag:courier.example,2026-11-19:old-site/"),
                "{atom}"
            );
        }
    }
}

#[tokio::test]
async fn a_newsroom_moves_and_every_guid_stays_byte_for_byte() {
    let server = FeedServer::start().await;
    server.serve_feed("/feed", all_guids());
    let app = server.program("").await;
    let first = ids(&app).await;
    assert_kept(&first);
    app.assert_feeds_are_valid().await;
    let before = app.all_feeds().await;
    let info = &app.get_json("/v1/pulls").await[0];
    assert_eq!(info["outcome"], "read", "{info:#}");
    assert_eq!(info["counts"]["created"], 8, "{info:#}");
    assert_eq!(info["title"], "The Old Courier");

    // A restart asks nobody before its time and changes no byte.
    server.asked();
    let app = app.restart().await;
    app.settle().await;
    assert_eq!(server.asked(), Vec::<String>::new());
    assert_eq!(app.all_feeds().await, before);

    // The next poll brings one changed item and one that is new, and two have vanished: only the new words are taken.
    let changed = all_guids().replace("About Number.", "About another number.");
    let (head, rest) = changed.split_once(&item("Blank", GUIDS[1].1)).unwrap();
    let rest = rest.replace(
        &item("Tag", GUIDS[6].1),
        &item("Fresh", "<guid isPermaLink=\"false\">f</guid>"),
    );
    server.serve_feed("/feed", format!("{head}{rest}"));
    app.pass(TimeDelta::minutes(6)).await;
    let info = &app.get_json("/v1/pulls").await[0];
    let counts = &info["counts"];
    assert_eq!(
        (
            counts["created"].as_u64(),
            counts["updated"].as_u64(),
            counts["unchanged"].as_u64()
        ),
        (Some(1), Some(1), Some(5)),
        "{info:#}"
    );
    let mut second = ids(&app).await;
    assert_eq!(second.remove("Fresh").unwrap().0, "f");
    assert_eq!(second, first);
    assert!(
        app.text("/feeds/world.rss")
            .await
            .contains("About another number.")
    );
    app.assert_feeds_are_valid().await;
    app.stop().await;
}

#[tokio::test]
async fn hosts_are_asked_politely() {
    let server = FeedServer::start().await;
    let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    zipped
        .write_all(rss(&item("One", "<guid isPermaLink=\"false\">1</guid>")).as_bytes())
        .unwrap();
    server.serve(
        "/feed",
        Reply {
            headers: vec![
                "content-encoding: gzip".to_owned(),
                "last-modified: thu, 19 nov 2026 09:00:00 gmt".to_owned(),
                "cache-control: max-age=1800".to_owned(),
            ],
            etag: Some("\"v1\""),
            ..ok(zipped.finish().unwrap())
        },
    );
    let app = server.program("").await;
    assert!(app.text("/feeds/world.rss").await.contains("About One."));
    let asked = server.asked();
    assert_eq!(asked.len(), 1);
    let agent = concat!(
        "user-agent: syndicated/",
        env!("CARGO_PKG_VERSION"),
        " (+https://news.example)"
    );
    for line in [
        agent,
        "accept-encoding: gzip\r\n",
        "accept: application/atom+xml",
    ] {
        assert!(asked[0].contains(line), "{line}: {}", asked[0]);
    }
    for absent in ["a-im", "if-none-match", "if-modified-since", "cookie"] {
        assert!(!asked[0].contains(absent), "{}", asked[0]);
    }

    // The host said half an hour; the configured five minutes are too early.
    app.pass(TimeDelta::minutes(29)).await;
    assert_eq!(server.asked(), Vec::<String>::new());
    app.pass(TimeDelta::minutes(5)).await;
    let asked = server.asked();
    assert_eq!(asked.len(), 1, "{asked:#?}");
    assert!(
        asked[0].contains("if-none-match: \"v1\"\r\n"),
        "{}",
        asked[0]
    );
    assert!(
        asked[0].contains("if-modified-since: thu, 19 nov 2026 09:00:00 gmt"),
        "{}",
        asked[0]
    );
    let info = &app.get_json("/v1/pulls").await[0];
    assert_eq!(
        (info["outcome"].as_str(), info["counts"]["created"].as_u64()),
        (Some("unchanged"), Some(1))
    );
    app.stop().await;
}

#[tokio::test]
async fn failures_wait_longer_and_a_feed_that_is_gone_is_left_alone() {
    let server = FeedServer::start().await;
    server.serve("/feed", failing("500 Internal Server Error", &[]));
    let app = server.program("every_seconds = 60").await;
    assert_eq!(server.asked().len(), 1);
    // Doubled each time, plus up to a tenth: 60 s, 120 s, 240 s.
    for (too_early, enough) in [(59, 8), (119, 14), (239, 26)] {
        app.pass(TimeDelta::seconds(too_early)).await;
        assert_eq!(server.asked(), Vec::<String>::new(), "{too_early}");
        app.pass(TimeDelta::seconds(enough)).await;
        assert_eq!(server.asked().len(), 1, "{too_early}");
    }
    let info = &app.get_json("/v1/pulls").await[0];
    assert_eq!(
        (info["outcome"].as_str(), info["failures"].as_u64()),
        (Some("failed"), Some(4)),
        "{info:#}"
    );
    assert_eq!(info["error"], "the host answered 500");

    // `Retry-After` counts where it is longer than the pause; a restart does not forget it.
    server.serve(
        "/feed",
        failing("503 Service Unavailable", &["retry-after: 7200"]),
    );
    app.pass(TimeDelta::seconds(480 + 50)).await;
    assert_eq!(server.asked().len(), 1);
    let app = app.restart().await;
    app.pass(TimeDelta::seconds(7_100)).await;
    assert_eq!(server.asked(), Vec::<String>::new());

    // What is no feed is a failure too, and nothing of it is remembered.
    server.serve(
        "/feed",
        Reply {
            etag: Some("\"x\""),
            ..ok("<html><body>Sorry</body></html>")
        },
    );
    app.pass(TimeDelta::seconds(900)).await;
    assert_eq!(server.asked().len(), 1);
    let info = &app.get_json("/v1/pulls").await[0];
    assert_eq!(
        info["error"],
        "the document is no feed: its first element is <html>"
    );

    server.serve("/feed", failing("410 Gone", &[]));
    app.pass(TimeDelta::hours(3)).await;
    let asked = server.asked();
    assert!(
        asked.len() == 1 && !asked[0].contains("if-none-match"),
        "{asked:#?}"
    );
    let app = app.restart().await;
    app.pass(TimeDelta::days(9)).await;
    assert_eq!(server.asked(), Vec::<String>::new());
    let info = &app.get_json("/v1/pulls").await[0];
    assert_eq!(
        (info["outcome"].as_str(), &info["next"]),
        (Some("gone"), &Value::Null),
        "{info:#}"
    );
    assert!(!told(&format!("{} is not pulled any more", server.url("/feed"))).is_empty());
    app.stop().await;
}

#[tokio::test]
async fn a_move_for_good_is_remembered_and_given_up_when_it_fails() {
    let server = FeedServer::start().await;
    let one = rss(&item("One", "<guid isPermaLink=\"false\">1</guid>"));
    server.serve(
        "/feed",
        failing("301 Moved Permanently", &["location: /new"]),
    );
    server.serve(
        "/new",
        failing("308 Permanent Redirect", &["location: /newer"]),
    );
    server.serve("/newer", failing("302 Found", &["location: /for-now"]));
    server.serve_feed("/for-now", one.clone());
    let app = server.program("").await;
    assert_eq!(
        app.get_json("/v1/pulls").await[0]["moved"],
        server.url("/newer")
    );
    assert_eq!(server.asked().len(), 4);
    app.pass(TimeDelta::minutes(6)).await;
    let asked = server.asked();
    assert!(
        asked.len() == 2 && asked[0].starts_with("get /newer "),
        "{asked:#?}"
    );
    server.serve("/newer", failing("410 Gone", &[]));
    server.serve_feed("/feed", one);
    app.pass(TimeDelta::minutes(6)).await;
    server.asked();
    app.pass(TimeDelta::minutes(6)).await;
    assert!(server.asked()[0].starts_with("get /feed "));
    assert_eq!(app.get_json("/v1/pulls").await[0]["outcome"], "unchanged");
    app.stop().await;
}

#[tokio::test]
async fn the_desk_has_the_last_word() {
    let server = FeedServer::start().await;
    let items = |words: &str| {
        let all = ["One", "Two", "Three"].map(|title| {
            item(
                title,
                &format!("<guid isPermaLink=\"false\">https://old.example/?p={title}</guid>"),
            )
        });
        rss(&all.concat().replace("About ", words))
    };
    server.serve_feed("/feed", items("About "));
    let app = server.program("").await;
    let listed = app.get_json("/v1/articles").await;
    let id_of = |headline: &str| {
        let all = listed["articles"].as_array().unwrap();
        let one = all
            .iter()
            .find(|article| article["headline"] == headline)
            .unwrap();
        assert_eq!(one["_syndicated"]["source"], "old-site");
        one["id"].as_str().unwrap().to_owned()
    };
    let (one, two) = (id_of("One"), id_of("Two"));

    // The desk kills one article and edits another; a poll without news for them changes neither.
    assert_eq!(app.kill(&one).await.status(), StatusCode::OK);
    let mut edited = record("Two, edited here");
    edited["published"] = json!("2026-11-19T08:30:00Z");
    app.file_article(&two, &edited).await;
    server.serve_feed(
        "/feed",
        items("About ").replace("About Three", "More of Three"),
    );
    app.pass(TimeDelta::minutes(6)).await;
    let counts = app.get_json("/v1/pulls").await[0]["counts"].clone();
    assert_eq!(
        (&counts["updated"], &counts["unchanged"]),
        (&json!(1), &json!(2)),
        "{counts}"
    );
    let feed = app.text("/feeds/world.rss").await;
    assert!(
        feed.contains("Two, edited here")
            && feed.contains("More of Three")
            && !feed.contains(">One<")
    );
    // News for all of them: what was killed stays so.
    server.serve_feed("/feed", items("News of "));
    app.pass(TimeDelta::minutes(6)).await;
    let counts = app.get_json("/v1/pulls").await[0]["counts"].clone();
    assert_eq!(
        (&counts["updated"], &counts["left_alone"]),
        (&json!(2), &json!(1)),
        "{counts}"
    );
    assert!(!app.text("/feeds/world.rss").await.contains(">One<"));
    app.stop().await;
}

#[tokio::test]
async fn what_a_feed_takes_back_is_killed_only_where_the_configuration_says_so() {
    let server = FeedServer::start().await;
    let atom = |entries: &str| {
        format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:at=\"http://purl.org/atompub/tombstones/1.0\"><title>Old</title><id>tag:old.example,2026:feed</id><updated>2026-11-19T08:30:00Z</updated>{entries}</feed>"
        )
    };
    let entry = "<entry><id>tag:old.example,2026:1</id><title>Wrong story</title><link href=\"https://old.example/1\"/><updated>2026-11-19T08:30:00Z</updated><summary>Words.</summary></entry>";
    let gone = "<at:deleted-entry ref=\"tag:old.example,2026:1\" when=\"2026-11-20T12:30:00Z\"><at:comment>In error.</at:comment></at:deleted-entry>";
    for (setting, is_killed) in [("", false), ("deleted = \"kill\"", true)] {
        server.serve_feed("/feed", atom(entry));
        let app = server.program(setting).await;
        assert!(app.text("/feeds/world.atom").await.contains("Wrong story"));
        server.serve_feed("/feed", atom(gone));
        app.pass(TimeDelta::minutes(6)).await;
        let feed = app.text("/feeds/world.atom").await;
        assert_eq!(feed.contains("Wrong story"), !is_killed, "{feed}");
        assert_eq!(
            feed.contains("<at:deleted-entry ref=\"tag:old.example,2026:1\""),
            is_killed,
            "{feed}"
        );
        app.stop().await;
    }
}

#[tokio::test]
async fn settings_of_a_pull_shape_what_is_filed() {
    let server = FeedServer::start().await;
    let long = "<item><title>Long</title><guid isPermaLink=\"false\">1</guid><pubDate>Thu, 19 Nov 2026 08:30:00 GMT</pubDate><description>In short.</description><content:encoded>&lt;p&gt;The whole story.&lt;/p&gt;</content:encoded></item>";
    let late = "<item><title>Tomorrow</title><guid isPermaLink=\"false\">2</guid><pubDate>Sat, 21 Nov 2026 08:30:00 GMT</pubDate><description>Not yet.</description></item>";
    let bad = "<item><title>No zone</title><guid isPermaLink=\"false\">3</guid><pubDate>Thu, 19 Nov 2026 08:30:00</pubDate><description>x</description></item>";
    server.serve_feed("/feed", rss(&format!("{long}{late}{bad}")));
    let app = server
        .program("tags = [\"Partner\"]\nbodies = \"summary\"\nguids = \"mint\"\nlanguage = \"fr\"")
        .await;
    let feed = app.text("/feeds/world.rss").await;
    assert!(
        feed.contains("In short.") && !feed.contains("The whole story"),
        "{feed}"
    );
    assert!(
        feed.contains("<category>Partner</category>")
            && feed.contains("tag:courier.example,2026-11-19:old-site/1-"),
        "{feed}"
    );
    assert!(
        feed.contains("<dc:language>fr</dc:language>") && !feed.contains("Tomorrow"),
        "{feed}"
    );
    let info = &app.get_json("/v1/pulls").await[0];
    assert_eq!(info["refusals"][0]["item"], "No zone", "{info:#}");
    assert!(
        info["refusals"][0]["reasons"][0]
            .as_str()
            .unwrap()
            .starts_with("/published has no time zone")
    );
    app.go_to("2026-11-21T08:30:01Z").await;
    assert!(app.text("/feeds/world.rss").await.contains("Tomorrow"));
    app.stop().await;
}

#[tokio::test]
async fn only_public_addresses_are_pulled_and_only_with_a_token_told_of() {
    let server = FeedServer::start().await;
    server.serve_feed("/feed", all_guids());
    let config = format!(
        "[[pull]]\nname = \"old-site\"\nurl = \"{}\"\n[[pull]]\nname = \"off\"\nurl = \"https://off.example/\"\nenabled = false\n",
        server.url("/feed")
    );
    let app = TestApp::with(&config, &[("world", WORLD)]).await;
    app.settle().await;
    assert_eq!(server.asked(), Vec::<String>::new());
    assert_eq!(
        app.get("/v1/pulls").await.status(),
        StatusCode::UNAUTHORIZED
    );
    let infos = app.get_json("/v1/pulls").await;
    assert_eq!(
        (&infos[0]["name"], &infos[0]["outcome"]),
        (&json!("off"), &json!("waiting"))
    );
    assert_eq!(infos[1]["outcome"], "failed", "{infos:#}");
    assert_eq!(infos[0]["enabled"], false);
    app.stop().await;
}

/// Runs the program beside a running one.
async fn command(app: &TestApp, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_syndicated"));
    command
        .args(arguments)
        .args(["--server", &app.base])
        .env("SYNDICATED_TOKEN", &app.token)
        .current_dir(app.folder.path());
    tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_archive_is_imported_once_and_then_pulled_without_a_double() {
    let server = FeedServer::start().await;
    let archive = |n: u32, link: &str| {
        rss(&format!(
            "{link}{}",
            item(
                &format!("Old{n}"),
                &format!("<guid isPermaLink=\"false\">old {n}</guid>")
            )
        ))
    };
    let link = |path: &str| {
        format!(
            "<atom:link rel=\"prev-archive\" href=\"{}\"/>",
            server.url(path)
        )
    };
    server.serve_feed(
        "/feed",
        all_guids().replace("<item>", &format!("{}<item>", link("/a2"))),
    );
    server.serve_feed("/a2", archive(2, &link("/a1")));
    server.serve_feed("/a1", archive(1, &link("/a2")));
    let app = TestApp::with(
        &format!(
            "[fetch]\nallow_loopback = true\nports = [80, {}]\n",
            server.address.port()
        ),
        &[("world", WORLD), ("everything", EVERYTHING)],
    )
    .await;
    let token = app
        .new_token("old-site", syndicated::store::Scope::Push, None)
        .await;
    let url = server.url("/feed");
    let arguments = [
        "import",
        &url,
        "--name",
        "old-site",
        "--section",
        "world",
        "--token",
        &token,
    ];
    let first = command(&app, &arguments).await;
    assert_eq!(first.status.code(), Some(0), "{first:?}");
    assert_eq!(
        out(&first).trim(),
        "10 created, 0 updated, 0 unchanged, 0 refused, 0 done before"
    );
    app.settle().await;
    let mut found = ids(&app).await;
    assert_eq!(found.remove("Old1").unwrap().0, "old 1");
    found.remove("Old2").unwrap();
    assert_kept(&found);
    let before = app.all_feeds().await;
    // The same again, and then the pull of the same feed under the same name, change no byte.
    let again = command(&app, &arguments).await;
    assert_eq!(
        out(&again).trim(),
        "0 created, 0 updated, 10 unchanged, 0 refused, 0 done before"
    );
    let config = std::fs::read_to_string(app.file("config.toml")).unwrap();
    let pull = format!("[[pull]]\nname = \"old-site\"\nurl = \"{url}\"\nsection = \"world\"\n");
    std::fs::write(app.file("config.toml"), format!("{config}\n{pull}")).unwrap();
    let app = app.restart().await;
    app.settle().await;
    let info = &app.get_json("/v1/pulls").await[0];
    assert_eq!(info["counts"]["unchanged"], 8, "{info:#}");
    assert_eq!(app.all_feeds().await, before);
    app.assert_feeds_are_valid().await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_was_cut_off_goes_on_and_tells_what_it_refused() {
    let app = TestApp::start().await;
    let line = |n: u32, more: Value| {
        let mut record = record(&format!("Story {n}"));
        record["id"] = json!(format!("a{n}"));
        record
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        record
    };
    let mut lines: Vec<String> = (0..20).map(|n| line(n, json!({})).to_string()).collect();
    lines.push(line(20, json!({"urgency": 12, "headline": ""})).to_string());
    lines.push("not json".to_owned());
    let mut minted = line(21, json!({"guid": "no uri"}));
    minted.as_object_mut().unwrap().remove("id");
    lines.push(minted.to_string());
    std::fs::write(app.file("articles.ndjson"), lines.join("\n\n")).unwrap();

    let dry = command(&app, &["import", "articles.ndjson", "--dry-run"]).await;
    assert_eq!(dry.status.code(), Some(1));
    assert_eq!(app.get_json("/v1/articles").await["articles"], json!([]));

    // A run that was cut off left half of its progress, and half a line.
    let first = command(&app, &["import", "articles.ndjson", "--json"]).await;
    assert_eq!(first.status.code(), Some(1), "{first:?}");
    let told: Vec<Value> = out(&first)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(told.last().unwrap()["created"], 21, "{told:#?}");
    assert_eq!(told.last().unwrap()["refused"], 2);
    let refused = told.iter().find(|line| line["id"] == "a20").unwrap();
    assert_eq!(refused["errors"].as_array().unwrap().len(), 2, "{refused}");
    let state = std::fs::read_to_string(app.file("articles.ndjson.import-state")).unwrap();
    let kept: Vec<&str> = state.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(kept.len(), 21);
    std::fs::write(
        app.file("articles.ndjson.import-state"),
        format!("{}\n{}", kept[..10].join("\n"), &kept[10][..20]),
    )
    .unwrap();
    let second = command(&app, &["import", "articles.ndjson"]).await;
    assert_eq!(
        out(&second).trim(),
        "0 created, 0 updated, 11 unchanged, 2 refused, 10 done before"
    );
    let complaints = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(
        complaints.contains("line 43: ") && complaints.contains("/urgency must be"),
        "{complaints}"
    );

    let nobody = command(&app, &["import", "articles.ndjson", "--token", "wrong"]).await;
    assert_eq!(nobody.status.code(), Some(2));
    let missing = command(&app, &["import", "nothing.xml"]).await;
    assert_eq!(missing.status.code(), Some(3));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_of_wordpress_is_imported_under_the_guids_of_its_feed() {
    let app = TestApp::start().await;
    let export = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/golden/ingest/wxr/courier.xml"
    );
    let arguments = [
        "import",
        export,
        "--state",
        "progress",
        "--section",
        "world",
    ];
    let output = command(&app, &arguments).await;
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(out(&output).starts_with("3 created"), "{output:?}");
    assert!(!app.file("progress").exists());
    app.settle().await;
    let feed = app.text("/feeds/world.rss").await;
    assert!(
        feed.contains("<guid isPermaLink=\"false\">https://courier.example/?p=12</guid>"),
        "{feed}"
    );
    assert!(
        !feed.contains("Tides") && !feed.contains("Not finished"),
        "{feed}"
    );
    app.go_to("2027-01-02T06:00:01Z").await;
    assert!(app.text("/feeds/world.rss").await.contains("Tides"));
    assert!(app.clock_now() > at("2027-01-02T06:00:00Z"));
    app.stop().await;
}
