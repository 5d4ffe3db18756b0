//! `contentMeta`: what the desk says of the text.

use roxmltree::Node;

use super::concept::{name, name_or_literal, role};
use super::{Reading, Standing, people};
use crate::article::draft::DraftSubject;
use crate::article::text::fold;
use crate::ingest::kept::of_element;
use crate::ingest::xml::{child, children, text};
use crate::ingest::{parts, qcode};

/// Reads the metadata of the content.
pub(super) fn read(meta: Node<'_, '_>, reading: &mut Reading<'_, '_>) {
    for node in meta.children().filter(Node::is_element) {
        // What an extension calls by the same name is not ours.
        if node.tag_name().namespace() != meta.tag_name().namespace() {
            reading.kept.element(node);
            continue;
        }
        one(node, reading);
    }
    people::read(meta, reading);
    place(meta, reading);
}

fn one(node: Node<'_, '_>, reading: &mut Reading<'_, '_>) {
    let language = reading.language.clone();
    let language = language.as_deref();
    match node.tag_name().name() {
        // Read elsewhere.
        "language" | "by" | "creator" | "contributor" | "located" | "dateline" => {}
        "urgency" => {
            let given = text(node);
            reading.draft.urgency =
                parts::whole(&mut reading.draft, given.as_deref(), "/urgency", node);
        }
        "headline" => headline(node, reading),
        "slugline" => once(node, |draft| &mut draft.slug, reading),
        "description" => description(node, reading),
        "keyword" => reading.draft.tags.extend(text(node)),
        "subject" => {
            let subject = subject(node, reading);
            reading.draft.subjects.extend(subject);
        }
        "genre" => {
            let mut genre = of_element(node);
            if let (Some(map), Some(name)) = (genre.as_object_mut(), name(node, language)) {
                map.insert("text".to_owned(), name.into());
            }
            reading.kept.add("genre", genre);
        }
        "creditline" => {
            if let Some(line) = text(node) {
                reading.sources.push((Standing::CreditLine, line.clone()));
                reading.kept.set("creditline", line);
            }
        }
        "infoSource" => {
            let named = name_or_literal(node, language);
            reading
                .sources
                .extend(named.map(|name| (Standing::InfoSource, name)));
            reading.kept.element(node);
        }
        _ => reading.kept.element(node),
    }
}

/// Fills a field that is still empty; a second one is kept.
fn once(
    node: Node<'_, '_>,
    field: impl Fn(&mut crate::article::Draft) -> &mut Option<String>,
    reading: &mut Reading<'_, '_>,
) {
    let Some(words) = text(node) else { return };
    let slot = field(&mut reading.draft);
    if slot.is_none() {
        *slot = Some(words);
    } else if slot.as_deref().map(fold) != Some(fold(&words)) {
        reading.kept.element(node);
    }
}

/// The main headline, or the deck where its role says so.
fn headline(node: Node<'_, '_>, reading: &mut Reading<'_, '_>) {
    let role = role(node);
    if role.contains("sub") || role.contains("deck") {
        once(node, |draft| &mut draft.subheadline, reading);
    } else if role.is_empty() || role.contains("main") || role.contains("hl") {
        once(node, |draft| &mut draft.headline, reading);
    } else {
        reading.kept.element(node);
    }
}

/// A summary; what is marked as a caption belongs to a picture.
fn description(node: Node<'_, '_>, reading: &mut Reading<'_, '_>) {
    if role(node).contains("caption") {
        reading.kept.element(node);
    } else {
        once(node, |draft| &mut draft.summary, reading);
    }
}

/// A subject with its code; under a scheme that nobody knows the code keeps its alias.
fn subject(node: Node<'_, '_>, reading: &Reading<'_, '_>) -> Option<DraftSubject> {
    let (scheme, code) = reading.catalog.code(node);
    let named = name(node, reading.language.as_deref()).or_else(|| {
        let code = code.as_deref().filter(|_| scheme.is_some())?;
        qcode::subject_name(code).map(str::to_owned)
    });
    (named.is_some() || code.is_some()).then_some(DraftSubject {
        scheme,
        code,
        name: named,
    })
}

/// Where it was filed: as printed, else by the structure.
fn place(meta: Node<'_, '_>, reading: &mut Reading<'_, '_>) {
    let outlets = &reading.options.outlets;
    let located: Vec<Node<'_, '_>> = children(meta, "located").collect();
    let printed = child(meta, "dateline").and_then(text);
    let structured = located
        .first()
        .and_then(|node| located_name(*node, reading));
    if let Some(printed) = printed.or(structured) {
        let agency = parts::dateline(&mut reading.draft, &printed, outlets);
        reading
            .sources
            .extend(agency.map(|name| (Standing::Printed, name)));
    }
    for node in located {
        reading.kept.element(node);
    }
}

/// `London` with what lies around it: `London, Vereinigtes Königreich`.
fn located_name(node: Node<'_, '_>, reading: &Reading<'_, '_>) -> Option<String> {
    let language = reading.language.as_deref();
    let city = name_or_literal(node, language)?;
    let around = children(node, "broader")
        .filter_map(|broader| name(broader, language))
        .take(2);
    let parts: Vec<String> = std::iter::once(city).chain(around).collect();
    Some(parts.join(", "))
}
