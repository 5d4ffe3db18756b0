//! The cases of upstream, where they are at hand, and the bounds of the check.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::super::generation::{self, Family};
use super::*;
use crate::ingest::{json as strict, ninjs};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/ninjs")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else if path.extension().is_some_and(|ending| ending == "json") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The version that a folder of upstream's suite is about.
fn version_of(folder: &str) -> Option<Version> {
    Version::ALL
        .into_iter()
        .find(|version| version.label() == folder || version.label().replace('-', "_") == folder)
}

#[test]
fn every_shipped_schema_compiles_and_asks_for_a_uri() {
    for version in Version::ALL {
        assert!(
            check(&json!({"uri": "urn:x"}), version).is_empty(),
            "{}",
            version.label()
        );
        let faults = check(&json!({}), version);
        assert_eq!(faults.len(), 1, "{}: {faults:?}", version.label());
        assert!(faults[0].detail.contains("uri"), "{faults:?}");
    }
}

// NJ-1, NJ-6, NJ-7: each case as its folder says, by the exact schema of its folder.
#[test]
fn upstream_cases_are_judged_as_they_are_labelled() {
    let suite = root().join("validation/test_suite");
    if !suite.exists() {
        println!("not shown: the ninjs suite is not at {}", suite.display());
        return;
    }
    let (mut passing, mut failing, mut wrong) = (0, 0, Vec::new());
    for file in files(&suite) {
        let mut folders = file.strip_prefix(&suite).unwrap().components();
        let mut folder = || {
            folders
                .next()
                .unwrap()
                .as_os_str()
                .to_str()
                .unwrap()
                .to_owned()
        };
        let Some(version) = version_of(&folder()) else {
            continue;
        };
        let should_pass = match folder().as_str() {
            "should_pass" => true,
            "should_fail" => false,
            // One file of upstream lies beside the two.
            _ => continue,
        };
        let document = strict::read(&fs::read(&file).unwrap());
        let faults = document.map_or_else(
            |error| vec![Complaint::new("", error.to_string())],
            |document| check(&document, version),
        );
        if should_pass {
            passing += 1;
        } else {
            failing += 1;
        }
        if faults.is_empty() != should_pass {
            wrong.push((file, faults));
        }
    }
    println!(
        "{passing} cases that should pass, {failing} that should fail, {} judged otherwise",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(passing > 80 && failing > 30);
}

/// What became of a document: a draft, or the pointers of what our profile asks beyond the schema.
#[derive(Default, Debug)]
struct Count {
    drafts: usize,
    asked_for_more: usize,
    refused: usize,
    otherwise: Vec<(PathBuf, Vec<Complaint>)>,
}

// NJ-2, NJ-8: what the schema lets pass becomes a draft, or is asked for more by pointer; events are refused.
#[test]
fn upstream_documents_become_drafts_or_are_asked_for_more() {
    if !root().exists() {
        println!("not shown: ninjs is not at {}", root().display());
        return;
    }
    let mut count = Count::default();
    let suite = files(&root().join("validation/test_suite"));
    let passing = suite
        .into_iter()
        .filter(|file| file.parent().unwrap().ends_with("should_pass"));
    for file in passing.chain(files(&root().join("examples"))) {
        let document = strict::read(&fs::read(&file).unwrap()).unwrap();
        let items = match document {
            Value::Array(items) => items,
            item => vec![item],
        };
        for item in items.iter().filter(|item| item.get("$id").is_none()) {
            let draft = ninjs::draft(item);
            let beyond = draft.complaints.iter().all(|complaint| {
                complaint.detail.contains("is required")
                    || complaint.detail.contains("must be a date")
            });
            if draft
                .complaints
                .iter()
                .any(|complaint| complaint.detail.contains("only articles"))
            {
                count.refused += 1;
            } else if draft.complaints.is_empty() && draft.headline.is_some() {
                count.drafts += 1;
            } else if beyond {
                count.asked_for_more += 1;
            } else {
                count.otherwise.push((file.clone(), draft.complaints));
            }
        }
    }
    println!(
        "{} drafts, {} asked for more, {} refused as no articles, {} otherwise",
        count.drafts,
        count.asked_for_more,
        count.refused,
        count.otherwise.len()
    );
    assert!(count.otherwise.is_empty(), "{:#?}", count.otherwise);
    assert!(count.drafts >= 12 && count.refused >= 20, "{count:#?}");
}

#[test]
fn faults_stand_at_their_places() {
    let faults = |document: Value, version| -> Vec<String> {
        check(&document, version)
            .into_iter()
            .map(|fault| fault.pointer)
            .collect()
    };
    let picture =
        json!({"name": "p", "uri": "urn:p", "renditions": [{"href": "https://x.example/"}]});
    assert_eq!(
        faults(
            json!({"uri": "urn:x", "associations": [picture], "stray~/word": 1}),
            Version::V3_1
        ),
        ["/associations/0/renditions/0", "/stray~0~1word"],
    );
    assert_eq!(
        faults(json!({"uri": "urn:x", "stray~/word": 1}), Version::V3_1),
        ["/stray~0~1word"]
    );
    // NJ-6.
    assert_eq!(
        faults(
            json!({"uri": "urn:x", "pubstatus": "cancelled", "urgency": 3}),
            Version::V1_6
        ),
        ["/pubstatus"]
    );
    // NJ-7.
    assert_eq!(
        faults(
            json!({"uri": "urn:x", "associations": [{"uri": "urn:y"}]}),
            Version::V2_2
        ),
        ["/associations/0"]
    );
}

/// Associations inside each other, with a fault in the innermost, and a place with a shape.
fn nested(depth: usize, version: Version) -> Value {
    let points: Vec<Value> = (0..depth).map(|n| json!([n, n])).collect();
    let place = json!([{"name": "p", "geojson": {"type": "MultiPoint", "coordinates": points}}]);
    let mut item = json!({"uri": "urn:x", "name": "n", "stray": 1, "places": place});
    for _ in 0..depth {
        let inside = if version.family() == Family::One {
            json!({"n": item})
        } else {
            json!([item])
        };
        item = json!({"uri": "urn:x", "name": "n", "associations": inside});
    }
    item
}

#[test]
fn the_cost_of_a_check_does_not_grow_with_depth() {
    for version in Version::ALL {
        let mut took = Vec::new();
        for depth in [2, 30] {
            let document = nested(depth, version);
            check(&document, version);
            let began = Instant::now();
            assert!(!check(&document, version).is_empty());
            took.push(began.elapsed());
        }
        println!("{}: {took:?}", version.label());
        // A doubling by level would take hours.
        assert!(took[1] < Duration::from_millis(500), "{}", version.label());
    }
}

// NJ-1: a reader is not told the version as upstream's folders tell it; what is wrong is found all the same, but for
// words that a later version has.
#[test]
fn upstream_faults_are_found_without_being_told_the_version() {
    let later = [
        "1.0/should_fail/014_type_component.json",
        "1.1/should_fail/001_type_component.json",
        "1.1/should_fail/002_infosource.json",
    ];
    let suite = files(&root().join("validation/test_suite"));
    let failing = suite
        .iter()
        .filter(|file| file.parent().unwrap().ends_with("should_fail"));
    let mut passed: Vec<&PathBuf> = Vec::new();
    for file in failing {
        let Ok(document) = strict::read(&fs::read(file).unwrap()) else {
            continue;
        };
        let found = generation::detect(document.as_object().unwrap());
        if judge(&document, &found).1.is_empty() {
            passed.push(file);
        }
    }
    assert!(
        passed
            .iter()
            .all(|file| later.iter().any(|known| file.ends_with(known))),
        "{passed:#?}"
    );
}
