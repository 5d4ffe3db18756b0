//! What was measured of photos, and which addresses they came from.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::fault::Fault;
use super::jobs::{NewRow, delete_equal, has_job, insert_jobs};
use super::{SqliteStore, moment, prepare};
use crate::article::photo::{PhotoFile, PhotoSource};
use crate::job::{Job, NewJob};
use crate::store::listing::photo_name;
use crate::store::photos::{PhotoStanding, PhotoState, Photos};
use crate::store::{Error, seal};

#[async_trait]
impl Photos for SqliteStore {
    async fn photo_files(
        &self,
        sources: &[PhotoSource],
    ) -> Result<HashMap<PhotoSource, PhotoState>, Error> {
        if sources.is_empty() {
            return Ok(HashMap::new());
        }
        let sources = sources.to_owned();
        self.readers.read(move |c| select_states(c, sources)).await
    }

    async fn save_photo(
        &self,
        file: &PhotoFile,
        url: Option<&str>,
        jobs: &[NewJob],
    ) -> Result<(), Error> {
        let record = serde_json::to_string(file)
            .map_err(|error| Error::Unavailable(format!("the photo is not JSON: {error}")))?;
        let (name, url) = (file.name.clone(), url.map(str::to_owned));
        let jobs: Vec<NewRow> = jobs.iter().map(NewRow::of).collect::<Result<_, _>>()?;
        let work = move |c: &Connection| {
            upsert_photo(c, &name, &record)?;
            match &url {
                None => take_back_drops(c, &name)?,
                Some(url) => {
                    upsert_url(c, url, &name)?;
                    if !is_shown(c, &name)? {
                        insert_drop(c, &name)?;
                    }
                }
            }
            insert_jobs(c, &jobs)
        };
        self.writer.write(work).await
    }

    async fn fail_photo(&self, url: &str, why: &str) -> Result<(), Error> {
        let (url, why) = (url.to_owned(), why.to_owned());
        self.writer
            .write(move |c| upsert_failure(c, &url, &why))
            .await
    }

    async fn photo_standing(&self, name: &str, now: DateTime<Utc>) -> Result<PhotoStanding, Error> {
        let (name, now) = (name.to_owned(), now.timestamp_millis());
        self.readers
            .read(move |c| select_standing(c, &name, now))
            .await
    }

    async fn drop_photo(&self, name: &str, job: i64) -> Result<bool, Error> {
        let name = name.to_owned();
        let work = move |c: &Connection| {
            if !has_job(c, job)? || is_shown(c, &name)? {
                return Ok(false);
            }
            delete_photo(c, &name)?;
            Ok(true)
        };
        self.writer.write(work).await
    }
}

/// Adds a job that takes the photo off the shelf.
fn insert_drop(connection: &Connection, name: &str) -> Result<(), Fault> {
    let name = name.to_owned();
    let row = NewRow::of(&NewJob::now(Job::DropPhoto { name }))?;
    insert_jobs(connection, &[row])
}

/// Takes back the jobs that would take the photo off the shelf, those that run included.
fn take_back_drops(connection: &Connection, name: &str) -> Result<(), Fault> {
    let name = name.to_owned();
    delete_equal(
        connection,
        &NewRow::of(&NewJob::now(Job::DropPhoto { name }))?,
    )
}

/// Adds jobs that take these photos off the shelf, as far as they are known.
pub(super) fn insert_drops(connection: &Connection, sources: &[PhotoSource]) -> Result<(), Fault> {
    for state in select_states(connection, sources.to_vec())?.into_values() {
        if let PhotoState::Known(file) = state {
            insert_drop(connection, &file.name)?;
        }
    }
    Ok(())
}

fn select_states(
    connection: &Connection,
    sources: Vec<PhotoSource>,
) -> Result<HashMap<PhotoSource, PhotoState>, Fault> {
    let mut states = HashMap::with_capacity(sources.len());
    for source in sources {
        let state = match &source {
            PhotoSource::Shelf(name) => select_photo(connection, name)?.map(PhotoState::Known),
            PhotoSource::Url(url) => select_by_url(connection, url)?,
        };
        if let Some(state) = state {
            states.insert(source, state);
        }
    }
    Ok(states)
}

fn select_photo(connection: &Connection, name: &str) -> Result<Option<PhotoFile>, Fault> {
    let mut statement = prepare(
        connection,
        "select name, record, seal from photos where name = $1",
    )?;
    let mut rows = statement.query(params![name])?;
    rows.next()?.map(read_photo).transpose()
}

fn select_by_url(connection: &Connection, url: &str) -> Result<Option<PhotoState>, Fault> {
    let known: Option<(Option<String>, Option<String>)> = prepare(
        connection,
        "select name, error from photo_urls where url = $1",
    )?
    .query_row(params![url], |row| Ok((row.get(0)?, row.get(1)?)))
    .optional()?;
    match known {
        None => Ok(None),
        Some((Some(name), _)) => Ok(select_photo(connection, &name)?.map(PhotoState::Known)),
        Some((None, error)) => Ok(Some(PhotoState::Failed(error.unwrap_or_default()))),
    }
}

fn upsert_photo(connection: &Connection, name: &str, record: &str) -> Result<(), Fault> {
    prepare(
        connection,
        "insert into photos (name, record, seal) values ($1, $2, $3)
             on conflict (name) do update set record = excluded.record, seal = excluded.seal",
    )?
    .execute(params![name, record, photo_seal(name, record)])?;
    Ok(())
}

fn upsert_url(connection: &Connection, url: &str, name: &str) -> Result<(), Fault> {
    prepare(
        connection,
        "insert into photo_urls (url, name) values ($1, $2)
             on conflict (url) do update set name = excluded.name, error = null",
    )?
    .execute(params![url, name])?;
    Ok(())
}

/// A photo that was had before stays known: a later failure takes nothing away from its articles.
fn upsert_failure(connection: &Connection, url: &str, why: &str) -> Result<(), Fault> {
    prepare(
        connection,
        "insert into photo_urls (url, error) values ($1, $2)
             on conflict (url) do update set error = excluded.error where photo_urls.name is null",
    )?
    .execute(params![url, why])?;
    Ok(())
}

/// Whether an article that is not killed shows the photo, by its name or by an address it came from.
fn is_shown(connection: &Connection, name: &str) -> Result<bool, Fault> {
    let mut statement = connection.prepare_cached(
        "select 1 from article_photos p join articles a on a.key = p.article
         where p.photo = $1 and a.status <> 'killed' limit 1",
    )?;
    for photo in photo_names(connection, name)? {
        if statement.exists(params![photo])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How the articles that are public now show the photo, by its name or by an address it came from.
fn select_standing(connection: &Connection, name: &str, now: i64) -> Result<PhotoStanding, Fault> {
    let mut statement = connection.prepare_cached(
        "select p.ends, a.closes from article_photos p join articles a on a.key = p.article
         where p.photo = $1 and a.status = 'usable' and (a.opens is null or a.opens <= $2)",
    )?;
    let (mut is_ended, mut last) = (false, None);
    for photo in photo_names(connection, name)? {
        let mut rows = statement.query(params![photo, now])?;
        while let Some(row) = rows.next()? {
            let (ends, closes): (Option<i64>, Option<i64>) = (row.get(0)?, row.get(1)?);
            let until = ends.into_iter().chain(closes).min();
            match until {
                None => return Ok(PhotoStanding::Public { until: None }),
                Some(until) if now < until => last = last.max(Some(until)),
                Some(_) => is_ended |= ends.is_some_and(|ends| ends <= now),
            }
        }
    }
    match last {
        Some(until) => Ok(PhotoStanding::Public {
            until: Some(moment(until, name)?),
        }),
        None if is_ended => Ok(PhotoStanding::Ended),
        None => Ok(PhotoStanding::Hidden),
    }
}

/// Every way in which articles may name the photo: as an upload, and by the addresses it came from.
fn photo_names(connection: &Connection, name: &str) -> Result<Vec<String>, Fault> {
    let mut photos = vec![photo_name(&PhotoSource::Shelf(name.to_owned()))];
    photos.extend(
        select_urls(connection, name)?
            .into_iter()
            .map(|url| photo_name(&PhotoSource::Url(url))),
    );
    Ok(photos)
}

fn select_urls(connection: &Connection, name: &str) -> Result<Vec<String>, Fault> {
    let mut statement = prepare(connection, "select url from photo_urls where name = $1")?;
    let urls = statement.query_map(params![name], |row| row.get(0))?;
    Ok(urls.collect::<Result<_, _>>()?)
}

fn delete_photo(connection: &Connection, name: &str) -> Result<(), Fault> {
    prepare(connection, "delete from photo_urls where name = $1")?.execute(params![name])?;
    prepare(connection, "delete from photos where name = $1")?.execute(params![name])?;
    Ok(())
}

fn photo_seal(name: &str, record: &str) -> [u8; 32] {
    seal::of("photo", &[name.as_bytes(), record.as_bytes()])
}

/// Reads `name, record, seal`.
pub(super) fn read_photo(row: &Row<'_>) -> Result<PhotoFile, Fault> {
    let (name, json): (String, String) = (row.get(0)?, row.get(1)?);
    let damaged = |why: &str| Fault::damaged(format!("photo {name}"), why);
    if row.get_ref(2)?.as_blob().ok() != Some(&photo_seal(&name, &json)) {
        return Err(damaged(seal::BROKEN));
    }
    serde_json::from_str(&json).map_err(|error| damaged(&error.to_string()))
}
