//! The meta elements of a page: Open Graph, its `article:` family, and the older names.

use scraper::Html;
use url::Url;

use super::facts::Facts;
use super::tree;
use crate::article::draft::{DraftPhoto, DraftWireSource};

/// The most meta elements that are looked at.
const MOST: usize = 500;
/// The most tags.
const MOST_TAGS: usize = 100;

/// Names and contents, in order.
pub(super) struct Metas(Vec<(String, String)>);

impl Metas {
    pub(super) fn of(page: &Html) -> Self {
        let metas = tree::all(page, "meta[content]").into_iter().take(MOST);
        let read = metas.filter_map(|meta| {
            let name = meta
                .attr("property")
                .or_else(|| meta.attr("name"))
                .or_else(|| meta.attr("http-equiv"))?;
            let content = meta.attr("content")?.trim();
            (!content.is_empty()).then(|| (name.trim().to_ascii_lowercase(), content.to_owned()))
        });
        Self(read.collect())
    }

    /// The first content under the first of the names that has one.
    fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            let found = self.0.iter().find(|(known, _)| known == name);
            found.map(|(_, content)| content.as_str())
        })
    }

    fn plain(&self, names: &[&str]) -> Option<String> {
        self.first(names).and_then(tree::plain)
    }

    fn every<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, content)| content.as_str())
    }

    /// `og:url`, made whole.
    pub(super) fn address(&self, base: Option<&Url>) -> Option<Url> {
        tree::whole(self.first(&["og:url"])?, base)
    }

    /// `og:image` with what follows it (ogp.me, "Structured Properties").
    fn images(&self, base: Option<&Url>) -> Vec<DraftPhoto> {
        let mut images: Vec<DraftPhoto> = Vec::new();
        for (name, content) in &self.0 {
            match name.as_str() {
                "og:image" | "og:image:url" | "og:image:secure_url" => {
                    let Some(url) = tree::whole(content, base).map(String::from) else {
                        continue;
                    };
                    let again = name != "og:image" && !images.is_empty();
                    if !again && images.iter().all(|image| image.url.as_ref() != Some(&url)) {
                        images.push(DraftPhoto {
                            url: Some(url),
                            ..DraftPhoto::default()
                        });
                    }
                }
                "og:image:alt" => {
                    if let Some(last) = images.last_mut() {
                        last.alt = tree::plain(content);
                    }
                }
                _ => {}
            }
        }
        if images.is_empty()
            && let Some(url) = self
                .first(&["twitter:image", "twitter:image:src"])
                .and_then(|url| tree::whole(url, base))
        {
            images.push(DraftPhoto {
                url: Some(url.into()),
                alt: self.plain(&["twitter:image:alt"]),
                ..DraftPhoto::default()
            });
        }
        images.truncate(1);
        images
    }
}

/// What the meta elements say.
#[expect(clippy::too_many_lines, reason = "one line a field")]
pub(super) fn facts(metas: &Metas, base: Option<&Url>) -> Facts {
    let mut facts = Facts::of("meta element");
    facts.headline = metas.plain(&["og:title", "twitter:title", "dc.title", "dcterms.title"]);
    facts.summary = metas.plain(&[
        "og:description",
        "description",
        "twitter:description",
        "dc.description",
    ]);
    facts.published = moment(
        &mut facts,
        metas,
        "date of publication",
        &[
            "article:published_time",
            "og:published_time",
            "dcterms.created",
            "dc.date.issued",
            "parsely-pub-date",
            "date",
        ],
    );
    facts.updated = moment(
        &mut facts,
        metas,
        "date of the last change",
        &[
            "article:modified_time",
            "og:updated_time",
            "dcterms.modified",
            "last-modified",
        ],
    );
    facts.expires = moment(
        &mut facts,
        metas,
        "date of expiry",
        &["article:expiration_time"],
    );
    facts.byline = authors(metas);
    facts.section = metas.plain(&["article:section", "parsely-section"]);
    facts.tags = tags(metas);
    facts.language = metas
        .first(&[
            "og:locale",
            "content-language",
            "dc.language",
            "dcterms.language",
        ])
        .map(|language| language.replace('_', "-"))
        .filter(|language| is_language(language));
    facts.url = metas.address(base).map(String::from);
    facts.photos = metas.images(base);
    facts.publisher = metas
        .plain(&["og:site_name", "dc.publisher"])
        .map(|name| DraftWireSource {
            name: Some(name),
            url: None,
        });
    facts.access = match metas.first(&["article:content_tier"]) {
        Some("free") => Some("free"),
        Some("locked" | "metered") => Some("subscriber"),
        _ => None,
    };
    facts.rights = metas.plain(&["copyright", "dc.rights", "dcterms.rights"]);
    facts
}

fn moment(facts: &mut Facts, metas: &Metas, what: &str, names: &[&str]) -> Option<String> {
    let text = metas.first(names)?.to_owned();
    facts.moment(what, &text)
}

/// Names; the addresses of profiles that Open Graph asks for are none.
fn authors(metas: &Metas) -> Option<String> {
    for name in [
        "article:author",
        "author",
        "dc.creator",
        "dcterms.creator",
        "byl",
        "parsely-author",
    ] {
        let names: Vec<String> = metas
            .every(name)
            .filter(|name| !name.contains("://"))
            .filter_map(tree::plain)
            .collect();
        if !names.is_empty() {
            return Some(names.join(", "));
        }
    }
    None
}

fn tags(metas: &Metas) -> Vec<String> {
    let mut tags: Vec<String> = metas.every("article:tag").filter_map(tree::plain).collect();
    if tags.is_empty() {
        let words = metas
            .first(&["news_keywords", "keywords"])
            .unwrap_or_default();
        tags = words.split(',').filter_map(tree::plain).collect();
    }
    tags.truncate(MOST_TAGS);
    tags
}

/// Whether text is a language tag of the common form.
pub(super) fn is_language(text: &str) -> bool {
    let mut pieces = text.split('-');
    pieces.next().is_some_and(|first| {
        (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic())
    }) && pieces.all(|piece| {
        (2..=8).contains(&piece.len()) && piece.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}
