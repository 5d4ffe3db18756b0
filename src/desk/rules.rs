//! The newsroom and its feeds, as configured now.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::pull::Pull;
use crate::article::Article;
use crate::article::byline::Outlets;
use crate::feed::select::{Facet, Facets, Selection};
use crate::feed::{FeedDefinition, Site};

/// A feed with its selection made ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selected {
    /// What its file says.
    pub definition: FeedDefinition,
    /// What it takes.
    pub selection: Selection,
    /// Hash of all that shapes its bytes apart from its articles.
    pub fingerprint: String,
    /// Hash of all that shapes the bytes of an article in it.
    pub items_fingerprint: String,
}

/// What the configuration says of the newsroom.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Shared by all feeds.
    pub site: Site,
    /// Agencies and papers known by name.
    pub outlets: Arc<Outlets>,
    /// Hosts whose frames may stay in a body.
    pub embeds: Vec<String>,
    /// The feeds by name.
    pub feeds: BTreeMap<String, Selected>,
    /// The feeds that are pulled, by the name of their source.
    pub pulls: BTreeMap<String, Pull>,
    /// Days after which an article leaves the record; 0 keeps all.
    pub articles_days: u32,
    doors: Doors,
}

/// By which facets articles come to feeds: a push asks the feeds that its facets lead to, however many there are.
#[derive(Debug, Clone, Default)]
struct Doors {
    by_facet: HashMap<Facet, Vec<String>>,
    /// Feeds that ask for no facet.
    open: Vec<String>,
}

impl Doors {
    fn of(feeds: &BTreeMap<String, Selected>) -> Self {
        let mut doors = Self::default();
        for (name, feed) in feeds {
            match feed.selection.doors() {
                None => doors.open.push(name.clone()),
                Some(facets) => {
                    for facet in facets {
                        doors.by_facet.entry(facet).or_default().push(name.clone());
                    }
                }
            }
        }
        doors
    }

    /// The feeds that may take an article with these facets.
    fn lead<'a>(&'a self, facets: &Facets) -> impl Iterator<Item = &'a str> {
        let by_facet: Vec<&'a Vec<String>> = facets
            .each()
            .iter()
            .filter_map(|facet| self.by_facet.get(facet))
            .collect();
        let open = self.open.iter().map(String::as_str);
        by_facet
            .into_iter()
            .flatten()
            .map(String::as_str)
            .chain(open)
    }
}

impl Rules {
    /// Makes the selections ready.
    pub fn new(
        site: Site,
        outlets: Outlets,
        embeds: Vec<String>,
        definitions: Vec<FeedDefinition>,
    ) -> Self {
        let ready = |definition: FeedDefinition| {
            let selected = Selected {
                selection: definition.selection(),
                fingerprint: definition.fingerprint(&site),
                items_fingerprint: definition.items_fingerprint(&site),
                definition,
            };
            (selected.definition.name.clone(), selected)
        };
        let feeds = definitions.into_iter().map(ready).collect();
        Self {
            site,
            outlets: Arc::new(outlets),
            embeds,
            doors: Doors::of(&feeds),
            feeds,
            articles_days: 0,
            pulls: BTreeMap::new(),
        }
    }

    /// The same rules, with retention.
    #[must_use]
    pub fn keeping(self, articles_days: u32) -> Self {
        Self {
            articles_days,
            ..self
        }
    }

    /// The same rules with feeds that are pulled.
    #[must_use]
    pub fn with_pulls(mut self, pulls: Vec<Pull>) -> Self {
        self.pulls = pulls
            .into_iter()
            .map(|pull| (pull.name.clone(), pull))
            .collect();
        self
    }

    /// The names of the feeds that take any of these versions of an article, sorted.
    pub fn takers<'a>(&'a self, versions: &[Option<&Article>]) -> impl Iterator<Item = &'a str> {
        let mut takes: BTreeSet<&'a str> = BTreeSet::new();
        for article in versions.iter().flatten() {
            let facets = Facets::of(article);
            takes.extend(self.doors.lead(&facets).filter(|name| {
                let feed = self.feeds.get(*name);
                feed.is_some_and(|feed| feed.selection.takes_facets(&facets))
            }));
        }
        takes.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::feed::select::Filter;

    fn names() -> impl Strategy<Value = Vec<String>> {
        proptest::collection::vec("[A-C]", 0..3)
    }

    fn selection() -> impl Strategy<Value = Selection> {
        let languages = || proptest::collection::vec("en|en-gb|de", 0..2);
        let filter = move || {
            (names(), names(), names(), languages()).prop_map(
                |(sections, tags, authors, languages)| {
                    Filter::of(&sections, &tags, &authors, &languages)
                },
            )
        };
        (filter(), filter()).prop_map(|(take, exclude)| Selection {
            take,
            exclude,
            ..Selection::default()
        })
    }

    proptest! {
        #[test]
        fn the_doors_lead_to_every_feed_that_takes(
            selections in proptest::collection::vec(selection(), 1..12),
            section in proptest::option::of("[A-C]"), tags in names(), authors in names(),
            language in proptest::option::of("en|en-GB|de-AT"),
        ) {
            let people: Vec<_> = authors.iter().map(|name| json!({ "name": name, "kind": "person" })).collect();
            let article: Article = serde_json::from_value(json!({
                "id": "a", "source": "desk", "atom_id": "tag:courier.example,2026:desk/a", "version": 1, "status": "usable",
                "headline": "H", "published": "2026-11-22T10:00:00Z", "updated": "2026-11-22T11:00:00Z",
                "section": section, "tags": tags, "authors": people, "language": language,
            })).unwrap();
            let site = Site {
                public_url: "https://courier.example".to_owned(), title: "The Courier".to_owned(),
                authority: "courier.example".to_owned(), language: "en".to_owned(), hub: None,
            };
            let mut rules = Rules::new(site, Outlets::default(), Vec::new(), Vec::new());
            for (n, selection) in selections.into_iter().enumerate() {
                let name = format!("feed-{n:02}");
                let definition = FeedDefinition::parse(&name, "title = \"T\"\ndescription = \"D.\"").unwrap();
                rules.feeds.insert(definition.name.clone(), Selected { definition, selection, fingerprint: String::new(), items_fingerprint: String::new() });
            }
            rules.doors = Doors::of(&rules.feeds);
            let expected: Vec<&str> = rules.feeds.iter()
                .filter(|(_, feed)| feed.selection.takes(&article))
                .map(|(name, _)| name.as_str()).collect();
            let found: Vec<&str> = rules.takers(&[Some(&article)]).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
