//! By whom: placeholder until the parser lands.
use serde::{Deserialize, Serialize};

/// A person or an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AuthorKind {
    /// A person.
    #[default]
    Person,
    /// An organisation.
    Organisation,
}

/// One person or organisation of a byline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The name.
    pub name: String,
    /// What it is.
    pub kind: AuthorKind,
    /// For whom they work.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub affiliation: Option<String>,
    /// What they did.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub role: Option<String>,
    /// Their page.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// Their address.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub email: Option<String>,
}

/// A byline as read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Byline {
    /// As printed.
    pub raw: String,
    /// Authors in order.
    pub authors: Vec<Author>,
    /// Others.
    pub contributors: Vec<Author>,
    /// The outlet named.
    pub outlet: Option<String>,
    /// Doubts.
    pub doubts: Vec<String>,
}

/// Known outlets.
#[derive(Debug, Clone, Default)]
pub struct Outlets;

/// Reads a byline.
pub fn parse(raw: &str, _outlets: &Outlets) -> Byline {
    Byline {
        raw: raw.to_owned(),
        ..Byline::default()
    }
}
