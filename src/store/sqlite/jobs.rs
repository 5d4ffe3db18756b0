//! Jobs that wait, run and are tried again.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::fault::Fault;
use super::{SqliteStore, moment, prepare};
use crate::job::{ClaimedJob, NewJob};
use crate::store::Error;
use crate::store::jobs::{FailedJob, Jobs};

/// The moment of jobs that are due at once.
const AT_ONCE: i64 = 0;

#[async_trait]
impl Jobs for SqliteStore {
    async fn add_jobs(&self, jobs: &[NewJob]) -> Result<(), Error> {
        let rows: Vec<NewRow> = jobs.iter().map(NewRow::of).collect::<Result<_, _>>()?;
        self.writer.write(move |c| insert_jobs(c, &rows)).await
    }

    async fn claim_jobs(
        &self,
        now: DateTime<Utc>,
        lease: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<ClaimedJob>, Error> {
        let (now, lease) = (now.timestamp_millis(), lease.timestamp_millis());
        let rows = self
            .writer
            // A claim that a power cut takes is a job that waits again.
            .write_lazily(move |c| claim(c, now, lease, limit))
            .await?;
        let mut claimed = Vec::with_capacity(rows.len());
        for row in rows {
            match serde_json::from_str(&row.payload) {
                Ok(job) => claimed.push(ClaimedJob {
                    key: row.key,
                    job,
                    attempts: row.attempts,
                }),
                Err(error) => {
                    let why = format!("this program does not know the job: {error}");
                    self.fail_job(row.key, &why).await?;
                }
            }
        }
        Ok(claimed)
    }

    async fn finish_jobs(&self, keys: &[i64]) -> Result<(), Error> {
        let keys = keys.to_owned();
        self.writer
            .write_lazily(move |c| delete_jobs(c, &keys))
            .await
    }

    async fn retry_job(&self, key: i64, due: DateTime<Utc>, error: &str) -> Result<(), Error> {
        let (due, error) = (due.timestamp_millis(), error.to_owned());
        self.writer
            .write(move |c| give_back(c, key, due, &error, Counted::Yes))
            .await
    }

    async fn postpone_job(&self, key: i64, due: DateTime<Utc>, why: &str) -> Result<(), Error> {
        let (due, why) = (due.timestamp_millis(), why.to_owned());
        self.writer
            .write(move |c| give_back(c, key, due, &why, Counted::No))
            .await
    }

    async fn fail_job(&self, key: i64, error: &str) -> Result<(), Error> {
        let error = error.to_owned();
        self.writer.write(move |c| put_aside(c, key, &error)).await
    }

    async fn failed_jobs(&self, most: u32) -> Result<Vec<FailedJob>, Error> {
        self.readers.read(move |c| select_failed(c, most)).await
    }

    async fn n_failed(&self) -> Result<u64, Error> {
        self.readers.read(count_failed).await
    }

    async fn release_claims(&self, running: &[i64]) -> Result<(), Error> {
        let running = serde_json::to_string(running)
            .map_err(|error| Error::Unavailable(format!("the keys are not JSON: {error}")))?;
        self.writer.write(move |c| release(c, &running)).await
    }

    async fn next_due(&self) -> Result<Option<DateTime<Utc>>, Error> {
        self.readers.read(select_next_due).await
    }

    async fn n_due(&self, now: DateTime<Utc>) -> Result<u64, Error> {
        let now = now.timestamp_millis();
        self.readers.read(move |c| count_due(c, now)).await
    }
}

/// A job as it is written.
pub(super) struct NewRow {
    payload: String,
    due: i64,
}

impl NewRow {
    pub(super) fn of(job: &NewJob) -> Result<Self, Error> {
        Ok(Self {
            payload: serde_json::to_string(&job.job)
                .map_err(|error| Error::Unavailable(format!("the job is not JSON: {error}")))?,
            due: job.due.map_or(AT_ONCE, |due| due.timestamp_millis()),
        })
    }
}

/// Adds a job unless an equal one waits.
fn insert_job(connection: &Connection, row: &NewRow) -> Result<(), Fault> {
    prepare(
        connection,
        "insert into jobs (payload, due, state, attempts) values ($1, $2, 0, 0)
             on conflict (payload, due) where state = 0 do nothing",
    )?
    .execute(params![row.payload, row.due])?;
    Ok(())
}

/// Adds jobs, equal waiting ones merged.
pub(super) fn insert_jobs<'a>(
    connection: &Connection,
    rows: impl IntoIterator<Item = &'a NewRow>,
) -> Result<(), Fault> {
    rows.into_iter()
        .try_for_each(|row| insert_job(connection, row))
}

/// Takes jobs off the queue. Keys are never used twice, so a late caller takes off nobody else's job.
pub(super) fn delete_jobs(connection: &Connection, keys: &[i64]) -> Result<(), Fault> {
    let mut statement = prepare(connection, "delete from jobs where key = $1")?;
    for key in keys {
        statement.execute(params![key])?;
    }
    Ok(())
}

/// Takes all jobs off the queue that ask for the same, but those put aside.
pub(super) fn delete_equal(connection: &Connection, row: &NewRow) -> Result<(), Fault> {
    // Two statements, so that each is read from its index.
    for statement in [
        "delete from jobs where state = 0 and payload = $1",
        "delete from jobs where state = 1 and payload = $1",
    ] {
        prepare(connection, statement)?.execute(params![row.payload])?;
    }
    Ok(())
}

/// Whether a job is still on the queue.
pub(super) fn has_job(connection: &Connection, key: i64) -> Result<bool, Fault> {
    Ok(prepare(connection, "select 1 from jobs where key = $1")?.exists(params![key])?)
}

struct ClaimedRow {
    key: i64,
    payload: String,
    attempts: u32,
}

fn claim(
    connection: &Connection,
    now: i64,
    lease: i64,
    limit: u32,
) -> Result<Vec<ClaimedRow>, Fault> {
    let rows = select_claimable(connection, now, limit)?;
    let mut statement = prepare(
        connection,
        "update jobs set state = 1, lease = $1 where key = $2",
    )?;
    for row in &rows {
        statement.execute(params![lease, row.key])?;
    }
    Ok(rows)
}

/// The oldest of those due at once, those whose moment has come, and those whose worker let the lease pass.
/// Each is read from its index, so a long queue costs no more than a short one.
fn select_claimable(
    connection: &Connection,
    now: i64,
    limit: u32,
) -> Result<Vec<ClaimedRow>, Fault> {
    let mut statement = prepare(
        connection,
        "select key, payload, attempts from (
             select * from (select key, payload, attempts from jobs
                 where state = 0 and due = 0 order by key limit $1) at_once
             union all
             select * from (select key, payload, attempts from jobs
                 where state = 0 and due <= $2 and due <> 0 order by due limit $1) timed
             union all
             select * from (select key, payload, attempts from jobs
                 where state = 1 and lease <= $2 limit $1) left_behind
         ) due order by key limit $1",
    )?;
    let mut rows = statement.query(params![limit, now])?;
    let mut claimed = Vec::new();
    while let Some(row) = rows.next()? {
        claimed.push(ClaimedRow {
            key: row.get(0)?,
            payload: row.get(1)?,
            attempts: row.get(2)?,
        });
    }
    Ok(claimed)
}

/// Whether a job that is given back was tried.
#[derive(Debug, Clone, Copy)]
enum Counted {
    Yes,
    No,
}

/// Lets a job wait again; where an equal one waits already, that one stands for both.
fn give_back(
    connection: &Connection,
    key: i64,
    due: i64,
    error: &str,
    counted: Counted,
) -> Result<(), Fault> {
    prepare(
        connection,
        "delete from jobs where key = $1 and exists (
                 select 1 from jobs other
                 where other.state = 0 and other.due = $2
                     and other.payload = jobs.payload and other.key <> jobs.key)",
    )?
    .execute(params![key, due])?;
    prepare(
        connection,
        "update jobs set state = 0, due = $1, lease = null, error = $2, attempts = attempts + $3
             where key = $4",
    )?
    .execute(params![due, error, matches!(counted, Counted::Yes), key])?;
    Ok(())
}

fn put_aside(connection: &Connection, key: i64, error: &str) -> Result<(), Fault> {
    prepare(
        connection,
        "update jobs set state = 2, lease = null, error = $1 where key = $2",
    )?
    .execute(params![error, key])?;
    Ok(())
}

/// Lets claimed jobs wait again but those that run (a JSON list of keys), of equal ones only the oldest.
fn release(connection: &Connection, running: &str) -> Result<(), Fault> {
    prepare(
        connection,
        "delete from jobs where state = 1 and key not in (select value from json_each($1))
             and exists (
                 select 1 from jobs other
                 where other.payload = jobs.payload and other.due = jobs.due
                     and (other.state = 0 or (other.state = 1 and other.key < jobs.key
                         and other.key not in (select value from json_each($1)))))",
    )?
    .execute([running])?;
    prepare(
        connection,
        "update jobs set state = 0, lease = null
             where state = 1 and key not in (select value from json_each($1))",
    )?
    .execute([running])?;
    Ok(())
}

fn select_failed(connection: &Connection, most: u32) -> Result<Vec<FailedJob>, Fault> {
    let mut statement = prepare(
        connection,
        "select key, payload, attempts, error from jobs where state = 2 order by key desc limit $1",
    )?;
    let mut rows = statement.query(params![most])?;
    let mut failed = Vec::new();
    while let Some(row) = rows.next()? {
        failed.push(FailedJob {
            key: row.get(0)?,
            payload: row.get(1)?,
            attempts: row.get(2)?,
            error: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
        });
    }
    Ok(failed)
}

fn select_next_due(connection: &Connection) -> Result<Option<DateTime<Utc>>, Fault> {
    let due: Option<i64> = prepare(
        connection,
        "select min(due) from (
                 select * from (select due from jobs where state = 0 order by due limit 1) waiting
                 union all
                 select * from (select lease from jobs where state = 1) running
             ) next",
    )?
    .query_row([], |row| row.get(0))?;
    due.map(|due| moment(due, "a job")).transpose()
}

fn count_failed(connection: &Connection) -> Result<u64, Fault> {
    let n_failed: i64 = prepare(connection, "select count(*) from jobs where state = 2")?
        .query_row([], |row| row.get(0))?;
    Ok(n_failed.cast_unsigned())
}

fn count_due(connection: &Connection, now: i64) -> Result<u64, Fault> {
    let n_due: i64 = prepare(
        connection,
        "select count(*) from jobs where state in (0, 1) and due <= $1",
    )?
    .query_row(params![now], |row| row.get(0))?;
    Ok(n_due.cast_unsigned())
}
