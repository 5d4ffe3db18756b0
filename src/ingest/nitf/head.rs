//! `head`: title, subjects, and the data of the document.

use roxmltree::Node;
use serde_json::{Map, Value};

use super::Reading;
use crate::article::draft::DraftSubject;
use crate::ingest::xml::{attr, child, children, text};
use crate::ingest::{moments, parts, qcode};

/// Reads the head.
pub(super) fn read(head: Node<'_, '_>, reading: &mut Reading<'_>) {
    if let Some(data) = child(head, "docdata") {
        document(data, reading);
    }
    if let Some(object) = child(head, "tobject") {
        subjects(object, reading);
    }
    meta(head, reading);
    for data in children(head, "pubdata") {
        let section = attr(data, "position.section").map(str::to_owned);
        reading.draft.section = reading.draft.section.take().or(section);
        reading.kept.element(data);
    }
    for history in children(head, "revision-history") {
        reading.kept.element(history);
    }
    // The title is the headline only where the top of the body has none.
    reading.draft.headline = child(head, "title").and_then(text);
}

/// `docdata`, whose children may stand in any order.
fn document(data: Node<'_, '_>, reading: &mut Reading<'_>) {
    for node in data.children().filter(Node::is_element) {
        match node.tag_name().name() {
            "doc-id" => {
                reading.draft.id = attr(node, "id-string").map(str::to_owned);
                reading
                    .sources
                    .extend(attr(node, "regsrc").map(str::to_owned));
                reading.kept.element(node);
            }
            "urgency" => {
                let given = attr(node, "ed-urg");
                reading.draft.urgency = parts::whole(&mut reading.draft, given, "/urgency", node);
            }
            "key-list" => {
                let keys = children(node, "keyword").filter_map(|keyword| attr(keyword, "key"));
                reading.draft.tags.extend(keys.map(str::to_owned));
            }
            "doc.copyright" => copyright(node, reading),
            "doc.rights" => rights(node, reading),
            "du-key" => {
                reading.kept.element(node);
                reading.draft.version = attr(node, "version")
                    .and_then(|version| version.parse().ok())
                    .filter(|version| *version > 0);
            }
            "ed-msg" => {
                let info = attr(node, "info").map(str::to_owned).or_else(|| text(node));
                if let Some(info) = info {
                    parts::note(&mut reading.draft, &info);
                    reading.kept.add("ed-msg", info);
                }
            }
            "date.issue" | "date.release" | "date.expire" => {}
            _ => reading.kept.element(node),
        }
    }
    dates(data, reading);
    keyed(data, reading);
    if let Some(status) = attr(data, "management-status") {
        parts::status(&mut reading.draft, status, data);
    }
    reading
        .kept
        .text("management-doc-idref", attr(data, "management-doc-idref"));
}

/// Issue is when it was first out. A release that lies after it is what readers must wait for.
fn dates(data: Node<'_, '_>, reading: &mut Reading<'_>) {
    let mut moment = |name: &str, pointer: &str| {
        let node = child(data, name)?;
        parts::moment(&mut reading.draft, attr(node, "norm"), pointer, node)
    };
    let issue = moment("date.issue", "/published");
    let release = moment("date.release", "/embargo");
    let expire = moment("date.expire", "/expires");
    let later = match (&issue, &release) {
        (Some(issue), Some(release)) => moments::is_later(release, issue),
        (None, Some(_)) => true,
        (_, None) => false,
    };
    if later {
        reading.draft.embargo = release;
    } else {
        reading.kept.text("date.release", release);
    }
    reading.draft.published = issue;
    reading.draft.expires = expire;
}

/// Some desks count their versions inside the id, where every version would be an article of its own.
fn keyed(data: Node<'_, '_>, reading: &mut Reading<'_>) {
    let key = child(data, "du-key").and_then(|node| attr(node, "key"));
    if let (Some(key), Some(id)) = (key, reading.draft.id.as_deref())
        && id.len() > key.len()
        && id.starts_with(key)
    {
        reading.draft.doubts.push(format!(
            "The id “{id}” is the key “{key}” with more after it; if that counts versions, push under the key instead."
        ));
    }
}

fn copyright(node: Node<'_, '_>, reading: &mut Reading<'_>) {
    let parts = [attr(node, "year"), attr(node, "holder")];
    let named: Vec<&str> = parts.into_iter().flatten().collect();
    if !named.is_empty() {
        reading.draft.rights = Some(format!("© {}", named.join(" ")));
    }
}

/// `doc.rights` states terms in attributes; what of it is a sentence for people is the terms of use.
fn rights(node: Node<'_, '_>, reading: &mut Reading<'_>) {
    let terms = attr(node, "limitations")
        .map(str::to_owned)
        .or_else(|| text(node));
    reading.draft.usage_terms = reading.draft.usage_terms.take().or(terms);
    reading.kept.element(node);
}

/// `tobject`: subject codes of IPTC or of the sender, and what kind of text it is.
fn subjects(object: Node<'_, '_>, reading: &mut Reading<'_>) {
    reading
        .kept
        .text("tobject.type", attr(object, "tobject.type"));
    for property in children(object, "tobject.property") {
        if let Some(kind) = attr(property, "tobject.property.type") {
            reading.kept.add("tobject.property", kind);
        }
    }
    for subject in children(object, "tobject.subject") {
        let code = attr(subject, "tobject.subject.refnum");
        let owner = attr(subject, "tobject.subject.ipr").unwrap_or("IPTC");
        let is_iptc = owner.eq_ignore_ascii_case("IPTC")
            && code.is_none_or(|code| code.len() == 8 && code.bytes().all(|b| b.is_ascii_digit()));
        let named = [
            "tobject.subject.detail",
            "tobject.subject.matter",
            "tobject.subject.type",
        ]
        .into_iter()
        .find_map(|name| attr(subject, name));
        let name =
            named.or_else(|| code.and_then(|code| qcode::subject_name(code).filter(|_| is_iptc)));
        if name.is_none() && code.is_none() {
            continue;
        }
        if !is_iptc {
            reading.kept.element(subject);
        }
        reading.draft.subjects.push(DraftSubject {
            scheme: (is_iptc && code.is_some()).then(|| qcode::SUBJECT_CODES.to_owned()),
            code: code.map(str::to_owned),
            name: name.map(str::to_owned),
        });
    }
}

/// `meta`: the fields of an ANPA header, where a wire was turned into NITF; the rest is kept.
fn meta(head: Node<'_, '_>, reading: &mut Reading<'_>) {
    let mut rest = Map::new();
    for node in children(head, "meta") {
        let (Some(name), Some(content)) = (attr(node, "name"), attr(node, "content")) else {
            continue;
        };
        if name == "anpa-keyword" && reading.draft.slug.is_none() {
            reading.draft.slug = Some(content.to_owned());
        }
        rest.insert(name.to_owned(), content.into());
    }
    if !rest.is_empty() {
        reading.kept.set("meta", Value::Object(rest));
    }
}
