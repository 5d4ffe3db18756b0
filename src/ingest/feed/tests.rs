//! Golden feeds of every family (`tests/golden/ingest/feed/NAME.in.*` must become `NAME.out.json`), and bytes that are
//! none: nothing panics, nothing takes long. `UPDATE_EXPECT=1 cargo test ingest::feed` writes the outputs anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn read_as(bytes: &[u8], location: Option<&str>) -> Result<Feed, Error> {
    let outlets = Outlets::default();
    read(
        bytes,
        &Read {
            scope: "courier",
            location,
            media_type: None,
            outlets: &outlets,
        },
    )
}

fn inputs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/ingest/feed");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_str().unwrap().contains(".in."))
        .collect();
    files.sort();
    files
}

/// What a draft says, without what it does not say.
fn said(draft: &Draft) -> Value {
    let mut value = serde_json::to_value(draft).unwrap();
    let map = value.as_object_mut().unwrap();
    map.insert(
        "complaints".to_owned(),
        serde_json::to_value(&draft.complaints).unwrap(),
    );
    map.insert("doubts".to_owned(), json!(draft.doubts));
    without_nothing(value)
}

fn without_nothing(value: Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(
            map.into_iter()
                .map(|(key, value)| (key, without_nothing(value)))
                .filter(|(_, value)| !value.is_null() && value != &json!([]) && value != &json!({}))
                .collect(),
        ),
        Value::Array(list) => list.into_iter().map(without_nothing).collect(),
        other => other,
    }
}

#[test]
fn golden_feeds_become_the_drafts_that_stand() {
    let mut differing = Vec::new();
    for input in inputs() {
        let feed = read_as(
            &fs::read(&input).unwrap(),
            Some("https://courier.example/feed"),
        )
        .unwrap_or_else(|error| panic!("{}: {error}", input.display()));
        let made = without_nothing(json!({
            "kind": format!("{:?}", feed.kind),
            "title": feed.title, "language": feed.language, "home": feed.home, "own": feed.own, "hubs": feed.hubs,
            "ttl_minutes": feed.ttl_minutes, "next": feed.next, "archive": feed.archive,
            "drafts": feed.drafts.iter().map(said).collect::<Vec<_>>(),
            "withdrawn": feed.withdrawn.iter().map(|gone| json!({"guid": gone.guid, "when": gone.when, "note": gone.note})).collect::<Vec<_>>(),
            "notes": feed.notes,
        }));
        let made = format!("{}\n", serde_json::to_string_pretty(&made).unwrap());
        let path = input.to_str().unwrap();
        let output = PathBuf::from(format!("{}.out.json", path.split(".in.").next().unwrap()));
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&output, &made).unwrap();
        } else if fs::read_to_string(&output).unwrap_or_default() != made {
            differing.push(output);
        }
    }
    assert!(
        differing.is_empty(),
        "these differ; see them with UPDATE_EXPECT=1 and git diff: {differing:#?}"
    );
}

/// What an independent parser finds in the same documents, where the two may be compared.
#[test]
fn another_parser_finds_the_same_items() {
    for input in inputs() {
        // The other parser takes neither undeclared prefixes nor lone ampersands.
        if input.to_str().unwrap().contains("messy") {
            continue;
        }
        let bytes = fs::read(&input).unwrap();
        let Ok(other) = feed_rs::parser::parse(&bytes[..]) else {
            // It knows no numbers as ids (JSON Feed) and no Atom 0.3.
            continue;
        };
        let ours = read_as(&bytes, None).unwrap();
        let guids: Vec<&str> = ours
            .drafts
            .iter()
            .filter_map(|draft| draft.guid.as_deref())
            .collect();
        for entry in &other.entries {
            let id = entry.id.trim();
            let made_up = !String::from_utf8_lossy(&bytes).contains(id);
            assert!(made_up || guids.contains(&id), "{}: {id}", input.display());
        }
    }
}

#[test]
fn what_is_no_feed_is_refused_with_a_reason() {
    for (bytes, reason) in [
        (&b""[..], "empty"),
        (b" \n ", "empty"),
        (b"<html><body>Not found</body></html>", "<html>"),
        (b"{\"version\": \"1\"}", "no version of JSON Feed"),
        (b"{\"version\": ", "JSON cannot be read"),
        (b"<rss><channel><item></channel></rss>", "line 1"),
        (
            b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss>&x;</rss>",
            "entities",
        ),
        (b"Not found", "cannot be read"),
    ] {
        let error = read_as(bytes, None).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
}

/// The cost grows with the length: ten times the input may take twenty times as long, not a hundred.
#[test]
fn the_cost_grows_with_the_length() {
    let open = |n: usize| {
        format!(
            "<rss><channel>{}",
            "<item><title>a<b</title><description>".repeat(n)
        )
    };
    let shapes: [fn(usize) -> String; 5] = [
        |n| {
            format!(
                "<rss><channel><item><description>{}</description></item></channel></rss>",
                "&lt;a &lt;!-- &amp;x ".repeat(n)
            )
        },
        |n| {
            format!(
                "<rss><channel>{}</channel></rss>",
                "<item><title>x</title><guid>y</guid></item>".repeat(n)
            )
        },
        |n| format!("<rss {}><channel/></rss>", "a='1' ".repeat(n)),
        |n| {
            format!(
                "<rss><channel><item><title>{}</title></item></channel></rss>",
                "&nbsp;&".repeat(n)
            )
        },
        |n| {
            format!(
                "{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{}{{}}]}}",
                "{\"id\":\"1\",\"content_html\":\"<<<\"},".repeat(n)
            )
        },
    ];
    for shape in shapes {
        let took = |n: usize| {
            let document = shape(n);
            let begun = Instant::now();
            let _ = read_as(document.as_bytes(), None);
            begun.elapsed().as_secs_f64()
        };
        let (short, long) = (took(2_000).max(0.002), took(20_000));
        assert!(
            long < short * 60.0,
            "{short} s and {long} s for {}",
            &shape(1)[..40]
        );
    }
    assert!(read_as(open(50).as_bytes(), None).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_as(&bytes, None);
    }

    /// Golden feeds with bytes changed, pieces cut out and pieces doubled.
    #[test]
    fn no_mutation_panics(
        which in 0..6_usize,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..12),
    ) {
        let inputs = inputs();
        let mut bytes = fs::read(&inputs[which % inputs.len()]).unwrap();
        for (place, byte, kind) in changes {
            let at = place.index(bytes.len());
            let end = (at + usize::from(byte)).min(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => drop(bytes.drain(at..end)),
                2 => {
                    let piece = bytes[at..end].to_vec();
                    bytes.splice(at..at, piece);
                }
                _ => bytes.insert(at, b"<>&\"'="[usize::from(byte) % 6]),
            }
            if bytes.is_empty() {
                break;
            }
        }
        let _ = read_as(&bytes, Some("https://courier.example/"));
    }

    #[test]
    fn guids_come_through_byte_for_byte(guid in "[ -~äöü–]{1,60}") {
        let trimmed = guid.trim();
        prop_assume!(!trimmed.is_empty());
        let escaped = quick_xml::escape::escape(guid.as_str());
        let rss = format!("<rss><channel><item><guid isPermaLink='false'>{escaped}</guid></item></channel></rss>");
        let feed = read_as(rss.as_bytes(), None).unwrap();
        prop_assert_eq!(feed.drafts[0].guid.as_deref(), Some(trimmed));
        let json = json!({"version": "https://jsonfeed.org/version/1.1", "items": [{"id": guid}]});
        let feed = read_as(json.to_string().as_bytes(), None).unwrap();
        prop_assert_eq!(feed.drafts[0].guid.as_deref(), Some(trimmed));
    }
}
