//! What leaves the record by age, and what turns by the clock.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Error, Filed};
use crate::article::identity::ArticleId;
use crate::job::NewJob;

/// An article whose words leave the record.
#[derive(Debug, Clone, PartialEq)]
pub struct Purge {
    /// Its id.
    pub id: ArticleId,
    /// The version it was judged by; a newer one keeps it.
    pub version: u64,
    /// What is left of it: the tombstone of one that was killed.
    pub leaves: Option<Filed>,
    /// When.
    pub purged: DateTime<Utc>,
    /// What must be done after it.
    pub jobs: Vec<NewJob>,
}

/// What time does to the record.
#[async_trait]
pub trait Retention {
    /// Articles of which nothing was filed, published, lifted or killed after `cutoff` and that were not purged yet,
    /// the oldest first, at most `most`.
    async fn outdated(&self, cutoff: DateTime<Utc>, most: u32) -> Result<Vec<Filed>, Error>;
    /// Takes an article off the record with its versions, and keeps its names from being used again, in one durable
    /// transaction; says whether it did.
    async fn purge(&self, purge: Purge) -> Result<bool, Error>;
    /// The articles whose window opens or shuts, or whose rights to a photo end, after `from` and up to `until`.
    async fn turning(
        &self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<ArticleId>, Error>;
}
