//! A draft as a record: what an importer sends is what the manual of records says.

use serde_json::{Map, Value, json};

use crate::article::Draft;
use crate::article::byline::{Author, AuthorKind};
use crate::article::draft::{DraftMedium, DraftPhoto};

/// The record of a draft, without the keys it has nothing for. Complaints and doubts are no part of a record.
pub fn record(draft: &Draft) -> Value {
    let photos: Vec<Value> = draft.photos.iter().map(photo).collect();
    let media: Vec<Value> = draft.media.iter().map(medium).collect();
    said(json!({
        "id": draft.id, "guid": draft.guid, "guid_is_permalink": draft.guid_is_permalink, "aliases": draft.aliases, "url": draft.url,
        "headline": draft.headline, "subheadline": draft.subheadline, "slug": draft.slug, "summary": draft.summary,
        "body_html": draft.body_html, "body_text": draft.body_text, "byline": draft.byline,
        "authors": people(&draft.authors), "contributors": people(&draft.contributors), "dateline": draft.dateline,
        "published": draft.published, "updated": draft.updated, "embargo": draft.embargo, "expires": draft.expires, "rights_end": draft.rights_end,
        "status": draft.status, "version": draft.version,
        "correction": draft.correction.as_ref().map(|own| json!({"kind": own.kind, "note": own.note})),
        "language": draft.language, "section": draft.section, "tags": draft.tags,
        "subjects": draft.subjects.iter().map(|own| said(json!({"scheme": own.scheme, "code": own.code, "name": own.name}))).collect::<Vec<_>>(),
        "urgency": draft.urgency, "photos": photos, "media": media,
        "wire_source": draft.wire_source.as_ref().map(|own| said(json!({"name": own.name, "url": own.url}))),
        "rights": draft.rights, "usage_terms": draft.usage_terms, "access": draft.access,
    }))
}

fn people(list: &[Author]) -> Vec<Value> {
    let person = |author: &Author| {
        let kind = match author.kind {
            AuthorKind::Person => "person",
            AuthorKind::Organisation => "organisation",
        };
        said(json!({
            "name": author.name, "kind": kind, "affiliation": author.affiliation, "role": author.role,
            "url": author.url, "email": author.email,
        }))
    };
    list.iter().map(person).collect()
}

fn photo(photo: &DraftPhoto) -> Value {
    said(json!({
        "url": photo.url, "photo": photo.photo, "caption": photo.caption, "credit": photo.credit,
        "photographer": photo.photographer, "alt": photo.alt, "rights": photo.rights, "rights_end": photo.rights_end,
        "focus": photo.focus.map(|(x, y)| json!({"x": x, "y": y})), "lead": photo.lead,
    }))
}

fn medium(medium: &DraftMedium) -> Value {
    said(json!({
        "url": medium.url, "type": medium.media_type, "size_bytes": medium.size_bytes,
        "duration_seconds": medium.duration_seconds, "title": medium.title,
    }))
}

/// An object without what says nothing.
fn said(value: Value) -> Value {
    let Value::Object(map) = value else {
        return value;
    };
    let says =
        |value: &Value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
    let map: Map<String, Value> = map.into_iter().filter(|(_, value)| says(value)).collect();
    Value::Object(map)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::record::{KEYS, read};

    #[test]
    fn what_is_written_is_read_again() {
        let full = json!({
            "id": "a", "guid": "12 345", "guid_is_permalink": false, "aliases": ["old-a"], "url": "https://x.example/", "headline": "H",
            "subheadline": "S", "slug": "s", "summary": "Y", "body_html": "<p>B</p>", "byline": "By A",
            "authors": [{"name": "A", "kind": "organisation", "email": "a@x.example"}], "contributors": [{"name": "C", "kind": "person"}],
            "dateline": "KYIV", "published": "2026-11-14T08:30:00Z", "updated": "2026-11-14T08:30:00Z",
            "embargo": "2026-11-14T08:30:00Z", "expires": "2026-11-15T08:30:00Z", "rights_end": "2026-11-16T08:30:00Z", "status": "usable", "version": 3,
            "correction": {"kind": "update", "note": null}, "language": "en", "section": "w", "tags": ["t"],
            "subjects": [{"scheme": "https://s.example/", "code": "c", "name": "n"}], "urgency": 3,
            "photos": [{"url": "https://x.example/p.jpg", "focus": {"x": 0.5, "y": 0.25}, "lead": true}],
            "media": [{"url": "https://x.example/m.mp3", "type": "audio/mpeg", "size_bytes": 5}],
            "wire_source": {"name": "W"}, "rights": "R", "usage_terms": "U", "access": "free", "body_text": "T",
        });
        for key in KEYS {
            assert!(full.get(key).is_some(), "{key} is not tried here");
        }
        let draft = read(full.to_string().as_bytes()).unwrap();
        assert_eq!(draft.complaints, []);
        assert_eq!(record(&draft), full);
        assert_eq!(record(&Draft::default()), json!({}));
    }
}
