//! The dateline of an article: where, and by which agency, it was filed.
//!
//! It stands at the very start of the first paragraph and ends in a dash
//! (`KYIV, Ukraine –`, `Berlin (dpa) -`). What only resembles one is left in
//! the text: nothing is taken off without the shape and the evidence.

mod places;
#[cfg(test)]
mod tests;
mod words;

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::byline::Outlets;
use places::{Place, kind, stands_alone};
use words::{
    Agency, bare_agency, is_capitals, is_part, looks_otherwise, paragraph_follows, shape,
    take_agency, take_date,
};

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
        let parts = [
            Some(&self.city),
            self.region.as_ref(),
            self.country.as_ref(),
        ];
        parts
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(", ")
    }
}

impl std::fmt::Display for Dateline {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.display())
    }
}

/// A dateline ends within so many bytes of the paragraph's start.
const REACH_BYTES: usize = 140;

/// Takes the dateline off a first paragraph: what it says, and the text after it.
///
/// `located` is where a structured record says it was filed; it can confirm a
/// dateline in small letters (DL-2). Nothing is returned where none is certain.
#[must_use]
pub fn split<'a>(
    paragraph: &'a str,
    located: Option<&str>,
    outlets: &Outlets,
) -> Option<(Dateline, &'a str)> {
    let start = paragraph.len()
        - paragraph
            .trim_start_matches(|c: char| c.is_whitespace() || c == '^')
            .len();
    let body = &paragraph[start..];
    let ends = endings(body);
    ends.into_iter().find_map(|(at, after, dash)| {
        let rest = body[after..].trim_start();
        let printed = body[..after].trim_end();
        let dateline = read(
            &body[..at],
            printed,
            dash,
            rest,
            Evidence { located, outlets },
        )?;
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

/// The start of a paragraph that may be a dateline in small letters, which nothing confirms (DL-2).
pub(crate) fn resembled(paragraph: &str) -> Option<&str> {
    endings(paragraph)
        .into_iter()
        .find_map(|(at, after, dash)| {
            let (city, part) = paragraph[..at]
                .trim()
                .split_once(',')
                .map_or((paragraph[..at].trim(), None), |(city, part)| {
                    (city, Some(part.trim()))
                });
            let place = stands_alone(city) || part.is_some_and(|part| kind(part) != Place::Unknown);
            (dash != Dash::Colon && place && shape(city, false)).then(|| paragraph[..after].trim())
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

/// The words before a dash, taken apart.
struct Words {
    city: String,
    /// What follows the city, between commas.
    parts: Vec<String>,
    district: Option<String>,
    agency: Option<Agency>,
    date: Option<String>,
}

/// Takes agency, date and place apart.
fn take_apart(head: &str, outlets: &Outlets) -> Words {
    static STAMP: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\(\d\d?-\d\d?\)\s+\d\d?:\d\d\s+[A-Z]{2,4}\s+")
            .expect("the pattern of time stamps compiles")
    });
    let noise = STAMP.find(head).map_or(0, |stamp| stamp.end());
    let (words, mut agency) = take_agency(&head[noise..], outlets);
    let (mut words, mut date) = take_date(&words);
    if agency.is_none()
        && let Some((before, name)) = bare_agency(&words, outlets)
    {
        agency = Some(Agency { name, known: true });
        words = before;
    }
    if date.is_none() {
        (words, date) = take_date(&words);
    }
    let words = words.trim().trim_end_matches([',', ' ']);
    // The stop of `Ill.` stays; one after a whole word only ends the dateline.
    let last = words.rsplit([' ', ',']).next().unwrap_or(words);
    let stopped =
        last.ends_with('.') && last.matches('.').count() == 1 && kind(last) == Place::Unknown;
    let words = words.trim_end_matches(|c: char| stopped && matches!(c, '.' | ',' | ' '));
    let mut parts = words.split(',').map(str::trim);
    let city = parts.next().unwrap_or_default();
    let capital = city
        .strip_suffix(" D.C.")
        .or_else(|| city.strip_suffix(" DC"));
    Words {
        city: capital.unwrap_or(city).to_owned(),
        parts: parts.map(str::to_owned).collect(),
        district: capital.map(|_| "D.C.".to_owned()),
        agency,
        date,
    }
}

/// Reads the words before a dash.
fn read(
    head: &str,
    printed: &str,
    dash: Dash,
    rest: &str,
    evidence: Evidence<'_>,
) -> Option<Dateline> {
    let Words {
        city,
        parts,
        district,
        agency,
        date,
    } = take_apart(head, evidence.outlets);
    let known = agency.as_ref().is_some_and(|agency| agency.known);
    let confirmed = evidence.located.is_some_and(|located| {
        let place = located.split(',').next().unwrap_or(located);
        places::fold(place) == places::fold(&city)
    });
    let capitals = is_capitals(&city);
    let sound =
        shape(&city, capitals) && parts.len() <= 2 && parts.iter().all(|part| is_part(part));
    let evident = known
        || confirmed
        || stands_alone(&city)
        || parts.iter().any(|part| kind(part) != Place::Unknown);
    // Mixed case is believed on evidence from outside the words only (DL-2).
    let believed = if capitals {
        date.is_some() || evident || !looks_otherwise(&city, parts.len())
    } else {
        known || confirmed
    };
    let colon = dash != Dash::Colon || (capitals && evident);
    let ended = paragraph_follows(rest, known || confirmed, dash)
        && (evident || date.is_some() || !rest.is_empty());
    if !(sound && believed && colon && ended) {
        return None;
    }
    let mut dateline = Dateline {
        raw: printed.to_owned(),
        city,
        region: district,
        country: None,
        agency: agency.map(|agency| agency.name),
        date,
    };
    for part in parts {
        let free = dateline.region.is_none();
        match kind(&part) {
            Place::Country => dateline.country = Some(part),
            Place::Region | Place::Unknown if free => dateline.region = Some(part),
            Place::Region | Place::Unknown => dateline.country = Some(part),
        }
    }
    Some(dateline)
}
