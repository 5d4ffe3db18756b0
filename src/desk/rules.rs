//! The newsroom and its feeds, as configured now.

use std::collections::BTreeMap;

use crate::article::Article;
use crate::article::byline::Outlets;
use crate::feed::select::Selection;
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
}

/// What the configuration says of the newsroom.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Shared by all feeds.
    pub site: Site,
    /// Agencies and papers known by name.
    pub outlets: Outlets,
    /// Hosts whose frames may stay in a body.
    pub embeds: Vec<String>,
    /// The feeds by name.
    pub feeds: BTreeMap<String, Selected>,
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
                definition,
            };
            (selected.definition.name.clone(), selected)
        };
        let feeds = definitions.into_iter().map(ready).collect();
        Self {
            site,
            outlets,
            embeds,
            feeds,
        }
    }

    /// The names of the feeds that take any of these versions of an article.
    pub fn takers<'a>(&'a self, versions: &[Option<&Article>]) -> impl Iterator<Item = &'a str> {
        let takes: Vec<&str> = self
            .feeds
            .values()
            .filter(|feed| {
                versions
                    .iter()
                    .flatten()
                    .any(|article| feed.selection.takes(article))
            })
            .map(|feed| feed.definition.name.as_str())
            .collect();
        takes.into_iter()
    }
}
