//! Walks a document against its vocabulary and collects what is wrong.
pub(super) mod atom;
mod document;
pub(super) mod extension;
mod html;
pub(super) mod link;
pub(super) mod media;
pub(super) mod opml;
pub(super) mod podcast;
pub(super) mod rdf;
pub(super) mod rss;
mod sitemap;
pub(super) mod text_construct;
mod value;
mod walk;

use super::decode::Decoded;
use super::place::Lines;
use super::tree::{NodeId, Tree};
use super::{Document, Finding, Format, Report, Rule};
use std::borrow::Cow;
use std::collections::HashMap;

/// A document with more faults than this is past counting.
const MAX_FINDINGS: usize = 2_000;

/// Judges an XML document.
pub(super) fn judge(document: &Document<'_>, decoded: &Decoded<'_>) -> Report {
    let tree = super::tree::parse(&decoded.text);
    let mut checker = Checker {
        tree: &tree,
        document,
        notes: Vec::new(),
        items: Vec::new(),
        format: Format::Unknown,
        version: String::new(),
        home: Vec::new(),
        podcast: false,
        remembered: HashMap::new(),
        encoding: decoded.encoding,
    };
    document::before(&mut checker, decoded);
    document::root(&mut checker);
    document::after(&mut checker);
    checker.report()
}

/// What the rules look at and write into.
pub(super) struct Checker<'c> {
    pub(super) tree: &'c Tree<'c>,
    pub(super) document: &'c Document<'c>,
    notes: Vec<Note>,
    /// Start and end of each item or entry, in document order.
    items: Vec<(usize, usize)>,
    pub(super) format: Format,
    /// The version the root element names.
    pub(super) version: String,
    /// Namespaces whose elements count as the format's own, and the prefix they count under.
    pub(super) home: Vec<(String, &'static str)>,
    /// Whether Apple's podcast elements were seen.
    pub(super) podcast: bool,
    /// Whether an element has a child of a name, remembered for feeds of many items.
    remembered: HashMap<(NodeId, &'static str), bool>,
    /// The encoding the document came in.
    pub(super) encoding: &'static str,
}

/// A finding before its line and column are known.
#[derive(Debug)]
pub(super) struct Note {
    rule: &'static Rule,
    start: usize,
    element: Option<String>,
    parent: Option<String>,
    attr: Option<String>,
    value: Option<String>,
    message: String,
}

impl Note {
    /// A note at a byte offset.
    pub(super) fn at(rule: &'static Rule, start: usize) -> Self {
        Self {
            rule,
            start,
            element: None,
            parent: None,
            attr: None,
            value: None,
            message: String::new(),
        }
    }

    /// The element it is about.
    pub(super) fn element(mut self, name: impl Into<String>) -> Self {
        self.element = Some(name.into());
        self
    }

    /// The element around that.
    pub(super) fn parent(mut self, name: impl Into<String>) -> Self {
        self.parent = Some(name.into());
        self
    }

    /// The attribute it is about.
    pub(super) fn attr(mut self, name: impl Into<String>) -> Self {
        self.attr = Some(name.into());
        self
    }

    /// The value it is about, cut short.
    pub(super) fn value(mut self, value: &str) -> Self {
        self.value = Some(cut(value, 200));
        self
    }

    /// What to tell people.
    pub(super) fn say(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }
}

/// The first `length` characters of a text.
pub(super) fn cut(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

impl<'c> Checker<'c> {
    /// Adds a note.
    pub(super) fn add(&mut self, note: Note) {
        if self.notes.len() < MAX_FINDINGS {
            self.notes.push(note);
        }
    }

    /// Takes back every note of a rule.
    pub(super) fn forget(&mut self, rule: &'static Rule) {
        self.notes.retain(|note| !std::ptr::eq(note.rule, rule));
    }

    /// Adds a note about an element.
    pub(super) fn flag(&mut self, rule: &'static Rule, id: NodeId, message: impl Into<String>) {
        let note = self.about(rule, id).say(message);
        self.add(note);
    }

    /// A note that names an element and its parent.
    pub(super) fn about(&self, rule: &'static Rule, id: NodeId) -> Note {
        Note::at(rule, self.tree.node(id).start)
            .element(self.name(id))
            .parent(self.parent_name(id))
    }

    /// The usual prefix and local name of an element: `("", "title")`, `("dc", "creator")`.
    /// Elements in a namespace we do not know have none.
    pub(super) fn key(&self, id: NodeId) -> Option<(&'static str, &'c str)> {
        let local = self.tree.local(id);
        let uri = self.tree.uri(id);
        if let Some((_, prefix)) = self.home.iter().find(|(home, _)| home == uri) {
            return Some((prefix, local));
        }
        if uri.is_empty() {
            return Some(("", local));
        }
        self.tree.known(id).map(|prefix| (prefix, local))
    }

    /// Whether an element has this name, as the vocabularies write it.
    pub(super) fn is(&self, id: NodeId, name: &str) -> bool {
        self.key(id)
            .is_some_and(|(prefix, local)| super::schema::is_named(name, prefix, local))
    }

    /// The first child with a name.
    pub(super) fn child(&self, id: NodeId, name: &str) -> Option<NodeId> {
        self.tree.children(id).find(|&child| self.is(child, name))
    }

    /// Whether there is a child with a name; asked again, the answer is remembered.
    pub(super) fn has(&mut self, id: NodeId, name: &'static str) -> bool {
        if let Some(&known) = self.remembered.get(&(id, name)) {
            return known;
        }
        let found = self.child(id, name).is_some();
        self.remembered.insert((id, name), found);
        found
    }

    /// All children with a name.
    pub(super) fn children_named(&self, id: NodeId, name: &str) -> Vec<NodeId> {
        self.tree
            .children(id)
            .filter(|&child| self.is(child, name))
            .collect()
    }

    /// The name of an element for people and for the W3C's `params`.
    pub(super) fn name(&self, id: NodeId) -> String {
        match self.key(id) {
            Some((prefix, local)) => self.plain_name(&spell(prefix, local)).to_owned(),
            None => self
                .tree
                .element(id)
                .map_or_else(String::new, |element| spell(element.prefix, element.local)),
        }
    }

    /// The same for the element around it; `root` where there is none.
    pub(super) fn parent_name(&self, id: NodeId) -> String {
        self.tree
            .node(id)
            .parent
            .map_or_else(|| "root".to_owned(), |parent| self.name(parent))
    }

    /// A vocabulary's name as this format's users know it: Atom's own are not prefixed in Atom.
    pub(super) fn plain_name<'n>(&self, name: &'n str) -> &'n str {
        match name.strip_prefix("atom:") {
            Some(local) if self.format == Format::Atom => local,
            _ => name,
        }
    }

    /// An element's text without the white space around it.
    pub(super) fn text(&self, id: NodeId) -> Cow<'c, str> {
        let tree = self.tree;
        match tree.text(id) {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        }
    }

    /// Whether an element's end tag was reached before the document broke.
    pub(super) fn is_closed(&self, id: NodeId) -> bool {
        self.tree.element(id).is_some_and(|element| element.closed)
    }

    /// Notes that an item or entry stands here.
    pub(super) fn begin_item(&mut self, id: NodeId) {
        let node = self.tree.node(id);
        let end = if self.is_closed(id) {
            node.end
        } else {
            usize::MAX
        };
        self.items.push((node.start, end));
    }

    fn report(mut self) -> Report {
        if self.notes.is_empty() {
            return Report {
                format: self.format,
                findings: Vec::new(),
            };
        }
        self.notes.sort_by_key(|note| note.start);
        let lines = Lines::of(self.tree.source);
        let items = std::mem::take(&mut self.items);
        let finding = |note: Note| {
            let (line, column) = lines.place(note.start);
            let after = items.partition_point(|&(start, _)| start <= note.start);
            let item = after.checked_sub(1).filter(|&at| note.start < items[at].1);
            Finding {
                rule: note.rule,
                line,
                column,
                message: if note.message.is_empty() {
                    note.rule.why.to_owned()
                } else {
                    note.message
                },
                excerpt: lines.excerpt(note.start),
                item,
                element: note.element,
                parent: note.parent,
                attr: note.attr,
                value: note.value,
            }
        };
        Report {
            format: self.format,
            findings: self.notes.into_iter().map(finding).collect(),
        }
    }
}

fn spell(prefix: &str, local: &str) -> String {
    if prefix.is_empty() {
        local.to_owned()
    } else {
        format!("{prefix}:{local}")
    }
}
