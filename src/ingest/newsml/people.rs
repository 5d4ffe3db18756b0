//! By whom: the printed byline where there is one, else the creators that have a person's or an organisation's name.

use roxmltree::Node;

use super::concept::{in_language, name, name_or_literal, role};
use super::{Reading, Standing};
use crate::article::byline::{self, Author, AuthorKind};
use crate::ingest::parts;
use crate::ingest::xml::{attr, child, children, text};

/// So many parties are read; the rest is kept.
const MOST_MAKERS: usize = 64;

/// Reads `by`, `creator` and `contributor`.
pub(super) fn read(meta: Node<'_, '_>, reading: &mut Reading<'_, '_>) {
    let printed: Vec<Node<'_, '_>> = children(meta, "by").collect();
    if let Some(printed) = in_language(&printed, reading.language.as_deref()).and_then(text) {
        let outlet = parts::byline(&mut reading.draft, &printed, &reading.options.outlets);
        reading
            .sources
            .extend(outlet.map(|name| (Standing::Printed, name)));
    }
    let has_byline = reading.draft.byline.is_some();
    let made = children(meta, "creator").chain(children(meta, "contributor"));
    for (at, node) in made.enumerate() {
        reading.kept.element(node);
        if !has_byline && at < MOST_MAKERS {
            take(node, reading);
        }
    }
}

/// Takes one named party for an author or a contributor.
fn take(node: Node<'_, '_>, reading: &mut Reading<'_, '_>) {
    let Some(named) = name_or_literal(node, reading.language.as_deref()) else {
        return;
    };
    let Some(author) = author(node, &named, reading) else {
        reading.draft.doubts.push(format!(
            "“{named}” made the text but was not taken for a name that readers should see."
        ));
        return;
    };
    let role = role(node);
    let other = other_work(&role);
    let is_author = node.tag_name().name() == "creator" && other.is_none();
    let list = if is_author {
        &mut reading.draft.authors
    } else {
        &mut reading.draft.contributors
    };
    if list.iter().any(|known| known.name == author.name) {
        return;
    }
    list.push(if is_author {
        author
    } else {
        Author {
            role: other.map(str::to_owned).or(author.role),
            ..author
        }
    });
}

/// Work on an article that is not writing it (BY-6).
fn other_work(role: &str) -> Option<&'static str> {
    [
        ("photo", "photographs"),
        ("edit", "editing"),
        ("transl", "translation"),
        ("graphic", "graphics"),
        ("video", "video"),
    ]
    .into_iter()
    .find(|(part, _)| role.contains(part))
    .map(|(_, work)| work)
}

/// The party as an author, where its name is one: logins and desk signatures are none (BY-7).
fn author(node: Node<'_, '_>, named: &str, reading: &Reading<'_, '_>) -> Option<Author> {
    let read = byline::parse(named, &reading.options.outlets);
    let stated = attr(node, "type").unwrap_or_default().to_ascii_lowercase();
    let [author] = read.authors.as_slice() else {
        return None;
    };
    let is_login = named.contains(['@', '_'])
        || (!named.contains(' ') && named.contains('.') && named.to_lowercase() == named);
    if !read.doubts.is_empty() || is_login {
        return None;
    }
    let title = child(node, "personDetails")
        .and_then(|details| child(details, "jobtitle"))
        .or_else(|| child(node, "jobtitle"))
        .and_then(|title| name(title, reading.language.as_deref()));
    let url = attr(node, "uri").filter(|uri| uri.starts_with("http"));
    Some(Author {
        kind: if stated.ends_with("person") {
            AuthorKind::Person
        } else if stated.contains("organi") {
            AuthorKind::Organisation
        } else {
            author.kind
        },
        role: author.role.clone().or(title),
        url: url.map(str::to_owned),
        ..author.clone()
    })
}
