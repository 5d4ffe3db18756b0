//! Tokens: who may do what. Only their hashes are kept.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};

use super::fault::Fault;
use super::{SqliteStore, moment, prepare};
use crate::store::tokens::{Scope, TokenRecord, Tokens};
use crate::store::{Error, seal};

#[async_trait]
impl Tokens for SqliteStore {
    async fn save_token(&self, token: &TokenRecord) -> Result<bool, Error> {
        let token = token.clone();
        self.writer.write(move |c| insert_token(c, &token)).await
    }

    async fn token_by_hash(&self, hash: &str) -> Result<Option<TokenRecord>, Error> {
        let hash = hash.to_owned();
        self.readers.read(move |c| select_by_hash(c, &hash)).await
    }

    async fn tokens(&self) -> Result<Vec<TokenRecord>, Error> {
        self.readers.read(select_tokens).await
    }

    async fn revoke_token(&self, name: &str, moment: DateTime<Utc>) -> Result<bool, Error> {
        let name = name.to_owned();
        let work = move |c: &Connection| {
            let Some(token) = select_in_force(c, &name)? else {
                return Ok(false);
            };
            let revoked = TokenRecord {
                revoked: Some(moment),
                ..token
            };
            update_revoked(c, &revoked)?;
            Ok(true)
        };
        self.writer.write(work).await
    }
}

fn insert_token(connection: &Connection, token: &TokenRecord) -> Result<bool, Fault> {
    let n_inserted = prepare(
        connection,
        "insert into tokens (name, hash, scopes, made, expires, revoked, seal)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict do nothing",
    )?
    .execute(params![
        token.name,
        token.hash,
        scope_words(&token.scopes),
        token.made.timestamp_millis(),
        token.expires.map(|moment| moment.timestamp_millis()),
        token.revoked.map(|moment| moment.timestamp_millis()),
        token_seal(token),
    ])?;
    Ok(n_inserted == 1)
}

fn update_revoked(connection: &Connection, token: &TokenRecord) -> Result<(), Fault> {
    prepare(
        connection,
        "update tokens set revoked = $1, seal = $2 where hash = $3",
    )?
    .execute(params![
        token.revoked.map(|moment| moment.timestamp_millis()),
        token_seal(token),
        token.hash,
    ])?;
    Ok(())
}

fn select_by_hash(connection: &Connection, hash: &str) -> Result<Option<TokenRecord>, Fault> {
    let mut statement = prepare(
        connection,
        "select name, hash, scopes, made, expires, revoked, seal from tokens where hash = $1",
    )?;
    let mut rows = statement.query(params![hash])?;
    rows.next()?.map(read_token).transpose()
}

fn select_in_force(connection: &Connection, name: &str) -> Result<Option<TokenRecord>, Fault> {
    let mut statement = prepare(
        connection,
        "select name, hash, scopes, made, expires, revoked, seal from tokens
         where name = $1 and revoked is null",
    )?;
    let mut rows = statement.query(params![name])?;
    rows.next()?.map(read_token).transpose()
}

fn select_tokens(connection: &Connection) -> Result<Vec<TokenRecord>, Fault> {
    let mut statement = prepare(
        connection,
        "select name, hash, scopes, made, expires, revoked, seal from tokens order by key",
    )?;
    let mut rows = statement.query([])?;
    let mut tokens = Vec::new();
    while let Some(row) = rows.next()? {
        tokens.push(read_token(row)?);
    }
    Ok(tokens)
}

fn scope_words(scopes: &[Scope]) -> String {
    let words: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
    words.join(" ")
}

fn token_seal(token: &TokenRecord) -> [u8; 32] {
    let bytes = |moment: Option<DateTime<Utc>>| {
        moment.map_or(Vec::new(), |moment| {
            moment.timestamp_millis().to_le_bytes().to_vec()
        })
    };
    seal::of(
        "token",
        &[
            token.name.as_bytes(),
            token.hash.as_bytes(),
            scope_words(&token.scopes).as_bytes(),
            &bytes(Some(token.made)),
            &bytes(token.expires),
            &bytes(token.revoked),
        ],
    )
}

/// Reads `name, hash, scopes, made, expires, revoked, seal`: a token whose row was changed behind our back opens nothing.
pub(super) fn read_token(row: &Row<'_>) -> Result<TokenRecord, Fault> {
    let name: String = row.get(0)?;
    let record = format!("token {name}");
    let scopes: String = row.get(2)?;
    let scopes = scopes.split_whitespace().map(|word| {
        Scope::parse(word).ok_or_else(|| Fault::damaged(record.clone(), "a scope is not known"))
    });
    let optional = |millis: Option<i64>| millis.map(|millis| moment(millis, &record)).transpose();
    let token = TokenRecord {
        name,
        hash: row.get(1)?,
        scopes: scopes.collect::<Result<_, _>>()?,
        made: moment(row.get(3)?, &record)?,
        expires: optional(row.get(4)?)?,
        revoked: optional(row.get(5)?)?,
    };
    if row.get_ref(6)?.as_blob().ok() != Some(&token_seal(&token)) {
        return Err(Fault::damaged(record, seal::BROKEN));
    }
    Ok(token)
}
