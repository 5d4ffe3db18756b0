//! Articles and their versions.

use serde_json::json;

use super::sample::{article, at, author, filed, id, refresh_now, save, save_new};
use crate::store::{Filing, Known, ListPage, NameKind, Saved, Store};

pub(super) async fn a_version_is_read_back_as_it_was_filed(store: &dyn Store) {
    let first = article(
        "næws/1",
        0,
        json!({ "section": "World", "tags": ["Élection"], "authors": [author("Ada Ößt")], "language": "de-AT" }),
    );
    save_new(store, first.clone()).await;
    let mut second = first.clone();
    second.version = 7;
    second.updated = at(60);
    assert_eq!(save(store, second.clone(), Some(1)).await, Saved::Durable);
    let name = id("næws/1");
    assert_eq!(
        store.article(&name).await.unwrap(),
        Some(filed(second.clone()))
    );
    assert_eq!(store.version(&name, 1).await.unwrap(), Some(filed(first)));
    assert_eq!(store.version(&name, 7).await.unwrap(), Some(filed(second)));
    assert_eq!(store.version(&name, 2).await.unwrap(), None);
    assert_eq!(store.article(&id("other")).await.unwrap(), None);
    assert_eq!(store.n_articles().await.unwrap(), 1);
    let mut largest = article("large", 0, json!({}));
    largest.version = u64::MAX;
    save_new(store, largest.clone()).await;
    assert_eq!(
        store.version(&id("large"), u64::MAX).await.unwrap(),
        Some(filed(largest))
    );
}

pub(super) async fn a_filing_that_was_overtaken_changes_nothing(store: &dyn Store) {
    let first = article("a", 0, json!({ "section": "World" }));
    save_new(store, first.clone()).await;
    let mut second = first.clone();
    second.version = 2;
    second.section = Some("Sport".to_owned());
    let overtaken = |follows, article| Filing {
        filed: filed(article),
        follows,
        jobs: vec![refresh_now("front")],
        drops: Vec::new(),
    };
    for (follows, version) in [(None, 2), (Some(3), 4), (Some(1), 1), (Some(0), 1)] {
        let mut late = second.clone();
        late.version = version;
        let saved = store.save_article(overtaken(follows, late)).await.unwrap();
        assert_eq!(saved, Saved::Overtaken, "{follows:?}");
    }
    let unknown = article("b", 0, json!({ "version": 2 }));
    let saved = store
        .save_article(overtaken(Some(1), unknown))
        .await
        .unwrap();
    assert_eq!(saved, Saved::Overtaken);
    assert_eq!(store.article(&id("a")).await.unwrap(), Some(filed(first)));
    assert_eq!(store.n_articles().await.unwrap(), 1);
    assert_eq!(store.n_due(at(100)).await.unwrap(), 0);
}

pub(super) async fn one_of_many_that_file_at_once_wins(store: &dyn Store) {
    save_new(store, article("a", 0, json!({}))).await;
    let rivals = (0..32).map(|n| {
        let mut rival = article("a", 0, json!({ "version": 2 }));
        rival.headline = format!("Rival {n}");
        save(store, rival, Some(1))
    });
    // Others beside them are not disturbed.
    let others = (0..32).map(|n| save(store, article(&format!("other-{n}"), n, json!({})), None));
    let (rivals, others) = tokio::join!(join_all(rivals), join_all(others));
    let n_durable = |saved: &[Saved]| saved.iter().filter(|s| **s == Saved::Durable).count();
    assert_eq!((n_durable(&rivals), n_durable(&others)), (1, 32));
    assert_eq!(store.n_articles().await.unwrap(), 33);
}

async fn join_all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut running: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        for (future, output) in &mut running {
            if output.is_none()
                && let std::task::Poll::Ready(ready) = future.as_mut().poll(context)
            {
                *output = Some(ready);
            }
        }
        if running.iter().all(|(_, output)| output.is_some()) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    running
        .into_iter()
        .filter_map(|(_, output)| output)
        .collect()
}

pub(super) async fn the_list_goes_page_by_page(store: &dyn Store) {
    for n in 0..10 {
        let section = if n % 2 == 0 { "World" } else { "Sport" };
        let status = if n % 3 == 0 { "withheld" } else { "usable" };
        let one = article(
            &format!("a{n}"),
            -n,
            json!({ "section": section, "status": status }),
        );
        save_new(store, one).await;
    }
    let page = |section: Option<&str>, status: Option<&str>| ListPage {
        after: None,
        limit: 3,
        section: section.map(str::to_owned),
        status: status.map(str::to_owned),
    };
    let cases = [
        (page(None, None), "a9 a8 a7 a6 a5 a4 a3 a2 a1 a0"),
        (page(Some("world"), None), "a8 a6 a4 a2 a0"),
        (page(None, Some("withheld")), "a9 a6 a3 a0"),
        (page(Some("sport"), Some("withheld")), "a9 a3"),
        (page(Some("chess"), None), ""),
    ];
    for (mut page, expected) in cases {
        let mut seen = Vec::new();
        loop {
            let listed = store.list(&page).await.unwrap();
            assert!(listed.len() <= 3);
            seen.extend(
                listed
                    .iter()
                    .map(|listed| listed.filed.article.id.to_string()),
            );
            match listed.last() {
                Some(last) => page.after = Some(last.key),
                None => break,
            }
        }
        assert_eq!(seen.join(" "), expected);
    }
}

pub(super) async fn jobs_are_stored_with_the_article(store: &dyn Store) {
    for n in 0..3 {
        let filing = Filing {
            filed: filed(article(&format!("a{n}"), n, json!({}))),
            follows: None,
            jobs: vec![refresh_now("front"), refresh_now(&format!("feed-{n}"))],
            drops: Vec::new(),
        };
        assert_eq!(store.save_article(filing).await.unwrap(), Saved::Durable);
    }
    assert_eq!(store.n_due(at(100)).await.unwrap(), 4);
}

pub(super) async fn many_are_filed_at_once_in_their_order(store: &dyn Store) {
    save_new(store, article("b", 0, json!({}))).await;
    let filing = |id: &str, version: u64, follows| Filing {
        filed: filed(article(
            id,
            0,
            json!({ "version": version, "section": "World" }),
        )),
        follows,
        jobs: vec![refresh_now("front"), refresh_now(&format!("of-{id}"))],
        drops: Vec::new(),
    };
    let saved = store
        .save_articles(vec![
            filing("a", 1, None),
            filing("b", 2, Some(1)),
            filing("a", 2, Some(1)),
            filing("c", 2, Some(1)),
            filing("a", 5, Some(2)),
        ])
        .await
        .unwrap();
    let places = [0, 1, 2, 4].map(|n| saved[n] == Saved::Durable);
    assert_eq!((places, &saved[3]), ([true; 4], &Saved::Overtaken));
    let names = ["c", "a", "b", "a"].map(str::to_owned);
    let found = store.known_all(&names, &[NameKind::Name]).await.unwrap();
    let version = |found: &Known| match found {
        Known::Filed(filed) => Some(filed.article.version),
        Known::Purged { .. } | Known::Nobody => None,
    };
    let versions: Vec<Option<u64>> = found.iter().map(version).collect();
    assert_eq!(versions, [None, Some(5), Some(2), Some(5)]);
    assert!(store.version(&id("a"), 1).await.unwrap().is_some());
    // The jobs of what was left out are left out, and equal ones are one.
    assert_eq!(store.n_due(at(100)).await.unwrap(), 3);
    assert_eq!(store.save_articles(Vec::new()).await.unwrap(), []);
}

pub(super) async fn what_follows_an_overtaken_version_is_overtaken_with_it(store: &dyn Store) {
    let theirs = article("a", 0, json!({ "headline": "Theirs" }));
    save_new(store, theirs.clone()).await;
    let ours = |version: u64, follows| Filing {
        filed: filed(article(
            "a",
            0,
            json!({ "version": version, "headline": "Ours" }),
        )),
        follows,
        jobs: vec![refresh_now("front")],
        drops: Vec::new(),
    };
    // The second would fit by its number, but it was made from our first and not from theirs.
    let saved = store
        .save_articles(vec![ours(1, None), ours(2, Some(1))])
        .await
        .unwrap();
    assert_eq!(saved, [Saved::Overtaken, Saved::Overtaken]);
    assert_eq!(store.article(&id("a")).await.unwrap(), Some(filed(theirs)));
    assert_eq!(store.n_due(at(100)).await.unwrap(), 0);
}
