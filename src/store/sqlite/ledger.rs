//! The names of articles: ids, ids in feeds, declared aliases and addresses.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::articles::read_filed;
use super::fault::Fault;
use super::{SqliteStore, moment, prepare};
use crate::article::Article;
use crate::article::identity::ArticleId;
use crate::store::Error;
use crate::store::articles::Saved;
use crate::store::ledger::{Claimed, Known, Ledger, Name, NameKind};

#[async_trait]
impl Ledger for SqliteStore {
    async fn known_as(&self, name: &str, kinds: &[NameKind]) -> Result<Known, Error> {
        let (name, kinds) = (name.to_owned(), kinds.to_owned());
        self.readers
            .read(move |c| select_known_as(c, &name, &kinds))
            .await
    }

    async fn known_all(&self, names: &[String], kinds: &[NameKind]) -> Result<Vec<Known>, Error> {
        let (names, kinds) = (names.to_vec(), kinds.to_owned());
        let look = move |c: &Connection| {
            let names = names.iter();
            names.map(|name| select_known_as(c, name, &kinds)).collect()
        };
        self.readers.read(look).await
    }

    async fn names_of(&self, id: &ArticleId) -> Result<Vec<Name>, Error> {
        let id = id.clone();
        self.readers
            .read(move |c| select_names(c, id.as_str()))
            .await
    }

    async fn claim_names(
        &self,
        id: &ArticleId,
        names: &[String],
        declared_by: &str,
        now: DateTime<Utc>,
    ) -> Result<Claimed, Error> {
        let (id, names) = (id.as_str().to_owned(), names.to_owned());
        let (declared_by, now) = (declared_by.to_owned(), now.timestamp_millis());
        let work = move |c: &Connection| {
            if let Some((name, by)) = first_taken(c, &id, &names)? {
                return Ok(Claimed::Taken { name, by });
            }
            for name in &names {
                insert_name(c, name, &id, now, Some(&declared_by))?;
            }
            Ok(Claimed::Durable)
        };
        self.writer.write(work).await
    }
}

/// The names that a version brings.
pub(super) struct Names {
    id: String,
    atom_id: String,
    aliases: Vec<String>,
    url: Option<String>,
    merged_into: Option<String>,
    filed: i64,
    filed_by: String,
}

impl Names {
    /// The names of a version.
    pub(super) fn of(article: &Article, filed: DateTime<Utc>, filed_by: &str) -> Self {
        Self {
            id: article.id.as_str().to_owned(),
            atom_id: article.atom_id.as_str().to_owned(),
            aliases: article.aliases.clone(),
            url: article.url.clone(),
            merged_into: article
                .merged_into
                .as_ref()
                .map(|id| id.as_str().to_owned()),
            filed: filed.timestamp_millis(),
            filed_by: filed_by.to_owned(),
        }
    }

    /// Why a version with these names cannot be filed, before anything is written.
    pub(super) fn refuse(&self, c: &Connection, is_new: bool) -> Result<Option<Saved>, Fault> {
        // The id of a new article stands for nothing yet; if it does, it must be decided again what it is.
        if is_new && select_holder(c, &self.id)?.is_some() {
            return Ok(Some(Saved::Overtaken));
        }
        if let Some(target) = &self.merged_into
            && select_holder(c, target)?.as_ref() != Some(target)
        {
            return Ok(Some(Saved::Overtaken));
        }
        let mut names = self.aliases.clone();
        if is_new {
            names.push(self.atom_id.clone());
        }
        let taken = first_taken(c, &self.id, &names)?;
        Ok(taken.map(|(name, by)| Saved::Taken { name, by }))
    }

    /// Writes them.
    pub(super) fn write(&self, c: &Connection, is_new: bool) -> Result<(), Fault> {
        if let Some(target) = &self.merged_into {
            return give_all(c, &self.id, target);
        }
        if is_new {
            insert_name(c, &self.id, &self.id, self.filed, None)?;
            insert_name(c, &self.atom_id, &self.id, self.filed, None)?;
        }
        for alias in &self.aliases {
            insert_name(c, alias, &self.id, self.filed, Some(&self.filed_by))?;
        }
        match &self.url {
            Some(url) => upsert_address(c, url, &self.id, self.filed),
            None => Ok(()),
        }
    }
}

/// The first of these names that stands for another article, and that article.
fn first_taken(
    connection: &Connection,
    id: &str,
    names: &[String],
) -> Result<Option<(String, String)>, Fault> {
    for name in names {
        if let Some(by) = select_holder(connection, name)?.filter(|by| by != id) {
            return Ok(Some((name.clone(), by)));
        }
    }
    Ok(None)
}

/// The article that a name stands for.
fn select_holder(connection: &Connection, name: &str) -> Result<Option<String>, Fault> {
    let holder = prepare(
        connection,
        "select article from ledger where kind = 0 and name = $1",
    )?
    .query_row(params![name], |row| row.get(0))
    .optional()?;
    Ok(holder)
}

fn select_known_as(
    connection: &Connection,
    name: &str,
    kinds: &[NameKind],
) -> Result<Known, Fault> {
    for kind in kinds {
        let known = select_known(connection, *kind, name)?;
        if known != Known::Nobody {
            return Ok(known);
        }
    }
    Ok(Known::Nobody)
}

fn select_known(connection: &Connection, kind: NameKind, name: &str) -> Result<Known, Fault> {
    let mut statement = prepare(
        connection,
        "select a.id, v.version, v.filed, v.filed_by, v.fingerprint, v.record, v.seal, l.article
         from ledger l
         left join articles a on a.id = l.article
         left join versions v on v.article = a.key and v.version = a.version
         where l.kind = $1 and l.name = $2",
    )?;
    let mut rows = statement.query(params![kind.number(), name])?;
    let Some(row) = rows.next()? else {
        return Ok(Known::Nobody);
    };
    if row.get_ref(0)?.as_str().is_err() {
        return Ok(Known::Purged { id: row.get(7)? });
    }
    Ok(Known::Filed(Box::new(read_filed(row)?)))
}

fn select_names(connection: &Connection, id: &str) -> Result<Vec<Name>, Fault> {
    let mut statement = prepare(
        connection,
        "select name, kind, since, declared_by from ledger where article = $1
         order by since, kind, name",
    )?;
    let mut rows = statement.query(params![id])?;
    let mut names = Vec::new();
    while let Some(row) = rows.next()? {
        names.push(read_name(row)?);
    }
    Ok(names)
}

fn read_name(row: &Row<'_>) -> Result<Name, Fault> {
    Ok(Name {
        name: row.get(0)?,
        kind: match row.get::<_, i64>(1)? {
            0 => NameKind::Name,
            _ => NameKind::Address,
        },
        since: moment(row.get(2)?, "a name")?,
        declared_by: row.get(3)?,
    })
}

fn insert_name(
    connection: &Connection,
    name: &str,
    article: &str,
    since: i64,
    declared_by: Option<&str>,
) -> Result<(), Fault> {
    prepare(
        connection,
        "insert into ledger (kind, name, article, since, declared_by) values (0, $1, $2, $3, $4)
             on conflict (kind, name) do nothing",
    )?
    .execute(params![name, article, since, declared_by])?;
    Ok(())
}

/// An address stands for the article that took it last.
fn upsert_address(
    connection: &Connection,
    address: &str,
    article: &str,
    since: i64,
) -> Result<(), Fault> {
    prepare(
        connection,
        "insert into ledger (kind, name, article, since) values (1, $1, $2, $3)
             on conflict (kind, name) do update set
                 article = excluded.article, since = excluded.since
             where ledger.article <> excluded.article",
    )?
    .execute(params![address, article, since])?;
    Ok(())
}

/// Lets every name of one article stand for another.
fn give_all(connection: &Connection, from: &str, to: &str) -> Result<(), Fault> {
    prepare(
        connection,
        "update ledger set article = $1 where article = $2",
    )?
    .execute(params![to, from])?;
    Ok(())
}
