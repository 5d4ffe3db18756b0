//! The store against SQLite itself: durable filings a second, and what a feed costs with few and many articles stored.
//!
//! `cargo bench --bench store [-- filings|newest]`. The folder is `BENCH_FOLDER`, else the system's for temporary files:
//! measure on the disk that will be used.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints figures, and stops where anything fails"
)]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, params};
use serde_json::json;
use syndicated::article::Article;
use syndicated::article::text::fold;
use syndicated::feed::select::{Filter, Selection};
use syndicated::job::{Job, NewJob};
use syndicated::store::sqlite::{Options, SqliteStore, open};
use syndicated::store::{Articles, Filed, Filing, Jobs, Saved, Store};

const CLIENTS: u64 = 64;
const ROUNDS: usize = 5;
const FILINGS: u64 = 12_800;
const CALLS: usize = 400;

#[tokio::main]
async fn main() {
    let wanted = std::env::args().find(|arg| !arg.starts_with('-') && !arg.contains('/'));
    let runs = |name: &str| wanted.as_deref().is_none_or(|wanted| wanted == name);
    if runs("filings") {
        filings().await;
    }
    if runs("newest") {
        newest().await;
    }
}

fn folder() -> tempfile::TempDir {
    match std::env::var_os("BENCH_FOLDER") {
        Some(folder) => tempfile::tempdir_in(folder).unwrap(),
        None => tempfile::tempdir().unwrap(),
    }
}

/// Article `n`, about 3 KB as a record: one of 12 sections, 3 of 300 tags, 1 or 2 of 500 authors.
fn article(n: u64) -> Article {
    let published = moment(n);
    let body = format!(
        "<p>KYIV, Ukraine — Story {n} tells what happened.</p>{}",
        "<p>The ministry said in a statement that the talks would go on for another week, as both sides had asked.</p>".repeat(20)
    );
    let mut authors = vec![json!({ "name": format!("Author {}", n % 500), "kind": "person" })];
    if n.is_multiple_of(3) {
        authors.push(json!({ "name": format!("Author {}", (n * 7) % 500), "kind": "person" }));
    }
    serde_json::from_value(json!({
        "id": format!("story-{n}"),
        "source": "cms",
        "atom_id": format!("tag:courier.example,2026-11-22:cms/story-{n}"),
        "version": 1,
        "status": "usable",
        "headline": format!("Story number {n} of the day"),
        "summary": "What happened, in a sentence or two, as the desk wrote it.",
        "body": body,
        "byline": "By Author",
        "authors": authors,
        "published": published,
        "updated": published,
        "was_public": true,
        "language": if n.is_multiple_of(10) { "de" } else { "en-GB" },
        "section": format!("Section {}", n % 12),
        "tags": [format!("Tag {}", n % 300), format!("Tag {}", (n * 11) % 300), format!("Tag {}", (n * 17 + 5) % 300)],
    }))
    .unwrap()
}

fn moment(n: u64) -> DateTime<Utc> {
    let seconds = i64::try_from(n).unwrap();
    DateTime::from_timestamp(1_790_000_000 + seconds, 0).unwrap()
}

fn filing(n: u64) -> Filing {
    let article = article(n);
    Filing {
        filed: Filed {
            fingerprint: "0123456789abcdef0123456789abcdef".to_owned(),
            filed: article.updated,
            filed_by: "cms".to_owned(),
            article,
        },
        follows: None,
        drops: Vec::new(),
        jobs: vec![NewJob::now(Job::RefreshFeed {
            feed: format!("section-{}", n % 12),
        })],
    }
}

/// Durable filings a second, the store and SQLite by turns.
async fn filings() {
    let filings: Vec<Filing> = (0..FILINGS).map(filing).collect();
    let (mut ours, mut same_rows, mut one_row) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        one_row.push(raw_filings(&filings, false));
        same_rows.push(raw_filings(&filings, true));
        ours.push(store_filings(&filings).await);
    }
    let (ours, same_rows, one_row) = (median(ours), median(same_rows), median(one_row));
    println!("durable filings a second, {CLIENTS} clients, median of {ROUNDS} rounds of {FILINGS}");
    println!("  save_article                                  {ours:>8.0}");
    println!(
        "  rusqlite, {CLIENTS} a commit, the same rows          {same_rows:>8.0}   ratio {:.2}",
        ours / same_rows
    );
    println!(
        "  rusqlite, {CLIENTS} a commit, the record's row alone {one_row:>8.0}   ratio {:.2}",
        ours / one_row
    );
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

async fn store_filings(filings: &[Filing]) -> f64 {
    let folder = folder();
    let store = Arc::new(open(folder.path(), &Options::server()).await.unwrap());
    let filings: Arc<[Filing]> = filings.into();
    let next = Arc::new(AtomicU64::new(0));
    let begun = Instant::now();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let (store, filings, next) =
                (Arc::clone(&store), Arc::clone(&filings), Arc::clone(&next));
            tokio::spawn(async move {
                loop {
                    let n = usize::try_from(next.fetch_add(1, Ordering::Relaxed)).unwrap();
                    let Some(filing) = filings.get(n) else {
                        break;
                    };
                    let saved = store.save_article(filing.clone()).await.unwrap();
                    assert_eq!(saved, Saved::Durable);
                }
            })
        })
        .collect();
    for client in clients {
        client.await.unwrap();
    }
    let rate = per_second(begun.elapsed());
    store.close().await.unwrap();
    rate
}

#[expect(clippy::cast_precision_loss, reason = "a count far below 2^52")]
fn per_second(elapsed: Duration) -> f64 {
    FILINGS as f64 / elapsed.as_secs_f64()
}

/// What SQLite itself does: the rows made before, no queue, as many a commit as there are clients.
fn raw_filings(filings: &[Filing], all_rows: bool) -> f64 {
    let folder = folder();
    let runtime = tokio::runtime::Handle::current();
    tokio::task::block_in_place(|| {
        runtime.block_on(async {
            let store = open(folder.path(), &Options::server()).await.unwrap();
            store.close().await.unwrap();
        });
        let rows: Vec<RawRows> = filings.iter().map(RawRows::of).collect();
        let connection = Connection::open(folder.path().join("store.sqlite")).unwrap();
        connection
            .execute_batch(&format!(
                "pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -8000;
                 pragma wal_autocheckpoint = 4000; pragma foreign_keys = {all_rows};"
            ))
            .unwrap();
        let begun = Instant::now();
        for batch in rows.chunks(usize::try_from(CLIENTS).unwrap()) {
            connection.execute_batch("begin immediate").unwrap();
            for row in batch {
                if all_rows {
                    row.insert_around(&connection).unwrap();
                }
                row.insert_version(&connection).unwrap();
            }
            connection.execute_batch("commit").unwrap();
        }
        per_second(begun.elapsed())
    })
}

struct RawRows {
    key: i64,
    id: String,
    section: String,
    place: i64,
    names: String,
    record: String,
    job: String,
}

impl RawRows {
    fn of(filing: &Filing) -> Self {
        let article = &filing.filed.article;
        let mut names = vec!["*".to_owned(), "l en".to_owned(), "l en-gb".to_owned()];
        names.extend(article.tags.iter().map(|tag| format!("t {}", fold(tag))));
        names.extend(
            article
                .authors
                .iter()
                .map(|author| format!("a {}", fold(&author.name))),
        );
        let section = fold(article.section.as_deref().unwrap_or_default());
        names.push(format!("s {section}"));
        names.sort_unstable();
        names.dedup();
        Self {
            key: article.published.timestamp() - 1_790_000_000 + 1,
            id: article.id.as_str().to_owned(),
            section,
            place: article.published.timestamp_millis(),
            names: names.join("\n"),
            record: serde_json::to_string(article).unwrap(),
            job: serde_json::to_string(&filing.jobs[0].job).unwrap(),
        }
    }

    fn insert_around(&self, connection: &Connection) -> rusqlite::Result<()> {
        connection
            .prepare_cached(
                "insert into articles (key, id, version, status, section, shelf, place, opens, closes, names)
                 values ($1, $2, 1, 'usable', $3, 1, $4, null, null, $5)",
            )?
            .execute(params![self.key, self.id, self.section, self.place, self.names])?;
        let mut listing = connection.prepare_cached(
            "insert into listings (name, shelf, place, article, opens, closes) values ($1, 1, $2, $3, null, null)",
        )?;
        for name in self.names.split('\n') {
            listing.execute(params![name, self.place, self.key])?;
        }
        connection
            .prepare_cached(
                "insert into jobs (payload, due, state, attempts) values ($1, 0, 0, 0)
                 on conflict (payload, due) where state = 0 do nothing",
            )?
            .execute(params![self.job])?;
        Ok(())
    }

    fn insert_version(&self, connection: &Connection) -> rusqlite::Result<()> {
        connection
            .prepare_cached(
                "insert into versions (article, version, filed, filed_by, fingerprint, record, seal)
                 values ($1, 1, $2, 'cms', '0123456789abcdef0123456789abcdef', $3, $4)",
            )?
            .execute(params![self.key, self.place, self.record, [7_u8; 32]])?;
        Ok(())
    }
}

/// What `newest` costs with few and many articles stored.
async fn newest() {
    let folder = folder();
    let store = Arc::new(open(folder.path(), &Options::server()).await.unwrap());
    let mut stored = 0;
    for target in [1_000, 100_000] {
        fill(&store, stored, target).await;
        stored = target;
        println!(
            "newest, {target} articles stored, {CALLS} calls each: p50 and p99 in microseconds"
        );
        let now = moment(target) + TimeDelta::seconds(1);
        for (name, take, exclude) in SELECTIONS {
            let (p50, p99, n) = timed(&store, &selection(take, exclude), now).await;
            println!("  {name:<44} {p50:>7} {p99:>7}   {n} articles");
        }
    }
    footprint(&store, folder.path()).await;
}

async fn fill(store: &Arc<SqliteStore>, from: u64, until: u64) {
    let next = Arc::new(AtomicU64::new(from));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let (store, next) = (Arc::clone(store), Arc::clone(&next));
            tokio::spawn(async move {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= until {
                        break;
                    }
                    store.save_article(filing(n)).await.unwrap();
                }
            })
        })
        .collect();
    for client in clients {
        client.await.unwrap();
    }
}

/// Sections, tags, authors, languages.
type Names = [&'static [&'static str]; 4];

/// A name for people, what is taken, what is excluded.
const SELECTIONS: [(&str, Names, Names); 12] = [
    ("everything", [&[]; 4], [&[]; 4]),
    ("a section", [&["Section 3"], &[], &[], &[]], [&[]; 4]),
    (
        "three sections",
        [&["Section 3", "Section 5", "Section 11"], &[], &[], &[]],
        [&[]; 4],
    ),
    ("a tag", [&[], &["Tag 7"], &[], &[]], [&[]; 4]),
    ("an author", [&[], &[], &["Author 42"], &[]], [&[]; 4]),
    ("a language", [&[], &[], &[], &["de"]], [&[]; 4]),
    (
        "a section in a language",
        [&["Section 3"], &[], &[], &["en"]],
        [&[]; 4],
    ),
    (
        "a tag in a section",
        [&["Section 7"], &["Tag 7"], &[], &[]],
        [&[]; 4],
    ),
    (
        "a tag in a section that never has it",
        [&["Section 4"], &["Tag 7"], &[], &[]],
        [&[]; 4],
    ),
    (
        "two groups that never meet (de, odd section)",
        [&["Section 3"], &[], &[], &["de"]],
        [&[]; 4],
    ),
    (
        "everything but four sections and a tag",
        [&[]; 4],
        [
            &["Section 0", "Section 1", "Section 2", "Section 3"],
            &["Tag 7"],
            &[],
            &[],
        ],
    ),
    (
        "a section that nobody uses",
        [&["Chess"], &[], &[], &[]],
        [&[]; 4],
    ),
];

fn selection(take: Names, exclude: Names) -> Selection {
    let filter = |names: Names| {
        let [sections, tags, authors, languages] = names.map(|list| {
            list.iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        });
        Filter::of(&sections, &tags, &authors, &languages)
    };
    Selection {
        take: filter(take),
        exclude: filter(exclude),
        limit: 50,
        max_age: None,
    }
}

async fn timed(
    store: &SqliteStore,
    selection: &Selection,
    now: DateTime<Utc>,
) -> (u128, u128, usize) {
    let mut micros = Vec::with_capacity(CALLS);
    let mut n_articles = 0;
    for _ in 0..CALLS {
        let begun = Instant::now();
        n_articles = store.newest(selection, now).await.unwrap().articles.len();
        micros.push(begun.elapsed().as_micros());
    }
    micros.sort_unstable();
    (micros[CALLS / 2], micros[CALLS * 99 / 100], n_articles)
}

async fn footprint(store: &SqliteStore, folder: &Path) {
    let begun = Instant::now();
    let n_articles = store.n_articles().await.unwrap();
    println!(
        "n_articles {n_articles} in {} us",
        begun.elapsed().as_micros()
    );
    let begun = Instant::now();
    store.n_due(moment(200_000)).await.unwrap();
    println!("n_due in {} us", begun.elapsed().as_micros());
    println!("memory {}", memory());
    let begun = Instant::now();
    let verified = store.verify().await.unwrap();
    println!(
        "verify {} records, {} damages in {:.1} s, memory {}",
        verified.n_records,
        verified.damages.len(),
        begun.elapsed().as_secs_f64(),
        memory()
    );
    store.close().await.unwrap();
    let size = std::fs::metadata(folder.join("store.sqlite"))
        .unwrap()
        .len();
    println!("file {} MB", size / 1_000_000);
}

/// Resident memory as the system tells it.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = |name: &str| {
        status
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .map_or("unknown".to_owned(), |value| {
                value.split_whitespace().collect::<Vec<_>>().join(" ")
            })
    };
    format!("{} now, {} at most", line("VmRSS:"), line("VmHWM:"))
}
