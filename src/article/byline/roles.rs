//! What stands beside the names of a byline: roles, outlets, organisations, and the words that name another role.

use std::sync::LazyLock;

use regex::Regex;

use super::outlets::{Outlets, fold, looks_like_outlet};

/// What a role ends with.
#[rustfmt::skip]
const HEADS: &[&str] = &[
    "writer", "writers", "reporter", "reporters", "correspondent", "correspondents", "editor", "editors", "columnist", "columnists",
    "critic", "critics", "producer", "producers", "photographer", "photographers", "journalist", "journalists", "contributor",
    "contributors", "staff", "chief", "analyst", "fellow", "intern", "anchor", "commentator", "cartoonist", "freelancer",
    "presenter", "blogger", "reviewer", "photojournalist", "videographer", "redakteur", "redakteurin", "korrespondent", "korrespondentin",
    "journaliste", "correspondant", "correspondante", "redactor", "redactora", "corresponsal", "stringer", "author", "researcher",
];

/// What stands before it, when nothing but the words themselves tells where the name ends.
#[rustfmt::skip]
const MODIFIERS: &[&str] = &[
    "staff", "business", "sports", "sport", "senior", "junior", "chief", "political", "politics", "national", "international", "foreign", "world",
    "science", "health", "medical", "tech", "technology", "education", "investigative", "investigations", "washington", "white", "house", "city", "metro",
    "local", "democracy", "special", "contributing", "deputy", "assistant", "associate", "managing", "executive", "features", "feature", "arts", "art", "culture",
    "music", "film", "movie", "television", "tv", "food", "travel", "climate", "environment", "environmental", "energy", "legal", "affairs", "court",
    "courts", "crime", "security", "defense", "defence", "diplomatic", "economics", "economy", "money", "personal", "finance", "financial",
    "markets", "housing", "religion", "royal", "parliamentary", "westminster", "congressional", "statehouse", "capitol", "bureau", "news",
    "guest", "opinion", "freelance", "general", "assignment", "data", "digital", "visual", "video", "multimedia", "breaking", "night", "day", "weekend",
    "football", "baseball", "basketball", "hockey", "soccer", "golf", "tennis", "racing", "rugby", "cricket", "outdoors", "real", "estate", "transportation", "transport",
    "and", "&", "of", "lead", "social", "community", "rural", "county", "state", "government", "war", "europe", "asia", "africa", "entertainment", "theater", "theatre",
    "book", "books", "tribal", "justice", "former", "photo", "page", "front", "public", "media", "consumer", "labor", "labour", "industry", "agriculture", "women's", "lifestyle", "style",
];

/// Bylines that name nobody, but the house.
static HOUSE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^ (?:from \s+)? (?:the \s+)? (?:(?:our|[\p{Lu}\p{Lt}][\w'’.&-]*) \s+)?
        (?: (?:local \s+ and \s+)? (?:staff|wire|news|agency)(?:\s*(?:and|&|/)\s*(?:wire|staff|agency|agencies|news))?
            (?: \s+ (?:reports?|reporters?|writers?|services?|dispatches|sources|team|desk))?
          | editorial \s+ (?:board|staff|team) | newsroom | news-?desk | web \s+ desk | (?:online|digital|sports?|business|foreign|national|city|web) \s+ (?:desk|staff|team)
          | (?:our|special|staff|own) \s+ (?:correspondents?|reporters?) | agencies | editors | redaktion | redazione | redacción | rédaction )$",
    )
    .expect("the pattern of house bylines compiles")
});

/// Words that make a name an organisation's, whatever stands beside them.
static ORGANISATION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)(?:^|[\s-])(?: ministry | dep(?:artment|t\.?) | agency | police | navy | army | air\s+force | marine\s+corps | coast\s+guard | university | college | institute
        | museum | library | council | commission | committee | government | services? | foundation | association | society | corporation | inc\.? | ltd\.? | llc | gmbh
        | company | parliament | presidency | presidential | administration | authority | headquarters | studios? | productions | school | district | sheriff['’]?s? | hospital | airlines
        | airport | embassy | consulate | federation | organi[sz]ation | network | television | archives? | gallery | collection | armed\s+forces | defen[cs]e\s+forces? | press\s+(?:office|service)
        | ministerium | ministère | ministerio | polizei | feuerwehr | policía | collective | trust | campaign | kremlin | white\s+house | pentagon | editorial | newsroom | images | technologies
        | pictures | entertainment | records | center | centre | laboratory | observatory | congress | senate | city\s+of | state\s+of | county | task\s+force | fire\s+(?:department|service|brigade|rescue|district) | war\s+department )(?:$|[\s,/-])",
    )
    .expect("the pattern of organisation words compiles")
});

/// Words that do so only in longer names, because people bear them too.
#[rustfmt::skip]
const ALSO_SURNAMES: &[&str] = &[
    "office", "press", "court", "bureau", "guard", "force", "forces", "command", "party", "church", "fire", "rescue", "media", "group", "club", "union",
    "board", "team", "palace", "zoo", "park", "project", "radio", "tv", "news", "theatre", "theater", "desk", "house", "campaign", "staff",
];

/// A role or an outlet beside a name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tail {
    pub(crate) role: Option<String>,
    pub(crate) outlet: Option<String>,
}

/// How a piece came to stand alone: the more the printing says, the less the words must.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// A comma, slash or line end stood before it.
    Printed,
    /// Nothing did: it is the end of a run of words.
    Guessed,
}

/// Reads `text`, whole, as role, outlet or both (BY-2); nothing if it is neither.
pub(crate) fn tail(text: &str, cut: Cut, outlets: &Outlets) -> Option<Tail> {
    static LEAD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?i:special\s+(?:correspondent\s+)?(?:to|for)|exclusive\s+to|writing\s+for|for|of|at|from|with|via|in\s+association\s+with)\s+(?P<rest>[\p{Lu}\p{Lt}tT].*)$")
            .expect("the pattern of affiliation words compiles")
    });
    let text = text.trim().trim_end_matches(['.', '=', ',']).trim();
    if text.is_empty() {
        return None;
    }
    if let Some(found) = LEAD.captures(text) {
        let rest = &found["rest"];
        let known = outlets.full_name(rest).is_some() || looks_like_outlet(rest);
        let capital = rest
            .strip_prefix("the ")
            .unwrap_or(rest)
            .chars()
            .next()
            .is_some_and(char::is_uppercase);
        let long = rest.split_whitespace().count() > 6;
        return (known || (capital && !long && cut == Cut::Printed)).then(|| Tail {
            role: None,
            outlet: Some(outlets.written(rest)),
        });
    }
    if outlets.full_name(text).is_some() {
        return Some(Tail {
            role: None,
            outlet: Some(outlets.written(text)),
        });
    }
    // `Los Angeles Times (TNS)`: whose it is, and in parentheses who passed it on.
    if let Some((head, by)) = text
        .strip_suffix(')')
        .and_then(|text| text.split_once(" ("))
        && outlets.full_name(by).is_some()
    {
        return tail(head, cut, outlets);
    }
    if is_role(text) || (cut == Cut::Printed && is_loose_role(text)) {
        return Some(both(text, cut, outlets).unwrap_or(Tail {
            role: Some(text.to_owned()),
            outlet: None,
        }));
    }
    if let Some(found) = both(text, cut, outlets) {
        return Some(found);
    }
    let shaped = looks_like_outlet(text) && (cut == Cut::Printed || text.starts_with("The "));
    shaped.then(|| Tail {
        role: None,
        outlet: Some(outlets.written(text)),
    })
}

/// Outlet and role in one run of words: `AP Business Writer`, `Staff Reporter BusinessDesk`, `reporter for The Herald`.
fn both(text: &str, cut: Cut, outlets: &Outlets) -> Option<Tail> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > 14 {
        return None;
    }
    for at in (1..words.len()).rev() {
        let (head, rest) = (words[..at].join(" "), words[at..].join(" "));
        let possessive = head.trim_end_matches("'s").trim_end_matches("’s");
        let role = |role: &str| is_role(role) || (cut == Cut::Printed && is_loose_role(role));
        if outlets.full_name(possessive).is_some() && role(&rest) {
            return Some(Tail {
                role: Some(rest),
                outlet: Some(outlets.written(possessive)),
            });
        }
        let linked = ["for ", "of ", "at ", "with ", "from "]
            .iter()
            .find_map(|link| rest.strip_prefix(link));
        let outlet = linked.unwrap_or(&rest);
        let known =
            outlets.full_name(outlet).is_some() || (linked.is_some() && looks_like_outlet(outlet));
        if role(&head) && known {
            return Some(Tail {
                role: Some(head),
                outlet: Some(outlets.written(outlet)),
            });
        }
        // `Herald Staff Writer`: a house nobody listed, before the plainest of roles.
        let plain = matches!(
            fold(&rest).as_str(),
            "staff writer" | "staff writers" | "staff reporter" | "staff reporters" | "staff"
        );
        if plain
            && (looks_like_outlet(&head)
                || (cut == Cut::Printed && at == 1 && looks_like_outlet(&format!("The {head}"))))
        {
            return Some(Tail {
                role: Some(rest),
                outlet: Some(head),
            });
        }
    }
    None
}

/// Nothing but role words: `Staff Writer`, `Political Correspondent`.
pub(crate) fn is_role(text: &str) -> bool {
    let words: Vec<String> = text.split_whitespace().map(plain).collect();
    let (Some(last), Some(first)) = (words.last(), words.first()) else {
        return false;
    };
    words.len() <= 8
        && HEADS.contains(&last.as_str())
        && !matches!(first.as_str(), "and" | "&" | "of")
        && words[..words.len() - 1]
            .iter()
            .all(|word| MODIFIERS.contains(&word.as_str()) || HEADS.contains(&word.as_str()))
}

/// Whether the word opens roles rather than names: `Senior`, `Chief`.
pub(crate) fn is_modifier(word: &str) -> bool {
    MODIFIERS.contains(&plain(word).as_str())
}

/// A role with words of its own in it, believable only after a comma or on its own line.
fn is_loose_role(text: &str) -> bool {
    let words: Vec<String> = text.split_whitespace().map(plain).collect();
    let at_end = words
        .last()
        .is_some_and(|word| HEADS.contains(&word.as_str()));
    let before_place = words
        .iter()
        .position(|word| HEADS.contains(&word.as_str()))
        .is_some_and(|at| {
            words.get(at + 1).is_some_and(|word| {
                matches!(
                    word.as_str(),
                    "in" | "at" | "for" | "of" | "covering" | "on" | "reporting"
                )
            })
        });
    words.len() <= 8
        && !words.iter().any(|word| word == "by" || word == "and")
        && (at_end || before_place)
}

/// A byline that names the house: `Staff and wire reports`, `Editorial Board` (BY-5).
pub(crate) fn is_house(text: &str) -> bool {
    HOUSE.is_match(text.trim().trim_end_matches(['.', '=']))
}

/// Whether the name is an organisation's: its words say so, or it is an outlet.
pub(crate) fn is_organisation(text: &str, outlets: &Outlets) -> bool {
    if outlets.full_name(text).is_some() || is_house(text) {
        return true;
    }
    if !is_proper(text) {
        return false;
    }
    if ORGANISATION.is_match(text) {
        return true;
    }
    let words: Vec<String> = text.split_whitespace().map(plain).collect();
    let led = text.starts_with("The ")
        || text.starts_with("the ")
        || text.contains(" of ")
        || text.contains(" & ")
        || text.contains(" for ");
    words.len() > 1
        && (led
            || (words.len() >= 3
                && words
                    .iter()
                    .any(|word| ALSO_SURNAMES.contains(&word.as_str()))))
}

/// Words of a name: capitals, but for the small words that join them.
fn is_proper(text: &str) -> bool {
    let joins = [
        "of", "the", "and", "for", "de", "in", "at", "on", "to", "&", "der", "des", "du", "la",
        "le", "del", "von", "for", "und", "et", "y", "di",
    ];
    let words: Vec<&str> = text.split_whitespace().collect();
    let open =
        words.iter().rev().skip(1).any(|word| {
            word.ends_with('.') && word.chars().filter(|c| c.is_alphabetic()).count() > 4
        });
    let capital = |word: &&str| {
        joins.contains(word)
            || word
                .chars()
                .find(|c| c.is_alphanumeric())
                .is_some_and(|c| !c.is_lowercase())
    };
    words.len() <= 14
        && !open
        && words.iter().all(capital)
        && !joins[..1].contains(words.last().unwrap_or(&""))
}

fn plain(word: &str) -> String {
    word.to_lowercase()
        .replace('’', "'")
        .trim_matches(['.', ',', ':'])
        .to_owned()
}
