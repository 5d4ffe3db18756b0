//! The body of an article: HTML that passed an allow-list, text that never was HTML.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use regex::Regex;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{pictures, text};

/// The most bytes a body may have.
pub const BODY_MOST_BYTES: usize = 1024 * 1024;
/// The most elements; the sanitiser's cost grows with their square (security.md, finding 5).
const MOST_ELEMENTS: usize = 20_000;
/// The most elements inside each other.
const MOST_DEPTH: usize = 256;
/// The most attributes one tag may have.
const MOST_ATTRIBUTES: usize = 64;
/// How often a body is sanitised until it stays the same.
const MOST_PASSES: usize = 4;

/// A body that may be put into a feed as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Body(String);

impl Body {
    /// Reads HTML: everything that is not on the list goes, relative addresses are resolved against `base`.
    /// The error is a sentence for people.
    pub fn from_html(html: &str, base: Option<&Url>) -> Result<Self, String> {
        if html.len() > BODY_MOST_BYTES {
            return Err(format!("must have at most {BODY_MOST_BYTES} bytes"));
        }
        scan(html)?;
        let mut body = text::clean(html);
        for _ in 0..MOST_PASSES {
            let cleaned = text::clean(&sanitise(&body, base)).trim().to_owned();
            if cleaned == body {
                return Ok(Self(body));
            }
            body = cleaned;
        }
        Err("holds markup that changes each time it is cleaned; please simplify it".to_owned())
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

fn sanitise(html: &str, base: Option<&Url>) -> String {
    static RELATIVE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?i)\b(?:href|src|cite|srcset)\s*=\s*["']?\s*(?:[^"'\s>:]*(?:["'\s>/?#]|$))"#)
            .expect("the pattern is constant")
    });
    static PLAIN: LazyLock<Builder<'static>> = LazyLock::new(|| builder(UrlRelative::Deny));
    match base {
        Some(base) if RELATIVE.is_match(html) => {
            builder(UrlRelative::RewriteWithBase(base.clone()))
                .clean(html)
                .to_string()
        }
        _ => PLAIN.clean(html).to_string(),
    }
}

/// The allow-list: what a story needs, nothing that runs, frames, styles or submits.
fn builder(relative: UrlRelative<'static>) -> Builder<'static> {
    let mut builder = Builder::default();
    builder
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(relative)
        .rm_tags(["map", "area", "center", "tt", "strike", "acronym", "hgroup"])
        .rm_clean_content_tags(["title"])
        .clean_content_tags(HashSet::from([
            "script", "style", "title", "noscript", "template", "iframe", "object", "svg", "math",
        ]))
        .rm_tag_attributes("img", ["align", "hspace", "vspace", "border"])
        .rm_tag_attributes("table", ["align", "char", "charoff", "summary"])
        .link_rel(Some("nofollow noopener"));
    for tag in [
        "tr", "td", "th", "tbody", "thead", "tfoot", "col", "colgroup", "hr",
    ] {
        builder.rm_tag_attributes(tag, ["align", "char", "charoff", "width", "size", "valign"]);
    }
    builder
}

/// Refuses what would make the sanitiser slow, before it starts.
fn scan(html: &str) -> Result<(), String> {
    let bytes = html.as_bytes();
    let (mut elements, mut depth, mut at) = (0usize, 0usize, 0usize);
    while let Some(found) = bytes[at..].iter().position(|&b| b == b'<') {
        at += found + 1;
        let closing = bytes.get(at) == Some(&b'/');
        let start = at + usize::from(closing);
        let name_length = bytes[start..]
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric())
            .count();
        if name_length == 0 {
            continue;
        }
        let name = html[start..start + name_length].to_ascii_lowercase();
        at = start + name_length;
        if closing {
            depth = depth.saturating_sub(usize::from(nests(&name)));
            continue;
        }
        elements += 1;
        depth += usize::from(nests(&name));
        if elements > MOST_ELEMENTS {
            return Err(format!("must have at most {MOST_ELEMENTS} elements"));
        }
        if depth > MOST_DEPTH {
            return Err(format!("must not nest elements deeper than {MOST_DEPTH}"));
        }
        let tag_end = bytes[at..]
            .iter()
            .position(|&b| b == b'>')
            .map_or(bytes.len(), |end| at + end);
        let attributes = bytes[at..tag_end]
            .split(u8::is_ascii_whitespace)
            .filter(|piece| !piece.is_empty())
            .count();
        let equals = bytes[at..tag_end].iter().filter(|&&b| b == b'=').count();
        if equals > MOST_ATTRIBUTES || (attributes > MOST_ATTRIBUTES * 64) {
            return Err(format!(
                "must have at most {MOST_ATTRIBUTES} attributes in one tag"
            ));
        }
    }
    Ok(())
}

/// Whether an open tag of this name makes the tree deeper until it is closed.
fn nests(name: &str) -> bool {
    !matches!(
        name,
        "p" | "br"
            | "hr"
            | "img"
            | "li"
            | "dt"
            | "dd"
            | "tr"
            | "td"
            | "th"
            | "thead"
            | "tbody"
            | "tfoot"
            | "option"
            | "wbr"
            | "col"
            | "input"
            | "meta"
            | "link"
            | "source"
            | "area"
            | "base"
            | "embed"
            | "track"
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn html(input: &str) -> String {
        Body::from_html(
            input,
            Url::parse("https://courier.example/a/b").ok().as_ref(),
        )
        .unwrap()
        .0
    }

    #[test]
    fn scripts_styles_and_handlers_go() {
        assert_eq!(
            html("<p onclick=\"x()\" style=\"color:red\">a<script>alert(1)</script></p>"),
            "<p>a</p>"
        );
        assert_eq!(
            html("<a href=\"javascript:alert(1)\">x</a>"),
            "<a rel=\"nofollow noopener\">x</a>"
        );
        assert_eq!(
            html("<svg><style><b onclick=alert(1)></style></svg>ok"),
            "<b>ok</b>"
        );
    }

    #[test]
    fn relative_addresses_become_absolute() {
        assert!(html("<a href=\"/x?y=1\">x</a>").contains("https://courier.example/x?y=1"));
        assert!(html("<img src=c.jpg alt=c>").contains("https://courier.example/a/c.jpg"));
        assert!(
            !Body::from_html("<img src=c.jpg alt=c>", None)
                .unwrap()
                .0
                .contains("src")
        );
    }

    #[test]
    fn text_is_never_html() {
        let body = Body::from_text("One <b>&\r\nline\n\n\nTwo").unwrap();
        assert_eq!(body.0, "<p>One &lt;b&gt;&amp;<br>line</p>\n<p>Two</p>");
        assert_eq!(Body::from_html(&body.0, None).unwrap(), body);
    }

    #[test]
    fn bombs_are_refused_before_they_are_parsed() {
        assert!(Body::from_html(&"<div>".repeat(300), None).is_err());
        assert!(Body::from_html(&"<br>".repeat(20_001), None).is_err());
        assert!(Body::from_html(&format!("<p {}>", "a=1 ".repeat(80)), None).is_err());
    }

    #[test]
    fn the_lede_is_plain_text() {
        let body = Body::from_html(
            "<h2>x</h2><p> </p><p>R&amp;D <em>costs</em>, he said.</p>",
            None,
        )
        .unwrap();
        assert_eq!(body.lede(200).unwrap(), "R&D costs, he said.");
        assert_eq!(
            Body::from_text("one two three").unwrap().lede(9).unwrap(),
            "one two…"
        );
    }

    proptest! {
        #[test]
        fn a_body_stays_what_it_is(input in "[<>a-z/=\"' &;\u{0}-\u{8}é]{0,200}") {
            if let Ok(body) = Body::from_html(&input, None) {
                prop_assert_eq!(Body::from_html(body.as_html(), None).unwrap(), body);
            }
        }

        #[test]
        fn plain_text_survives(input in "\\PC{0,200}") {
            let body = Body::from_text(&input).unwrap();
            prop_assert_eq!(Body::from_html(body.as_html(), None).unwrap(), body);
        }
    }
}
