//! Jobs that wait, run and are tried again.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::Error;
use crate::job::{ClaimedJob, NewJob};

/// A job that was put aside for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedJob {
    /// The store's key.
    pub key: i64,
    /// The job as JSON; a newer program may have written it.
    pub payload: String,
    /// How often it was tried.
    pub attempts: u32,
    /// Why it failed the last time.
    pub error: String,
}

/// The queue. A job that fails too often stays on record as failed, with its last error.
#[async_trait]
pub trait Jobs {
    /// Adds jobs; equal waiting ones with the same due moment are merged.
    async fn add_jobs(&self, jobs: &[NewJob]) -> Result<(), Error>;
    /// Claims up to `limit` due jobs, oldest first, until `lease`.
    async fn claim_jobs(
        &self,
        now: DateTime<Utc>,
        lease: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<ClaimedJob>, Error>;
    /// Takes finished jobs off the queue.
    async fn finish_jobs(&self, keys: &[i64]) -> Result<(), Error>;
    /// Gives a job back to be tried again at `due`.
    async fn retry_job(&self, key: i64, due: DateTime<Utc>, error: &str) -> Result<(), Error>;
    /// Puts a job aside for good, with the reason.
    async fn fail_job(&self, key: i64, error: &str) -> Result<(), Error>;
    /// The jobs that were put aside, newest first.
    async fn failed_jobs(&self, most: u32) -> Result<Vec<FailedJob>, Error>;
    /// Gives back what this process had claimed before it was stopped. Only for a store with one process.
    async fn release_claims(&self) -> Result<(), Error>;
    /// The moment the next waiting job is due; `now` or earlier where one is due already.
    async fn next_due(&self) -> Result<Option<DateTime<Utc>>, Error>;
    /// How many jobs wait or run, due by `now`.
    async fn n_due(&self, now: DateTime<Utc>) -> Result<u64, Error>;
}
