//! The walk: each element against its place, each attribute against its element.
use super::{Checker, Note};
use crate::validate::Format;
use crate::validate::catalogue as rule;
use crate::validate::schema::rdf::RDF_ATTRS;
use crate::validate::schema::{AttrSpec, Kind, Place, Spec, is_named};
use crate::validate::tree::{NodeId, known_prefix};
use crate::validate::value::language::is_language;

/// Vocabularies that are open, still growing, or too rare for a table: known, not judged.
const OPEN: &[&str] = &[
    "foaf",
    "g",
    "podcast",
    "audio",
    "cf",
    "company",
    "conversationsNetwork",
    "email",
    "image",
    "openid",
    "ref",
    "reqv",
    "rss091",
    "search",
    "ss",
    "str",
    "sub",
];

impl Checker<'_> {
    /// Judges what stands inside an element.
    pub(super) fn place(&mut self, id: NodeId, place: &'static Place) {
        if place.item {
            self.begin_item(id);
        }
        let mut seen: Vec<&'static str> = Vec::new();
        for child in self.tree.all_children(id).collect::<Vec<_>>() {
            if self.tree.element(child).is_none() {
                self.stray_text(id, child);
                continue;
            }
            self.standard_attrs(child);
            let Some((prefix, local)) = self.key(child) else {
                self.foreign(child);
                continue;
            };
            // Qualified Dublin Core such as `dc:date.created` counts as its base (dc:date).
            let base = if prefix == "dc" {
                local.split('.').next().unwrap_or(local)
            } else {
                local
            };
            let found = place
                .tables
                .iter()
                .flat_map(|table| table.iter())
                .find(|spec| is_named(spec.name, prefix, base));
            let Some(spec) = found else {
                if OPEN.contains(&prefix) {
                    self.anything(child);
                    continue;
                }
                self.unexpected(id, child);
                continue;
            };
            if let Some(rule) = spec.twice
                && seen.contains(&spec.name)
                && base == local
            {
                let message = format!("<{}> stands here more than once", self.name(child));
                self.flag(rule, child, message);
            }
            if let Some((pairs, rule)) = place.twins
                && let Some((core, extension)) = twin(pairs, spec.name, &seen)
            {
                let around = self.name(id);
                let message = format!("<{core}> and <{extension}> both stand in <{around}>");
                self.flag(rule, child, message);
            }
            if base == local && !seen.contains(&spec.name) {
                seen.push(spec.name);
            }
            self.element(child, spec);
        }
        self.required(id, place, &seen);
    }

    /// What must stand inside and does not.
    fn required(&mut self, id: NodeId, place: &Place, seen: &[&'static str]) {
        if !self.is_closed(id) {
            return;
        }
        for &(name, rule) in place.required {
            if !seen.contains(&name) {
                let name = self.plain_name(name).to_owned();
                let own = self.name(id);
                let message = format!("<{own}> has no <{name}>");
                let note = Note::at(rule, self.tree.node(id).start)
                    .element(name)
                    .parent(own);
                self.add(note.say(message));
            }
        }
    }

    /// Judges one element and what is in it.
    pub(super) fn element(&mut self, id: NodeId, spec: &'static Spec) {
        if !spec.open {
            self.attributes(id, spec.attrs);
        }
        match spec.kind {
            Kind::Place(place) => self.place(id, place),
            Kind::Any => self.anything(id),
            kind => self.leaf(id, kind, spec),
        }
        if let Some(hook) = spec.hook {
            hook(self, id);
        }
    }

    fn leaf(&mut self, id: NodeId, kind: Kind, spec: &'static Spec) {
        let construct = matches!(kind, Kind::TextConstruct | Kind::Content);
        if !construct {
            self.no_children(id, matches!(kind, Kind::Text | Kind::Resource));
        }
        if !self.is_closed(id) {
            return;
        }
        self.broken_characters(id);
        if spec.tight {
            let whole = self.tree.text(id);
            if whole.trim().len() != whole.len() {
                let message = format!("white space around the value of <{}>", self.name(id));
                self.flag(&rule::UNEXPECTED_WHITESPACE, id, message);
            }
        }
        if construct || matches!(kind, Kind::Resource) {
            if matches!(kind, Kind::Resource) {
                self.resource(id);
            }
            return;
        }
        let text = self.text(id);
        if spec.filled && text.is_empty() {
            let message = format!("<{}> is empty", self.name(id));
            self.flag(&rule::NOT_BLANK, id, message);
        }
        self.value_of_element(id, kind, &text);
    }

    /// Text that stands between elements where only elements belong.
    fn stray_text(&mut self, parent: NodeId, text: NodeId) {
        let stray = self
            .tree
            .text_of(text)
            .is_some_and(|text| !text.trim().is_empty());
        if stray {
            let name = self.name(parent);
            let note = Note::at(&rule::UNEXPECTED_TEXT, self.tree.node(text).start);
            let note = note.element(name.clone()).parent(self.parent_name(parent));
            self.add(note.say(format!("text directly in <{name}>")));
        }
        self.broken_characters_in(parent, text);
    }

    /// Elements that the place does not know but whose namespace we do.
    fn unexpected(&mut self, parent: NodeId, child: NodeId) {
        let name = self.name(child);
        let around = self.name(parent);
        let prefix = self.key(child).map_or("", |(prefix, _)| prefix);
        // A prefix that nothing declares is told as a fault of the syntax.
        let unbound = self
            .tree
            .element(child)
            .is_some_and(|element| !element.prefix.is_empty())
            && self.tree.uri(child).is_empty();
        if unbound {
            return self.anything(child);
        }
        if prefix.is_empty() && self.tree.local(child) == "blink" {
            self.flag(&rule::NO_BLINK, child, "there is no <blink> in RSS");
        } else if prefix == "xhtml" {
            let message = format!("XHTML <{name}> directly in <{around}>");
            self.flag(&rule::MISPLACED_XHTML_CONTENT, child, message);
        } else if prefix.is_empty()
            && self.tree.uri(child).is_empty()
            && self.is_in_extension(parent)
        {
            let message = format!("<{name}> is in no namespace");
            self.flag(&rule::NOT_IN_A_NAMESPACE, child, message);
        } else if self.format == Format::Atom && prefix.is_empty() {
            let message = format!("<{name}> is in no namespace, so nobody can tell what it means");
            self.flag(&rule::UNDETERMINABLE_VOCABULARY, child, message);
        } else if prefix == "atom" && self.is_questionable(child) {
            let message = format!("<{name}> has no defined meaning in <{around}>");
            self.flag(&rule::QUESTIONABLE_USAGE, child, message);
        } else {
            let message = format!("<{name}> may not stand in <{around}>");
            self.flag(&rule::UNDEFINED_ELEMENT, child, message);
        }
        self.anything(child);
    }

    /// Whether an element is of a vocabulary that is RDF wherever it stands.
    fn is_rdf(&self, id: NodeId) -> bool {
        let known = [
            "rdf", "rdfs", "cp", "dcterms", "admin", "annotate", "l", "foaf", "cc", "taxo",
        ];
        self.tree
            .known(id)
            .is_some_and(|prefix| known.contains(&prefix))
    }

    fn is_in_extension(&self, parent: NodeId) -> bool {
        self.format == Format::Rss
            && self
                .key(parent)
                .is_none_or(|(prefix, _)| !prefix.is_empty())
    }

    /// Atom's elements are defined for Atom's places; elsewhere they are understood, not defined.
    fn is_questionable(&self, child: NodeId) -> bool {
        let known = [
            "author",
            "category",
            "content",
            "contributor",
            "generator",
            "icon",
            "id",
            "link",
            "logo",
            "published",
            "rights",
            "subtitle",
            "summary",
            "title",
            "updated",
        ];
        self.format != Format::Atom && known.contains(&self.tree.local(child))
    }

    /// Elements in namespaces we do not know: welcome, looked into for slips only.
    fn foreign(&mut self, id: NodeId) {
        self.anything(id);
    }

    /// No element may stand in a plain value.
    fn no_children(&mut self, id: NodeId, striped: bool) {
        for child in self.tree.children(id).collect::<Vec<_>>() {
            if self.format == Format::Rdf {
                super::rdf::mixed(self, id, child, striped);
            } else {
                let message = format!(
                    "<{}> may not stand in <{}>",
                    self.name(child),
                    self.name(id)
                );
                self.flag(&rule::UNDEFINED_ELEMENT, child, message);
            }
            self.anything(child);
        }
    }

    /// Looks into an element whose content is its own affair.
    pub(super) fn anything(&mut self, id: NodeId) {
        let mut open = vec![id];
        while let Some(here) = open.pop() {
            for child in self.tree.all_children(here).collect::<Vec<_>>() {
                if self.tree.element(child).is_none() {
                    self.broken_characters_in(here, child);
                    continue;
                }
                let bare = self.format == Format::Rss
                    && self.tree.uri(child).is_empty()
                    && self
                        .tree
                        .element(child)
                        .is_some_and(|element| element.prefix.is_empty());
                if bare && !self.tree.uri(here).is_empty() {
                    let message = format!("<{}> is in no namespace", self.name(child));
                    self.flag(&rule::NOT_IN_A_NAMESPACE, child, message);
                }
                self.broken_attributes(child);
                open.push(child);
            }
        }
    }

    /// Judges an element's attributes against the table.
    pub(super) fn attributes(&mut self, id: NodeId, specs: &'static [AttrSpec]) {
        for spec in specs {
            match self.tree.attr(id, spec.name) {
                Some(_) => self.value_of_attribute(id, spec.name, spec.kind),
                None if spec.required => {
                    let message = format!("<{}> has no attribute {}", self.name(id), spec.name);
                    let note = self.about(&rule::MISSING_ATTRIBUTE, id).attr(spec.name);
                    self.add(note.say(message));
                }
                None => {}
            }
        }
        let tree = self.tree;
        // RDF's attributes belong to RDF, and foreign to Atom they may stand anywhere (RFC 4287 6).
        let rdf = self.format != Format::Rss || self.is_rdf(id);
        for attr in tree.attrs(id) {
            let uri = tree.attr_uri(attr);
            let known = specs.iter().any(|spec| tree.attr_is(attr, spec.name))
                || tree.attr_known(attr) == Some("xml")
                || (rdf && RDF_ATTRS.iter().any(|name| tree.attr_is(attr, name)));
            let foreign = !attr.prefix.is_empty() && known_prefix(uri).is_none();
            if foreign && self.format == Format::Rss && self.tree.uri(id).is_empty() {
                let note =
                    Note::at(&rule::USE_OF_EXTENSION_ATTR, attr.start).element(self.name(id));
                let message = format!("{}:{} on <{}>", attr.prefix, attr.local, self.name(id));
                self.add(note.attr(attr.local).say(message));
            }
            if known || foreign {
                continue;
            }
            let name = super::spell(attr.prefix, attr.local);
            let own = self.name(id);
            let note = Note::at(&rule::UNEXPECTED_ATTRIBUTE, attr.start)
                .element(own.clone())
                .parent(own.clone());
            self.add(
                note.attr(name.clone())
                    .say(format!("<{own}> has no attribute {name}")),
            );
        }
    }

    /// `xml:lang` and `xml:base`, which may stand on anything, and characters that lost their way.
    pub(super) fn standard_attrs(&mut self, id: NodeId) {
        let tree = self.tree;
        if let Some(attr) = tree.attr(id, "xml:lang")
            && !attr.value.is_empty()
            && !is_language(&attr.value)
        {
            let note = Note::at(&rule::INVALID_LANGUAGE, attr.start)
                .element("xml:lang")
                .attr("xml:lang");
            let note = note.parent(self.name(id)).value(&attr.value);
            self.add(note.say(format!("\"{}\" is no language", attr.value)));
        }
        if tree.attr(id, "xml:base").is_some() {
            self.value_of_attribute(id, "xml:base", Kind::IriReference);
        }
        self.broken_attributes(id);
    }
}

/// The pair of elements that say the same, if `name` makes it whole.
fn twin(
    pairs: &[(&'static str, &'static str)],
    name: &'static str,
    seen: &[&'static str],
) -> Option<(&'static str, &'static str)> {
    let whole = |&&(core, extension): &&(&'static str, &'static str)| {
        let other = if name == core { extension } else { core };
        (name == core || name == extension) && seen.contains(&other) && !seen.contains(&name)
    };
    pairs.iter().find(whole).copied()
}
