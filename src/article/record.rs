//! The article that exists is publishable: one private-by-convention constructor, [`Article::from_draft`].

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::body::Body;
use super::byline::Author;
use super::identity::{ArticleId, AtomId};
use super::photo::{Medium, Photo};
use super::status::{Access, Status, Window};

/// One version of an article, as it is kept and shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// The publisher's own id.
    pub id: ArticleId,
    /// The source that first pushed it.
    pub source: String,
    /// The id in feeds, minted once.
    pub atom_id: AtomId,
    /// The version, counted up from 1 or by the publisher.
    pub version: u64,
    /// Whether it may be shown.
    pub status: Status,
    /// Where readers find it; our own page where the publisher gave none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// The title readers see.
    pub headline: String,
    /// The deck.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub subheadline: Option<String>,
    /// The desk's slugline.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub slug: Option<String>,
    /// The abstract.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub summary: Option<String>,
    /// The sanitised body.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub body: Option<Body>,
    /// By whom, as printed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub byline: Option<String>,
    /// Each person or organisation, in the order of the byline.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub authors: Vec<Author>,
    /// People in other roles.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub contributors: Vec<Author>,
    /// Where it was filed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub dateline: Option<String>,
    /// First public (RFC 4287 section 4.2.9).
    pub published: DateTime<Utc>,
    /// Last significant change (RFC 4287 section 4.2.15).
    pub updated: DateTime<Utc>,
    /// Not before this moment.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub embargo: Option<DateTime<Utc>>,
    /// Off the feeds from this moment.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expires: Option<DateTime<Utc>>,
    /// When it was killed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub killed: Option<DateTime<Utc>>,
    /// Why it was killed, for readers of its page.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kill_note: Option<String>,
    /// Whether readers could have seen an earlier version or this one at the moment it was filed.
    #[serde(default)]
    pub was_public: bool,
    /// The last correction.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub correction: Option<Correction>,
    /// BCP 47 language.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub language: Option<String>,
    /// Section of the paper.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub section: Option<String>,
    /// Free keywords.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub tags: Vec<String>,
    /// Subjects from a vocabulary.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub subjects: Vec<Subject>,
    /// 1 (most urgent) to 9.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub urgency: Option<u8>,
    /// Pictures in order, the lead first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub photos: Vec<Photo>,
    /// Audio and video.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub media: Vec<Medium>,
    /// The agency or paper it came from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub wire_source: Option<WireSource>,
    /// Rights line.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rights: Option<String>,
    /// Terms of use.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub usage_terms: Option<String>,
    /// Who may read the whole of it.
    #[serde(default)]
    pub access: Access,
    /// What the source said beyond these fields, under the name of its format; never shown to readers.
    #[serde(skip_serializing_if = "Map::is_empty", default)]
    pub extras: Map<String, Value>,
    /// What was read with doubt: for the desk, never for feeds.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub doubts: Vec<String>,
    /// What was removed from what was sent, before it was believed: for the desk, never for feeds.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub removed: Vec<String>,
}

/// What a change means to readers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The kind.
    pub kind: CorrectionKind,
    /// What readers are told.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub note: Option<String>,
    /// When it was made.
    pub made: DateTime<Utc>,
}

/// The kinds of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionKind {
    /// A comma: `updated` stays.
    QuietFix,
    /// More or newer facts.
    Update,
    /// Something was wrong.
    Correction,
    /// Something was unclear.
    Clarification,
}

impl CorrectionKind {
    /// Reads the word of a record.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "quiet_fix" => Some(Self::QuietFix),
            "update" => Some(Self::Update),
            "correction" => Some(Self::Correction),
            "clarification" => Some(Self::Clarification),
            _ => None,
        }
    }

    /// The word for readers.
    pub fn label(self) -> &'static str {
        match self {
            Self::QuietFix => "Fix",
            Self::Update => "Update",
            Self::Correction => "Correction",
            Self::Clarification => "Clarification",
        }
    }
}

/// A subject from a vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// URI of the vocabulary.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub scheme: Option<String>,
    /// Code in it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub code: Option<String>,
    /// Its name for people.
    pub name: String,
}

/// The agency or paper an article came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireSource {
    /// Its name.
    pub name: String,
    /// Its address; RSS `source` needs it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
}

impl Article {
    /// The window in which it is public while usable.
    pub fn window(&self) -> Window {
        Window {
            embargo: self.embargo,
            expires: self.expires,
        }
    }

    /// Whether the public may see it at `moment`.
    pub fn is_public(&self, moment: DateTime<Utc>) -> bool {
        self.status == Status::Usable && self.window().holds(moment)
    }

    /// Whether the public could ever have seen it up to `moment`.
    pub fn has_been_public(&self, moment: DateTime<Utc>) -> bool {
        let window = self.window();
        let opened = window.embargo.is_none_or(|embargo| {
            embargo <= moment && window.expires.is_none_or(|expires| embargo < expires)
        });
        self.was_public
            || (self.status == Status::Usable
                && opened
                && (window.embargo.is_some() || window.holds(moment)))
    }

    /// The lead photo: the one marked, else the first.
    pub fn lead_photo(&self) -> Option<usize> {
        self.photos
            .iter()
            .position(|photo| photo.lead)
            .or(if self.photos.is_empty() {
                None
            } else {
                Some(0)
            })
    }

    /// The moment of its place in feeds: newest first.
    pub fn position(&self) -> DateTime<Utc> {
        self.published
    }

    /// What stands for a summary: the abstract, else the first words of the body.
    pub fn abstract_text(&self) -> Option<String> {
        self.summary
            .clone()
            .or_else(|| self.body.as_ref().and_then(|body| body.lede(300)))
    }
}
