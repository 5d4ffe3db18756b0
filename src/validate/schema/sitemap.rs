//! Sitemaps (`https://www.sitemaps.org/protocol.html`) with Google's news extension.
use super::{Kind, Place, Spec, many, one};
use crate::validate::catalogue::{
    INVALID_CHANGE_FREQUENCY, INVALID_LANGUAGE, INVALID_PRIORITY, MISSING_ELEMENT,
};
use crate::validate::value::date::Profile;
use crate::validate::value::language::is_language;

/// The inside of `urlset`.
pub(in crate::validate) static URLSET: Place = Place::of(&[&[many("url", Kind::Place(&URL))]]);

/// The inside of `sitemapindex`.
pub(in crate::validate) static INDEX: Place =
    Place::of(&[&[many("sitemap", Kind::Place(&SITEMAP))]]);

const W3C_DATE: Kind = Kind::Date(Profile::W3cDtf, false);

static SITEMAP: Place = Place {
    required: &[("loc", &MISSING_ELEMENT)],
    ..Place::of(&[&[one("loc", Kind::HttpUrl), one("lastmod", W3C_DATE)]])
};

static URL: Place = Place {
    required: &[("loc", &MISSING_ELEMENT)],
    item: true,
    ..Place::of(&[URL_OWN])
};

const URL_OWN: &[Spec] = &[
    one("loc", Kind::HttpUrl),
    one("lastmod", W3C_DATE),
    one(
        "changefreq",
        Kind::Word(FREQUENCIES, &INVALID_CHANGE_FREQUENCY),
    ),
    one("priority", Kind::Decimal(0.0, 1.0, &INVALID_PRIORITY)),
    one("news:news", Kind::Place(&NEWS)),
];

const FREQUENCIES: &[&str] = &[
    "always", "hourly", "daily", "weekly", "monthly", "yearly", "never",
];

static NEWS: Place = Place {
    required: &[
        ("news:publication", &MISSING_ELEMENT),
        ("news:publication_date", &MISSING_ELEMENT),
        ("news:title", &MISSING_ELEMENT),
    ],
    ..Place::of(&[&[
        one("news:publication", Kind::Place(&PUBLICATION)),
        one("news:publication_date", W3C_DATE),
        one("news:title", Kind::Plain).filled(),
        one("news:keywords", Kind::Text),
        one("news:genres", Kind::Text),
        one("news:access", Kind::Text),
        one("news:stock_tickers", Kind::Text),
    ]])
};

static PUBLICATION: Place = Place {
    required: &[
        ("news:name", &MISSING_ELEMENT),
        ("news:language", &MISSING_ELEMENT),
    ],
    ..Place::of(&[&[
        one("news:name", Kind::Text).filled(),
        one(
            "news:language",
            Kind::Form(is_news_language, &INVALID_LANGUAGE),
        ),
    ]])
};

/// A language without a country, but for Chinese (Google News sitemaps).
fn is_news_language(value: &str) -> bool {
    matches!(value, "zh-cn" | "zh-tw") || (is_language(value) && !value.contains('-'))
}
