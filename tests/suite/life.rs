//! The life of an article in public: corrections, quiet fixes, embargo, expiry, withholding, killing, and what dates say.

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Answer, TestApp, WORLD, at, record};

const FORMATS: [&str; 3] = ["rss", "atom", "json"];

pub(crate) fn with(headline: &str, more: &Value) -> Value {
    let mut record = record(headline);
    for (key, value) in more.as_object().unwrap() {
        record[key] = value.clone();
    }
    record
}

impl TestApp {
    /// Whether the three formats of a feed show a text; they must agree.
    pub(crate) async fn shows(&self, feed: &str, text: &str) -> bool {
        let mut seen = Vec::new();
        for format in FORMATS {
            seen.push(
                self.text(&format!("/feeds/{feed}.{format}"))
                    .await
                    .contains(text),
            );
        }
        assert!(
            seen.iter().all(|shown| *shown == seen[0]),
            "{text} in {FORMATS:?}: {seen:?}"
        );
        seen[0]
    }

    /// What Atom says of the entry with this headline: published and updated.
    async fn dates(&self, headline: &str) -> (String, String) {
        let atom = self.text("/feeds/world.atom").await;
        let atom = roxmltree::Document::parse(&atom).unwrap();
        let ns = "http://www.w3.org/2005/Atom";
        let text = |entry: roxmltree::Node<'_, '_>, name: &str| {
            let child = entry.children().find(|node| node.has_tag_name((ns, name)));
            child
                .and_then(|child| child.text())
                .unwrap_or_default()
                .to_owned()
        };
        let entry = atom
            .descendants()
            .find(|node| node.has_tag_name((ns, "entry")) && text(*node, "title") == headline)
            .unwrap_or_else(|| panic!("no entry {headline}"));
        // RFC 3339 knows two names of the same zone.
        let moment = |name: &str| text(entry, name).replace("+00:00", "Z");
        (moment("published"), moment("updated"))
    }

    /// Last-Modified of a feed.
    async fn last_modified(&self, path: &str) -> DateTime<Utc> {
        let answer = Answer::to(self.request(Method::HEAD, path)).await;
        DateTime::parse_from_rfc2822(answer.header("last-modified"))
            .unwrap()
            .to_utc()
    }
}

#[tokio::test]
async fn a_correction_moves_updated_and_tells_machines_a_quiet_fix_does_not() {
    let noting = WORLD.replace("[take]", "corrections = \"note\"\n[take]");
    let app = TestApp::with("", &[("world", &noting)]).await;
    app.file_article("a1", &record("Bridge opens")).await;
    let published = "2026-11-20T10:00:00Z".to_owned();
    assert_eq!(
        app.dates("Bridge opens").await,
        (published.clone(), published.clone())
    );

    app.pass(TimeDelta::minutes(10)).await;
    let quiet = with(
        "Bridge opens.",
        &json!({"correction": {"kind": "quiet_fix"}}),
    );
    app.file_article("a1", &quiet).await;
    assert_eq!(
        app.dates("Bridge opens.").await,
        (published.clone(), published.clone())
    );
    assert!(
        !app.text("/feeds/world.atom")
            .await
            .contains("newscodes/signal")
    );

    app.pass(TimeDelta::minutes(10)).await;
    let corrected = with(
        "Bridge opens late",
        &json!({"correction": {"kind": "correction", "note": "It was Monday, not Sunday."}}),
    );
    app.file_article("a1", &corrected).await;
    assert_eq!(
        app.dates("Bridge opens late").await,
        (published.clone(), "2026-11-20T12:20:00Z".to_owned())
    );
    let atom = app.text("/feeds/world.atom").await;
    assert!(
        atom.contains("http://cv.iptc.org/newscodes/signal/")
            && atom.contains("term=\"correction\""),
        "{atom}"
    );
    assert!(app.shows("world", "It was Monday, not Sunday.").await);
    let page = app.text("/articles/a1").await;
    assert!(page.contains("It was Monday, not Sunday."));

    app.pass(TimeDelta::minutes(10)).await;
    let moved = with(
        "Bridge opens at last",
        &json!({"published": "2026-11-20T12:25:00Z"}),
    );
    let receipt = app.file_article("a1", &moved).await;
    assert!(
        receipt["doubts"].to_string().contains("published stays"),
        "{receipt}"
    );
    assert_eq!(
        app.dates("Bridge opens at last").await,
        (published, "2026-11-20T12:30:00Z".to_owned())
    );
    app.assert_feeds_are_valid().await;
    app.stop().await;
}

#[tokio::test]
async fn the_id_in_feeds_never_changes() {
    let app = TestApp::start().await;
    let id = app.file_article("a1", &record("One")).await["atom_id"].clone();
    let moves = [
        json!({"url": "https://courier.example/new", "section": "world", "slug": "other"}),
        json!({"published": "2026-11-19T10:00:00Z", "headline": "Two"}),
        json!({"guid": "https://old.example/?p=1", "headline": "Three"}),
        json!({"status": "withheld"}),
        json!({"headline": "Four"}),
    ];
    for change in &moves {
        app.pass(TimeDelta::minutes(1)).await;
        let receipt = app.file_article("a1", &with("One", change)).await;
        assert_eq!(receipt["atom_id"], id, "{change}");
    }
    let kept = with("Imported", &json!({"guid": "https://old.example/?p=7"}));
    assert_eq!(
        app.file_article("a2", &kept).await["atom_id"],
        "https://old.example/?p=7"
    );
    assert!(app.shows("world", "https://old.example/?p=7").await);
    app.stop().await;
}

#[tokio::test]
async fn a_withheld_article_leaves_and_comes_back() {
    let app = TestApp::start().await;
    app.file_article("a1", &record("Tides rise")).await;
    assert!(app.shows("world", "Tides rise").await);
    app.file_article("a1", &with("Tides rise", &json!({"status": "withheld"})))
        .await;
    assert!(!app.shows("world", "Tides rise").await);
    assert!(
        !app.text("/feeds/world.atom")
            .await
            .contains("deleted-entry"),
        "withheld is not killed"
    );
    assert_eq!(
        app.get("/articles/a1").await.status(),
        StatusCode::NOT_FOUND
    );
    assert!(!app.text("/").await.contains("Tides rise"));
    app.pass(TimeDelta::minutes(5)).await;
    app.file_article("a1", &record("Tides rise")).await;
    assert!(app.shows("world", "Tides rise").await);
    assert_eq!(app.dates("Tides rise").await.0, "2026-11-20T10:00:00Z");
    assert_eq!(app.get("/articles/a1").await.status(), StatusCode::OK);
    app.stop().await;
}

#[tokio::test]
async fn an_embargo_lifts_at_its_second() {
    let app = TestApp::start().await;
    let lifts = json!({"embargo": "2026-11-20T13:00:00Z"});
    app.file_article("a1", &with("Budget day", &lifts)).await;
    assert!(!app.shows("world", "Budget day").await);
    app.go_to("2026-11-20T12:59:59.999Z").await;
    assert!(!app.shows("world", "Budget day").await);
    app.go_to("2026-11-20T13:00:00Z").await;
    assert!(app.shows("world", "Budget day").await);
    assert_eq!(app.dates("Budget day").await.0, "2026-11-20T13:00:00Z");
    assert_eq!(
        app.last_modified("/feeds/world.atom").await,
        at("2026-11-20T13:00:00Z")
    );
    app.stop().await;
}

#[tokio::test]
async fn an_embargo_lifts_after_a_restart_and_though_the_program_was_down() {
    let app = TestApp::start().await;
    app.file_article(
        "soon",
        &with("Soon", &json!({"embargo": "2026-11-20T12:10:00Z"})),
    )
    .await;
    app.file_article(
        "later",
        &with("Later", &json!({"embargo": "2026-11-20T13:00:00Z"})),
    )
    .await;
    app.file_article(
        "ending",
        &with("Ending", &json!({"expires": "2026-11-20T12:30:00Z"})),
    )
    .await;
    let app = app.restart().await;
    assert!(!app.shows("world", "Soon").await);
    app.go_to("2026-11-20T12:10:00Z").await;
    assert!(app.shows("world", "Soon").await && !app.shows("world", "Later").await);
    assert!(app.shows("world", "Ending").await);

    // It lifts while the program is away: whoever asks first after the start sees it.
    let app = app.restart_at("2026-11-20T13:00:05Z").await;
    assert!(app.shows("world", "Later").await);
    assert!(!app.shows("world", "Ending").await);
    assert_eq!(app.get("/articles/later").await.status(), StatusCode::OK);
    app.stop().await;
}

#[tokio::test]
async fn a_moved_or_dropped_embargo_holds_as_it_was_said_last() {
    let app = TestApp::start().await;
    app.file_article(
        "a1",
        &with("Moved", &json!({"embargo": "2026-11-20T13:00:00Z"})),
    )
    .await;
    app.file_article(
        "a1",
        &with("Moved", &json!({"embargo": "2026-11-20T14:00:00Z"})),
    )
    .await;
    app.file_article(
        "a2",
        &with("Dropped", &json!({"embargo": "2026-11-20T13:00:00Z"})),
    )
    .await;
    app.file_article("a2", &record("Dropped")).await;
    app.file_article("a3", &with("Shut again", &json!({})))
        .await;
    app.file_article(
        "a3",
        &with("Shut again", &json!({"embargo": "2026-11-20T14:00:00Z"})),
    )
    .await;
    assert!(app.shows("world", "Dropped").await && !app.shows("world", "Shut again").await);
    app.go_to("2026-11-20T13:30:00Z").await;
    assert!(!app.shows("world", "Moved").await);
    app.go_to("2026-11-20T14:00:00Z").await;
    assert!(app.shows("world", "Moved").await && app.shows("world", "Shut again").await);
    app.stop().await;
}

#[tokio::test]
async fn an_article_leaves_when_it_expires_or_grows_too_old() {
    let ageing = WORLD.replace("[take]", "max_age = \"36h\"\n[take]");
    let app = TestApp::with("", &[("world", WORLD), ("fresh", &ageing)]).await;
    app.file_article(
        "a1",
        &with("Offer", &json!({"expires": "2026-11-20T15:00:00Z"})),
    )
    .await;
    app.file_article("a2", &record("Stays")).await;
    assert!(
        app.text("/feeds/world.rss")
            .await
            .contains("end=2026-11-20T15:00:00Z")
    );
    app.go_to("2026-11-20T14:59:59.999Z").await;
    assert!(app.shows("world", "Offer").await);
    app.go_to("2026-11-20T15:00:00Z").await;
    assert!(!app.shows("world", "Offer").await && app.shows("world", "Stays").await);
    assert_eq!(
        app.get("/articles/a1").await.status(),
        StatusCode::NOT_FOUND
    );
    // Published at ten o'clock on the 20th: 36 hours later it is too old for one feed.
    app.go_to("2026-11-21T22:00:00Z").await;
    assert!(app.shows("fresh", "Stays").await);
    app.go_to("2026-11-21T22:00:01Z").await;
    assert!(!app.shows("fresh", "Stays").await && app.shows("world", "Stays").await);
    app.assert_feeds_are_valid().await;
    app.stop().await;
}

#[tokio::test]
async fn a_killed_article_is_gone_everywhere_at_once() {
    let replacing = WORLD.replace("[take]", "kill = \"replace\"\n[take]");
    let app = TestApp::with("", &[("world", WORLD), ("notices", &replacing)]).await;
    let id = app.file_article("a1", &record("Wrong story")).await["atom_id"].clone();
    app.file_article("a2", &record("Right story")).await;
    app.pass(TimeDelta::minutes(30)).await;
    assert_eq!(app.kill("a1").await.status(), StatusCode::OK);
    // Nothing has to settle: the answer came when the feeds no longer showed it.
    for feed in ["world", "notices"] {
        assert!(!app.shows(feed, "Wrong story").await && app.shows(feed, "Right story").await);
    }
    for path in ["/", "/articles/a2", "/feeds/world"] {
        let page = app.request(Method::GET, path).header("accept", "text/html");
        assert!(
            !Answer::to(page).await.text().contains("Wrong story"),
            "{path}"
        );
    }
    let gone = Answer::to(app.request(Method::GET, "/articles/a1")).await;
    assert_eq!(gone.status, 410);
    assert!(gone.text().contains("Withdrawn by the desk.") && !gone.text().contains("Wrong story"));
    assert_eq!(
        app.last_modified("/feeds/world.rss").await,
        at("2026-11-20T12:30:00Z")
    );

    let atom = app.text("/feeds/world.atom").await;
    let atom = roxmltree::Document::parse(&atom).unwrap();
    let tombs: Vec<_> = atom
        .descendants()
        .filter(|node| {
            node.has_tag_name(("http://purl.org/atompub/tombstones/1.0", "deleted-entry"))
        })
        .collect();
    assert_eq!(tombs.len(), 1);
    assert_eq!(tombs[0].attribute("ref"), id.as_str());
    assert_eq!(tombs[0].attribute("when"), Some("2026-11-20T12:30:00Z"));

    let notices: Value = serde_json::from_str(&app.text("/feeds/notices.json").await).unwrap();
    let notice = notices["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["id"] == id)
        .unwrap();
    assert_eq!(notice["date_published"], "2026-11-20T10:00:00Z");
    assert_eq!(notice["date_modified"], "2026-11-20T12:30:00Z");
    assert!(
        notice.to_string().contains("Withdrawn by the desk."),
        "{notice}"
    );
    assert!(
        !app.text("/feeds/notices.atom")
            .await
            .contains("deleted-entry")
    );

    let answer = app.put("a1", &record("Back again")).await;
    assert_eq!(answer.status(), StatusCode::GONE);
    assert!(!app.shows("world", "Back again").await);
    app.assert_feeds_are_valid().await;
    let app = app.restart().await;
    assert_eq!(app.get("/articles/a1").await.status(), StatusCode::GONE);
    assert!(!app.shows("world", "Wrong story").await);
    app.stop().await;
}

#[tokio::test]
async fn a_record_can_kill_too_and_what_was_never_public_leaves_no_trace() {
    let app = TestApp::start().await;
    app.file_article("a1", &record("Public once")).await;
    let killed = with(
        "Public once",
        &json!({"status": "killed", "correction": {"note": "Never happened."}}),
    );
    assert_eq!(app.file_article("a1", &killed).await["status"], "killed");
    let gone = Answer::to(app.request(Method::GET, "/articles/a1")).await;
    assert!(
        gone.status == 410 && gone.text().contains("Never happened."),
        "{}",
        gone.text()
    );

    app.file_article(
        "a2",
        &with("Secret", &json!({"embargo": "2026-11-20T13:00:00Z"})),
    )
    .await;
    let before = app.all_feeds().await;
    app.kill("a2").await;
    app.go_to("2026-11-20T14:00:00Z").await;
    assert_eq!(app.all_feeds().await, before);
    assert_eq!(
        app.get("/articles/a2").await.status(),
        StatusCode::NOT_FOUND
    );
    app.stop().await;
}

#[tokio::test]
async fn what_was_public_once_is_told_to_be_killed_though_no_feed_shows_it_now() {
    let app = TestApp::start().await;
    let withheld = app.file_article("a1", &record("Withheld")).await["atom_id"].clone();
    app.file_article("a1", &with("Withheld", &json!({"status": "withheld"})))
        .await;
    let ends = json!({"expires": "2026-11-20T12:05:00Z"});
    let expired = app.file_article("a2", &with("Expired", &ends)).await["atom_id"].clone();
    app.pass(TimeDelta::minutes(10)).await;
    for (id, atom_id) in [("a1", withheld), ("a2", expired)] {
        assert_eq!(app.kill(id).await.status(), StatusCode::OK);
        let tomb = format!("<at:deleted-entry ref=\"{}\"", atom_id.as_str().unwrap());
        let atom = app.text("/feeds/world.atom").await;
        assert!(atom.contains(&tomb), "{id}: {atom}");
        let page = app.get(&format!("/articles/{id}")).await;
        assert_eq!(page.status(), StatusCode::GONE);
    }
    app.assert_feeds_are_valid().await;
    app.stop().await;
}

#[tokio::test]
async fn last_modified_is_true_never_ahead_and_never_goes_back() {
    let app = TestApp::start().await;
    let path = "/feeds/world.rss";
    let etag = async || {
        Answer::to(app.request(Method::HEAD, path))
            .await
            .header("etag")
            .to_owned()
    };
    let mut last = app.last_modified(path).await;
    let mut tags = vec![etag().await];
    assert_eq!(last, at("2026-11-20T12:00:00Z"));
    let steps: [(&str, Value, bool); 6] = [
        ("a1", record("One"), true),
        ("a1", record("One"), false),
        (
            "a2",
            with("Old", &json!({"published": "2026-11-01T00:00:00Z"})),
            true,
        ),
        (
            "a1",
            with("One!", &json!({"correction": {"kind": "quiet_fix"}})),
            true,
        ),
        ("a3", with("Elsewhere", &json!({"section": "sport"})), false),
        ("a1", with("One!", &json!({"status": "withheld"})), true),
    ];
    for (id, article, changes) in steps {
        app.pass(TimeDelta::minutes(1)).await;
        app.file_article(id, &article).await;
        let (modified, tag) = (app.last_modified(path).await, etag().await);
        let now = app.clock_now();
        if changes {
            assert_eq!(modified, now, "{id} {article}");
            assert!(!tags.contains(&tag), "new bytes need a new tag");
            tags.push(tag);
        } else {
            assert_eq!(
                (modified, Some(&tag)),
                (last, tags.last()),
                "{id} {article}"
            );
        }
        last = modified;
    }
    // The machine's clock is set back: the date stays, the tag tells the difference.
    app.go_to("2026-11-20T12:02:00Z").await;
    app.file_article(
        "a4",
        &with(
            "After the clock",
            &json!({"published": "2026-11-20T12:01:00Z"}),
        ),
    )
    .await;
    assert_eq!(app.last_modified(path).await, last);
    let tag = etag().await;
    assert!(!tags.contains(&tag));
    // A reader that knows dates only must get the new bytes all the same.
    let since = last.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let poll = app
        .request(Method::GET, path)
        .header("if-modified-since", since);
    assert_eq!(Answer::to(poll).await.status, 200);
    app.stop().await;
}

#[tokio::test]
async fn an_older_version_that_comes_late_changes_nothing() {
    let app = TestApp::start().await;
    app.file_article("a1", &with("Third", &json!({"version": 3})))
        .await;
    let before = app.all_feeds().await;
    app.pass(TimeDelta::minutes(1)).await;
    for (version, headline) in [(1, "First"), (2, "Second"), (3, "Other third")] {
        let late = app
            .put("a1", &with(headline, &json!({"version": version})))
            .await;
        assert_eq!(late.status(), StatusCode::CONFLICT);
        let problem: Value = late.json().await.unwrap();
        assert!(
            problem["detail"].as_str().unwrap().contains("Version 3"),
            "{problem}"
        );
    }
    app.settle().await;
    assert_eq!(app.all_feeds().await, before);
    app.stop().await;
}
