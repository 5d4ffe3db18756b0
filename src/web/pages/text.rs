//! How the pages write dates, counts, addresses and reading directions.

use std::borrow::Borrow;

use chrono::{DateTime, Utc};

use super::view::{ArticleView, Author, Photo, Site};

/// `20 November 2026, 08:30 UTC`.
pub(super) fn date_for_people(moment: &DateTime<Utc>) -> String {
    moment.format("%-d %B %Y, %H:%M UTC").to_string()
}

/// `2026-11-20T08:30:00Z`, the form `<time datetime>` wants.
pub(super) fn date_for_machines(moment: &DateTime<Utc>) -> String {
    moment.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Whether a reader would see two different times. The pages show minutes.
pub(super) fn differs(published: &DateTime<Utc>, updated: &DateTime<Utc>) -> bool {
    updated.timestamp().div_euclid(60) > published.timestamp().div_euclid(60)
}

/// `No articles yet`, `1 article`, `50 articles`.
pub(super) fn count_of_articles(n_articles: impl Borrow<usize>) -> String {
    match n_articles.borrow() {
        0 => "No articles yet".to_owned(),
        1 => "1 article".to_owned(),
        n => format!("{n} articles"),
    }
}

/// The scripts that run from right to left, by ISO 15924 code.
const RIGHT_TO_LEFT_SCRIPTS: &[&str] = &[
    "adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa",
];

/// The languages whose usual script runs from right to left.
const RIGHT_TO_LEFT_LANGUAGES: &[&str] = &[
    "ar", "arc", "arz", "ckb", "dv", "fa", "glk", "he", "iw", "ji", "ks", "mzn", "nqo", "pnb",
    "ps", "sd", "syr", "ug", "ur", "yi",
];

/// `rtl` or `ltr` for a BCP 47 tag: a script in it decides, else the language.
pub(super) fn direction(language: &str) -> &'static str {
    let tag = language.to_ascii_lowercase();
    let mut subtags = tag.split(['-', '_']);
    let primary = subtags.next().unwrap_or_default();
    let script = subtags
        .take_while(|subtag| subtag.len() > 1)
        .find(|subtag| subtag.len() == 4 && subtag.bytes().all(|b| b.is_ascii_alphabetic()));
    let runs_left = script.map_or_else(
        || RIGHT_TO_LEFT_LANGUAGES.contains(&primary),
        |script| RIGHT_TO_LEFT_SCRIPTS.contains(&script),
    );
    if runs_left { "rtl" } else { "ltr" }
}

/// An address a link may lead to: `http`, `https`, or a path of ours. Anything else, `javascript:`
/// before all, is no link.
pub(super) fn web_address(url: &str) -> Option<&str> {
    let rest = url.trim();
    let scheme = rest.split_once(':').map(|(scheme, _)| scheme);
    let ours = rest.starts_with('/') && !rest.starts_with("//");
    let web = scheme.is_some_and(|scheme| {
        scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
    });
    (ours || web).then_some(rest)
}

/// [`web_address`] of an address that may be missing.
pub(super) fn web_link(url: &Option<String>) -> Option<&str> {
    url.as_deref().and_then(web_address)
}

/// The host of an address, for `Read it at example.org`, without `www.`.
pub(super) fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}

/// Every affiliation once, in the order of the authors.
pub(super) fn affiliations(authors: &[Author]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for name in authors.iter().filter_map(|a| a.affiliation.as_deref()) {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Whether a photo stands taller than it is wide.
pub(super) fn is_upright(photo: &Photo) -> bool {
    photo.height > photo.width
}

impl Site {
    /// The configured address without a slash at its end.
    fn base(&self) -> &str {
        self.public_url.trim_end_matches('/')
    }

    /// Scheme and host of the configured address.
    fn origin(&self) -> &str {
        let base = self.base();
        let host_at = base.find("://").map_or(0, |at| at + 3);
        let path_at = base[host_at..]
            .find('/')
            .map_or(base.len(), |at| host_at + at);
        &base[..path_at]
    }

    /// `/assets/…` as this site must write it, below the path it is mounted at.
    pub(super) fn at(&self, path: &str) -> String {
        format!("{}{path}", &self.base()[self.origin().len()..])
    }

    /// A path of ours as an absolute address.
    pub(super) fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base())
    }

    /// The path of an address that is ours; any other address as it is.
    pub(super) fn here<'a>(&self, url: &'a str) -> &'a str {
        let origin = self.origin();
        match url.strip_prefix(origin) {
            Some(path) if !origin.is_empty() && path.starts_with('/') => path,
            _ => url,
        }
    }
}

impl ArticleView {
    /// The address search engines and previews shall keep.
    pub(super) fn canonical(&self) -> &str {
        web_link(&self.url).unwrap_or(&self.page)
    }

    /// The summary, or the subheadline where there is none.
    pub(super) fn description(&self) -> Option<&str> {
        self.summary.as_deref().or(self.subheadline.as_deref())
    }
}
