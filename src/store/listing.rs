//! In which lists an article stands, and which lists a selection reads: the same for every engine.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::article::Article;
use crate::article::photo::PhotoSource;
use crate::article::status::Status;
use crate::article::text::fold;
use crate::feed::select::Selection;

/// The list of everything.
const ALL: &str = "*";

/// Which kind of list an article stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shelf {
    /// In none: withheld, or killed before anybody saw it.
    Nowhere,
    /// In the lists of usable articles, by position.
    Usable,
    /// In the lists of articles that were public and are killed, by the moment of the kill.
    Killed,
}

impl Shelf {
    /// The number it is stored as.
    pub(super) fn number(self) -> i64 {
        match self {
            Self::Nowhere => 0,
            Self::Usable => 1,
            Self::Killed => 2,
        }
    }
}

/// Where an article stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listing {
    /// The kind of list.
    pub(super) shelf: Shelf,
    /// The place in it, in milliseconds since 1970.
    pub(super) place: i64,
    /// Not shown before this, in milliseconds.
    pub(super) opens: Option<i64>,
    /// Not shown from here on, in milliseconds.
    pub(super) closes: Option<i64>,
    /// The names of the lists and photos, sorted, one a line.
    pub(super) names: String,
    /// The photos whose rights end, by name, and when, in milliseconds; the earliest where one is shown twice.
    pub(super) photo_ends: BTreeMap<String, i64>,
}

impl Listing {
    /// Where this version of an article stands.
    pub(super) fn of(article: &Article) -> Self {
        let millis = |moment: Option<DateTime<Utc>>| moment.map(|moment| moment.timestamp_millis());
        let (shelf, place) = match article.status {
            Status::Usable => (Shelf::Usable, article.position()),
            Status::Killed if article.was_public => {
                (Shelf::Killed, article.killed.unwrap_or(article.updated))
            }
            Status::Killed | Status::Withheld => (Shelf::Nowhere, article.position()),
        };
        let (opens, closes) = match shelf {
            Shelf::Usable => (millis(article.embargo), millis(article.ends())),
            Shelf::Nowhere | Shelf::Killed => (None, None),
        };
        Self {
            shelf,
            place: place.timestamp_millis(),
            opens,
            closes,
            names: names(article),
            photo_ends: photo_ends(article),
        }
    }
}

fn photo_ends(article: &Article) -> BTreeMap<String, i64> {
    let mut ends = BTreeMap::new();
    for photo in &article.photos {
        if let Some(end) = photo.rights_end {
            let end = end.timestamp_millis();
            let known = ends.entry(photo_name(&photo.source)).or_insert(end);
            *known = end.min(*known);
        }
    }
    ends
}

fn names(article: &Article) -> String {
    let mut names = vec![ALL.to_owned()];
    names.extend(article.tags.iter().map(|tag| tag_list(&fold(tag))));
    names.extend(
        article
            .authors
            .iter()
            .map(|author| author_list(&fold(&author.name))),
    );
    names.extend(
        article
            .section
            .iter()
            .map(|section| section_list(&fold(section))),
    );
    if let Some(language) = article.language.as_deref().map(fold) {
        // `en-GB` also stands in the list of `en`, so that a selection reads one list a language.
        let wider = language
            .match_indices('-')
            .map(|(at, _)| language_list(&language[..at]));
        names.extend(wider);
        names.push(language_list(&language));
    }
    names.extend(article.photos.iter().map(|photo| photo_name(&photo.source)));
    names.sort_unstable();
    names.dedup();
    names.join("\n")
}

fn tag_list(folded: &str) -> String {
    named('t', folded)
}

fn author_list(folded: &str) -> String {
    named('a', folded)
}

fn section_list(folded: &str) -> String {
    named('s', folded)
}

fn language_list(folded: &str) -> String {
    named('l', folded)
}

/// The name a photo's source is kept under; it begins with `p`, which no list does.
pub(super) fn photo_name(source: &PhotoSource) -> String {
    match source {
        PhotoSource::Url(url) => named('p', &format!("url {url}")),
        PhotoSource::Shelf(name) => named('p', &format!("shelf {name}")),
    }
}

/// Whether a line of [`Listing::names`] names a photo and not a list.
pub(super) fn is_photo(name: &str) -> bool {
    name.starts_with('p')
}

fn named(kind: char, name: &str) -> String {
    format!("{kind} {}", name.replace('\n', " "))
}

/// Which lists a selection reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lists {
    /// Each group is one list of the filter: an article must stand in any list of every group. Never empty.
    pub(super) groups: Vec<Vec<String>>,
    /// An article must stand in none of these.
    pub(super) excluded: Vec<String>,
}

impl Lists {
    /// The lists of a selection.
    pub(super) fn of(selection: &Selection) -> Self {
        let each = |names: &[String], list: fn(&str) -> String| {
            let mut lists: Vec<String> = names.iter().map(|name| list(name)).collect();
            lists.sort_unstable();
            lists.dedup();
            lists
        };
        let four = |filter: &crate::feed::select::Filter| {
            [
                each(&filter.tags, tag_list),
                each(&filter.authors, author_list),
                each(&filter.sections, section_list),
                each(&filter.languages, language_list),
            ]
        };
        let mut groups: Vec<Vec<String>> = four(&selection.take).into();
        groups.retain(|group| !group.is_empty());
        if groups.is_empty() {
            groups.push(vec![ALL.to_owned()]);
        }
        Self {
            groups,
            excluded: four(&selection.exclude).concat(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::feed::select::Filter;

    fn article(status: &str, was_public: bool) -> Article {
        let record = json!({
            "id": "a", "source": "desk", "atom_id": "tag:courier.example,2026:desk/a", "version": 1,
            "status": status, "headline": "H", "was_public": was_public, "killed": "2026-11-22T12:00:00Z",
            "published": "2026-11-22T10:00:00Z", "updated": "2026-11-22T11:00:00Z",
            "expires": "2026-11-23T10:00:00Z", "section": "World", "tags": ["War", "war "],
            "authors": [{ "name": "Ada  Ößt", "kind": "person" }], "language": "de-AT-1996",
            "photos": [{ "source": { "shelf": "x.jpg" } }],
        });
        serde_json::from_value(record).unwrap()
    }

    #[test]
    fn an_article_stands_in_each_of_its_lists_once() {
        let listing = Listing::of(&article("usable", true));
        assert_eq!(
            listing.names,
            "*\na ada ößt\nl de\nl de-at\nl de-at-1996\np shelf x.jpg\ns world\nt war"
        );
        assert_eq!(listing.shelf, Shelf::Usable);
        assert_eq!(listing.closes, Some(1_795_428_000_000));
    }

    #[test]
    fn killed_articles_stand_by_their_kill_if_they_were_public() {
        let killed = Listing::of(&article("killed", true));
        assert_eq!((killed.shelf, killed.closes), (Shelf::Killed, None));
        assert_eq!(killed.place, 1_795_348_800_000);
        assert_eq!(Listing::of(&article("killed", false)).shelf, Shelf::Nowhere);
        assert_eq!(
            Listing::of(&article("withheld", true)).shelf,
            Shelf::Nowhere
        );
    }

    #[test]
    fn a_selection_reads_the_lists_of_its_names() {
        let names = |words: &[&str]| {
            words
                .iter()
                .map(|word| (*word).to_owned())
                .collect::<Vec<_>>()
        };
        let mut selection = Selection {
            take: Filter::of(&names(&["World"]), &names(&["war", "War"]), &[], &[]),
            ..Selection::default()
        };
        let lists = Lists::of(&selection);
        assert_eq!(lists.groups, [vec!["t war"], vec!["s world"]]);
        assert!(lists.excluded.is_empty());
        selection.exclude = Filter::of(&[], &[], &[], &names(&["de"]));
        assert_eq!(Lists::of(&selection).excluded, ["l de"]);
        assert_eq!(Lists::of(&Selection::default()).groups, [vec!["*"]]);
    }
}
