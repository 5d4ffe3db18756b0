//! The words of a dateline: agency, date, and whether what is left can be a place.

use std::sync::LazyLock;

use regex::Regex;

use super::super::byline::Outlets;
use super::Dash;
use super::places::{self, Place, kind, stands_alone};

/// Words in capitals that open a paragraph without being a place (DL-6).
#[rustfmt::skip]
const NOT_PLACES: &[&str] = &[
    "breaking", "update", "updated", "urgent", "exclusive", "analysis", "opinion", "watch", "live", "correction", "corrected", "clarification", "explainer",
    "factbox", "timeline", "note", "editors", "editor's", "q&a", "q & a", "video", "photos", "photo", "listen", "read", "review", "recap", "preview", "alert", "flash", "bulletin", "advisory",
    "file", "just in", "developing", "spoiler", "warning", "faq", "tldr", "ps", "nb", "nasa", "nato", "fifa", "uefa", "opec", "un", "eu", "us", "usa", "uk", "gop", "fbi", "cia", "imf", "who", "nfl", "nba",
    "mlb", "nhl", "ncaa", "unesco", "unicef", "asean", "brics", "covid", "mr", "mrs", "dr", "pm", "am", "ceo", "news", "newsbrief", "sports", "business", "world", "politics", "poll", "quiz", "podcast",
    "interview", "profile", "feature", "comment", "editorial", "column", "letter", "letters", "obituary", "first", "one", "yes", "no", "ok", "sources", "report", "summary", "key points", "graphic", "context",
    "refile", "repeat", "embargoed", "test", "kill", "advertisement", "sponsored", "trending", "top", "more", "wrapup", "insight", "focus", "ai",
];

pub(super) struct Agency {
    pub(super) name: String,
    pub(super) known: bool,
}

/// The agency in parentheses, or between slashes as TASS prints it, and the words without it.
pub(super) fn take_agency(words: &str, outlets: &Outlets) -> (String, Option<Agency>) {
    static PARENTHESES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\((?P<round>[^()\d]{2,60})\)|/(?P<slash>[^/\d\s]{2,20})/")
            .expect("the pattern of agencies compiles")
    });
    let Some(found) = PARENTHESES.captures(words) else {
        return (words.to_owned(), None);
    };
    let (Some(whole), Some(name)) = (
        found.get(0),
        found.name("round").or_else(|| found.name("slash")),
    ) else {
        return (words.to_owned(), None);
    };
    let parts: Vec<&str> = name.as_str().split('/').map(str::trim).collect();
    let known = outlets.full_name(name.as_str()).is_some()
        || parts.iter().any(|part| outlets.full_name(part).is_some());
    if found.name("slash").is_some() && !known {
        return (words.to_owned(), None);
    }
    let written = if parts.len() > 1 && outlets.full_name(name.as_str()).is_none() {
        name.as_str().trim().to_owned()
    } else {
        outlets.written(name.as_str())
    };
    let rest = format!("{} {}", &words[..whole.start()], &words[whole.end()..]);
    (
        rest.trim().to_owned(),
        Some(Agency {
            name: written,
            known,
        }),
    )
}

/// An agency without parentheses, last of the words: `SYDNEY March 22 AAP`.
pub(super) fn bare_agency(words: &str, outlets: &Outlets) -> Option<(String, String)> {
    let (before, last) = words.trim().rsplit_once(' ')?;
    let short = last.chars().count() <= 8 && !last.ends_with('.') && !before.trim().is_empty();
    let name = outlets
        .full_name(last)
        .filter(|_| short && kind(last) == Place::Unknown)?;
    Some((before.to_owned(), name.to_owned()))
}

/// The date among the words (DL-3), and the words without it.
pub(super) fn take_date(words: &str) -> (String, Option<String>) {
    const MONTH: &str = r"(?:jan(?:uary|uar|vier|\.)?|feb(?:ruary|ruar|\.)?|février|mar(?:ch|s|zo|\.)?|märz|apr(?:il|\.)?|avril|abr(?:il|\.)?|may|mai|mayo|mag|maggio|june?|juni|juin|giu|july?|juli|juillet|lug|luglio|aug(?:ust|\.)?|août|ago|sept?(?:ember|\.)?|set|oct(?:ober|\.)?|oktober|ott|okt|nov(?:ember|embre|\.)?|dec(?:ember|\.)?|dez|dic|gen|ene|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|янв|фев|мар|апр|июн|июл|авг|сен|окт|ноя|дек|січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня)\.?";
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(
            r"(?i)(?:^|[\s,]){{1,3}}(?P<date>{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|\d{{1,2}}\.?\s+{MONTH}(?:\s+\d{{4}})?|\d{{4}}-\d\d-\d\d|\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?|(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:,?\s+{MONTH}\s+\d{{1,2}}(?:,?\s+\d{{4}})?)?)(?:$|[\s,.])"
        ))
        .expect("the pattern of dateline dates compiles")
    });
    let found = DATE
        .captures(words)
        .and_then(|found| Some((found.get(0)?, found.name("date")?)));
    match found {
        Some((whole, date)) if whole.start() > 0 => {
            let rest = format!(
                "{} {}",
                words[..whole.start()].trim_end_matches([',', ' ']),
                words[date.end()..].trim_start_matches([',', '.', ' '])
            );
            (
                rest.trim().to_owned(),
                Some(date.as_str().trim().to_owned()),
            )
        }
        Some(_) | None => (words.to_owned(), None),
    }
}

/// One to four words that a city is made of, or two cities (DL-1, DL-4).
pub(super) fn shape(city: &str, capitals: bool) -> bool {
    let words: Vec<&str> = city.split_whitespace().collect();
    let double = words
        .iter()
        .any(|word| matches!(*word, "and" | "AND" | "et" | "und" | "y"))
        || city.contains('/');
    let aboard = matches!(
        words.first().copied(),
        Some("ABOARD" | "ON" | "EN" | "NEAR" | "ALONG")
    );
    let most = if double || aboard { 9 } else { 4 };
    let letters = city.chars().filter(|c| c.is_alphabetic()).count();
    let clean = city.chars().all(|c| {
        c.is_alphabetic()
            || c.is_whitespace()
            || matches!(
                c,
                '.' | '\'' | '’' | '-' | '‑' | '/' | '\u{300}'..='\u{36f}' | 'ʻ'
            )
    });
    let upper = words
        .iter()
        .all(|word| word.chars().next().is_some_and(|c| !c.is_lowercase()) || is_small(word));
    let least = if capitals { 2 } else { 3 };
    (1..=most).contains(&words.len())
        && letters >= least
        && clean
        && upper
        && !NOT_PLACES.contains(&places::fold(city).as_str())
        && !words.first().is_some_and(|word| {
            NOT_PLACES.contains(&places::fold(word).as_str()) && !stands_alone(city)
        })
}

/// Words that stay small inside a city's name.
pub(super) fn is_small(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "et"
            | "und"
            | "y"
            | "de"
            | "del"
            | "do"
            | "da"
            | "di"
            | "la"
            | "le"
            | "les"
            | "el"
            | "al"
            | "of"
            | "the"
            | "on"
            | "upon"
            | "sur"
            | "am"
            | "an"
            | "der"
            | "in"
            | "near"
    )
}

/// Whether every word is in capitals, `McALLEN` and `RIO de JANEIRO` among them.
pub(super) fn is_capitals(city: &str) -> bool {
    let mut any = false;
    for word in city.split_whitespace() {
        if is_small(word) {
            continue;
        }
        let rest = ["Mc", "Mac", "De", "La", "Le", "Du", "Van", "Fitz"]
            .iter()
            .find_map(|start| word.strip_prefix(start));
        let rest = rest
            .filter(|rest| rest.chars().count() >= 2)
            .unwrap_or(word);
        if rest.chars().any(char::is_lowercase) || !rest.chars().any(char::is_uppercase) {
            return false;
        }
        any |= rest.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    }
    any
}

/// A region or country: one to five words, each with a capital.
pub(super) fn is_part(part: &str) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    let spelled = part
        .chars()
        .all(|c| c.is_alphabetic() || c.is_whitespace() || matches!(c, '.' | '\'' | '’' | '-'));
    let shouted = !part.chars().any(char::is_lowercase)
        && part.chars().filter(|c| c.is_alphabetic()).count() > 2;
    (1..=5).contains(&words.len())
        && spelled
        && words
            .iter()
            .all(|word| word.chars().next().is_some_and(char::is_uppercase) || is_small(word))
        && (!shouted || kind(part) != Place::Unknown)
}

/// A line in capitals that is more likely a headline or label than a place nobody listed.
pub(super) fn looks_otherwise(city: &str, n_parts: usize) -> bool {
    // Without region or agency, four capitals or fewer with dots or none are as often an acronym.
    let letters = city.chars().filter(|c| c.is_alphabetic()).count();
    let initials = city.contains('.') && city.split('.').all(|part| part.chars().count() <= 1);
    n_parts == 0 && (letters <= 3 || initials || city.contains('/'))
}

/// Whether a paragraph starts after the dash: a capital, a quote, a figure; not a shouted line, not `- based firms` (DL-6).
pub(super) fn paragraph_follows(rest: &str, certain: bool, dash: Dash) -> bool {
    let Some(first) = rest.chars().find(|c| {
        !matches!(
            c,
            '"' | '“' | '”' | '\'' | '‘' | '’' | '«' | '„' | '(' | '[' | '¿' | '¡' | '…' | '.'
        )
    }) else {
        return dash != Dash::Colon;
    };
    if first.is_lowercase() && !certain {
        // A name such as `iPhone` opens a paragraph; `based firms` does not.
        return rest.chars().nth(1).is_some_and(char::is_uppercase);
    }
    let words: Vec<&str> = rest.split_whitespace().take(4).collect();
    let shouted = words.len() >= 3
        && words
            .iter()
            .all(|word| !word.chars().any(char::is_lowercase))
        && words
            .iter()
            .filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 3)
            .count()
            >= 2;
    (first.is_alphanumeric() || matches!(first, '$' | '€' | '£' | '¥' | '@' | '#'))
        && (certain || !shouted)
}
