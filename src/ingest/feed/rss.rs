//! RSS 0.9x and 2.0, and the RDF family (RSS 0.90, 1.0 and 1.1).

use super::item::{self, Words};
use super::links::Bases;
use super::names::Space;
use super::tree::Element;
use super::{Feed, Kind, Read, media, people, text};
use crate::article::Draft;
use crate::article::draft::DraftWireSource;

/// Reads a channel and its items.
pub(super) fn read(root: &Element, items: &[Element], kind: Kind, read: &Read<'_>) -> Feed {
    let in_root = root.first(Space::Rss, "channel");
    let channel = if root.is(Space::Rss, "channel") {
        root
    } else {
        in_root.unwrap_or(root)
    };
    let mut feed = Feed::new(kind);
    feed.title = channel
        .said(Space::Rss, "title")
        .map(|raw| text::title(&raw).0);
    feed.language = channel
        .said(Space::Rss, "language")
        .or_else(|| channel.said(Space::Dc, "language"))
        .or_else(|| channel.language.as_deref().map(str::to_owned));
    let document = Bases::of([channel.base.as_deref(), read.location]);
    // RSS has one `link` without attributes; Atom's stand beside it.
    let home = channel.all(Space::Rss, "link").map(Element::text);
    feed.home = home
        .filter(|link| !link.trim().is_empty())
        .find_map(|link| document.resolve(&link).map(String::from));
    for link in channel.all(Space::Atom, "link") {
        feed.link(link.attribute("rel"), link.attribute("href"), &document);
    }
    feed.ttl_minutes = hint(channel);
    for one in items {
        let draft = draft(one, &feed, read);
        feed.drafts.push(draft);
    }
    feed
}

/// How many minutes the feed asks readers to wait: `ttl`, else the Syndication module's period and frequency.
fn hint(channel: &Element) -> Option<u32> {
    let number = |text: Option<String>| text.and_then(|text| text.parse::<u32>().ok());
    if let Some(ttl) = number(channel.said(Space::Rss, "ttl")) {
        return Some(ttl).filter(|ttl| *ttl > 0);
    }
    let minutes = match channel
        .said(Space::Syndication, "updatePeriod")?
        .to_ascii_lowercase()
        .as_str()
    {
        "hourly" => 60,
        "daily" => 1_440,
        "weekly" => 10_080,
        "monthly" => 43_200,
        "yearly" => 525_600,
        _ => return None,
    };
    let times = number(channel.said(Space::Syndication, "updateFrequency")).unwrap_or(1);
    Some((minutes / times.max(1)).max(1))
}

fn draft(item: &Element, feed: &Feed, read: &Read<'_>) -> Draft {
    let mut draft = Draft::default();
    let bases = Bases::of([item.base.as_deref(), feed.home.as_deref(), read.location]);
    let guid = item.first(Space::Rss, "guid").map(|guid| {
        let says_no = guid
            .attribute("isPermaLink")
            .is_some_and(|word| word.trim().eq_ignore_ascii_case("false"));
        (guid.own_text(), !says_no)
    });
    // RSS 1.0 names its items by their address in `rdf:about`, which need not be the link.
    let about = item
        .attribute_in(Space::Rdf, "about")
        .map(|about| (about.to_owned(), true));
    let link = link(item);
    let permalink = guid
        .as_ref()
        .filter(|(_, is_permalink)| *is_permalink)
        .map(|(guid, _)| guid.clone());
    item::linked(link.as_deref().or(permalink.as_deref()), &bases, &mut draft);
    item::identified(guid.or(about), link.as_deref(), read, &mut draft);
    let words = Words {
        title: item
            .said(Space::Rss, "title")
            .or_else(|| item.said(Space::Dc, "title")),
        description: item
            .said(Space::Rss, "description")
            .or_else(|| item.said(Space::Itunes, "summary"))
            .or_else(|| item.said(Space::Atom, "summary")),
        content: item.said(Space::Content, "encoded"),
    };
    let own_base = Bases::of([item.base.as_deref()]);
    item::words(words, own_base.bases.first(), &mut draft);
    dates(item, &mut draft);
    authors(item, read, &mut draft);
    for category in item.all(Space::Rss, "category") {
        item::label(
            category.attribute("domain"),
            "",
            &category.text(),
            &mut draft,
        );
    }
    for subject in item.all(Space::Dc, "subject") {
        item::label(None, "", &subject.text(), &mut draft);
    }
    let own = item.said(Space::Dc, "language");
    let own = own.or_else(|| item.language.as_deref().map(str::to_owned));
    item::language(own.as_deref().or(feed.language.as_deref()), &mut draft);
    draft.rights = item
        .said(Space::Dc, "rights")
        .map(|rights| text::plain(&rights));
    draft.wire_source = wire_source(item, &bases, &mut draft);
    media::read(item, &bases, &mut draft);
    draft
}

/// The address people are sent to: a redirector's original before its own, then `link`.
fn link(item: &Element) -> Option<String> {
    item.said(Space::Feedburner, "origLink")
        .or_else(|| item.said(Space::Rss, "link"))
        .or_else(|| {
            let links = item.all(Space::Atom, "link");
            let mut alternates =
                links.filter(|link| matches!(link.attribute("rel"), None | Some("alternate")));
            alternates.find_map(|link| link.attribute("href").map(str::to_owned))
        })
}

fn dates(item: &Element, draft: &mut Draft) {
    let published = item
        .said(Space::Rss, "pubDate")
        .or_else(|| item.said(Space::DcTerms, "issued"))
        .or_else(|| item.said(Space::Atom, "published"))
        .or_else(|| item.said(Space::Dc, "date"))
        .or_else(|| item.said(Space::DcTerms, "created"));
    let updated = item
        .said(Space::Atom, "updated")
        .or_else(|| item.said(Space::DcTerms, "modified"));
    item::dated(published.as_deref(), updated.as_deref(), draft);
    draft.expires = item
        .said(Space::DcTerms, "valid")
        .and_then(|valid| end_of(&valid));
}

/// The end of a DCMI Period: `start=...; end=2026-12-01T00:00:00Z; scheme=W3C-DTF`.
pub(super) fn end_of(period: &str) -> Option<String> {
    let mut parts = period.split(';').filter_map(|part| part.split_once('='));
    let (_, end) = parts.find(|(name, _)| name.trim().eq_ignore_ascii_case("end"))?;
    Some(super::dates::read(end).ok()?.text)
}

/// `dc:creator` first, one each; RSS's own `author` is an address with a name, and stands in.
fn authors(item: &Element, read: &Read<'_>, draft: &mut Draft) {
    let names = |space: Space, name: &'static str| -> Vec<String> {
        item.all(space, name)
            .map(|author| author.text().trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect()
    };
    let mut found = names(Space::Dc, "creator");
    if found.is_empty() {
        found = names(Space::Rss, "author");
    }
    if found.is_empty() {
        found = names(Space::Itunes, "author");
    }
    if found.is_empty() {
        let authors = item.all(Space::Atom, "author");
        found = authors
            .filter_map(|author| author.said(Space::Atom, "name"))
            .collect();
    }
    people::credit(draft, &found, read.outlets);
    for other in names(Space::Dc, "contributor") {
        let person = people::person(&other, read.outlets);
        draft.contributors.extend(person);
    }
}

fn wire_source(item: &Element, bases: &Bases, draft: &mut Draft) -> Option<DraftWireSource> {
    if let Some(source) = item.first(Space::Rss, "source") {
        let name = text::plain(&source.text());
        let url = source.attribute("url").unwrap_or_default();
        let url = bases.take(url, "address of the source", draft);
        return (!name.is_empty()).then_some(DraftWireSource {
            name: Some(name),
            url,
        });
    }
    let name = text::plain(&item.said(Space::Dc, "source")?);
    // Libraries put addresses there; a newsroom, names.
    let is_name = !name.is_empty() && !name.contains("://") && name.chars().count() <= 300;
    is_name.then_some(DraftWireSource {
        name: Some(name),
        url: None,
    })
}
