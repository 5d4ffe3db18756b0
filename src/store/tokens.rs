//! Tokens: who may do what. Only their hashes are kept.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Error;

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// File articles and photos, and read them back.
    Push,
    /// Withdraw articles.
    Kill,
    /// Read articles, reports and figures.
    Read,
    /// Everything.
    Admin,
}

impl Scope {
    /// The word on the command line and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Push => "push",
            Self::Kill => "kill",
            Self::Read => "read",
            Self::Admin => "admin",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "push" => Some(Self::Push),
            "kill" => Some(Self::Kill),
            "read" => Some(Self::Read),
            "admin" => Some(Self::Admin),
            _ => None,
        }
    }
}

/// A token as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRecord {
    /// Its name, which is also the source it files as.
    pub name: String,
    /// SHA-256 of the token, lower-case hex.
    pub hash: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub made: DateTime<Utc>,
    /// When it ends.
    pub expires: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked: Option<DateTime<Utc>>,
}

/// Tokens by name and by hash.
#[async_trait]
pub trait Tokens {
    /// Records a new token; `false` where the name is taken by one that is not revoked.
    async fn save_token(&self, token: &TokenRecord) -> Result<bool, Error>;
    /// The token with this hash, revoked or not.
    async fn token_by_hash(&self, hash: &str) -> Result<Option<TokenRecord>, Error>;
    /// All tokens, oldest first.
    async fn tokens(&self) -> Result<Vec<TokenRecord>, Error>;
    /// Revokes a token by name; `false` where there is none in force.
    async fn revoke_token(&self, name: &str, moment: DateTime<Utc>) -> Result<bool, Error>;
}
