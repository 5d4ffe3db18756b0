//! The names of articles: ids, ids in feeds, declared aliases and addresses; a name that was used once stays used.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Error, Filed};
use crate::article::identity::ArticleId;

/// What a name stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum Known {
    /// For nothing, and it never did.
    Nobody,
    /// For this article, in its newest version.
    Filed(Box<Filed>),
    /// For an article that retention took off the record.
    Purged {
        /// Its id.
        id: String,
    },
}

/// Which kind of name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// An id, an id in feeds, or a declared alias: stands for one article for ever.
    Name,
    /// The address of a version: stands for the article that took it last.
    Address,
}

impl NameKind {
    /// The number it is stored as.
    pub(super) fn number(self) -> i64 {
        match self {
            Self::Name => 0,
            Self::Address => 1,
        }
    }
}

/// One name of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub name: String,
    /// Its kind.
    pub kind: NameKind,
    /// Since when it stands for an article.
    pub since: DateTime<Utc>,
    /// The token that declared it; `None` where it came with a version.
    pub declared_by: Option<String>,
}

/// How a declaration of names ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// They stand for the article.
    Durable,
    /// One stands for another article; nothing was changed.
    Taken {
        /// The name.
        name: String,
        /// The id of the article it stands for.
        by: String,
    },
}

/// The names of articles.
#[async_trait]
pub trait Ledger {
    /// What a name stands for: an id, an id in feeds or an alias; where it is none, and `addresses` may be asked,
    /// the address of a version.
    async fn known_as(&self, name: &str, kinds: &[NameKind]) -> Result<Known, Error>;
    /// The same for many names, as they are at one moment, in their order.
    async fn known_all(&self, names: &[String], kinds: &[NameKind]) -> Result<Vec<Known>, Error>;
    /// The names of an article, the oldest first.
    async fn names_of(&self, id: &ArticleId) -> Result<Vec<Name>, Error>;
    /// Lets free names stand for an article from `now` on, by order of a token: all or none.
    async fn claim_names(
        &self,
        id: &ArticleId,
        names: &[String],
        declared_by: &str,
        now: DateTime<Utc>,
    ) -> Result<Claimed, Error>;
}
