//! A picture of an article, what is said of it, and what was measured of its bytes.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::byline::AuthorKind;

/// Where the bytes of a photo come from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PhotoSource {
    /// To be fetched from an address.
    Url(String),
    /// On our shelf under this name.
    Shelf(String),
}

/// One photo of an article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Photo {
    /// Where its bytes come from.
    pub source: PhotoSource,
    /// Its text, without the credit.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub caption: Option<String>,
    /// The credit line as readers see it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub credit: Option<String>,
    /// Whom the line names, one by one.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub credits: Vec<PhotoCredit>,
    /// Text for those who cannot see it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub alt: Option<String>,
    /// Rights line.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rights: Option<String>,
    /// Not shown from this moment: the rights to it end.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rights_end: Option<DateTime<Utc>>,
    /// The point that must stay in view, 0 to 1 from the left and from the top.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub focus: Option<(f64, f64)>,
    /// Whether it leads the article.
    #[serde(default)]
    pub lead: bool,
}

impl Photo {
    /// Whether it may be shown at `moment`.
    pub fn may_be_shown(&self, moment: DateTime<Utc>) -> bool {
        self.rights_end.is_none_or(|end| moment < end)
    }
}

/// One name in a credit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoCredit {
    /// The name.
    pub name: String,
    /// A person or an organisation.
    pub kind: AuthorKind,
    /// What it did for the picture.
    pub role: CreditRole,
}

/// What somebody did for a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CreditRole {
    /// Took it.
    Photographer,
    /// Gave it out.
    Provider,
    /// Passed it on (`via`).
    Distributor,
}

/// What was measured of a photo's bytes: nothing here is guessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoFile {
    /// Name on the shelf: the hash of the bytes and a common file ending.
    pub name: String,
    /// Media type, from the bytes.
    pub media_type: String,
    /// Pixels across, as displayed.
    pub width: u32,
    /// Pixels down, as displayed.
    pub height: u32,
    /// Length in bytes.
    pub size_bytes: u64,
}

/// Audio or video of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Medium {
    /// Where it is.
    pub url: String,
    /// Its media type, such as `audio/mpeg`.
    pub media_type: String,
    /// Its length in bytes, where the publisher states it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub size_bytes: Option<u64>,
    /// Its duration in seconds.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub duration_seconds: Option<u64>,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<String>,
}
