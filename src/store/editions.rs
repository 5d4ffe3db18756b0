//! Editions that were shown, what was held back from them, and the reports of the gate.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Error, StandingChange};
use crate::feed::Format;
use crate::feed::edition::Packed;
use crate::job::NewJob;

/// One edition as it is kept: every node and every restart serves these bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionRecord {
    /// Name of the feed.
    pub feed: String,
    /// Its format.
    pub format: Format,
    /// The document.
    pub packed: Packed,
    /// When these bytes were first shown; never moves back.
    pub last_modified: DateTime<Utc>,
    /// Whether the edition before was shown in the same second.
    pub shares_second: bool,
    /// Hash of the definition it was made from.
    pub definition: String,
}

/// An article that the gate keeps out of one feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldArticle {
    /// The article's id.
    pub article: String,
    /// Its version.
    pub version: u64,
    /// Why, a sentence a reason.
    pub reasons: Vec<String>,
}

/// What the gate said of a feed the last time it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportRecord {
    /// Name of the feed.
    pub feed: String,
    /// The report as JSON.
    pub json: String,
}

/// What one refresh changes: in one transaction.
#[derive(Debug, Clone, Default)]
pub struct Refreshed {
    /// New editions; those of feeds that did not change are not here.
    pub editions: Vec<EditionRecord>,
    /// New reports.
    pub reports: Vec<ReportRecord>,
    /// Articles that came into a feed or left it.
    pub standings: Vec<StandingChange>,
    /// Jobs that are done with it.
    pub finished: Vec<i64>,
    /// Jobs that follow from it.
    pub jobs: Vec<NewJob>,
}

/// Editions, reports and what was held.
#[async_trait]
pub trait Editions {
    /// Every edition on record.
    async fn editions(&self) -> Result<Vec<EditionRecord>, Error>;
    /// Saves what a refresh made, finishes its jobs and adds new ones, in one transaction. It need not be on the disk
    /// when this returns: whatever a power cut takes of it is made again, byte for byte, since its jobs stand again too.
    async fn save_refreshed(&self, refreshed: Refreshed) -> Result<(), Error>;
    /// Takes the editions and the report of a feed that is no more off the record.
    async fn drop_feed(&self, feed: &str) -> Result<(), Error>;
    /// The last report of every feed.
    async fn reports(&self) -> Result<Vec<ReportRecord>, Error>;
    /// The last report of one feed.
    async fn report(&self, feed: &str) -> Result<Option<ReportRecord>, Error>;
}
