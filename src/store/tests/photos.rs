//! Photos by name and by address.

use serde_json::json;

use super::sample::{article, at, filed, ids, refresh_now, save, save_new};
use crate::article::Article;
use crate::article::photo::{PhotoFile, PhotoSource};
use crate::article::status::Status;
use crate::job::{Job, NewJob};
use crate::store::{Filing, PhotoState, Saved, Store};

const URL: &str = "https://courier.example/bridge.jpg";

fn file(name: &str) -> PhotoFile {
    PhotoFile {
        name: name.to_owned(),
        media_type: "image/jpeg".to_owned(),
        width: 1_200,
        height: 800,
        size_bytes: 123_456,
    }
}

fn shelf(name: &str) -> PhotoSource {
    PhotoSource::Shelf(name.to_owned())
}

fn url(url: &str) -> PhotoSource {
    PhotoSource::Url(url.to_owned())
}

fn with_photos(id: &str, sources: &[PhotoSource]) -> Article {
    let photos: Vec<_> = sources
        .iter()
        .map(|source| json!({ "source": source }))
        .collect();
    article(id, 0, json!({ "photos": photos }))
}

pub(super) async fn a_photo_is_known_by_name_and_by_address(store: &dyn Store) {
    let sources = [shelf("a.jpg"), url(URL), shelf("b.jpg")];
    assert!(store.photo_files(&sources).await.unwrap().is_empty());
    assert!(store.photo_files(&[]).await.unwrap().is_empty());
    store
        .save_photo(&file("a.jpg"), Some(URL), &[refresh_now("front")])
        .await
        .unwrap();
    let known = store.photo_files(&sources).await.unwrap();
    assert_eq!(known.len(), 2);
    // Besides, nothing shows what was fetched: it goes again.
    for source in &sources[..2] {
        assert_eq!(known[source], PhotoState::Known(file("a.jpg")));
    }
    assert_eq!(store.n_due(at(0)).await.unwrap(), 2);
}

pub(super) async fn a_photo_that_could_not_be_had_says_why(store: &dyn Store) {
    let known = async || store.photo_files(&[url(URL)]).await.unwrap();
    store.fail_photo(URL, "404").await.unwrap();
    store.fail_photo(URL, "not a picture").await.unwrap();
    assert_eq!(
        known().await[&url(URL)],
        PhotoState::Failed("not a picture".to_owned())
    );
    store
        .save_photo(&file("a.jpg"), Some(URL), &[])
        .await
        .unwrap();
    // What was had once is not lost by a later failure.
    store.fail_photo(URL, "404").await.unwrap();
    assert_eq!(known().await[&url(URL)], PhotoState::Known(file("a.jpg")));
}

pub(super) async fn a_photo_that_is_shown_is_not_dropped(store: &dyn Store) {
    store
        .save_photo(&file("a.jpg"), Some(URL), &[])
        .await
        .unwrap();
    let by_url = with_photos("by-url", &[url(URL)]);
    let by_name = with_photos("by-name", &[shelf("a.jpg")]);
    save_new(store, by_url.clone()).await;
    save_new(store, by_name.clone()).await;
    let job = drop_job(store, "a.jpg").await;
    assert!(!store.drop_photo("a.jpg", job).await.unwrap());
    let mut killed = by_name;
    killed.version = 2;
    killed.status = Status::Killed;
    killed.killed = Some(at(5));
    assert_eq!(save(store, killed, Some(1)).await, Saved::Durable);
    assert!(!store.drop_photo("a.jpg", job).await.unwrap());
    let mut without = by_url;
    without.version = 2;
    without.photos.clear();
    assert_eq!(save(store, without, Some(1)).await, Saved::Durable);
    assert!(store.drop_photo("a.jpg", job).await.unwrap());
    assert!(
        store
            .photo_files(&[url(URL), shelf("a.jpg")])
            .await
            .unwrap()
            .is_empty()
    );
    // Safe to run twice.
    assert!(store.drop_photo("a.jpg", job).await.unwrap());
}

/// The key of the job that takes the photo off the shelf, claimed.
pub(super) async fn drop_job(store: &dyn Store, name: &str) -> i64 {
    let name = name.to_owned();
    let job = Job::DropPhoto { name };
    store.add_jobs(&[NewJob::now(job.clone())]).await.unwrap();
    let claimed = store.claim_jobs(at(100), at(160), 10).await.unwrap();
    let found = claimed.iter().find(|claimed| claimed.job == job);
    found.unwrap().key
}

pub(super) async fn an_upload_takes_back_the_drop_that_waits(store: &dyn Store) {
    store.save_photo(&file("a.jpg"), None, &[]).await.unwrap();
    let running = drop_job(store, "a.jpg").await;
    let other = drop_job(store, "b.jpg").await;
    store
        .add_jobs(&[NewJob::now(Job::DropPhoto {
            name: "a.jpg".to_owned(),
        })])
        .await
        .unwrap();
    store.save_photo(&file("a.jpg"), None, &[]).await.unwrap();
    assert!(!store.drop_photo("a.jpg", running).await.unwrap());
    assert_eq!(store.photo_files(&[shelf("a.jpg")]).await.unwrap().len(), 1);
    // That of another photo stays.
    assert_eq!(store.n_due(at(200)).await.unwrap(), 1);
    assert!(store.drop_photo("b.jpg", other).await.unwrap());
}

pub(super) async fn a_kill_and_a_fetch_that_cross_leave_no_photo(store: &dyn Store) {
    let drops = async || {
        let claimed = store.claim_jobs(at(100), at(160), 10).await.unwrap();
        claimed
            .into_iter()
            .map(|claimed| claimed.job)
            .collect::<Vec<_>>()
    };
    let killed = |article: &Article| {
        let mut killed = article.clone();
        killed.version = 2;
        killed.status = Status::Killed;
        killed.killed = Some(at(5));
        Filing {
            filed: filed(killed),
            follows: Some(1),
            jobs: Vec::new(),
            drops: article
                .photos
                .iter()
                .map(|photo| photo.source.clone())
                .collect(),
        }
    };
    // The fetch ends after the kill: nothing shows what it brings.
    let late = with_photos("late", &[url(URL)]);
    save_new(store, late.clone()).await;
    store.save_article(killed(&late)).await.unwrap();
    assert!(drops().await.is_empty());
    store
        .save_photo(&file("a.jpg"), Some(URL), &[])
        .await
        .unwrap();
    let name = |name: &str| Job::DropPhoto {
        name: name.to_owned(),
    };
    assert_eq!(drops().await, [name("a.jpg")]);
    // The kill comes after the fetch: it knows the photo, whatever was known when it was decided.
    let early = with_photos(
        "early",
        &[url("https://courier.example/2.jpg"), shelf("none.jpg")],
    );
    save_new(store, early.clone()).await;
    let fetched = file("b.jpg");
    store
        .save_photo(&fetched, Some("https://courier.example/2.jpg"), &[])
        .await
        .unwrap();
    assert!(drops().await.is_empty());
    store.save_article(killed(&early)).await.unwrap();
    assert_eq!(drops().await, [name("b.jpg")]);
}

pub(super) async fn articles_are_found_by_their_photos(store: &dyn Store) {
    save_new(store, with_photos("a", &[url(URL), shelf("a.jpg")])).await;
    save_new(store, with_photos("b", &[shelf("a.jpg"), shelf("a.jpg")])).await;
    let mut withheld = with_photos("c", &[url(URL)]);
    withheld.status = Status::Withheld;
    save_new(store, withheld.clone()).await;
    let with = async |source| store.articles_with_photo(&source).await.unwrap();
    assert_eq!(ids(&with(url(URL)).await), ["a", "c"]);
    assert_eq!(ids(&with(shelf("a.jpg")).await), ["a", "b"]);
    assert!(with(shelf(URL)).await.is_empty());
    withheld.version = 2;
    withheld.photos.clear();
    assert_eq!(save(store, withheld, Some(1)).await, Saved::Durable);
    assert_eq!(ids(&with(url(URL)).await), ["a"]);
}
