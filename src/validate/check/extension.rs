//! Rules of the smaller modules, and of bases and resources that all share.
use super::Checker;
use super::value::At;
use crate::validate::Format;
use crate::validate::catalogue as rule;
use crate::validate::tree::NodeId;
use crate::validate::value::text;
use crate::validate::value::uri::{self, Wanted};

impl Checker<'_> {
    /// The base that `xml:base` gives an element; `None` where none is declared.
    pub(super) fn base(&self, id: NodeId) -> Option<String> {
        let around = std::iter::successors(Some(id), |&id| self.tree.node(id).parent);
        let bases: Vec<&str> = around
            .filter_map(|id| self.tree.value(id, "xml:base"))
            .collect();
        let outermost = bases.last()?;
        let start = self
            .document
            .location
            .map_or_else(|| (*outermost).to_owned(), str::to_owned);
        let joined = bases
            .iter()
            .rev()
            .fold(start, |base, next| resolve(Some(&base), next));
        Some(joined)
    }

    /// RFC 3986 4.4: an empty reference means the document, not the declared base.
    pub(super) fn same_document(&mut self, id: NodeId, at: &At, value: &str) {
        if !value.is_empty() && !value.starts_with('#') {
            let Some(base) = self.base(id) else { return };
            if uri::scheme(value).is_some() || resolve(Some(&base), value) != base {
                return;
            }
        }
        let Some(base) = self.base(id) else { return };
        let bare = |address: &str| uri::canonical(address.split('#').next().unwrap_or_default());
        if self
            .own_address()
            .is_none_or(|own| bare(&base) != bare(&own))
        {
            let note = at.note(&rule::SAME_DOCUMENT_REFERENCE, value);
            self.add(note.say("readers differ on whether this means the base or the document"));
        }
    }

    /// Where the document is: where it came from, or else where it says it is.
    fn own_address(&self) -> Option<String> {
        if let Some(location) = self.document.location {
            return Some(location.to_owned());
        }
        let links = self.children_named(self.tree.root?, "atom:link");
        let own = links
            .into_iter()
            .find(|&link| self.tree.value(link, "rel") == Some("self"))?;
        Some(resolve(
            self.base(own).as_deref(),
            self.tree.value(own, "href")?,
        ))
    }

    /// An element whose `rdf:resource` is its value; in RSS 2.0 its text may be.
    pub(super) fn resource(&mut self, id: NodeId) {
        if let Some(resource) = self.tree.value(id, "rdf:resource").map(str::to_owned) {
            let mut at = self.at_attribute(id, "rdf:resource");
            at.element = self.name(id);
            at.parent = self.parent_name(id);
            self.address(
                &at,
                &resource,
                &rule::INVALID_LINK,
                Wanted {
                    whole: false,
                    iri: false,
                },
            );
        } else if self.format == Format::Rdf {
            let note = self
                .about(&rule::MISSING_ATTRIBUTE, id)
                .attr("rdf:resource");
            self.add(note.say(format!("<{}> has no rdf:resource", self.name(id))));
        }
    }
}

/// An address resolved against a base (RFC 3986 5.2).
pub(super) fn resolve(base: Option<&str>, reference: &str) -> String {
    let joined = base
        .and_then(|base| url::Url::parse(base).ok())
        .and_then(|base| base.join(reference).ok());
    joined.map_or_else(|| reference.to_owned(), |url| url.to_string())
}

/// `georss:point`, `gml:pos`: latitude and longitude.
pub(in crate::validate) fn position(cx: &mut Checker<'_>, id: NodeId) {
    let value = cx.text(id).into_owned();
    let at = cx.at_element(id);
    match coordinates(&value) {
        Some((2, commas)) => {
            if commas {
                cx.add(
                    at.note(&rule::COORD_COMMA, &value)
                        .say("a comma between the coordinates"),
                );
            }
        }
        _ => cx.add(
            at.note(&rule::INVALID_COORD, &value)
                .say(format!("\"{value}\" is no position")),
        ),
    }
}

/// `georss:line`, `gml:posList`: pairs of latitude and longitude.
pub(in crate::validate) fn positions(cx: &mut Checker<'_>, id: NodeId) {
    let value = cx.text(id).into_owned();
    let at = cx.at_element(id);
    match coordinates(&value) {
        Some((count, commas)) if count >= 4 && count.is_multiple_of(2) => {
            if commas {
                cx.add(
                    at.note(&rule::COORD_COMMA, &value)
                        .say("commas between the coordinates"),
                );
            }
        }
        _ => cx.add(
            at.note(&rule::INVALID_COORD_LIST, &value)
                .say("these are no positions"),
        ),
    }
}

/// How many numbers there are and whether commas part them.
fn coordinates(value: &str) -> Option<(usize, bool)> {
    let commas = value.contains(',');
    let numbers = value
        .split([' ', ',', '\n', '\t', '\r'])
        .filter(|part| !part.is_empty());
    let mut count = 0;
    for number in numbers {
        text::decimal(number)?;
        count += 1;
    }
    Some((count, commas))
}

/// `feedburner:feedFlare`: its addresses are relative to nothing outside Atom.
pub(in crate::validate) fn feed_flare(cx: &mut Checker<'_>, id: NodeId) {
    for name in ["href", "src"] {
        let Some(value) = cx.tree.value(id, name).map(str::to_owned) else {
            continue;
        };
        let at = cx.at_attribute(id, name);
        if cx.format == Format::Atom {
            cx.address(
                &at,
                &value,
                &rule::INVALID_IRI,
                Wanted {
                    whole: false,
                    iri: true,
                },
            );
        } else if uri::check(
            &value,
            Wanted {
                whole: true,
                iri: true,
            },
        )
        .is_err()
        {
            cx.add(
                at.note(&rule::CONTAINS_REL_REF, &value)
                    .say(format!("{value} is relative")),
            );
        }
    }
}

/// `thr:children` is RDF's; elsewhere it is `thr:in-reply-to` (RFC 4685).
pub(in crate::validate) fn thr_children(cx: &mut Checker<'_>, id: NodeId) {
    if cx.format != Format::Rdf {
        cx.flag(
            &rule::UNDEFINED_ELEMENT,
            id,
            "thr:children is defined for RSS 1.0 only",
        );
    }
}

/// The comment API calls it `wfw:commentRss`.
pub(in crate::validate) fn comment_rss(cx: &mut Checker<'_>, id: NodeId) {
    cx.flag(
        &rule::COMMENT_RSS,
        id,
        "wfw:commentRSS should be wfw:commentRss",
    );
}
