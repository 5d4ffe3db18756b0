//! The text of a WordPress post as its pages show it: paragraphs from blank lines, captions, no shortcodes.

/// Tags that are no part of a paragraph.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "iframe",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "style",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "video",
    "audio",
];

/// The HTML of a post, and the names of the shortcodes that were left out.
pub(super) fn read(content: &str) -> (String, Vec<String>) {
    let (content, left_out) = without_shortcodes(content);
    let has_blocks = content.contains("<!-- wp:");
    let lower = content.to_ascii_lowercase();
    let has_paragraphs = lower.contains("<p>") || lower.contains("<p ");
    if has_blocks || has_paragraphs {
        return (content, left_out);
    }
    (parted(&content), left_out)
}

/// Blank lines part paragraphs and single line ends are breaks, but where a block stands.
fn parted(content: &str) -> String {
    let mut html = String::with_capacity(content.len() + 256);
    let mut paragraph: Vec<&str> = Vec::new();
    // A block that spans blank lines (`pre`, a table) stays whole.
    let mut inside: Option<(String, usize)> = None;
    for line in content.lines() {
        if let Some((name, depth)) = inside.take() {
            html.push_str(line);
            html.push('\n');
            let depth = depth + count(line, &format!("<{name}"))
                - count(line, &format!("</{name}")).min(depth + count(line, &format!("<{name}")));
            inside = (depth > 0).then_some((name, depth));
            continue;
        }
        let trimmed = line.trim();
        let block = block_of(trimmed);
        if trimmed.is_empty() || block.is_some() {
            flush(&mut paragraph, &mut html);
        }
        match block {
            Some(name) => {
                html.push_str(line);
                html.push('\n');
                let depth = count(line, &format!("<{name}"))
                    .saturating_sub(count(line, &format!("</{name}")));
                inside = (depth > 0 && name != "hr").then_some((name, depth));
            }
            None if !trimmed.is_empty() => paragraph.push(trimmed),
            None => {}
        }
    }
    flush(&mut paragraph, &mut html);
    html.truncate(html.trim_end().len());
    html
}

fn flush(paragraph: &mut Vec<&str>, html: &mut String) {
    if paragraph.is_empty() {
        return;
    }
    html.push_str("<p>");
    html.push_str(&paragraph.join("<br>\n"));
    html.push_str("</p>\n");
    paragraph.clear();
}

/// The block a line begins with.
fn block_of(line: &str) -> Option<String> {
    let inner = line.strip_prefix('<')?;
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let name: String = inner
        .chars()
        .take(12)
        .take_while(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    BLOCKS.contains(&name.as_str()).then_some(name)
}

fn count(line: &str, tag: &str) -> usize {
    let line = line.to_ascii_lowercase();
    line.match_indices(tag)
        .filter(|(at, _)| {
            let next = line.as_bytes().get(at + tag.len());
            next.is_none_or(|b| !b.is_ascii_alphanumeric())
        })
        .count()
}

/// Captions become figures; the other shortcodes that WordPress itself knows go, their content stays.
fn without_shortcodes(content: &str) -> (String, Vec<String>) {
    let mut out = String::with_capacity(content.len());
    let mut left_out: Vec<String> = Vec::new();
    let mut rest = content;
    while let Some(at) = rest.find('[') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some((name, is_end, length)) = shortcode(rest) else {
            out.push('[');
            rest = &rest[1..];
            continue;
        };
        if name == "caption" && !is_end {
            let inner = &rest[length..];
            if let Some(end) = inner.find("[/caption]") {
                out.push_str(&figure(&inner[..end]));
                rest = &inner[end + "[/caption]".len()..];
                continue;
            }
        }
        if !is_end && name != "embed" && !left_out.contains(&name) {
            left_out.push(name);
        }
        rest = &rest[length..];
    }
    out.push_str(rest);
    (out, left_out)
}

/// The shortcode of WordPress that a text begins with, whether it ends one, and how long it is.
fn shortcode(text: &str) -> Option<(String, bool, usize)> {
    const KNOWN: &[&str] = &[
        "caption",
        "wp_caption",
        "gallery",
        "embed",
        "audio",
        "video",
        "playlist",
        "contact-form-7",
    ];
    let inner = text.strip_prefix('[')?;
    let (inner, is_end) = inner
        .strip_prefix('/')
        .map_or((inner, false), |inner| (inner, true));
    let name: String = inner
        .chars()
        .take(20)
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        .collect();
    if !KNOWN.contains(&name.as_str()) {
        return None;
    }
    let end = text.bytes().take(2_048).position(|b| b == b']')?;
    Some((name, is_end, end + 1))
}

/// A picture with the words after it.
fn figure(inner: &str) -> String {
    let after_image = inner.rfind("<img").and_then(|image| {
        let end = image + inner[image..].find('>')? + 1;
        let rest = &inner[end..];
        let linked = rest.trim_start().strip_prefix("</a>");
        Some(linked.map_or(end, |linked| inner.len() - linked.len()))
    });
    let (image, words) = inner.split_at(after_image.unwrap_or(0));
    format!(
        "\n\n<figure>{}<figcaption>{}</figcaption></figure>\n\n",
        image.trim(),
        words.trim()
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn blank_lines_part_paragraphs() {
        let (html, left_out) = read(
            "One\ntwo\n\n<h2>Three</h2>\nFour\n\n<ul>\n<li>a</li>\n\n<li>b</li>\n</ul>\nFive [gallery ids=\"1,2\"] [sic]",
        );
        assert_eq!(
            html,
            "<p>One<br>\ntwo</p>\n<h2>Three</h2>\n<p>Four</p>\n<ul>\n<li>a</li>\n\n<li>b</li>\n</ul>\n<p>Five  [sic]</p>"
        );
        assert_eq!(left_out, ["gallery"]);
        let blocks = "<!-- wp:paragraph -->\n<p>One</p>\n<!-- /wp:paragraph -->";
        assert_eq!(read(blocks).0, blocks);
    }

    #[test]
    fn a_caption_becomes_a_figure() {
        let (html, left_out) = read(
            "[caption id=\"a\" width=\"3\"]<a href=\"/x\"><img src=\"/p.jpg\"></a> A ferry[/caption]\nText",
        );
        assert_eq!(
            html,
            "<figure><a href=\"/x\"><img src=\"/p.jpg\"></a><figcaption>A ferry</figcaption></figure>\n<p>Text</p>"
        );
        assert!(left_out.is_empty());
    }

    proptest! {
        #[test]
        fn nothing_panics(content in "(<|>|/|p|pre|ul|li|\\[|\\]|caption|/caption|<img>|é|\n| |=){0,60}") {
            let _ = read(&content);
        }
    }
}
