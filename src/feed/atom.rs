//! Atom 1.0 (RFC 4287), written by the `atom_syndication` crate.

use atom_syndication::{
    Category, Content, Entry, Feed, FixedDateTime, Generator, Link, Person, Text, WriteConfig,
};
use chrono::{DateTime, Utc};

use crate::article::Article;
use crate::article::moment::rfc3339;

use super::definition::KillPolicy;
use super::labels::Label;
use super::showing::{Name, Showing};
use super::xml::{Element, Namespaces};
use super::{Error, Format, Page, markup, media, showing, xml};

/// Makes the document.
pub(super) fn render(page: &Page<'_>) -> Result<Vec<u8>, Error> {
    let definition = page.definition;
    let showings = showing::showings(page);
    let mut namespaces = Namespaces::default();
    let n_shown = showings.len();
    let entries: Vec<Entry> = showings
        .into_iter()
        .map(|showing| entry(showing, &mut namespaces))
        .collect();
    let tombstones: Vec<Element> = match definition.kill {
        KillPolicy::Remove => showing::tombstones(page)
            .into_iter()
            .map(tombstone)
            .collect(),
        KillPolicy::Replace => Vec::new(),
    };
    namespaces.note(&tombstones);
    let feed = Feed {
        title: Text::plain(xml::line(&definition.title)),
        id: id(page),
        updated: date(page.changed().unwrap_or(EMPTY)),
        authors: vec![Person {
            name: showing::author(page),
            ..Person::default()
        }],
        generator: Some(Generator {
            value: "Syndicated".to_owned(),
            ..Generator::default()
        }),
        icon: definition.icon.as_deref().map(xml::address),
        links: links(page),
        rights: definition
            .copyright
            .as_deref()
            .map(|rights| Text::plain(xml::line(rights))),
        subtitle: Some(Text::plain(xml::line(&definition.description))),
        entries,
        extensions: xml::atom_extensions(tombstones),
        namespaces: namespaces.into_map(),
        lang: Some(showing::language(page)),
        ..Feed::default()
    };
    // The crate's own prolog names no encoding.
    let config = WriteConfig {
        write_document_declaration: false,
        indent_size: Some(xml::INDENT),
    };
    let mut bytes = Vec::with_capacity(4_096 * (n_shown + 1));
    bytes.extend_from_slice(xml::PROLOG.as_bytes());
    let mut bytes = feed.write_with_config(bytes, config).map_err(Error::Atom)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// `updated` of a feed that never showed anything: the element must be there (RFC 4287 section 4.1.1), and no moment
/// that moves would keep the bytes equal. 2000-01-01T00:00:00Z.
const EMPTY: DateTime<Utc> = DateTime::from_timestamp(946_684_800, 0).expect("the moment exists");

/// The feed's id: it stays when `public_url` moves, since it is made of the authority and the name.
fn id(page: &Page<'_>) -> String {
    let (authority, name) = (&page.site.authority, &page.definition.name);
    xml::address(&format!("tag:{authority},2026:feeds/{name}"))
}

fn links(page: &Page<'_>) -> Vec<Link> {
    let own = page.site.feed_url(&page.definition.name, Format::Atom);
    let mut links = vec![
        link("alternate", &showing::home(page), Some("text/html")),
        link("self", &xml::address(&own), Some("application/atom+xml")),
    ];
    links.extend(showing::hub(page).map(|hub| link("hub", &xml::address(hub), None)));
    links
}

fn link(rel: &str, href: &str, media_type: Option<&str>) -> Link {
    Link {
        rel: rel.to_owned(),
        href: href.to_owned(),
        mime_type: media_type.map(str::to_owned),
        ..Link::default()
    }
}

fn entry(mut showing: Showing<'_>, namespaces: &mut Namespaces) -> Entry {
    let mut extensions = Vec::new();
    if let Some(ends) = showing.article.and_then(Article::ends) {
        let period = format!("end={}; scheme=W3C-DTF", rfc3339(ends));
        extensions.push(Element::of("dcterms:valid", period));
    }
    extensions.extend(media::elements(&showing));
    namespaces.note(&extensions);
    let body = showing.body.take();
    // An entry without any words draws warnings; a feed of headlines has nothing but them to tell.
    let words = showing.summary.as_deref();
    let summary = words.or(body.is_none().then_some(showing.headline.as_str()));
    // The crate has no `xml:lang` for an entry, so its texts carry it.
    let text = |value: &str| Text {
        lang: showing.language.clone(),
        ..Text::plain(value)
    };
    Entry {
        title: text(&showing.headline),
        id: showing.id.clone(),
        updated: date(showing.updated),
        authors: showing.authors.iter().map(person).collect(),
        categories: showing.labels.iter().map(category).collect(),
        contributors: contributors(&showing),
        links: entry_links(&showing),
        published: Some(date(showing.published)),
        rights: showing.rights.as_deref().map(Text::plain),
        summary: summary.map(text),
        content: body.map(|body| Content {
            value: Some(body),
            content_type: Some("html".to_owned()),
            lang: showing.language.clone(),
            ..Content::default()
        }),
        extensions: xml::atom_extensions(extensions),
        ..Entry::default()
    }
}

fn entry_links(showing: &Showing<'_>) -> Vec<Link> {
    let mut links = vec![link("alternate", &showing.url, Some("text/html"))];
    links.extend(showing.enclosures().map(|file| Link {
        length: Some(file.size_bytes.to_string()),
        title: file.title.map(str::to_owned),
        ..link("enclosure", file.url, Some(file.media_type))
    }));
    // An `atom:source` would have to tell the id and the date of the other feed (section 4.2.11), which nobody knows.
    let wire = showing.wire.as_ref();
    links.extend(wire.and_then(|wire| {
        Some(Link {
            title: Some(wire.name.clone()),
            ..link("via", wire.url.as_deref()?, None)
        })
    }));
    links
}

/// People in other roles, and the agency or paper an article came from.
fn contributors(showing: &Showing<'_>) -> Vec<Person> {
    let is_author = |name: &str| showing.authors.iter().any(|author| author.name == name);
    let wire = showing.wire.as_ref().filter(|wire| !is_author(&wire.name));
    let wire = wire.map(|wire| Person {
        name: wire.name.clone(),
        uri: wire.url.clone(),
        ..Person::default()
    });
    let people = showing.contributors.iter().map(person);
    people.chain(wire).collect()
}

fn person(name: &Name) -> Person {
    Person {
        name: name.name.clone(),
        email: name.email.clone(),
        uri: name.url.clone(),
        ..Person::default()
    }
}

fn category(label: &Label) -> Category {
    Category {
        term: label.term.clone(),
        scheme: label.scheme.clone(),
        label: (label.name != label.term).then(|| label.name.clone()),
    }
}

/// The tombstone of a killed article (RFC 6721 section 2).
fn tombstone(article: &Article) -> Element {
    let mut entry = Element::new("at:deleted-entry")
        .with("ref", xml::line(article.atom_id.as_str()))
        .with("when", rfc3339(article.killed.unwrap_or(article.updated)));
    let note = article.kill_note.as_deref().and_then(xml::some_line);
    entry.push(Element::of(
        "at:comment",
        note.unwrap_or_else(|| format!("{}.", markup::WITHDRAWN)),
    ));
    entry
}

fn date(moment: DateTime<Utc>) -> FixedDateTime {
    moment.fixed_offset()
}
