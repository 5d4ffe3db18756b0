//! What the feed crates leave to us: clean text, ordered extension elements, escaped attributes, the prolog.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::article::text;

/// The first line of every XML document we make.
pub(super) const PROLOG: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

/// Spaces a level of the documents is indented by, so that a person can read them.
pub(super) const INDENT: usize = 1;

/// Text of several lines with nothing in it that XML may not carry; line ends are line feeds.
pub(super) fn text(raw: String) -> String {
    if is_surely_clean(&raw) {
        return raw;
    }
    text::clean(&raw)
}

/// Text of one line: cleaned, line ends and tabs become spaces, ends trimmed.
pub(super) fn line(raw: &str) -> String {
    let trimmed = raw.trim();
    if is_surely_clean(trimmed) && !trimmed.contains(['\n', '\t']) {
        return trimmed.to_owned();
    }
    let cleaned = text::clean(trimmed).replace(['\n', '\t'], " ");
    cleaned.trim().to_owned()
}

/// One line, where it says something.
pub(super) fn some_line(raw: &str) -> Option<String> {
    Some(line(raw)).filter(|line| !line.is_empty())
}

/// An address: cleaned, spaces and the characters no URI may hold encoded (RFC 3986 section 2).
pub(super) fn address(raw: &str) -> String {
    let line = line(raw);
    if !line.contains([' ', '"', '<', '>', '\\', '^', '`', '{', '|', '}']) {
        return line;
    }
    let mut encoded = String::with_capacity(line.len() + 8);
    for c in line.chars() {
        match c {
            ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => {
                encoded.push_str(&format!("%{:02X}", u32::from(c)));
            }
            _ => encoded.push(c),
        }
    }
    encoded
}

/// An address, where there is one.
pub(super) fn some_address(raw: Option<&String>) -> Option<String> {
    raw.map(|raw| address(raw))
        .filter(|address| !address.is_empty())
}

/// Plain text as HTML, for places that readers take for HTML.
pub(super) fn html(plain: &str) -> Cow<'_, str> {
    if plain.contains(['&', '<', '>']) {
        let escaped = plain.replace('&', "&amp;").replace('<', "&lt;");
        Cow::Owned(escaped.replace('>', "&gt;"))
    } else {
        Cow::Borrowed(plain)
    }
}

/// A scan without branches, which the compiler makes wide, so that the common body costs little; what may be unclean
/// is looked at one by one.
fn is_surely_clean(raw: &str) -> bool {
    let is_unsure = |b: u8| {
        let is_control = u8::from(b < 0x20) & u8::from(b != b'\n') & u8::from(b != b'\t');
        is_control | u8::from(b == 0x7f) | u8::from(b == 0xc2) | u8::from(b >= 0xef)
    };
    let (blocks, rest) = raw.as_bytes().as_chunks::<32>();
    let in_blocks = blocks.iter().all(|block| {
        let unsure = block.iter().fold(0, |unsure, &b| unsure | is_unsure(b));
        unsure == 0
    });
    in_blocks && rest.iter().all(|&b| is_unsure(b) == 0)
}

/// An element of a namespace that the feed crates do not know; names are ours, never from input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    text: Option<String>,
    children: Vec<Self>,
}

impl Element {
    /// An empty element, such as `media:content`.
    pub(super) fn new(name: &'static str) -> Self {
        Self {
            name,
            ..Self::default()
        }
    }

    /// An element with text.
    pub(super) fn of(name: &'static str, text: impl Into<String>) -> Self {
        Self {
            name,
            text: Some(text.into()),
            ..Self::default()
        }
    }

    /// Adds an attribute.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// Adds a child after those there are.
    pub(super) fn push(&mut self, child: Self) {
        self.children.push(child);
    }

    /// The prefix of the name.
    fn prefix(&self) -> &'static str {
        self.name.split(':').next().unwrap_or_default()
    }

    /// The text. Without children an empty one keeps the end tag on the line, so that no blanks come between.
    fn value(&self) -> Option<String> {
        let is_empty = self.children.is_empty();
        self.text.clone().or(is_empty.then(String::new))
    }

    /// As `rss` writes it: it escapes attributes and text.
    fn into_rss(self) -> rss::extension::Extension {
        rss::extension::Extension {
            name: self.name.to_owned(),
            value: self.value(),
            attrs: self
                .attributes
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            children: in_order(self.children.into_iter().map(Self::into_rss).collect()),
        }
    }

    /// As `atom_syndication` writes it: it escapes text, but pastes attributes as they are.
    fn into_atom(self) -> atom_syndication::extension::Extension {
        atom_syndication::extension::Extension {
            name: self.name.to_owned(),
            value: self.value(),
            attrs: self
                .attributes
                .into_iter()
                .map(|(name, value)| {
                    let escaped = quick_xml::escape::escape(value.as_str()).into_owned();
                    (name.to_owned(), escaped)
                })
                .collect(),
            children: in_order(self.children.into_iter().map(Self::into_atom).collect()),
        }
    }
}

/// Both crates write the lists of a map in the order of its keys, and the keys nowhere: one key keeps our order.
fn in_order<T>(list: Vec<T>) -> BTreeMap<String, Vec<T>> {
    if list.is_empty() {
        return BTreeMap::new();
    }
    BTreeMap::from([(String::new(), list)])
}

/// The elements as an extension map of `rss`, in their order.
pub(super) fn rss_extensions(elements: Vec<Element>) -> rss::extension::ExtensionMap {
    let map = in_order(elements.into_iter().map(Element::into_rss).collect());
    if map.is_empty() {
        return BTreeMap::new();
    }
    BTreeMap::from([(String::new(), map)])
}

/// The elements as an extension map of `atom_syndication`, in their order.
pub(super) fn atom_extensions(elements: Vec<Element>) -> atom_syndication::extension::ExtensionMap {
    let map = in_order(elements.into_iter().map(Element::into_atom).collect());
    if map.is_empty() {
        return BTreeMap::new();
    }
    BTreeMap::from([(String::new(), map)])
}

/// The namespaces that our elements use; the crates declare none of them by themselves.
#[derive(Debug, Default)]
pub(super) struct Namespaces(BTreeMap<String, String>);

impl Namespaces {
    /// Takes note of the namespaces of these elements.
    pub(super) fn note(&mut self, elements: &[Element]) {
        for element in elements {
            let prefix = element.prefix();
            if let Some(uri) = uri(prefix).filter(|_| !self.0.contains_key(prefix)) {
                self.0.insert(prefix.to_owned(), uri.to_owned());
            }
        }
    }

    /// The map both crates take.
    pub(super) fn into_map(self) -> BTreeMap<String, String> {
        self.0
    }
}

fn uri(prefix: &str) -> Option<&'static str> {
    match prefix {
        "at" => Some("http://purl.org/atompub/tombstones/1.0"),
        "atom" => Some("http://www.w3.org/2005/Atom"),
        "dcterms" => Some("http://purl.org/dc/terms/"),
        "media" => Some("http://search.yahoo.com/mrss/"),
        "sy" => Some("http://purl.org/rss/1.0/modules/syndication/"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_may_not_carry_goes() {
        assert_eq!(
            text("a\u{0}b\u{85}c\u{fffe}d\r\ne\u{1fffe}".to_owned()),
            "abcd\ne"
        );
        assert_eq!(text("« Łódź » 🙂".to_owned()), "« Łódź » 🙂");
        assert_eq!(line(" a\nb\tc "), "a b c");
        assert_eq!(
            address("https://a.example/x y?q=\"1\""),
            "https://a.example/x%20y?q=%221%22"
        );
    }

    #[test]
    fn elements_keep_our_order() {
        let mut outer = Element::new("media:content").with("url", "x");
        for name in ["media:title", "media:credit", "media:text", "media:credit"] {
            outer.push(Element::of(name, "v"));
        }
        let rss = outer.clone().into_rss();
        let names: Vec<&str> = rss.children.values().flatten().map(|e| e.name()).collect();
        assert_eq!(
            names,
            ["media:title", "media:credit", "media:text", "media:credit"]
        );
    }
}
