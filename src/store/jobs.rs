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
    /// Claims up to `limit` due jobs, oldest first, until `lease`. A claim is no attempt: only [`Jobs::retry_job`] counts.
    async fn claim_jobs(
        &self,
        now: DateTime<Utc>,
        lease: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<ClaimedJob>, Error>;
    /// Takes finished jobs off the queue.
    async fn finish_jobs(&self, keys: &[i64]) -> Result<(), Error>;
    /// Gives a job back that was tried and failed, to be tried again at `due`: one attempt more.
    async fn retry_job(&self, key: i64, due: DateTime<Utc>, error: &str) -> Result<(), Error>;
    /// Gives a job back that could not even be tried (the store or we ourselves were busy): no attempt more.
    async fn postpone_job(&self, key: i64, due: DateTime<Utc>, why: &str) -> Result<(), Error>;
    /// Puts a job aside for good, with the reason.
    async fn fail_job(&self, key: i64, error: &str) -> Result<(), Error>;
    /// The jobs that were put aside, newest first.
    async fn failed_jobs(&self, most: u32) -> Result<Vec<FailedJob>, Error>;
    /// How many jobs were put aside.
    async fn n_failed(&self) -> Result<u64, Error>;
    /// Gives back everything this process had claimed but the jobs that still run. Only for a store with one process.
    async fn release_claims(&self, running: &[i64]) -> Result<(), Error>;
    /// The moment the next waiting job is due; `now` or earlier where one is due already.
    async fn next_due(&self) -> Result<Option<DateTime<Utc>>, Error>;
    /// How many jobs wait or run, due by `now`.
    async fn n_due(&self, now: DateTime<Utc>) -> Result<u64, Error>;
}
