//! What each page shows: plain values, filled by the caller. No page asks anything of anyone.

use chrono::{DateTime, Utc};

/// What every page shares: the newsroom and its ways in.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// The newsroom's name, as it stands in the nameplate.
    pub title: String,
    /// One sentence about it; may be empty.
    pub description: String,
    /// The newsroom's main language, BCP 47. The pages' own few words are English.
    pub language: String,
    /// The configured public address, `https://news.example.org` or `https://example.org/news`;
    /// a slash at its end does not matter. Addresses under it are written without scheme and
    /// host, so that a page also works when reached by another name.
    pub public_url: String,
    /// The newsroom's own icon, an address under `public_url`; without it the built-in one is shown.
    pub icon: Option<String>,
    /// The copyright line for the foot of the page.
    pub rights: Option<String>,
    /// The feeds the bar under the nameplate leads to, in order; the first eight are shown.
    pub feeds: Vec<NavLink>,
}

/// One entry of the bar under the nameplate.
#[derive(Debug, Clone, Default)]
pub struct NavLink {
    /// The feed's title.
    pub title: String,
    /// Its page, `{public_url}/feeds/{name}`.
    pub url: String,
}

/// The absolute addresses of one feed.
#[derive(Debug, Clone, Default)]
pub struct FeedLinks {
    /// The page for people, `{public_url}/feeds/{name}`.
    pub page: String,
    /// RSS 2.0.
    pub rss: String,
    /// Atom 1.0.
    pub atom: String,
    /// JSON Feed 1.1.
    pub json: String,
}

/// The front page.
#[derive(Debug, Clone, Default)]
pub struct IndexView {
    /// Every public feed, in the order to show.
    pub feeds: Vec<FeedCard>,
    /// The newest articles of all feeds, newest first; a dozen is a good number.
    pub latest: Vec<Teaser>,
}

/// One feed, as the front page lists it.
#[derive(Debug, Clone, Default)]
pub struct FeedCard {
    /// The feed's title.
    pub title: String,
    /// What is in it; may be empty.
    pub description: String,
    /// BCP 47.
    pub language: String,
    /// Its addresses.
    pub links: FeedLinks,
    /// How many articles it holds now.
    pub n_articles: usize,
    /// When one of them last changed; none while the feed is empty.
    pub updated: Option<DateTime<Utc>>,
}

/// The page of one feed.
#[derive(Debug, Clone, Default)]
pub struct FeedView {
    /// The feed's title.
    pub title: String,
    /// What is in it; may be empty.
    pub description: String,
    /// BCP 47.
    pub language: String,
    /// Its addresses.
    pub links: FeedLinks,
    /// The `WebSub` hub, where the feed has one.
    pub hub: Option<String>,
    /// When one of its articles last changed; none while the feed is empty.
    pub updated: Option<DateTime<Utc>>,
    /// Its articles, newest first. The first is shown as the lead.
    pub items: Vec<Teaser>,
}

/// One article, as a list shows it.
#[derive(Debug, Clone)]
pub struct Teaser {
    /// Where the headline leads: the article's own address, `http` or `https`.
    pub url: String,
    /// Plain text, not escaped.
    pub headline: String,
    /// Plain text.
    pub summary: Option<String>,
    /// BCP 47; empty means the language of the list.
    pub language: String,
    /// The section as readers see it.
    pub section: Option<String>,
    /// Parsed authors, in printed order.
    pub authors: Vec<Author>,
    /// The byline as printed; shown where `authors` is empty.
    pub byline: Option<String>,
    /// First public.
    pub published: DateTime<Utc>,
    /// Last significant change; shown where it differs from `published` by a minute or more.
    pub updated: DateTime<Utc>,
    /// The lead photo.
    pub photo: Option<Photo>,
    /// The newest correction.
    pub correction: Option<Correction>,
}

/// One person or organisation who wrote an article.
#[derive(Debug, Clone, Default)]
pub struct Author {
    /// As printed.
    pub name: String,
    /// `Reporter in Kyiv`; shown on the article's page.
    pub role: Option<String>,
    /// `New York Times`; shown on the article's page.
    pub affiliation: Option<String>,
    /// The author's page.
    pub url: Option<String>,
}

/// A photo whose size is known. One that is not measured yet is not shown.
#[derive(Debug, Clone, Default)]
pub struct Photo {
    /// Absolute address; the pages' content security policy shows only those under `public_url`.
    pub url: String,
    /// Pixels, as measured from the bytes.
    pub width: u32,
    /// Pixels, as measured from the bytes.
    pub height: u32,
    /// For those who cannot see it; empty where nobody wrote one.
    pub alt: String,
    /// The caption, without its credit.
    pub caption: Option<String>,
    /// Whom to credit.
    pub credit: Option<String>,
}

/// A note to readers that something was wrong and is right now.
#[derive(Debug, Clone)]
pub struct Correction {
    /// Plain text.
    pub note: String,
    /// When it was made.
    pub corrected: DateTime<Utc>,
}

/// Who else stands behind an article: the agency it came from.
#[derive(Debug, Clone, Default)]
pub struct WireSource {
    /// `New York Times`.
    pub name: String,
    /// Its home page.
    pub url: Option<String>,
}

/// The page of one article.
#[derive(Debug, Clone)]
pub struct ArticleView {
    /// Our own page, `{public_url}/articles/{id}`.
    pub page: String,
    /// The publisher's own address: the canonical one, and the link to the original. None where
    /// our page is the only one.
    pub url: Option<String>,
    /// Plain text.
    pub headline: String,
    /// Plain text.
    pub subheadline: Option<String>,
    /// Plain text; for search engines and previews, not shown.
    pub summary: Option<String>,
    /// BCP 47.
    pub language: String,
    /// The section as readers see it.
    pub section: Option<String>,
    /// Parsed authors, in printed order.
    pub authors: Vec<Author>,
    /// The byline as printed; shown where `authors` is empty.
    pub byline: Option<String>,
    /// `KYIV, Ukraine`.
    pub dateline: Option<String>,
    /// First public.
    pub published: DateTime<Utc>,
    /// Last significant change; shown where it differs from `published` by a minute or more.
    pub updated: DateTime<Utc>,
    /// The lead first.
    pub photos: Vec<Photo>,
    /// **Sanitised** HTML: it is inserted as it is.
    pub body_html: String,
    /// Every correction, newest first.
    pub corrections: Vec<Correction>,
    /// The agency it came from.
    pub wire_source: Option<WireSource>,
    /// The copyright line.
    pub rights: Option<String>,
    /// As readers see them.
    pub tags: Vec<String>,
    /// The feeds that carry the article, for those who want more of it; their counts are not shown.
    pub feeds: Vec<FeedCard>,
}

/// The page of a killed article. It never names the article.
#[derive(Debug, Clone)]
pub struct GoneView {
    /// What the desk tells readers.
    pub reason: Option<String>,
    /// When it was withdrawn.
    pub killed: DateTime<Utc>,
}
