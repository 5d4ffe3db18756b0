//! The parsed document with the place of everything in it: what every rule looks at.
mod build;
mod names;
mod strict;

use std::borrow::Cow;

pub(super) use build::parse;
pub(super) use names::{known_prefix, preferred_uri};

/// The index of a node in its tree.
pub(super) type NodeId = usize;

/// A whole document: nodes in document order, each with its byte offset in the decoded text.
#[derive(Debug, Default)]
pub(super) struct Tree<'t> {
    /// The decoded text that every offset points into.
    pub(super) source: &'t str,
    nodes: Vec<Node<'t>>,
    attrs: Vec<Attr<'t>>,
    spaces: Vec<Space<'t>>,
    /// Every `xmlns` declaration, in document order.
    pub(super) declared: Vec<Declared<'t>>,
    /// The document's root element.
    pub(super) root: Option<NodeId>,
    /// The document type declaration, where there is one.
    pub(super) doctype: Option<Doctype<'t>>,
    /// Named entities that nothing declares, in documents whose external DTD we do not read.
    pub(super) undeclared_entities: Vec<(usize, &'t str)>,
    /// What makes the document not well-formed, and where.
    pub(super) fatal: Option<Fatal>,
}

/// One element or one run of text.
#[derive(Debug)]
pub(super) struct Node<'t> {
    /// Where it starts.
    pub(super) start: usize,
    /// One past where it ends.
    pub(super) end: usize,
    /// The element around it.
    pub(super) parent: Option<NodeId>,
    first: Option<NodeId>,
    next: Option<NodeId>,
    body: Body<'t>,
}

#[derive(Debug)]
enum Body<'t> {
    Element(Element<'t>),
    Text(Cow<'t, str>),
}

/// What is special to an element.
#[derive(Debug)]
pub(super) struct Element<'t> {
    /// The prefix as written, empty without one.
    pub(super) prefix: &'t str,
    /// The name without its prefix.
    pub(super) local: &'t str,
    space: usize,
    attrs: (usize, usize),
    /// Whether its end tag was reached before the document broke.
    pub(super) closed: bool,
}

/// One attribute; `xmlns` declarations are not among them.
#[derive(Debug)]
pub(super) struct Attr<'t> {
    /// Where its name starts.
    pub(super) start: usize,
    /// The prefix as written, empty without one.
    pub(super) prefix: &'t str,
    /// The name without its prefix.
    pub(super) local: &'t str,
    space: usize,
    /// The value with references replaced.
    pub(super) value: Cow<'t, str>,
}

/// One namespace that the document uses.
#[derive(Debug)]
struct Space<'t> {
    uri: Cow<'t, str>,
    known: Option<&'static str>,
}

/// One `xmlns` declaration.
#[derive(Debug)]
pub(super) struct Declared<'t> {
    /// Where it stands.
    pub(super) start: usize,
    /// The prefix it binds, empty for the default.
    pub(super) prefix: &'t str,
    /// The namespace it binds it to.
    pub(super) uri: Cow<'t, str>,
}

/// The document type declaration.
#[derive(Debug)]
pub(super) struct Doctype<'t> {
    /// Where it stands.
    pub(super) start: usize,
    /// Everything between `<!DOCTYPE` and `>`.
    pub(super) text: &'t str,
}

impl Doctype<'_> {
    /// Whether it names a DTD elsewhere.
    pub(super) fn is_external(&self) -> bool {
        let head = self.text.split('[').next().unwrap_or_default();
        head.contains("SYSTEM") || head.contains("PUBLIC")
    }

    /// Whether entities may be declared where we do not look.
    pub(super) fn hides_entities(&self) -> bool {
        self.is_external()
            || (self.text.contains("<!ENTITY")
                && (self.text.contains("SYSTEM") || self.text.contains("PUBLIC")))
    }

    /// Whether it names the DTD of RSS 0.91, which declares the Latin-1 names of HTML.
    pub(super) fn is_rss091(&self) -> bool {
        self.text
            .contains("-//Netscape Communications//DTD RSS 0.91//EN")
    }
}

/// What makes a document not well-formed.
#[derive(Debug, Clone)]
pub(super) struct Fatal {
    /// Where the parser had to stop.
    pub(super) start: usize,
    /// What it said.
    pub(super) message: String,
    /// Whether it is one of our own limits and no fault of the syntax.
    pub(super) limit: bool,
}

impl<'t> Tree<'t> {
    /// A node by its index.
    pub(super) fn node(&self, id: NodeId) -> &Node<'t> {
        &self.nodes[id]
    }

    /// The element of a node; text has none.
    pub(super) fn element(&self, id: NodeId) -> Option<&Element<'t>> {
        match &self.nodes[id].body {
            Body::Element(element) => Some(element),
            Body::Text(_) => None,
        }
    }

    /// The local name of an element, empty for text.
    pub(super) fn local(&self, id: NodeId) -> &'t str {
        self.element(id).map_or("", |element| element.local)
    }

    /// The namespace an element is in, empty for none.
    pub(super) fn uri(&self, id: NodeId) -> &str {
        self.element(id)
            .map_or("", |element| &self.spaces[element.space].uri)
    }

    /// The usual prefix of an element's namespace, where we know the namespace.
    pub(super) fn known(&self, id: NodeId) -> Option<&'static str> {
        self.element(id)
            .and_then(|element| self.spaces[element.space].known)
    }

    /// An element's attributes.
    pub(super) fn attrs(&self, id: NodeId) -> &[Attr<'t>] {
        self.element(id)
            .map_or(&[], |element| &self.attrs[element.attrs.0..element.attrs.1])
    }

    /// The namespace an attribute is in, empty for none.
    pub(super) fn attr_uri(&self, attr: &Attr<'t>) -> &str {
        &self.spaces[attr.space].uri
    }

    /// The usual prefix of an attribute's namespace, where we know the namespace.
    pub(super) fn attr_known(&self, attr: &Attr<'t>) -> Option<&'static str> {
        self.spaces[attr.space].known
    }

    /// An attribute by name: `href`, or `rdf:about` by the usual prefix of its namespace.
    pub(super) fn attr(&self, id: NodeId, name: &str) -> Option<&Attr<'t>> {
        self.attrs(id).iter().find(|attr| self.attr_is(attr, name))
    }

    /// Whether an attribute has this name, as [`Tree::attr`] reads it.
    pub(super) fn attr_is(&self, attr: &Attr<'t>, name: &str) -> bool {
        match name.split_once(':') {
            Some((prefix, local)) => attr.local == local && self.attr_known(attr) == Some(prefix),
            None => attr.local == name && attr.space == 0,
        }
    }

    /// The value of an attribute, as [`Tree::attr`] finds it.
    pub(super) fn value(&self, id: NodeId, name: &str) -> Option<&str> {
        self.attr(id, name).map(|attr| &*attr.value)
    }

    /// The elements directly in an element.
    pub(super) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.all_children(id)
            .filter(|&child| self.element(child).is_some())
    }

    /// The elements and texts directly in an element.
    pub(super) fn all_children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let mut next = self.nodes[id].first;
        std::iter::from_fn(move || {
            let here = next?;
            next = self.nodes[here].next;
            Some(here)
        })
    }

    /// A text node's text.
    pub(super) fn text_of(&self, id: NodeId) -> Option<&str> {
        match &self.nodes[id].body {
            Body::Text(text) => Some(text),
            Body::Element(_) => None,
        }
    }

    /// The text directly in an element, in one piece.
    pub(super) fn text(&self, id: NodeId) -> Cow<'_, str> {
        let mut whole = Cow::Borrowed("");
        for child in self.all_children(id) {
            if let Some(text) = self.text_of(child) {
                if whole.is_empty() {
                    whole = Cow::Borrowed(text);
                } else {
                    whole.to_mut().push_str(text);
                }
            }
        }
        whole
    }

    /// Whether any element is in the namespace that usually has this prefix.
    pub(super) fn uses(&self, prefix: &str) -> bool {
        (0..self.nodes.len()).any(|id| self.known(id) == Some(prefix))
    }

    /// The bytes of a node as they stand in the document.
    pub(super) fn raw(&self, id: NodeId) -> &'t str {
        let node = &self.nodes[id];
        self.source.get(node.start..node.end).unwrap_or_default()
    }
}
