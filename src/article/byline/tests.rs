//! The labelled bylines of `tests/labelled/bylines.jsonl`, and what holds for any text.

use proptest::prelude::{any, prop_assert, proptest};
use serde::Deserialize;

use super::{Author, AuthorKind, Outlets, parse};

/// One line of the table. An author is written `Jane Doe, Staff Writer @ Outlet <mail>`, an organisation in brackets.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    raw: String,
    authors: Vec<String>,
    #[serde(default)]
    contributors: Vec<String>,
    outlet: Option<String>,
    #[serde(default = "sure")]
    sure: bool,
}

fn sure() -> bool {
    true
}

fn shown(authors: &[Author]) -> Vec<String> {
    let part = |sign: &str, part: &Option<String>, end: &str| {
        part.as_ref()
            .map_or(String::new(), |part| format!("{sign}{part}{end}"))
    };
    authors
        .iter()
        .map(|author| {
            let name = match author.kind {
                AuthorKind::Person => author.name.clone(),
                AuthorKind::Organisation => format!("[{}]", author.name),
            };
            format!(
                "{name}{}{}{}{}",
                part(", ", &author.role, ""),
                part(" @ ", &author.affiliation, ""),
                part(" <", &author.email, ">"),
                part(" <", &author.url, ">")
            )
        })
        .collect()
}

#[test]
fn labelled_bylines_are_read_as_labelled() {
    let outlets = Outlets::default();
    let table = include_str!("../../../tests/labelled/bylines.jsonl");
    let mut wrong = Vec::new();
    for (number, line) in table
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let case: Case = serde_json::from_str(line).unwrap();
        let read = parse(&case.raw, &outlets);
        let same = shown(&read.authors) == case.authors
            && shown(&read.contributors) == case.contributors
            && read.outlet == case.outlet
            && read.doubts.is_empty() == case.sure;
        if !same {
            wrong.push(format!(
                "line {}: {:?}\n  read {:?} + {:?}, outlet {:?}, doubts {:?}",
                number + 1,
                case.raw,
                shown(&read.authors),
                shown(&read.contributors),
                read.outlet,
                read.doubts
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn a_configured_outlet_is_known() {
    let outlets = Outlets::default().with(["Springfield Herald"]);
    let read = parse("By Jane Doe Springfield Herald", &outlets);
    assert_eq!(shown(&read.authors), ["Jane Doe @ Springfield Herald"]);
    assert_eq!(read.outlet.as_deref(), Some("Springfield Herald"));
    assert!(read.doubts.is_empty());
}

proptest! {
    #[test]
    fn any_text_is_read_and_kept(text in any::<String>()) {
        let read = parse(&text, &Outlets::default());
        prop_assert!(read.raw == text.trim());
        prop_assert!(read.authors.iter().all(|author| !author.name.trim().is_empty()));
        prop_assert!(!read.authors.is_empty() || !read.contributors.is_empty() || !read.doubts.is_empty());
    }

    #[test]
    fn any_mix_of_byline_words_is_read(words in proptest::collection::vec(proptest::sample::select(vec!["By", "and", ",", "Jane", "Doe", "AP", "Writer", "\n", "/", "The", "Associated", "Press", "Jr.", "(", ")", "Photos by", ";", "é", "van", "&", "with", "in", "|"]), 0..14)) {
        let text = words.join(" ");
        let read = parse(&text, &Outlets::default());
        prop_assert!(!read.authors.is_empty() || !read.contributors.is_empty() || !read.doubts.is_empty());
    }
}
