//! Who an article is: the publisher's own id, and the feed id that is minted once and never changes.

use chrono::{DateTime, Utc};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use super::complaint::Complaints;
use super::text;

/// The most bytes an id may have.
pub const ID_MOST_BYTES: usize = 256;

/// The most bytes a kept id of a feed may have.
const GUID_MOST_BYTES: usize = 2_048;

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

    /// The kept id as Atom carries it: `None` where it is no IRI, which Atom demands (RFC 4287 section 4.2.6).
    pub fn of_guid(guid: &Guid) -> Option<Self> {
        is_iri(&guid.value).then(|| Self(guid.value.clone()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The id under which readers knew an article before it came here. RSS and JSON Feed carry it as it is, for ever:
/// whoever moves a feed must not show one article twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guid {
    /// The id, byte for byte.
    pub value: String,
    /// Whether RSS calls it the article's address (`isPermaLink`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub permalink: bool,
}

impl Guid {
    /// Keeps an id; it is never rewritten, but for the white space around it, which readers take off as well.
    pub fn kept(value: &str, permalink: bool, complaints: &mut Complaints) -> Option<Self> {
        let value = value.trim_matches([' ', '\t', '\n', '\r']);
        let is_carried = |c: char| text::is_xml_char(c) && c != '\r';
        if value.is_empty() || value.len() > GUID_MOST_BYTES || !value.chars().all(is_carried) {
            complaints.add(
                "/guid",
                "must have 1 to 2048 bytes and no control characters",
            );
            return None;
        }
        Some(Self {
            value: value.to_owned(),
            // What is no address cannot be one, whatever a feed says of it.
            permalink: permalink && is_web_address(value),
        })
    }
}

/// Whether RSS may call the text an address: a URI, which has no letters outside of ASCII (RFC 3986).
fn is_web_address(text: &str) -> bool {
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    (lower.starts_with("http://") || lower.starts_with("https://"))
        && text.is_ascii()
        && is_iri(text)
        && url::Url::parse(text).is_ok_and(|url| url.has_host())
}

/// Whether the text is an absolute IRI (RFC 3987); tag URIs (RFC 4151) and URNs (RFC 8141) must be sound as such.
pub fn is_iri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    let is_allowed = |c: char| {
        !c.is_whitespace()
            && !c.is_control()
            && !"<>\"{}|\\^`[]".contains(c)
            && text::is_xml_char(c)
    };
    let n_fragments = rest.matches('#').count();
    if !is_scheme || rest.is_empty() || n_fragments > 1 || !rest.chars().all(is_allowed) {
        return false;
    }
    let escapes_hold = rest
        .split('%')
        .skip(1)
        .all(|after| after.len() >= 2 && after.bytes().take(2).all(|b| b.is_ascii_hexdigit()));
    escapes_hold
        && match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" | "ftp" => {
                let is_whole = url::Url::parse(text).is_ok_and(|url| url.has_host());
                is_whole && rest.strip_prefix("//").is_some_and(names_a_host)
            }
            "tag" => scheme == "tag" && is_tag(rest),
            "urn" => is_urn(rest),
            _ => true,
        }
}

/// Whether what follows `//` begins with a host that can be: labels of letters and digits, none of them empty.
fn names_a_host(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    host.split('.').all(|label| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    })
}

/// What follows `tag:`: an authority, a date, a name.
fn is_tag(rest: &str) -> bool {
    let Some((authority, rest)) = rest.split_once(',') else {
        return false;
    };
    let Some((date, name)) = rest.split_once(':') else {
        return false;
    };
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let digits = |text: &str, n: usize| text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
    let mut parts = date.split('-');
    let is_date = parts.next().is_some_and(|year| digits(year, 4))
        && parts.clone().count() <= 2
        && parts.all(|part| digits(part, 2));
    let user = authority.rsplit_once('@').map_or("x", |(user, _)| user);
    let is_user = !user.is_empty()
        && user
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    is_user && host.split('.').all(is_label) && is_date && name.is_ascii()
}

/// What follows `urn:`: a namespace and a name in it.
fn is_urn(rest: &str) -> bool {
    let Some((space, name)) = rest.split_once(':') else {
        return false;
    };
    let is_space = (2..=32).contains(&space.len())
        && !space.starts_with('-')
        && !space.ends_with('-')
        && space
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let is_name = !name.is_empty() && !name.starts_with(['/', '?', '#']) && name.is_ascii();
    let is_uuid = || name.len() == 36 && uuid::Uuid::parse_str(name).is_ok();
    is_space && is_name && (!space.eq_ignore_ascii_case("uuid") || is_uuid())
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
        assert!(is_iri(minted.as_str()));
    }

    #[test]
    fn a_guid_is_kept_byte_for_byte_and_goes_to_atom_only_as_an_iri() {
        for (guid, is_iri) in [
            ("https://courier.example/?p=12", true),
            ("HTTP://Courier.example/A b", false),
            ("http://courier.example/å", true),
            ("http:///x", false),
            ("12345", false),
            ("post 12345 of 2019", false),
            ("e\u{301}tude:1", false),
            ("tag:blogger.example,1999:blog-1.post-2", true),
            ("tag:blogger.example:blog-1", false),
            ("urn:uuid:5ae04b10-3e2c-4d0c-b8a5-6d4f2f0e1c11", true),
            ("urn:uuid:5ae04b10", false),
            ("yt:video:abc", true),
            ("http://courier.example/50%", false),
            ("", false),
        ] {
            let mut complaints = Complaints::default();
            let kept = Guid::kept(guid, false, &mut complaints);
            assert_eq!(kept.is_some(), !guid.is_empty(), "{guid}");
            let Some(kept) = kept else { continue };
            assert_eq!(kept.value, guid);
            assert_eq!(AtomId::of_guid(&kept).is_some(), is_iri, "{guid}");
        }
        let kept = |value: &str| Guid::kept(value, true, &mut Complaints::default());
        assert!(!kept("12345").unwrap().permalink);
        assert!(kept("https://courier.example/a").unwrap().permalink);
        assert_eq!(kept(" \n 12345\t").unwrap().value, "12345");
        assert_eq!(kept("a\u{0}b"), None);
    }

    #[test]
    fn an_id_is_printable() {
        for bad in ["", "a b", "a\u{7}", ".", "..", &"x".repeat(257)] {
            assert!(ArticleId::parse(bad).is_err(), "{bad}");
        }
    }
}
