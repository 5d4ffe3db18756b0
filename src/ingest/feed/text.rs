//! Text of feeds: references to characters, titles that are HTML although they should be plain, HTML as plain text.

use std::borrow::Cow;

/// Tags that a title may hold by mistake; other words in angle brackets are words.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "big", "br", "cite", "code", "del", "dfn", "em", "font",
    "i", "img", "ins", "kbd", "mark", "p", "q", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "tt", "u", "var", "wbr", "div", "h1", "h2", "h3", "h4",
];
/// Tags that part words.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "td",
    "th",
    "tr",
    "ul",
];
/// Tags whose content is not text.
const HIDDEN: &[&str] = &[
    "script", "style", "iframe", "object", "svg", "noscript", "template",
];

/// What a reference by name or number stands for, without its `&` and `;`.
pub(super) fn named_character(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return Some(numbered(code).to_string());
    }
    match name {
        "amp" => return Some("&".to_owned()),
        "lt" => return Some("<".to_owned()),
        "gt" => return Some(">".to_owned()),
        "quot" => return Some("\"".to_owned()),
        "apos" => return Some("'".to_owned()),
        _ => {}
    }
    if name.len() > 32 || !name.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let (first, second) = *html5ever::data::NAMED_ENTITIES.get(&format!("{name};"))?;
    let mut text = String::new();
    text.extend(char::from_u32(first).filter(|c| *c != '\0'));
    text.extend(char::from_u32(second).filter(|c| *c != '\0'));
    (!text.is_empty()).then_some(text)
}

/// The character of a number; the numbers of windows-1252 mean what browsers make of them (HTML, 13.2.5.80).
fn numbered(code: u32) -> char {
    if let Ok(byte @ 0x80..=0x9f) = u8::try_from(code) {
        let bytes = [byte];
        let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
        return text.chars().next().unwrap_or('\u{fffd}');
    }
    char::from_u32(code).unwrap_or('\u{fffd}')
}

/// Text with its references resolved, once.
pub(in crate::ingest) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match reference(rest) {
            Some((character, length)) => {
                out.push_str(&character);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The reference a text begins with, and how long it is.
fn reference(text: &str) -> Option<(String, usize)> {
    let end = text.bytes().take(40).position(|b| b == b';')?;
    Some((named_character(text.get(1..end)?)?, end + 1))
}

/// The name of the tag that a text begins with (`<b ...>`, `</b>`), in lower case, and how long the tag is.
pub(super) fn tag(text: &str) -> Option<(String, usize)> {
    let inner = text.strip_prefix('<')?;
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let length = inner
        .bytes()
        .take(24)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let name = inner.get(..length).filter(|name| !name.is_empty())?;
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().skip(1 + length).take(MOST_TAG) {
        match (quote, byte) {
            (None, b'>') => return Some((name.to_ascii_lowercase(), at + 1)),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The longest tag in bytes: beyond it, a bracket is a bracket and the search stays linear.
const MOST_TAG: usize = 8_192;

/// Whether a text that should be plain is HTML: it holds a known tag, or a reference that is still to be resolved.
pub(super) fn is_html(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        rest = &rest[at..];
        let found = if rest.starts_with('&') {
            reference(rest).is_some()
        } else {
            tag(rest).is_some_and(|(name, _)| INLINE.contains(&name.as_str()))
        };
        if found {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

/// Whether a description is more than a line of text: it parts paragraphs or shows something.
pub(in crate::ingest) fn is_body(html: &str) -> bool {
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        if tag(rest).is_some_and(|(name, _)| {
            BLOCKS.contains(&name.as_str())
                || matches!(name.as_str(), "img" | "picture" | "video" | "audio")
        }) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

/// A title as plain text, and a doubt where it was not plain.
pub(in crate::ingest) fn title(raw: &str) -> (String, Option<String>) {
    let raw = crate::article::text::line(raw);
    if !is_html(&raw) {
        return (raw, None);
    }
    let read = plain(&raw);
    let doubt = format!("the title holds HTML; it was read as: {read}");
    (read, Some(doubt))
}

/// The text of HTML in one line: tags go, references are resolved once.
pub(in crate::ingest) fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len().min(4_096));
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some((name, length)) = tag(rest) else {
            text.push('<');
            rest = &rest[1..];
            continue;
        };
        let is_end = rest.starts_with("</");
        rest = &rest[length..];
        if HIDDEN.contains(&name.as_str()) && !is_end {
            rest = after_end(rest, &name);
        } else if BLOCKS.contains(&name.as_str()) {
            text.push(' ');
        }
    }
    text.push_str(rest);
    crate::article::text::line(&unescape(&text))
}

/// What follows the end tag of a hidden element.
fn after_end<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = &rest[at..];
        if let Some((found, length)) = tag(rest)
            && found == name
        {
            return &rest[length..];
        }
        rest = &rest[2..];
    }
    ""
}

/// Text cut at a word's end after at most `most` characters, with an ellipsis where something is missing.
pub(in crate::ingest) fn cut(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else {
        return text.to_owned();
    };
    let head = &text[..end];
    let head = head.rfind(' ').map_or(head, |at| &head[..at]);
    format!("{}…", head.trim_end_matches([',', ';', ':', '-', ' ']))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn titles_are_plain_and_what_is_not_is_told() {
        for (raw, read, doubtful) in [
            ("Harbour opens", "Harbour opens", false),
            ("Profit < loss & more", "Profit < loss & more", false),
            ("How to use <Title>", "How to use <Title>", false),
            ("R&D; a talk", "R&D; a talk", false),
            ("Tom &amp; Jerry", "Tom & Jerry", true),
            (
                "Don&#8217;t &#146;panic&#146;",
                "Don\u{2019}t \u{2019}panic\u{2019}",
                true,
            ),
            ("A <em>big</em> day<br/>here", "A big day here", true),
            ("&amp;lt;b&gt;", "&lt;b>", true),
        ] {
            let (title, doubt) = title(raw);
            assert_eq!((title.as_str(), doubt.is_some()), (read, doubtful), "{raw}");
        }
    }

    #[test]
    fn html_becomes_a_line() {
        assert_eq!(
            plain(
                "<p>One<b>two</b></p><!-- no --><script>x < y</script><p title='a>b'>three&nbsp;&copy;</p> 1 < 2"
            ),
            "Onetwo three \u{a9} 1 < 2"
        );
        assert_eq!(cut("One two three", 9), "One two…");
        assert!(is_body("x<br>y") && is_body("<IMG src=a>") && !is_body("a <b>c</b>"));
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "(<|>|&|;|/|\"|'|a|p|#|x|!|-|é|script| ){0,60}") {
            let _ = (plain(&text), title(&text), unescape(&text).len(), is_body(&text), cut(&text, 3));
        }
    }
}
