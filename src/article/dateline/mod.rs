//! The dateline of an article: where, and by which agency, it was filed.
//!
//! It stands at the very start of the first paragraph and ends in a dash
//! (`KYIV, Ukraine –`, `Berlin (dpa) -`). What only resembles one is left in
//! the text: nothing is taken off without the shape and the evidence.

mod places;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::byline::Outlets;
use places::{Place, kind, stands_alone};

/// Where an article was filed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dateline {
    /// As printed, dash included.
    pub raw: String,
    /// The city as printed; two are one string (`PARIS and BERLIN`).
    pub city: String,
    /// State, province or the like, as printed.
    pub region: Option<String>,
    /// Country, as printed.
    pub country: Option<String>,
    /// The agency in its full name where it is known (`The Associated Press`).
    pub agency: Option<String>,
    /// The date as printed. Never the date of publishing.
    pub date: Option<String>,
}

impl Dateline {
    /// The dateline as readers see it: `KYIV, Ukraine`.
    #[must_use]
    pub fn display(&self) -> String {
        let parts = [Some(&self.city), self.region.as_ref(), self.country.as_ref()];
        parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ")
    }
}

impl std::fmt::Display for Dateline {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.display())
    }
}

/// A dateline ends within so many bytes of the paragraph's start.
const REACH_BYTES: usize = 140;

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

/// Takes the dateline off a first paragraph: what it says, and the text after it.
///
/// `located` is where a structured record says it was filed; it can confirm a
/// dateline in small letters (DL-2). Nothing is returned where none is certain.
#[must_use]
pub fn split<'a>(paragraph: &'a str, located: Option<&str>, outlets: &Outlets) -> Option<(Dateline, &'a str)> {
    let start = paragraph.len() - paragraph.trim_start_matches(|c: char| c.is_whitespace() || c == '^').len();
    let body = &paragraph[start..];
    let ends = endings(body);
    ends.into_iter().find_map(|(at, after, dash)| {
        let rest = body[after..].trim_start();
        let printed = body[..after].trim_end();
        let dateline = read(&body[..at], printed, dash, rest, Evidence { located, outlets })?;
        Some((dateline, rest))
    })
}

/// Takes a bare agency off a first paragraph that names no city: `(Reuters) - Apple said`.
#[must_use]
pub fn split_agency<'a>(paragraph: &'a str, outlets: &Outlets) -> Option<(String, &'a str)> {
    let body = paragraph.trim_start();
    endings(body).into_iter().find_map(|(at, after, _)| {
        let name = body[..at].trim().strip_prefix('(')?.strip_suffix(')')?;
        outlets.full_name(name)?;
        Some((outlets.written(name), body[after..].trim_start()))
    })
}

/// Whether the words are a state, province or country that datelines name.
pub(crate) fn is_region_or_country(text: &str) -> bool {
    kind(text) != Place::Unknown
}

/// What may confirm that a dateline is one.
#[derive(Clone, Copy)]
struct Evidence<'a> {
    located: Option<&'a str>,
    outlets: &'a Outlets,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Dash {
    /// Em, en, bar, `--`: nothing else is meant by it.
    Long,
    /// `-`, `_`, `=`: also joins words, or nothing.
    Short,
    /// `:`, as Indian and Pakistani papers print; needs more evidence.
    Colon,
}

/// The dashes near the start: where the words end, where the text begins, which dash.
fn endings(body: &str) -> Vec<(usize, usize, Dash)> {
    static DASH: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\s*(?P<long>[—–―‒\u{97}\u{96}]+|--+)|(?:(?P<short>\s-+|\s_+|[)]\s*[-_]+|-+)(?:\s)|(?P<mark>\s*[_=]+)(?:\s|$))|(?P<colon>:)\s|\.-\s")
            .expect("the pattern of dashes compiles")
    });
    let mut reach = body.len().min(REACH_BYTES);
    while !body.is_char_boundary(reach) {
        reach -= 1;
    }
    DASH.captures_iter(&body[..reach])
        .filter_map(|found| {
            let whole = found.get(0)?;
            let paren = usize::from(whole.as_str().trim_start().starts_with(')'));
            let lead = whole.as_str().len() - whole.as_str().trim_start().len();
            let at = whole.start() + if paren == 1 { lead + 1 } else { 0 };
            let dash = if found.name("long").is_some() {
                Dash::Long
            } else if found.name("colon").is_some() {
                Dash::Colon
            } else {
                Dash::Short
            };
            Some((at, whole.end(), dash))
        })
        .take(4)
        .collect()
}

/// Reads the words before a dash.
fn read(head: &str, printed: &str, dash: Dash, rest: &str, evidence: Evidence<'_>) -> Option<Dateline> {
    static STAMP: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\(\d\d?-\d\d?\)\s+\d\d?:\d\d\s+[A-Z]{2,4}\s+").expect("the pattern of time stamps compiles")
    });
    let noise = STAMP.find(head).map_or(0, |stamp| stamp.end());
    let (words, mut agency) = take_agency(&head[noise..], evidence.outlets);
    let (words, date) = take_date(&words);
    let words = match (&agency, bare_agency(&words, evidence.outlets)) {
        (None, Some((before, name))) => {
            agency = Some(Agency { name, known: true });
            before
        }
        (Some(_) | None, _) => words,
    };
    let (words, date) = if date.is_none() { take_date(&words) } else { (words, date) };
    let words = words.trim().trim_end_matches([',', ' ']);
    // The stop of `Ill.` stays; one after a whole word only ends the dateline.
    let last = words.rsplit([' ', ',']).next().unwrap_or(words);
    let stopped = last.ends_with('.') && last.matches('.').count() == 1 && kind(last) == Place::Unknown;
    let words = if stopped { words.trim_end_matches(['.', ',', ' ']) } else { words };
    let (city, parts) = match words.split_once(',') {
        Some((city, rest)) => (city.trim(), rest.split(',').map(str::trim).collect::<Vec<_>>()),
        None => (words, Vec::new()),
    };
    let (city, district) = match city.strip_suffix(" D.C.").or_else(|| city.strip_suffix(" DC")) {
        Some(city) => (city, Some("D.C.".to_owned())),
        None => (city, None),
    };
    let known = agency.as_ref().is_some_and(|agency| agency.known);
    let confirmed = evidence.located.is_some_and(|located| {
        let place = located.split(',').next().unwrap_or(located);
        places::fold(place) == places::fold(city)
    });
    let capitals = is_capitals(city);
    let sound = shape(city, capitals) && parts.len() <= 2 && parts.iter().all(|part| is_part(part));
    let evident = known || confirmed || stands_alone(city) || parts.iter().any(|part| kind(part) != Place::Unknown);
    // Mixed case is believed on evidence from outside the words only (DL-2).
    let believed = if capitals { date.is_some() || evident || !looks_otherwise(city, &parts) } else { known || confirmed };
    let colon = dash != Dash::Colon || (capitals && evident);
    let ended = paragraph_follows(rest, known || confirmed, dash) && (evident || date.is_some() || !rest.is_empty());
    if !(sound && believed && colon && ended) {
        return None;
    }
    let mut dateline = Dateline { raw: printed.to_owned(), city: city.to_owned(), region: district, country: None, agency: agency.map(|agency| agency.name), date };
    for part in parts {
        let free = dateline.region.is_none();
        match kind(part) {
            Place::Country => dateline.country = Some(part.to_owned()),
            Place::Region | Place::Unknown if free => dateline.region = Some(part.to_owned()),
            Place::Region | Place::Unknown => dateline.country = Some(part.to_owned()),
        }
    }
    Some(dateline)
}

struct Agency {
    name: String,
    known: bool,
}

/// The agency in parentheses, or between slashes as TASS prints it, and the words without it.
fn take_agency(words: &str, outlets: &Outlets) -> (String, Option<Agency>) {
    static PARENTHESES: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\((?P<round>[^()\d]{2,60})\)|/(?P<slash>[^/\d\s]{2,20})/").expect("the pattern of agencies compiles"));
    let Some(found) = PARENTHESES.captures(words) else { return (words.to_owned(), None) };
    let (Some(whole), Some(name)) = (found.get(0), found.name("round").or_else(|| found.name("slash"))) else {
        return (words.to_owned(), None);
    };
    let parts: Vec<&str> = name.as_str().split('/').map(str::trim).collect();
    let known = outlets.full_name(name.as_str()).is_some() || parts.iter().any(|part| outlets.full_name(part).is_some());
    if found.name("slash").is_some() && !known {
        return (words.to_owned(), None);
    }
    let written = if parts.len() > 1 && outlets.full_name(name.as_str()).is_none() {
        name.as_str().trim().to_owned()
    } else {
        outlets.written(name.as_str())
    };
    let rest = format!("{} {}", &words[..whole.start()], &words[whole.end()..]);
    (rest.trim().to_owned(), Some(Agency { name: written, known }))
}

/// An agency without parentheses, last of the words: `SYDNEY March 22 AAP`.
fn bare_agency(words: &str, outlets: &Outlets) -> Option<(String, String)> {
    let (before, last) = words.trim().rsplit_once(' ')?;
    let short = last.chars().count() <= 8 && !last.ends_with('.') && !before.trim().is_empty();
    let name = outlets.full_name(last).filter(|_| short && kind(last) == Place::Unknown)?;
    Some((before.to_owned(), name.to_owned()))
}

/// The date among the words (DL-3), and the words without it.
fn take_date(words: &str) -> (String, Option<String>) {
    const MONTH: &str = r"(?:jan(?:uary|uar|vier|\.)?|feb(?:ruary|ruar|\.)?|février|mar(?:ch|s|zo|\.)?|märz|apr(?:il|\.)?|avril|abr(?:il|\.)?|may|mai|mayo|mag|maggio|june?|juni|juin|giu|july?|juli|juillet|lug|luglio|aug(?:ust|\.)?|août|ago|sept?(?:ember|\.)?|set|oct(?:ober|\.)?|oktober|ott|okt|nov(?:ember|embre|\.)?|dec(?:ember|\.)?|dez|dic|gen|ene|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|янв|фев|мар|апр|июн|июл|авг|сен|окт|ноя|дек|січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня)\.?";
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(
            r"(?i)(?:^|[\s,]){{1,3}}(?P<date>{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|\d{{1,2}}\.?\s+{MONTH}(?:\s+\d{{4}})?|\d{{4}}-\d\d-\d\d|\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?|(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:,?\s+{MONTH}\s+\d{{1,2}}(?:,?\s+\d{{4}})?)?)(?:$|[\s,.])"
        ))
        .expect("the pattern of dateline dates compiles")
    });
    let found = DATE.captures(words).and_then(|found| Some((found.get(0)?, found.name("date")?)));
    match found {
        Some((whole, date)) if whole.start() > 0 => {
            let rest = format!("{} {}", words[..whole.start()].trim_end_matches([',', ' ']), words[date.end()..].trim_start_matches([',', '.', ' ']));
            (rest.trim().to_owned(), Some(date.as_str().trim().to_owned()))
        }
        Some(_) | None => (words.to_owned(), None),
    }
}

/// One to four words that a city is made of, or two cities (DL-1, DL-4).
fn shape(city: &str, capitals: bool) -> bool {
    let words: Vec<&str> = city.split_whitespace().collect();
    let double = words.iter().any(|word| matches!(*word, "and" | "AND" | "et" | "und" | "y")) || city.contains('/');
    let aboard = matches!(words.first().copied(), Some("ABOARD" | "ON" | "EN" | "NEAR" | "ALONG"));
    let most = if double || aboard { 9 } else { 4 };
    let letters = city.chars().filter(|c| c.is_alphabetic()).count();
    let clean = city.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || matches!(c, '.' | '\'' | '’' | '-' | '‑' | '/' | '\u{300}'..='\u{36f}' | 'ʻ'));
    let upper = words.iter().all(|word| word.chars().next().is_some_and(|c| !c.is_lowercase()) || is_small(word));
    let least = if capitals { 2 } else { 3 };
    (1..=most).contains(&words.len()) && letters >= least && clean && upper && !NOT_PLACES.contains(&places::fold(city).as_str())
        && !words.first().is_some_and(|word| NOT_PLACES.contains(&places::fold(word).as_str()) && !stands_alone(city))
}

/// Words that stay small inside a city's name.
fn is_small(word: &str) -> bool {
    matches!(word, "and" | "et" | "und" | "y" | "de" | "del" | "do" | "da" | "di" | "la" | "le" | "les" | "el" | "al" | "of" | "the" | "on" | "upon" | "sur" | "am" | "an" | "der" | "in" | "near")
}

/// Whether every word is in capitals, `McALLEN` and `RIO de JANEIRO` among them.
fn is_capitals(city: &str) -> bool {
    let mut any = false;
    for word in city.split_whitespace() {
        if is_small(word) {
            continue;
        }
        let rest = ["Mc", "Mac", "De", "La", "Le", "Du", "Van", "Fitz"].iter().find_map(|start| word.strip_prefix(start));
        let rest = rest.filter(|rest| rest.chars().count() >= 2).unwrap_or(word);
        if rest.chars().any(char::is_lowercase) || !rest.chars().any(char::is_uppercase) {
            return false;
        }
        any |= rest.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    }
    any
}

/// A region or country: one to five words, each with a capital.
fn is_part(part: &str) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    let spelled = part.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || matches!(c, '.' | '\'' | '’' | '-'));
    let shouted = !part.chars().any(char::is_lowercase) && part.chars().filter(|c| c.is_alphabetic()).count() > 2;
    (1..=5).contains(&words.len())
        && spelled
        && words.iter().all(|word| word.chars().next().is_some_and(char::is_uppercase) || is_small(word))
        && (!shouted || kind(part) != Place::Unknown)
}

/// A line in capitals that is more likely a headline or label than a place nobody listed.
fn looks_otherwise(city: &str, parts: &[&str]) -> bool {
    // Without region or agency, four capitals or fewer with dots or none are as often an acronym.
    let letters = city.chars().filter(|c| c.is_alphabetic()).count();
    let initials = city.contains('.') && city.split('.').all(|part| part.chars().count() <= 1);
    parts.is_empty() && (letters <= 3 || initials || city.contains('/'))
}

/// Whether a paragraph starts after the dash: a capital, a quote, a figure; not a shouted line, not `- based firms` (DL-6).
fn paragraph_follows(rest: &str, certain: bool, dash: Dash) -> bool {
    let Some(first) = rest.chars().find(|c| !matches!(c, '"' | '“' | '”' | '\'' | '‘' | '’' | '«' | '„' | '(' | '[' | '¿' | '¡' | '…' | '.')) else {
        return dash != Dash::Colon;
    };
    if first.is_lowercase() && !certain {
        // A name such as `iPhone` opens a paragraph; `based firms` does not.
        return rest.chars().nth(1).is_some_and(char::is_uppercase);
    }
    let words: Vec<&str> = rest.split_whitespace().take(4).collect();
    let shouted = words.len() >= 3
        && words.iter().all(|word| !word.chars().any(char::is_lowercase))
        && words.iter().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 3).count() >= 2;
    (first.is_alphanumeric() || matches!(first, '$' | '€' | '£' | '¥' | '@' | '#')) && (certain || !shouted)
}
