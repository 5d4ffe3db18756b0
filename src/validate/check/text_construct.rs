//! Atom text constructs and content (RFC 4287 3.1 and 4.1.3).
use super::{Checker, Note};
use crate::validate::Format;
use crate::validate::catalogue as rule;
use crate::validate::tree::NodeId;
use crate::validate::value::text;
use crate::validate::value::uri::Wanted;

/// A text construct: `text`, `html` or `xhtml`.
pub(in crate::validate) fn text(cx: &mut Checker<'_>, id: NodeId) {
    let kind = begin(cx, id);
    if kind.contains('/') {
        let note = cx
            .about(&rule::INVALID_TEXT_TYPE, id)
            .attr("type")
            .value(&kind);
        cx.add(note.say(format!("a text construct cannot be of type {kind}")));
    }
    finish(cx, id, &kind);
}

/// Content: any media type, here or elsewhere.
pub(in crate::validate) fn content(cx: &mut Checker<'_>, id: NodeId) {
    let kind = begin(cx, id);
    if kind.starts_with("multipart/") || kind.starts_with("message/") {
        invalid_type(cx, id, &kind);
    }
    finish(cx, id, &kind);
}

fn invalid_type(cx: &mut Checker<'_>, id: NodeId, kind: &str) {
    let note = cx
        .about(&rule::INVALID_MIME_TYPE, id)
        .attr("type")
        .value(kind);
    cx.add(note.say(format!("content cannot be of type \"{kind}\"")));
}

/// The attributes; returns the type.
fn begin(cx: &mut Checker<'_>, id: NodeId) -> String {
    let remote = cx.tree.value(id, "src").map(str::to_owned);
    let written = cx.tree.value(id, "type").map(str::to_owned);
    if remote.is_none() && cx.format == Format::Rss && !cx.is(id, "atom:summary") {
        let note = cx.about(&rule::DUPLICATE_DESCRIPTION_SEMANTICS, id);
        cx.add(note.say(format!(
            "<{}> says what an element of RSS says",
            cx.name(id)
        )));
    }
    if written.as_deref() == Some("") {
        let note = cx.about(&rule::ATTR_NOT_BLANK, id).attr("type");
        cx.add(note.say("an empty type"));
    }
    if let Some(src) = &remote {
        let mut at = cx.at_attribute(id, "src");
        at.element = cx.name(id);
        at.parent = cx.parent_name(id);
        cx.address(
            &at,
            src,
            &rule::INVALID_URI_ATTRIBUTE,
            Wanted {
                whole: false,
                iri: true,
            },
        );
        if written.is_none() {
            let note = cx.about(&rule::MISSING_TYPE_ATTR, id).attr("type");
            cx.add(note.say("content that is elsewhere should say what type it is"));
        }
    }
    let kind = written.unwrap_or_else(|| {
        if remote.is_some() {
            String::new()
        } else {
            "text".to_owned()
        }
    });
    let named = remote.is_none() && matches!(kind.as_str(), "text" | "html" | "xhtml");
    if !named && !kind.is_empty() && !text::is_media_type(&kind) {
        invalid_type(cx, id, &kind);
    }
    let has_lang = std::iter::successors(Some(id), |&id| cx.tree.node(id).parent)
        .find_map(|id| cx.tree.value(id, "xml:lang"))
        .is_some_and(|lang| !lang.is_empty());
    if !has_lang {
        let note = Note::at(&rule::MISSING_DC_LANGUAGE, cx.tree.node(id).start);
        let note = note.parent(cx.name(id)).element("xml:lang");
        cx.add(note.say("nothing says in which language this text is"));
    }
    kind
}

/// What is inside.
fn finish(cx: &mut Checker<'_>, id: NodeId, kind: &str) {
    if !cx.is_closed(id) {
        return;
    }
    let remote = cx.tree.value(id, "src").is_some();
    let is_xml = kind.ends_with("+xml") || kind.ends_with("/xml");
    let children: Vec<NodeId> = cx.tree.children(id).collect();
    if cx.tree.value(id, "mode") == Some("escaped") && !children.is_empty() {
        cx.flag(
            &rule::NOT_ESCAPED,
            id,
            "mode=\"escaped\" and elements inside",
        );
    }
    let value = cx.tree.text(id).into_owned();
    if remote && !value.trim().is_empty() {
        let note = Note::at(&rule::UNEXPECTED_TEXT, cx.tree.node(id).start).element(cx.name(id));
        cx.add(
            note.parent(cx.parent_name(id))
                .say("content that is elsewhere must be empty here"),
        );
    }
    if remote {
        return;
    }
    if value.trim().is_empty() && children.is_empty() && !remote {
        let message = format!("<{}> is empty", cx.name(id));
        cx.flag(&rule::NOT_BLANK, id, message);
        return;
    }
    let at = cx.at_element(id);
    match kind {
        "xhtml" => xhtml(cx, id, &children),
        _ if is_xml => inline_xml(cx, id, kind, &children, &value),
        _ => {
            for &child in &children {
                let message = format!("<{}> inside content of type {kind:?}", cx.name(child));
                cx.flag(&rule::UNDEFINED_ELEMENT, child, message);
                cx.anything(child);
            }
            if super::atom::is_binary(kind) {
                base64(cx, id, kind, &value);
            } else if kind == "html" || kind.ends_with("/html") {
                cx.based_html(&at, &value);
            } else {
                cx.plain(&at, &value, &rule::CONTAINS_UNDECLARED_HTML);
            }
            if kind.ends_with("/html") && !remote && !value.contains("<html") {
                cx.flag(
                    &rule::HTML_FRAGMENT,
                    id,
                    format!("{kind} promises a whole page"),
                );
            }
        }
    }
}

/// RFC 4287 3.1.1.3: one XHTML `div`, and the text in it.
fn xhtml(cx: &mut Checker<'_>, id: NodeId, children: &[NodeId]) {
    let own_text = cx.tree.text(id);
    let at = cx.at_element(id);
    let loose = !own_text.trim().is_empty();
    let has_div = matches!(children, [only, ..] if is_div(cx, *only));
    if loose || !has_div {
        let note = cx.about(&rule::MISSING_XHTML_DIV, id);
        cx.add(note.say("XHTML content is one <div> and nothing beside it"));
    }
    for &child in children {
        if cx.tree.known(child) != Some("xhtml") {
            let uri = cx.tree.uri(child).to_owned();
            let note = cx.about(&rule::NOT_HTML, child).value(&uri);
            cx.add(note.say(format!(
                "<{}> is not in the namespace of XHTML",
                cx.tree.local(child)
            )));
            cx.anything(child);
            continue;
        }
        cx.standard_attrs(child);
        cx.xhtml(child);
        let mixed = cx.tree.children(child).next().is_some();
        if !mixed {
            let value = cx.tree.text(child).into_owned();
            cx.plain(&at, &value, &rule::NOT_INLINE);
        }
    }
    if children.is_empty() {
        cx.plain(&at, &own_text, &rule::NOT_INLINE);
    }
}

fn is_div(cx: &Checker<'_>, id: NodeId) -> bool {
    cx.tree.known(id) == Some("xhtml") && cx.tree.local(id) == "div"
}

/// RFC 4287 4.1.3.3: content of an XML type is one element.
fn inline_xml(cx: &mut Checker<'_>, id: NodeId, kind: &str, children: &[NodeId], value: &str) {
    if !value.trim().is_empty() && !children.is_empty() {
        let note = Note::at(&rule::UNEXPECTED_TEXT, cx.tree.node(id).start).element(cx.name(id));
        cx.add(
            note.parent(cx.parent_name(id))
                .say(format!("text beside the element of {kind}")),
        );
    }
    if kind == "application/xhtml+xml"
        && let Some(&first) = children.first()
        && cx.tree.local(first) != "html"
    {
        cx.flag(
            &rule::HTML_FRAGMENT,
            id,
            format!("{kind} promises a whole page"),
        );
    }
    for &child in children {
        cx.anything(child);
    }
}

/// RFC 4287 4.1.3.3: what is neither text nor XML is base64.
fn base64(cx: &mut Checker<'_>, id: NodeId, kind: &str, value: &str) {
    match text::base64(value) {
        None => {
            let note = cx.about(&rule::NOT_BASE64, id).value(value);
            cx.add(note.say(format!("content of type {kind} must be base64")));
        }
        Some(bytes) if kind.ends_with("/html") => {
            let at = cx.at_element(id);
            cx.based_html(&at, &String::from_utf8_lossy(&bytes));
        }
        Some(_) => {}
    }
}
