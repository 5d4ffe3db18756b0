//! Concepts of G2: a `QCode`, an address or a literal, with names in several languages.

use std::collections::HashMap;

use roxmltree::Node;

use crate::ingest::qcode;
use crate::ingest::xml::{attr, attr_ns, children, text};

const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// The schemes that a document declares itself; those of IPTC are shipped, others are never fetched.
#[derive(Debug, Default)]
pub(super) struct Catalog<'d>(HashMap<&'d str, &'d str>);

impl<'d> Catalog<'d> {
    /// Gathers the `scheme` elements of a document.
    pub(super) fn of(root: Node<'d, '_>) -> Self {
        let schemes = root
            .descendants()
            .filter(|node| node.is_element() && node.tag_name().name() == "scheme")
            .filter_map(|node| Some((attr(node, "alias")?, attr(node, "uri")?)));
        Self(schemes.collect())
    }

    fn scheme(&self, alias: &str) -> Option<&str> {
        self.0.get(alias).copied().or_else(|| qcode::scheme(alias))
    }

    /// Scheme and code of an element. Under a scheme that nobody knows the code keeps its alias: `N2:COM`.
    pub(super) fn code(&self, node: Node<'_, '_>) -> (Option<String>, Option<String>) {
        if let Some(qcode) = attr(node, "qcode") {
            let known = qcode
                .split_once(':')
                .and_then(|(alias, code)| Some((self.scheme(alias)?, code)));
            return match known {
                Some((scheme, code)) => (Some(scheme.to_owned()), Some(code.to_owned())),
                None => (None, Some(qcode.to_owned())),
            };
        }
        if let Some(uri) = attr(node, "uri") {
            return match qcode::known_concept(uri) {
                Some((scheme, code)) => (Some(scheme.to_owned()), Some(code.to_owned())),
                None => (None, Some(uri.to_owned())),
            };
        }
        (None, attr(node, "literal").map(str::to_owned))
    }
}

/// The code alone, in small letters: of `stat:usable`, or of the address that ends so.
pub(super) fn word(node: Node<'_, '_>) -> Option<String> {
    let code = attr(node, "qcode")
        .map(after_colon)
        .or_else(|| attr(node, "uri").map(|uri| uri.rsplit('/').next().unwrap_or(uri)))
        .or_else(|| attr(node, "literal"))?;
    Some(code.to_ascii_lowercase())
}

/// The code of a role (`crol:photographer`), in small letters; empty where there is none.
pub(super) fn role(node: Node<'_, '_>) -> String {
    attr(node, "role")
        .map(after_colon)
        .or_else(|| attr(node, "roleuri").map(|uri| uri.rsplit('/').next().unwrap_or(uri)))
        .unwrap_or_default()
        .to_ascii_lowercase()
}

fn after_colon(qcode: &str) -> &str {
    qcode.split_once(':').map_or(qcode, |(_, code)| code)
}

/// The name of a concept for people: in the language of the item, no abbreviation where there is better.
pub(super) fn name(node: Node<'_, '_>, language: Option<&str>) -> Option<String> {
    let short =
        |name: &Node<'_, '_>| matches!(role(*name).as_str(), "mnemonic" | "short" | "adjectival");
    let names: Vec<Node<'_, '_>> = children(node, "name").collect();
    let full: Vec<Node<'_, '_>> = names.iter().copied().filter(|name| !short(name)).collect();
    let names = if full.is_empty() { names } else { full };
    in_language(&names, language).and_then(text)
}

/// The name of a concept, else the words that stand for it.
pub(super) fn name_or_literal(node: Node<'_, '_>, language: Option<&str>) -> Option<String> {
    name(node, language).or_else(|| attr(node, "literal").map(str::to_owned))
}

/// Of the same thing in several languages: the one of the item, else one without a language, else the first.
pub(super) fn in_language<'a, 'i>(
    nodes: &[Node<'a, 'i>],
    language: Option<&str>,
) -> Option<Node<'a, 'i>> {
    let primary = |tag: &str| {
        tag.split(['-', '_'])
            .next()
            .unwrap_or(tag)
            .to_ascii_lowercase()
    };
    let wanted = language.map(primary);
    let of = |node: &Node<'_, '_>| attr_ns(*node, XML, "lang").map(primary);
    nodes
        .iter()
        .find(|node| wanted.is_some() && of(node) == wanted)
        .or_else(|| nodes.iter().find(|node| of(node).is_none()))
        .or(nodes.first())
        .copied()
}

/// The language of an element, by `xml:lang`.
pub(super) fn language<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    attr_ns(node, XML, "lang")
}
