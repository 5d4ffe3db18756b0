//! What an adapter read and nobody has believed yet: every field may be missing or wrong.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::byline::Author;
use super::complaint::Complaint;
use super::photo::PhotoCredit;

/// An article as an adapter read it. Dates, addresses and markup are still text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The publisher's own id.
    pub id: Option<String>,
    /// An id made from what was sent, for a push that names none: the same document is the same article.
    #[serde(skip)]
    pub made_id: Option<String>,
    /// The feed id of an article that was published before it came here; kept as it is.
    pub guid: Option<String>,
    /// Other names of the same article: ids of other sources, ids and addresses it had before.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub aliases: Vec<String>,
    /// Whether RSS called that id the article's address (`isPermaLink`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guid_is_permalink: Option<bool>,
    /// Where readers find the article.
    pub url: Option<String>,
    /// The title readers see.
    pub headline: Option<String>,
    /// The deck.
    pub subheadline: Option<String>,
    /// The desk's slugline.
    pub slug: Option<String>,
    /// The abstract.
    pub summary: Option<String>,
    /// The body as HTML, not yet sanitised.
    pub body_html: Option<String>,
    /// The body as plain text; blank lines part paragraphs.
    pub body_text: Option<String>,
    /// By whom, as printed.
    pub byline: Option<String>,
    /// The people and organisations, where the publisher named them one by one.
    pub authors: Vec<Author>,
    /// People in other roles (photographs by, with reporting by).
    pub contributors: Vec<Author>,
    /// Where it was filed.
    pub dateline: Option<String>,
    /// First public (RFC 3339 with zone).
    pub published: Option<String>,
    /// Last significant change (RFC 3339 with zone).
    pub updated: Option<String>,
    /// Not before this moment (RFC 3339 with zone).
    pub embargo: Option<String>,
    /// Off the feeds from this moment (RFC 3339 with zone).
    pub expires: Option<String>,
    /// Until when we may show it (RFC 3339 with zone).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights_end: Option<String>,
    /// `usable`, `withheld` or `killed`.
    pub status: Option<String>,
    /// The publisher's version number.
    pub version: Option<u64>,
    /// The version that was read and is sent back with changes; the draft is to follow that one and no other.
    #[serde(skip)]
    pub follows: Option<u64>,
    /// What kind of change this is, and the note to readers.
    pub correction: Option<DraftCorrection>,
    /// BCP 47 language.
    pub language: Option<String>,
    /// Section of the paper.
    pub section: Option<String>,
    /// Free keywords.
    pub tags: Vec<String>,
    /// Subjects from a vocabulary.
    pub subjects: Vec<DraftSubject>,
    /// 1 (most urgent) to 9.
    pub urgency: Option<u64>,
    /// Pictures in order.
    pub photos: Vec<DraftPhoto>,
    /// Audio and video.
    pub media: Vec<DraftMedium>,
    /// The agency or paper it came from.
    pub wire_source: Option<DraftWireSource>,
    /// Rights line.
    pub rights: Option<String>,
    /// Terms of use.
    pub usage_terms: Option<String>,
    /// `free` or `subscriber`.
    pub access: Option<String>,
    /// What the source said beyond the fields of an article, in its own words under the name of its format: kept
    /// with the version, exported again, never shown to readers.
    #[serde(skip_serializing_if = "Map::is_empty", default)]
    pub extras: Map<String, Value>,
    /// Hash of the words of raw copy, which has no id of its own.
    #[serde(skip)]
    pub words: Option<String>,
    /// Faults the adapter already found.
    #[serde(skip)]
    pub complaints: Vec<Complaint>,
    /// What the adapter was not sure of: plain sentences for the desk.
    #[serde(skip)]
    pub doubts: Vec<String>,
    /// What the adapter left out of what was sent: plain sentences.
    #[serde(skip)]
    pub removed: Vec<String>,
    /// Where the document that was sent keeps what stands in a field: pairs of pointers, the field's first. Empty for
    /// our own record, whose pointers are the fields' own.
    #[serde(skip)]
    pub places: Vec<(String, String)>,
}

impl Draft {
    /// The pointer into the document as it was sent for a pointer into the draft: its own, else that of the
    /// nearest thing around it, else the same.
    pub fn place_of(&self, pointer: &str) -> String {
        place_in(&self.places, pointer)
    }
}

/// As [`Draft::place_of`], for whoever holds the pairs.
pub(super) fn place_in(places: &[(String, String)], pointer: &str) -> String {
    let around = places.iter().filter(|(field, _)| {
        pointer
            .strip_prefix(field.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    around
        .max_by_key(|(field, _)| field.len())
        .map_or_else(|| pointer.to_owned(), |(_, place)| place.clone())
}

/// A correction as sent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DraftCorrection {
    /// `quiet_fix`, `update`, `correction` or `clarification`.
    pub kind: Option<String>,
    /// What readers are told.
    pub note: Option<String>,
}

/// A subject as sent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DraftSubject {
    /// URI of the vocabulary.
    pub scheme: Option<String>,
    /// Code in it.
    pub code: Option<String>,
    /// Its name for people.
    pub name: Option<String>,
}

/// A photo as sent: an address to fetch it from, or the id of an upload.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DraftPhoto {
    /// Where to fetch it.
    pub url: Option<String>,
    /// The id that `POST /v1/photos` gave, or the part name of the same multipart push.
    pub photo: Option<String>,
    /// Its text.
    pub caption: Option<String>,
    /// Whom to credit.
    pub credit: Option<String>,
    /// Who took it.
    pub photographer: Option<String>,
    /// Whom the credit names, one by one, where the source says so itself; else the credit is read.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub credits: Vec<PhotoCredit>,
    /// Text for those who cannot see it.
    pub alt: Option<String>,
    /// Rights line of the picture.
    pub rights: Option<String>,
    /// Until when we may show it (RFC 3339 with zone).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights_end: Option<String>,
    /// The point that must stay in view, 0 to 1 from the left and from the top.
    pub focus: Option<(f64, f64)>,
    /// Whether it leads the article.
    pub lead: Option<bool>,
}

/// Audio or video as sent; the length is measured or left out, never guessed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DraftMedium {
    /// Where it is.
    pub url: Option<String>,
    /// Its media type.
    pub media_type: Option<String>,
    /// Its length in bytes.
    pub size_bytes: Option<u64>,
    /// Its duration in seconds.
    pub duration_seconds: Option<u64>,
    /// Its title.
    pub title: Option<String>,
}

/// The agency or paper as sent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DraftWireSource {
    /// Its name.
    pub name: Option<String>,
    /// Its address.
    pub url: Option<String>,
}
