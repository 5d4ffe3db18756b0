//! What a renderer is handed: the newsroom, the articles with their measured photos, the format asked for.

use serde::{Deserialize, Serialize};

use crate::article::Article;
use crate::article::photo::PhotoFile;

/// The formats a feed comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// RSS 2.0.
    Rss,
    /// Atom 1.0 (RFC 4287).
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl Format {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Rss, Self::Atom, Self::Json];

    /// The ending of the feed's address.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Rss => "rss",
            Self::Atom => "atom",
            Self::Json => "json",
        }
    }

    /// The media type it is served as (HT-9).
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml; charset=utf-8",
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Json => "application/feed+json",
        }
    }

    /// Its name for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Rss => "RSS",
            Self::Atom => "Atom",
            Self::Json => "JSON Feed",
        }
    }

    /// Reads the ending.
    pub fn from_extension(extension: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|format| format.extension() == extension)
    }
}

/// What all feeds of an installation share; addresses come from the configured `public_url`, never from a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Base of all public addresses, without a slash at the end.
    pub public_url: String,
    /// Name of the newsroom.
    pub title: String,
    /// Authority of minted ids, such as `courier.example`.
    pub authority: String,
    /// Language where a feed names none.
    pub language: String,
    /// Address of the hub feeds point to, where one is configured.
    pub hub: Option<String>,
}

impl Site {
    /// Address of a feed in a format.
    pub fn feed_url(&self, name: &str, format: Format) -> String {
        format!("{}/feeds/{name}.{}", self.public_url, format.extension())
    }

    /// Address of the page of a feed.
    pub fn feed_page(&self, name: &str) -> String {
        format!("{}/feeds/{name}", self.public_url)
    }

    /// Address of an article: the publisher's own, else our page.
    pub fn article_url(&self, article: &Article) -> String {
        article
            .url
            .clone()
            .unwrap_or_else(|| self.article_page(article))
    }

    /// Address of our page of an article.
    pub fn article_page(&self, article: &Article) -> String {
        format!("{}/articles/{}", self.public_url, article.id.as_path())
    }

    /// Address of a photo on our shelf.
    pub fn photo_url(&self, file: &PhotoFile) -> String {
        format!("{}/photos/{}", self.public_url, file.name)
    }
}

/// One article to be shown, with what was measured of its photos.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// The article.
    pub article: Article,
    /// For each of the article's photos, in the same order, its file where it is known.
    pub files: Vec<Option<PhotoFile>>,
}
