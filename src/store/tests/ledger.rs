//! Names, stays in feeds, and what leaves the record.

use serde_json::json;

use super::photos::drop_job;
use super::sample::{article, at, filed, id, refresh_now, save, save_new};
use crate::article::Article;
use crate::article::status::Status;
use crate::store::{
    Claimed, Known, NameKind, PhotoStanding, Purge, Refreshed, Saved, StandingChange, Store, Tags,
};

const ANY: [NameKind; 2] = [NameKind::Name, NameKind::Address];

async fn holder(store: &dyn Store, name: &str) -> String {
    match store.known_as(name, &ANY).await.unwrap() {
        Known::Filed(filed) => filed.article.id.to_string(),
        Known::Purged { id } => format!("purged {id}"),
        Known::Nobody => "nobody".to_owned(),
    }
}

fn taken(name: &str, by: &str) -> Saved {
    Saved::Taken {
        name: name.to_owned(),
        by: by.to_owned(),
    }
}

fn next(before: &Article) -> Article {
    let mut article = before.clone();
    article.version += 1;
    article
}

pub(super) async fn an_article_is_known_by_every_name(store: &dyn Store) {
    let first = article(
        "a",
        0,
        json!({ "url": "https://x.example/old", "aliases": ["wire/7"] }),
    );
    save_new(store, first.clone()).await;
    let mut moved = next(&first);
    moved.url = Some("https://x.example/new".to_owned());
    assert_eq!(save(store, moved, Some(1)).await, Saved::Durable);
    let names = [
        "a",
        "wire/7",
        first.atom_id.as_str(),
        "https://x.example/old",
        "https://x.example/new",
    ];
    for name in names {
        assert_eq!(holder(store, name).await, "a", "{name}");
    }
    assert_eq!(holder(store, "b").await, "nobody");
    let lasting = store
        .known_as("https://x.example/old", &ANY[..1])
        .await
        .unwrap();
    assert_eq!(lasting, Known::Nobody);
    let listed = store.names_of(&id("a")).await.unwrap();
    assert_eq!(listed.len(), names.len());
    // An address stands for the article that took it last.
    save_new(
        store,
        article("b", 0, json!({ "url": "https://x.example/old" })),
    )
    .await;
    assert_eq!(holder(store, "https://x.example/old").await, "b");
}

pub(super) async fn a_name_stands_for_one_article(store: &dyn Store) {
    save_new(store, article("a", 0, json!({ "aliases": ["x"] }))).await;
    let guid = article("a", 0, json!({})).atom_id;
    let mut twin = article("b", 0, json!({}));
    twin.atom_id = guid.clone();
    assert_eq!(save(store, twin, None).await, taken(guid.as_str(), "a"));
    let rival = article("b", 0, json!({ "aliases": ["y", "x"] }));
    assert_eq!(save(store, rival, None).await, taken("x", "a"));
    // What was refused left nothing behind.
    assert_eq!(holder(store, "b").await, "nobody");
    assert_eq!(holder(store, "y").await, "nobody");
    assert_eq!(
        save(store, article("x", 0, json!({})), None).await,
        Saved::Overtaken
    );
    save_new(store, article("b", 0, json!({}))).await;
    let claim = async |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        store
            .claim_names(&id("b"), &names, "desk", at(1))
            .await
            .unwrap()
    };
    let refused = Claimed::Taken {
        name: "x".to_owned(),
        by: "a".to_owned(),
    };
    assert_eq!(claim(&["z", "x"]).await, refused);
    assert_eq!(holder(store, "z").await, "nobody");
    assert_eq!(claim(&["z", "b"]).await, Claimed::Durable);
    assert_eq!(claim(&["z"]).await, Claimed::Durable);
    assert_eq!(holder(store, "z").await, "b");
}

pub(super) async fn two_articles_become_one(store: &dyn Store) {
    let (a, b) = (
        article("a", 0, json!({})),
        article("b", 0, json!({ "aliases": ["x"] })),
    );
    save_new(store, a.clone()).await;
    save_new(store, b.clone()).await;
    let merged = |from: &Article, into: &str| {
        let mut merged = next(from);
        merged.status = Status::Withheld;
        merged.merged_into = Some(id(into));
        merged
    };
    assert_eq!(
        save(store, merged(&b, "nobody"), Some(1)).await,
        Saved::Overtaken
    );
    assert_eq!(save(store, merged(&b, "a"), Some(1)).await, Saved::Durable);
    for name in ["a", "b", "x", b.atom_id.as_str()] {
        assert_eq!(holder(store, name).await, "a", "{name}");
    }
    // The other way round would leave neither.
    assert_eq!(
        save(store, merged(&a, "b"), Some(1)).await,
        Saved::Overtaken
    );
    assert_eq!(store.merged_into(&id("a")).await.unwrap(), [id("b")]);
    assert_eq!(
        store
            .article(&id("b"))
            .await
            .unwrap()
            .unwrap()
            .article
            .version,
        2
    );
}

pub(super) async fn stays_are_read_back(store: &dyn Store) {
    let tags = |tag: &str| Tags::from([("rss".to_owned(), tag.to_owned())]);
    let change = |feed: &str, is_in, seconds, tag| StandingChange {
        feed: feed.to_owned(),
        article: id("a"),
        moment: at(seconds),
        is_in,
        editions: (at(seconds), tags(tag)),
    };
    let refreshed = Refreshed {
        standings: vec![
            change("front", true, 1, "t1"),
            change("world", true, 2, "t2"),
        ],
        ..Refreshed::default()
    };
    store.save_refreshed(refreshed).await.unwrap();
    let leaves = [
        change("front", false, 5, "t4"),
        change("front", true, 9, "t9"),
    ];
    store.save_standings(&leaves).await.unwrap();
    let stays = store.standings(&id("a")).await.unwrap();
    let told: Vec<_> = stays
        .iter()
        .map(|stay| {
            (
                stay.feed.as_str(),
                stay.since,
                stay.until,
                stay.last.clone(),
            )
        })
        .collect();
    let last = Some((at(5), tags("t4")));
    assert_eq!(
        told,
        [
            ("front", at(1), Some(at(5)), last),
            ("world", at(2), None, None),
            ("front", at(9), None, None),
        ]
    );
    let mut shown: Vec<_> = store.shown_now().await.unwrap().into_keys().collect();
    shown.sort();
    assert_eq!(shown, ["front", "world"]);
}

pub(super) async fn what_is_old_leaves_and_its_names_stay_used(store: &dyn Store) {
    let old = article(
        "old",
        0,
        json!({ "section": "World", "photos": [{ "source": { "shelf": "a.jpg" } }] }),
    );
    save_new(store, old.clone()).await;
    save_new(store, article("waits", 0, json!({ "embargo": at(500) }))).await;
    save_new(store, article("young", 200, json!({}))).await;
    let mut killed = next(&article("killed", 0, json!({ "version": 0 })));
    save_new(store, killed.clone()).await;
    killed.version = 2;
    killed.status = Status::Killed;
    killed.killed = Some(at(50));
    assert_eq!(save(store, killed.clone(), Some(1)).await, Saved::Durable);
    let outdated = async |seconds| -> Vec<String> {
        let outdated = store.outdated(at(seconds), 10).await.unwrap();
        outdated
            .iter()
            .map(|filed| filed.article.id.to_string())
            .collect()
    };
    assert_eq!(outdated(49).await, ["old"]);
    assert_eq!(outdated(100).await, ["old", "killed"]);
    let purge = |id: &Article, version, leaves| Purge {
        id: id.id.clone(),
        version,
        leaves,
        purged: at(300),
        jobs: vec![refresh_now("front")],
    };
    assert!(!store.purge(purge(&old, 9, None)).await.unwrap());
    assert!(store.purge(purge(&old, 1, None)).await.unwrap());
    let mut stripped = killed.clone();
    stripped.body = None;
    assert!(
        store
            .purge(purge(&killed, 2, Some(filed(stripped.clone()))))
            .await
            .unwrap()
    );
    assert_eq!(store.n_due(at(0)).await.unwrap(), 1);
    assert_eq!(holder(store, "old").await, "purged old");
    assert_eq!(holder(store, old.atom_id.as_str()).await, "purged old");
    assert_eq!(save(store, old, None).await, Saved::Overtaken);
    let left = store.versions(&id("killed"), None, 10).await.unwrap();
    assert_eq!(left, [filed(stripped)]);
    assert!(
        outdated(100).await.is_empty(),
        "a tombstone is not purged again"
    );
    let job = drop_job(store, "a.jpg").await;
    assert!(store.drop_photo("a.jpg", job).await.unwrap());
}

pub(super) async fn what_turns_by_the_clock_is_found(store: &dyn Store) {
    let photo = json!([{ "source": { "shelf": "a.jpg" }, "rights_end": at(40) }]);
    save_new(store, article("opens", 0, json!({ "embargo": at(10) }))).await;
    save_new(
        store,
        article(
            "closes",
            0,
            json!({ "expires": at(30), "rights_end": at(20) }),
        ),
    )
    .await;
    let shows = article("shows", 0, json!({ "photos": photo }));
    save_new(store, shows.clone()).await;
    let turning = async |from, until| -> Vec<String> {
        let mut ids = store.turning(at(from), at(until)).await.unwrap();
        ids.sort();
        ids.iter().map(ToString::to_string).collect()
    };
    assert_eq!(turning(0, 100).await, ["closes", "opens", "shows"]);
    assert_eq!(turning(10, 20).await, ["closes"]);
    assert_eq!(turning(20, 39).await, Vec::<String>::new());
    let standing = async |seconds| store.photo_standing("a.jpg", at(seconds)).await.unwrap();
    assert_eq!(
        standing(39).await,
        PhotoStanding::Public {
            until: Some(at(40))
        }
    );
    assert_eq!(standing(40).await, PhotoStanding::Ended);
    // The rights are had for longer.
    let mut longer = next(&shows);
    longer.photos[0].rights_end = None;
    assert_eq!(save(store, longer, Some(1)).await, Saved::Durable);
    assert_eq!(standing(40).await, PhotoStanding::Public { until: None });
    assert_eq!(
        store.photo_standing("b.jpg", at(0)).await.unwrap(),
        PhotoStanding::Hidden
    );
}
