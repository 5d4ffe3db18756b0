//! `[inbox]`: the folder whose files become articles.

use serde::{Deserialize, Serialize};

use super::Wrong;

/// `[inbox]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Inbox {
    /// The folder; none where empty.
    pub folder: String,
    /// The source its articles are filed under.
    pub source: String,
    /// Seconds in which size and time of a file must have stayed the same.
    pub settle_seconds: u32,
    /// Section of articles that name none; none where empty.
    pub section: String,
    /// Language (BCP 47) of articles that name none; that of the newsroom where empty.
    pub language: String,
}

impl Default for Inbox {
    fn default() -> Self {
        Self {
            folder: String::new(),
            source: "inbox".to_owned(),
            settle_seconds: 2,
            section: String::new(),
            language: String::new(),
        }
    }
}

impl Inbox {
    pub(super) fn check(&self) -> Result<(), Wrong> {
        if self.source.trim().is_empty() {
            return Err(("inbox", "source", "must not be empty"));
        }
        if self.settle_seconds > 3_600 {
            return Err(("inbox", "settle_seconds", "must be at most 3600"));
        }
        Ok(())
    }
}
