//! ninjs, the news JSON of the IPTC, 1.0 to 3.1: which one it is, whether its schema holds, what article it is.
//!
//! A schema asks for a `uri` and nothing else; an article asks for more ([`Draft`] says by pointer what is missing,
//! NJ-2). What has no field of an article stays in `extras.ninjs`, in the words of the source.

pub mod generation;
pub mod ours;
pub mod schema;
pub mod words;

mod body;
mod draft;
mod item;
mod people;
mod photos;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use self::generation::Family;
use self::item::{Item, Kind};
use super::json;
use crate::article::Draft;
use crate::article::complaint::Complaint;

/// Reads a document. Only what is not JSON is an error; what is wrong in it stands in the draft's complaints.
pub fn read(bytes: &[u8]) -> Result<Draft, json::Error> {
    Ok(draft(&json::read(bytes)?))
}

/// Reads a document that is already parsed.
pub fn draft(document: &Value) -> Draft {
    let Some(map) = document.as_object() else {
        return Draft {
            complaints: vec![Complaint::new("", "must be a JSON object: one ninjs item")],
            ..Draft::default()
        };
    };
    let found = generation::detect(map);
    let (version, complaints) = schema::judge(document, &found);
    let item = Item {
        map,
        family: version.family(),
        place: String::new(),
    };
    let mut draft = draft::read(
        &item,
        Draft {
            complaints,
            doubts: found.doubt.into_iter().collect(),
            ..Draft::default()
        },
    );
    // What the schema has told is not told again.
    let is_told = |draft: &Draft, key: &str| {
        let place = item.pointer(key);
        draft
            .complaints
            .iter()
            .any(|complaint| complaint.pointer == place)
    };
    if is_told(&draft, "pubStatus") {
        draft.status = None;
    }
    if is_told(&draft, "urgency") {
        draft.urgency = None;
    }
    match refused(&item) {
        Some(complaint) => draft.complaints.insert(0, complaint),
        None => ask_more(&item, &mut draft),
    }
    draft
}

/// What is no article, whatever else it says.
fn refused(item: &Item<'_>) -> Option<Complaint> {
    let kind = match item.text("type") {
        Some("event") => Some("is an event"),
        Some("planning") => Some("is a planning item"),
        _ => None,
    };
    if let Some(kind) = kind {
        return Some(Complaint::new(
            item.pointer("type"),
            format!("{kind}: only articles are taken here"),
        ));
    }
    ["eventDetails", "plannedCoverage"]
        .into_iter()
        .find(|key| item.map.contains_key(*key))
        .map(|key| {
            Complaint::new(
                item.pointer(key),
                "makes this an event or a planning item: only articles are taken here",
            )
        })
}

/// What our profile asks beyond the schema (NJ-2). That the headline is missing, the article itself says.
/// A kill needs nothing but the `uri`.
fn ask_more(item: &Item<'_>, draft: &mut Draft) {
    if draft.status.as_deref() == Some("killed") {
        return;
    }
    let is_by_key = item.family == Family::One;
    let mut ask = |place: String, detail: &str| {
        let told = &mut draft.complaints;
        if !told.iter().any(|complaint| complaint.pointer == place) {
            told.push(Complaint::new(place, detail));
        }
    };
    for (key, detail) in [
        ("versionCreated", "is required: when this version was made"),
        ("language", "is required: the language, such as en or pt-BR"),
    ] {
        if item.text(key).is_none() {
            ask(item.pointer(key), detail);
        }
    }
    if item.phrases(Kind::Body).is_empty() && item.phrases(Kind::Description).is_empty() {
        let place = if is_by_key { "/body_text" } else { "/bodies" };
        ask(
            place.to_owned(),
            "is required: an article needs a body or a description",
        );
    }
}

/// Keys of our own record that ninjs has not: a document with one of them is a record, however wrong.
const OF_RECORDS: &[&str] = &[
    "id",
    "guid",
    "url",
    "subheadline",
    "slug",
    "summary",
    "authors",
    "contributors",
    "dateline",
    "published",
    "updated",
    "embargo",
    "status",
    "correction",
    "section",
    "tags",
    "photos",
    "media",
    "wire_source",
    "rights",
    "usage_terms",
    "access",
    "_syndicated",
];

/// Whether a JSON document looks like ninjs: it has the `uri` that ninjs demands, and no key that only our record has.
pub fn looks_like(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice::<Keys>(bytes).is_ok_and(|keys| keys.has_uri && !keys.is_record)
}

/// What the keys at the top of a document tell; their values are not kept.
#[derive(Default)]
struct Keys {
    has_uri: bool,
    is_record: bool,
}

impl<'de> serde::Deserialize<'de> for Keys {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AtTop;
        impl<'de> Visitor<'de> for AtTop {
            type Value = Keys;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Keys, A::Error> {
                let mut keys = Keys::default();
                while let Some(key) = access.next_key::<String>()? {
                    keys.has_uri |= key == "uri";
                    keys.is_record |= OF_RECORDS.contains(&key.as_str());
                    access.next_value::<IgnoredAny>()?;
                }
                Ok(keys)
            }
        }
        deserializer.deserialize_map(AtTop)
    }
}

#[cfg(test)]
mod tests;
