//! Editions that were shown, and the reports of the gate.

use async_trait::async_trait;
use bytes::Bytes;
use rusqlite::{Connection, Row, params};

use super::fault::Fault;
use super::jobs::{NewRow, delete_jobs, insert_jobs};
use super::trail::{self, StandingRow};
use super::{SqliteStore, moment, prepare};
use crate::feed::Format;
use crate::feed::edition::Packed;
use crate::store::editions::{EditionRecord, Editions, Refreshed, ReportRecord};
use crate::store::{Error, seal};

#[async_trait]
impl Editions for SqliteStore {
    async fn editions(&self) -> Result<Vec<EditionRecord>, Error> {
        self.readers.read(select_editions).await
    }

    async fn save_refreshed(&self, refreshed: Refreshed) -> Result<(), Error> {
        let rows = Rows::of(refreshed)?;
        self.writer.write_lazily(move |c| rows.save(c)).await
    }

    async fn drop_feed(&self, feed: &str) -> Result<(), Error> {
        let feed = feed.to_owned();
        self.writer.write(move |c| delete_feed(c, &feed)).await
    }

    async fn reports(&self) -> Result<Vec<ReportRecord>, Error> {
        self.readers.read(select_reports).await
    }

    async fn report(&self, feed: &str) -> Result<Option<ReportRecord>, Error> {
        let feed = feed.to_owned();
        self.readers.read(move |c| select_report(c, &feed)).await
    }
}

/// Everything a refresh writes, made before the writer is asked.
struct Rows {
    editions: Vec<EditionRow>,
    reports: Vec<ReportRow>,
    standings: Vec<StandingRow>,
    finished: Vec<i64>,
    jobs: Vec<NewRow>,
}

impl Rows {
    fn of(refreshed: Refreshed) -> Result<Self, Error> {
        Ok(Self {
            editions: refreshed
                .editions
                .into_iter()
                .map(EditionRow::of)
                .collect::<Result<_, _>>()?,
            reports: refreshed.reports.into_iter().map(ReportRow::of).collect(),
            standings: trail::rows_of(&refreshed.standings),
            finished: refreshed.finished,
            jobs: refreshed
                .jobs
                .iter()
                .map(NewRow::of)
                .collect::<Result<_, _>>()?,
        })
    }

    fn save(&self, connection: &Connection) -> Result<(), Fault> {
        for edition in &self.editions {
            edition.upsert(connection)?;
        }
        for report in &self.reports {
            report.upsert(connection)?;
        }
        trail::save_rows(connection, &self.standings)?;
        delete_jobs(connection, &self.finished)?;
        insert_jobs(connection, &self.jobs)
    }
}

/// An edition as it is written.
struct EditionRow {
    feed: String,
    format: &'static str,
    size_bytes: i64,
    document: Bytes,
    last_modified: i64,
    shares_second: bool,
    definition: String,
}

impl EditionRow {
    fn of(edition: EditionRecord) -> Result<Self, Error> {
        Ok(Self {
            size_bytes: i64::try_from(edition.packed.size_bytes).map_err(|error| {
                Error::Unavailable(format!("the edition of {}: {error}", edition.feed))
            })?,
            feed: edition.feed,
            format: edition.format.extension(),
            document: edition.packed.zstd,
            last_modified: edition.last_modified.timestamp_millis(),
            shares_second: edition.shares_second,
            definition: edition.definition,
        })
    }

    fn upsert(&self, connection: &Connection) -> Result<(), Fault> {
        prepare(
            connection,
            "insert into editions
                     (feed, format, size_bytes, document, last_modified, shares_second,
                      definition, seal)
                 values ($1, $2, $3, $4, $5, $6, $7, $8)
                 on conflict (feed, format) do update set
                     size_bytes = excluded.size_bytes, document = excluded.document,
                     last_modified = excluded.last_modified, shares_second = excluded.shares_second,
                     definition = excluded.definition, seal = excluded.seal",
        )?
        .execute(params![
            self.feed,
            self.format,
            self.size_bytes,
            &self.document[..],
            self.last_modified,
            self.shares_second,
            self.definition,
            self.seal(),
        ])?;
        Ok(())
    }

    fn seal(&self) -> [u8; 32] {
        edition_seal(
            &self.feed,
            self.format,
            (self.size_bytes, self.last_modified, self.shares_second),
            &self.definition,
            &self.document,
        )
    }
}

fn edition_seal(
    feed: &str,
    format: &str,
    (size_bytes, last_modified, shares_second): (i64, i64, bool),
    definition: &str,
    document: &[u8],
) -> [u8; 32] {
    seal::of(
        "edition",
        &[
            feed.as_bytes(),
            format.as_bytes(),
            &size_bytes.to_le_bytes(),
            &last_modified.to_le_bytes(),
            &[u8::from(shares_second)],
            definition.as_bytes(),
            document,
        ],
    )
}

fn select_editions(connection: &Connection) -> Result<Vec<EditionRecord>, Fault> {
    let mut statement = prepare(
        connection,
        "select feed, format, size_bytes, document, last_modified, shares_second, definition, seal
         from editions order by feed, format",
    )?;
    let mut rows = statement.query([])?;
    let mut editions = Vec::new();
    while let Some(row) = rows.next()? {
        editions.push(read_edition(row)?);
    }
    Ok(editions)
}

/// Reads `feed, format, size_bytes, document, last_modified, shares_second, definition, seal`.
pub(super) fn read_edition(row: &Row<'_>) -> Result<EditionRecord, Fault> {
    let (feed, format): (String, String) = (row.get(0)?, row.get(1)?);
    let record = format!("edition {feed}.{format}");
    let size_bytes: i64 = row.get(2)?;
    let document = row.get_ref(3)?.as_blob().unwrap_or_default();
    let (last_modified, shares_second): (i64, bool) = (row.get(4)?, row.get(5)?);
    let definition: String = row.get(6)?;
    let numbers = (size_bytes, last_modified, shares_second);
    let expected = edition_seal(&feed, &format, numbers, &definition, document);
    if row.get_ref(7)?.as_blob().ok() != Some(&expected) {
        return Err(Fault::damaged(record, seal::BROKEN));
    }
    let packed = Packed {
        zstd: Bytes::copy_from_slice(document),
        size_bytes: usize::try_from(size_bytes)
            .map_err(|error| Fault::damaged(record.clone(), error.to_string()))?,
    };
    Ok(EditionRecord {
        format: Format::from_extension(&format)
            .ok_or_else(|| Fault::damaged(record.clone(), "its format is not known"))?,
        packed,
        last_modified: moment(last_modified, &record)?,
        shares_second,
        definition,
        feed,
    })
}

/// A report as it is written.
struct ReportRow {
    feed: String,
    json: String,
}

impl ReportRow {
    fn of(report: ReportRecord) -> Self {
        Self {
            feed: report.feed,
            json: report.json,
        }
    }

    fn upsert(&self, connection: &Connection) -> Result<(), Fault> {
        prepare(
            connection,
            "insert into reports (feed, json, seal) values ($1, $2, $3)
                 on conflict (feed) do update set json = excluded.json, seal = excluded.seal",
        )?
        .execute(params![
            self.feed,
            self.json,
            report_seal(&self.feed, &self.json)
        ])?;
        Ok(())
    }
}

fn report_seal(feed: &str, json: &str) -> [u8; 32] {
    seal::of("report", &[feed.as_bytes(), json.as_bytes()])
}

fn select_report(connection: &Connection, feed: &str) -> Result<Option<ReportRecord>, Fault> {
    let mut statement = prepare(
        connection,
        "select feed, json, seal from reports where feed = $1",
    )?;
    let mut rows = statement.query(params![feed])?;
    rows.next()?.map(read_report).transpose()
}

fn select_reports(connection: &Connection) -> Result<Vec<ReportRecord>, Fault> {
    let mut statement =
        connection.prepare_cached("select feed, json, seal from reports order by feed")?;
    let mut rows = statement.query([])?;
    let mut reports = Vec::new();
    while let Some(row) = rows.next()? {
        reports.push(read_report(row)?);
    }
    Ok(reports)
}

/// Reads `feed, json, seal`.
pub(super) fn read_report(row: &Row<'_>) -> Result<ReportRecord, Fault> {
    let (feed, json): (String, String) = (row.get(0)?, row.get(1)?);
    if row.get_ref(2)?.as_blob().ok() != Some(&report_seal(&feed, &json)) {
        return Err(Fault::damaged(format!("report of {feed}"), seal::BROKEN));
    }
    Ok(ReportRecord { feed, json })
}

fn delete_feed(connection: &Connection, feed: &str) -> Result<(), Fault> {
    prepare(connection, "delete from editions where feed = $1")?.execute(params![feed])?;
    prepare(connection, "delete from reports where feed = $1")?.execute(params![feed])?;
    Ok(())
}
