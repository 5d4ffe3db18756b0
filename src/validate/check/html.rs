//! HTML in content, XHTML in the tree, and characters that were decoded twice.
use super::value::At;
use super::{Checker, Note};
use crate::validate::catalogue as rule;
use crate::validate::tree::NodeId;
use crate::validate::value::html::{self, Flaw, Kind};
use crate::validate::value::{css, lists};

impl Checker<'_> {
    /// Escaped HTML where addresses have no base.
    pub(super) fn html(&mut self, at: &At, value: &str) {
        for flaw in html::flaws(value) {
            self.flaw(at, &flaw, true);
        }
    }

    /// Escaped HTML in Atom, where `xml:base` gives relative addresses a meaning.
    pub(super) fn based_html(&mut self, at: &At, value: &str) {
        for flaw in html::flaws(value) {
            self.flaw(at, &flaw, false);
        }
    }

    fn flaw(&mut self, at: &At, flaw: &Flaw, relative: bool) {
        let what = flaw.what.as_str();
        let (rule, message) = match flaw.kind {
            Kind::RiskyTag => (
                &rule::SECURITY_RISK,
                format!("<{what}> in <{}>", at.element),
            ),
            Kind::RiskyAttribute => (
                &rule::SECURITY_RISK_ATTR,
                format!("attribute {what} in <{}>", at.element),
            ),
            Kind::Style => (
                &rule::DANGEROUS_STYLE_ATTR,
                format!("style \"{}\" in <{}>", super::cut(what, 60), at.element),
            ),
            Kind::Script => (
                &rule::SCRIPT_LINK,
                format!(
                    "an address in <{}> runs a script: {}",
                    at.element,
                    super::cut(what, 60)
                ),
            ),
            Kind::UnknownTag => (&rule::NOT_HTML, format!("HTML has no <{what}>")),
            Kind::Structure => (&rule::NOT_HTML, format!("the HTML is broken: {what}")),
            Kind::Relative if relative => (&rule::CONTAINS_REL_REF, format!("{what} is relative")),
            Kind::Address if relative => (
                &rule::INVALID_URI_CHAR,
                format!("{what} holds a character no address may hold"),
            ),
            Kind::NoAlt => (
                &rule::IMAGE_WITHOUT_ALT,
                "an image without alt text".to_owned(),
            ),
            Kind::Relative | Kind::Address => return,
        };
        let mut at = at.clone();
        at.start = self.place_of(&at, flaw).unwrap_or(at.start);
        self.add(at.note(rule, what).say(message));
    }

    /// Where a flaw stands in the document: line ends are the same in content and document,
    /// escaped or not, and what is wrong can be looked for in its line.
    fn place_of(&self, at: &At, flaw: &Flaw) -> Option<usize> {
        if at.attr.is_some() {
            return None;
        }
        let source = self.tree.source;
        let mut start = at.start + source.get(at.start..)?.find('>')? + 1;
        for _ in 0..flaw.line {
            start += source.get(start..)?.find('\n')? + 1;
        }
        let line = source.get(start..)?.lines().next()?.to_ascii_lowercase();
        let what = flaw.what.to_ascii_lowercase();
        let needles = match flaw.kind {
            Kind::RiskyTag | Kind::UnknownTag | Kind::NoAlt => {
                [format!("<{what}"), format!("&lt;{what}")]
            }
            _ => [what.clone(), what.replace('&', "&amp;")],
        };
        let found = needles
            .iter()
            .filter_map(|needle| line.find(needle.as_str()))
            .min();
        let indent = line.len() - line.trim_start().len();
        Some(start + found.unwrap_or(indent))
    }

    /// XHTML, SVG and `MathML` in the tree, below a `div` or a `body`.
    pub(super) fn xhtml(&mut self, id: NodeId) {
        let mut open = vec![id];
        while let Some(here) = open.pop() {
            for child in self.tree.all_children(here).collect::<Vec<_>>() {
                if self.tree.element(child).is_none() {
                    self.broken_characters_in(here, child);
                    continue;
                }
                self.xhtml_element(child);
                open.push(child);
            }
        }
    }

    fn xhtml_element(&mut self, id: NodeId) {
        let local = self.tree.local(id);
        match self.tree.known(id) {
            Some("xhtml") => {
                if !html::is_tag(local) {
                    self.flag(&rule::NOT_HTML, id, format!("XHTML has no <{local}>"));
                } else if html::is_risky(local) {
                    self.risk(id, local);
                }
                self.xhtml_attributes(id);
            }
            Some("svg") => self.shown_only(id, &lists::SVG_ELEMENTS, &lists::SVG_ATTRIBUTES),
            Some("mathml") => {
                self.shown_only(id, &lists::MATHML_ELEMENTS, &lists::MATHML_ATTRIBUTES)
            }
            Some(prefix) => {
                let metadata = self
                    .tree
                    .node(id)
                    .parent
                    .is_some_and(|parent| self.tree.local(parent) == "metadata");
                if !metadata && prefix != "xml" {
                    let message = format!("<{}> in the middle of content", self.name(id));
                    self.flag(&rule::UNDEFINED_ELEMENT, id, message);
                }
            }
            None if self.tree.uri(id).is_empty() => {
                self.flag(
                    &rule::MISSING_NAMESPACE,
                    id,
                    format!("<{local}> in XHTML content is in no namespace"),
                );
            }
            None => {}
        }
    }

    fn risk(&mut self, id: NodeId, local: &str) {
        let note = self.about(&rule::SECURITY_RISK, id).value(local);
        self.add(note.say(format!("<{local}> in content")));
    }

    fn xhtml_attributes(&mut self, id: NodeId) {
        let tree = self.tree;
        for attr in tree.attrs(id).iter().filter(|attr| attr.prefix.is_empty()) {
            let note = |rule| {
                Note::at(rule, attr.start)
                    .element(tree.local(id))
                    .attr(attr.local)
                    .value(&attr.value)
            };
            if attr.local == "style" {
                for danger in css::dangers(&attr.value) {
                    self.add(
                        note(&rule::DANGEROUS_STYLE_ATTR)
                            .say(format!("style \"{danger}\" in content")),
                    );
                }
            } else if attr.local.to_ascii_lowercase().starts_with("on") {
                self.add(
                    note(&rule::SECURITY_RISK_ATTR)
                        .say(format!("attribute {} in content", attr.local)),
                );
            } else if html::runs_script(attr.local, &attr.value) {
                self.add(
                    note(&rule::SCRIPT_LINK)
                        .say(format!("an address runs a script: {}", attr.value)),
                );
            }
        }
    }

    fn shown_only(&mut self, id: NodeId, elements: &[&str], attributes: &[&str]) {
        let tree = self.tree;
        let local = tree.local(id);
        if elements.binary_search(&local).is_err() {
            self.risk(id, local);
        }
        for attr in tree.attrs(id).iter().filter(|attr| attr.prefix.is_empty()) {
            if attributes.binary_search(&attr.local).is_err() {
                let note = Note::at(&rule::SECURITY_RISK_ATTR, attr.start)
                    .element(local)
                    .attr(attr.local);
                self.add(note.say(format!("attribute {} in content", attr.local)));
            }
        }
    }

    /// Characters in an element's own text that show it was decoded wrongly.
    pub(super) fn broken_characters(&mut self, id: NodeId) {
        for child in self.tree.all_children(id).collect::<Vec<_>>() {
            self.broken_characters_in(id, child);
        }
    }

    /// The same for one piece of it.
    pub(super) fn broken_characters_in(&mut self, id: NodeId, text: NodeId) {
        let tree = self.tree;
        if let Some(found) = tree.text_of(text).and_then(broken) {
            let note = self.about(&rule::BAD_CHARACTERS, id).value(&found);
            self.add(note.say(format!("{found:?}: text that was decoded wrongly")));
        }
    }

    /// The same for an element's attributes.
    pub(super) fn broken_attributes(&mut self, id: NodeId) {
        let tree = self.tree;
        for attr in tree.attrs(id) {
            if let Some(found) = broken(&attr.value) {
                let note = Note::at(&rule::BAD_CHARACTERS, attr.start)
                    .element(attr.local)
                    .parent(self.name(id));
                self.add(
                    note.value(&found)
                        .say(format!("{found:?}: text that was decoded wrongly")),
                );
            }
        }
    }
}

/// Control characters of Latin-1, the replacement character, or UTF-8 read as Latin-1.
fn broken(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let mut before = ' ';
    for c in text.chars() {
        let control = ('\u{80}'..='\u{9f}').contains(&c);
        let doubled = matches!(before, '\u{c2}' | '\u{c3}') && ('\u{80}'..='\u{bf}').contains(&c);
        if control || c == '\u{fffd}' {
            return Some(c.to_string());
        }
        if doubled && is_latin1_utf8(text) {
            return Some(format!("{before}{c}"));
        }
        before = c;
    }
    None
}

/// Whether the text is Latin-1 throughout and, byte by byte, would read as UTF-8.
fn is_latin1_utf8(text: &str) -> bool {
    let bytes: Option<Vec<u8>> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).ok())
        .collect();
    bytes.is_some_and(|bytes| std::str::from_utf8(&bytes).is_ok())
}
