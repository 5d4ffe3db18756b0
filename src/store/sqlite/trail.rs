//! What can be shown of an article's past.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};

use super::articles::read_filed;
use super::fault::Fault;
use super::{SqliteStore, moment, prepare};
use crate::article::identity::ArticleId;
use crate::store::trail::{Standing, StandingChange, Tags, Trail};
use crate::store::{Error, Filed};

#[async_trait]
impl Trail for SqliteStore {
    async fn versions(
        &self,
        id: &ArticleId,
        below: Option<u64>,
        most: u32,
    ) -> Result<Vec<Filed>, Error> {
        let id = id.clone();
        self.readers
            .read(move |c| select_versions(c, id.as_str(), below, most))
            .await
    }

    async fn standings(&self, id: &ArticleId) -> Result<Vec<Standing>, Error> {
        let id = id.clone();
        self.readers
            .read(move |c| select_standings(c, id.as_str()))
            .await
    }

    async fn merged_into(&self, id: &ArticleId) -> Result<Vec<ArticleId>, Error> {
        let id = id.clone();
        self.readers
            .read(move |c| select_merged(c, id.as_str()))
            .await
    }

    async fn shown_now(&self) -> Result<HashMap<String, Vec<ArticleId>>, Error> {
        self.readers.read(select_shown).await
    }

    async fn save_standings(&self, changes: &[StandingChange]) -> Result<(), Error> {
        let rows = rows_of(changes);
        self.writer.write(move |c| save_rows(c, &rows)).await
    }
}

/// A change as it is written.
pub(super) struct StandingRow {
    feed: String,
    article: String,
    moment: i64,
    is_in: bool,
    shown: i64,
    tags: String,
}

/// The rows of some changes.
pub(super) fn rows_of(changes: &[StandingChange]) -> Vec<StandingRow> {
    let row = |change: &StandingChange| StandingRow {
        feed: change.feed.clone(),
        article: change.article.as_str().to_owned(),
        moment: change.moment.timestamp_millis(),
        is_in: change.is_in,
        shown: change.editions.0.timestamp_millis(),
        // A map of texts is JSON whatever they hold.
        tags: serde_json::to_string(&change.editions.1).unwrap_or_default(),
    };
    changes.iter().map(row).collect()
}

/// Writes them in order.
pub(super) fn save_rows(connection: &Connection, rows: &[StandingRow]) -> Result<(), Fault> {
    for row in rows {
        if row.is_in {
            insert_standing(connection, row)?;
        } else {
            end_standing(connection, row)?;
        }
    }
    Ok(())
}

/// What left and came back within a millisecond never left.
fn insert_standing(connection: &Connection, row: &StandingRow) -> Result<(), Fault> {
    prepare(
        connection,
        "insert into standings (article, feed, since, first_shown, first_tags)
             values ($1, $2, $3, $4, $5)
             on conflict (article, feed, since) do update set
                 until = null, last_shown = null, last_tags = null",
    )?
    .execute(params![
        row.article,
        row.feed,
        row.moment,
        row.shown,
        row.tags
    ])?;
    Ok(())
}

fn end_standing(connection: &Connection, row: &StandingRow) -> Result<(), Fault> {
    prepare(
        connection,
        "update standings set until = $1, last_shown = $2, last_tags = $3
         where article = $4 and feed = $5 and until is null",
    )?
    .execute(params![
        row.moment,
        row.shown,
        row.tags,
        row.article,
        row.feed
    ])?;
    Ok(())
}

fn select_versions(
    connection: &Connection,
    id: &str,
    below: Option<u64>,
    most: u32,
) -> Result<Vec<Filed>, Fault> {
    let mut statement = prepare(
        connection,
        "select a.id, v.version, v.filed, v.filed_by, v.fingerprint, v.record, v.seal
         from articles a join versions v on v.article = a.key
         where a.id = $1 and ($2 is null or v.key < (
             select b.key from versions b where b.article = a.key and b.version = $2))
         order by v.key desc limit $3",
    )?;
    let mut rows = statement.query(params![id, below.map(u64::cast_signed), most])?;
    let mut versions = Vec::new();
    while let Some(row) = rows.next()? {
        versions.push(read_filed(row)?);
    }
    Ok(versions)
}

fn select_standings(connection: &Connection, id: &str) -> Result<Vec<Standing>, Fault> {
    let mut statement = prepare(
        connection,
        "select feed, since, first_shown, first_tags, until, last_shown, last_tags
         from standings where article = $1 order by since, feed",
    )?;
    let mut rows = statement.query(params![id])?;
    let mut standings = Vec::new();
    while let Some(row) = rows.next()? {
        standings.push(read_standing(row)?);
    }
    Ok(standings)
}

fn read_standing(row: &Row<'_>) -> Result<Standing, Fault> {
    let some = |millis: Option<i64>| -> Result<Option<DateTime<Utc>>, Fault> {
        millis
            .map(|millis| moment(millis, "a standing"))
            .transpose()
    };
    let tags = |text: &str| -> Result<Tags, Fault> {
        serde_json::from_str(text).map_err(|error| Fault::damaged("a standing", error.to_string()))
    };
    let last: (Option<i64>, Option<String>) = (row.get(5)?, row.get(6)?);
    Ok(Standing {
        feed: row.get(0)?,
        since: moment(row.get(1)?, "a standing")?,
        first: (
            moment(row.get(2)?, "a standing")?,
            tags(&row.get::<_, String>(3)?)?,
        ),
        until: some(row.get(4)?)?,
        last: match (some(last.0)?, last.1) {
            (Some(shown), Some(text)) => Some((shown, tags(&text)?)),
            _ => None,
        },
    })
}

/// Articles that gave their names away stay on record under their own id.
fn select_merged(connection: &Connection, id: &str) -> Result<Vec<ArticleId>, Fault> {
    let mut statement = prepare(
        connection,
        "select a.id from ledger l join articles a on a.id = l.name
         where l.article = $1 and l.kind = 0 and a.id <> $1 order by a.key",
    )?;
    let mut rows = statement.query(params![id])?;
    let mut ids = Vec::new();
    while let Some(row) = rows.next()? {
        ids.push(read_id(&row.get::<_, String>(0)?)?);
    }
    Ok(ids)
}

fn select_shown(connection: &Connection) -> Result<HashMap<String, Vec<ArticleId>>, Fault> {
    let mut statement = prepare(
        connection,
        "select feed, article from standings where until is null",
    )?;
    let mut rows = statement.query([])?;
    let mut shown: HashMap<String, Vec<ArticleId>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let id = read_id(&row.get::<_, String>(1)?)?;
        shown.entry(row.get(0)?).or_default().push(id);
    }
    Ok(shown)
}

/// Reads an article's id.
pub(super) fn read_id(id: &str) -> Result<ArticleId, Fault> {
    ArticleId::parse(id).map_err(|why| Fault::damaged(format!("article {id}"), why))
}
