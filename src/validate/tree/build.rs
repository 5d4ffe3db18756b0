//! Builds the tree: `quick-xml` cuts the text into pieces, what they mean is decided here.
use super::{Attr, Body, Declared, Doctype, Element, Fatal, Node, NodeId, Space, Tree};
use super::{names, strict};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::borrow::Cow;
use std::collections::HashMap;

/// Feeds nest a dozen deep; XHTML content some dozens. Deeper is an attack.
const MAX_DEPTH: usize = 256;
/// No element in any vocabulary has as many attributes.
const MAX_ATTRIBUTES: usize = 256;
/// As the strict parser's: no feed needs more.
const MAX_NODES: usize = 5_000_000;
/// All that internal entities may expand to in one document.
const MAX_EXPANSION: usize = 256 * 1024;

const XML_URI: &str = "http://www.w3.org/XML/1998/namespace";

/// Parses decoded text. What is not well-formed ends the tree and is told in `fatal`.
pub(in crate::validate) fn parse(text: &str) -> Tree<'_> {
    let mut build = Build::new(text);
    let doctype = find_doctype(text);
    let fatal = strict::judge(text, doctype.as_ref());
    build.entities = doctype.as_ref().map(internal_entities).unwrap_or_default();
    build.tree.doctype = doctype;
    let stop = fatal.as_ref().map_or(usize::MAX, |fatal| fatal.start);
    let own = build.run(stop);
    // Our own limits come first: the strict parser has none for depth.
    build.tree.fatal = own.or(fatal);
    build.tree
}

struct Build<'t> {
    tree: Tree<'t>,
    /// Open elements: node and its last child so far.
    open: Vec<(NodeId, Option<NodeId>)>,
    /// Prefix, namespace and the depth it was declared at.
    scope: Vec<(&'t str, usize, usize)>,
    by_uri: HashMap<String, usize>,
    entities: HashMap<&'t str, &'t str>,
    expanded: usize,
}

impl<'t> Build<'t> {
    fn new(source: &'t str) -> Self {
        let mut build = Self {
            tree: Tree {
                source,
                ..Tree::default()
            },
            open: Vec::new(),
            scope: Vec::new(),
            by_uri: HashMap::new(),
            entities: HashMap::new(),
            expanded: 0,
        };
        build.space(Cow::Borrowed(""));
        let xml = build.space(Cow::Borrowed(XML_URI));
        build.scope.push(("xml", xml, 0));
        build
    }

    fn run(&mut self, stop: usize) -> Option<Fatal> {
        let source = self.tree.source;
        let mut reader = Reader::from_str(source);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        loop {
            let start = position(&reader);
            let Ok(event) = reader.read_event() else {
                return None;
            };
            let end = position(&reader).min(source.len());
            if start >= stop || end <= start {
                return None;
            }
            if self.tree.nodes.len() > MAX_NODES {
                return Some(limit(start, "the document has too many elements"));
            }
            match event {
                Event::Start(_) | Event::Empty(_) => {
                    let empty = matches!(event, Event::Empty(_));
                    if let Err(fatal) = self.start(start, end, empty) {
                        return Some(fatal);
                    }
                }
                Event::End(_) => self.end(end),
                Event::Text(_) => self.text(start, end, Cow::Borrowed(&source[start..end])),
                Event::CData(_) => {
                    let inner = source
                        .get(start + 9..end.saturating_sub(3))
                        .unwrap_or_default();
                    self.text(start, end, Cow::Borrowed(inner));
                }
                Event::GeneralRef(_) => {
                    let value = self.reference(start, &source[start..end]);
                    self.text(start, end, value);
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
                Event::Eof => return None,
            }
        }
    }
}

impl<'t> Build<'t> {
    fn start(&mut self, start: usize, end: usize, empty: bool) -> Result<(), Fatal> {
        if self.open.len() >= MAX_DEPTH {
            return Err(limit(start, "elements are nested too deeply"));
        }
        let source = self.tree.source;
        let inner_end = end - if empty { 2 } else { 1 };
        let inner = source.get(start + 1..inner_end).unwrap_or_default();
        let name_length = inner.find(is_space).unwrap_or(inner.len());
        let raw = scan_attributes(&inner[name_length..], start + 1 + name_length);
        if raw.len() > MAX_ATTRIBUTES {
            return Err(limit(start, "an element has too many attributes"));
        }
        let attrs = self.attributes(raw);
        let (prefix, local) = split_name(&inner[..name_length]);
        let element = Element {
            prefix,
            local,
            space: self.lookup(prefix),
            attrs,
            closed: false,
        };
        let id = self.add(start, end, Body::Element(element));
        if self.tree.root.is_none() {
            self.tree.root = Some(id);
        }
        self.open.push((id, None));
        if empty {
            self.end(end);
        }
        Ok(())
    }

    /// Declares the namespaces of a tag and keeps its other attributes; returns where they are.
    fn attributes(&mut self, raw: Vec<(usize, &'t str, &'t str)>) -> (usize, usize) {
        let depth = self.open.len() + 1;
        for &(at, name, value) in &raw {
            let prefix = match name.split_once(':') {
                Some(("xmlns", prefix)) => prefix,
                None if name == "xmlns" => "",
                _ => continue,
            };
            let uri = self.expand(at, value);
            let space = self.space(uri.clone());
            self.scope.push((prefix, space, depth));
            self.tree.declared.push(Declared {
                start: at,
                prefix,
                uri,
            });
        }
        let first = self.tree.attrs.len();
        for (at, name, value) in raw {
            if name == "xmlns" || name.starts_with("xmlns:") {
                continue;
            }
            let (prefix, local) = split_name(name);
            let space = if prefix.is_empty() {
                0
            } else {
                self.lookup(prefix)
            };
            let value = self.expand(at, value);
            self.tree.attrs.push(Attr {
                start: at,
                prefix,
                local,
                space,
                value,
            });
        }
        (first, self.tree.attrs.len())
    }

    fn end(&mut self, end: usize) {
        let depth = self.open.len();
        if let Some((id, _)) = self.open.pop() {
            self.scope.retain(|&(_, _, declared)| declared < depth);
            let node = &mut self.tree.nodes[id];
            node.end = end;
            if let Body::Element(element) = &mut node.body {
                element.closed = true;
            }
        }
    }

    fn text(&mut self, start: usize, end: usize, text: Cow<'t, str>) {
        let Some(&(_, last)) = self.open.last() else {
            return;
        };
        let text = normal_lines(text);
        if let Some(last) = last
            && let Body::Text(before) = &mut self.tree.nodes[last].body
        {
            before.to_mut().push_str(&text);
            self.tree.nodes[last].end = end;
            return;
        }
        self.add(start, end, Body::Text(text));
    }

    fn add(&mut self, start: usize, end: usize, body: Body<'t>) -> NodeId {
        let id = self.tree.nodes.len();
        let parent = self.open.last().map(|&(parent, _)| parent);
        self.tree.nodes.push(Node {
            start,
            end,
            parent,
            first: None,
            next: None,
            body,
        });
        if let Some((parent, last)) = self.open.last_mut() {
            match last.replace(id) {
                Some(before) => self.tree.nodes[before].next = Some(id),
                None => self.tree.nodes[*parent].first = Some(id),
            }
        }
        id
    }

    fn space(&mut self, uri: Cow<'t, str>) -> usize {
        if let Some(&known) = self.by_uri.get(&*uri) {
            return known;
        }
        let id = self.tree.spaces.len();
        self.by_uri.insert(uri.to_string(), id);
        let known = names::known_prefix(&uri).map(|(prefix, _)| prefix);
        self.tree.spaces.push(Space { uri, known });
        id
    }

    fn lookup(&self, prefix: &str) -> usize {
        let found = self
            .scope
            .iter()
            .rev()
            .find(|(bound, _, _)| *bound == prefix);
        found.map_or(0, |&(_, space, _)| space)
    }

    /// Replaces the references in an attribute's value.
    fn expand(&mut self, at: usize, value: &'t str) -> Cow<'t, str> {
        if !value.contains(['&', '\n', '\r', '\t']) {
            return Cow::Borrowed(value);
        }
        let mut out = String::with_capacity(value.len());
        let mut rest = value;
        while let Some(found) = rest.find('&') {
            out.push_str(&rest[..found].replace(['\n', '\r', '\t'], " "));
            let tail = &rest[found..];
            let length = tail.find(';').map_or(1, |semicolon| semicolon + 1);
            out.push_str(&self.reference(at, &tail[..length]));
            rest = &tail[length..];
        }
        // XML 1.0 3.3.3: white space in a value becomes spaces.
        out.push_str(&rest.replace(['\n', '\r', '\t'], " "));
        Cow::Owned(out)
    }

    /// What one reference such as `&amp;` stands for.
    fn reference(&mut self, at: usize, reference: &'t str) -> Cow<'t, str> {
        let name = reference.trim_start_matches('&').trim_end_matches(';');
        if let Some(digits) = name.strip_prefix('#') {
            let code = match digits.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => digits.parse().ok(),
            };
            let c = code.and_then(char::from_u32).unwrap_or('\u{fffd}');
            return Cow::Owned(c.to_string());
        }
        match name {
            "amp" => Cow::Borrowed("&"),
            "lt" => Cow::Borrowed("<"),
            "gt" => Cow::Borrowed(">"),
            "quot" => Cow::Borrowed("\""),
            "apos" => Cow::Borrowed("'"),
            _ => match self.entities.get(name) {
                Some(value) if self.expanded + value.len() <= MAX_EXPANSION => {
                    self.expanded += value.len();
                    Cow::Borrowed(value)
                }
                Some(_) => Cow::Borrowed(""),
                None => {
                    self.tree.undeclared_entities.push((at, name));
                    Cow::Borrowed(" ")
                }
            },
        }
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn limit(start: usize, message: &str) -> Fatal {
    Fatal {
        start,
        message: message.to_owned(),
        limit: true,
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

fn split_name(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

/// XML 1.0 2.11: every line end becomes one line feed.
fn normal_lines(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') && text.len() > 1 {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        text
    }
}

/// Place, name and raw value of each attribute in the inside of a tag.
fn scan_attributes(inside: &str, base: usize) -> Vec<(usize, &str, &str)> {
    let mut found = Vec::new();
    let mut rest = inside;
    loop {
        rest = rest.trim_start_matches(is_space);
        let at = base + (inside.len() - rest.len());
        let Some(equals) = rest.find('=') else {
            return found;
        };
        let name = rest[..equals].trim_end_matches(is_space);
        let after = rest[equals + 1..].trim_start_matches(is_space);
        let Some(quote) = after.chars().next().filter(|&c| c == '"' || c == '\'') else {
            return found;
        };
        let value = &after[1..];
        let Some(end) = value.find(quote) else {
            return found;
        };
        found.push((at, name, &value[..end]));
        rest = &value[end + 1..];
    }
}

/// The document type declaration, if one stands before the root element.
fn find_doctype(text: &str) -> Option<Doctype<'_>> {
    let mut reader = Reader::from_str(text);
    loop {
        let start = position(&reader);
        match reader.read_event().ok()? {
            Event::DocType(_) => {
                let end = position(&reader).min(text.len());
                return Some(Doctype {
                    start,
                    text: text.get(start + 9..end)?.trim_end_matches('>'),
                });
            }
            Event::Start(_) | Event::Empty(_) | Event::Eof => return None,
            _ => {}
        }
    }
}

/// The general entities of an internal subset whose values are plain text.
fn internal_entities<'t>(doctype: &Doctype<'t>) -> HashMap<&'t str, &'t str> {
    let mut found = HashMap::new();
    let mut rest = doctype.text;
    while let Some(at) = rest.find("<!ENTITY") {
        rest = &rest[at + 8..];
        let declaration = rest.split('>').next().unwrap_or_default().trim();
        let Some((name, value)) = declaration.split_once(is_space) else {
            continue;
        };
        let value = value.trim();
        let quoted = value.strip_prefix('"').and_then(|v| v.strip_suffix('"'));
        let quoted = quoted.or_else(|| value.strip_prefix('\'').and_then(|v| v.strip_suffix('\'')));
        if let Some(value) = quoted
            && !value.contains(['<', '&', '%'])
        {
            found.entry(name).or_insert(value);
        }
    }
    found
}
