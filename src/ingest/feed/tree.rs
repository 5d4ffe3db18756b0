//! XML as a tree, read leniently where that is safe: undeclared prefixes, HTML's names of characters, lone ampersands.
//! No entity of a document's own is ever read, and everything is bounded.

use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use url::Url;

pub(in crate::ingest) use super::element::{Element, Node};
use super::names::{self, Space};
use super::text::named_character;

/// How deep elements may stand inside each other.
const MOST_DEPTH: usize = 128;
/// The most elements that are held at a time.
const MOST_ELEMENTS: usize = 500_000;
/// The most attributes of one tag.
const MOST_ATTRIBUTES: usize = 128;
/// The most namespaces in force at one place.
const MOST_NAMESPACES: usize = 128;

/// Why bytes are no XML that is read here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why} (line {line}, column {column})")]
pub struct Error {
    /// What is wrong.
    pub why: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
}

/// What becomes of an item that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) enum Taken {
    /// It is kept by whoever was given it.
    Kept,
    /// It was used up: what it held is free again.
    UsedUp,
}

/// Reads a document. Items and entries are given to `take` when they end, in order, and are not in the tree.
pub(in crate::ingest) fn parse(
    text: &str,
    mut take: impl FnMut(Element) -> Taken,
) -> Result<Element, Error> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let mut builder = Builder::default();
    loop {
        let event = reader.read_event();
        let at = |place: u64| place_of(text, usize::try_from(place).unwrap_or(text.len()));
        let read = match event {
            Ok(Event::Start(start)) => builder.open(&start, false, &mut take),
            Ok(Event::Empty(start)) => builder.open(&start, true, &mut take),
            Ok(Event::End(_)) => builder.close(&mut take),
            Ok(Event::Text(piece)) => {
                builder.text(&String::from_utf8_lossy(&piece));
                Ok(())
            }
            Ok(Event::CData(piece)) => {
                builder.text(&String::from_utf8_lossy(&piece));
                Ok(())
            }
            Ok(Event::GeneralRef(name)) => {
                builder.text(&character(&String::from_utf8_lossy(&name)));
                Ok(())
            }
            Ok(Event::DocType(doctype)) => {
                let declares = doctype.to_ascii_uppercase();
                if declares.windows(8).any(|piece| piece == b"<!ENTITY") {
                    Err(
                        "the document declares entities of its own, which are never read"
                            .to_owned(),
                    )
                } else {
                    Ok(())
                }
            }
            Ok(Event::Eof) => break,
            Ok(Event::Comment(_) | Event::PI(_) | Event::Decl(_)) => Ok(()),
            Err(error) => {
                let (line, column) = at(reader.error_position());
                return Err(Error {
                    why: error.to_string(),
                    line,
                    column,
                });
            }
        };
        if let Err(why) = read {
            let (line, column) = at(reader.buffer_position());
            return Err(Error { why, line, column });
        }
    }
    builder.finish().map_err(|why| {
        let (line, column) = place_of(text, text.len());
        Error { why, line, column }
    })
}

/// The document under construction.
#[derive(Default)]
struct Builder {
    open: Vec<Element>,
    root: Option<Element>,
    /// Prefix, vocabulary, and how deep the tag stands that declares it.
    namespaces: Vec<(String, Space, usize)>,
    n_elements: usize,
    /// How many elements there were when the item that is open began.
    before_item: usize,
}

impl Builder {
    fn open(
        &mut self,
        start: &BytesStart<'_>,
        is_empty: bool,
        take: &mut impl FnMut(Element) -> Taken,
    ) -> Result<(), String> {
        if self.root.is_some() {
            // What follows the end of the document is not of it.
            if !is_empty {
                self.open.push(self.stray());
            }
            return Ok(());
        }
        if self.open.len() >= MOST_DEPTH {
            return Err(format!(
                "elements stand inside each other deeper than {MOST_DEPTH}"
            ));
        }
        self.n_elements += 1;
        if self.n_elements > MOST_ELEMENTS {
            return Err(format!(
                "the document has more than {MOST_ELEMENTS} elements"
            ));
        }
        let written = String::from_utf8_lossy(start.name().into_inner()).into_owned();
        let attributes = read_attributes(start)?;
        let depth = self.open.len();
        if depth == 0 {
            // RSS has no namespace and Atom's is forgotten; whatever else the root declares by default is meant so.
            let meant = match local(&written).to_ascii_lowercase().as_str() {
                "rss" => Some(Space::Rss),
                "feed" => Some(Space::Atom),
                _ => None,
            };
            self.namespaces
                .extend(meant.map(|space| (String::new(), space, 0)));
        }
        self.declare(&attributes, depth)?;
        let parent = self.open.last();
        let mut element = Element {
            space: self.space_of(prefix(&written)),
            name: local(&written).to_owned(),
            attributes: Vec::with_capacity(attributes.len()),
            children: Vec::new(),
            base: parent.and_then(|parent| parent.base.clone()),
            language: parent.and_then(|parent| parent.language.clone()),
        };
        for (name, value) in attributes {
            if name == "xmlns" || name.starts_with("xmlns:") {
                continue;
            }
            let space = match prefix(&name) {
                "" => Space::Rss,
                prefix => self.space_of(prefix),
            };
            match (space, local(&name)) {
                (Space::Xml, "base") => {
                    element.base = Some(joined(element.base.as_deref(), &value))
                }
                (Space::Xml, "lang") => element.language = Some(value.trim().into()),
                (_, local) => element.attributes.push((space, local.to_owned(), value)),
            }
        }
        if is_item(&element, depth) {
            self.before_item = self.n_elements - 1;
        }
        self.open.push(element);
        if is_empty { self.close(take) } else { Ok(()) }
    }

    /// An element that nobody will see.
    fn stray(&self) -> Element {
        Element {
            space: Space::Other,
            name: String::new(),
            attributes: Vec::new(),
            children: Vec::new(),
            base: None,
            language: None,
        }
    }

    fn declare(&mut self, attributes: &[(String, String)], depth: usize) -> Result<(), String> {
        for (name, value) in attributes {
            let prefix = match name.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) if rest.starts_with(':') => &rest[1..],
                _ => continue,
            };
            let space = names::of_namespace(value);
            if prefix.is_empty() && depth == 0 && space == Space::Other {
                continue;
            }
            if self.namespaces.len() >= MOST_NAMESPACES {
                return Err(format!(
                    "more than {MOST_NAMESPACES} namespaces are declared"
                ));
            }
            self.namespaces.push((prefix.to_owned(), space, depth));
        }
        Ok(())
    }

    fn space_of(&self, prefix: &str) -> Space {
        let declared = self
            .namespaces
            .iter()
            .rev()
            .find(|(known, _, _)| known == prefix);
        declared.map_or_else(|| names::of_prefix(prefix), |(_, space, _)| *space)
    }

    fn text(&mut self, piece: &str) {
        let Some(element) = self.open.last_mut() else {
            return;
        };
        if let Some(Node::Text(text)) = element.children.last_mut() {
            text.push_str(piece);
        } else if !piece.is_empty() {
            element.children.push(Node::Text(piece.to_owned()));
        }
    }

    fn close(&mut self, take: &mut impl FnMut(Element) -> Taken) -> Result<(), String> {
        let Some(element) = self.open.pop() else {
            return Ok(());
        };
        let depth = self.open.len();
        if self.root.is_some() {
            return Ok(());
        }
        while self
            .namespaces
            .last()
            .is_some_and(|(_, _, at)| *at >= depth)
        {
            self.namespaces.pop();
        }
        if is_item(&element, depth) {
            if take(element) == Taken::UsedUp {
                self.n_elements = self.before_item;
            }
            return Ok(());
        }
        match self.open.last_mut() {
            Some(parent) => parent.children.push(Node::Element(element)),
            None => self.root = Some(element),
        }
        Ok(())
    }

    fn finish(self) -> Result<Element, String> {
        match (self.root, self.open.last()) {
            (Some(root), _) => Ok(root),
            (None, Some(open)) => Err(format!("the document ends inside of <{}>", open.name)),
            (None, None) => Err("the document has no element".to_owned()),
        }
    }
}

/// Whether the element is an article of a feed: an item in the channel or beside it, an entry, or a tombstone's like.
fn is_item(element: &Element, depth: usize) -> bool {
    (1..=3).contains(&depth)
        && (element.is(Space::Rss, "item") || (depth == 1 && element.is(Space::Atom, "entry")))
}

fn read_attributes(start: &BytesStart<'_>) -> Result<Vec<(String, String)>, String> {
    let mut attributes: Vec<(String, String)> = Vec::new();
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| error.to_string())?;
        if attributes.len() >= MOST_ATTRIBUTES {
            return Err(format!("a tag has more than {MOST_ATTRIBUTES} attributes"));
        }
        let name = String::from_utf8_lossy(attribute.key.into_inner()).into_owned();
        let value = String::from_utf8_lossy(&attribute.value);
        attributes.push((name, super::text::unescape(&value).into_owned()));
    }
    Ok(attributes)
}

fn prefix(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}

fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// The character or characters that a reference stands for; one that nobody knows stays as it is written.
fn character(name: &str) -> String {
    named_character(name).unwrap_or_else(|| format!("&{name};"))
}

/// A base below another (XML Base section 4.2).
fn joined(outer: Option<&str>, base: &str) -> Arc<str> {
    let base = base.trim();
    let url = outer.and_then(|outer| Url::parse(outer).ok()?.join(base).ok());
    url.map_or_else(|| base.into(), |url| url.as_str().into())
}

/// Line and column of a place, both from 1.
fn place_of(text: &str, at: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let before = bytes.get(..at.min(bytes.len())).unwrap_or_default();
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let begin = before
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let column = String::from_utf8_lossy(&before[begin..]).chars().count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(text: &str) -> Result<Element, Error> {
        parse(text, |_| Taken::UsedUp)
    }

    #[test]
    fn names_and_characters_are_read_leniently() {
        let tree = root("<rss xmlns='http://odd.example/'><channel xml:base='http://a.example/x/' xml:lang='de'><title>A&nbsp;&amp; B & C &#8217;&bogus;<![CDATA[<b>]]></title><dc:Creator a='1&lt;2 &eacute;'/><x xml:base='y/'/></channel></rss>").unwrap();
        let channel = tree.first(Space::Rss, "channel").unwrap();
        assert_eq!(
            channel.said(Space::Rss, "title").unwrap(),
            "A\u{a0}& B & C \u{2019}&bogus;<b>"
        );
        let creator = channel.first(Space::Dc, "creator").unwrap();
        assert_eq!(creator.attribute("a"), Some("1<2 \u{e9}"));
        let below = channel.first(Space::Rss, "x").unwrap();
        assert_eq!(below.base.as_deref(), Some("http://a.example/x/y/"));
        assert_eq!(below.language.as_deref(), Some("de"));
    }

    #[test]
    fn what_would_grow_or_hide_is_refused_with_its_place() {
        let bomb = "<!DOCTYPE rss [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\n<rss>&b;</rss>";
        assert!(root(bomb).unwrap_err().why.contains("entities"));
        root("<!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS 0.91//EN\" \"http://my.netscape.com/publish/formats/rss-0.91.dtd\"><rss/>").unwrap();
        assert!(root(&"<a>".repeat(200)).is_err());
        let wrong = root("<a>\n <b>\n</a>").unwrap_err();
        assert_eq!(wrong.line, 3, "{wrong}");
        assert!(root("<a>").is_err() && root("").is_err() && root("plain").is_err());
    }

    #[test]
    fn items_are_handed_out_and_not_kept() {
        let mut items = Vec::new();
        let text = "<rdf:RDF xmlns='http://purl.org/rss/1.0/' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><channel><items/></channel><item><title>1</title></item><item/></rdf:RDF>";
        let tree = parse(text, |item| {
            items.push(item);
            Taken::Kept
        })
        .unwrap();
        assert_eq!(items.len(), 2);
        assert!(tree.first(Space::Rss, "item").is_none());
    }
}
