//! The draft that an article would come from: what a reader of its export must find.

use super::moment;
use crate::article::Draft;
use crate::article::draft::{
    DraftCorrection, DraftMedium, DraftPhoto, DraftSubject, DraftWireSource,
};
use crate::article::photo::{Photo, PhotoSource};
use crate::article::record::{Article, CorrectionKind};
use crate::article::status::Access;
use crate::feed::Site;

/// Where a photo can be had: its own address, or that of our shelf.
pub(super) fn address(source: &PhotoSource, site: &Site) -> String {
    match source {
        PhotoSource::Url(url) => url.clone(),
        PhotoSource::Shelf(name) => format!("{}/photos/{name}", site.public_url),
    }
}

/// The draft of an article.
#[expect(clippy::too_many_lines, reason = "one line a field of the draft")]
pub(super) fn draft(article: &Article, site: &Site) -> Draft {
    let article = article.clone();
    Draft {
        id: Some(article.id.to_string()),
        guid: Some(article.atom_id.as_str().to_owned()),
        url: article.url,
        headline: Some(article.headline),
        subheadline: article.subheadline,
        slug: article.slug,
        summary: article.summary,
        body_html: article.body.map(|body| body.as_html().to_owned()),
        body_text: None,
        byline: article.byline,
        authors: article.authors,
        contributors: article.contributors,
        dateline: article.dateline,
        published: Some(moment(article.published)),
        updated: Some(moment(article.updated)),
        embargo: article.embargo.map(moment),
        expires: article.expires.map(moment),
        status: Some(article.status.as_str().to_owned()),
        version: Some(article.version),
        correction: article.correction.map(|correction| DraftCorrection {
            kind: Some(word(correction.kind).to_owned()),
            note: correction.note,
        }),
        language: article.language,
        section: article.section,
        tags: article.tags,
        subjects: article
            .subjects
            .into_iter()
            .map(|subject| DraftSubject {
                scheme: subject.scheme,
                code: subject.code,
                name: Some(subject.name),
            })
            .collect(),
        urgency: article.urgency.map(u64::from),
        photos: article
            .photos
            .iter()
            .map(|photo| picture(photo, site))
            .collect(),
        media: article
            .media
            .into_iter()
            .map(|medium| DraftMedium {
                url: Some(medium.url),
                media_type: Some(medium.media_type),
                size_bytes: medium.size_bytes,
                duration_seconds: medium.duration_seconds,
                title: medium.title,
            })
            .collect(),
        wire_source: article.wire_source.map(|source| DraftWireSource {
            name: Some(source.name),
            url: source.url,
        }),
        rights: article.rights,
        usage_terms: article.usage_terms,
        access: (article.access == Access::Subscriber).then(|| "subscriber".to_owned()),
        extras: article.extras,
        ..Draft::default()
    }
}

fn picture(photo: &Photo, site: &Site) -> DraftPhoto {
    let photo = photo.clone();
    DraftPhoto {
        url: Some(address(&photo.source, site)),
        photo: None,
        caption: photo.caption,
        credit: photo.credit,
        photographer: None,
        credits: photo.credits,
        alt: photo.alt,
        rights: photo.rights,
        focus: photo.focus,
        lead: photo.lead.then_some(true),
    }
}

fn word(kind: CorrectionKind) -> &'static str {
    match kind {
        CorrectionKind::QuietFix => "quiet_fix",
        CorrectionKind::Update => "update",
        CorrectionKind::Correction => "correction",
        CorrectionKind::Clarification => "clarification",
    }
}
