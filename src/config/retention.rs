//! `[retention]`: how long articles are kept.

use serde::{Deserialize, Serialize};

use super::Wrong;

/// The most days: a hundred years.
const MOST_DAYS: u32 = 36_500;

/// `[retention]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Days after its last change after which an article leaves the record; 0 keeps all.
    pub articles_days: u32,
}

impl Retention {
    pub(super) fn check(&self) -> Result<(), Wrong> {
        if self.articles_days > MOST_DAYS {
            return Err(("retention", "articles_days", "must be 0 to 36500"));
        }
        Ok(())
    }
}
