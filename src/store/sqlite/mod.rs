//! Embedded SQLite: one writer with group commit, readers apart.

mod articles;
mod connect;
mod editions;
mod fault;
mod filing;
mod filing_many;
mod jobs;
mod ledger;
mod migrate;
mod order;
mod photos;
mod pulls;
mod readers;
mod retention;
mod scan;
#[cfg(test)]
mod tests;
mod tokens;
mod trail;
mod verify;
mod writer;

use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use self::connect::Place;
use self::fault::Fault;
use self::readers::Readers;
use self::writer::Writer;
use crate::store::{Error, Store, Verified};

/// How the files are opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// How many may read at the same time, 1 to 256. Each holds up to 2 MiB of pages.
    pub readers: u32,
    /// Whether this process moves the log into the file. One process may: the server.
    pub checkpoints: bool,
    /// How long to wait for another process that writes.
    pub patience: Duration,
}

impl Options {
    /// For the server: owns the files, and nobody else may at the same time.
    pub fn server() -> Self {
        Self {
            readers: 4,
            checkpoints: true,
            patience: Duration::from_secs(5),
        }
    }

    /// For a command beside the server: leaves the log alone.
    pub fn guest() -> Self {
        Self {
            readers: 1,
            checkpoints: false,
            ..Self::server()
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::server()
    }
}

/// The store in a folder on this machine.
#[derive(Debug)]
pub struct SqliteStore {
    readers: Readers,
    writer: Writer,
}

/// Opens the store in `folder`, which is made where it is missing, and brings its schema up to date.
///
/// Fails where the engine can lose commits, where the file is of a newer or another program,
/// and where a server is opened beside another.
pub async fn open(folder: &Path, options: &Options) -> Result<SqliteStore, Error> {
    let (folder, options) = (folder.to_owned(), options.clone());
    tokio::task::spawn_blocking(move || open_now(&folder, options))
        .await
        .map_err(|error| Error::Unavailable(format!("opening it ended: {error}")))?
}

fn open_now(folder: &Path, options: Options) -> Result<SqliteStore, Error> {
    connect::check_engine(rusqlite::version_number())?;
    let file = connect::prepare(folder)?;
    let lock = options
        .checkpoints
        .then(|| connect::hold(folder, options.patience))
        .transpose()?;
    let place = Place { file, options };
    let connection = connect::writer(&place)?;
    migrate::run(&connection)?;
    Ok(SqliteStore {
        readers: Readers::new(place.clone()),
        writer: Writer::start(place, connection, lock)?,
    })
}

impl SqliteStore {
    /// Writes a copy of the whole store, as it is at one moment, to a file that is not there yet.
    pub async fn back_up(&self, target: &Path) -> Result<(), Error> {
        if target.exists() {
            let why = format!("{} is there already", target.display());
            return Err(Error::Unavailable(why));
        }
        connect::private_file(target)
            .map_err(|error| Error::Unavailable(format!("{}: {error}", target.display())))?;
        let target = target.to_string_lossy().into_owned();
        self.readers.copy_to(target).await
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn fact(&self, name: &str) -> Result<Option<String>, Error> {
        let name = name.to_owned();
        self.readers.read(move |c| select_fact(c, &name)).await
    }

    async fn set_fact(&self, name: &str, value: &str) -> Result<(), Error> {
        let (name, value) = (name.to_owned(), value.to_owned());
        self.writer
            .write(move |c| upsert_fact(c, &name, &value))
            .await
    }

    async fn verify(&self) -> Result<Verified, Error> {
        verify::everything(&self.readers).await
    }

    async fn ping(&self) -> Result<(), Error> {
        self.readers
            .read(|c| select_fact(c, "probe").map(|_| ()))
            .await?;
        if self.writer.is_stopped() {
            // An empty order makes the writer try to begin again.
            self.writer.write(|_| Ok(())).await?;
        }
        Ok(())
    }

    async fn close(&self) -> Result<(), Error> {
        self.readers.close().await;
        self.writer.close().await
    }
}

fn select_fact(connection: &Connection, name: &str) -> Result<Option<String>, Fault> {
    let value = prepare(connection, "select value from facts where name = $1")?
        .query_row(params![name], |row| row.get(0))
        .optional()?;
    Ok(value)
}

fn upsert_fact(connection: &Connection, name: &str, value: &str) -> Result<(), Fault> {
    prepare(
        connection,
        "insert into facts (name, value) values ($1, $2)
             on conflict (name) do update set value = excluded.value",
    )?
    .execute(params![name, value])?;
    Ok(())
}

/// A statement, prepared once for each connection.
///
/// SQLite takes `$1` for a name and numbers names as they first appear: they must appear in order.
fn prepare<'c>(
    connection: &'c Connection,
    sql: &str,
) -> Result<CachedStatement<'c>, rusqlite::Error> {
    let statement = connection.prepare_cached(sql)?;
    debug_assert!(
        (1..=statement.parameter_count())
            .all(|n| statement.parameter_name(n) == Some(format!("${n}").as_str())),
        "the parameters do not appear in order: {sql}"
    );
    Ok(statement)
}

/// Reads a moment of a row.
fn moment(millis: i64, record: &str) -> Result<DateTime<Utc>, Fault> {
    DateTime::from_timestamp_millis(millis)
        .ok_or_else(|| Fault::damaged(record, format!("{millis} is no moment")))
}
