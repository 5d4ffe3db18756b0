//! Editions, reports, and the jobs that a refresh finishes.

use super::sample::{at, refresh_now};
use crate::feed::Format;
use crate::feed::edition::Packed;
use crate::store::{EditionRecord, Refreshed, ReportRecord, Store};

fn edition(feed: &str, format: Format, text: &str) -> EditionRecord {
    EditionRecord {
        feed: feed.to_owned(),
        format,
        packed: Packed::pack(text.as_bytes()).unwrap(),
        last_modified: at(5),
        shares_second: true,
        definition: "d1".to_owned(),
    }
}

fn report(feed: &str, json: &str) -> ReportRecord {
    ReportRecord {
        feed: feed.to_owned(),
        json: json.to_owned(),
    }
}

pub(super) async fn an_edition_is_read_back_as_it_was_shown(store: &dyn Store) {
    let long = "<p>Ünd again.</p>".repeat(20_000);
    let mut all = vec![
        edition("front", Format::Atom, &long),
        edition("front", Format::Json, ""),
        edition("front", Format::Rss, "<rss/>"),
        edition("world", Format::Rss, "<rss>world</rss>"),
    ];
    let refreshed = Refreshed {
        editions: all.clone(),
        ..Refreshed::default()
    };
    store.save_refreshed(refreshed).await.unwrap();
    let by_name = |mut editions: Vec<EditionRecord>| {
        editions.sort_by_key(|edition| (edition.feed.clone(), edition.format.extension()));
        editions
    };
    assert_eq!(by_name(store.editions().await.unwrap()), all);
    all[2].packed = Packed::pack(b"<rss>new</rss>").unwrap();
    all[2].last_modified = at(6);
    all[2].shares_second = false;
    all[2].definition = "d2".to_owned();
    let refreshed = Refreshed {
        editions: vec![all[2].clone()],
        ..Refreshed::default()
    };
    store.save_refreshed(refreshed).await.unwrap();
    assert_eq!(by_name(store.editions().await.unwrap()), all);
}

pub(super) async fn a_refresh_finishes_its_jobs_and_adds_new_ones(store: &dyn Store) {
    let jobs = [refresh_now("front"), refresh_now("world")];
    store.add_jobs(&jobs).await.unwrap();
    let claimed = store.claim_jobs(at(0), at(60), 10).await.unwrap();
    let refreshed = Refreshed {
        reports: vec![report("front", "{\"held\":[]}")],
        finished: vec![claimed[0].key],
        jobs: vec![refresh_now("late")],
        ..Refreshed::default()
    };
    store.save_refreshed(refreshed).await.unwrap();
    assert_eq!(store.n_due(at(0)).await.unwrap(), 2);
    assert_eq!(
        store.report("front").await.unwrap(),
        Some(report("front", "{\"held\":[]}"))
    );
    assert_eq!(store.report("world").await.unwrap(), None);
}

pub(super) async fn a_feed_that_is_no_more_goes_off_the_record(store: &dyn Store) {
    let refreshed = Refreshed {
        editions: vec![
            edition("front", Format::Rss, "a"),
            edition("front", Format::Atom, "b"),
            edition("world", Format::Rss, "c"),
        ],
        reports: vec![report("front", "{}"), report("world", "{}")],
        ..Refreshed::default()
    };
    store.save_refreshed(refreshed).await.unwrap();
    store.drop_feed("front").await.unwrap();
    store.drop_feed("front").await.unwrap();
    assert_eq!(
        store.editions().await.unwrap(),
        [edition("world", Format::Rss, "c")]
    );
    assert_eq!(store.report("front").await.unwrap(), None);
    assert!(store.report("world").await.unwrap().is_some());
}
