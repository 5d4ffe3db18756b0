//! The watched folder: what is dropped in becomes an article once, whatever happens meanwhile, and every file is accounted for.

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};
use syndicated::config::Limits;
use syndicated::inbox::{Inbox, Pass, Settings};

use crate::durability::{Process, client, folder};
use crate::harness::{EVERYTHING, TestApp, record, sample_photo, until};

/// A program, and its folder looked at by hand.
struct Desk {
    app: TestApp,
    inbox: Inbox,
    folder: PathBuf,
}

impl Desk {
    async fn open() -> Self {
        let app = TestApp::with(
            "[limits]\nrecord_bytes = 100000\n",
            &[("everything", EVERYTHING)],
        )
        .await;
        let folder = app.file("inbox");
        let inbox = Self::inbox(&app).await;
        Self { app, inbox, folder }
    }

    async fn inbox(app: &TestApp) -> Inbox {
        let settings = Settings {
            folder: app.file("inbox"),
            source: "wires".to_owned(),
            settle: TimeDelta::seconds(2),
            section: Some("Wires".to_owned()),
            language: Some("en-GB".to_owned()),
            limits: Limits {
                record_bytes: 100_000,
                ..Limits::default()
            },
        };
        Inbox::open(Arc::clone(&app.running().desk), settings)
            .await
            .unwrap()
    }

    fn drop_in(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.folder.join(name), bytes).unwrap();
    }

    async fn look(&mut self) -> Pass {
        self.inbox.pass(&HashSet::new()).await.unwrap()
    }

    /// Looks, lets everything settle, and looks again.
    async fn take(&mut self) -> Pass {
        self.look().await;
        self.app.clock.advance_millis(2_000);
        let pass = self.look().await;
        self.app.settle().await;
        pass
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.join(name))
            .unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Paths of the files below the folder.
    fn files(&self) -> Vec<String> {
        let mut files = all_files(&self.folder, &self.folder);
        files.sort();
        files
    }

    async fn article(&self, id: &str) -> Value {
        self.app.get_json(&format!("/v1/articles/{id}")).await
    }
}

fn all_files(folder: &Path, base: &Path) -> Vec<String> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(all_files(&path, base));
        } else {
            let path = path.strip_prefix(base).unwrap();
            files.push(path.to_string_lossy().into_owned());
        }
    }
    files
}

fn with_id(id: &str, headline: &str) -> Value {
    let mut record = record(headline);
    record["id"] = json!(id);
    record
}

const COPY: &str = "Bridge opens after two years\n\nBy Ann Lee\n\nPORT MERROW — The bridge over the river is open again after two years of work.\n\nThe mayor cut the ribbon on Friday morning.\n";

#[tokio::test]
async fn files_become_articles_with_their_photos_and_go_to_done() {
    let mut desk = Desk::open().await;
    let photo = std::fs::read(sample_photo(&any_photo())).unwrap();
    desk.drop_in("story.json", with_id("story-1", "A story").to_string());
    desk.drop_in("story.jpg", &photo);
    let mut named = with_id("named-1", "A named photo");
    named["photos"] = json!([{"photo": "harbour.jpg", "caption": "The harbour."}]);
    desk.drop_in("named.json", named.to_string());
    desk.drop_in("harbour.jpg", [&photo[..], b"\0"].concat());
    desk.drop_in("Bridge opens.txt", COPY);
    let pass = desk.take().await;
    assert_eq!(
        (pass.n_done, pass.n_refused, pass.n_waiting),
        (3, 0, 0),
        "{pass:?}"
    );
    assert_eq!(
        desk.files(),
        [
            "Bridge opens.txt",
            "harbour.jpg",
            "named.json",
            "story.jpg",
            "story.json"
        ]
        .map(|name| format!("done/2026-11-20/{name}"))
    );
    let story = desk.article("story-1").await;
    assert_eq!(story["photos"].as_array().unwrap().len(), 1, "{story}");
    assert_eq!(story["language"], "en-GB");
    assert_eq!(story["section"], "world", "what a record says stands");
    let named = desk.article("named-1").await;
    assert_eq!(named["photos"][0]["caption"], "The harbour.");
    let list = desk.app.get_json("/v1/articles?section=wires").await;
    let copy = &list["articles"][0];
    assert_eq!(copy["headline"], "Bridge opens after two years", "{list}");
    assert!(copy["id"].as_str().unwrap().starts_with("bridge-opens-"));
    desk.app.assert_feeds_are_valid().await;

    // The same file again is the same article, and so is a copy under the same name.
    desk.drop_in("Bridge opens.txt", COPY);
    desk.drop_in(
        "story.json",
        with_id("story-1", "A better story").to_string(),
    );
    let pass = desk.take().await;
    assert_eq!((pass.n_done, pass.n_refused), (2, 0));
    assert_eq!(desk.article("story-1").await["version"], 2);
    assert_eq!(desk.app.running().desk.store.n_articles().await.unwrap(), 3);
    assert!(
        desk.files()
            .contains(&"done/2026-11-20/story.2.json".to_owned())
    );
    assert!(
        desk.files()
            .contains(&"done/2026-11-20/Bridge opens.2.txt".to_owned())
    );
    desk.app.stop().await;
}

fn any_photo() -> String {
    let folder = sample_photo("");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| {
            Path::new(name)
                .extension()
                .is_some_and(|ending| ending == "jpg")
        })
        .collect();
    names.sort();
    names.remove(0)
}

#[tokio::test]
async fn a_file_is_read_when_it_is_complete() {
    let mut desk = Desk::open().await;
    let text = with_id("slow", "Slowly written").to_string();
    let photo = std::fs::read(sample_photo(&any_photo())).unwrap();
    desk.drop_in("slow.json", &text[..20]);
    desk.look().await;
    desk.app.clock.advance_millis(1_900);
    desk.drop_in("slow.json", &text);
    assert_eq!(desk.look().await.n_waiting, 1);
    desk.app.clock.advance_millis(1_900);
    // A photo of the same name begins to arrive just before: the article waits for it.
    desk.drop_in("slow.jpg", &photo[..100]);
    assert_eq!(desk.look().await.n_done, 0);
    desk.app.clock.advance_millis(1_000);
    desk.drop_in("slow.jpg", &photo);
    assert_eq!(desk.look().await.n_done, 0);
    desk.app.clock.advance_millis(1_999);
    assert_eq!(desk.look().await.n_done, 0);
    desk.app.clock.advance_millis(1);
    assert_eq!(desk.look().await.n_done, 1);
    assert_eq!(
        desk.article("slow").await["photos"]
            .as_array()
            .unwrap()
            .len(),
        1
    );

    // What is renamed into place is complete.
    desk.drop_in("fast.part", with_id("fast", "Fast").to_string());
    assert_eq!(desk.look().await, Pass::default());
    std::fs::rename(desk.folder.join("fast.part"), desk.folder.join("fast.json")).unwrap();
    let renamed = HashSet::from([OsString::from("fast.json")]);
    assert_eq!(desk.inbox.pass(&renamed).await.unwrap().n_done, 1);
    desk.app.stop().await;
}

#[tokio::test]
async fn what_is_no_file_for_us_is_left_alone() {
    let mut desk = Desk::open().await;
    let text = with_id("x", "X").to_string();
    for name in [".hidden.json", "a.json.tmp", "b.PART", "c.json~"] {
        desk.drop_in(name, &text);
    }
    std::fs::create_dir(desk.folder.join("folder.json")).unwrap();
    desk.drop_in("folder.json/inside.json", &text);
    let outside = desk.app.file("outside.json");
    std::fs::write(&outside, &text).unwrap();
    std::os::unix::fs::symlink(&outside, desk.folder.join("link.json")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", desk.folder.join("zero.json")).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(desk.folder.join("pipe.json"))
        .status()
        .unwrap();
    assert!(made.success());
    let before = desk.files();
    assert_eq!(desk.take().await, Pass::default());
    assert_eq!(desk.files(), before);
    assert_eq!(desk.app.running().desk.store.n_articles().await.unwrap(), 0);
    desk.app.stop().await;
}

#[tokio::test]
async fn what_cannot_be_taken_is_refused_with_everything_that_is_wrong() {
    let mut desk = Desk::open().await;
    let mut expected = BTreeMap::new();
    for (n, (bytes, status, what)) in crate::bad::records().into_iter().enumerate() {
        // A record is known by the ending; what holds zeros is not even opened as one.
        let status = if bytes.contains(&0)
            && !bytes.starts_with(b"\xff\xfe")
            && !bytes.starts_with(b"\xfe\xff")
        {
            415
        } else {
            status
        };
        let what = if status == 415 { "zero" } else { what };
        let name = format!("bad-{n:02}.json");
        desk.drop_in(&name, bytes);
        expected.insert(name, (status, what));
    }
    // A bomb is told by its first bytes, whatever it is called.
    let bomb = [b"PK\x03\x04\x14\0\0\0\x08\0".to_vec(), vec![0; 5_000]].concat();
    desk.drop_in("bomb.zip", &bomb);
    expected.insert("bomb.zip".to_owned(), (415, "ZIP archive"));
    desk.drop_in("story.txt", &bomb);
    expected.insert("story.txt".to_owned(), (415, "ZIP archive"));
    desk.drop_in("large.json", vec![b' '; 100_001]);
    expected.insert("large.json".to_owned(), (413, "100000"));
    desk.drop_in("empty.txt", "");
    expected.insert("empty.txt".to_owned(), (400, "copy"));
    desk.drop_in("no-photo.json", with_id("p", "P").to_string());
    desk.drop_in("no-photo.png", "not a picture");
    expected.insert("no-photo.json".to_owned(), (422, "no-photo.png"));
    let pass = desk.take().await;
    assert_eq!(
        (pass.n_done, pass.n_refused),
        (0, expected.len()),
        "{:?}",
        desk.files()
    );
    for (name, (status, what)) in &expected {
        assert!(desk.folder.join("refused").join(name).exists(), "{name}");
        let problem: Value =
            serde_json::from_str(&desk.read(&format!("refused/{name}.problem.json"))).unwrap();
        assert_eq!(problem["status"], *status, "{name} {what}: {problem}");
        assert!(
            problem.to_string().contains(what),
            "{name} {what}: {problem}"
        );
        assert_eq!(problem["file"], *name);
        let kind = problem["type"].as_str().unwrap();
        assert!(kind.starts_with("https://news.example/problems/"), "{kind}");
    }
    assert!(desk.folder.join("refused/no-photo.png").exists());
    assert_eq!(desk.app.running().desk.store.n_articles().await.unwrap(), 0);
    // The folder itself is empty, so that nobody wonders what became of a file.
    assert!(desk.files().iter().all(|file| file.starts_with("refused/")));
    desk.app.stop().await;
}

#[tokio::test]
async fn a_photo_that_no_article_wants_is_refused_after_an_hour() {
    let mut desk = Desk::open().await;
    desk.drop_in("lonely.jpg", b"whatever");
    desk.take().await;
    desk.app.clock.advance_millis(3_500_000);
    assert_eq!(desk.look().await.n_waiting, 1);
    desk.app.clock.advance_millis(100_000);
    assert_eq!(desk.look().await.n_refused, 1);
    assert_eq!(
        desk.files(),
        ["refused/lonely.jpg", "refused/lonely.jpg.problem.json"]
    );
    desk.app.stop().await;
}

#[tokio::test]
async fn many_files_are_taken_a_part_at_a_time() {
    let mut desk = Desk::open().await;
    for n in 0..150 {
        desk.drop_in(
            &format!("n{n}.json"),
            with_id(&format!("n{n}"), "N").to_string(),
        );
    }
    let first = desk.take().await;
    assert_eq!((first.n_done, first.n_waiting, first.more), (64, 86, true));
    assert_eq!(desk.look().await.n_done, 64);
    let last = desk.look().await;
    assert_eq!((last.n_done, last.n_waiting, last.more), (22, 0, false));
    assert_eq!(
        desk.app.running().desk.store.n_articles().await.unwrap(),
        150
    );
    desk.app.stop().await;
}

#[tokio::test]
async fn a_file_that_was_filed_before_a_crash_undoes_no_later_change() {
    let mut desk = Desk::open().await;
    let text = with_id("a", "As it was filed").to_string();
    desk.drop_in("a.json", &text);
    desk.take().await;
    // The crash came after the filing and before the move; then an editor changed the article.
    std::fs::rename(
        desk.folder.join("done/2026-11-20/a.json"),
        desk.folder.join("a.json"),
    )
    .unwrap();
    desk.app
        .file_article("a", &record("As it was corrected"))
        .await;
    desk.inbox = Desk::inbox(&desk.app).await;
    assert_eq!(desk.take().await.n_done, 1);
    let article = desk.article("a").await;
    assert_eq!(
        (&article["headline"], &article["version"]),
        (&json!("As it was corrected"), &json!(2))
    );
    // While the program runs, the same words again are what somebody wants.
    desk.drop_in("a.json", &text);
    assert_eq!(desk.take().await.n_done, 1);
    let article = desk.article("a").await;
    assert_eq!(
        (&article["headline"], &article["version"]),
        (&json!("As it was filed"), &json!(3))
    );
    desk.app.stop().await;
}

#[tokio::test]
async fn the_program_watches_its_folder() {
    let config = "[inbox]\nfolder = \"in\"\nsource = \"wires\"\nsettle_seconds = 5\n";
    let app = TestApp::with(config, &[("everything", EVERYTHING)]).await;
    let folder = app.file("in");
    std::fs::write(folder.join(".a"), with_id("a", "Renamed").to_string()).unwrap();
    std::fs::rename(folder.join(".a"), folder.join("a.json")).unwrap();
    until("the renamed file", async || {
        folder.join("done/2026-11-20/a.json").exists()
    })
    .await;
    std::fs::write(folder.join("b.json"), with_id("b", "Written").to_string()).unwrap();
    until("the written file", async || {
        app.clock.advance_millis(1_000);
        app.running().look_at_inbox();
        folder.join("done/2026-11-20/b.json").exists()
    })
    .await;
    app.settle().await;
    let feed = app.text("/feeds/everything.json").await;
    assert!(feed.contains("Renamed") && feed.contains("Written"));
    let app = app.restart().await;
    assert_eq!(app.get_json("/v1/articles/b").await["version"], 1);
    app.stop().await;
}

/// How many files are dropped in while the program is killed again and again.
const N_FILES: usize = 400;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_file_is_lost_or_doubled_however_often_the_program_is_killed() {
    let (home, token) = folder();
    let config = std::fs::read_to_string(home.path().join("config.toml")).unwrap();
    let more = "[inbox]\nfolder = \"in\"\nsettle_seconds = 0\n[log]\nlevel = \"off\"\n";
    std::fs::write(home.path().join("config.toml"), config + more).unwrap();
    let inbox = home.path().join("in");
    std::fs::create_dir(&inbox).unwrap();
    let photo = std::fs::read(sample_photo(&any_photo())).unwrap();
    for n in 0..N_FILES {
        let text = match n % 8 {
            3 => "{\"id\": \"broken".to_owned(),
            5 => format!(
                "Headline of copy {n}\n\nBy Ann Lee\n\nPORT MERROW — The text of copy {n}, long enough to be read as such.\n"
            ),
            _ => with_id(&format!("n{n}"), "News").to_string(),
        };
        let ending = if n % 8 == 5 { "txt" } else { "json" };
        std::fs::write(inbox.join(format!("f{n}.{ending}")), text).unwrap();
        if n % 8 == 1 {
            // Each photo is another one.
            std::fs::write(
                inbox.join(format!("f{n}.jpg")),
                [&photo[..], &n.to_le_bytes()].concat(),
            )
            .unwrap();
        }
    }
    let left = || {
        std::fs::read_dir(&inbox)
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().path().is_file())
            .count()
    };
    let mut n_kills = 0;
    let mut before = left();
    while left() > 0 {
        let process = Process::start(home.path());
        // The next kill comes after a few files more, at a moment of its own.
        let wanted = before.saturating_sub(1 + n_kills % 29);
        until("files to be taken", async || left() <= wanted).await;
        tokio::time::sleep(Duration::from_micros(300 * (n_kills as u64 % 13))).await;
        process.kill();
        n_kills += 1;
        before = left();
    }
    let process = Process::start(home.path());
    let all = all_files(&inbox, &inbox);
    let name = |path: &String| path.rsplit('/').next().unwrap().to_owned();
    let names: HashSet<String> = all.iter().map(name).collect();
    assert_eq!(names.len(), all.len(), "a file is there twice: {all:?}");
    let client = client();
    let mut n_articles = 0;
    for n in 0..N_FILES {
        let ending = if n % 8 == 5 { "txt" } else { "json" };
        let refused = all.contains(&format!("refused/f{n}.{ending}"));
        let told = names.contains(&format!("f{n}.{ending}.problem.json"));
        assert_eq!((refused, told), (n % 8 == 3, n % 8 == 3), "f{n}");
        assert!(names.contains(&format!("f{n}.{ending}")), "f{n} is lost");
        assert_eq!(names.contains(&format!("f{n}.jpg")), n % 8 == 1);
        n_articles += usize::from(!refused);
        if !refused && ending == "json" {
            let article: Value = client
                .get(format!("{}/v1/articles/n{n}", process.base))
                .bearer_auth(&token)
                .send()
                .await
                .unwrap()
                .json()
                .await
                .unwrap();
            assert_eq!(article["version"], 1, "n{n} was filed twice: {article}");
            let n_photos = article["photos"].as_array().map_or(0, Vec::len);
            assert_eq!(n_photos, usize::from(n % 8 == 1), "n{n}: {article}");
        }
    }
    process.kill();
    let store = syndicated::store::sqlite::open(
        &home.path().join("data"),
        &syndicated::store::sqlite::Options::guest(),
    )
    .await
    .unwrap();
    let n_stored = syndicated::store::Articles::n_articles(&store)
        .await
        .unwrap();
    assert_eq!(n_stored, n_articles as u64, "an article is there twice");
    println!("{n_kills} kills, {N_FILES} files, none lost, none doubled");
}
