//! What leaves the record by age, and what turns by the clock.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::articles::read_filed;
use super::fault::Fault;
use super::filing::{self, Rows};
use super::jobs::{NewRow, insert_jobs};
use super::trail::read_id;
use super::{SqliteStore, prepare};
use crate::article::identity::ArticleId;
use crate::store::retention::{Purge, Retention};
use crate::store::{Error, Filed, Filing};

#[async_trait]
impl Retention for SqliteStore {
    async fn outdated(&self, cutoff: DateTime<Utc>, most: u32) -> Result<Vec<Filed>, Error> {
        let cutoff = cutoff.timestamp_millis();
        self.readers
            .read(move |c| select_outdated(c, cutoff, most))
            .await
    }

    async fn purge(&self, purge: Purge) -> Result<bool, Error> {
        let Purge {
            id,
            version,
            leaves,
            purged,
            jobs,
        } = purge;
        let rows = match leaves {
            Some(filed) => Some(Rows::of(Filing {
                filed,
                follows: None,
                jobs: Vec::new(),
                drops: Vec::new(),
            })?),
            None => None,
        };
        let jobs: Vec<NewRow> = jobs.iter().map(NewRow::of).collect::<Result<_, _>>()?;
        let purged = purged.timestamp_millis();
        let work = move |c: &Connection| {
            let is_purged = match &rows {
                Some(rows) => rows.stand_for_all(c)?,
                None => filing::delete_article(c, id.as_str(), version)?,
            };
            if is_purged {
                insert_purged(c, id.as_str(), purged)?;
                insert_jobs(c, &jobs)?;
            }
            Ok(is_purged)
        };
        self.writer.write(work).await
    }

    async fn turning(
        &self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<ArticleId>, Error> {
        let (from, until) = (from.timestamp_millis(), until.timestamp_millis());
        self.readers
            .read(move |c| select_turning(c, from, until))
            .await
    }
}

fn select_outdated(connection: &Connection, cutoff: i64, most: u32) -> Result<Vec<Filed>, Fault> {
    let mut statement = prepare(
        connection,
        "select a.id, v.version, v.filed, v.filed_by, v.fingerprint, v.record, v.seal
         from articles a join versions v on v.article = a.key and v.version = a.version
         where a.place <= $1 and v.filed <= $1 and (a.opens is null or a.opens <= $1)
             and not exists (select 1 from purged p where p.id = a.id)
         order by a.place limit $2",
    )?;
    let mut rows = statement.query(params![cutoff, most])?;
    let mut outdated = Vec::new();
    while let Some(row) = rows.next()? {
        outdated.push(read_filed(row)?);
    }
    Ok(outdated)
}

fn insert_purged(connection: &Connection, id: &str, purged: i64) -> Result<(), Fault> {
    prepare(
        connection,
        "insert into purged (id, purged) values ($1, $2) on conflict (id) do nothing",
    )?
    .execute(params![id, purged])?;
    Ok(())
}

fn select_turning(connection: &Connection, from: i64, until: i64) -> Result<Vec<ArticleId>, Fault> {
    let mut statement = prepare(
        connection,
        "select id from articles where opens > $1 and opens <= $2
         union select id from articles where closes > $1 and closes <= $2
         union select a.id from article_photos p join articles a on a.key = p.article
             where p.ends > $1 and p.ends <= $2",
    )?;
    let mut rows = statement.query(params![from, until])?;
    let mut ids = Vec::new();
    while let Some(row) = rows.next()? {
        ids.push(read_id(&row.get::<_, String>(0)?)?);
    }
    Ok(ids)
}
