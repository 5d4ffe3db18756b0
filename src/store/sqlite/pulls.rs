//! Feeds that are pulled: what is known of each.

use async_trait::async_trait;
use rusqlite::{Connection, Row, params};

use super::fault::Fault;
use super::jobs::{NewRow, delete_jobs, insert_jobs};
use super::{SqliteStore, prepare};
use crate::job::NewJob;
use crate::store::pulls::{PullRecord, Pulls};
use crate::store::{Error, seal};

#[async_trait]
impl Pulls for SqliteStore {
    async fn pull(&self, source: &str) -> Result<Option<PullRecord>, Error> {
        let source = source.to_owned();
        self.readers.read(move |c| select_pull(c, &source)).await
    }

    async fn pulls(&self) -> Result<Vec<PullRecord>, Error> {
        self.readers.read(select_pulls).await
    }

    async fn save_pull(
        &self,
        record: &PullRecord,
        finished: i64,
        jobs: &[NewJob],
    ) -> Result<(), Error> {
        let json = serde_json::to_string(record)
            .map_err(|error| Error::Unavailable(format!("the pull is not JSON: {error}")))?;
        let source = record.source.clone();
        let jobs: Vec<NewRow> = jobs.iter().map(NewRow::of).collect::<Result<_, _>>()?;
        let work = move |c: &Connection| {
            upsert_pull(c, &source, &json)?;
            delete_jobs(c, &[finished])?;
            insert_jobs(c, &jobs)
        };
        self.writer.write(work).await
    }
}

fn select_pull(connection: &Connection, source: &str) -> Result<Option<PullRecord>, Fault> {
    let mut statement = prepare(
        connection,
        "select source, record, seal from pulls where source = $1",
    )?;
    let mut rows = statement.query(params![source])?;
    rows.next()?.map(read_pull).transpose()
}

fn select_pulls(connection: &Connection) -> Result<Vec<PullRecord>, Fault> {
    let mut statement = prepare(
        connection,
        "select source, record, seal from pulls order by source",
    )?;
    let mut rows = statement.query([])?;
    let mut pulls = Vec::new();
    while let Some(row) = rows.next()? {
        pulls.push(read_pull(row)?);
    }
    Ok(pulls)
}

fn upsert_pull(connection: &Connection, source: &str, record: &str) -> Result<(), Fault> {
    prepare(
        connection,
        "insert into pulls (source, record, seal) values ($1, $2, $3)
             on conflict (source) do update set record = excluded.record, seal = excluded.seal",
    )?
    .execute(params![source, record, pull_seal(source, record)])?;
    Ok(())
}

fn pull_seal(source: &str, record: &str) -> [u8; 32] {
    seal::of("pull", &[source.as_bytes(), record.as_bytes()])
}

/// Reads `source, record, seal`.
pub(super) fn read_pull(row: &Row<'_>) -> Result<PullRecord, Fault> {
    let (source, json): (String, String) = (row.get(0)?, row.get(1)?);
    let damaged = |why: &str| Fault::damaged(format!("pull {source}"), why);
    if row.get_ref(2)?.as_blob().ok() != Some(&pull_seal(&source, &json)) {
        return Err(damaged(seal::BROKEN));
    }
    serde_json::from_str(&json).map_err(|error| damaged(&error.to_string()))
}
