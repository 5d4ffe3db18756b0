//! From a ninjs document to a draft: every field that an article has, the rest in its own words.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::generation::Family;
use super::item::{Item, Kept, Kind, Phrase};
use super::words::word;
use super::{body, ours, people, photos};
use crate::article::Draft;
use crate::article::complaint::{Complaint, Complaints};
use crate::article::moment;

/// Reads the fields of a document.
pub(super) fn read(item: &Item<'_>, mut draft: Draft) -> Draft {
    let mut used = Used::default();
    headlines(item, &mut draft, &mut used);
    dates(item, &mut draft);
    plain_fields(item, &mut draft);
    people::authors(item, &mut draft, &mut used.entries);
    people::subjects(item, &mut draft, &mut used.entries);
    people::wire_source(item, &mut draft);
    address(item, &mut draft);
    let shown = photos::read(item, &mut draft);
    if let Some(taken) = body::read(item, &shown, &mut draft) {
        used.phrase(&taken);
    }
    summary(item, &mut draft, &mut used);
    if item
        .text("representationType")
        .is_some_and(|kind| matches!(kind, "partial" | "incomplete"))
    {
        draft
            .doubts
            .push("The source says that this is only a part of the article.".to_owned());
    }
    draft.extras = rest(item, &used);
    ours::read(item, &mut draft);
    draft
}

/// Entries of lists that have gone into fields of the article whole: the key of the list and the place in it.
pub(super) type Entries = HashSet<(String, usize)>;

/// What has gone into fields of the article whole.
#[derive(Default)]
struct Used {
    keys: Vec<String>,
    entries: Entries,
}

impl Used {
    fn phrase(&mut self, phrase: &Phrase<'_>) {
        match phrase.kept {
            Kept::Key(key) => self.keys.push(key.to_owned()),
            Kept::Entry(key, n) => {
                self.entries.insert((key.to_owned(), n));
            }
        }
    }
}

fn headlines(item: &Item<'_>, draft: &mut Draft, used: &mut Used) {
    let headlines = item.phrases(Kind::Headline);
    let with_role = |roles: &[&str]| {
        headlines
            .iter()
            .find(|phrase| roles.contains(&phrase.role.as_str()))
    };
    let is_deck = |role: &str| {
        matches!(
            role,
            "subheadline" | "subhead" | "sub" | "deck" | "subtitle"
        )
    };
    let main = with_role(&["main"])
        .or_else(|| with_role(&["", "headline"]))
        .or_else(|| headlines.iter().find(|phrase| !is_deck(&phrase.role)));
    if let Some(main) = main {
        draft.headline = main.plain();
        used.phrase(main);
    }
    let place = main.map_or_else(
        || {
            let key = if item.family == Family::One {
                "headline"
            } else {
                "headlines"
            };
            format!("{}/{key}", item.place)
        },
        |main| main.place.clone(),
    );
    draft.places.push(("/headline".to_owned(), place));
    if let Some(deck) = headlines.iter().find(|phrase| is_deck(&phrase.role)) {
        draft.subheadline = deck.plain();
        draft
            .places
            .push(("/subheadline".to_owned(), deck.place.clone()));
        used.phrase(deck);
    }
}

/// Reads the dates; a bad one is told by its own name (NJ-8), the schemas let it pass.
fn dates(item: &Item<'_>, draft: &mut Draft) {
    let mut complaints = Complaints::default();
    let mut read = |key: &str| {
        let text = item.text(key);
        moment::read(text, &item.pointer(key), &mut complaints)?;
        item.owned(key)
    };
    let first = read("firstCreated");
    draft.updated = read("versionCreated");
    draft.embargo = read("embargoedUntil");
    draft.expires = read("expires");
    // It has no field of ours, but a date is a date.
    read("contentCreated");
    draft.complaints.extend(complaints.into_vec());
    let origin = if first.is_some() {
        "firstCreated"
    } else {
        "versionCreated"
    };
    draft.published = first.or_else(|| draft.updated.clone());
    for (ours, theirs) in [
        ("/published", origin),
        ("/updated", "versionCreated"),
        ("/embargo", "embargoedUntil"),
        ("/expires", "expires"),
    ] {
        draft.places.push((ours.to_owned(), item.pointer(theirs)));
    }
}

fn plain_fields(item: &Item<'_>, draft: &mut Draft) {
    draft.id = item.owned("uri");
    draft.byline = item.owned("by");
    draft.dateline = item.owned("located");
    draft.slug = item.owned("slugline");
    draft.language = item.owned("language");
    draft.rights = photos::rights(item);
    draft.usage_terms = item.owned("usageTerms");
    draft.status = item.owned("pubStatus").map(|status| match status.as_str() {
        "canceled" => "killed".to_owned(),
        _ => status,
    });
    draft.version = number_of(item);
    if item.get("urgency").is_some() {
        draft.urgency = item
            .number("urgency")
            .filter(|urgency| urgency.fract() == 0.0)
            .and_then(|_| item.whole("urgency"));
        if draft.urgency.is_none() {
            draft.complaints.push(Complaint::new(
                item.pointer("urgency"),
                "must be a whole number from 1 (most urgent) to 9",
            ));
        }
    }
    for (ours, theirs) in [
        ("/id", "uri"),
        ("/byline", "by"),
        ("/dateline", "located"),
        ("/slug", "slugline"),
        ("/language", "language"),
        ("/rights", "copyrightNotice"),
        ("/usage_terms", "usageTerms"),
        ("/status", "pubStatus"),
        ("/version", "version"),
        ("/urgency", "urgency"),
    ] {
        draft.places.push((ours.to_owned(), item.pointer(theirs)));
    }
}

/// A version that is a number (NJ-3); one that is none stays in the words of the source.
fn number_of(item: &Item<'_>) -> Option<u64> {
    let version = item.text("version")?;
    if !version.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // What the store can count.
    version
        .parse()
        .ok()
        .filter(|version| i64::try_from(*version).is_ok())
}

/// The page of the article: a rendition that says it is one.
fn address(item: &Item<'_>, draft: &mut Draft) {
    let renditions = item.named("renditions");
    let page = renditions.iter().find(|(name, rendition)| {
        matches!(name.as_str(), "web" | "webpage" | "canonical")
            && rendition
                .text("contentType")
                .is_none_or(|kind| kind.starts_with("text/html"))
    });
    if let Some((_, page)) = page {
        draft.url = page.owned("href");
        draft.places.push(("/url".to_owned(), page.pointer("href")));
    }
}

fn summary(item: &Item<'_>, draft: &mut Draft, used: &mut Used) {
    let descriptions = item.phrases(Kind::Description);
    let with_role = |roles: &[&str]| {
        descriptions
            .iter()
            .find(|phrase| roles.contains(&phrase.role.as_str()))
    };
    let chosen = with_role(&["summary", "abstract"])
        .or_else(|| with_role(&["text", "main", "", "short", "lead", "plain"]))
        .or_else(|| {
            descriptions
                .iter()
                .find(|phrase| phrase.is_html() || phrase.role == "caption")
        });
    if let Some(chosen) = chosen {
        draft.summary = chosen.plain();
        draft
            .places
            .push(("/summary".to_owned(), chosen.place.clone()));
        used.phrase(chosen);
    }
}

/// Words that fields of ours say whole.
const SAID: &[&str] = &[
    "uri",
    "firstCreated",
    "versionCreated",
    "embargoedUntil",
    "expires",
    "pubStatus",
    "urgency",
    "by",
    "located",
    "slugline",
    "language",
    "copyrightNotice",
    "usageTerms",
];

/// What has no field of ours, in the words of the source.
fn rest(item: &Item<'_>, used: &Used) -> Map<String, Value> {
    let mut rest = item.map.clone();
    for key in SAID {
        rest.remove(word(item.family, key));
    }
    for key in &used.keys {
        rest.remove(key);
    }
    if number_of(item).is_some() {
        rest.remove("version");
    }
    if item.text("type") == Some("text") {
        rest.remove("type");
    }
    if item
        .text("representationType")
        .is_some_and(|kind| matches!(kind, "full" | "complete"))
    {
        rest.remove(word(item.family, "representationType"));
    }
    for (key, value) in &mut rest {
        if let Value::Array(list) = value {
            let mut at = (key.clone(), 0);
            list.retain(|entry| {
                let is_used = used.entries.contains(&at);
                at.1 += 1;
                let is_ours = *key == word(item.family, "altIds")
                    && entry
                        .get("role")
                        .and_then(Value::as_str)
                        .is_some_and(ours::is_ours);
                let is_empty = entry.as_object().is_some_and(Map::is_empty);
                !is_ours && !is_empty && !is_used
            });
        }
    }
    rest.retain(|_, value| match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(map) => !map.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    });
    if rest.is_empty() {
        return Map::new();
    }
    Map::from_iter([("ninjs".to_owned(), Value::Object(rest))])
}
