//! Whether an article may be shown, and from when until when.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What the desk said of an article (ninjs `pubstatus`; `killed` is its `canceled`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// May be shown.
    #[default]
    Usable,
    /// Off the feeds for now.
    Withheld,
    /// Withdrawn everywhere, for good.
    Killed,
}

impl Status {
    /// The word in records and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Usable => "usable",
            Self::Withheld => "withheld",
            Self::Killed => "killed",
        }
    }

    /// Reads the word; `canceled` is ninjs for killed.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "usable" => Some(Self::Usable),
            "withheld" => Some(Self::Withheld),
            "killed" | "canceled" => Some(Self::Killed),
            _ => None,
        }
    }
}

/// Who may read the whole of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// Everybody.
    #[default]
    Free,
    /// Subscribers only.
    Subscriber,
}

impl Access {
    /// The word of records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Subscriber => "subscriber",
        }
    }
}

/// The window in which a usable article is public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Not before.
    pub embargo: Option<DateTime<Utc>>,
    /// Not from here on.
    pub expires: Option<DateTime<Utc>>,
}

impl Window {
    /// Whether `moment` lies in the window.
    pub fn holds(self, moment: DateTime<Utc>) -> bool {
        self.embargo.is_none_or(|embargo| embargo <= moment)
            && self.expires.is_none_or(|expires| moment < expires)
    }
}
