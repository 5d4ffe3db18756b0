//! One object of a ninjs document, asked by the words of 3.1 whatever tongue it speaks. Empty texts count as absent.

use serde_json::{Map, Value};

use super::generation::Family;
use super::words::word;
use crate::article::body::{Body, plain_text};
use crate::article::complaint::pointer_segment;

/// An object and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Item<'a> {
    /// The object itself.
    pub(super) map: &'a Map<String, Value>,
    /// Whose words it uses.
    pub(super) family: Family,
    /// Its pointer in the document.
    pub(super) place: String,
}

/// One of the headlines, descriptions or bodies.
#[derive(Debug, Clone)]
pub(super) struct Phrase<'a> {
    /// Its role in lower case; empty where it has none.
    pub(super) role: String,
    /// Its media type in lower case, without parameters.
    pub(super) content_type: Option<String>,
    /// The words.
    pub(super) value: &'a str,
    /// The pointer of the words.
    pub(super) place: String,
    /// Where the document keeps it.
    pub(super) kept: Kept<'a>,
}

/// Where a document keeps a phrase: under a key of its own (1.x), or in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept<'a> {
    /// Under this key.
    Key(&'a str),
    /// In the list under this key, at this place.
    Entry(&'a str, usize),
}

impl<'a> Item<'a> {
    /// The value under a word of 3.1.
    pub(super) fn get(&self, canonical: &str) -> Option<&'a Value> {
        self.map.get(word(self.family, canonical))
    }

    /// The pointer of the value under a word of 3.1.
    pub(super) fn pointer(&self, canonical: &str) -> String {
        format!(
            "{}/{}",
            self.place,
            pointer_segment(word(self.family, canonical))
        )
    }

    /// A text; blank counts as absent.
    pub(super) fn text(&self, canonical: &str) -> Option<&'a str> {
        said(self.get(canonical)?)
    }

    /// A text of its own.
    pub(super) fn owned(&self, canonical: &str) -> Option<String> {
        self.text(canonical).map(str::to_owned)
    }

    /// A number that is none below zero.
    pub(super) fn number(&self, canonical: &str) -> Option<f64> {
        self.get(canonical)?
            .as_f64()
            .filter(|number| number.is_finite() && *number >= 0.0)
    }

    /// A number, rounded.
    pub(super) fn whole(&self, canonical: &str) -> Option<u64> {
        let number = self.number(canonical)?.round();
        // Above this a number of JSON has no unit place any more.
        if number > 9_007_199_254_740_992.0 {
            return None;
        }
        format!("{number:.0}").parse().ok()
    }

    /// The objects of a list.
    pub(super) fn list(&self, canonical: &str) -> Vec<Self> {
        let place = self.pointer(canonical);
        let list = self.get(canonical).and_then(Value::as_array);
        list.into_iter()
            .flatten()
            .enumerate()
            .filter_map(|(n, value)| self.inner(value, format!("{place}/{n}")))
            .collect()
    }

    /// The objects of a list whose entries have names (2.x, 3.x), or of an object by name (1.x).
    pub(super) fn named(&self, canonical: &str) -> Vec<(String, Self)> {
        let place = self.pointer(canonical);
        match self.get(canonical) {
            Some(Value::Object(map)) => map
                .iter()
                .filter_map(|(name, value)| {
                    let place = format!("{place}/{}", pointer_segment(name));
                    Some((name.clone(), self.inner(value, place)?))
                })
                .collect(),
            _ => self
                .list(canonical)
                .into_iter()
                .map(|item| (item.owned("name").unwrap_or_default(), item))
                .collect(),
        }
    }

    fn inner(&self, value: &'a Value, place: String) -> Option<Self> {
        Some(Self {
            map: value.as_object()?,
            family: self.family,
            place,
        })
    }

    /// The headlines, descriptions or bodies that say something, in order; `kind` is the word in the singular.
    pub(super) fn phrases(&self, kind: Kind) -> Vec<Phrase<'a>> {
        if self.family == Family::One {
            return self.phrases_by_key(kind);
        }
        let key = kind.list();
        let list = self.map.get_key_value(key);
        let Some((key, Value::Array(entries))) = list else {
            return Vec::new();
        };
        let phrase = |(n, entry): (usize, &'a Value)| {
            let place = format!("{}/{key}/{n}", self.place);
            let entry = self.inner(entry, place)?;
            Some(Phrase {
                role: entry.text("role").unwrap_or_default().to_lowercase(),
                content_type: entry.text("contentType").map(essence),
                value: entry.text("value")?,
                place: entry.pointer("value"),
                kept: Kept::Entry(key, n),
            })
        };
        entries.iter().enumerate().filter_map(phrase).collect()
    }

    fn phrases_by_key(&self, kind: Kind) -> Vec<Phrase<'a>> {
        let (own, prefix) = kind.keys();
        let phrase = |(key, value): (&'a String, &'a Value)| {
            let role = if Some(key.as_str()) == own {
                ""
            } else {
                key.strip_prefix(prefix)?
            };
            Some(Phrase {
                role: role.to_lowercase(),
                content_type: None,
                value: said(value)?,
                place: format!("{}/{}", self.place, pointer_segment(key)),
                kept: Kept::Key(key),
            })
        };
        self.map.iter().filter_map(phrase).collect()
    }
}

/// What a phrase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A headline.
    Headline,
    /// A description.
    Description,
    /// A body.
    Body,
}

impl Kind {
    fn list(self) -> &'static str {
        match self {
            Self::Headline => "headlines",
            Self::Description => "descriptions",
            Self::Body => "bodies",
        }
    }

    /// The key without a role, and what stands before a role, in 1.x.
    fn keys(self) -> (Option<&'static str>, &'static str) {
        match self {
            Self::Headline => (Some("headline"), "headline_"),
            Self::Description => (None, "description_"),
            Self::Body => (None, "body_"),
        }
    }
}

impl Phrase<'_> {
    /// Whether its words are HTML, as its media type or role says.
    pub(super) fn is_html(&self) -> bool {
        match self.content_type.as_deref() {
            Some(kind) => matches!(kind, "text/html" | "application/xhtml+xml"),
            None => self.role.contains("html"),
        }
    }

    /// Its words as one line of plain text; HTML goes through the sanitiser first (NJ-9).
    pub(super) fn plain(&self) -> Option<String> {
        if !self.is_html() {
            return Some(self.value.to_owned());
        }
        let body = Body::from_html(self.value, None).ok()?;
        Some(plain_text(body.as_html())).filter(|words| !words.is_empty())
    }
}

/// A text that says something.
fn said(value: &Value) -> Option<&str> {
    value
        .as_str()
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

/// A media type in lower case, without parameters.
pub(super) fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    match essence.trim().to_ascii_lowercase().as_str() {
        // A common slip, in ninjs' own examples too.
        "image/jpg" => "image/jpeg".to_owned(),
        essence => essence.to_owned(),
    }
}
