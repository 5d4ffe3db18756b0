//! An element of a feed's XML, and how what stands in it is found.

use std::sync::Arc;

use super::names::Space;

/// An element with everything in it.
#[derive(Debug, Clone)]
pub(in crate::ingest) struct Element {
    pub(in crate::ingest) space: Space,
    /// The local name as it is written.
    pub(in crate::ingest) name: String,
    /// Vocabulary, local name and value.
    pub(super) attributes: Vec<(Space, String, String)>,
    pub(in crate::ingest) children: Vec<Node>,
    /// What `xml:base` says here, resolved as far as it goes.
    pub(in crate::ingest) base: Option<Arc<str>>,
    /// What `xml:lang` says here.
    pub(in crate::ingest) language: Option<Arc<str>>,
}

/// What stands in an element.
#[derive(Debug, Clone)]
pub(in crate::ingest) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// Whether it is the element of this vocabulary and name; case is forgiven.
    pub(in crate::ingest) fn is(&self, space: Space, name: &str) -> bool {
        self.space == space && self.name.eq_ignore_ascii_case(name)
    }

    /// An attribute without a prefix.
    pub(in crate::ingest) fn attribute(&self, name: &str) -> Option<&str> {
        self.attribute_in(Space::Rss, name)
    }

    /// An attribute of a vocabulary.
    pub(in crate::ingest) fn attribute_in(&self, space: Space, name: &str) -> Option<&str> {
        let found = self
            .attributes
            .iter()
            .find(|(own, local, _)| *own == space && local.eq_ignore_ascii_case(name));
        found.map(|(_, _, value)| value.as_str())
    }

    /// The attributes by local name, in order.
    pub(in crate::ingest) fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.attributes.iter();
        all.map(|(_, name, value)| (name.as_str(), value.as_str()))
    }

    /// The elements directly in it.
    pub(in crate::ingest) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements directly in it of this name.
    pub(in crate::ingest) fn all<'a>(
        &'a self,
        space: Space,
        name: &'a str,
    ) -> impl Iterator<Item = &'a Self> {
        self.elements()
            .filter(move |element| element.is(space, name))
    }

    /// The first element directly in it of this name.
    pub(in crate::ingest) fn first(&self, space: Space, name: &str) -> Option<&Self> {
        self.elements().find(|element| element.is(space, name))
    }

    /// Its own text, tags inside left out.
    pub(in crate::ingest) fn own_text(&self) -> String {
        let mut text = String::new();
        for node in &self.children {
            if let Node::Text(piece) = node {
                text.push_str(piece);
            }
        }
        text
    }

    /// All text in it.
    pub(in crate::ingest) fn text(&self) -> String {
        let mut text = String::new();
        self.gather(&mut text);
        text
    }

    fn gather(&self, text: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(piece) => text.push_str(piece),
                Node::Element(element) => element.gather(text),
            }
        }
    }

    /// The trimmed text of the first element of this name, where it says something.
    pub(in crate::ingest) fn said(&self, space: Space, name: &str) -> Option<String> {
        self.all(space, name).find_map(|element| {
            let text = element.text();
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        })
    }
}
