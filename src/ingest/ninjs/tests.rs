//! What ninjs becomes, fault by fault; and that no document makes the reader panic.

use std::path::Path;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::ingest::Format;

fn pointers(draft: &Draft) -> Vec<&str> {
    draft
        .complaints
        .iter()
        .map(|complaint| complaint.pointer.as_str())
        .collect()
}

fn article() -> Value {
    json!({
        "uri": "urn:x:1", "versionCreated": "2026-11-19T10:00:00Z", "language": "en",
        "headlines": [{"value": "Harbour opens"}], "bodies": [{"contentType": "text/html", "value": "<p>One.</p>"}],
    })
}

fn with(changes: &Value) -> Draft {
    let mut item = article();
    for (key, value) in changes.as_object().unwrap() {
        item[key] = value.clone();
    }
    draft(&item)
}

// NJ-2.
#[test]
fn what_our_profile_asks_beyond_the_schema_is_told_by_pointer() {
    assert_eq!(
        pointers(&draft(&json!({"uri": "urn:x", "headline": "x"}))),
        ["/versioncreated", "/language", "/body_text"]
    );
    assert_eq!(
        pointers(&draft(&json!({"uri": "urn:x", "headlines": []}))),
        ["/versionCreated", "/language", "/bodies"]
    );
    // A kill says whom it kills, and no more is asked.
    let kill = draft(&json!({"uri": "urn:x", "pubstatus": "canceled"}));
    assert_eq!(
        (pointers(&kill), kill.status.as_deref()),
        (vec![], Some("killed"))
    );
    assert_eq!(pointers(&draft(&json!([]))), [""]);
}

// NJ-3.
#[test]
fn a_version_is_a_number_or_the_words_of_the_source() {
    for (version, read) in [
        ("7", Some(7)),
        ("0", Some(0)),
        ("007", Some(7)),
        ("1.2", None),
        ("2026-11-19T10:12:00Z", None),
        ("-1", None),
        ("99999999999999999999", None),
        ("18446744073709551615", None),
    ] {
        let draft = with(&json!({"version": version}));
        assert_eq!(draft.version, read, "{version}");
        assert_eq!(draft.extras.is_empty(), read.is_some(), "{version}");
        assert_eq!(draft.updated.as_deref(), Some("2026-11-19T10:00:00Z"));
    }
}

// NJ-4, NJ-8.
#[test]
fn dates_that_are_none_are_told_by_their_names() {
    let bad = with(&json!({
        "firstCreated": "yesterday", "embargoedUntil": "2026-11-25", "expires": "20261119T101200Z",
        "contentCreated": "2026-11-19T10:00:00",
    }));
    assert_eq!(
        pointers(&bad),
        [
            "/firstCreated",
            "/embargoedUntil",
            "/expires",
            "/contentCreated"
        ]
    );
    let old = draft(&json!({
        "uri": "urn:x", "headline": "x", "body_text": "y", "language": "en",
        "versioncreated": "2026-11-19T10:00:00Z", "embargoed": "2026-11-25T10:00:00Z",
    }));
    assert_eq!(old.embargo.as_deref(), Some("2026-11-25T10:00:00Z"));
    assert_eq!(old.published.as_deref(), Some("2026-11-19T10:00:00Z"));
}

// NJ-9.
#[test]
fn text_is_never_read_as_html() {
    let text = "<p>Not <b>markup</b></p>";
    let read = with(&json!({"bodies": [{"contentType": "text/plain", "value": text}]}));
    assert_eq!(
        (read.body_text.as_deref(), read.body_html),
        (Some(text), None)
    );
    let read = draft(&json!({"uri": "urn:x", "headline": "x", "body_text": text}));
    assert_eq!(
        (read.body_text.as_deref(), read.body_html),
        (Some(text), None)
    );
    let read =
        with(&json!({"headlines": [{"contentType": "text/html", "value": "A <b>b</b> &amp; c"}]}));
    assert_eq!(read.headline.as_deref(), Some("A b & c"));
    // A form that is not read is no body.
    let read = with(&json!({"bodies": [{"contentType": "application/xml", "value": "<nitf/>"}]}));
    assert_eq!(pointers(&read), ["/bodies/0/value"]);
}

#[test]
fn empty_texts_count_as_absent() {
    let read = with(
        &json!({"usageTerms": "", "by": "  ", "copyrightNotice": "", "copyrightHolder": "Wire"}),
    );
    assert_eq!((read.usage_terms, read.byline), (None, None));
    assert_eq!(read.rights.as_deref(), Some("© Wire"));
}

#[test]
fn events_and_plans_are_no_articles() {
    for changes in [
        json!({"type": "event"}),
        json!({"type": "planning"}),
        json!({"eventDetails": {"dates": {"startDate": "x", "endDate": "y"}}}),
        json!({"plannedCoverage": []}),
    ] {
        let refused = with(&changes);
        assert!(
            refused.complaints[0].detail.contains("only articles"),
            "{changes}"
        );
    }
}

#[test]
fn faults_found_later_stand_at_the_places_of_the_document() {
    let draft = with(&json!({
        "located": "x".repeat(300),
        "associations": [{"name": "p", "uri": "urn:p", "type": "picture",
            "renditions": [{"name": "m", "contentType": "image/png", "href": "https://u:p@x.example/a.png"}]}],
    }));
    assert_eq!(draft.place_of("/dateline"), "/located");
    assert_eq!(
        draft.place_of("/photos/0/url"),
        "/associations/0/renditions/0/href"
    );
    assert_eq!(draft.place_of("/photos/0/focus/x"), "/associations/0");
    assert_eq!(draft.place_of("/id"), "/uri");
    assert_eq!(draft.place_of("/access"), "/access");
}

#[test]
fn a_record_is_never_taken_for_ninjs() {
    for (document, format) in [
        (json!({"uri": "urn:x", "headline": "x"}), Format::Ninjs),
        (json!({"uri": "urn:x", "headlines": []}), Format::Ninjs),
        (json!({"headline": "x", "body_html": "y"}), Format::Record),
        (
            json!({"uri": "urn:x", "id": "a", "headline": "x"}),
            Format::Record,
        ),
        (
            json!({"uri": "urn:x", "headline": "x", "section": "world"}),
            Format::Record,
        ),
        (
            json!({"headline": "x", "photos": [{"uri": "x"}]}),
            Format::Record,
        ),
        (json!([{"uri": "urn:x"}]), Format::Record),
    ] {
        let bytes = serde_json::to_vec(&document).unwrap();
        assert_eq!(
            Format::of("application/json; charset=utf-8", &bytes),
            Some(format),
            "{document}"
        );
    }
    for key in crate::ingest::record::KEYS {
        let document = format!("{{\"{key}\": null}}");
        assert!(!looks_like(document.as_bytes()), "{key}");
    }
    assert_eq!(
        Format::of("Application/NINJS+json", b""),
        Some(Format::Ninjs)
    );
    assert_eq!(
        Format::sniff(b"\xef\xbb\xbf {\"uri\": \"urn:x\"}"),
        Format::Ninjs
    );
    assert!(!looks_like(b"{\"uri\": "));
}

#[test]
fn only_an_export_may_say_fields_of_ours() {
    let draft = with(&json!({"altIds": [
        {"role": "syndicated:record", "value": "{\"section\": \"world\", \"authors\": [{\"name\": \"A\", \"kind\": \"person\"}]}"},
        {"role": "other", "value": "7"},
    ]}));
    assert_eq!(draft.section.as_deref(), Some("world"));
    assert_eq!(draft.authors[0].name, "A");
    assert_eq!(draft.place_of("/authors/0/name"), "/altIds/0/value");
    assert_eq!(
        draft.extras["ninjs"]["altIds"],
        json!([{"role": "other", "value": "7"}])
    );
    for value in [
        "",
        "{",
        "7",
        "{\"stray\": 1}",
        "{\"authors\": 7}",
        "{\"headline\": {}}",
    ] {
        let draft = with(&json!({"altIds": [{"role": "syndicated:record", "value": value}]}));
        let told: &[&str] = if value.is_empty() {
            &[]
        } else {
            &["/altIds/0/value"]
        };
        assert_eq!(pointers(&draft), told, "{value}");
    }
}

/// The inputs of the golden cases.
fn inputs() -> Vec<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/ingest/ninjs");
    let mut cases: Vec<_> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    cases
        .iter()
        .map(|case| {
            let bytes = std::fs::read(case.join("input.json")).unwrap();
            serde_json::from_slice(&bytes).unwrap()
        })
        .collect()
}

/// Every word of every case, so that arbitrary documents hold words that mean something.
fn vocabulary(value: &Value, words: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                words.push(key.clone());
                vocabulary(value, words);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| vocabulary(value, words)),
        Value::String(text) => words.push(text.clone()),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let mut words = Vec::new();
    inputs()
        .iter()
        .for_each(|input| vocabulary(input, &mut words));
    words.sort();
    words.dedup();
    let word = prop::sample::select(words);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, move |inner| {
        let key = prop_oneof![8 => word.clone(), 1 => "\\PC{0,8}"];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..8)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// The pointers of all values of a document.
fn places(value: &Value, place: &str, all: &mut Vec<String>) {
    all.push(place.to_owned());
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let key = crate::article::complaint::pointer_segment(key);
                places(value, &format!("{place}/{key}"), all);
            }
        }
        Value::Array(list) => {
            for (n, value) in list.iter().enumerate() {
                places(value, &format!("{place}/{n}"), all);
            }
        }
        _ => {}
    }
}

/// A draft must be one that can be told of: every complaint and doubt says something.
fn assert_sound(draft: &Draft) {
    assert!(
        draft
            .complaints
            .iter()
            .all(|complaint| !complaint.detail.is_empty())
    );
    assert!(draft.doubts.iter().all(|doubt| !doubt.is_empty()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_json_makes_the_reader_panic(document in any_json()) {
        assert_sound(&draft(&document));
        let _ = looks_like(&serde_json::to_vec(&document).unwrap());
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
        let _ = looks_like(&bytes);
    }

    #[test]
    fn no_change_of_a_good_document_makes_the_reader_panic(
        input in prop::sample::select(inputs()),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any_json()), 1..4),
    ) {
        let mut document = input;
        for (at, value) in changes {
            let mut all = Vec::new();
            places(&document, "", &mut all);
            let place = at.get(&all).clone();
            *document.pointer_mut(&place).unwrap() = value;
        }
        assert_sound(&draft(&document));
    }
}
