//! What is kept: the traits by noun. Each method is one transaction; each engine is a folder.

mod articles;
mod editions;
mod jobs;
mod ledger;
mod listing;
mod photos;
mod pulls;
mod retention;
mod seal;
pub mod sqlite;
#[cfg(test)]
mod tests;
mod tokens;
mod trail;

pub use articles::{Articles, Filed, Filing, Found, ListPage, Listed, Saved};
pub use editions::{EditionRecord, Editions, HeldArticle, Refreshed, ReportRecord};
pub use jobs::{FailedJob, Jobs};
pub use ledger::{Claimed, Known, Ledger, Name, NameKind};
pub use photos::{PhotoStanding, PhotoState, Photos};
pub use pulls::{PullCounts, PullOutcome, PullRecord, PullRefusal, PullTaken, Pulls};
pub use retention::{Purge, Retention};
pub use tokens::{Scope, TokenRecord, Tokens};
pub use trail::{Standing, StandingChange, Tags, Trail};

use async_trait::async_trait;

/// Everything an engine keeps.
#[async_trait]
pub trait Store:
    Articles + Editions + Jobs + Ledger + Photos + Pulls + Retention + Tokens + Trail + Send + Sync
{
    /// Reads a setting of the installation, such as whether the sample was filled in.
    async fn fact(&self, name: &str) -> Result<Option<String>, Error>;
    /// Writes a setting of the installation.
    async fn set_fact(&self, name: &str, value: &str) -> Result<(), Error>;
    /// Verifies the hash of every record; gives a sentence for each damaged one, and how many were read.
    async fn verify(&self) -> Result<Verified, Error>;
    /// Whether the engine answers; used by `/readyz`.
    async fn ping(&self) -> Result<(), Error>;
    /// Writes what is still in memory and lets go of the files. Calls after this fail.
    async fn close(&self) -> Result<(), Error>;
}

/// What [`Store::verify`] found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many records were read.
    pub n_records: u64,
    /// A sentence for each damaged record.
    pub damages: Vec<String>,
}

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The engine is away, full, locked or failed; nothing was changed, trying again later may help.
    #[error("the store is unavailable: {0}")]
    Unavailable(String),
    /// A record does not read back as it was written.
    #[error("the record {record} is damaged: {why}")]
    Damaged {
        /// Which record.
        record: String,
        /// What is wrong with it.
        why: String,
    },
    /// The engine is too old to be safe, or of another version of this program.
    #[error("the store cannot be used: {0}")]
    Unusable(String),
}
