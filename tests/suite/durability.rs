//! Nothing acknowledged is lost: the real program is killed again and again under concurrent pushes.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use reqwest::{Client, StatusCode};
use serde_json::json;
use tokio::sync::mpsc;

/// How often the program is killed.
const N_KILLS: usize = 50;
/// How many push at the same time.
const N_WRITERS: usize = 8;

/// The real program on a folder, as a newsroom runs it.
pub(crate) struct Process {
    child: Child,
    pub(crate) base: String,
}

fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_syndicated"));
    command
        .arg("--config")
        .arg(folder.join("config.toml"))
        .env_clear();
    command
}

impl Process {
    /// Starts the program and waits until it says where it is.
    pub(crate) fn start(folder: &Path) -> Self {
        let mut child = program(folder)
            .arg("serve")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut base = None;
        for line in lines.map_while(Result::ok) {
            if let Some((_, address)) = line.split_once(" is open at ") {
                base = Some(address.trim_end_matches('/').to_owned());
                break;
            }
        }
        Self {
            child,
            base: base.expect("the program says where it is"),
        }
    }

    /// What the machine does when the power fails, as far as a process can feel it.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks the program to stop and gives its exit code.
    fn terminate(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
        self.child.wait().unwrap().code()
    }
}

/// A folder with a configuration and one feed, and a token.
pub(crate) fn folder() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let config = "[server]\nlisten = \"127.0.0.1:0\"\n[newsroom]\ntitle = \"The Test Courier\"\nauthority = \"courier.example\"\n";
    std::fs::write(folder.path().join("config.toml"), config).unwrap();
    std::fs::create_dir(folder.path().join("feeds")).unwrap();
    std::fs::write(
        folder.path().join("feeds/all.toml"),
        "title = \"All\"\ndescription = \"All of it\"\nlimit = 30\n",
    )
    .unwrap();
    let made = program(folder.path())
        .args(["token", "new", "cms", "--scope", "push"])
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    (
        folder,
        String::from_utf8(made.stdout).unwrap().trim().to_owned(),
    )
}

/// A client of its own for each life of the program: no connection outlives it.
pub(crate) fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().build().unwrap()
}

/// Pushes one article after another until the program is gone; says which were acknowledged.
async fn push(
    client: Client,
    base: String,
    token: String,
    writer: String,
    acknowledged: mpsc::UnboundedSender<String>,
) {
    for n in 0.. {
        let id = format!("{writer}-{n}");
        let record = json!({"headline": format!("Story {id}"), "body_text": "One paragraph.\n\nAnother one.", "published": "2026-11-20T10:00:00Z"});
        let sent = client
            .put(format!("{base}/v1/articles/{id}"))
            .bearer_auth(&token)
            .json(&record)
            .send()
            .await;
        let Ok(response) = sent else { return };
        if response.status() != StatusCode::CREATED || acknowledged.send(id).is_err() {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_acknowledged_push_is_lost_by_kill_9() {
    let (folder, token) = folder();
    let mut all: Vec<String> = Vec::new();
    for round in 0..N_KILLS {
        let process = Process::start(folder.path());
        let client = client();
        let (sender, mut acknowledged) = mpsc::unbounded_channel();
        let writers: Vec<_> = (0..N_WRITERS)
            .map(|writer| {
                tokio::spawn(push(
                    client.clone(),
                    process.base.clone(),
                    token.clone(),
                    format!("r{round}-w{writer}"),
                    sender.clone(),
                ))
            })
            .collect();
        drop(sender);
        let wanted = 1 + round * 7 % 61;
        let mut ids = Vec::new();
        while ids.len() < wanted {
            ids.push(acknowledged.recv().await.expect("pushes are acknowledged"));
        }
        process.kill();
        for writer in writers {
            writer.await.unwrap();
        }
        while let Some(id) = acknowledged.recv().await {
            ids.push(id);
        }
        all.extend(ids);
    }
    let process = Process::start(folder.path());
    let client = client();
    for id in &all {
        let found = client
            .get(format!("{}/v1/articles/{id}", process.base))
            .bearer_auth(&token)
            .send()
            .await
            .unwrap();
        assert_eq!(
            found.status(),
            StatusCode::OK,
            "{id} was acknowledged and is lost"
        );
        let record: serde_json::Value = found.json().await.unwrap();
        assert_eq!(record["headline"], format!("Story {id}"));
    }
    let feed = client
        .get(format!("{}/feeds/all.json", process.base))
        .send()
        .await
        .unwrap();
    assert_eq!(
        feed.json::<serde_json::Value>().await.unwrap()["items"]
            .as_array()
            .unwrap()
            .len(),
        30
    );
    println!("{N_KILLS} kills, {} acknowledged pushes, 0 lost", all.len());
    assert_eq!(process.terminate(), Some(0));
    let checked = program(folder.path()).arg("check").output().unwrap();
    assert!(
        checked.status.success(),
        "{}",
        String::from_utf8_lossy(&checked.stderr)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_finishes_the_push_in_flight() {
    let (folder, token) = folder();
    let process = Process::start(folder.path());
    let client = client();
    let (sender, mut acknowledged) = mpsc::unbounded_channel();
    let writer = tokio::spawn(push(
        client.clone(),
        process.base.clone(),
        token.clone(),
        "w".to_owned(),
        sender,
    ));
    let mut ids = vec![acknowledged.recv().await.unwrap()];
    assert_eq!(
        tokio::task::spawn_blocking(move || process.terminate())
            .await
            .unwrap(),
        Some(0)
    );
    writer.await.unwrap();
    while let Some(id) = acknowledged.recv().await {
        ids.push(id);
    }
    let process = Process::start(folder.path());
    for id in &ids {
        let found = client
            .get(format!("{}/v1/articles/{id}", process.base))
            .bearer_auth(&token)
            .send()
            .await
            .unwrap();
        assert_eq!(found.status(), StatusCode::OK, "{id}");
    }
    process.kill();
}
