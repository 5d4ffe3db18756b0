//! What Atom asks of feeds, entries, sources and people beyond its table.
use super::{Checker, Note};
use crate::validate::Rule;
use crate::validate::catalogue as rule;
use crate::validate::tree::NodeId;
use crate::validate::value::text;
use std::collections::{HashMap, HashSet};

/// RFC 5005: relations between the documents of one feed.
pub(super) const PAGING: &[&str] = &[
    "current",
    "first",
    "last",
    "next",
    "next-archive",
    "prev-archive",
    "previous",
];

/// Rules of a feed as a whole (RFC 4287 4.1.1).
pub(super) fn feed(cx: &mut Checker<'_>, id: NodeId) {
    if !cx.is_closed(id) {
        return;
    }
    let entries = cx.children_named(id, "atom:entry");
    if !relations(cx, id).iter().any(|(_, rel)| rel == "self") {
        let note = Note::at(&rule::MISSING_SELF, cx.tree.node(id).start)
            .parent("root")
            .element("feed");
        cx.add(note.say("<feed> has no link with rel=\"self\""));
    }
    super::link::hubs(cx, id);
    alternates(cx, id);
    history(cx, id);
    late_metadata(cx, id);
    let ids: Vec<NodeId> = entries
        .iter()
        .filter_map(|&entry| cx.child(entry, "atom:id"))
        .collect();
    repeated(cx, &ids, &rule::DUPLICATE_ENTRIES);
    let dates: Vec<NodeId> = entries
        .iter()
        .filter_map(|&entry| cx.child(entry, "atom:updated"))
        .collect();
    repeated(cx, &dates, &rule::DUPLICATE_UPDATED);
    tombstones(cx, id);
    super::podcast::channel(cx, id);
}

/// Rules of an entry as a whole (RFC 4287 4.1.2).
pub(in crate::validate) fn entry(cx: &mut Checker<'_>, id: NodeId) {
    if !cx.is_closed(id) {
        return;
    }
    let around = cx.tree.node(id).parent;
    let source = cx.child(id, "atom:source");
    let mut signed = [Some(id), around, source].into_iter().flatten();
    if !signed.any(|place| cx.has(place, "atom:author")) {
        missing(cx, id, "author");
    }
    alternates(cx, id);
    let summary = cx.child(id, "atom:summary").is_some();
    match cx.child(id, "atom:content") {
        Some(content) if !summary => {
            let kind = cx.tree.value(content, "type").unwrap_or_default();
            let remote = cx.tree.value(content, "src").is_some();
            if remote || is_binary(kind) {
                let note = cx.about(&rule::MISSING_SUMMARY, id);
                cx.add(note.say("content that is elsewhere or binary needs a <summary>"));
            }
        }
        Some(_) => {}
        None => {
            if !summary {
                let note = cx.about(&rule::MISSING_TEXTUAL_CONTENT, id);
                cx.add(note.say("<entry> has neither <content> nor <summary>"));
            }
            if !relations(cx, id).iter().any(|(_, rel)| rel == "alternate") {
                let note = cx.about(&rule::MISSING_CONTENT_OR_ALTERNATE, id);
                cx.add(note.say("<entry> has neither <content> nor a link to the article"));
            }
        }
    }
}

/// Rules of a source (RFC 4287 4.2.11): it keeps what identifies its feed.
pub(in crate::validate) fn source(cx: &mut Checker<'_>, id: NodeId) {
    if !cx.is_closed(id) {
        return;
    }
    for name in ["title", "id", "updated"] {
        if cx.child(id, &format!("atom:{name}")).is_none() {
            let note = Note::at(&rule::MISSING_SOURCE_ELEMENT, cx.tree.node(id).start);
            cx.add(
                note.parent("source")
                    .element(name)
                    .say(format!("<source> has no <{name}>")),
            );
        }
    }
    alternates(cx, id);
}

fn missing(cx: &mut Checker<'_>, id: NodeId, name: &str) {
    let note = Note::at(&rule::MISSING_ELEMENT, cx.tree.node(id).start);
    let own = cx.name(id);
    let message = format!("<{own}> has no <{name}>");
    cx.add(note.element(name).parent(own).say(message));
}

/// Whether content of this type is neither text nor XML, and so is base64 (RFC 4287 4.1.3.3).
pub(super) fn is_binary(kind: &str) -> bool {
    let kind = kind
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    kind.contains('/')
        && !kind.ends_with("+xml")
        && !kind.ends_with("/xml")
        && !kind.starts_with("text/")
}

/// The links of an element with their relations in short form.
fn relations(cx: &Checker<'_>, id: NodeId) -> Vec<(NodeId, String)> {
    let links = cx.children_named(id, "atom:link");
    links
        .into_iter()
        .map(|link| (link, super::link::relation(cx, link)))
        .collect()
}

/// RFC 4287 4.1.1, 4.1.2: one alternate for each type and language.
fn alternates(cx: &mut Checker<'_>, id: NodeId) {
    let mut seen = HashSet::new();
    for (link, rel) in relations(cx, id) {
        let get = |name| {
            cx.tree
                .value(link, name)
                .unwrap_or_default()
                .to_ascii_lowercase()
        };
        if rel == "alternate" && !seen.insert((get("type"), get("hreflang"))) {
            let note = Note::at(&rule::DUPLICATE_ATOM_LINK, cx.tree.node(link).start);
            let note = note.parent(cx.name(id)).element("link");
            cx.add(note.say("a second alternate link of the same type and language"));
        }
    }
}

/// RFC 5005: what complete, archived and paged feeds may say of themselves.
fn history(cx: &mut Checker<'_>, id: NodeId) {
    let links = relations(cx, id);
    let href = |rel: &str| {
        let link = links.iter().find(|(_, found)| found == rel)?.0;
        cx.tree.value(link, "href").map(str::to_owned)
    };
    let own = href("self");
    let mut notes = Vec::new();
    if cx.child(id, "fh:complete").is_some() {
        for (link, rel) in &links {
            let start = cx.tree.node(*link).start;
            if rel == "current" && own.is_some() && cx.tree.value(*link, "href") != own.as_deref() {
                notes.push(
                    Note::at(&rule::CURRENT_NOT_SELF_IN_COMPLETE_FEED, start).element("link"),
                );
            } else if rel != "current" && PAGING.contains(&rel.as_str()) {
                let note = Note::at(&rule::FEED_REL_IN_COMPLETE_FEED, start)
                    .element("link")
                    .value(rel);
                notes.push(note.say(format!("a complete feed has no {rel} document")));
            }
        }
    }
    let start = cx.tree.node(id).start;
    if cx.child(id, "fh:archive").is_some() {
        if href("current").is_none() {
            notes.push(Note::at(&rule::MISSING_CURRENT_IN_ARCHIVE, start).element("feed"));
        }
        let whole = cx.child(id, "fh:complete").is_some();
        if !whole && href("prev-archive").is_none() && href("next-archive").is_none() {
            notes.push(Note::at(&rule::ARCHIVE_INCOMPLETE, start).element("feed"));
        }
    }
    for (edge, beyond) in [("first", "previous"), ("last", "next")] {
        let past = links
            .iter()
            .find(|(_, rel)| rel == beyond)
            .filter(|_| own.is_some() && href(edge) == own);
        if let Some((link, _)) = past {
            let note = Note::at(&rule::LINK_PAST_END, cx.tree.node(*link).start)
                .element("link")
                .value(beyond);
            notes.push(note.say(format!("the {edge} document has no {beyond} one")));
        }
    }
    for rel in ["next", "previous", "prev-archive", "next-archive"] {
        let loops = links
            .iter()
            .find(|(_, found)| found == rel)
            .filter(|_| own.is_some() && href(rel) == own);
        if let Some((link, _)) = loops {
            let note = Note::at(&rule::PAGING_LOOP, cx.tree.node(*link).start)
                .element("link")
                .value(rel);
            notes.push(note.say(format!("the {rel} document is this one")));
        }
    }
    for note in notes {
        cx.add(note);
    }
}

/// RFC 4287 4.1.1 leaves the order open, but readers that stream want the feed's own first.
fn late_metadata(cx: &mut Checker<'_>, id: NodeId) {
    let children: Vec<NodeId> = cx.tree.children(id).collect();
    let Some(first) = children
        .iter()
        .position(|&child| cx.is(child, "atom:entry"))
    else {
        return;
    };
    let own = [
        "author",
        "category",
        "contributor",
        "generator",
        "icon",
        "id",
        "link",
        "logo",
        "rights",
        "subtitle",
        "title",
        "updated",
    ];
    for &late in &children[first..] {
        if own.iter().any(|name| cx.is(late, &format!("atom:{name}"))) {
            let note = cx.about(&rule::LATE_METADATA, late);
            cx.add(note.say(format!("<{}> comes after the first <entry>", cx.name(late))));
        }
    }
}

fn repeated(cx: &mut Checker<'_>, elements: &[NodeId], rule: &'static Rule) {
    let mut seen = HashSet::new();
    for &element in elements {
        let value = cx.text(element).into_owned();
        if !value.is_empty() && !seen.insert(value.clone()) {
            let note = cx.about(rule, element).value(&value);
            cx.add(note.say(format!(
                "another entry has the same <{}>: {value}",
                cx.name(element)
            )));
        }
    }
}

/// RFC 6721 3: no tombstone twice, none for an entry that lives.
fn tombstones(cx: &mut Checker<'_>, id: NodeId) {
    let deleted_entries = cx.children_named(id, "at:deleted-entry");
    if deleted_entries.is_empty() {
        return;
    }
    let mut living = HashMap::new();
    for entry in cx.children_named(id, "atom:entry") {
        if let (Some(id), Some(updated)) =
            (cx.child(entry, "atom:id"), cx.child(entry, "atom:updated"))
        {
            living.insert(cx.text(id).into_owned(), cx.text(updated).into_owned());
        }
    }
    let mut seen = HashSet::new();
    for deleted in deleted_entries {
        let get = |name| cx.tree.value(deleted, name).unwrap_or_default().to_owned();
        let (of, when) = (get("ref"), get("when"));
        if !seen.insert((of.clone(), when.clone())) {
            let note = cx.about(&rule::DUPLICATE_TOMBSTONE, deleted).value(&of);
            cx.add(note.say(format!("{of} is deleted twice at {when}")));
        }
        if living
            .get(&of)
            .is_some_and(|updated| is_not_after(updated, &when))
        {
            let note = cx.about(&rule::DELETED_ENTRY_PRESENT, deleted).value(&of);
            cx.add(note.say(format!(
                "{of} is deleted at {when} and still stands in the feed"
            )));
        }
    }
}

fn is_not_after(updated: &str, when: &str) -> bool {
    use crate::validate::value::date::{Profile, iso};
    match (iso(updated, Profile::Rfc3339), iso(when, Profile::Rfc3339)) {
        (Ok(updated), Ok(when)) => updated.at <= when.at,
        _ => false,
    }
}

/// RFC 4287 4.2.2: a term, and it says something.
pub(in crate::validate) fn category(cx: &mut Checker<'_>, id: NodeId) {
    for name in ["term", "label", "scheme"] {
        if cx.tree.value(id, name) == Some("") && name == "term" {
            let at = cx.at_attribute(id, name);
            cx.add(
                at.note(&rule::NOT_BLANK, "")
                    .say("the term of a category is empty"),
            );
        }
    }
}

/// A name is no place for a mail address: it will be harvested.
pub(in crate::validate) fn person_name(cx: &mut Checker<'_>, id: NodeId) {
    if text::has_mail(&cx.text(id)) {
        cx.flag(&rule::CONTAINS_EMAIL, id, "a mail address in the name");
    }
}
