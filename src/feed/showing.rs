//! One article as one feed shows it: policies applied, text cleaned, addresses made, before any format is thought of.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use crate::article::Article;
use crate::article::byline::Author;
use crate::article::photo::{Photo, PhotoCredit, PhotoFile};
use crate::article::status::Access;

use super::definition::{BodyPolicy, CorrectionPolicy, KillPolicy, PhotoPolicy};
use super::labels::{Label, labels};
use super::{Page, Story, markup, xml};

/// One article as the feed shows it.
#[derive(Debug)]
pub(super) struct Showing<'a> {
    /// The article; `None` for the notice that takes a killed one's place.
    pub(super) article: Option<&'a Article>,
    /// The id in Atom.
    pub(super) id: String,
    /// The id in RSS and JSON Feed, never rewritten.
    pub(super) guid: String,
    /// Whether RSS calls it the article's address.
    pub(super) is_permalink: bool,
    /// Where readers find it.
    pub(super) url: String,
    /// The title readers see.
    pub(super) headline: String,
    /// The abstract, plain text.
    pub(super) summary: Option<String>,
    /// The body, HTML.
    pub(super) body: Option<String>,
    /// By whom; empty where the feed's own author stands in.
    pub(super) authors: Vec<Name>,
    /// People in other roles.
    pub(super) contributors: Vec<Name>,
    /// Section, tags, subjects and the mark of a correction, none twice.
    pub(super) labels: Vec<Label>,
    /// Photos whose files are known, the lead first.
    pub(super) pictures: Vec<Picture>,
    /// Audio and video.
    pub(super) recordings: Vec<Recording>,
    /// First public.
    pub(super) published: DateTime<Utc>,
    /// Last significant change.
    pub(super) updated: DateTime<Utc>,
    /// Its language, where it is not the feed's.
    pub(super) language: Option<String>,
    /// Rights line.
    pub(super) rights: Option<String>,
    /// The agency or paper it came from.
    pub(super) wire: Option<Wire>,
}

/// A person or an organisation.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) name: String,
    pub(super) url: Option<String>,
    pub(super) email: Option<String>,
}

/// The agency or paper an article came from.
#[derive(Debug)]
pub(super) struct Wire {
    pub(super) name: String,
    pub(super) url: Option<String>,
}

/// A photo with its measured file.
#[derive(Debug)]
pub(super) struct Picture {
    pub(super) url: String,
    pub(super) media_type: String,
    pub(super) size_bytes: u64,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) caption: Option<String>,
    pub(super) alt: Option<String>,
    pub(super) credit: Option<String>,
    pub(super) credits: Vec<PhotoCredit>,
    pub(super) rights: Option<String>,
}

/// Audio or video.
#[derive(Debug)]
pub(super) struct Recording {
    pub(super) url: String,
    pub(super) media_type: String,
    pub(super) size_bytes: Option<u64>,
    pub(super) duration_seconds: Option<u64>,
    pub(super) title: Option<String>,
}

/// A file that goes with an article, of known type and true length.
#[derive(Debug)]
pub(super) struct Enclosure<'a> {
    pub(super) url: &'a str,
    pub(super) media_type: &'a str,
    pub(super) size_bytes: u64,
    pub(super) title: Option<&'a str>,
}

/// What the feed shows, in order: the articles, and the notices of killed ones where its policy asks for them.
pub(super) fn showings<'a>(page: &Page<'a>) -> Vec<Showing<'a>> {
    let mut shown: Vec<(DateTime<Utc>, Showing<'a>)> = page
        .stories
        .iter()
        .map(|story| (story.article.position(), Showing::of_story(page, story)))
        .collect();
    if page.definition.kill == KillPolicy::Replace {
        for article in tombstones(page) {
            let at = shown.partition_point(|(position, _)| *position >= article.position());
            shown.insert(at, (article.position(), Showing::of_killed(page, article)));
        }
    }
    shown.into_iter().map(|(_, showing)| showing).collect()
}

/// The killed articles, each once, and none that is shown again under the same id.
pub(super) fn tombstones<'a>(page: &Page<'a>) -> Vec<&'a Article> {
    let mut seen: HashSet<&str> = page
        .stories
        .iter()
        .map(|story| story.article.atom_id.as_str())
        .collect();
    page.tombstones
        .iter()
        .filter(|article| seen.insert(article.atom_id.as_str()))
        .collect()
}

/// The language of a feed.
pub(super) fn language(page: &Page<'_>) -> String {
    let language = page.definition.language.as_ref();
    xml::line(language.unwrap_or(&page.site.language))
}

/// Whom the feed names as author of articles without one.
pub(super) fn author(page: &Page<'_>) -> String {
    let author = page.definition.author.as_ref();
    xml::line(author.unwrap_or(&page.site.title))
}

/// The page of people that the feed belongs to.
pub(super) fn home(page: &Page<'_>) -> String {
    let own = || page.site.feed_page(&page.definition.name);
    xml::address(&page.definition.link.clone().unwrap_or_else(own))
}

/// The hub that the feed points to.
pub(super) fn hub<'a>(page: &Page<'a>) -> Option<&'a str> {
    page.site.hub.as_deref().filter(|_| page.definition.hub)
}

impl<'a> Showing<'a> {
    fn of_story(page: &Page<'a>, story: &'a Story) -> Self {
        let article = &story.article;
        let pictures = pictures(page, story);
        let (summary, body) = words(page, article, &pictures);
        let photos = page.definition.photos.policy;
        let language_of_feed = language(page);
        Self {
            article: Some(article),
            id: xml::line(article.atom_id.as_str()),
            guid: guid(article),
            is_permalink: is_permalink(article),
            url: xml::address(&page.site.article_url(article)),
            headline: xml::line(&article.headline),
            summary,
            body,
            authors: names(&article.authors),
            contributors: names(&article.contributors),
            labels: labels(article),
            pictures: match photos {
                PhotoPolicy::Enclosure | PhotoPolicy::Both => pictures,
                PhotoPolicy::Figure | PhotoPolicy::None => Vec::new(),
            },
            recordings: recordings(article),
            published: article.published,
            updated: article.updated.max(article.published),
            language: some(article.language.as_ref())
                .filter(|own| !is_same_language(own, &language_of_feed)),
            rights: some(article.rights.as_ref()),
            wire: article.wire_source.as_ref().and_then(|wire| {
                Some(Wire {
                    name: xml::some_line(&wire.name)?,
                    url: xml::some_address(wire.url.as_ref()),
                })
            }),
        }
    }

    /// The notice that takes a killed article's place: its id and date stay, everything else goes.
    fn of_killed(page: &Page<'a>, article: &'a Article) -> Self {
        let note = article.kill_note.as_deref().and_then(xml::some_line);
        Self {
            article: None,
            id: xml::line(article.atom_id.as_str()),
            guid: guid(article),
            is_permalink: is_permalink(article),
            url: xml::address(&page.site.article_page(article)),
            headline: markup::WITHDRAWN.to_owned(),
            summary: Some(note.unwrap_or_else(|| format!("{}.", markup::WITHDRAWN))),
            body: match page.definition.body {
                BodyPolicy::Full => Some(xml::text(markup::withdrawn(article))),
                BodyPolicy::Summary | BodyPolicy::None => None,
            },
            authors: Vec::new(),
            contributors: Vec::new(),
            labels: Vec::new(),
            pictures: Vec::new(),
            recordings: Vec::new(),
            published: article.published,
            updated: article.killed.unwrap_or(article.updated),
            language: None,
            rights: None,
            wire: None,
        }
    }

    /// Files of known type and length: recordings first, since a player needs them, then photos, the lead first.
    pub(super) fn enclosures(&self) -> impl Iterator<Item = Enclosure<'_>> {
        let recordings = self.recordings.iter().filter_map(|recording| {
            Some(Enclosure {
                url: &recording.url,
                media_type: &recording.media_type,
                size_bytes: recording.size_bytes.filter(|size| *size > 0)?,
                title: recording.title.as_deref(),
            })
        });
        let measured = self
            .pictures
            .iter()
            .filter(|picture| picture.size_bytes > 0);
        let pictures = measured.map(|picture| Enclosure {
            url: &picture.url,
            media_type: &picture.media_type,
            size_bytes: picture.size_bytes,
            title: picture.caption.as_deref().or(picture.alt.as_deref()),
        });
        recordings.chain(pictures)
    }
}

/// Summary and body as the feed's policy has them.
fn words(
    page: &Page<'_>,
    article: &Article,
    pictures: &[Picture],
) -> (Option<String>, Option<String>) {
    let summary = || {
        let text = article.abstract_text()?;
        xml::some_line(&text)
    };
    // What only subscribers may read never goes into a feed that everybody may read.
    let policy = match (page.definition.body, article.access) {
        (BodyPolicy::Full, Access::Subscriber) => BodyPolicy::Summary,
        (policy, _) => policy,
    };
    match policy {
        BodyPolicy::None => (None, None),
        BodyPolicy::Summary => (summary(), None),
        BodyPolicy::Full => {
            let body = article.body.as_ref().filter(|body| !body.is_empty());
            let Some(body) = body else {
                return (summary(), None);
            };
            let mut html = String::with_capacity(body.as_html().len() + 512);
            if page.definition.corrections == CorrectionPolicy::Note {
                let line = article.correction.as_ref().and_then(markup::correction);
                html.push_str(&line.unwrap_or_default());
            }
            let figure = match page.definition.photos.policy {
                PhotoPolicy::Figure | PhotoPolicy::Both => pictures.first(),
                PhotoPolicy::Enclosure | PhotoPolicy::None => None,
            };
            // A body that shows the photo already is not given it twice.
            if let Some(lead) = figure.filter(|lead| !body.as_html().contains(&lead.url)) {
                html.push_str(&markup::figure(lead));
            }
            // The W3C's validator warns of every frame (SecurityRisk), and many takers refuse it: a link goes out.
            html.push_str(&body.as_html_without_frames());
            (summary(), Some(xml::text(html)))
        }
    }
}

/// A kept guid was judged when it came, so that nothing has to be taken out of it here.
fn guid(article: &Article) -> String {
    match &article.guid {
        Some(guid) => xml::text(guid.value.clone()),
        None => xml::line(article.atom_id.as_str()),
    }
}

fn is_permalink(article: &Article) -> bool {
    article.guid.as_ref().is_some_and(|guid| guid.permalink)
}

fn names(authors: &[Author]) -> Vec<Name> {
    authors
        .iter()
        .filter_map(|author| {
            Some(Name {
                name: xml::some_line(&author.name)?,
                url: xml::some_address(author.url.as_ref()),
                email: some(author.email.as_ref()),
            })
        })
        .collect()
}

/// The photos whose files are known, the lead first.
fn pictures(page: &Page<'_>, story: &Story) -> Vec<Picture> {
    let lead = story.article.lead_photo();
    let in_order = lead
        .into_iter()
        .chain((0..story.article.photos.len()).filter(|at| Some(*at) != lead));
    in_order
        .filter_map(|at| {
            let photo = story.article.photos.get(at)?;
            let file = story.files.get(at)?.as_ref()?;
            Some(picture(page, photo, file))
        })
        .collect()
}

fn picture(page: &Page<'_>, photo: &Photo, file: &PhotoFile) -> Picture {
    Picture {
        url: xml::address(&page.site.photo_url(file)),
        media_type: xml::line(&file.media_type),
        size_bytes: file.size_bytes,
        width: file.width,
        height: file.height,
        caption: some(photo.caption.as_ref()),
        alt: some(photo.alt.as_ref()),
        credit: some(photo.credit.as_ref()),
        credits: photo.credits.clone(),
        rights: some(photo.rights.as_ref()),
    }
}

fn recordings(article: &Article) -> Vec<Recording> {
    article
        .media
        .iter()
        .filter_map(|medium| {
            Some(Recording {
                url: xml::some_address(Some(&medium.url))?,
                media_type: xml::some_line(&medium.media_type)?,
                size_bytes: medium.size_bytes,
                duration_seconds: medium.duration_seconds,
                title: some(medium.title.as_ref()),
            })
        })
        .collect()
}

/// Whether the feed's language says as much as the article's: `en` in a feed in `en-GB` does.
fn is_same_language(own: &str, of_feed: &str) -> bool {
    let (own, of_feed) = (own.to_ascii_lowercase(), of_feed.to_ascii_lowercase());
    of_feed
        .strip_prefix(&own)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

fn some(text: Option<&String>) -> Option<String> {
    text.and_then(|text| xml::some_line(text))
}
