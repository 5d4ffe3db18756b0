//! Who an article is: the publisher's own id, and the feed id that is minted once and never changes.

use chrono::{DateTime, Utc};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use super::complaint::Complaints;
use super::text;

/// The most bytes an id may have.
pub const ID_MOST_BYTES: usize = 256;

/// What stays as it is in a path segment and in the specific part of a tag URI (RFC 4151 `pchar`).
const PCHAR: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b':')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// The publisher's own id of an article: stable, printable, without spaces.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ArticleId(String);

impl ArticleId {
    /// Reads an id; the error is a sentence for people.
    pub fn parse(id: &str) -> Result<Self, &'static str> {
        if id.is_empty() || id.len() > ID_MOST_BYTES {
            return Err("must have 1 to 256 bytes");
        }
        if id
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || !text::is_xml_char(c))
        {
            return Err("must have no spaces and no control characters");
        }
        if matches!(id, "." | "..") {
            return Err("must not be a dot or two dots");
        }
        Ok(Self(id.to_owned()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id as one segment of a URL path.
    pub fn as_path(&self) -> String {
        path_segment(&self.0)
    }
}

impl std::fmt::Display for ArticleId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Encodes text as one segment of a URL path.
pub fn path_segment(text: &str) -> String {
    utf8_percent_encode(text, PCHAR).to_string()
}

/// The id that feeds carry: RSS `guid`, Atom `id`, JSON Feed `id`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AtomId(String);

impl AtomId {
    /// Mints `tag:AUTHORITY,DATE:SOURCE/ID` (RFC 4151): the authority of the newsroom, the first date, the publisher's id.
    pub fn mint(authority: &str, first: DateTime<Utc>, source: &str, id: &ArticleId) -> Self {
        Self(format!(
            "tag:{authority},{}:{}/{}",
            first.format("%Y-%m-%d"),
            path_segment(source),
            id.as_path()
        ))
    }

    /// Keeps an id under which readers already know the article; it is never rewritten.
    pub fn kept(guid: &str, complaints: &mut Complaints) -> Option<Self> {
        let trimmed = guid.trim();
        if trimmed.is_empty()
            || trimmed.len() > 2_048
            || trimmed
                .chars()
                .any(|c| c.is_whitespace() || !text::is_xml_char(c))
        {
            complaints.add(
                "/guid",
                "must have 1 to 2048 bytes, no spaces and no control characters",
            );
            return None;
        }
        Some(Self(trimmed.to_owned()))
    }

    /// Whether the id is a URI, as Atom demands (RFC 4287 section 4.2.6).
    pub fn is_uri(&self) -> bool {
        url::Url::parse(&self.0).is_ok()
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minted_id_is_a_tag_uri() {
        let id = ArticleId::parse("næw/1 2".replace(' ', "").as_str()).unwrap();
        let first = DateTime::parse_from_rfc3339("2026-11-14T23:30:00-08:00")
            .unwrap()
            .with_timezone(&Utc);
        let minted = AtomId::mint("courier.example", first, "cms", &id);
        assert_eq!(
            minted.as_str(),
            "tag:courier.example,2026-11-15:cms/n%C3%A6w%2F12"
        );
        assert!(minted.is_uri());
    }

    #[test]
    fn an_id_is_printable() {
        for bad in ["", "a b", "a\u{7}", ".", "..", &"x".repeat(257)] {
            assert!(ArticleId::parse(bad).is_err(), "{bad}");
        }
    }
}
