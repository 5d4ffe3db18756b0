//! Who wrote it and what it is about: authors, subjects, tags, section, the source.

use super::draft::Entries;
use super::generation::Family;
use super::item::Item;
use crate::article::Draft;
use crate::article::byline::{Author, AuthorKind};
use crate::article::draft::{DraftSubject, DraftWireSource};

/// Puts the authors and contributors that are named one by one into the draft.
pub(super) fn authors(item: &Item<'_>, draft: &mut Draft, used: &mut Entries) {
    for (kind, list) in [
        (AuthorKind::Person, "people"),
        (AuthorKind::Organisation, "organisations"),
    ] {
        for party in item.list(list) {
            let Some(name) = party.owned("name") else {
                continue;
            };
            let rel = party.text("rel").unwrap_or_default().to_lowercase();
            let (place, people) = match rel.as_str() {
                "author" => ("authors", &mut draft.authors),
                "contributor" => ("contributors", &mut draft.contributors),
                _ => continue,
            };
            let n = people.len();
            people.push(Author {
                url: web_address(&party),
                email: contact(&party, &["email", "e-mail", "mail"]),
                ..if kind == AuthorKind::Person {
                    Author::person(name)
                } else {
                    Author::organisation(name)
                }
            });
            draft
                .places
                .push((format!("/{place}/{n}"), party.place.clone()));
            used.extend(entry(&party));
        }
    }
}

/// The web page of a party, where its identifier is one or it names one.
fn web_address(party: &Item<'_>) -> Option<String> {
    contact(party, &["web", "website", "url"])
        .filter(|address| address.starts_with("http://") || address.starts_with("https://"))
}

fn contact(party: &Item<'_>, types: &[&str]) -> Option<String> {
    let contacts = party.list("contactInfo");
    let found = contacts.iter().find(|contact| {
        contact
            .text("type")
            .is_some_and(|kind| types.contains(&kind.to_lowercase().as_str()))
    });
    found.and_then(|contact| contact.owned("value"))
}

/// Puts subjects, tags and the section into the draft. A subject says by `rel` where it is one of the others.
pub(super) fn subjects(item: &Item<'_>, draft: &mut Draft, used: &mut Entries) {
    for subject in item.list("subjects") {
        let name = subject.owned("name");
        match (subject.text("rel"), name) {
            (Some("section"), Some(name)) if draft.section.is_none() => {
                draft
                    .places
                    .push(("/section".to_owned(), subject.pointer("name")));
                draft.section = Some(name);
            }
            (Some("tag" | "keyword"), Some(name)) => {
                let n = draft.tags.len();
                draft
                    .places
                    .push((format!("/tags/{n}"), subject.pointer("name")));
                draft.tags.push(name);
            }
            (_, name) => {
                let (scheme, code) = vocabulary(&subject);
                // An empty object is no fault in ninjs and no subject here.
                if name.is_none() && code.is_none() {
                    continue;
                }
                let n = draft.subjects.len();
                draft
                    .places
                    .push((format!("/subjects/{n}"), subject.place.clone()));
                draft.subjects.push(DraftSubject { scheme, code, name });
            }
        }
        let plain = subject
            .map
            .keys()
            .all(|key| matches!(key.as_str(), "name" | "uri" | "literal" | "scheme" | "code"))
            || matches!(subject.text("rel"), Some("section" | "tag" | "keyword"));
        if plain {
            used.extend(entry(&subject));
        }
    }
}

/// The vocabulary and the code in it: 1.x says both, later ones a whole URI and perhaps the code.
fn vocabulary(subject: &Item<'_>) -> (Option<String>, Option<String>) {
    let short = |code: &str| code.chars().count() <= 200;
    if subject.family == Family::One {
        let scheme = subject.owned("scheme").filter(|scheme| is_uri(scheme));
        return (scheme, subject.owned("code").filter(|code| short(code)));
    }
    let literal = subject.owned("literal").filter(|code| short(code));
    let Some(uri) = subject.text("uri").filter(|uri| is_uri(uri)) else {
        return (None, literal);
    };
    match literal {
        Some(code) => {
            let scheme = uri
                .strip_suffix(&code)
                .filter(|scheme| scheme.ends_with(['/', '#', ':', '=']) && is_uri(scheme))
                .unwrap_or(uri);
            (Some(scheme.to_owned()), Some(code))
        }
        None => match uri.rsplit_once(['/', '#']) {
            Some((scheme, code)) if !code.is_empty() && short(code) && is_uri(scheme) => {
                let scheme = &uri[..=scheme.len()];
                (Some(scheme.to_owned()), Some(code.to_owned()))
            }
            _ => (Some(uri.to_owned()), None),
        },
    }
}

fn is_uri(text: &str) -> bool {
    text.chars().count() <= 500
        && !text.contains(char::is_whitespace)
        && url::Url::parse(text).is_ok()
}

/// The agency or paper: the source that has a name, the one with the role `source` first.
pub(super) fn wire_source(item: &Item<'_>, draft: &mut Draft) {
    let sources = item.list("infoSources");
    let named = |source: &&Item<'_>| source.text("name").is_some();
    let chosen = sources
        .iter()
        .filter(named)
        .find(|source| source.text("role") == Some("source"))
        .or_else(|| sources.iter().find(named));
    let Some(chosen) = chosen else {
        return;
    };
    draft
        .places
        .push(("/wire_source".to_owned(), chosen.place.clone()));
    draft.wire_source = Some(DraftWireSource {
        name: chosen.owned("name"),
        url: web_address(chosen),
    });
    let others = sources
        .iter()
        .filter(|source| source.text("name").is_some());
    if others.count() > 1 && chosen.text("role") != Some("source") {
        draft.doubts.push(format!(
            "It names more than one source; {} was taken.",
            chosen.text("name").unwrap_or_default()
        ));
    }
}

/// The list and the place in it at which an object stands.
fn entry(item: &Item<'_>) -> Option<(String, usize)> {
    let mut segments = item.place.rsplit('/');
    let n = segments.next()?.parse().ok()?;
    Some((segments.next()?.to_owned(), n))
}
