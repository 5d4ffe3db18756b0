//! Articles and their versions.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::Error;
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
}

/// How a filing ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// It is durable.
    Durable,
    /// Another version came first; read again and decide again.
    Overtaken,
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

/// Articles and their versions.
#[async_trait]
pub trait Articles {
    /// The newest version of an article.
    async fn article(&self, id: &ArticleId) -> Result<Option<Filed>, Error>;
    /// One version of an article.
    async fn version(&self, id: &ArticleId, version: u64) -> Result<Option<Filed>, Error>;
    /// The newest versions of these articles as they are at one moment, in the order of the ids; `None` for each that
    /// is not on record.
    async fn articles(&self, ids: &[ArticleId]) -> Result<Vec<Option<Filed>>, Error>;
    /// Files a version and its jobs in one durable transaction, unless another version came first.
    async fn save_article(&self, filing: Filing) -> Result<Saved, Error>;
    /// Files many versions and their jobs in one durable transaction, in this order; equal jobs are one. A version that
    /// was overtaken is left out, and with it those that come after it for the same article.
    async fn save_articles(&self, filings: Vec<Filing>) -> Result<Vec<Saved>, Error>;
    /// A page of the newest versions of all articles, newest key first.
    async fn list(&self, page: &ListPage) -> Result<Vec<Listed>, Error>;
    /// What a feed shows at `now`: public articles that the selection takes, newest position first, at most `selection.limit`.
    /// The cost depends on the selection's limit, not on how many articles are stored.
    async fn newest(
        &self,
        selection: &Selection,
        now: DateTime<Utc>,
    ) -> Result<Vec<Article>, Error>;
    /// The last killed articles that the selection takes and that were public, newest kill first.
    async fn killed(&self, selection: &Selection, most: u32) -> Result<Vec<Article>, Error>;
    /// The articles whose newest version shows a photo of this source.
    async fn articles_with_photo(&self, source: &PhotoSource) -> Result<Vec<Article>, Error>;
    /// How many articles are stored.
    async fn n_articles(&self) -> Result<u64, Error>;
}
