//! Feeds as a source: RSS 0.9x to 2.0, the RDF family, Atom and JSON Feed become drafts that keep their guids.
//!
//! Written for feeds as they are: lenient where that is safe, told as a doubt of the draft where something had to be
//! understood, a complaint where an article would be published wrongly. Nothing is fetched, no clock is asked.

mod atom;
pub(in crate::ingest) mod dates;
pub(in crate::ingest) mod decode;
pub(in crate::ingest) mod element;
pub(in crate::ingest) mod item;
mod json;
pub mod key;
pub(in crate::ingest) mod links;
pub(in crate::ingest) mod media;
pub(in crate::ingest) mod names;
pub(in crate::ingest) mod people;
mod rss;
mod settle;
pub(in crate::ingest) mod text;
pub(in crate::ingest) mod tree;

use std::collections::HashSet;

pub use settle::{hold_until_dated, keep_summary};

use crate::article::Draft;
use crate::article::byline::Outlets;

use self::links::Bases;
use self::names::Space;
use self::tree::{Element, Taken};

/// The most bytes of a document.
pub const MOST_BYTES: usize = 32 << 20;
/// The most items that are read of one document, the first of it.
pub const MOST_ITEMS: usize = 10_000;

/// The family a feed is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// RSS 0.91 to 2.0.
    Rss,
    /// RSS 0.90, 1.0 or 1.1.
    Rdf,
    /// Atom.
    Atom,
    /// JSON Feed.
    Json,
}

/// What a reader is told beside the bytes.
#[derive(Debug, Clone, Copy)]
pub struct Read<'a> {
    /// Name of the source: part of the ids of articles whose guid means nothing outside of its feed.
    pub scope: &'a str,
    /// Where the document was found.
    pub location: Option<&'a str>,
    /// What it was sent as.
    pub media_type: Option<&'a str>,
    /// Agencies and papers known by name.
    pub outlets: &'a Outlets,
}

/// An entry that its feed took back (RFC 6721).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    /// Its guid.
    pub guid: String,
    /// When.
    pub when: Option<String>,
    /// What readers are told.
    pub note: Option<String>,
}

/// A feed as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Feed {
    /// Its family.
    pub kind: Kind,
    /// Its title.
    pub title: Option<String>,
    /// Its language, as it says it.
    pub language: Option<String>,
    /// The page it belongs to.
    pub home: Option<String>,
    /// Its own address.
    pub own: Option<String>,
    /// Its WebSub hubs.
    pub hubs: Vec<String>,
    /// How many minutes it asks readers to wait between polls.
    pub ttl_minutes: Option<u32>,
    /// The next page of it (RFC 5005 section 3, JSON Feed `next_url`).
    pub next: Option<String>,
    /// The archive before this document (RFC 5005 section 4).
    pub archive: Option<String>,
    /// Whether it says that nothing will follow (JSON Feed `expired`).
    pub has_ended: bool,
    /// Its articles, in its order.
    pub drafts: Vec<Draft>,
    /// What it took back.
    pub withdrawn: Vec<Withdrawn>,
    /// What is to be told of the document as a whole, a sentence each.
    pub notes: Vec<String>,
}

/// Why bytes are no feed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Too long to be read.
    #[error("the document is longer than {MOST_BYTES} bytes")]
    TooLarge,
    /// Nothing in it.
    #[error("the document is empty")]
    Empty,
    /// XML that is no feed, or JSON that is none.
    #[error("the document is no feed: {0}")]
    NotAFeed(String),
    /// Not well-formed.
    #[error("the XML cannot be read: {0}")]
    Xml(#[from] tree::Error),
    /// Not JSON.
    #[error("the JSON cannot be read: {0}")]
    Json(#[from] super::json::Error),
}

/// Reads a feed of any family.
///
/// # Errors
/// Where the bytes are no feed at all. What is wrong with an article stands in the complaints of its draft.
pub fn read(bytes: &[u8], read: &Read<'_>) -> Result<Feed, Error> {
    if bytes.len() > MOST_BYTES {
        return Err(Error::TooLarge);
    }
    let decoded = decode::decode(bytes, read.media_type);
    let text = decoded
        .text
        .trim_start_matches(['\u{feff}', ' ', '\t', '\n']);
    let mut feed = match text.chars().next() {
        None => return Err(Error::Empty),
        Some('{') => {
            let document = super::json::read(text.as_bytes())?;
            json::read(&document, read)
                .ok_or_else(|| Error::NotAFeed("the JSON has no version of JSON Feed".to_owned()))?
        }
        Some(_) => read_xml(text, read)?,
    };
    feed.notes.extend(decoded.doubt);
    feed.settle();
    Ok(feed)
}

fn read_xml(text: &str, read: &Read<'_>) -> Result<Feed, Error> {
    let mut items: Vec<Element> = Vec::new();
    let mut n_more = 0_usize;
    let root = tree::parse(text, |item| {
        if items.len() < MOST_ITEMS {
            items.push(item);
            return Taken::Kept;
        }
        n_more += 1;
        Taken::UsedUp
    })?;
    let mut feed = if root.is(Space::Atom, "feed") {
        atom::read(&root, &items, read)
    } else if root.is(Space::Rdf, "RDF") || root.is(Space::Rss, "channel") {
        rss::read(&root, &items, Kind::Rdf, read)
    } else if root.is(Space::Rss, "rss") {
        rss::read(&root, &items, Kind::Rss, read)
    } else {
        let name = text::cut(&root.name, 40);
        return Err(Error::NotAFeed(format!("its first element is <{name}>")));
    };
    if n_more > 0 {
        feed.notes.push(format!(
            "left out, after the first {MOST_ITEMS} items: {n_more}"
        ));
    }
    Ok(feed)
}

impl Feed {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            title: None,
            language: None,
            home: None,
            own: None,
            hubs: Vec::new(),
            ttl_minutes: None,
            next: None,
            archive: None,
            has_ended: false,
            drafts: Vec::new(),
            withdrawn: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Notes what a link of the feed is for.
    fn link(&mut self, rel: Option<&str>, href: Option<&str>, bases: &Bases) {
        let Some(url) = href.and_then(|href| bases.resolve(href)).map(String::from) else {
            return;
        };
        match rel.unwrap_or("alternate").trim() {
            "alternate" if self.home.is_none() => self.home = Some(url),
            "self" => self.own = Some(url),
            "hub" => self.hubs.push(url),
            "next" => self.next = Some(url),
            "prev-archive" => self.archive = Some(url),
            _ => {}
        }
    }

    /// Leaves out what stands twice: readers show the first of two items with one guid.
    fn settle(&mut self) {
        if self.drafts.len() > MOST_ITEMS {
            let n_more = self.drafts.len() - MOST_ITEMS;
            self.drafts.truncate(MOST_ITEMS);
            self.notes.push(format!(
                "left out, after the first {MOST_ITEMS} items: {n_more}"
            ));
        }
        let mut seen: HashSet<String> = HashSet::new();
        let n_before = self.drafts.len();
        self.drafts.retain(|draft| {
            let guid = draft.guid.clone();
            guid.is_none_or(|guid| seen.insert(guid))
        });
        let n_twice = n_before - self.drafts.len();
        if n_twice > 0 {
            self.notes.push(format!(
                "left out, with the guid of an item before them: {n_twice}"
            ));
        }
    }
}

#[cfg(test)]
mod tests;
