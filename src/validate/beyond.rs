//! Our own cases, in `tests/validator`: what must be flagged and what must stay silent.
//! Each states its verdict in its first comment, JSON in its `user_comment`.
use super::{Document, Level, Report, validate};
use std::path::{Path, PathBuf};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// What a header expects: whether it must be absent, an id, its parameters.
type Expectation = (bool, String, Vec<(String, String)>);

fn expectation(bytes: &[u8]) -> Option<Expectation> {
    let text: String = bytes
        .iter()
        .filter(|&&byte| byte != 0)
        .map(|&byte| char::from(byte))
        .collect();
    let rest = text.split("Expect:").nth(1)?.trim_start();
    let end = rest.find(['\n', '"', ' ']).unwrap_or(rest.len());
    let written = rest[..end].trim();
    let (name, params) = written.split_once('{').unwrap_or((written, ""));
    let pairs = params
        .trim_end_matches('}')
        .split(',')
        .filter_map(|pair| pair.split_once(':'));
    let params = pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    Some((
        name.starts_with('!'),
        name.trim_start_matches('!').to_owned(),
        params,
    ))
}

fn is_met(report: &Report, negated: bool, id: &str, params: &[(String, String)]) -> bool {
    let found = report.findings.iter().any(|finding| {
        let named = |name: &str| match name {
            "element" => finding.element.as_deref(),
            "parent" => finding.parent.as_deref(),
            "attr" => finding.attr.as_deref(),
            _ => None,
        };
        let is = match id {
            "Message" => finding.rule.level > Level::Info,
            "Error" => finding.rule.level == Level::Error,
            "Warning" => finding.rule.level == Level::Warning,
            id => finding.rule.id == id,
        };
        is && params
            .iter()
            .all(|(name, value)| named(name) == Some(value))
    });
    found != negated
}

#[test]
fn our_own_cases_are_judged_as_they_say() {
    let mut paths = Vec::new();
    files(
        &PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/validator"),
        &mut paths,
    );
    paths.sort();
    let mut failed = Vec::new();
    let (mut flag, mut silent) = (0, 0);
    for path in &paths {
        let bytes = std::fs::read(path).unwrap();
        let (negated, id, params) =
            expectation(&bytes).unwrap_or_else(|| panic!("{} expects nothing", path.display()));
        *if negated { &mut silent } else { &mut flag } += 1;
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        let report = validate(&Document {
            bytes: &bytes,
            media_type: None,
            location: None,
            now,
        });
        if !is_met(&report, negated, &id, &params) {
            let found: Vec<String> = report
                .findings
                .iter()
                .filter(|finding| finding.rule.level > Level::Info)
                .map(|finding| {
                    let name = |name: &Option<String>| name.clone().unwrap_or_default();
                    format!(
                        "{}{{{},{},{}}} {}",
                        finding.rule.id,
                        name(&finding.element),
                        name(&finding.parent),
                        name(&finding.attr),
                        finding.message
                    )
                })
                .collect();
            failed.push(format!(
                "{}: wanted {}{id} {params:?}, found {found:?}",
                path.display(),
                if negated { "!" } else { "" }
            ));
        }
    }
    println!(
        "{flag} cases must be flagged, {silent} must stay silent, {} fail",
        failed.len()
    );
    assert!(flag + silent >= 200, "only {} cases", flag + silent);
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// A generator of numbers that gives the same ones each time (xorshift64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % most.max(1)
    }
}

/// Mangles a document as accidents and attackers do.
fn mangle(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    const PIECES: &[&[u8]] = &[
        b"<",
        b">",
        b"&",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"-->",
        b"\0",
        b"\xff\xfe",
        b"&#x0;",
        b"&#xffffffff;",
        b"xmlns=\"\"",
        b"xml:base=\"//\"",
        b"</",
        b"/>",
        b"\"",
        b"'",
        b"{",
        b"[",
        b"\\u12",
        b"<!DOCTYPE a [",
        b"%",
        b"2026-02-30T99:99:99+99:99",
        b"<script>",
        b"<svg><style>",
        b"\xc3",
        b"\xe2\x80\xa8",
        b"<?xml version=\"1.0\"?>",
    ];
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(bytes.len() + 1);
        match numbers.below(5) {
            0 => bytes.truncate(at.max(bytes.len() / 2)),
            1 => drop(bytes.splice(at..at, PIECES[numbers.below(PIECES.len())].iter().copied())),
            2 if at < bytes.len() => bytes[at] = u8::try_from(numbers.below(256)).unwrap(),
            3 => drop(bytes.drain(at..(at + numbers.below(40)).min(bytes.len()))),
            _ => {
                let end = (at + numbers.below(200)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                let to = numbers.below(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
        }
    }
}

/// Some thousands in every run; `FUZZ=1000000 cargo test --release mangled_cases` for the million.
#[test]
fn mangled_cases_always_get_a_report() {
    let mut paths = Vec::new();
    files(
        &PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/validator"),
        &mut paths,
    );
    paths.sort();
    let cases: Vec<Vec<u8>> = paths
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    let rounds = std::env::var("FUZZ")
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(2_000);
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut slowest = std::time::Duration::ZERO;
    for _ in 0..rounds {
        let mut bytes = cases[numbers.below(cases.len())].clone();
        mangle(&mut bytes, &mut numbers);
        let begun = std::time::Instant::now();
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        let location = Some("https://paper.example/world.rss").filter(|_| numbers.below(2) == 0);
        let report = validate(&Document {
            bytes: &bytes,
            media_type: None,
            location,
            now,
        });
        slowest = slowest.max(begun.elapsed());
        assert!(
            report
                .findings
                .iter()
                .all(|finding| finding.line >= 1 && finding.column >= 1)
        );
    }
    println!("{rounds} mangled documents, the slowest took {slowest:?}");
    assert!(slowest < std::time::Duration::from_secs(2));
}
