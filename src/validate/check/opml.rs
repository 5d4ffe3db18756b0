//! What OPML asks of outlines beyond its table.
use super::{Checker, Note};
use crate::validate::Rule;
use crate::validate::catalogue as rule;
use crate::validate::tree::NodeId;

/// Line numbers between commas, or nothing.
pub(in crate::validate) fn is_lines(value: &str) -> bool {
    value.is_empty()
        || value.split(',').all(|line| {
            let line = line.trim();
            !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit())
        })
}

/// The version of the root element.
pub(super) fn root(cx: &mut Checker<'_>, id: NodeId) {
    match cx.tree.value(id, "version") {
        None => {
            let note = cx.about(&rule::MISSING_ATTRIBUTE, id).attr("version");
            cx.add(note.say("<opml> does not say its version"));
        }
        Some("1.0" | "1.1" | "2.0") => {}
        Some(other) => {
            let note = cx
                .about(&rule::INVALID_OPML_VERSION, id)
                .attr("version")
                .value(other);
            cx.add(note.say(format!("there is no OPML {other}")));
        }
    }
}

/// One outline: it has text, and what its type asks for.
pub(in crate::validate) fn outline(cx: &mut Checker<'_>, id: NodeId) {
    let has = |name: &str| cx.tree.attr(id, name).is_some();
    let mut found: Vec<(&'static Rule, Option<&str>)> = Vec::new();
    if !has("text") {
        found.push((&rule::MISSING_ATTRIBUTE, Some("text")));
    }
    match cx
        .tree
        .value(id, "type")
        .map(str::to_ascii_lowercase)
        .as_deref()
    {
        Some("rss") => {
            if !has("xmlUrl") {
                found.push((&rule::MISSING_XML_URL, None));
            }
            if !has("title") {
                found.push((&rule::MISSING_TITLE_ATTR, None));
            }
        }
        Some("link") => {
            if !has("url") {
                found.push((&rule::MISSING_URL_ATTR, None));
            }
        }
        Some(_) if cx.version.starts_with("1.") => {
            found.push((&rule::INVALID_OUTLINE_TYPE, Some("type")))
        }
        Some(_) => {}
        None => {
            let telling = [
                "description",
                "htmlUrl",
                "language",
                "title",
                "version",
                "xmlUrl",
            ];
            if telling.iter().any(|name| has(name)) {
                found.push((&rule::MISSING_OUTLINE_TYPE, None));
            }
        }
    }
    if cx
        .tree
        .value(id, "version")
        .is_some_and(|v| !matches!(v, "RSS" | "RSS1" | "RSS2" | "scriptingNews"))
    {
        found.push((&rule::INVALID_OUTLINE_VERSION, Some("version")));
    }
    for (rule, attr) in found {
        let note = Note::at(rule, cx.tree.node(id).start)
            .element("outline")
            .parent(cx.parent_name(id));
        cx.add(match attr {
            Some(attr) => note.attr(attr),
            None => note,
        });
    }
}
