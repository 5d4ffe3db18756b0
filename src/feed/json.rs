//! JSON Feed 1.1, written by `serde_json`.

use serde::Serialize;

use crate::article::Article;
use crate::article::moment::rfc3339;
use crate::article::photo::PhotoCredit;
use crate::article::record::{CorrectionKind, Subject};
use crate::article::status::Access;

use super::showing::{Name, Showing};
use super::{Error, Format, Page, showing, xml};

/// Where the members of `_syndicated` are told of.
const ABOUT: &str = env!("CARGO_PKG_REPOSITORY");

#[derive(Serialize)]
struct Document {
    version: &'static str,
    title: String,
    home_page_url: String,
    feed_url: String,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<String>,
    authors: Vec<Person>,
    language: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub>,
    _syndicated: About,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct About {
    about: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<String>,
}

#[derive(Serialize)]
struct Hub {
    r#type: &'static str,
    url: String,
}

#[derive(Serialize)]
struct Person {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Item {
    id: String,
    url: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    date_published: String,
    date_modified: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Person>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment>,
    _syndicated: Extension,
}

#[derive(Serialize)]
struct Attachment {
    url: String,
    mime_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_in_seconds: Option<u64>,
}

/// What a newsroom knows of an article and JSON Feed has no member for.
#[derive(Serialize, Default)]
struct Extension {
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subheadline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byline: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contributors: Vec<Person>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dateline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    subjects: Vec<Subject>,
    #[serde(skip_serializing_if = "Option::is_none")]
    urgency: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wire_source: Option<WireSource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    usage_terms: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access: Option<Access>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    correction: Option<Correction>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    media: Vec<Medium>,
}

#[derive(Serialize)]
struct WireSource {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Correction {
    kind: CorrectionKind,
    made: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Serialize)]
struct Medium {
    url: String,
    r#type: String,
    width: u32,
    height: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    caption: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credit: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    credits: Vec<PhotoCredit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<String>,
}

/// Makes the document.
pub(super) fn render(page: &Page<'_>) -> Result<Vec<u8>, Error> {
    let definition = page.definition;
    let document = Document {
        version: "https://jsonfeed.org/version/1.1",
        title: xml::line(&definition.title),
        home_page_url: showing::home(page),
        feed_url: xml::address(&page.site.feed_url(&definition.name, Format::Json)),
        description: xml::line(&definition.description),
        icon: definition.icon.as_deref().map(xml::address),
        authors: vec![Person {
            name: showing::author(page),
            url: None,
        }],
        language: showing::language(page),
        hubs: showing::hub(page)
            .into_iter()
            .map(|hub| Hub {
                r#type: "WebSub",
                url: xml::address(hub),
            })
            .collect(),
        _syndicated: About {
            about: ABOUT,
            rights: definition.copyright.as_deref().map(xml::line),
        },
        items: showing::showings(page).into_iter().map(item).collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&document).map_err(Error::Json)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn item(mut showing: Showing<'_>) -> Item {
    let content_html = showing.body.take();
    // One of the two must be there (JSON Feed 1.1, "Items"); a feed of headlines has nothing but them to tell.
    let content_text = content_html.is_none().then(|| {
        let summary = showing.summary.clone();
        summary.unwrap_or_else(|| showing.headline.clone())
    });
    Item {
        content_html,
        content_text,
        image: showing.pictures.first().map(|lead| lead.url.clone()),
        date_published: rfc3339(showing.published),
        date_modified: rfc3339(showing.updated),
        authors: people(&showing.authors),
        tags: tags(&showing),
        attachments: attachments(&showing),
        _syndicated: extension(&showing),
        id: showing.guid,
        url: showing.url,
        title: showing.headline,
        summary: showing.summary,
        language: showing.language,
    }
}

fn people(names: &[Name]) -> Vec<Person> {
    names
        .iter()
        .map(|name| Person {
            name: name.name.clone(),
            url: name.url.clone(),
        })
        .collect()
}

/// The names of the labels, each once whatever its vocabulary.
fn tags(showing: &Showing<'_>) -> Vec<String> {
    let mut tags: Vec<String> = Vec::with_capacity(showing.labels.len());
    for label in &showing.labels {
        if !tags.contains(&label.name) {
            tags.push(label.name.clone());
        }
    }
    tags
}

/// Recordings first, then photos. Equal titles would make them alternatives of each other (JSON Feed 1.1,
/// "Attachments"), which they are not, so a title is given once.
fn attachments(showing: &Showing<'_>) -> Vec<Attachment> {
    let recordings = showing.recordings.iter().map(|recording| Attachment {
        url: recording.url.clone(),
        mime_type: recording.media_type.clone(),
        title: recording.title.clone(),
        size_in_bytes: recording.size_bytes.filter(|size| *size > 0),
        duration_in_seconds: recording.duration_seconds,
    });
    let pictures = showing.pictures.iter().map(|picture| Attachment {
        url: picture.url.clone(),
        mime_type: picture.media_type.clone(),
        title: picture.caption.clone(),
        size_in_bytes: Some(picture.size_bytes).filter(|size| *size > 0),
        duration_in_seconds: None,
    });
    let mut attachments: Vec<Attachment> = Vec::new();
    for mut attachment in recordings.chain(pictures) {
        let is_given = |title: &String| attachments.iter().any(|a| a.title.as_ref() == Some(title));
        attachment.title = attachment.title.filter(|title| !is_given(title));
        attachments.push(attachment);
    }
    attachments
}

fn extension(showing: &Showing<'_>) -> Extension {
    let Some(article) = showing.article else {
        return Extension {
            withdrawn: Some(true),
            ..Extension::default()
        };
    };
    let some = |text: &Option<String>| text.as_deref().and_then(xml::some_line);
    Extension {
        withdrawn: None,
        version: Some(article.version),
        subheadline: some(&article.subheadline),
        byline: some(&article.byline),
        contributors: people(&showing.contributors),
        dateline: some(&article.dateline),
        section: some(&article.section),
        subjects: article.subjects.clone(),
        urgency: article.urgency,
        wire_source: showing.wire.as_ref().map(|wire| WireSource {
            name: wire.name.clone(),
            url: wire.url.clone(),
        }),
        rights: showing.rights.clone(),
        usage_terms: some(&article.usage_terms),
        access: Some(article.access).filter(|access| *access != Access::Free),
        expires: article.ends().map(rfc3339),
        correction: correction(article),
        media: media(showing),
    }
}

fn correction(article: &Article) -> Option<Correction> {
    let correction = article.correction.as_ref()?;
    (correction.kind != CorrectionKind::QuietFix).then(|| Correction {
        kind: correction.kind,
        made: rfc3339(correction.made),
        note: correction.note.as_deref().and_then(xml::some_line),
    })
}

fn media(showing: &Showing<'_>) -> Vec<Medium> {
    showing
        .pictures
        .iter()
        .map(|picture| Medium {
            url: picture.url.clone(),
            r#type: picture.media_type.clone(),
            width: picture.width,
            height: picture.height,
            caption: picture.caption.clone(),
            alt: picture.alt.clone(),
            credit: picture.credit.clone(),
            credits: picture.credits.clone(),
            rights: picture.rights.clone(),
        })
        .collect()
}
