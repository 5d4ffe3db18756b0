//! Articles and their versions.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::fault::Fault;
use super::jobs::{NewRow, insert_job};
use super::{SqliteStore, moment, scan};
use crate::article::Article;
use crate::article::identity::ArticleId;
use crate::article::photo::PhotoSource;
use crate::article::text::fold;
use crate::feed::select::Selection;
use crate::store::articles::{Articles, Filed, Filing, ListPage, Listed, Saved};
use crate::store::listing::{Listing, Shelf, is_photo, photo_name};
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

    async fn list(&self, page: &ListPage) -> Result<Vec<Listed>, Error> {
        let page = page.clone();
        self.readers.read(move |c| select_page(c, &page)).await
    }

    async fn newest(
        &self,
        selection: &Selection,
        now: DateTime<Utc>,
    ) -> Result<Vec<Article>, Error> {
        let selection = selection.clone();
        self.readers
            .read(move |c| scan::newest(c, &selection, now))
            .await
    }

    async fn killed(&self, selection: &Selection, most: u32) -> Result<Vec<Article>, Error> {
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

/// Everything a filing writes, made before the writer is asked.
struct Rows {
    id: String,
    version: u64,
    follows: Option<u64>,
    status: &'static str,
    section: Option<String>,
    listing: Listing,
    filed: i64,
    filed_by: String,
    fingerprint: String,
    record: String,
    seal: [u8; 32],
    jobs: Vec<NewRow>,
}

impl Rows {
    fn of(filing: Filing) -> Result<Self, Error> {
        let Filed {
            article,
            fingerprint,
            filed,
            filed_by,
        } = filing.filed;
        let record = serde_json::to_string(&article)
            .map_err(|error| Error::Unavailable(format!("the article is not JSON: {error}")))?;
        let id = article.id.as_str().to_owned();
        let filed = filed.timestamp_millis();
        Ok(Self {
            seal: version_seal(&id, article.version, filed, &filed_by, &fingerprint, &record),
            version: article.version,
            follows: filing.follows,
            status: article.status.as_str(),
            section: article.section.as_deref().map(fold),
            listing: Listing::of(&article),
            jobs: filing.jobs.iter().map(NewRow::of).collect::<Result<_, _>>()?,
            id,
            filed,
            filed_by,
            fingerprint,
            record,
        })
    }

    fn save(&self, connection: &Connection) -> Result<Saved, Fault> {
        let key = match self.follows {
            None => self.insert_article(connection)?,
            Some(newest) if self.version <= newest => None,
            Some(newest) => self.follow(connection, newest)?,
        };
        let Some(key) = key else {
            return Ok(Saved::Overtaken);
        };
        self.insert_version(connection, key)?;
        for job in &self.jobs {
            insert_job(connection, job)?;
        }
        Ok(Saved::Durable)
    }

    /// The key of the new article; `None` where the id is taken.
    fn insert_article(&self, connection: &Connection) -> Result<Option<i64>, Fault> {
        let listing = &self.listing;
        let n_inserted = connection
            .prepare_cached(
                "insert into articles (id, version, status, section, shelf, place, opens, closes, names)
                 values ($id, $version, $status, $section, $shelf, $place, $opens, $closes, $names)
                 on conflict (id) do nothing",
            )?
            .execute(named_params! {
                "$id": self.id,
                "$version": self.version.cast_signed(),
                "$status": self.status,
                "$section": self.section,
                "$shelf": listing.shelf.number(),
                "$place": listing.place,
                "$opens": listing.opens,
                "$closes": listing.closes,
                "$names": listing.names,
            })?;
        if n_inserted == 0 {
            return Ok(None);
        }
        let key = connection.last_insert_rowid();
        for name in listing.names.split('\n') {
            self.insert_name(connection, key, name)?;
        }
        Ok(Some(key))
    }

    /// The key of the article whose newest version is still the one this version follows.
    fn follow(&self, connection: &Connection, newest: u64) -> Result<Option<i64>, Fault> {
        let Some(standing) = select_standing(connection, &self.id)? else {
            return Ok(None);
        };
        if standing.version != newest {
            return Ok(None);
        }
        self.update_article(connection, standing.key)?;
        self.move_names(connection, &standing)?;
        Ok(Some(standing.key))
    }

    fn update_article(&self, connection: &Connection, key: i64) -> Result<(), Fault> {
        let listing = &self.listing;
        connection
            .prepare_cached(
                "update articles set version = $version, status = $status, section = $section, shelf = $shelf,
                     place = $place, opens = $opens, closes = $closes, names = $names
                 where key = $key",
            )?
            .execute(named_params! {
                "$key": key,
                "$version": self.version.cast_signed(),
                "$status": self.status,
                "$section": self.section,
                "$shelf": listing.shelf.number(),
                "$place": listing.place,
                "$opens": listing.opens,
                "$closes": listing.closes,
                "$names": listing.names,
            })?;
        Ok(())
    }

    /// Takes the article out of the lists it left and puts it into those it entered.
    fn move_names(&self, connection: &Connection, before: &Standing) -> Result<(), Fault> {
        let listing = &self.listing;
        let stays = (before.shelf, before.place, before.opens, before.closes)
            == (
                listing.shelf.number(),
                listing.place,
                listing.opens,
                listing.closes,
            );
        if stays && before.names == listing.names {
            return Ok(());
        }
        let is_kept = |name: &str, names: &str| {
            (stays || is_photo(name)) && names.split('\n').any(|other| other == name)
        };
        for name in before.names.split('\n') {
            if !is_kept(name, &listing.names) {
                delete_name(connection, before, name)?;
            }
        }
        for name in listing.names.split('\n') {
            if !is_kept(name, &before.names) {
                self.insert_name(connection, before.key, name)?;
            }
        }
        Ok(())
    }

    fn insert_name(&self, connection: &Connection, key: i64, name: &str) -> Result<(), Fault> {
        let listing = &self.listing;
        if is_photo(name) {
            return insert_photo(connection, key, name);
        }
        if listing.shelf == Shelf::Nowhere {
            return Ok(());
        }
        connection
            .prepare_cached(
                "insert into listings (name, shelf, place, article, opens, closes)
                 values ($1, $2, $3, $4, $5, $6)",
            )?
            .execute(params![
                name,
                listing.shelf.number(),
                listing.place,
                key,
                listing.opens,
                listing.closes,
            ])?;
        Ok(())
    }

    fn insert_version(&self, connection: &Connection, key: i64) -> Result<(), Fault> {
        connection
            .prepare_cached(
                "insert into versions (article, version, filed, filed_by, fingerprint, record, seal)
                 values ($1, $2, $3, $4, $5, $6, $7)",
            )?
            .execute(params![
                key,
                self.version.cast_signed(),
                self.filed,
                self.filed_by,
                self.fingerprint,
                self.record,
                self.seal,
            ])?;
        Ok(())
    }
}

/// Where the newest version on record stands.
struct Standing {
    key: i64,
    version: u64,
    shelf: i64,
    place: i64,
    opens: Option<i64>,
    closes: Option<i64>,
    names: String,
}

fn select_standing(connection: &Connection, id: &str) -> Result<Option<Standing>, Fault> {
    let standing = connection
        .prepare_cached(
            "select key, version, shelf, place, opens, closes, names from articles where id = $1",
        )?
        .query_row(params![id], |row| {
            Ok(Standing {
                key: row.get(0)?,
                version: row.get::<_, i64>(1)?.cast_unsigned(),
                shelf: row.get(2)?,
                place: row.get(3)?,
                opens: row.get(4)?,
                closes: row.get(5)?,
                names: row.get(6)?,
            })
        })
        .optional()?;
    Ok(standing)
}

fn delete_name(connection: &Connection, before: &Standing, name: &str) -> Result<(), Fault> {
    if is_photo(name) {
        connection
            .prepare_cached("delete from article_photos where photo = $1 and article = $2")?
            .execute(params![name, before.key])?;
        return Ok(());
    }
    connection
        .prepare_cached(
            "delete from listings where name = $1 and shelf = $2 and place = $3 and article = $4",
        )?
        .execute(params![name, before.shelf, before.place, before.key])?;
    Ok(())
}

fn insert_photo(connection: &Connection, key: i64, name: &str) -> Result<(), Fault> {
    connection
        .prepare_cached("insert into article_photos (photo, article) values ($1, $2)")?
        .execute(params![name, key])?;
    Ok(())
}

fn select_newest(connection: &Connection, id: &str) -> Result<Option<Filed>, Fault> {
    let mut statement = connection.prepare_cached(
        "select a.id, v.version, v.filed, v.filed_by, v.fingerprint, v.record, v.seal
         from articles a join versions v on v.article = a.key and v.version = a.version
         where a.id = $1",
    )?;
    let mut rows = statement.query(params![id])?;
    rows.next()?.map(read_filed).transpose()
}

fn select_version(
    connection: &Connection,
    id: &str,
    version: u64,
) -> Result<Option<Filed>, Fault> {
    let mut statement = connection.prepare_cached(
        "select a.id, v.version, v.filed, v.filed_by, v.fingerprint, v.record, v.seal
         from articles a join versions v on v.article = a.key
         where a.id = $1 and v.version = $2",
    )?;
    let mut rows = statement.query(params![id, version.cast_signed()])?;
    rows.next()?.map(read_filed).transpose()
}

fn select_page(connection: &Connection, page: &ListPage) -> Result<Vec<Listed>, Fault> {
    // Four statements in one, so that each filter is read from its own index.
    let filter = match (&page.section, &page.status) {
        (None, None) => "$2 is null and $3 is null",
        (Some(_), None) => "a.section = $2 and $3 is null",
        (None, Some(_)) => "a.status = $3 and $2 is null",
        (Some(_), Some(_)) => "a.section = $2 and +a.status = $3",
    };
    let mut statement = connection.prepare_cached(&format!(
        "select a.id, v.version, v.filed, v.filed_by, v.fingerprint, v.record, v.seal, a.key
         from articles a join versions v on v.article = a.key and v.version = a.version
         where a.key < $1 and {filter}
         order by a.key desc limit $4"
    ))?;
    let mut rows = statement.query(params![
        page.after.unwrap_or(i64::MAX),
        page.section,
        page.status,
        page.limit,
    ])?;
    let mut listed = Vec::new();
    while let Some(row) = rows.next()? {
        listed.push(Listed {
            key: row.get(7)?,
            filed: read_filed(row)?,
        });
    }
    Ok(listed)
}

fn select_with_photo(connection: &Connection, photo: &str) -> Result<Vec<Article>, Fault> {
    let mut statement = connection.prepare_cached(
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
        articles.push(read_filed(row)?.article);
    }
    Ok(articles)
}

fn count_articles(connection: &Connection) -> Result<u64, Fault> {
    let n_articles: i64 = connection
        .prepare_cached("select count(*) from articles")?
        .query_row([], |row| row.get(0))?;
    Ok(n_articles.cast_unsigned())
}

/// Hashes all that a version's row says.
fn version_seal(
    id: &str,
    version: u64,
    filed: i64,
    filed_by: &str,
    fingerprint: &str,
    record: &str,
) -> [u8; 32] {
    seal::of(
        "version",
        &[
            id.as_bytes(),
            &version.to_le_bytes(),
            &filed.to_le_bytes(),
            filed_by.as_bytes(),
            fingerprint.as_bytes(),
            record.as_bytes(),
        ],
    )
}

/// Reads `id, version, filed, filed_by, fingerprint, record, seal`, and refuses what was not written so.
pub(super) fn read_filed(row: &Row<'_>) -> Result<Filed, Fault> {
    let id = text(row, 0)?;
    let version = row.get::<_, i64>(1)?.cast_unsigned();
    let damaged = |why: &str| Fault::damaged(format!("article {id} version {version}"), why);
    let filed: i64 = row.get(2)?;
    let (filed_by, fingerprint, record) = (text(row, 3)?, text(row, 4)?, text(row, 5)?);
    let expected = version_seal(id, version, filed, filed_by, fingerprint, record);
    if row.get_ref(6)?.as_blob().ok() != Some(&expected) {
        return Err(damaged(seal::BROKEN));
    }
    Ok(Filed {
        article: serde_json::from_str(record).map_err(|error| damaged(&error.to_string()))?,
        fingerprint: fingerprint.to_owned(),
        filed: moment(filed, id)?,
        filed_by: filed_by.to_owned(),
    })
}

/// The text of a column, borrowed from the row; damaged bytes may not be text any more.
fn text<'row>(row: &'row Row<'_>, column: usize) -> Result<&'row str, Fault> {
    row.get_ref(column)?
        .as_str()
        .map_err(|error| Fault::damaged("a version", error.to_string()))
}
