//! The body of an article: HTML that passed an allow-list, text that never was HTML.
//!
//! What comes in is scanned (`scan`), parsed, reported on and repaired (`tidy`), and sanitised by the same list
//! (`list`), until it stays the same. Nothing is edited after the sanitiser.

mod embeds;
mod list;
mod pixels;
mod removed;
mod scan;
mod srcset;
mod tidy;

use std::borrow::Cow;
use std::sync::LazyLock;

use ammonia::Builder;
use regex::Regex;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{pictures, text};

pub use removed::{Removed, quoted};
pub use scan::scan;

/// The most bytes a body may have.
pub const BODY_MOST_BYTES: usize = 1024 * 1024;
/// How often a body is sanitised until it stays the same.
const MOST_PASSES: usize = 3;

/// A body that may be put into a feed as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Body(String);

/// A body, and what had to go to make it one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// The body.
    pub body: Body,
    /// What was removed: plain sentences.
    pub removed: Vec<String>,
}

impl Body {
    /// Reads HTML: everything that is not on the list goes, relative addresses are resolved against `base`, frames of
    /// `embeds` (host names) stay in a sandbox. The error is a sentence for people.
    pub fn clean(html: &str, base: Option<&Url>, embeds: &[String]) -> Result<Cleaned, String> {
        if html.len() > BODY_MOST_BYTES {
            return Err(format!("must have at most {BODY_MOST_BYTES} bytes"));
        }
        scan(html)?;
        let rules = tidy::Rules { base, embeds };
        let mut removed = Removed::default();
        let mut body = text::clean(html);
        for _ in 0..MOST_PASSES {
            let tidied = tidy::tidy(&body, rules, &mut removed);
            let tidied = tidied.trim();
            let cleaned = text::clean(&sanitise(tidied)).trim().to_owned();
            if cleaned == tidied {
                return Ok(Cleaned {
                    body: Self(cleaned),
                    removed: removed.into_sentences(),
                });
            }
            body = cleaned;
        }
        Err("holds markup that changes each time it is cleaned; please simplify it".to_owned())
    }

    /// As [`Body::clean`] without embeds, for whoever does not ask what was removed.
    pub fn from_html(html: &str, base: Option<&Url>) -> Result<Self, String> {
        Self::clean(html, base, &[]).map(|cleaned| cleaned.body)
    }

    /// Reads plain text: blank lines part paragraphs, a single line end is a line break.
    pub fn from_text(plain: &str) -> Result<Self, String> {
        if plain.len() > BODY_MOST_BYTES {
            return Err(format!("must have at most {BODY_MOST_BYTES} bytes"));
        }
        let plain = text::clean(plain);
        let mut body = String::with_capacity(plain.len() + 64);
        for paragraph in paragraphs(&plain) {
            body.push_str("<p>");
            for (n, line) in paragraph.iter().enumerate() {
                if n > 0 {
                    body.push_str("<br>");
                }
                body.push_str(&escape_paragraph(line));
            }
            body.push_str("</p>\n");
        }
        body.truncate(body.trim_end().len());
        Ok(Self(body))
    }

    /// The HTML.
    pub fn as_html(&self) -> &str {
        &self.0
    }

    /// The HTML with a link in the place of each frame: for feeds and pages, which show no frames.
    pub fn as_html_without_frames(&self) -> Cow<'_, str> {
        embeds::as_links(&self.0)
    }

    /// The body without the pictures of these addresses; a figure goes with its picture.
    #[must_use]
    pub fn without_pictures(&self, addresses: &[String]) -> Self {
        Self(pictures::without(&self.0, addresses))
    }

    /// Whether nothing is left to read.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text of the first paragraph that says something, cut at a word's end after about `most` characters.
    pub fn lede(&self, most: usize) -> Option<String> {
        let mut rest = self.0.as_str();
        while let Some(start) = rest.find("<p") {
            let open = rest[start..].find('>').map(|end| start + end + 1)?;
            let close = rest[open..]
                .find("</p>")
                .map_or(rest.len(), |end| open + end);
            let words = plain_text(&rest[open..close]);
            if !words.is_empty() {
                return Some(cut(&words, most));
            }
            rest = &rest[close..];
        }
        let words = plain_text(&self.0);
        (!words.is_empty()).then(|| cut(&words, most))
    }
}

/// The text of sanitised HTML, in one line.
pub fn plain_text(html: &str) -> String {
    static TAG: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"<[^>]*>").expect("the pattern is constant"));
    let stripped = TAG.replace_all(html, " ");
    let unescaped = quick_xml::escape::unescape_with(&stripped, |entity| match entity {
        "nbsp" => Some(" "),
        other => quick_xml::escape::resolve_predefined_entity(other),
    });
    let line = text::line(&unescaped.unwrap_or(Cow::Borrowed(&stripped)));
    line.replace(" .", ".").replace(" ,", ",")
}

fn cut(words: &str, most: usize) -> String {
    if words.chars().count() <= most {
        return words.to_owned();
    }
    let end = words
        .char_indices()
        .nth(most)
        .map_or(words.len(), |(at, _)| at);
    let end = words[..end].rfind(' ').unwrap_or(end);
    format!(
        "{}…",
        words[..end].trim_end_matches([',', ';', ':', '–', '-', ' '])
    )
}

fn paragraphs(plain: &str) -> Vec<Vec<&str>> {
    let mut all = Vec::new();
    let mut one = Vec::new();
    for line in plain.lines() {
        let line = line.trim();
        if !line.is_empty() {
            one.push(line);
        } else if !one.is_empty() {
            all.push(std::mem::take(&mut one));
        }
    }
    if !one.is_empty() {
        all.push(one);
    }
    all
}

/// Escapes as the sanitiser would write it, so that it finds nothing to change.
fn escape_paragraph(line: &str) -> String {
    line.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('\u{a0}', "&nbsp;")
}

/// The sanitiser itself, which has the last word.
fn sanitise(html: &str) -> String {
    static LIST: LazyLock<Builder<'static>> = LazyLock::new(list::builder);
    LIST.clean(html).to_string()
}

#[cfg(test)]
mod tests;
