//! The vocabularies as data: which element may stand where, how often, and what it must hold.
pub(super) mod atom;
pub(super) mod media;
pub(super) mod modules;
pub(super) mod opml;
pub(super) mod podcast;
pub(super) mod rdf;
pub(super) mod rss;
pub(super) mod sitemap;

use super::Rule;
use super::catalogue::DUPLICATE_ELEMENT;
use super::check::Checker;
use super::tree::NodeId;
use super::value::date::Profile;

/// A rule about one element that no table can say.
pub(super) type Hook = fn(&mut Checker<'_>, NodeId);

/// One element in one place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spec {
    /// `title`, or `dc:title` by the usual prefix.
    pub(super) name: &'static str,
    /// What it must hold.
    pub(super) kind: Kind,
    /// What is broken when it stands there twice.
    pub(super) twice: Option<&'static Rule>,
    /// Whether it must hold something.
    pub(super) filled: bool,
    /// Whether white space around the value is a fault.
    pub(super) tight: bool,
    /// Whether any attribute may stand on it.
    pub(super) open: bool,
    /// Its attributes.
    pub(super) attrs: &'static [AttrSpec],
    /// Further rules, looked at after the value.
    pub(super) hook: Option<Hook>,
}

/// One attribute of one element.
#[derive(Debug, Clone, Copy)]
pub(super) struct AttrSpec {
    /// `href`, or `rdf:about` by the usual prefix.
    pub(super) name: &'static str,
    /// Whether it must be there.
    pub(super) required: bool,
    /// What it must hold.
    pub(super) kind: Kind,
}

/// What an element or attribute holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// Anything, elements too; looked into only for broken characters.
    Any,
    /// Nothing we judge; text only.
    Text,
    /// Text without markup.
    Plain,
    /// Text without markup, at most so many characters.
    Short(usize),
    /// Escaped HTML.
    Html,
    /// An Atom text construct (RFC 4287 3.1).
    TextConstruct,
    /// Atom content (RFC 4287 4.1.3).
    Content,
    /// An address, relative ones too.
    Reference,
    /// The same, and characters outside ASCII too.
    IriReference,
    /// The same in an attribute.
    UriAttribute,
    /// A whole address.
    Uri,
    /// A whole address; characters outside ASCII too.
    Iri,
    /// A whole address in canonical form.
    Identifier,
    /// An address of HTTP or HTTPS.
    HttpUrl,
    /// A date of the ISO family; whether the future is fine.
    Date(Profile, bool),
    /// A date of RFC 822.
    Rfc822,
    /// A language tag.
    Language,
    /// A mail address.
    Mail,
    /// A mail address and nothing beside it.
    AddrSpec,
    /// A mail address and a name, as RSS wants it.
    NamedMail,
    /// A media type.
    MediaType,
    /// A whole number within bounds, and the rule it breaks otherwise.
    Number(i64, i64, &'static Rule),
    /// A decimal number within bounds, and the rule it breaks otherwise.
    Decimal(f64, f64, &'static Rule),
    /// One of a few words, exactly; and the rule it breaks otherwise.
    Word(&'static [&'static str], &'static Rule),
    /// One of a few words in any case.
    AnyCaseWord(&'static [&'static str], &'static Rule),
    /// Something a function judges, and the rule it breaks otherwise.
    Form(fn(&str) -> bool, &'static Rule),
    /// Nothing in the element: its attribute `rdf:resource` says it.
    Resource,
    /// Elements.
    Place(&'static Place),
}

/// What may stand inside one element.
#[derive(Debug)]
pub(super) struct Place {
    /// The elements, in tables so that modules are shared.
    pub(super) tables: &'static [&'static [Spec]],
    /// The elements that must be there, each with the rule broken otherwise.
    pub(super) required: &'static [(&'static str, &'static Rule)],
    /// Pairs that say the same twice, and the rule broken then.
    pub(super) twins: Option<(&'static [(&'static str, &'static str)], &'static Rule)>,
    /// Whether it is an item or entry: findings in it belong to it.
    pub(super) item: bool,
}

impl Place {
    /// A place with nothing but tables.
    pub(super) const fn of(tables: &'static [&'static [Spec]]) -> Self {
        Self {
            tables,
            required: &[],
            twins: None,
            item: false,
        }
    }
}

/// An element that may stand there any number of times.
pub(super) const fn many(name: &'static str, kind: Kind) -> Spec {
    Spec {
        name,
        kind,
        twice: None,
        filled: false,
        tight: false,
        open: false,
        attrs: &[],
        hook: None,
    }
}

/// An element that may stand there once.
pub(super) const fn one(name: &'static str, kind: Kind) -> Spec {
    Spec {
        twice: Some(&DUPLICATE_ELEMENT),
        ..many(name, kind)
    }
}

impl Spec {
    /// It must hold something.
    pub(super) const fn filled(self) -> Self {
        Self {
            filled: true,
            ..self
        }
    }

    /// White space around its value is a fault.
    pub(super) const fn tight(self) -> Self {
        Self {
            tight: true,
            ..self
        }
    }

    /// Any attribute may stand on it.
    pub(super) const fn open(self) -> Self {
        Self { open: true, ..self }
    }

    /// It has these attributes.
    pub(super) const fn attrs(self, attrs: &'static [AttrSpec]) -> Self {
        Self { attrs, ..self }
    }

    /// It has a rule of its own.
    pub(super) const fn hook(self, hook: Hook) -> Self {
        Self {
            hook: Some(hook),
            ..self
        }
    }

    /// Twice, it breaks this rule and not the usual one.
    pub(super) const fn twice(self, rule: &'static Rule) -> Self {
        Self {
            twice: Some(rule),
            ..self
        }
    }
}

/// An attribute that may be there.
pub(super) const fn may(name: &'static str, kind: Kind) -> AttrSpec {
    AttrSpec {
        name,
        required: false,
        kind,
    }
}

/// An attribute that must be there.
pub(super) const fn must(name: &'static str, kind: Kind) -> AttrSpec {
    AttrSpec {
        name,
        required: true,
        kind,
    }
}

/// Whether `name` (`dc:title`) is the name with this prefix and local part. Asked for every
/// element and every entry of its tables, so lengths are compared first.
pub(super) fn is_named(name: &str, prefix: &str, local: &str) -> bool {
    if prefix.is_empty() {
        return name == local && !name.contains(':');
    }
    name.len() == prefix.len() + 1 + local.len()
        && name.as_bytes().get(prefix.len()) == Some(&b':')
        && name.ends_with(local)
        && name.starts_with(prefix)
}
