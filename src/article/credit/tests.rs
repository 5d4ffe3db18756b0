//! The labelled credits of `tests/labelled/credits.jsonl`, and what holds for any text.

use proptest::prelude::{any, prop_assert, proptest};
use serde::Deserialize;

use super::{AuthorKind, CreditFlag, Outlets, split};

/// One line of the table; an organisation stands in brackets. `any` leaves open what the line does not name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    caption: String,
    text: String,
    #[serde(default)]
    none: bool,
    raw: Option<String>,
    photographer: Option<String>,
    provider: Option<String>,
    via: Option<String>,
    #[serde(default)]
    flags: Vec<CreditFlag>,
    line: Option<String>,
    #[serde(default)]
    any: bool,
    #[serde(default = "sure")]
    sure: bool,
}

fn sure() -> bool {
    true
}

#[test]
fn labelled_credits_are_read_as_labelled() {
    let outlets = Outlets::default();
    let table = include_str!("../../../tests/labelled/credits.jsonl");
    let mut wrong = Vec::new();
    for (number, line) in table
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let case: Case = serde_json::from_str(line).unwrap();
        let (text, credit) = split(&case.caption, &outlets);
        let same = text == case.text
            && match &credit {
                None => case.none,
                Some(credit) => {
                    let provider = credit
                        .provider
                        .as_ref()
                        .map(|provider| match provider.kind {
                            AuthorKind::Person => provider.name.clone(),
                            AuthorKind::Organisation => format!("[{}]", provider.name),
                        });
                    !case.none
                        && (case.any && case.photographer.is_none()
                            || credit.photographer == case.photographer)
                        && (case.any && case.provider.is_none() || provider == case.provider)
                        && (case.any && case.via.is_none() || credit.via == case.via)
                        && credit.flags == case.flags
                        && (case.any || credit.doubts.is_empty() == case.sure)
                        && case.raw.is_none_or(|raw| raw == credit.raw)
                        && case.line.is_none_or(|line| line == credit.line())
                }
            };
        if !same {
            wrong.push(format!(
                "line {}: {:?}\n  read {text:?} {credit:?}",
                number + 1,
                case.caption
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

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

proptest! {
    #[test]
    fn nothing_is_lost(text in any::<String>()) {
        let (caption, credit) = split(&text, &Outlets::default());
        let raw = credit.map_or(String::new(), |credit| credit.raw);
        let read = format!("{caption}{raw}");
        prop_assert!(letters(&read) == letters(&text));
    }

    #[test]
    fn no_mix_of_credit_words_loses_any(words in proptest::collection::vec(proptest::sample::select(vec!["Photo", " by", ":", " ", "(", ")", "/", "AP", " via ", "Getty Images", "Jane Doe", ". ", ",", "File", "é", " — ", "Handout", "©", "[", "]", "for ", "The New York Times", "Courtesy of ", "pool"]), 0..14)) {
        let text = words.concat();
        let (caption, credit) = split(&text, &Outlets::default());
        if let Some(credit) = &credit {
            prop_assert!(!credit.line().is_empty());
        }
        let raw = credit.map_or(String::new(), |credit| credit.raw);
        let read = format!("{caption}{raw}");
        prop_assert!(letters(&read) == letters(&text));
    }
}
