//! Reads every record again and compares it with its seal, a few hundred at a time.

use rusqlite::{Connection, Row, params};

use super::articles::read_filed;
use super::editions::{read_edition, read_report};
use super::fault::Fault;
use super::photos::read_photo;
use super::prepare;
use super::pulls::read_pull;
use super::readers::Readers;
use super::tokens::read_token;
use crate::store::listing::{Listing, Shelf, is_photo};
use crate::store::{Error, Verified};

/// How many keys are read in one transaction: the log cannot be reset under one.
const KEYS_AT_ONCE: i64 = 256;
/// The most sentences; a file that is lost need not fill the memory.
const MOST_DAMAGES: usize = 10_000;
/// How many of the newest versions are read again after trouble with the disk.
const NEWEST_AT_ONCE: i64 = 1_000;

/// A table whose rows are read again one by one.
struct Table {
    name: &'static str,
    /// Selects the rows with keys above `$1` up to `$2`, the key last.
    select: &'static str,
    /// Reads a row; the error says what is wrong with it.
    read: fn(&Connection, &Row<'_>) -> Result<(), Fault>,
}

const TABLES: [Table; 7] = [
    Table {
        name: "versions",
        select: "select a.id, v.version, v.filed, v.filed_by, v.fingerprint, v.record, v.seal
                 from versions v left join articles a on a.key = v.article
                 where v.key > $1 and v.key <= $2 order by v.key",
        read: |_, row| read_filed(row).map(|_| ()),
    },
    Table {
        name: "articles",
        select: "select a.id, v.version, v.filed, v.filed_by, v.fingerprint, v.record, v.seal,
                     a.key, a.status, a.shelf, a.place, a.opens, a.closes, a.names
                 from articles a left join versions v on v.article = a.key and v.version = a.version
                 where a.key > $1 and a.key <= $2 order by a.key",
        read: check_standing,
    },
    Table {
        name: "editions",
        select: "select feed, format, size_bytes, document, last_modified, shares_second, definition, seal
                 from editions where key > $1 and key <= $2 order by key",
        read: |_, row| read_edition(row).map(|_| ()),
    },
    Table {
        name: "reports",
        select: "select feed, json, seal from reports where key > $1 and key <= $2 order by key",
        read: |_, row| read_report(row).map(|_| ()),
    },
    Table {
        name: "photos",
        select: "select name, record, seal from photos where key > $1 and key <= $2 order by key",
        read: |_, row| read_photo(row).map(|_| ()),
    },
    Table {
        name: "tokens",
        select: "select name, hash, scopes, made, expires, revoked, seal
                 from tokens where key > $1 and key <= $2 order by key",
        read: |_, row| read_token(row).map(|_| ()),
    },
    Table {
        name: "pulls",
        select: "select source, record, seal from pulls where key > $1 and key <= $2 order by key",
        read: |_, row| read_pull(row).map(|_| ()),
    },
];

/// Reads everything: the structure of the file, then each record.
pub(super) async fn everything(readers: &Readers) -> Result<Verified, Error> {
    let mut verified = Verified {
        n_records: 0,
        damages: structure(readers).await?,
    };
    for table in &TABLES {
        match readers.read(|c| last_key(c, table)).await {
            Ok(last) => all_of(readers, table, last, &mut verified).await?,
            Err(error @ Error::Damaged { .. }) => verified
                .damages
                .push(format!("table {}: {error}", table.name)),
            Err(error) => return Err(error),
        }
    }
    Ok(verified)
}

async fn structure(readers: &Readers) -> Result<Vec<String>, Error> {
    let checked = readers
        .read(|c| {
            let mut statement = c.prepare("pragma integrity_check(100)")?;
            let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
            Ok(lines.collect::<Result<Vec<_>, _>>()?)
        })
        .await;
    match checked {
        Ok(lines) => Ok(lines
            .into_iter()
            .filter(|line| line != "ok")
            .map(|line| format!("structure of the file: {line}"))
            .collect()),
        Err(error @ Error::Damaged { .. }) => Ok(vec![error.to_string()]),
        Err(error) => Err(error),
    }
}

fn last_key(connection: &Connection, table: &Table) -> Result<i64, Fault> {
    let last: Option<i64> = prepare(connection, &format!("select max(key) from {}", table.name))?
        .query_row([], |row| row.get(0))?;
    Ok(last.unwrap_or(0))
}

async fn all_of(
    readers: &Readers,
    table: &'static Table,
    last: i64,
    verified: &mut Verified,
) -> Result<(), Error> {
    let mut after = 0;
    while after < last && verified.damages.len() < MOST_DAMAGES {
        let until = after.saturating_add(KEYS_AT_ONCE).min(last);
        let (n_records, damages) = readers
            .read(move |c| Ok(some_of(c, table, after, until)))
            .await?;
        verified.n_records += n_records;
        verified.damages.extend(damages);
        after = until;
    }
    Ok(())
}

/// Reads the rows with keys above `after` up to `until`; where a page cannot be read, key by key.
fn some_of(connection: &Connection, table: &Table, after: i64, until: i64) -> (u64, Vec<String>) {
    let mut damages = Vec::new();
    match rows_of(connection, table, after, until, &mut damages) {
        Ok(n_records) => return (n_records, damages),
        Err(_) => damages.clear(),
    }
    let mut n_records = 0;
    for key in after..until {
        match rows_of(connection, table, key, key + 1, &mut damages) {
            Ok(n_read) => n_records += n_read,
            Err(fault) => {
                damages.push(format!(
                    "row {} of table {}: {}",
                    key + 1,
                    table.name,
                    Error::from(fault)
                ));
            }
        }
    }
    (n_records, damages)
}

fn rows_of(
    connection: &Connection,
    table: &Table,
    after: i64,
    until: i64,
    damages: &mut Vec<String>,
) -> Result<u64, Fault> {
    let mut statement = prepare(connection, table.select)?;
    let mut rows = statement.query(params![after, until])?;
    let mut n_records = 0;
    while let Some(row) = rows.next()? {
        n_records += 1;
        if let Err(fault) = (table.read)(connection, row) {
            damages.push(Error::from(fault).to_string());
        }
    }
    Ok(n_records)
}

/// Whether an article stands where its newest version says.
fn check_standing(connection: &Connection, row: &Row<'_>) -> Result<(), Fault> {
    let id: String = row.get(0)?;
    let record = || format!("article {id}");
    if row.get::<_, Option<i64>>(1)?.is_none() {
        return Err(Fault::damaged(record(), "its newest version is missing"));
    }
    // The record itself was told of with the versions.
    let Ok(filed) = read_filed(row) else {
        return Ok(());
    };
    let listing = Listing::of(&filed.article);
    let key: i64 = row.get(7)?;
    let stands = row.get_ref(8)?.as_str() == Ok(filed.article.status.as_str())
        && row.get::<_, i64>(9)? == listing.shelf.number()
        && row.get::<_, i64>(10)? == listing.place
        && row.get::<_, Option<i64>>(11)? == listing.opens
        && row.get::<_, Option<i64>>(12)? == listing.closes
        && row.get_ref(13)?.as_str() == Ok(listing.names.as_str());
    if !stands {
        return Err(Fault::damaged(
            record(),
            "its row does not say what its newest version says",
        ));
    }
    let is_known = prepare(
        connection,
        "select 1 from ledger where kind = 0 and name = $1",
    )?
    .exists(params![id])?;
    if !is_known {
        let why = "its id is missing in the ledger of names";
        return Err(Fault::damaged(record(), why));
    }
    for name in listing.names.split('\n') {
        if !is_listed(connection, &listing, key, name)? {
            return Err(Fault::damaged(
                record(),
                format!("it is missing in the list {name:?}"),
            ));
        }
    }
    Ok(())
}

fn is_listed(
    connection: &Connection,
    listing: &Listing,
    key: i64,
    name: &str,
) -> Result<bool, Fault> {
    if is_photo(name) {
        let listed = prepare(
            connection,
            "select 1 from article_photos where photo = $1 and article = $2 and ends is $3",
        )?
        .exists(params![name, key, listing.photo_ends.get(name)])?;
        return Ok(listed);
    }
    if listing.shelf == Shelf::Nowhere {
        return Ok(true);
    }
    let listed = prepare(
        connection,
        "select 1 from listings where name = $1 and shelf = $2 and place = $3 and article = $4
                 and opens is $5 and closes is $6",
    )?
    .exists(params![
        name,
        listing.shelf.number(),
        listing.place,
        key,
        listing.opens,
        listing.closes
    ])?;
    Ok(listed)
}

/// Verifies structure and newest versions; used before writing goes on after trouble with the disk.
pub(super) fn newest_records(connection: &Connection) -> Result<(), Error> {
    let structure: String = connection
        .query_row("pragma quick_check(1)", [], |row| row.get(0))
        .map_err(|error| Error::from(Fault::from(error)))?;
    if structure != "ok" {
        return Err(Error::Unavailable(structure));
    }
    let Some(versions) = TABLES.first() else {
        return Ok(());
    };
    let last = last_key(connection, versions)?;
    let (_, damages) = some_of(connection, versions, (last - NEWEST_AT_ONCE).max(0), last);
    match damages.into_iter().next() {
        None => Ok(()),
        Some(damage) => Err(Error::Unavailable(damage)),
    }
}
