//! The labelled datelines of `tests/labelled/datelines.jsonl`, and what holds for any text.

use proptest::prelude::{any, prop_assert, proptest};
use serde::Deserialize;

use super::{Outlets, split, split_agency};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    text: String,
    located: Option<String>,
    #[serde(default)]
    none: bool,
    raw: Option<String>,
    #[serde(default)]
    city: String,
    region: Option<String>,
    country: Option<String>,
    agency: Option<String>,
    date: Option<String>,
    #[serde(default)]
    rest: String,
}

#[test]
fn labelled_datelines_are_read_as_labelled() {
    let outlets = Outlets::default();
    let table = include_str!("../../../tests/labelled/datelines.jsonl");
    let mut wrong = Vec::new();
    for (number, line) in table
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let case: Case = serde_json::from_str(line).unwrap();
        let read = split(&case.text, case.located.as_deref(), &outlets);
        let same = match &read {
            None => case.none,
            Some((read, rest)) => {
                !case.none
                    && (
                        &read.city,
                        &read.region,
                        &read.country,
                        &read.agency,
                        &read.date,
                    ) == (
                        &case.city,
                        &case.region,
                        &case.country,
                        &case.agency,
                        &case.date,
                    )
                    && *rest == case.rest
                    && case.raw.is_none_or(|raw| raw == read.raw)
            }
        };
        if !same {
            wrong.push(format!(
                "line {}: {:?}\n  read {read:?}",
                number + 1,
                case.text
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
fn a_dateline_reads_as_printed() {
    let (dateline, _) = split(
        "GAZA CITY, Gaza Strip (AP) — The hospital closed.",
        None,
        &Outlets::default(),
    )
    .unwrap();
    assert_eq!(dateline.display(), "GAZA CITY, Gaza Strip");
}

#[test]
fn an_agency_alone_is_no_dateline() {
    let outlets = Outlets::default();
    assert!(split("(Reuters) - Apple said.", None, &outlets).is_none());
    assert_eq!(
        split_agency("(Reuters) - Apple said.", &outlets),
        Some(("Reuters".to_owned(), "Apple said."))
    );
    assert_eq!(split_agency("(See below) - Apple said.", &outlets), None);
}

proptest! {
    #[test]
    fn nothing_is_lost(text in any::<String>()) {
        if let Some((dateline, rest)) = split(&text, None, &Outlets::default()) {
            let joined: String = format!("{}{rest}", dateline.raw).chars().filter(|c| c.is_alphanumeric()).collect();
            let whole: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
            prop_assert!(joined == whole);
        }
    }

    #[test]
    fn no_mix_of_dateline_words_loses_any(words in proptest::collection::vec(proptest::sample::select(vec!["KYIV", ", ", "Ukraine", " ", "(AP)", "–", "--", "-", "_", "=", "The", "Nov. 19", ".", "/ТАСС/", "é", ":", "St.", ")", "("]), 0..12)) {
        let text = words.concat();
        if let Some((dateline, rest)) = split(&text, Some("Kyiv"), &Outlets::default()) {
            let joined: String = format!("{}{rest}", dateline.raw).chars().filter(|c| c.is_alphanumeric()).collect();
            let whole: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
            prop_assert!(joined == whole);
        }
    }
}
