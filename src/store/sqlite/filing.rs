//! Files a version: its row, where the article stands now, and the jobs that follow.

use rusqlite::{Connection, OptionalExtension, params};

use super::articles::Sealed;
use super::fault::Fault;
use super::jobs::{NewRow, insert_jobs};
use super::ledger::Names;
use super::photos::insert_drops;
use super::prepare;
use crate::article::photo::PhotoSource;
use crate::article::text::fold;
use crate::store::Error;
use crate::store::articles::{Filed, Filing, Saved};
use crate::store::listing::{Listing, Shelf, is_photo};

/// Everything a filing writes, made before the writer is asked.
pub(super) struct Rows {
    id: String,
    version: u64,
    follows: Option<u64>,
    status: &'static str,
    section: Option<String>,
    listing: Listing,
    names: Names,
    filed: i64,
    filed_by: String,
    fingerprint: String,
    record: String,
    seal: [u8; 32],
    jobs: Vec<NewRow>,
    drops: Vec<PhotoSource>,
}

impl Rows {
    /// The rows of a filing.
    pub(super) fn of(filing: Filing) -> Result<Self, Error> {
        let Filed {
            article,
            fingerprint,
            filed,
            filed_by,
        } = filing.filed;
        let record = serde_json::to_string(&article)
            .map_err(|error| Error::Unavailable(format!("the article is not JSON: {error}")))?;
        let id = article.id.as_str().to_owned();
        let names = Names::of(&article, filed, &filed_by);
        let filed = filed.timestamp_millis();
        let sealed = Sealed {
            id: &id,
            version: article.version,
            filed,
            filed_by: &filed_by,
            fingerprint: &fingerprint,
            record: &record,
        };
        Ok(Self {
            seal: sealed.seal(),
            version: article.version,
            follows: filing.follows,
            status: article.status.as_str(),
            section: article.section.as_deref().map(fold),
            listing: Listing::of(&article),
            names,
            jobs: filing
                .jobs
                .iter()
                .map(NewRow::of)
                .collect::<Result<_, _>>()?,
            drops: filing.drops,
            id,
            filed,
            filed_by,
            fingerprint,
            record,
        })
    }

    /// The id of the article.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Writes them, unless another version came first or a name stands for another article.
    pub(super) fn save(&self, connection: &Connection) -> Result<Saved, Fault> {
        let is_new = self.follows.is_none();
        if let Some(refused) = self.names.refuse(connection, is_new)? {
            return Ok(refused);
        }
        let key = match self.follows {
            None => self.insert_article(connection)?,
            Some(newest) if self.version <= newest => None,
            Some(newest) => self.follow(connection, newest)?,
        };
        let Some(key) = key else {
            return Ok(Saved::Overtaken);
        };
        self.insert_version(connection, key)?;
        self.names.write(connection, is_new)?;
        insert_jobs(connection, &self.jobs)?;
        insert_drops(connection, &self.drops)?;
        Ok(Saved::Durable)
    }

    /// Puts this in the place of the same version and of all before it; says whether it was the newest.
    pub(super) fn stand_for_all(&self, connection: &Connection) -> Result<bool, Fault> {
        let standing = select_standing(connection, &self.id)?;
        let Some(standing) = standing.filter(|standing| standing.version == self.version) else {
            return Ok(false);
        };
        delete_versions(connection, standing.key)?;
        self.update_article(connection, standing.key)?;
        self.move_names(connection, &standing)?;
        self.insert_version(connection, standing.key)?;
        Ok(true)
    }

    /// The key of the new article; `None` where the id is taken.
    fn insert_article(&self, connection: &Connection) -> Result<Option<i64>, Fault> {
        let listing = &self.listing;
        let n_inserted = prepare(
            connection,
            "insert into articles
                     (id, version, status, section, shelf, place, opens, closes, names)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                 on conflict (id) do nothing",
        )?
        .execute(params![
            self.id,
            self.version.cast_signed(),
            self.status,
            self.section,
            listing.shelf.number(),
            listing.place,
            listing.opens,
            listing.closes,
            listing.names,
        ])?;
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
        self.update_photo_ends(connection, standing.key)?;
        Ok(Some(standing.key))
    }

    fn update_article(&self, connection: &Connection, key: i64) -> Result<(), Fault> {
        let listing = &self.listing;
        prepare(
            connection,
            "update articles set
                     version = $1, status = $2, section = $3, shelf = $4, place = $5,
                     opens = $6, closes = $7, names = $8
                 where key = $9",
        )?
        .execute(params![
            self.version.cast_signed(),
            self.status,
            self.section,
            listing.shelf.number(),
            listing.place,
            listing.opens,
            listing.closes,
            listing.names,
            key,
        ])?;
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
            return insert_photo(connection, key, name, listing.photo_ends.get(name));
        }
        if listing.shelf == Shelf::Nowhere {
            return Ok(());
        }
        prepare(
            connection,
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

    /// A photo that stays may have other rights now.
    fn update_photo_ends(&self, connection: &Connection, key: i64) -> Result<(), Fault> {
        let photos = self.listing.names.split('\n').filter(|name| is_photo(name));
        for photo in photos {
            prepare(
                connection,
                "update article_photos set ends = $1
                 where photo = $2 and article = $3 and ends is not $1",
            )?
            .execute(params![self.listing.photo_ends.get(photo), photo, key])?;
        }
        Ok(())
    }

    fn insert_version(&self, connection: &Connection, key: i64) -> Result<(), Fault> {
        prepare(
            connection,
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
    let standing = prepare(
        connection,
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
        prepare(
            connection,
            "delete from article_photos where photo = $1 and article = $2",
        )?
        .execute(params![name, before.key])?;
        return Ok(());
    }
    prepare(
        connection,
        "delete from listings where name = $1 and shelf = $2 and place = $3 and article = $4",
    )?
    .execute(params![name, before.shelf, before.place, before.key])?;
    Ok(())
}

fn insert_photo(
    connection: &Connection,
    key: i64,
    name: &str,
    ends: Option<&i64>,
) -> Result<(), Fault> {
    prepare(
        connection,
        "insert into article_photos (photo, article, ends) values ($1, $2, $3)",
    )?
    .execute(params![name, key, ends])?;
    Ok(())
}

/// Takes an article off the record if `version` is its newest; says whether it did. Its names stay in the ledger.
pub(super) fn delete_article(
    connection: &Connection,
    id: &str,
    version: u64,
) -> Result<bool, Fault> {
    let standing = select_standing(connection, id)?;
    let Some(standing) = standing.filter(|standing| standing.version == version) else {
        return Ok(false);
    };
    for name in standing.names.split('\n') {
        delete_name(connection, &standing, name)?;
    }
    delete_versions(connection, standing.key)?;
    prepare(connection, "delete from standings where article = $1")?.execute(params![id])?;
    prepare(connection, "delete from articles where key = $1")?.execute(params![standing.key])?;
    Ok(true)
}

fn delete_versions(connection: &Connection, article: i64) -> Result<(), Fault> {
    prepare(connection, "delete from versions where article = $1")?.execute(params![article])?;
    Ok(())
}
