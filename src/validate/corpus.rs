//! Scores against the W3C Feed Validator's open cases, where they are present.
use super::{Document, Finding, Format, Level, Report, validate};
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

/// One row of `cases.tsv`.
struct Case {
    path: String,
    tier: String,
    id: String,
    severity: String,
    negated: bool,
    params: HashMap<String, String>,
}

/// What was counted: how many of how many.
#[derive(Default, Clone, Copy)]
struct Tally {
    met: usize,
    all: usize,
}

impl Tally {
    fn add(&mut self, met: bool) {
        self.met += usize::from(met);
        self.all += 1;
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of a few hundred")]
    fn percent(self) -> f64 {
        if self.all == 0 {
            100.0
        } else {
            100.0 * self.met as f64 / self.all as f64
        }
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/feedvalidator")
}

fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn cases() -> Option<Vec<Case>> {
    let table = std::fs::read_to_string(root().join("cases.tsv")).ok()?;
    let rows = table.lines().skip(1).map(|line| {
        let mut fields = line.split('\t').map(str::to_owned);
        let mut next = || fields.next().unwrap_or_default();
        let (path, _area, tier, id, severity, negated, params) =
            (next(), next(), next(), next(), next(), next(), next());
        let pairs = params.split(';').filter_map(|pair| pair.split_once('='));
        let params = pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Case {
            path,
            tier,
            id,
            severity,
            negated: negated == "1",
            params,
        }
    });
    Some(rows.collect())
}

/// Each rule's id with those it is a special case of.
fn ancestors() -> HashMap<String, Vec<String>> {
    let table = std::fs::read_to_string(root().join("messages.tsv")).unwrap();
    let rows = table.lines().skip(1).map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        (
            fields[0].to_owned(),
            fields[2].split('>').map(str::to_owned).collect(),
        )
    });
    rows.collect()
}

/// What the reference reports as errors, by file.
fn reference() -> HashMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string(root().join("reference.jsonl")).unwrap();
    let files = text.lines().map(|line| {
        let file: Value = serde_json::from_str(line).unwrap();
        let errors = file["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| error["id"].as_str().unwrap().to_owned());
        (file["file"].as_str().unwrap().to_owned(), errors.collect())
    });
    files.collect()
}

fn judge(path: &str) -> Report {
    let bytes = std::fs::read(root().join(path)).unwrap();
    // As files, for that is how people and scripts judge them.
    validate(&Document {
        bytes: &bytes,
        media_type: None,
        location: None,
        now: now(),
    })
}

/// Departures, each with its reason: from the reference's verdict and error set, or from what a
/// case itself expects (then it counts as not met).
const DEPARTURES: &str = include_str!("departures.tsv");

#[test]
fn the_open_cases_are_judged_as_they_should_be() {
    let Some(cases) = cases() else {
        println!("skipped: the corpus is not here");
        return;
    };
    let ancestors = ancestors();
    let reference = reference();
    let rows = DEPARTURES
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>());
    let departures: BTreeSet<&str> = rows
        .filter(|row| row.get(1) == Some(&"reference"))
        .map(|row| row[0])
        .collect();
    let mut scores: BTreeMap<(String, &str), Tally> = BTreeMap::new();
    let verbose = std::env::var("CORPUS_VERBOSE").unwrap_or_default();
    for case in &cases {
        let report = judge(&case.path);
        let mut results = vec![expectation(case, &report, &ancestors)];
        if !departures.contains(&*case.path) {
            let theirs = &reference[&case.path];
            let ours = ids(&report, Some(Level::Error));
            results.push(("verdict", theirs.is_empty() == ours.is_empty()));
            results.push(("sets", *theirs == ours));
        }
        for (what, met) in results {
            scores
                .entry((case.tier.clone(), what))
                .or_default()
                .add(met);
            if !met && verbose.contains(what) {
                let theirs = reference.get(&case.path);
                let (id, not) = (&case.id, if case.negated { "!" } else { "" });
                let ours = ids(&report, None);
                println!(
                    "{what}\t{}\t{not}{id}{:?}\t{ours:?}\tref {theirs:?}",
                    case.path, case.params
                );
            }
        }
    }
    for ((tier, what), tally) in &scores {
        println!(
            "{tier:5} {what:9} {:4}/{:4} {:6.2} %",
            tally.met,
            tally.all,
            tally.percent()
        );
    }
    let reached = |tier: &str, what: &'static str| scores[&(tier.to_owned(), what)].percent();
    for (tier, what, floor) in FLOORS {
        assert!(
            reached(tier, what) >= *floor,
            "{tier} {what} fell below {floor} %"
        );
    }
}

/// Whether a case's own expectation is met, and under which heading it counts.
fn expectation(
    case: &Case,
    report: &Report,
    ancestors: &HashMap<String, Vec<String>>,
) -> (&'static str, bool) {
    let of_class = |finding: &Finding| {
        let id = finding.rule.id;
        let below = ancestors
            .get(id)
            .is_some_and(|class| class.contains(&case.id));
        id == case.id || below || generic(&case.id, finding.rule.level)
    };
    let there = report.findings.iter().any(of_class);
    let there_exactly = report
        .findings
        .iter()
        .any(|finding| of_class(finding) && is_about(finding, case));
    match (case.severity.as_str(), case.negated) {
        ("Success", false) => {
            let wrong = |finding: &&Finding| {
                finding.rule.level == Level::Error
                    && case.params.contains_key("element")
                    && is_about(finding, case)
            };
            ("accepted", report.findings.iter().find(wrong).is_none())
        }
        (_, true) => ("negated", !there_exactly),
        ("Error", false) => ("errors", there),
        ("Warning", false) => ("warnings", there),
        (_, false) => ("infos", there),
    }
}

/// Whether a finding names the element, parent and attribute that a case does.
fn is_about(finding: &Finding, case: &Case) -> bool {
    let named = [
        ("element", &finding.element),
        ("parent", &finding.parent),
        ("attr", &finding.attr),
    ];
    named.iter().all(|(name, found)| {
        let wanted = case
            .params
            .get(*name)
            .map(|wanted| wanted.replacen('_', ":", 1));
        wanted.is_none() || wanted == **found
    })
}

/// What was reached; never less.
const FLOORS: &[(&str, &str, f64)] = &[
    ("core", "errors", 100.0),
    ("core", "warnings", 99.0),
    ("core", "negated", 100.0),
    ("core", "accepted", 94.0),
    ("core", "verdict", 100.0),
    ("core", "sets", 99.5),
    ("rdf", "errors", 100.0),
    ("rdf", "negated", 100.0),
    ("rdf", "verdict", 100.0),
    ("rdf", "sets", 100.0),
    ("opml", "errors", 100.0),
    ("opml", "warnings", 100.0),
    ("opml", "negated", 100.0),
    ("opml", "verdict", 100.0),
    ("opml", "sets", 100.0),
];

fn generic(id: &str, level: Level) -> bool {
    match id {
        "Error" => level == Level::Error,
        "Warning" => level == Level::Warning,
        "Message" => level != Level::Info,
        _ => false,
    }
}

fn ids(report: &Report, level: Option<Level>) -> BTreeSet<String> {
    let wanted = report
        .findings
        .iter()
        .filter(|finding| level.is_none_or(|level| finding.rule.level == level));
    wanted.map(|finding| finding.rule.id.to_owned()).collect()
}

#[test]
fn every_open_case_is_read_as_some_format() {
    let Some(cases) = cases() else { return };
    let unknown = cases
        .iter()
        .filter(|case| judge(&case.path).format == Format::Unknown)
        .count();
    assert!(unknown < 30, "{unknown} files of no format");
}
