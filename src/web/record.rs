//! The record as it is sent and handed out: one shape for both ways.

use serde::Serialize;
use utoipa::ToSchema;

use super::added::Added;
use crate::article::byline;
use crate::article::moment::exact;
use crate::article::photo::{self, CreditRole, PhotoSource};
use crate::store::Filed;

/// An article as a newsroom files it. Unknown keys are refused.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The publisher's own id: stable, without spaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 256, example = "hc-1052")]
    id: Option<String>,
    /// The feed id of an article that was published before it came here, kept as it is; in Atom where it is a URI.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2048)]
    guid: Option<String>,
    /// Other names of the same article: ids of other sources, ids and addresses it had before. Each must be free.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 128)]
    aliases: Vec<String>,
    /// Whether RSS called that id the article's address (`isPermaLink`).
    #[serde(skip_serializing_if = "Option::is_none")]
    guid_is_permalink: Option<bool>,
    /// Where readers find the article; our own page where missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// The title readers see. Required.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    headline: Option<String>,
    /// The deck.
    #[serde(skip_serializing_if = "Option::is_none")]
    subheadline: Option<String>,
    /// The desk's slugline; never public.
    #[serde(skip_serializing_if = "Option::is_none")]
    slug: Option<String>,
    /// The abstract. Required where there is no body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 4000)]
    summary: Option<String>,
    /// The body as HTML; it is sanitised.
    #[serde(skip_serializing_if = "Option::is_none")]
    body_html: Option<String>,
    /// The body as plain text; blank lines part paragraphs. Not beside `body_html`.
    #[serde(skip_serializing_if = "Option::is_none")]
    body_text: Option<String>,
    /// By whom, as printed; it is read where `authors` is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    byline: Option<String>,
    /// Each person or organisation, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author>,
    /// People in other roles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contributors: Vec<Author>,
    /// Where it was filed, such as `KYIV, Ukraine`.
    #[serde(skip_serializing_if = "Option::is_none")]
    dateline: Option<String>,
    /// First public; the moment of filing where missing. Never moves once it was public.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    published: Option<String>,
    /// Last significant change.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    updated: Option<String>,
    /// Not before this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    embargo: Option<String>,
    /// Off the feeds from this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    expires: Option<String>,
    /// The rights to it end: from this moment it is in no feed, and its page answers 410.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    rights_end: Option<String>,
    /// `usable` (default), `withheld` or `killed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    /// The publisher's version; counted up where missing. A record that was read with GET names in `_syndicated.version`
    /// the version it is made from, and is filed as the next one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1)]
    version: Option<u64>,
    /// What kind of change this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    correction: Option<Correction>,
    /// BCP 47 language.
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    /// Section of the paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<String>,
    /// Free keywords.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 128)]
    tags: Vec<String>,
    /// Subjects from a vocabulary.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    subjects: Vec<Subject>,
    /// 1 (most urgent) to 9.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 9)]
    urgency: Option<u8>,
    /// Pictures in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    photos: Vec<Photo>,
    /// Audio and video.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    media: Vec<Medium>,
    /// The agency or paper it came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    wire_source: Option<WireSource>,
    /// Rights line.
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<String>,
    /// Terms of use.
    #[serde(skip_serializing_if = "Option::is_none")]
    usage_terms: Option<String>,
    /// `free` (default) or `subscriber`.
    #[serde(skip_serializing_if = "Option::is_none")]
    access: Option<String>,
    /// What we add when we hand the record out; ignored when it comes back.
    #[serde(rename = "_syndicated", skip_serializing_if = "Option::is_none")]
    added: Option<Added>,
}

/// A person or an organisation.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Author {
    /// The name.
    name: String,
    /// `person` (default) or `organisation`.
    kind: Option<String>,
    /// For whom they work.
    #[serde(skip_serializing_if = "Option::is_none")]
    affiliation: Option<String>,
    /// What they did.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    /// Their page.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// Their address.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
}

/// A change, and what readers are told of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Correction {
    /// `quiet_fix` (`updated` stays), `update`, `correction` or `clarification`.
    kind: Option<String>,
    /// The note to readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// A subject from a vocabulary.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Subject {
    /// URI of the vocabulary.
    #[serde(skip_serializing_if = "Option::is_none")]
    scheme: Option<String>,
    /// Code in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

/// A picture: an address to fetch it from, or the id of an upload.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Photo {
    /// Where to fetch it.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// The id of an upload, or the name of a file of the same form.
    #[serde(skip_serializing_if = "Option::is_none")]
    photo: Option<String>,
    /// Its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    caption: Option<String>,
    /// Whom to credit, as printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    credit: Option<String>,
    /// Who took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    photographer: Option<String>,
    /// Text for those who cannot see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    alt: Option<String>,
    /// Rights line.
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<String>,
    /// The rights to it end: from this moment it is in no feed, and its address answers 410.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    rights_end: Option<String>,
    /// The point that must stay in view.
    #[serde(skip_serializing_if = "Option::is_none")]
    focus: Option<Focus>,
    /// Whether it leads the article; the first one where none is marked.
    lead: Option<bool>,
}

/// A point of a picture, 0 to 1 from the left and from the top.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Focus {
    /// From the left.
    x: f64,
    /// From the top.
    y: f64,
}

/// Audio or video.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Medium {
    /// Where it is.
    url: String,
    /// Its media type.
    #[serde(rename = "type")]
    media_type: String,
    /// Its length in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    size_bytes: Option<u64>,
    /// Its duration in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_seconds: Option<u64>,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
}

/// An agency or a paper.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WireSource {
    /// Its name.
    name: String,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

impl Record {
    /// The record of a version on file.
    #[expect(clippy::too_many_lines, reason = "one line a field of the record")]
    pub(super) fn of(filed: &Filed) -> Self {
        let article = filed.article.clone();
        let people = |list: Vec<byline::Author>| list.into_iter().map(Author::from).collect();
        Self {
            id: Some(article.id.to_string()),
            guid_is_permalink: article.guid.as_ref().map(|guid| guid.permalink),
            guid: article.guid.map(|guid| guid.value),
            aliases: article.aliases,
            url: article.url,
            headline: Some(article.headline),
            subheadline: article.subheadline,
            slug: article.slug,
            summary: article.summary,
            body_html: article.body.map(|body| body.as_html().to_owned()),
            body_text: None,
            byline: article.byline,
            authors: people(article.authors),
            contributors: people(article.contributors),
            dateline: article.dateline,
            published: Some(exact(article.published)),
            updated: Some(exact(article.updated)),
            embargo: article.embargo.map(exact),
            expires: article.expires.map(exact),
            rights_end: article.rights_end.map(exact),
            status: Some(article.status.as_str().to_owned()),
            version: Some(article.version),
            correction: article.correction.map(|correction| Correction {
                kind: Some(correction.kind.word().to_owned()),
                note: correction.note,
            }),
            language: article.language,
            section: article.section,
            tags: article.tags,
            subjects: article
                .subjects
                .into_iter()
                .map(|subject| Subject {
                    scheme: subject.scheme,
                    code: subject.code,
                    name: Some(subject.name),
                })
                .collect(),
            urgency: article.urgency,
            photos: article.photos.into_iter().map(Photo::from).collect(),
            media: article
                .media
                .into_iter()
                .map(|medium| Medium {
                    url: medium.url,
                    media_type: medium.media_type,
                    size_bytes: medium.size_bytes,
                    duration_seconds: medium.duration_seconds,
                    title: medium.title,
                })
                .collect(),
            wire_source: article.wire_source.map(|source| WireSource {
                name: source.name,
                url: source.url,
            }),
            rights: article.rights,
            usage_terms: article.usage_terms,
            access: Some(article.access.as_str().to_owned()),
            added: Some(Added::of(filed)),
        }
    }
}

impl From<byline::Author> for Author {
    fn from(author: byline::Author) -> Self {
        let kind = match author.kind {
            byline::AuthorKind::Person => "person",
            byline::AuthorKind::Organisation => "organisation",
        };
        Self {
            name: author.name,
            kind: Some(kind.to_owned()),
            affiliation: author.affiliation,
            role: author.role,
            url: author.url,
            email: author.email,
        }
    }
}

impl From<photo::Photo> for Photo {
    fn from(photo: photo::Photo) -> Self {
        let photographer = photo
            .credits
            .iter()
            .find(|credit| credit.role == CreditRole::Photographer)
            .map(|credit| credit.name.clone());
        let (url, name) = match photo.source {
            PhotoSource::Url(url) => (Some(url), None),
            PhotoSource::Shelf(name) => (None, Some(name)),
        };
        Self {
            url,
            photo: name,
            caption: photo.caption,
            credit: photo.credit,
            photographer,
            alt: photo.alt,
            rights: photo.rights,
            rights_end: photo.rights_end.map(exact),
            focus: photo.focus.map(|(x, y)| Focus { x, y }),
            lead: Some(photo.lead),
        }
    }
}

#[cfg(test)]
mod tests {
    use utoipa::PartialSchema;
    use utoipa::openapi::RefOr;
    use utoipa::openapi::schema::Schema;

    use super::*;
    use crate::ingest::record;

    #[test]
    fn the_description_names_exactly_the_keys_that_are_read() {
        let RefOr::T(Schema::Object(object)) = Record::schema() else {
            panic!("a record is an object")
        };
        let mut described: Vec<&str> = object
            .properties
            .keys()
            .map(String::as_str)
            .filter(|key| *key != "_syndicated")
            .collect();
        let mut read = record::KEYS.to_vec();
        described.sort_unstable();
        read.sort_unstable();
        assert_eq!(described, read);
    }
}
