//! Of this engine alone: its files, a full disk, damage, two processes, versions of the schema.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde_json::json;

use super::fault::Fault;
use super::{Options, SqliteStore, open};
use crate::article::Article;
use crate::article::identity::ArticleId;
use crate::feed::select::{Filter, Selection};
use crate::store::{Articles, Error, Filed, Filing, Jobs, ListPage, Listed, Saved, Store, Tokens};

fn article(id: &str, body: &str) -> Article {
    let record = json!({
        "id": id, "source": "desk", "atom_id": format!("tag:courier.example,2026-11-22:desk/{id}"),
        "version": 1, "status": "usable", "headline": "The bridge is open", "body": body,
        "published": "2026-11-22T10:00:00Z", "updated": "2026-11-22T10:00:00Z", "section": "World",
    });
    serde_json::from_value(record).unwrap()
}

async fn save(store: &SqliteStore, id: &str, body: &str) -> Result<Saved, Error> {
    let article = article(id, body);
    let filed = Filed {
        fingerprint: "print".to_owned(),
        filed: article.updated,
        filed_by: "desk".to_owned(),
        article,
    };
    let filing = Filing {
        filed,
        follows: None,
        jobs: Vec::new(),
    };
    store.save_article(filing).await
}

async fn server(folder: &Path) -> SqliteStore {
    open(folder, &Options::server()).await.unwrap()
}

fn file(folder: &Path) -> PathBuf {
    folder.join("store.sqlite")
}

fn number(connection: &Connection, pragma: &str) -> i64 {
    connection
        .query_row(&format!("pragma {pragma}"), [], |row| row.get(0))
        .unwrap()
}

#[tokio::test]
async fn only_the_owner_reads_the_files() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("data/store");
    let store = server(&folder).await;
    save(&store, "a", "").await.unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    let mut n_files = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0o600);
        n_files += 1;
    }
    assert_eq!(n_files, 4, "file, log, shared memory, lock");
    let copy = parent.path().join("copy.sqlite");
    store.back_up(&copy).await.unwrap();
    assert_eq!(mode(&copy), 0o600);
    assert!(store.back_up(&copy).await.is_err());
    store.close().await.unwrap();
}

#[tokio::test]
async fn the_connections_are_set_up_as_the_rules_say() {
    let folder = tempfile::tempdir().unwrap();
    let store = server(folder.path()).await;
    let seen = store
        .writer
        .write(|c| {
            Ok((
                c.query_row("pragma journal_mode", [], |row| row.get::<_, String>(0))?,
                number(c, "synchronous"),
                number(c, "foreign_keys"),
                number(c, "trusted_schema"),
                number(c, "busy_timeout"),
            ))
        })
        .await
        .unwrap();
    assert_eq!(seen, ("wal".to_owned(), 2, 1, 0, 5_000));
    let refused = store
        .readers
        .read(|c| Ok(c.execute("delete from articles", [])?))
        .await;
    assert!(matches!(refused, Err(Error::Unavailable(_))));
    let defensive = store
        .writer
        .write(|c| Ok(c.execute("update sqlite_schema set sql = ''", [])?))
        .await;
    assert!(defensive.is_err());
}

#[tokio::test]
async fn a_file_of_a_newer_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = server(folder.path()).await;
    save(&store, "a", "").await.unwrap();
    store.close().await.unwrap();
    assert!(!folder.path().join("store.sqlite-wal").exists());
    let connection = Connection::open(file(folder.path())).unwrap();
    assert_eq!(number(&connection, "application_id"), 0x5359_4e44);
    assert!(number(&connection, "user_version") >= 1);
    connection.execute_batch("pragma user_version = 9").unwrap();
    drop(connection);
    let refused = open(folder.path(), &Options::server()).await;
    assert!(matches!(refused, Err(Error::Unusable(_))));
}

#[tokio::test]
async fn a_second_server_is_refused_and_a_guest_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let store = server(folder.path()).await;
    let impatient = Options {
        patience: std::time::Duration::from_millis(20),
        ..Options::server()
    };
    let refused = open(folder.path(), &impatient).await;
    assert!(matches!(refused, Err(Error::Unusable(_))));
    let guest = open(folder.path(), &Options::guest()).await.unwrap();
    let both = async |name: &str| {
        for n in 0..50 {
            save(&store, &format!("{name}-server-{n}"), "")
                .await
                .unwrap();
            guest.set_fact("turn", &n.to_string()).await.unwrap();
        }
    };
    tokio::join!(both("a"), both("b"));
    assert_eq!(guest.n_articles().await.unwrap(), 100);
    assert_eq!(store.fact("turn").await.unwrap().as_deref(), Some("49"));
    guest.close().await.unwrap();
    assert!(folder.path().join("store.sqlite-wal").exists());
    assert_eq!(store.verify().await.unwrap().damages, Vec::<String>::new());
    // Dropped without being closed: the next server waits until the files are free.
    drop(store);
    let next = server(folder.path()).await;
    assert_eq!(next.n_articles().await.unwrap(), 100);
}

#[tokio::test]
async fn one_order_that_fails_does_not_spoil_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let store = server(folder.path()).await;
    let failing = store.writer.write(|c| {
        c.execute("insert into facts values ('half', 'done')", [])?;
        c.execute("insert into nothing values (1)", [])?;
        Ok(())
    });
    let panicking = store.writer.write(|c| -> Result<(), Fault> {
        c.execute("insert into facts values ('panic', 'done')", [])?;
        panic!("as tests do");
    });
    let (first, failed, panicked, last) = tokio::join!(
        save(&store, "a", ""),
        failing,
        panicking,
        save(&store, "b", "")
    );
    assert!(failed.is_err() && panicked.is_err());
    assert_eq!(
        (first.unwrap(), last.unwrap()),
        (Saved::Durable, Saved::Durable)
    );
    assert_eq!(store.fact("half").await.unwrap(), None);
    assert_eq!(store.fact("panic").await.unwrap(), None);
    assert_eq!(store.n_articles().await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_leaves_nothing_half_done_and_passes() {
    let folder = tempfile::tempdir().unwrap();
    let store = server(folder.path()).await;
    let most_pages = async |more: i64| {
        let work = move |c: &Connection| {
            let n_pages = number(c, "page_count");
            Ok(number(c, &format!("max_page_count = {}", n_pages + more)))
        };
        store.writer.write(work).await.unwrap();
    };
    save(&store, "before", "").await.unwrap();
    most_pages(8).await;
    let body = "<p>words</p>".repeat(2_000);
    let saving: Vec<_> = (0..20)
        .map(|n| (n, format!("full-{n}")))
        .map(|(_, id)| save_owned(&store, id, body.clone()))
        .collect();
    let mut n_refused = 0;
    let mut kept = vec!["before".to_owned()];
    for (n, saving) in saving.into_iter().enumerate() {
        match saving.await {
            Ok(saved) => {
                assert_eq!(saved, Saved::Durable);
                kept.push(format!("full-{n}"));
            }
            Err(Error::Unavailable(why)) => {
                assert!(why.contains("full"), "{why}");
                n_refused += 1;
            }
            Err(other) => panic!("{other}"),
        }
    }
    assert!(n_refused > 0);
    assert_eq!(store.n_articles().await.unwrap(), kept.len() as u64);
    assert_eq!(store.verify().await.unwrap().damages, Vec::<String>::new());
    store.ping().await.unwrap();
    most_pages(10_000).await;
    assert_eq!(save(&store, "after", &body).await.unwrap(), Saved::Durable);
    for id in kept.iter().map(String::as_str).chain(["after"]) {
        let id = ArticleId::parse(id).unwrap();
        assert!(store.article(&id).await.unwrap().is_some());
    }
}

async fn save_owned(store: &SqliteStore, id: String, body: String) -> Result<Saved, Error> {
    save(store, &id, &body).await
}

#[tokio::test]
async fn after_trouble_with_the_disk_the_file_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = server(folder.path()).await;
    save(&store, "a", "").await.unwrap();
    let failed = store.writer.write(|c| -> Result<(), Fault> {
        c.execute("insert into facts values ('half', 'done')", [])?;
        let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR_FSYNC);
        Err(rusqlite::Error::SqliteFailure(code, None).into())
    });
    assert!(matches!(failed.await, Err(Error::Unavailable(_))));
    assert!(store.writer.is_stopped());
    // Asking whether it is ready makes it ready.
    store.ping().await.unwrap();
    assert!(!store.writer.is_stopped());
    assert_eq!(store.fact("half").await.unwrap(), None);
    assert_eq!(save(&store, "b", "").await.unwrap(), Saved::Durable);
    assert_eq!(store.n_articles().await.unwrap(), 2);
}

#[tokio::test]
async fn damage_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let store = server(folder.path()).await;
    for n in 0..400 {
        let body = format!("<p>{}</p>", format!("words-{n} ").repeat(200));
        save(&store, &format!("article-{n}"), &body).await.unwrap();
    }
    let verified = store.verify().await.unwrap();
    assert_eq!(verified.damages, Vec::<String>::new());
    assert_eq!(verified.n_records, 800, "400 versions, 400 articles");
    let before = contents(&store).await.unwrap();
    store.close().await.unwrap();
    let sound = std::fs::read(file(folder.path())).unwrap();
    let mut n_seen = 0;
    for round in 0..60_usize {
        let mut bytes = sound.clone();
        // The same places in every run; the header, without which nothing opens, is spared.
        let place = 4_096 + (round * 7_919_993) % (bytes.len() - 4_096 - 64);
        for byte in &mut bytes[place..place + 64] {
            *byte ^= 0x5a;
        }
        std::fs::write(file(folder.path()), &bytes).unwrap();
        let Ok(store) = open(folder.path(), &Options::server()).await else {
            n_seen += 1;
            continue;
        };
        let is_clean = store
            .verify()
            .await
            .is_ok_and(|found| found.damages.is_empty());
        n_seen += usize::from(!is_clean);
        // Reading says what is broken and does not panic; what was not told of changed nothing.
        let after = contents(&store).await;
        assert!(
            !is_clean || after.is_ok_and(|after| after == before),
            "{place}"
        );
        let _ = store.close().await;
        for log in ["store.sqlite-wal", "store.sqlite-shm"] {
            let _ = std::fs::remove_file(folder.path().join(log));
        }
    }
    // The rest hit the free space of a page.
    assert!(n_seen > 30, "{n_seen} of 60 damages were seen");
}

/// All that feeds and lists show.
async fn contents(store: &SqliteStore) -> Result<(Vec<Article>, Vec<Listed>), Error> {
    let selection = Selection {
        take: Filter::of(&["world".to_owned()], &[], &[], &[]),
        limit: 500,
        ..Selection::default()
    };
    let shown = store.newest(&selection, article("a", "").updated).await?;
    let page = ListPage {
        limit: 500,
        ..ListPage::default()
    };
    Ok((shown, store.list(&page).await?))
}

#[tokio::test]
async fn a_damaged_record_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let store = server(folder.path()).await;
    save(&store, "a", "<p>one</p>").await.unwrap();
    save(&store, "b", "<p>two</p>").await.unwrap();
    let spoil = |c: &Connection| {
        let sql = "update versions set record = replace(record, 'one', 'won') where key = 1";
        Ok(c.execute(sql, [])?)
    };
    assert_eq!(store.writer.write(spoil).await.unwrap(), 1);
    let read = store.article(&ArticleId::parse("a").unwrap()).await;
    let Err(Error::Damaged { record, .. }) = read else {
        panic!("{read:?}");
    };
    assert_eq!(record, "article a version 1");
    let verified = store.verify().await.unwrap();
    assert_eq!(verified.damages.len(), 1);
    assert!(verified.damages[0].contains("article a version 1"));
    assert!(
        store
            .article(&ArticleId::parse("b").unwrap())
            .await
            .unwrap()
            .is_some()
    );
    // An article that fell out of a list is told of as well, and so is a changed right of a token.
    let spoil = |c: &Connection| Ok(c.execute("delete from listings where article = 2", [])?);
    store.writer.write(spoil).await.unwrap();
    assert_eq!(store.verify().await.unwrap().damages.len(), 2);
}

#[tokio::test]
async fn a_token_whose_rights_were_changed_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = server(folder.path()).await;
    let token = crate::store::TokenRecord {
        name: "cms".to_owned(),
        hash: "h".to_owned(),
        scopes: vec![crate::store::Scope::Read],
        made: article("a", "").updated,
        expires: None,
        revoked: None,
    };
    assert!(store.save_token(&token).await.unwrap());
    let spoil = |c: &Connection| Ok(c.execute("update tokens set scopes = 'admin'", [])?);
    store.writer.write(spoil).await.unwrap();
    let read = store.token_by_hash("h").await;
    assert!(matches!(read, Err(Error::Damaged { .. })));
}

#[tokio::test]
async fn a_job_of_another_program_is_put_aside() {
    let folder = tempfile::tempdir().unwrap();
    let store = server(folder.path()).await;
    let strange = |c: &Connection| {
        let sql = "insert into jobs (payload, due, state, attempts) values ('{\"kind\":\"dance\"}', 0, 0, 0)";
        Ok(c.execute(sql, [])?)
    };
    store.writer.write(strange).await.unwrap();
    let now = article("a", "").updated;
    assert!(store.claim_jobs(now, now, 5).await.unwrap().is_empty());
    let failed = store.failed_jobs(5).await.unwrap();
    assert!(failed[0].error.contains("does not know"));
}

#[tokio::test]
async fn lists_are_read_from_their_index() {
    let folder = tempfile::tempdir().unwrap();
    let store = server(folder.path()).await;
    let plan = async |sql: &'static str| {
        let work = move |c: &Connection| {
            let mut statement = c.prepare(&format!("explain query plan {sql}"))?;
            let nulls: Vec<Option<i64>> = vec![None; statement.parameter_count()];
            let lines = statement.query_map(rusqlite::params_from_iter(nulls), |row| {
                row.get::<_, String>(3)
            })?;
            Ok(lines.collect::<Result<Vec<_>, _>>()?.join("\n"))
        };
        store.readers.read(work).await.unwrap()
    };
    let plan = plan(super::scan::SELECT_PLACES).await;
    assert!(
        plan.contains("PRIMARY KEY (name=? AND shelf=? AND"),
        "{plan}"
    );
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}
