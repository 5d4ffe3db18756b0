//! Feeds that are pulled: what is known of each.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Error;
use crate::job::NewJob;

/// How the last poll of a feed ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PullOutcome {
    /// It was not asked yet.
    #[default]
    Waiting,
    /// New bytes came and were read.
    Read,
    /// Nothing new.
    Unchanged,
    /// It could not be had or read; it is tried again.
    Failed,
    /// It is gone for good (410), or says that nothing will follow; it is not asked again.
    Gone,
}

/// What became of the items of the last document that was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullCounts {
    /// New articles.
    pub created: u64,
    /// New versions.
    pub updated: u64,
    /// Nothing new in them.
    pub unchanged: u64,
    /// Not publishable.
    pub refused: u64,
    /// Articles of another source, killed ones, and older versions.
    pub left_alone: u64,
    /// Taken back by the feed and killed here.
    pub killed: u64,
}

/// An item that was not taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullRefusal {
    /// Its guid, else its headline.
    pub item: String,
    /// Everything that is wrong with it.
    pub reasons: Vec<String>,
}

/// An item that was taken in or left alone, and what it said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullTaken {
    /// Id of the article.
    pub id: String,
    /// Hash of the draft: while it stays, nothing is to be done.
    pub fingerprint: String,
}

/// What is known of a feed that is pulled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullRecord {
    /// Name of the source.
    pub source: String,
    /// The address, as it is configured.
    pub url: String,
    /// Hash of the other settings it was read with.
    pub settings: String,
    /// Where it moved for good.
    pub moved: Option<String>,
    /// The `ETag` of the bytes that were read last.
    pub etag: Option<String>,
    /// The `Last-Modified` of the bytes that were read last.
    pub last_modified: Option<String>,
    /// Hash of the bytes that were read last.
    pub body_hash: Option<String>,
    /// When it was asked last.
    pub polled: Option<DateTime<Utc>>,
    /// When new bytes were read last.
    pub read: Option<DateTime<Utc>>,
    /// When it is asked next; `None` where it is not asked again.
    pub next: Option<DateTime<Utc>>,
    /// How often it failed since it was had last.
    pub failures: u32,
    /// How the last poll ended.
    pub outcome: PullOutcome,
    /// Why the last poll failed.
    pub error: Option<String>,
    /// The feed's own title.
    pub title: Option<String>,
    /// How many minutes the feed asks readers to wait.
    pub ttl_minutes: Option<u32>,
    /// What became of the items that were read last.
    pub counts: PullCounts,
    /// Items that were not taken in, the first of them.
    pub refusals: Vec<PullRefusal>,
    /// What is to be told of the document as a whole.
    pub notes: Vec<String>,
    /// What the items said that were seen lately.
    pub taken: Vec<PullTaken>,
}

/// Feeds that are pulled, by the name of their source.
#[async_trait]
pub trait Pulls {
    /// What is known of a feed.
    async fn pull(&self, source: &str) -> Result<Option<PullRecord>, Error>;
    /// What is known of all of them, by name.
    async fn pulls(&self) -> Result<Vec<PullRecord>, Error>;
    /// Records what a poll found, ends the job `finished` and adds the one that follows.
    async fn save_pull(
        &self,
        record: &PullRecord,
        finished: i64,
        jobs: &[NewJob],
    ) -> Result<(), Error>;
}
