//! A text item: its identity, `itemMeta` and `rightsInfo`; what it says of its content is read in `content`.

use roxmltree::Node;

use super::concept::{in_language, language, name_or_literal, word};
use super::{Reading, Standing, content, inline};
use crate::article::draft::DraftCorrection;
use crate::ingest::xml::{attr, child, children, text};
use crate::ingest::{moments, parts};

/// Reads a text item.
pub(super) fn read(item: Node<'_, '_>, reading: &mut Reading<'_, '_>) {
    reading.draft.id = attr(item, "guid").map(str::to_owned);
    reading.draft.version =
        parts::whole(&mut reading.draft, attr(item, "version"), "/version", item);
    reading
        .kept
        .text("standardversion", attr(item, "standardversion"));
    let said = child(item, "contentMeta")
        .and_then(|meta| child(meta, "language"))
        .and_then(|language| attr(language, "tag"));
    reading.language = said.or(language(item)).map(parts::language);
    reading.draft.language.clone_from(&reading.language);
    if let Some(meta) = child(item, "itemMeta") {
        item_meta(meta, reading);
    }
    for info in children(item, "rightsInfo") {
        rights(info, reading);
    }
    if let Some(meta) = child(item, "contentMeta") {
        content::read(meta, reading);
    }
    match child(item, "contentSet") {
        Some(set) => inline::read(set, reading),
        None if reading.draft.status.as_deref() == Some("killed") => {}
        None => reading
            .draft
            .doubts
            .push("The item carries no content.".to_owned()),
    }
}

/// `itemMeta`: how the item is to be handled.
fn item_meta(meta: Node<'_, '_>, reading: &mut Reading<'_, '_>) {
    let language = reading.language.clone();
    let language = language.as_deref();
    for node in meta.children().filter(Node::is_element) {
        match node.tag_name().name() {
            "itemClass" | "embargoed" | "versionCreated" | "firstCreated" | "expires"
            | "generator" | "profile" => {}
            "pubStatus" => {
                if let Some(word) = word(node) {
                    parts::status(&mut reading.draft, &word, node);
                }
            }
            "provider" => {
                let name = name_or_literal(node, language).or_else(|| code_of_provider(node));
                reading
                    .sources
                    .extend(name.map(|name| (Standing::Provider, name)));
            }
            "edNote" => {
                if let Some(note) = text(node) {
                    parts::note(&mut reading.draft, &note);
                    reading.kept.add("edNote", note);
                }
            }
            "signal" => {
                signal(node, reading);
                reading.kept.element(node);
            }
            _ => reading.kept.element(node),
        }
    }
    dates(meta, reading);
}

/// `nprov:AP` names the provider well enough.
fn code_of_provider(node: Node<'_, '_>) -> Option<String> {
    let (alias, code) = attr(node, "qcode")?.split_once(':')?;
    (matches!(alias, "nprov" | "prov") && !code.is_empty()).then(|| code.to_owned())
}

/// First and this version, the embargo, the end. An embargo without a moment has no end: nothing leaks by it.
fn dates(meta: Node<'_, '_>, reading: &mut Reading<'_, '_>) {
    let mut moment = |name: &str, pointer: &str| {
        let node = child(meta, name)?;
        parts::moment(&mut reading.draft, node.text(), pointer, node)
    };
    let first = moment("firstCreated", "/published");
    let this = moment("versionCreated", "/updated");
    let embargo = moment("embargoed", "/embargo");
    let expires = moment("expires", "/expires");
    let draft = &mut reading.draft;
    draft.published = first.clone().or(this.clone());
    draft.updated = match (&first, this) {
        (Some(first), Some(this)) if moments::is_later(&this, first) => Some(this),
        (_, _) => None,
    };
    draft.expires = expires;
    draft.embargo = embargo;
    let open_ended = child(meta, "embargoed").is_some_and(|node| text(node).is_none());
    if open_ended && draft.status.as_deref() != Some("killed") {
        parts::withhold(draft, "It is under an embargo that names no end.");
    }
}

/// What readers are to be told of a change; the note itself is the desk's to write.
fn signal(node: Node<'_, '_>, reading: &mut Reading<'_, '_>) {
    let kind = match word(node).as_deref() {
        Some("correction") => "correction",
        Some("update") => "update",
        _ => return,
    };
    let known = reading.draft.correction.as_ref();
    if kind == "update" && known.is_some() {
        return;
    }
    reading.draft.correction = Some(DraftCorrection {
        kind: Some(kind.to_owned()),
        note: None,
    });
    if kind == "correction" {
        reading.draft.doubts.push(
            "The item is marked as a correction; what readers are told of it is for the desk to write.".to_owned(),
        );
    }
}

/// `rightsInfo`: the notice and the terms in the language of the item.
fn rights(info: Node<'_, '_>, reading: &mut Reading<'_, '_>) {
    let language = reading.language.clone();
    let language = language.as_deref();
    let said = |name| {
        let nodes: Vec<Node<'_, '_>> = children(info, name).collect();
        in_language(&nodes, language)
    };
    let holder = said("copyrightHolder")
        .and_then(|node| name_or_literal(node, language).or_else(|| text(node)));
    let notice = said("copyrightNotice").and_then(text);
    let line = notice.or_else(|| holder.as_ref().map(|holder| format!("© {holder}")));
    let draft = &mut reading.draft;
    draft.rights = draft.rights.take().or(line);
    draft.usage_terms = draft
        .usage_terms
        .take()
        .or_else(|| said("usageTerms").and_then(text));
    reading.kept.text("copyrightHolder", holder);
}
