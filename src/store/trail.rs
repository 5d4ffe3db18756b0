//! What can be shown of an article's past: its versions, and when it stood in which feed.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Error, Filed};
use crate::article::identity::ArticleId;

/// The tags of a feed's editions at one moment, by the ending of the format: `rss`, `atom`, `json`.
pub type Tags = BTreeMap<String, String>;

/// One stay of an article in a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Name of the feed.
    pub feed: String,
    /// When it came in.
    pub since: DateTime<Utc>,
    /// When the first editions that showed it were first shown, and their tags.
    pub first: (DateTime<Utc>, Tags),
    /// When it left; `None` while it is in.
    pub until: Option<DateTime<Utc>>,
    /// When the last editions that showed it were first shown, and their tags.
    pub last: Option<(DateTime<Utc>, Tags)>,
}

/// An article came into a feed or left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingChange {
    /// Name of the feed.
    pub feed: String,
    /// The article.
    pub article: ArticleId,
    /// When it came in or left.
    pub moment: DateTime<Utc>,
    /// Whether it came in.
    pub is_in: bool,
    /// The first editions that show it, or the last ones that did: when they were first shown, and their tags.
    pub editions: (DateTime<Utc>, Tags),
}

/// The past of articles.
#[async_trait]
pub trait Trail {
    /// Versions of an article below `below`, the newest first, at most `most`.
    async fn versions(
        &self,
        id: &ArticleId,
        below: Option<u64>,
        most: u32,
    ) -> Result<Vec<Filed>, Error>;
    /// The stays of an article in feeds, the oldest first.
    async fn standings(&self, id: &ArticleId) -> Result<Vec<Standing>, Error>;
    /// The ids of the articles that were declared to be one with this one.
    async fn merged_into(&self, id: &ArticleId) -> Result<Vec<ArticleId>, Error>;
    /// What every feed shows, as far as it was saved.
    async fn shown_now(&self) -> Result<HashMap<String, Vec<ArticleId>>, Error>;
    /// Saves changes outside of a refresh: a feed is no more.
    async fn save_standings(&self, changes: &[StandingChange]) -> Result<(), Error>;
}
