//! Small questions to the tree of a page.

use ego_tree::NodeRef;
use scraper::{ElementRef, Html, Node, Selector};
use url::Url;

use crate::article::body::scan;
use crate::article::text;

/// The most bytes of words that are read from one element; fields are shorter.
const MOST_WORDS: usize = 16 * 1024;

/// The elements that a selector of ours takes.
pub(super) fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    Selector::parse(selector)
        .map_or_else(|_| Vec::new(), |selector| page.select(&selector).collect())
}

/// The first of them.
pub(super) fn first<'a>(page: &'a Html, selector: &str) -> Option<ElementRef<'a>> {
    let selector = Selector::parse(selector).ok()?;
    page.select(&selector).next()
}

/// The first within an element.
pub(super) fn within<'a>(element: ElementRef<'a>, selector: &str) -> Option<ElementRef<'a>> {
    let selector = Selector::parse(selector).ok()?;
    element.select(&selector).next()
}

/// The words of a node in one line, without those of scripts and styles, as far as a field can be long.
pub(super) fn words(node: NodeRef<'_, Node>) -> String {
    words_up_to(node, MOST_WORDS)
}

/// The same, about so many bytes of it.
pub(super) fn words_up_to(node: NodeRef<'_, Node>, most: usize) -> String {
    let mut words = String::new();
    for node in node.descendants() {
        if words.len() > most {
            break;
        }
        match node.value() {
            Node::Text(piece) => {
                let hidden = node.ancestors().next().is_some_and(|parent| {
                    parent.value().as_element().is_some_and(|parent| {
                        matches!(parent.name(), "script" | "style" | "noscript" | "template")
                    })
                });
                if !hidden {
                    words.push_str(piece);
                }
            }
            Node::Element(element) if ends_line(element.name()) => words.push(' '),
            _ => {}
        }
    }
    text::line(&words)
}

/// Whether an element begins a line of its own.
pub(super) fn ends_line(name: &str) -> bool {
    matches!(
        name,
        "p" | "br"
            | "div"
            | "li"
            | "tr"
            | "td"
            | "th"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "figcaption"
            | "section"
            | "blockquote"
            | "ul"
            | "ol"
            | "dd"
            | "dt"
            | "figure"
            | "header"
            | "footer"
    )
}

/// Text of machines that was escaped once too often, as plain text in one line; empty is missing.
pub(super) fn plain(words: &str) -> Option<String> {
    let escaped = words.contains('&') && words.contains(';');
    let marked = words.contains("</") || words.contains("<br") || words.contains("/>");
    let line = if (escaped || marked) && scan(words).is_ok() {
        let fragment = Html::parse_fragment(words);
        words_up_to(*fragment.root_element(), words.len())
    } else {
        text::line(words)
    };
    (!line.is_empty()).then_some(line)
}

/// An address made whole; `None` where it is not one of http or https.
pub(super) fn whole(address: &str, base: Option<&Url>) -> Option<Url> {
    let url = Url::options().base_url(base).parse(address.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}
