//! Articles and filings for tests.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::article::Article;
use crate::article::identity::ArticleId;
use crate::job::{Job, NewJob};
use crate::store::{Filed, Filing, Saved, Store};

/// A moment so many seconds after the test's beginning.
pub(super) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000 + seconds, 0).unwrap()
}

/// An article published at `seconds`, with these fields besides.
pub(super) fn article(id: &str, seconds: i64, more: Value) -> Article {
    let mut record = json!({
        "id": id,
        "source": "desk",
        "atom_id": format!("tag:courier.example,2026-11-22:desk/{id}"),
        "version": 1,
        "status": "usable",
        "headline": "The bridge is öpen again",
        "body": "<p>After two years the bridge over the river is open again.</p>",
        "published": at(seconds),
        "updated": at(seconds),
        "was_public": true,
    });
    let Value::Object(more) = more else {
        panic!("the fields must be an object");
    };
    record.as_object_mut().unwrap().extend(more);
    serde_json::from_value(record).unwrap()
}

/// One name of an author.
pub(super) fn author(name: &str) -> Value {
    json!({ "name": name, "kind": "person" })
}

/// The article as it is filed at its `updated`.
pub(super) fn filed(article: Article) -> Filed {
    Filed {
        fingerprint: format!("print-{}-{}", article.id, article.version),
        filed: article.updated,
        filed_by: "desk".to_owned(),
        article,
    }
}

/// Files an article as the version after `follows`.
pub(super) async fn save(store: &dyn Store, article: Article, follows: Option<u64>) -> Saved {
    let filing = Filing {
        filed: filed(article),
        follows,
        jobs: Vec::new(),
        drops: Vec::new(),
    };
    store.save_article(filing).await.unwrap()
}

/// Files a new article.
pub(super) async fn save_new(store: &dyn Store, article: Article) {
    assert_eq!(save(store, article, None).await, Saved::Durable);
}

pub(super) fn id(id: &str) -> ArticleId {
    ArticleId::parse(id).unwrap()
}

pub(super) fn refresh(feed: &str) -> Job {
    Job::RefreshFeed {
        feed: feed.to_owned(),
    }
}

pub(super) fn refresh_now(feed: &str) -> NewJob {
    NewJob::now(refresh(feed))
}

pub(super) fn ids(articles: &[Article]) -> Vec<&str> {
    articles.iter().map(|article| article.id.as_str()).collect()
}
