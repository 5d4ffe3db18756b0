//! RSS 2.0, written by the `rss` crate.

use rss::extension::atom::{AtomExtension, Link};
use rss::extension::dublincore::DublinCoreExtension;
use rss::{Category, Channel, Enclosure, Guid, Image, Item, Source};

use crate::article::moment::{rfc822, rfc3339};

use super::labels::Label;
use super::showing::Showing;
use super::xml::{Element, Namespaces};
use super::{Error, Format, Page, media, showing, xml};

/// Makes the document.
pub(super) fn render(page: &Page<'_>) -> Result<Vec<u8>, Error> {
    let (site, definition) = (page.site, page.definition);
    let showings = showing::showings(page);
    let mut namespaces = Namespaces::default();
    let schedule = schedule(definition.ttl_minutes);
    namespaces.note(&schedule);
    let n_shown = showings.len();
    let items: Vec<Item> = showings
        .into_iter()
        .map(|showing| item(showing, &mut namespaces))
        .collect();
    let title = xml::line(&definition.title);
    let link = showing::home(page);
    let channel = Channel {
        image: image(page, &title, &link),
        title,
        link,
        // Plain text, as the validators have it; an item's description is HTML.
        description: xml::line(&definition.description),
        language: Some(showing::language(page)),
        copyright: definition.copyright.as_deref().map(xml::line),
        managing_editor: definition.managing_editor.as_deref().map(xml::line),
        last_build_date: page.changed().map(rfc822),
        generator: Some("Syndicated".to_owned()),
        ttl: Some(definition.ttl_minutes.to_string()),
        atom_ext: Some(AtomExtension {
            links: links(page, &site.feed_url(&definition.name, Format::Rss)),
        }),
        extensions: xml::rss_extensions(schedule),
        namespaces: namespaces.into_map(),
        items,
        ..Channel::default()
    };
    let roughly = 4_096 * (n_shown + 1);
    let mut bytes = channel
        .pretty_write_to(Vec::with_capacity(roughly), b' ', xml::INDENT)
        .map_err(Error::Rss)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// `self` is what validators and hubs look for (WS-P6), `hub` is what subscribers follow.
fn links(page: &Page<'_>, own: &str) -> Vec<Link> {
    let link = |rel: &str, href: &str, media_type: Option<&str>| Link {
        rel: rel.to_owned(),
        href: xml::address(href),
        mime_type: media_type.map(str::to_owned),
        ..Link::default()
    };
    let mut links = vec![link("self", own, Some("application/rss+xml"))];
    links.extend(showing::hub(page).map(|hub| link("hub", hub, None)));
    links
}

/// The channel's picture, whose title and link must be the channel's; readers know PNG, JPEG and GIF there.
fn image(page: &Page<'_>, title: &str, link: &str) -> Option<Image> {
    let url = xml::address(page.definition.icon.as_deref()?);
    let path = url
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let is_known = [".png", ".jpg", ".jpeg", ".gif"]
        .iter()
        .any(|ending| path.ends_with(ending));
    is_known.then(|| Image {
        url,
        title: title.to_owned(),
        link: link.to_owned(),
        ..Image::default()
    })
}

/// How often it is worth to ask, in the words of the Syndication module.
fn schedule(ttl_minutes: u32) -> Vec<Element> {
    let ttl_minutes = ttl_minutes.max(1);
    let (period, minutes) = if ttl_minutes <= 60 {
        ("hourly", 60)
    } else {
        ("daily", 1_440)
    };
    let times = (minutes / ttl_minutes).max(1);
    vec![
        Element::of("sy:updatePeriod", period),
        Element::of("sy:updateFrequency", times.to_string()),
    ]
}

fn item(mut showing: Showing<'_>, namespaces: &mut Namespaces) -> Item {
    let mut extensions = vec![Element::of("atom:updated", rfc3339(showing.updated))];
    if let Some(valid) = valid(&showing) {
        extensions.push(valid);
    }
    extensions.extend(media::elements(&showing));
    namespaces.note(&extensions);
    let description = showing.summary.as_deref().or_else(|| {
        // A body without a description before it confuses readers that look for one.
        showing.body.as_ref().map(|_| showing.headline.as_str())
    });
    let description = description.map(|summary| xml::html(summary).into_owned());
    // RSS has one enclosure only.
    let enclosure = showing.enclosures().next().map(|file| Enclosure {
        url: file.url.to_owned(),
        length: file.size_bytes.to_string(),
        mime_type: file.media_type.to_owned(),
    });
    let content = showing.body.take();
    Item {
        description,
        categories: showing.labels.iter().map(category).collect(),
        enclosure,
        guid: Some(Guid {
            value: std::mem::take(&mut showing.guid),
            permalink: showing.is_permalink,
        }),
        pub_date: Some(rfc822(showing.published)),
        source: source(&showing),
        content,
        extensions: xml::rss_extensions(extensions),
        dublin_core_ext: Some(dublin_core(&showing)),
        title: Some(showing.headline),
        link: Some(showing.url),
        ..Item::default()
    }
}

/// `source` needs the address of the feed it came from.
fn source(showing: &Showing<'_>) -> Option<Source> {
    let wire = showing.wire.as_ref()?;
    Some(Source {
        url: wire.url.clone()?,
        title: Some(wire.name.clone()),
    })
}

/// Authors stand in `dc:creator`, one each. RSS's own `author` is an e-mail address, and beside `dc:creator` readers
/// show it as one more author and the W3C validator warns of it (`DuplicateItemSemantics`).
fn dublin_core(showing: &Showing<'_>) -> DublinCoreExtension {
    let names = |list: &[showing::Name]| list.iter().map(|name| name.name.clone()).collect();
    let wire = showing.wire.as_ref().filter(|wire| wire.url.is_none());
    DublinCoreExtension {
        creators: names(&showing.authors),
        contributors: names(&showing.contributors),
        languages: showing.language.iter().cloned().collect(),
        rights: showing.rights.iter().cloned().collect(),
        sources: wire.map(|wire| wire.name.clone()).into_iter().collect(),
        ..DublinCoreExtension::default()
    }
}

fn category(label: &Label) -> Category {
    Category {
        name: label.name.clone(),
        domain: label.scheme.clone(),
    }
}

/// Until when the article may be shown (DCMI Period).
fn valid(showing: &Showing<'_>) -> Option<Element> {
    let ends = showing.article?.ends()?;
    let period = format!("end={}; scheme=W3C-DTF", rfc3339(ends));
    Some(Element::of("dcterms:valid", period))
}
