//! Who signs, who helped and who publishes.

use serde_json::Value;
use url::Url;

use super::super::facts::Facts;
use super::super::tree;
use super::graph::{Graph, Object, types};
use crate::article::byline::{Author, AuthorKind};
use crate::article::draft::DraftWireSource;

/// The most people of one kind.
const MOST: usize = 50;

/// Reads the authors: nodes are people as they stand, words are a byline to be read like any other.
pub(super) fn authors(graph: &Graph, article: &Object, base: Option<&Url>, facts: &mut Facts) {
    let mut values = graph.values(article, "author");
    if values.is_empty() {
        values = graph.values(article, "creator");
    }
    let (mut people, mut words): (Vec<Author>, Vec<String>) = (Vec::new(), Vec::new());
    for value in values.into_iter().take(MOST) {
        match value {
            Value::Object(object) => match person(graph, object, base) {
                // Several names in one node are a byline.
                Some(person) if holds_several(&person) => words.push(person.name),
                Some(person) if people.iter().all(|known| known.name != person.name) => {
                    people.push(person)
                }
                Some(_) | None => {}
            },
            other => words.extend(graph.words(other)),
        }
    }
    words.retain(|words| !words.contains("://"));
    if words.is_empty() {
        facts.authors = people;
        return;
    }
    let mut names: Vec<String> = people.into_iter().map(|person| person.name).collect();
    names.extend(words);
    facts.byline = Some(names.join(", "));
}

fn holds_several(author: &Author) -> bool {
    author.kind == AuthorKind::Person
        && [" and ", " & ", ", ", " und ", " et "]
            .iter()
            .any(|between| author.name.contains(between))
}

/// A person or an organisation.
pub(super) fn person(graph: &Graph, object: &Object, base: Option<&Url>) -> Option<Author> {
    let name = graph.text(object, "name").or_else(|| {
        let given = graph.text(object, "givenName")?;
        let family = graph.text(object, "familyName")?;
        Some(format!("{given} {family}"))
    })?;
    let is_person = types(object)
        .iter()
        .all(|kind| *kind == "Person" || *kind == "Thing");
    let url = graph
        .raw(object, "url")
        .or_else(|| graph.raw(object, "sameAs"))
        .and_then(|url| tree::whole(&url, base));
    let email = graph
        .raw(object, "email")
        .map(|email| email.trim_start_matches("mailto:").to_owned());
    Some(Author {
        name,
        kind: if is_person {
            AuthorKind::Person
        } else {
            AuthorKind::Organisation
        },
        affiliation: graph
            .text(object, "affiliation")
            .or_else(|| graph.text(object, "worksFor")),
        role: graph.text(object, "jobTitle"),
        url: url.map(String::from),
        email: email.filter(|email| email.contains('@')),
    })
}

/// People in other roles.
pub(super) fn contributors(graph: &Graph, article: &Object, base: Option<&Url>) -> Vec<Author> {
    let mut all = Vec::new();
    for (key, role) in [
        ("contributor", None),
        ("editor", Some("Editor")),
        ("translator", Some("Translator")),
    ] {
        for value in graph.values(article, key) {
            let read = match value {
                Value::Object(object) => person(graph, object, base),
                other => graph.words(other).map(|name| Author {
                    name,
                    kind: AuthorKind::Person,
                    affiliation: None,
                    role: None,
                    url: None,
                    email: None,
                }),
            };
            all.extend(read.map(|mut author| {
                author.role = author.role.or(role.map(str::to_owned));
                author
            }));
        }
    }
    all.truncate(MOST);
    all
}

/// The paper or agency the page is of.
pub(super) fn publisher(
    graph: &Graph,
    article: &Object,
    base: Option<&Url>,
) -> Option<DraftWireSource> {
    let source = ["sourceOrganization", "publisher", "provider"];
    source.iter().find_map(|key| {
        let values = graph.values(article, key);
        let value = *values.first()?;
        let url = value
            .as_object()
            .and_then(|object| graph.raw(object, "url"))
            .and_then(|url| tree::whole(&url, base));
        Some(DraftWireSource {
            name: Some(graph.words(value)?),
            url: url.map(String::from),
        })
    })
}
