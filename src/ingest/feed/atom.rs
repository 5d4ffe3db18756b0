//! Atom 1.0 (RFC 4287), and Atom 0.3 leniently.

use url::Url;

use super::item::{self, Words};
use super::links::Bases;
use super::media::File;
use super::names::Space;
use super::tree::{Element, Node};
use super::{Feed, Kind, Read, Withdrawn, dates, media, people, rss, text};
use crate::article::Draft;
use crate::article::byline::Author;
use crate::article::draft::DraftWireSource;

/// Elements of HTML that have no end tag.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Reads a feed, its entries and its tombstones.
pub(super) fn read(root: &Element, entries: &[Element], read: &Read<'_>) -> Feed {
    let mut feed = Feed::new(Kind::Atom);
    feed.title = root.first(Space::Atom, "title").map(plain);
    feed.language = root.language.as_deref().map(str::to_owned);
    let bases = Bases::of([root.base.as_deref(), read.location]);
    for link in root.all(Space::Atom, "link") {
        feed.link(link.attribute("rel"), link.attribute("href"), &bases);
    }
    let authors = people_of(root, "author", read);
    for entry in entries {
        let draft = draft(entry, &authors, read);
        feed.drafts.push(draft);
    }
    for tombstone in root.all(Space::Deleted, "deleted-entry") {
        let Some(guid) = tombstone.attribute("ref") else {
            continue;
        };
        feed.withdrawn.push(Withdrawn {
            guid: guid.trim().to_owned(),
            when: tombstone
                .attribute("when")
                .and_then(|when| Some(dates::read(when).ok()?.text)),
            note: tombstone
                .said(Space::Deleted, "comment")
                .map(|note| text::plain(&note)),
        });
    }
    feed
}

fn draft(entry: &Element, of_feed: &[Author], read: &Read<'_>) -> Draft {
    let mut draft = Draft::default();
    let bases = Bases::of([entry.base.as_deref(), read.location]);
    let id = entry.said(Space::Atom, "id").map(|id| (id, false));
    let link = alternate(entry);
    item::linked(link, &bases, &mut draft);
    item::identified(id, link, read, &mut draft);
    let content = entry.first(Space::Atom, "content");
    let words = Words {
        title: entry.first(Space::Atom, "title").map(plain),
        description: entry
            .first(Space::Atom, "summary")
            .or_else(|| entry.first(Space::Atom, "tagline"))
            .and_then(html),
        content: content.and_then(html),
    };
    // The nearest `xml:base` counts, which may stand on the content itself.
    let base = content.map_or(entry, |content| content).base.as_deref();
    let base = Bases::of([base]).bases.into_iter().next();
    let base = base.map(|base| {
        let location = read.location.and_then(|location| Url::parse(location).ok());
        location
            .and_then(|location| location.join(base.as_str()).ok())
            .unwrap_or(base)
    });
    item::words(words, base.as_ref(), &mut draft);
    if content.is_some_and(|content| content.attribute("src").is_some()) {
        draft
            .doubts
            .push("the content lies at another address and was not fetched".to_owned());
    }
    let said = |name: &str| entry.said(Space::Atom, name);
    let published = said("published")
        .or_else(|| said("issued"))
        .or_else(|| said("created"));
    let updated = said("updated").or_else(|| said("modified"));
    item::dated(published.as_deref(), updated.as_deref(), &mut draft);
    let valid = entry.said(Space::DcTerms, "valid");
    draft.expires = valid.and_then(|valid| rss::end_of(&valid));
    authors(entry, of_feed, read, &mut draft);
    for category in entry.all(Space::Atom, "category") {
        let attribute = |name: &str| category.attribute(name).unwrap_or_default();
        let (term, label) = (attribute("term"), attribute("label"));
        item::label(category.attribute("scheme"), term, label, &mut draft);
    }
    item::language(entry.language.as_deref(), &mut draft);
    draft.rights = entry
        .first(Space::Atom, "rights")
        .map(plain)
        .filter(|rights| !rights.is_empty());
    draft.wire_source = wire_source(entry, &bases, &mut draft);
    enclosures(entry, &bases, &mut draft);
    media::read(entry, &bases, &mut draft);
    draft
}

/// The link that leads to the article: HTML before other types.
fn alternate(entry: &Element) -> Option<&str> {
    let alternates: Vec<&Element> = entry
        .all(Space::Atom, "link")
        .filter(|link| matches!(link.attribute("rel"), None | Some("alternate")))
        .collect();
    let is_html = |link: &&&Element| {
        matches!(
            link.attribute("type"),
            None | Some("text/html" | "application/xhtml+xml")
        )
    };
    let best = alternates.iter().find(is_html).or(alternates.first());
    best.and_then(|link| link.attribute("href"))
}

/// The entry's own authors, else those of the feed it was taken from, else the feed's (RFC 4287 section 4.2.1).
fn authors(entry: &Element, of_feed: &[Author], read: &Read<'_>, draft: &mut Draft) {
    let own = people_of(entry, "author", read);
    let source = entry.first(Space::Atom, "source");
    let of_source = || {
        source
            .map(|source| people_of(source, "author", read))
            .unwrap_or_default()
    };
    let own = if own.is_empty() { of_source() } else { own };
    match own.as_slice() {
        [only] if only.url.is_none() && only.email.is_none() => {
            people::credit(draft, std::slice::from_ref(&only.name), read.outlets);
        }
        [] => draft.authors = of_feed.to_vec(),
        many => draft.authors = many.to_vec(),
    }
    draft.contributors = people_of(entry, "contributor", read);
}

/// The people of an element; an address that is none is left out.
fn people_of(element: &Element, role: &'static str, read: &Read<'_>) -> Vec<Author> {
    let mut people = Vec::new();
    for person in element.all(Space::Atom, role) {
        let name = person.said(Space::Atom, "name");
        let Some(mut author) = name.and_then(|name| people::person(&name, read.outlets)) else {
            continue;
        };
        let uri = person
            .said(Space::Atom, "uri")
            .or_else(|| person.said(Space::Atom, "url"));
        let bases = Bases::of([person.base.as_deref(), read.location]);
        author.url = uri.and_then(|uri| bases.resolve(&uri).map(String::from));
        let mail = person.said(Space::Atom, "email");
        let mail = mail.and_then(|mail| people::person(&format!("x <{mail}>"), read.outlets));
        author.email = mail.and_then(|read| read.email).or(author.email);
        people::add(&mut people, author);
    }
    people
}

/// Where the entry was taken from: `source`, else a `via` link with a title.
fn wire_source(entry: &Element, bases: &Bases, draft: &mut Draft) -> Option<DraftWireSource> {
    let mut taken = |name: String, url: Option<&str>| {
        let url = url.and_then(|url| bases.take(url, "address of the source", draft));
        (!name.is_empty()).then_some(DraftWireSource {
            name: Some(name),
            url,
        })
    };
    if let Some(source) = entry.first(Space::Atom, "source") {
        let name = source
            .first(Space::Atom, "title")
            .map(plain)
            .unwrap_or_default();
        let own = source
            .all(Space::Atom, "link")
            .find(|link| link.attribute("rel") == Some("self"))
            .and_then(|link| link.attribute("href"));
        return taken(name, own.or_else(|| alternate(source)));
    }
    let via = entry
        .all(Space::Atom, "link")
        .find(|link| link.attribute("rel") == Some("via"))?;
    let title = text::plain(via.attribute("title").unwrap_or_default());
    taken(title, via.attribute("href"))
}

fn enclosures(entry: &Element, bases: &Bases, draft: &mut Draft) {
    let links = entry.all(Space::Atom, "link");
    for link in links.filter(|link| link.attribute("rel") == Some("enclosure")) {
        let attribute = |name: &str| link.attribute(name).unwrap_or_default().to_owned();
        let file = File {
            url: attribute("href"),
            media_type: attribute("type"),
            size_bytes: media::number(link.attribute("length")),
            ..File::default()
        };
        media::add(file, bases, draft);
    }
}

/// A text construct as HTML (RFC 4287 section 3.1); `None` where it is of a type that is no text.
fn html(element: &Element) -> Option<String> {
    let kind = element
        .attribute("type")
        .unwrap_or("text")
        .trim()
        .to_ascii_lowercase();
    // Atom 0.3 says in `mode` what 1.0 says in `type`.
    let mode = element.attribute("mode").unwrap_or_default();
    match kind.as_str() {
        "xhtml" | "application/xhtml+xml" => {
            let mut out = String::new();
            let content = element.first(Space::Xhtml, "div").unwrap_or(element);
            write_children(content, &mut out);
            Some(out)
        }
        "html" | "text/html" if mode != "xml" => Some(element.text()),
        "text/html" => {
            let mut out = String::new();
            write_children(element, &mut out);
            Some(out)
        }
        "text" | "text/plain" | "" => {
            let escaped = crate::article::text::escape_html(&element.text());
            Some(escaped.replace("\n\n", "<br><br>"))
        }
        _ => None,
    }
    .filter(|html| !html.trim().is_empty())
}

/// A text construct as one line of plain text.
fn plain(element: &Element) -> String {
    let kind = element
        .attribute("type")
        .unwrap_or("text")
        .trim()
        .to_ascii_lowercase();
    match kind.as_str() {
        "text" | "text/plain" => crate::article::text::line(&element.text()),
        "xhtml" | "application/xhtml+xml" => html(element)
            .map(|html| text::plain(&html))
            .unwrap_or_default(),
        _ => text::plain(&element.text()),
    }
}

/// Writes XHTML as HTML.
fn write_children(element: &Element, out: &mut String) {
    for node in &element.children {
        let inner = match node {
            Node::Text(text) => {
                out.push_str(&crate::article::text::escape_html(text));
                continue;
            }
            Node::Element(inner) => inner,
        };
        let name = inner.name.to_ascii_lowercase();
        out.push('<');
        out.push_str(&name);
        for (attribute, value) in inner.attributes() {
            out.push(' ');
            out.push_str(attribute);
            out.push_str("=\"");
            out.push_str(&crate::article::text::escape_html(value));
            out.push('"');
        }
        out.push('>');
        if !VOID.contains(&name.as_str()) {
            write_children(inner, out);
            out.push_str("</");
            out.push_str(&name);
            out.push('>');
        }
    }
}
