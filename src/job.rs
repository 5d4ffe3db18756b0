//! What is still to be done: small, serialisable, safe to run twice, equal ones merged.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::article::identity::ArticleId;

/// One thing to do. The store keeps it as JSON; two equal waiting jobs with the same due moment are one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Job {
    /// Make the editions of a feed again.
    RefreshFeed {
        /// The feed's name.
        feed: String,
    },
    /// An embargo, an expiry or the end of rights passes: make again what takes the article.
    ReleaseArticle {
        /// The article.
        article: ArticleId,
    },
    /// Fetch and measure a photo given by address.
    FetchPhoto {
        /// The address.
        url: String,
    },
    /// Ask a feed that is pulled, and take in what is new.
    PullFeed {
        /// Name of its source.
        source: String,
    },
    /// Take a photo off the shelf unless something still shows it.
    DropPhoto {
        /// Its name on the shelf.
        name: String,
    },
    /// Take what retention no longer keeps off the record, a few articles at a time.
    PurgeArticles,
}

/// A job to be stored with the change that makes it necessary.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NewJob {
    /// What to do.
    pub job: Job,
    /// Not before; at once where `None`.
    pub due: Option<DateTime<Utc>>,
}

impl NewJob {
    /// A job that is due at once.
    pub fn now(job: Job) -> Self {
        Self { job, due: None }
    }

    /// A job that is due at `moment`.
    pub fn at(job: Job, moment: DateTime<Utc>) -> Self {
        Self {
            job,
            due: Some(moment),
        }
    }
}

/// A job that a worker holds until its lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedJob {
    /// The store's key.
    pub key: i64,
    /// What to do.
    pub job: Job,
    /// How often it was tried before.
    pub attempts: u32,
}
