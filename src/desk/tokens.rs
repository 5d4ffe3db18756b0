//! Who may do what: tokens are random, shown once, kept as hashes.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{Desk, Error};
use crate::store::{Scope, Store, TokenRecord};

/// The beginning of every token, so that a leaked one is recognised.
const PREFIX: &str = "synd_";

/// Who asks, and what they may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    /// The token's name, which is the source it files as.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
}

impl Bearer {
    /// Whether the bearer may do this.
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
            || self.scopes.contains(&Scope::Admin)
            || (scope == Scope::Read && self.scopes.contains(&Scope::Push))
            || (scope == Scope::Kill && self.scopes.contains(&Scope::Push))
    }
}

/// What a new token is to be.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// Its name.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it ends.
    pub expires: Option<DateTime<Utc>>,
}

/// Makes a token and keeps its hash; the token itself is given here and nowhere else. `None` where the name is taken.
pub async fn new_token(
    store: &dyn Store,
    new: NewToken,
    now: DateTime<Utc>,
) -> Result<Option<String>, Error> {
    let mut random = [0u8; 32];
    getrandom::fill(&mut random)
        .map_err(|error| Error::Shelf(format!("no random numbers: {error}")))?;
    let token = format!("{PREFIX}{}", hex(&random));
    let record = TokenRecord {
        name: new.name,
        hash: sha256_hex(token.as_bytes()),
        scopes: new.scopes,
        made: now,
        expires: new.expires,
        revoked: None,
    };
    Ok(store.save_token(&record).await?.then_some(token))
}

/// Finds the bearer of a token that is in force.
pub async fn bearer(desk: &Desk, token: &str) -> Result<Option<Bearer>, Error> {
    let hash = sha256_hex(token.as_bytes());
    let now = desk.clock.now();
    let record = desk.store.token_by_hash(&hash).await?;
    let in_force = |record: &TokenRecord| {
        bool::from(record.hash.as_bytes().ct_eq(hash.as_bytes()))
            && record.revoked.is_none()
            && record.expires.is_none_or(|expires| now < expires)
    };
    Ok(record.filter(in_force).map(|record| Bearer {
        name: record.name,
        scopes: record.scopes,
    }))
}

/// SHA-256 in lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
