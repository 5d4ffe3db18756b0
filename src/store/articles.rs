//! Articles and their versions.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Error, HeldArticle};
use crate::article::Article;
use crate::article::identity::ArticleId;
use crate::article::photo::PhotoSource;
use crate::feed::select::Selection;
use crate::job::NewJob;

/// One version of an article as it was filed.
#[derive(Debug, Clone, PartialEq)]
pub struct Filed {
    /// The version.
    pub article: Article,
    /// Hash of the draft it was read from: equal drafts are not filed twice.
    pub fingerprint: String,
    /// When it was filed.
    pub filed: DateTime<Utc>,
    /// The token that filed it, by name.
    pub filed_by: String,
}

/// A version to be filed, with the jobs that follow from it.
#[derive(Debug, Clone)]
pub struct Filing {
    /// What to file.
    pub filed: Filed,
    /// The version it follows; `None` for a new article.
    pub follows: Option<u64>,
    /// What must be done after it.
    pub jobs: Vec<NewJob>,
    /// Photos that go with it: in the same transaction, each that is known by then gets a job that takes it off the
    /// shelf unless something else shows it.
    pub drops: Vec<PhotoSource>,
}

/// How a filing ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// It is durable.
    Durable,
    /// Another version came first; read again and decide again.
    Overtaken,
    /// A name of the article stands for another one; nothing was changed.
    Taken {
        /// The name.
        name: String,
        /// The id of the article it stands for.
        by: String,
    },
}

/// Which part of the list of articles is asked for, newest filing first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListPage {
    /// Continue after the article with this store key (the cursor of the page before).
    pub after: Option<i64>,
    /// At most so many.
    pub limit: u32,
    /// Only of this section (folded).
    pub section: Option<String>,
    /// Only with this status word.
    pub status: Option<String>,
}

/// One article of a list, with the key that continues after it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The store's key.
    pub key: i64,
    /// The newest version.
    pub filed: Filed,
}

/// What a selection found: the articles that read back, and those that do not.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// The articles.
    pub articles: Vec<Article>,
    /// What is damaged on the disk, each with what is wrong: it is left out and stops nothing else.
    pub damaged: Vec<HeldArticle>,
}

/// Articles and their versions.
#[async_trait]
pub trait Articles {
    /// The newest version of an article.
    async fn article(&self, id: &ArticleId) -> Result<Option<Filed>, Error>;
    /// One version of an article.
    async fn version(&self, id: &ArticleId, version: u64) -> Result<Option<Filed>, Error>;
    /// Files a version, its names and its jobs in one durable transaction, unless another version came first or a
    /// name stands for another article. A version that was declared one with another article gives that one its names.
    async fn save_article(&self, filing: Filing) -> Result<Saved, Error>;
    /// Files many versions, their names and their jobs in one durable transaction, in this order; equal jobs are one. A
    /// version that was overtaken or whose name is taken is left out, and with it those that come after it for the same article.
    async fn save_articles(&self, filings: Vec<Filing>) -> Result<Vec<Saved>, Error>;
    /// A page of the newest versions of all articles, newest key first; those that do not read back are left out.
    async fn list(&self, page: &ListPage) -> Result<Vec<Listed>, Error>;
    /// What a feed shows at `now`: public articles that the selection takes, newest position first, at most `selection.limit`.
    /// The cost depends on the selection's limit, not on how many articles are stored.
    async fn newest(&self, selection: &Selection, now: DateTime<Utc>) -> Result<Found, Error>;
    /// The last killed articles that the selection takes and that were public, newest kill first.
    async fn killed(&self, selection: &Selection, most: u32) -> Result<Found, Error>;
    /// The articles whose newest version shows a photo of this source; those that do not read back are left out.
    async fn articles_with_photo(&self, source: &PhotoSource) -> Result<Vec<Article>, Error>;
    /// How many articles are stored.
    async fn n_articles(&self) -> Result<u64, Error>;
}
