//! Photos by name and by address.

use serde_json::json;

use super::sample::{article, at, ids, refresh_now, save, save_new};
use crate::article::Article;
use crate::article::photo::{PhotoFile, PhotoSource};
use crate::store::{PhotoState, Saved, Store};

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
    for source in &sources[..2] {
        assert_eq!(known[source], PhotoState::Known(file("a.jpg")));
    }
    assert_eq!(store.n_due(at(0)).await.unwrap(), 1);
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
    assert!(!store.drop_photo("a.jpg").await.unwrap());
    let mut killed = by_name;
    killed.version = 2;
    killed.status = crate::article::status::Status::Killed;
    killed.killed = Some(at(5));
    assert_eq!(save(store, killed, Some(1)).await, Saved::Durable);
    assert!(!store.drop_photo("a.jpg").await.unwrap());
    let mut without = by_url;
    without.version = 2;
    without.photos.clear();
    assert_eq!(save(store, without, Some(1)).await, Saved::Durable);
    assert!(store.drop_photo("a.jpg").await.unwrap());
    assert!(
        store
            .photo_files(&[url(URL), shelf("a.jpg")])
            .await
            .unwrap()
            .is_empty()
    );
    // Safe to run twice.
    assert!(store.drop_photo("a.jpg").await.unwrap());
}

pub(super) async fn articles_are_found_by_their_photos(store: &dyn Store) {
    save_new(store, with_photos("a", &[url(URL), shelf("a.jpg")])).await;
    save_new(store, with_photos("b", &[shelf("a.jpg"), shelf("a.jpg")])).await;
    let mut withheld = with_photos("c", &[url(URL)]);
    withheld.status = crate::article::status::Status::Withheld;
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
