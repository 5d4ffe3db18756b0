//! Writes HTML from a tree of XML: what a body carries, never judged here (the article's own sanitiser does that).

use roxmltree::Node;

use crate::article::text::escape_html;

/// Elements that hold no text for readers; they go with all that is in them.
const UNREAD: &[&str] = &[
    "script", "style", "head", "title", "noscript", "template", "iframe", "object", "embed", "svg",
    "math", "form", "button", "input", "select", "textarea", "nav",
];

/// Elements without an end tag.
const VOID: &[&str] = &["br", "hr", "img", "wbr", "col"];

/// Attributes that an article may need; the sanitiser decides for each element.
const ATTRIBUTES: &[&str] = &[
    "href", "src", "alt", "title", "colspan", "rowspan", "scope", "headers", "cite", "datetime",
    "lang", "dir", "start", "width", "height",
];

/// Writes the children of an XHTML element as HTML.
pub(super) fn xhtml(node: Node<'_, '_>, out: &mut String) {
    let as_it_stands = node.tag_name().name().eq_ignore_ascii_case("pre");
    for child in node.children() {
        if child.is_text() {
            let words = child.text().unwrap_or_default();
            if as_it_stands {
                out.push_str(&escape_html(words));
            } else {
                folded(words, out);
            }
        } else if child.is_element() {
            element(child, out);
        }
    }
}

/// Writes one XHTML element as HTML.
pub(super) fn element(node: Node<'_, '_>, out: &mut String) {
    let name = node.tag_name().name().to_ascii_lowercase();
    // What is no plain name is no element of HTML either.
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric());
    if UNREAD.contains(&name.as_str()) {
        return;
    }
    if !plain {
        xhtml(node, out);
        return;
    }
    open(node, &name, out);
    if !VOID.contains(&name.as_str()) {
        xhtml(node, out);
        close(&name, out);
    }
}

/// Writes a start tag with the attributes that an article may need.
pub(super) fn open(node: Node<'_, '_>, name: &str, out: &mut String) {
    out.push('<');
    out.push_str(name);
    for attribute in node.attributes() {
        if attribute.namespace().is_none() && ATTRIBUTES.contains(&attribute.name()) {
            out.push(' ');
            out.push_str(attribute.name());
            out.push_str("=\"");
            out.push_str(&escape_html(attribute.value()));
            out.push('"');
        }
    }
    out.push('>');
}

/// Writes an end tag.
pub(super) fn close(name: &str, out: &mut String) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// Escapes text, each run of blanks as one.
pub(super) fn folded(text: &str, out: &mut String) {
    let mut blank = false;
    for piece in text.split_inclusive(|c: char| c.is_ascii_whitespace()) {
        let word = piece.trim_end_matches(|c: char| c.is_ascii_whitespace());
        if !word.is_empty() {
            out.push_str(&escape_html(word));
            blank = false;
        }
        if word.len() < piece.len() && !blank {
            out.push(' ');
            blank = true;
        }
    }
}

/// The paragraphs of text set in one piece: lines that are indented, or stand after a blank one, begin a new one.
///
/// Reuters sends whole stories in one `p` with the line ends of its old terminals.
pub(super) fn set_paragraphs(text: &str) -> Option<Vec<String>> {
    let n_indented = text
        .lines()
        .skip(1)
        .filter(|line| !line.trim().is_empty())
        .filter(|line| line.starts_with("   ") || line.starts_with('\t'))
        .count();
    let n_flush = text
        .lines()
        .skip(1)
        .filter(|line| line.starts_with(|c: char| !c.is_whitespace()))
        .count();
    // Where every line is indented it is the indentation of the XML.
    if n_indented == 0 || n_flush == 0 {
        return None;
    }
    let mut paragraphs: Vec<String> = Vec::new();
    let mut begun = false;
    for line in text.lines() {
        let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let begins = line.starts_with("   ") || line.starts_with('\t');
        if words.is_empty() {
            begun = false;
        } else if let Some(last) = paragraphs.last_mut().filter(|_| begun && !begins) {
            last.push(' ');
            last.push_str(&words);
        } else {
            paragraphs.push(words);
            begun = true;
        }
    }
    Some(paragraphs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::xml;

    fn written(text: &str) -> String {
        let document = xml::parse(text).unwrap();
        let mut out = String::new();
        xhtml(document.root_element(), &mut out);
        out
    }

    #[test]
    fn what_an_article_needs_is_written_and_nothing_that_runs() {
        assert_eq!(
            written(
                "<body><p onclick='x()'>A &lt;b&gt; &amp; <em>b</em><br/></p><script>x()</script><img src='a.jpg' alt='&quot;'/></body>"
            ),
            "<p>A &lt;b&gt; &amp; <em>b</em><br></p><img src=\"a.jpg\" alt=\"&quot;\">"
        );
        assert_eq!(
            written("<body><o.p>a</o.p><x:p xmlns:x='y'>b</x:p></body>"),
            "a<p>b</p>"
        );
    }

    #[test]
    fn blanks_are_folded() {
        let mut out = String::new();
        folded("  a\n\t b<  ", &mut out);
        assert_eq!(out, " a b&lt; ");
    }

    #[test]
    fn a_story_in_one_piece_has_its_paragraphs() {
        let text = "(Adds detail)\n    By Ann Roe\n    Jan 30 (Reuters) - Gold rose on\nTuesday.\n    Traders waited.\n\n (Reporting by Ann Roe)";
        assert_eq!(
            set_paragraphs(text).unwrap(),
            [
                "(Adds detail)",
                "By Ann Roe",
                "Jan 30 (Reuters) - Gold rose on Tuesday.",
                "Traders waited.",
                "(Reporting by Ann Roe)"
            ]
        );
        assert_eq!(set_paragraphs("one\n    two\n    three"), None);
        assert_eq!(set_paragraphs("one two"), None);
    }
}
