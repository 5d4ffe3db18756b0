//! What the judgement found, and how many of each.
use super::{Level, Rule};

/// What kind of document it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// RSS 0.91 to 2.0.
    Rss,
    /// RSS 0.90, 1.0 and 1.1, which are RDF.
    Rdf,
    /// Atom 1.0, as a feed or one entry.
    Atom,
    /// JSON Feed 1.0 and 1.1.
    JsonFeed,
    /// OPML 1.0 to 2.0.
    Opml,
    /// A sitemap, with or without news.
    Sitemap,
    /// None of these.
    Unknown,
}

impl Format {
    /// The name as people read it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rss => "RSS",
            Self::Rdf => "RSS 1.0 (RDF)",
            Self::Atom => "Atom",
            Self::JsonFeed => "JSON Feed",
            Self::Opml => "OPML",
            Self::Sitemap => "sitemap",
            Self::Unknown => "unknown",
        }
    }
}

/// One broken rule at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// The line, from 1, where the thing starts.
    pub line: u32,
    /// The column in characters, from 1, where the thing starts.
    pub column: u32,
    /// What is wrong here, in words.
    pub message: String,
    /// The text at that place, cut short.
    pub excerpt: String,
    /// The item or entry it stands in, counted from 0; `None` when it belongs to the feed.
    pub item: Option<usize>,
    /// The element it is about.
    pub element: Option<String>,
    /// The element around that.
    pub parent: Option<String>,
    /// The attribute it is about.
    pub attr: Option<String>,
    /// The value it is about.
    pub value: Option<String>,
}

/// The judgement on one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What kind of document it is.
    pub format: Format,
    /// What was found, in document order.
    pub findings: Vec<Finding>,
}

impl Report {
    /// How many errors there are.
    pub fn n_errors(&self) -> usize {
        self.count(Level::Error)
    }

    /// How many warnings there are.
    pub fn n_warnings(&self) -> usize {
        self.count(Level::Warning)
    }

    /// How many hints there are.
    pub fn n_infos(&self) -> usize {
        self.count(Level::Info)
    }

    /// Whether the document keeps its standard: no errors.
    pub fn is_valid(&self) -> bool {
        self.n_errors() == 0
    }

    /// The findings that stand in one item or entry, counted from 0.
    pub fn of_item(&self, index: usize) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(move |finding| finding.item == Some(index))
    }

    fn count(&self, level: Level) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.rule.level == level)
            .count()
    }
}
