//! Articles and their versions.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};

use super::fault::Fault;
use super::filing::Rows;
use super::filing_many::ManyRows;
use super::{SqliteStore, moment, prepare, scan};
use crate::article::Article;
use crate::article::identity::ArticleId;
use crate::article::photo::PhotoSource;
use crate::feed::select::Selection;
use crate::store::articles::{Articles, Filed, Filing, Found, ListPage, Listed, Saved};
use crate::store::listing::photo_name;
use crate::store::{Error, seal};

#[async_trait]
impl Articles for SqliteStore {
    async fn article(&self, id: &ArticleId) -> Result<Option<Filed>, Error> {
        let id = id.clone();
        self.readers
            .read(move |c| select_newest(c, id.as_str()))
            .await
    }

    async fn version(&self, id: &ArticleId, version: u64) -> Result<Option<Filed>, Error> {
        let id = id.clone();
        self.readers
            .read(move |c| select_version(c, id.as_str(), version))
            .await
    }

    async fn save_article(&self, filing: Filing) -> Result<Saved, Error> {
        let rows = Rows::of(filing)?;
        self.writer.write(move |c| rows.save(c)).await
    }

    async fn save_articles(&self, filings: Vec<Filing>) -> Result<Vec<Saved>, Error> {
        let many = tokio::task::spawn_blocking(move || ManyRows::of(filings))
            .await
            .map_err(|error| Error::Unavailable(format!("making the rows ended: {error}")))??;
        self.writer.write(move |c| many.save(c)).await
    }

    async fn list(&self, page: &ListPage) -> Result<Vec<Listed>, Error> {
        let page = page.clone();
        self.readers.read(move |c| select_page(c, &page)).await
    }

    async fn newest(&self, selection: &Selection, now: DateTime<Utc>) -> Result<Found, Error> {
        let selection = selection.clone();
        self.readers
            .read(move |c| scan::newest(c, &selection, now))
            .await
    }

    async fn killed(&self, selection: &Selection, most: u32) -> Result<Found, Error> {
        let selection = selection.clone();
        self.readers
            .read(move |c| scan::killed(c, &selection, most))
            .await
    }

    async fn articles_with_photo(&self, source: &PhotoSource) -> Result<Vec<Article>, Error> {
        let photo = photo_name(source);
        self.readers
            .read(move |c| select_with_photo(c, &photo))
            .await
    }

    async fn n_articles(&self) -> Result<u64, Error> {
        self.readers.read(count_articles).await
    }
}

fn select_newest(connection: &Connection, id: &str) -> Result<Option<Filed>, Fault> {
    let mut statement = prepare(
        connection,
        "select a.id, v.version, v.filed, v.filed_by, v.fingerprint, v.record, v.seal
         from articles a join versions v on v.article = a.key and v.version = a.version
         where a.id = $1",
    )?;
    let mut rows = statement.query(params![id])?;
    rows.next()?.map(read_filed).transpose()
}

fn select_version(connection: &Connection, id: &str, version: u64) -> Result<Option<Filed>, Fault> {
    let mut statement = prepare(
        connection,
        "select a.id, v.version, v.filed, v.filed_by, v.fingerprint, v.record, v.seal
         from articles a join versions v on v.article = a.key
         where a.id = $1 and v.version = $2",
    )?;
    let mut rows = statement.query(params![id, version.cast_signed()])?;
    rows.next()?.map(read_filed).transpose()
}

/// So many damaged articles are passed over in one page of the list, so that it is full all the same.
const MOST_LEFT_OUT: u32 = 64;

fn select_page(connection: &Connection, page: &ListPage) -> Result<Vec<Listed>, Fault> {
    // Four statements in one, so that each filter is read from its own index.
    let filter = match (&page.section, &page.status) {
        (None, None) => "$2 is null and $3 is null",
        (Some(_), None) => "a.section = $2 and $3 is null",
        (None, Some(_)) => "$2 is null and a.status = $3",
        (Some(_), Some(_)) => "a.section = $2 and +a.status = $3",
    };
    let mut statement = prepare(
        connection,
        &format!(
            "select a.id, v.version, v.filed, v.filed_by, v.fingerprint, v.record, v.seal, a.key
         from articles a join versions v on v.article = a.key and v.version = a.version
         where a.key < $1 and {filter}
         order by a.key desc limit $4"
        ),
    )?;
    let mut rows = statement.query(params![
        page.after.unwrap_or(i64::MAX),
        page.section,
        page.status,
        page.limit.saturating_add(MOST_LEFT_OUT),
    ])?;
    let mut listed = Vec::new();
    while listed.len() < page.limit as usize {
        let Some(row) = rows.next()? else { break };
        match read_filed(row) {
            Ok(filed) => listed.push(Listed {
                key: row.get(7)?,
                filed,
            }),
            Err(Fault::Store(error @ Error::Damaged { .. })) => {
                tracing::error!("the list goes on without an article: {error}");
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(listed)
}

fn select_with_photo(connection: &Connection, photo: &str) -> Result<Vec<Article>, Fault> {
    let mut statement = prepare(
        connection,
        "select a.id, v.version, v.filed, v.filed_by, v.fingerprint, v.record, v.seal
         from article_photos p
         join articles a on a.key = p.article
         join versions v on v.article = a.key and v.version = a.version
         where p.photo = $1
         order by p.article",
    )?;
    let mut rows = statement.query(params![photo])?;
    let mut articles = Vec::new();
    while let Some(row) = rows.next()? {
        match read_filed(row) {
            Ok(filed) => articles.push(filed.article),
            // Told by the feeds that would show it, and by `syndicated check`.
            Err(Fault::Store(Error::Damaged { .. })) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(articles)
}

fn count_articles(connection: &Connection) -> Result<u64, Fault> {
    let n_articles: i64 =
        prepare(connection, "select count(*) from articles")?.query_row([], |row| row.get(0))?;
    Ok(n_articles.cast_unsigned())
}

/// All that a version's row says.
pub(super) struct Sealed<'a> {
    pub(super) id: &'a str,
    pub(super) version: u64,
    pub(super) filed: i64,
    pub(super) filed_by: &'a str,
    pub(super) fingerprint: &'a str,
    pub(super) record: &'a str,
}

impl Sealed<'_> {
    /// The hash of it.
    pub(super) fn seal(&self) -> [u8; 32] {
        seal::of(
            "version",
            &[
                self.id.as_bytes(),
                &self.version.to_le_bytes(),
                &self.filed.to_le_bytes(),
                self.filed_by.as_bytes(),
                self.fingerprint.as_bytes(),
                self.record.as_bytes(),
            ],
        )
    }
}

/// Reads `id, version, filed, filed_by, fingerprint, record, seal`, and refuses what was not written so.
pub(super) fn read_filed(row: &Row<'_>) -> Result<Filed, Fault> {
    let sealed = Sealed {
        id: text(row, 0)?,
        version: row.get::<_, i64>(1)?.cast_unsigned(),
        filed: row.get(2)?,
        filed_by: text(row, 3)?,
        fingerprint: text(row, 4)?,
        record: text(row, 5)?,
    };
    let damaged = |why: &str| {
        let record = format!("article {} version {}", sealed.id, sealed.version);
        Fault::damaged(record, why)
    };
    if row.get_ref(6)?.as_blob().ok() != Some(&sealed.seal()) {
        return Err(damaged(seal::BROKEN));
    }
    Ok(Filed {
        article: serde_json::from_str(sealed.record)
            .map_err(|error| damaged(&error.to_string()))?,
        fingerprint: sealed.fingerprint.to_owned(),
        filed: moment(sealed.filed, sealed.id)?,
        filed_by: sealed.filed_by.to_owned(),
    })
}

/// The text of a column, borrowed from the row; damaged bytes may not be text any more.
fn text<'row>(row: &'row Row<'_>, column: usize) -> Result<&'row str, Fault> {
    row.get_ref(column)?
        .as_str()
        .map_err(|error| Fault::damaged("a version", error.to_string()))
}
