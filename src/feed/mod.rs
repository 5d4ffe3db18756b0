//! Articles become bytes. Pure: no clock, no random, no store; equal state, equal bytes.

pub mod definition;
pub mod select;
pub mod story;

mod xml;

mod labels;
mod markup;
mod media;
mod showing;

mod atom;
mod json;
mod rss;

mod coded;
pub mod edition;
pub mod newsstand;

use chrono::{DateTime, Utc};

use crate::article::Article;

pub use definition::FeedDefinition;
pub use edition::Edition;
pub use newsstand::Newsstand;
pub use story::{Format, Site, Story};

/// Everything one feed shows at one moment: what [`render`] makes bytes of.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The newsroom.
    pub site: &'a Site,
    /// What the feed's file says.
    pub definition: &'a FeedDefinition,
    /// What the feed takes, newest first.
    pub stories: &'a [Story],
    /// Killed articles that the public could have seen in this feed, newest kill first.
    pub tombstones: &'a [Article],
}

impl Page<'_> {
    /// The newest change that is shown: the last of all updates, lifted embargoes, late comings and kills.
    /// `None` where the feed is empty. RSS `lastBuildDate`, Atom `updated`.
    pub fn changed(&self) -> Option<DateTime<Utc>> {
        let shown = self.stories.iter().map(|story| {
            let article = &story.article;
            let came = [article.embargo, article.placed];
            came.into_iter()
                .flatten()
                .fold(article.updated, DateTime::max)
        });
        let killed = self
            .tombstones
            .iter()
            .map(|article| article.killed.unwrap_or(article.updated));
        shown.chain(killed).max()
    }
}

/// Makes the document of a feed in a format. A pure function: equal pages give equal bytes.
///
/// # Errors
/// The crates that write can fail in theory only; nothing that an article holds makes them.
pub fn render(page: &Page<'_>, format: Format) -> Result<Vec<u8>, Error> {
    match format {
        Format::Rss => rss::render(page),
        Format::Atom => atom::render(page),
        Format::Json => json::render(page),
    }
}

/// Why a feed could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// RSS.
    #[error("the RSS document cannot be written")]
    Rss(#[source] ::rss::Error),
    /// Atom.
    #[error("the Atom document cannot be written")]
    Atom(#[source] atom_syndication::Error),
    /// JSON Feed.
    #[error("the JSON Feed document cannot be written")]
    Json(#[source] serde_json::Error),
}

#[cfg(test)]
mod tests;
