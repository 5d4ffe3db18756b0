//! Our own JSON record (design.md section 5): every fault at once, unknown keys refused by name.

mod reader;
mod write;

pub use write::record as write;

use serde_json::Value;

use self::reader::Reader;
use super::json;
use crate::article::Draft;
use crate::article::byline::{Author, AuthorKind};
use crate::article::complaint::Complaint;
use crate::article::draft::{
    DraftCorrection, DraftMedium, DraftPhoto, DraftSubject, DraftWireSource,
};

/// The keys of a record, in the order of the manual.
pub const KEYS: &[&str] = &[
    "id",
    "guid",
    "aliases",
    "guid_is_permalink",
    "url",
    "headline",
    "subheadline",
    "slug",
    "summary",
    "body_html",
    "body_text",
    "byline",
    "authors",
    "contributors",
    "dateline",
    "published",
    "updated",
    "embargo",
    "expires",
    "rights_end",
    "status",
    "version",
    "correction",
    "language",
    "section",
    "tags",
    "subjects",
    "urgency",
    "photos",
    "media",
    "wire_source",
    "rights",
    "usage_terms",
    "access",
];

/// Reads a record. Only what is not JSON is an error; what is wrong in the record stands in the draft's complaints.
pub fn read(bytes: &[u8]) -> Result<Draft, json::Error> {
    Ok(draft(&json::read(bytes)?))
}

/// Reads a record that is already parsed.
pub fn draft(value: &Value) -> Draft {
    let mut complaints = Vec::new();
    let Value::Object(map) = value else {
        complaints.push(Complaint::new("", "must be a JSON object"));
        return Draft {
            complaints,
            ..Draft::default()
        };
    };
    let mut r = Reader::new(map, String::new(), &mut complaints);
    let mut draft = Draft {
        id: r.text("id"),
        guid: r.text("guid"),
        aliases: r.texts("aliases"),
        guid_is_permalink: r.flag("guid_is_permalink"),
        url: r.text("url"),
        headline: r.text("headline"),
        subheadline: r.text("subheadline"),
        slug: r.text("slug"),
        summary: r.text("summary"),
        body_html: r.text("body_html"),
        body_text: r.text("body_text"),
        byline: r.text("byline"),
        authors: r.list("authors", author),
        contributors: r.list("contributors", author),
        dateline: r.text("dateline"),
        published: r.text("published"),
        updated: r.text("updated"),
        embargo: r.text("embargo"),
        expires: r.text("expires"),
        rights_end: r.text("rights_end"),
        status: r.text("status"),
        version: r.whole("version"),
        correction: r.object("correction", correction),
        language: r.text("language"),
        section: r.text("section"),
        tags: r.texts("tags"),
        subjects: r.list("subjects", subject),
        urgency: r.whole("urgency"),
        photos: r.list("photos", photo),
        media: r.list("media", medium),
        wire_source: r.object("wire_source", wire_source),
        rights: r.text("rights"),
        usage_terms: r.text("usage_terms"),
        access: r.text("access"),
        ..Draft::default()
    };
    r.finish();
    // What we added when we handed the record out tells which version it was made from.
    draft.follows = map
        .get("_syndicated")
        .and_then(|added| added.get("version")?.as_u64());
    if draft.version == Some(0) {
        complaints.push(Complaint::new("/version", "must be 1 or more"));
    }
    draft.complaints = complaints;
    draft
}

fn author(r: &mut Reader<'_>) -> Author {
    let name = r.text("name").unwrap_or_default();
    let kind = match r.text("kind").as_deref() {
        None | Some("person") => AuthorKind::Person,
        Some("organisation" | "organization") => AuthorKind::Organisation,
        Some(_) => {
            r.complain("kind", "must be person or organisation");
            AuthorKind::Person
        }
    };
    Author {
        name,
        kind,
        affiliation: r.text("affiliation"),
        role: r.text("role"),
        url: r.text("url"),
        email: r.text("email"),
    }
}

fn correction(r: &mut Reader<'_>) -> DraftCorrection {
    DraftCorrection {
        kind: r.text("kind"),
        note: r.text("note"),
    }
}

fn subject(r: &mut Reader<'_>) -> DraftSubject {
    DraftSubject {
        scheme: r.text("scheme"),
        code: r.text("code"),
        name: r.text("name"),
    }
}

fn photo(r: &mut Reader<'_>) -> DraftPhoto {
    DraftPhoto {
        url: r.text("url"),
        photo: r.text("photo"),
        caption: r.text("caption"),
        credit: r.text("credit"),
        photographer: r.text("photographer"),
        credits: Vec::new(),
        alt: r.text("alt"),
        rights: r.text("rights"),
        rights_end: r.text("rights_end"),
        focus: r
            .object("focus", |r| (r.number("x"), r.number("y")))
            .map(|(x, y)| (x.unwrap_or(0.5), y.unwrap_or(0.5))),
        lead: r.flag("lead"),
    }
}

fn medium(r: &mut Reader<'_>) -> DraftMedium {
    DraftMedium {
        url: r.text("url"),
        media_type: r.text("type"),
        size_bytes: r.whole("size_bytes"),
        duration_seconds: r.whole("duration_seconds"),
        title: r.text("title"),
    }
}

fn wire_source(r: &mut Reader<'_>) -> DraftWireSource {
    DraftWireSource {
        name: r.text("name"),
        url: r.text("url"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_named_by_its_place() {
        let draft = read(br#"{"id": 7, "headlne": "x", "tags": ["a", 1], "photos": [{"url": "u", "focus": {"x": "l"}, "cap/tion": ""}, 3], "version": -1, "authors": [{"name": "A", "kind": "robot"}], "correction": null}"#).unwrap();
        let places: Vec<&str> = draft
            .complaints
            .iter()
            .map(|complaint| complaint.pointer.as_str())
            .collect();
        assert_eq!(
            places,
            [
                "/id",
                "/authors/0/kind",
                "/version",
                "/tags/1",
                "/photos/0/focus/x",
                "/photos/0/cap~1tion",
                "/photos/1",
                "/headlne"
            ]
        );
        assert_eq!(draft.correction, None);
    }

    #[test]
    fn the_reader_knows_exactly_the_keys_of_the_manual() {
        for key in KEYS {
            let draft = read(format!("{{\"{key}\": null}}").as_bytes()).unwrap();
            assert!(draft.complaints.is_empty(), "{key}");
        }
    }
}
