//! Trouble a machine makes: a full disk, a record that is damaged on it, files that change unseen, feeds that could
//! never be valid.

use std::path::{Path, PathBuf};
use std::process::Command;

use reqwest::{Client, Method, Response};
use serde_json::{Value, json};

use crate::durability::{Process, client, folder, program};
use crate::harness::{Answer, TestApp, WORLD, record, told, until};

/// A small disk of its own, for as long as it is held.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// `None` where this machine does not let us: only the administrator may.
    fn at(path: &Path, mebibytes: u32) -> Option<Self> {
        std::fs::create_dir(path).unwrap();
        let size = format!("size={mebibytes}m,mode=700");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(path)
            .status();
        mounted
            .is_ok_and(|status| status.success())
            .then(|| Self(path.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

async fn push(client: &Client, base: &str, token: &str, id: &str, body: &str) -> Response {
    let record = json!({"headline": format!("Story {id}"), "body_text": body, "published": "2026-11-20T10:00:00Z"});
    let request = client.put(format!("{base}/v1/articles/{id}"));
    let request = request.bearer_auth(token).json(&record);
    request.send().await.unwrap()
}

async fn headline(client: &Client, base: &str, token: &str, id: &str) -> String {
    let request = client.get(format!("{base}/v1/articles/{id}"));
    let answer = request.bearer_auth(token).send().await.unwrap();
    let record: Value = answer.json().await.unwrap();
    record["headline"].as_str().unwrap_or_default().to_owned()
}

/// Needs the right to mount a file system; where that is missing, this says so and shows nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing_and_is_got_over() {
    let (folder, _) = folder();
    let Some(disk) = SmallDisk::at(&folder.path().join("disk"), 16) else {
        println!("not shown here: no file system may be mounted (the tests do not run as root)");
        return;
    };
    let config = folder.path().join("config.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, format!("{text}[store]\ndata = \"disk/data\"\n")).unwrap();
    let made = program(folder.path())
        .args(["token", "new", "desk", "--scope", "push"])
        .output()
        .unwrap();
    assert!(made.status.success());
    let token = String::from_utf8(made.stdout).unwrap().trim().to_owned();
    let ballast = disk.0.join("ballast");
    std::fs::write(&ballast, vec![1; 6 * 1024 * 1024]).unwrap();

    let process = Process::start(folder.path());
    let (client, base) = (client(), process.base.clone());
    let body = "A paragraph of some length that fills the disk.\n\n".repeat(2_000);
    let mut acknowledged = Vec::new();
    let refused = loop {
        let id = format!("a{}", acknowledged.len());
        let answer = push(&client, &base, &token, &id, &body).await;
        if answer.status().as_u16() != 201 {
            break answer;
        }
        acknowledged.push(id);
        assert!(acknowledged.len() < 1_000, "the disk is never full");
    };
    assert!(
        matches!(refused.status().as_u16(), 503 | 507),
        "{}",
        refused.status()
    );
    let wait: u32 = refused.headers()["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=60).contains(&wait));
    let problem: Value = refused.json().await.unwrap();
    assert_eq!(problem["type"], "/problems/unavailable");
    assert!(acknowledged.len() > 5, "{}", acknowledged.len());

    // Polls go on, and what was acknowledged is there.
    for format in ["rss", "atom", "json"] {
        let feed = client.get(format!("{base}/feeds/all.{format}"));
        assert_eq!(feed.send().await.unwrap().status().as_u16(), 200);
    }
    for id in &acknowledged {
        assert_eq!(
            headline(&client, &base, &token, id).await,
            format!("Story {id}")
        );
    }
    for n in 0..3 {
        let again = push(&client, &base, &token, &format!("more{n}"), &body).await;
        assert_eq!(again.status().as_u16(), 503);
    }

    // There is room again, and nobody has to start anything anew.
    std::fs::remove_file(&ballast).unwrap();
    until("a push after there was room", async || {
        let answer = push(&client, &base, &token, "after", "It goes on.").await;
        matches!(answer.status().as_u16(), 200 | 201)
    })
    .await;
    acknowledged.push("after".to_owned());
    until("the feed to show it", async || {
        let feed = client.get(format!("{base}/feeds/all.json"));
        let text = feed.send().await.unwrap().text().await.unwrap();
        text.contains("Story after")
    })
    .await;
    println!(
        "{} pushes acknowledged before and after the disk was full",
        acknowledged.len()
    );
    assert_eq!(process.terminate(), Some(0));

    // The next start finds the disk full again, by the log that was being put away: it serves all the same.
    let process = Process::start(folder.path());
    let (client, base) = (self::client(), process.base.clone());
    let feed = client.get(format!("{base}/feeds/all.json"));
    let feed = feed.send().await.unwrap().text().await.unwrap();
    assert!(
        feed.contains("Story after"),
        "the feed of {} articles",
        acknowledged.len()
    );
    for id in &acknowledged {
        assert_eq!(
            headline(&client, &base, &token, id).await,
            format!("Story {id}")
        );
    }
    assert_eq!(process.terminate(), Some(0));
    let checked = program(folder.path()).arg("check").output().unwrap();
    assert!(
        checked.status.success(),
        "{}",
        String::from_utf8_lossy(&checked.stderr)
    );
}

#[tokio::test]
async fn a_damaged_record_is_held_alone_and_named() {
    let app = TestApp::start().await;
    for (id, headline) in [("a1", "The first"), ("a2", "The second"), ("a3", "Dead")] {
        app.file_article(id, &record(headline)).await;
    }
    assert_eq!(app.kill("a3").await.status().as_u16(), 200);
    app.settle().await;
    // What a disk does to bytes it has had for long.
    let store = rusqlite::Connection::open(app.file("data/store.sqlite")).unwrap();
    let n_damaged = store
        .execute(
            "update versions set record = replace(record, 'second', 'secand')
             where record like '%The second%'",
            [],
        )
        .unwrap();
    assert_eq!(n_damaged, 1);
    let killed = "update versions set filed_by = 'nobody' where version = 2";
    assert_eq!(store.execute(killed, []).unwrap(), 1);
    drop(store);

    // The feed goes on without it, and the report says so.
    app.file_article("a4", &record("The fourth")).await;
    app.settle().await;
    for feed in ["world", "everything"] {
        assert!(app.shows(feed, "The fourth").await && app.shows(feed, "The first").await);
        assert!(!app.shows(feed, "The second").await && !app.shows(feed, "The secand").await);
        let report = app.report(feed).await;
        assert_eq!(
            (&report["current"], &report["n_articles"]),
            (&json!(true), &json!(2))
        );
        let held = report["held"].as_array().unwrap();
        let ids: Vec<_> = held.iter().map(|held| &held["article"]).collect();
        assert_eq!(ids, [&json!("a2"), &json!("a3")], "{report:#}");
        let reason = held[0]["reasons"][0].as_str().unwrap();
        assert!(
            reason.contains("article a2 version 1 is damaged"),
            "{reason}"
        );
    }
    app.assert_feeds_are_valid().await;
    let list = app.get_json("/v1/articles?limit=2").await;
    let ids = list["articles"].as_array().unwrap().iter();
    let ids: Vec<_> = ids.map(|article| &article["id"]).collect();
    assert_eq!(ids, [&json!("a4"), &json!("a1")], "{list:#}");
    let pages = ["/", "/feeds/world"];
    for page in pages {
        let request = app.request(Method::GET, page).header("accept", "text/html");
        let page = Answer::to(request).await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains("The fourth"));
    }

    let checked = program(app.folder.path()).arg("check").output().unwrap();
    assert_eq!(checked.status.code(), Some(1));
    let said = String::from_utf8(checked.stderr).unwrap();
    assert!(said.contains("article a2 version 1"), "{said}");
    assert!(said.contains("article a3 version 2"), "{said}");
    app.stop().await;
}

/// A feed file that is a link to a file elsewhere: whoever watches the folder hears nothing of a change, so that only the
/// signal can have told.
#[tokio::test(flavor = "multi_thread")]
async fn sighup_takes_up_what_the_watcher_cannot_see() {
    let (folder, _) = folder();
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("world.toml");
    std::fs::write(&file, WORLD).unwrap();
    std::os::unix::fs::symlink(&file, folder.path().join("feeds/world.toml")).unwrap();
    let process = Process::start(folder.path());
    let (client, base) = (client(), process.base.clone());
    let title = async || {
        let feed = client.get(format!("{base}/feeds/world.json"));
        let feed: Value = feed.send().await.unwrap().json().await.unwrap();
        feed["title"].as_str().unwrap().to_owned()
    };
    let before = title().await;
    assert!(before.contains("World"), "{before}");
    for change in ["Tides", "Harbours"] {
        std::fs::write(&file, WORLD.replace("\"World\"", &format!("\"{change}\""))).unwrap();
        process.signal("-HUP");
        until("the new title", async || title().await.contains(change)).await;
    }
    // A faulty file is refused then too, and the program lives.
    std::fs::write(&file, "title = 3\n").unwrap();
    process.signal("-HUP");
    std::fs::write(&file, WORLD.replace("\"World\"", "\"Ships\"")).unwrap();
    process.signal("-HUP");
    until("the good file", async || title().await.contains("Ships")).await;
    assert_eq!(process.terminate(), Some(0));
}

const BROKEN: &str =
    "title = \"World\"\ndescription = \"News\"\n# a comment\nlanguage = \"not a language\"\n";

/// `check`, `serve` and a change while running ask the same question and name file, line and key.
#[tokio::test]
async fn a_feed_that_could_never_be_valid_is_refused_with_file_line_and_key() {
    let (folder, _) = folder();
    let file = folder.path().join("feeds/broken.toml");
    std::fs::write(&file, BROKEN).unwrap();
    let expected = format!(
        "{}:4: language: the feed would be invalid: ",
        file.display()
    );
    for (command, code) in [("check", 2), ("serve", 3)] {
        let done = program(folder.path()).arg(command).output().unwrap();
        let said = String::from_utf8(done.stderr).unwrap();
        assert!(said.contains(&expected), "{command}: {said}");
        assert_eq!(done.status.code(), Some(code), "{command}: {said}");
        assert!(!String::from_utf8(done.stdout).unwrap().contains("good"));
    }
    std::fs::remove_file(&file).unwrap();
    // Where no feed says it, the newsroom does.
    let config = folder.path().join("config.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(
        &config,
        text.replace("[newsroom]", "[newsroom]\nlanguage = \"x y\""),
    )
    .unwrap();
    let done = program(folder.path()).arg("check").output().unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    let expected = format!("{}:4: language: ", config.display());
    assert!(said.contains(&expected), "{said}");
    assert_eq!(
        said.matches("the feed would be invalid").count(),
        1,
        "{said}"
    );

    let app = TestApp::start().await;
    let file = app.file("feeds/world.toml");
    std::fs::write(&file, BROKEN).unwrap();
    let line = format!("{}:4: language: ", file.display());
    until("the refusal", async || !told(&line).is_empty()).await;
    assert!(told(&line)[0].contains("the old one stays"));
    assert!(
        app.text("/feeds/world.rss")
            .await
            .contains("News of the world")
    );
    app.stop().await;
}
