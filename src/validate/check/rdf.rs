//! What RSS 1.0 and 1.1 ask beyond their table.
use super::{Checker, Note};
use crate::validate::catalogue as rule;
use crate::validate::tree::NodeId;
use crate::validate::value::uri::Wanted;
use std::collections::HashSet;

/// Rules of a channel as a whole.
pub(in crate::validate) fn channel(cx: &mut Checker<'_>, id: NodeId) {
    super::rss::channel_language(cx, id);
    if !is_090(cx) {
        about(cx, id);
    }
    // Without its name the channel is no RSS 1.0 at all, and one rule is enough.
    let named = cx.tree.value(id, "rdf:about").is_some();
    if cx.is_closed(id) && named && cx.child(id, "items").is_none() {
        let note = Note::at(&rule::MISSING_ELEMENT, cx.tree.node(id).start)
            .parent(cx.name(id))
            .element("items");
        cx.add(note.say("the channel has no <items>"));
    }
    super::podcast::channel(cx, id);
}

/// RSS 0.90 knows neither `rdf:about` nor `items`.
fn is_090(cx: &Checker<'_>) -> bool {
    cx.home
        .iter()
        .any(|(uri, _)| uri.contains("/rdf/simple/0.9"))
}

/// RSS 1.0 5.3: what the document describes is named.
pub(in crate::validate) fn about(cx: &mut Checker<'_>, id: NodeId) {
    if is_090(cx) {
        return;
    }
    let Some(value) = cx.tree.value(id, "rdf:about").map(str::to_owned) else {
        let note = cx.about(&rule::MISSING_ATTRIBUTE, id).attr("rdf:about");
        cx.add(note.say(format!("<{}> has no rdf:about", cx.name(id))));
        return;
    };
    let mut at = cx.at_attribute(id, "rdf:about");
    at.element = cx.name(id);
    at.parent = cx.parent_name(id);
    cx.address(
        &at,
        &value,
        &rule::INVALID_LINK,
        Wanted {
            whole: false,
            iri: false,
        },
    );
}

/// An item; in RSS 1.1 its name is optional.
pub(in crate::validate) fn item(cx: &mut Checker<'_>, id: NodeId) {
    if !is_11(cx) || cx.tree.value(id, "rdf:about").is_some() {
        about(cx, id);
    }
}

fn is_11(cx: &Checker<'_>) -> bool {
    cx.home.iter().any(|(uri, _)| uri.contains("rss1.1"))
}

/// An image at the top level.
pub(in crate::validate) fn image(cx: &mut Checker<'_>, id: NodeId) {
    about(cx, id);
    parts(cx, id);
}

/// An image in the channel: a reference, or in RSS 1.1 the image itself.
pub(in crate::validate) fn channel_image(cx: &mut Checker<'_>, id: NodeId) {
    if cx.tree.value(id, "rdf:resource").is_none() {
        parts(cx, id);
    }
}

fn parts(cx: &mut Checker<'_>, id: NodeId) {
    if !cx.is_closed(id) {
        return;
    }
    let mut wanted = vec![
        ("title", &rule::MISSING_TITLE),
        ("url", &rule::MISSING_ELEMENT),
    ];
    if cx.tree.value(id, "rdf:parseType").is_none() {
        wanted.push(("link", &rule::MISSING_LINK));
    }
    for (name, rule) in wanted {
        if cx.child(id, name).is_none() {
            let note = Note::at(rule, cx.tree.node(id).start)
                .parent("image")
                .element(name);
            cx.add(note.say(format!("<image> has no <{name}>")));
        }
    }
}

/// The list of items: a sequence in RSS 1.0, the items themselves in RSS 1.1.
pub(in crate::validate) fn items(cx: &mut Checker<'_>, id: NodeId) {
    let wrong = if is_11(cx) { "rdf:Seq" } else { "item" };
    for child in cx.children_named(id, wrong) {
        let message = format!("<{wrong}> may not stand in <items> here");
        cx.flag(&rule::UNDEFINED_ELEMENT, child, message);
    }
}

/// No two things in the document have one name.
pub(super) fn unique(cx: &mut Checker<'_>, root: NodeId) {
    let mut seen = HashSet::new();
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        open.extend(cx.tree.children(id).collect::<Vec<_>>().into_iter().rev());
        let Some(about) = cx.tree.value(id, "rdf:about").map(str::to_owned) else {
            continue;
        };
        if !seen.insert(about.clone()) {
            let note =
                Note::at(&rule::DUPLICATE_VALUE, cx.tree.node(id).start).element("rdf:about");
            let note = note.parent(cx.name(id)).value(&about);
            cx.add(note.say(format!("two things are called {about}")));
        }
    }
}

/// An element in a value: RDF takes it, but not beside text.
pub(super) fn mixed(cx: &mut Checker<'_>, parent: NodeId, child: NodeId, striped: bool) {
    let literal = cx.tree.value(parent, "rdf:parseType") == Some("Literal");
    if !literal && (!striped || !cx.tree.text(parent).trim().is_empty()) {
        cx.flag(&rule::INVALID_RDF, child, "text and elements side by side");
    }
}

/// RDF/XML 7.2: nodes and properties alternate, each with the attributes of its kind.
pub(super) fn striping(cx: &mut Checker<'_>, root: NodeId) {
    let is_list = cx.tree.known(root) == Some("rdf") && cx.tree.local(root) == "RDF";
    let mut open: Vec<(NodeId, Stripe)> = if is_list {
        cx.tree
            .children(root)
            .map(|child| (child, Stripe::Node))
            .collect()
    } else {
        vec![(root, Stripe::Node)]
    };
    while let Some((id, stripe)) = open.pop() {
        let attrs = match stripe {
            Stripe::Node => &["rdf:about", "rdf:ID", "rdf:nodeID", "rdf:type"] as &[&str],
            Stripe::Property => &[
                "rdf:resource",
                "rdf:ID",
                "rdf:nodeID",
                "rdf:datatype",
                "rdf:parseType",
            ],
        };
        stray_attribute(cx, id, attrs);
        let children: Vec<NodeId> = cx.tree.children(id).collect();
        let below = match (stripe, cx.tree.value(id, "rdf:parseType")) {
            (Stripe::Property, Some("Literal")) => continue,
            (Stripe::Node, _) | (Stripe::Property, Some("Resource")) => Stripe::Property,
            (Stripe::Property, Some("Collection")) => Stripe::Node,
            (Stripe::Property, _) => {
                if let Some(&second) = children.get(1) {
                    cx.flag(
                        &rule::INVALID_RDF,
                        second,
                        "a property has one value, and this is a second one",
                    );
                }
                Stripe::Node
            }
        };
        if !children.is_empty() && !cx.tree.text(id).trim().is_empty() {
            cx.flag(&rule::INVALID_RDF, id, "text and elements side by side");
        }
        open.extend(children.into_iter().map(|child| (child, below)));
    }
}

/// What an element is in RDF.
#[derive(Debug, Clone, Copy)]
enum Stripe {
    Node,
    Property,
}

/// An attribute of RDF that is not of this kind of element, or one in no namespace.
fn stray_attribute(cx: &mut Checker<'_>, id: NodeId, known: &[&str]) {
    let tree = cx.tree;
    for attr in tree.attrs(id) {
        let rdf = tree.attr_known(attr) == Some("rdf");
        // RDF/XML 6.1.4 still takes these without their namespace.
        let bare = attr.prefix.is_empty()
            && tree.known(id) != Some("xhtml")
            && !matches!(
                attr.local,
                "ID" | "about" | "resource" | "parseType" | "type"
            );
        if bare || (rdf && !known.iter().any(|name| tree.attr_is(attr, name))) {
            let note = Note::at(&rule::INVALID_RDF, attr.start)
                .element(cx.name(id))
                .attr(attr.local);
            cx.add(note.say(format!("{} may not stand on this element", attr.local)));
        }
    }
}
