//! The text of a page: the element that holds it without its furniture, or the words JSON-LD gives.

use std::collections::HashSet;

use ego_tree::NodeId;
use html5ever::{LocalName, QualName, ns};
use scraper::{ElementRef, Html, Node};
use url::Url;

use super::choose::{self, Weights};
use super::facts::Facts;
use super::{MOST_TEXT, figures, furniture, tree};
use crate::article::text;

/// How many blocks at the beginning may repeat what is known already.
const HEAD_BLOCKS: usize = 12;
/// What repeats a field is no longer than this, in bytes.
const LONGEST_HEAD: usize = 1_500;
/// How many names of furniture are told.
const MOST_TOLD: usize = 20;

/// What was found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) html: Option<String>,
    pub(super) text: Option<String>,
    pub(super) removed: Vec<String>,
    pub(super) doubts: Vec<String>,
}

/// Reads the text; figures that are photos go to the facts.
pub(super) fn read(page: &mut Html, facts: &mut Facts, base: Option<&Url>) -> Found {
    let weights = Weights::of(page);
    let (roots, doubt) = choose::choose(page, &weights);
    let mut found = Found::default();
    let mut told: Vec<String> = Vec::new();
    clear(page, &roots, &weights, &mut told);
    let taken = figures::take(page, &roots, base, &mut facts.photos);
    detach(page, &taken);
    clear_heads(page, &roots, facts, &weights);
    clear_links(page, &roots, &weights, &mut told);
    make_whole(page, &roots, base);
    let html = written(page, &roots);
    let words = roots
        .iter()
        .filter_map(|id| page.tree.get(*id))
        .map(|root| tree::words_up_to(root, MOST_TEXT))
        .collect::<Vec<_>>()
        .join(" ");
    let said = facts
        .text
        .take()
        .map(|said| said.trim().to_owned())
        .filter(|said| !said.is_empty());
    match said {
        Some(said) if !holds(&words, &said) => {
            if !words.is_empty() {
                found.doubts.push(format!(
                    "The text of the {} differs from what the page shows; the former was taken.",
                    facts.layer
                ));
            }
            (found.html, found.text) = if said.contains("</p>") || said.contains("<br") {
                (Some(said), None)
            } else {
                (None, Some(paragraphs(&said)))
            };
        }
        _ => {
            found.html = Some(html).filter(|_| !words.is_empty());
            found.doubts.extend(doubt.filter(|_| !words.is_empty()));
            if !told.is_empty() {
                let n = told.len();
                told.truncate(MOST_TOLD);
                let more = if n > MOST_TOLD { ", and more" } else { "" };
                found.removed.push(format!(
                    "Left out as furniture of the page: {}{more}.",
                    told.join(", ")
                ));
            }
        }
    }
    if found
        .html
        .as_ref()
        .is_some_and(|html| html.len() > MOST_TEXT)
    {
        // The sanitiser will say that it is too much; nothing is cut here.
        found
            .doubts
            .push("The text of the page is very long.".to_owned());
    }
    found
}

/// Whether the element shows the words that JSON-LD gives: it is not much shorter, and begins and ends with them.
fn holds(shown: &str, said: &str) -> bool {
    let bare = |words: &str| -> String {
        words
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let said = if said.contains("</") {
        tree::plain(said).unwrap_or_default()
    } else {
        said.to_owned()
    };
    let (shown, said) = (bare(shown), bare(&said));
    let n = said.chars().count();
    let piece = |from: usize| -> String { said.chars().skip(from).take(40).collect() };
    // A beginning may be a headline or a dateline that stands elsewhere on the page: the middle counts as well.
    let pieces = [
        piece(0),
        piece(n / 3),
        piece(n / 2),
        piece(n.saturating_sub(40)),
    ];
    let n_found = pieces
        .iter()
        .filter(|piece| shown.contains(piece.as_str()))
        .count();
    shown.chars().count() * 10 >= n * 8 && n_found >= 3
}

/// The words of JSON-LD as paragraphs: its line ends part them.
fn paragraphs(said: &str) -> String {
    let lines: Vec<String> = said.lines().filter_map(tree::plain).collect();
    lines.join("\n\n")
}

/// The elements below the roots, those that lie in one that is gone left aside.
fn below(page: &Html, roots: &[NodeId]) -> Vec<NodeId> {
    roots
        .iter()
        .filter_map(|id| page.tree.get(*id))
        .flat_map(|root| root.descendants().skip(1))
        .filter(|node| node.value().is_element())
        .map(|node| node.id())
        .collect()
}

fn detach(page: &mut Html, ids: &[NodeId]) {
    for id in ids {
        if let Some(mut node) = page.tree.get_mut(*id) {
            node.detach();
        }
    }
}

/// Takes furniture out, but nothing that holds more than half of the text.
fn clear(page: &mut Html, roots: &[NodeId], weights: &Weights, told: &mut Vec<String>) {
    let total: usize = roots.iter().map(|id| weights.in_all(*id)).sum();
    let mut gone: Vec<NodeId> = Vec::new();
    let mut inside: HashSet<NodeId> = HashSet::new();
    for id in below(page, roots) {
        let Some(node) = page.tree.get(id) else {
            continue;
        };
        let Some(element) = node.value().as_element() else {
            continue;
        };
        if node
            .parent()
            .is_some_and(|parent| inside.contains(&parent.id()))
        {
            inside.insert(id);
            continue;
        }
        let parent = node.parent().map(|parent| parent.id());
        let headed = match element.name() {
            // Headers and footers of the article itself; a quotation's footer names its source.
            "header" | "footer" => {
                parent.is_some_and(|parent| roots.contains(&parent)) && !has_figure(node)
            }
            _ => false,
        };
        let heavy = weights.in_all(id) * 2 > total && total > 0;
        if (headed || furniture::is_furniture(element)) && !heavy {
            inside.insert(id);
            gone.push(id);
            let trivial = matches!(
                element.name(),
                "script" | "style" | "link" | "meta" | "template" | "noscript"
            );
            let label = furniture::label(element);
            if !trivial && !told.contains(&label) {
                told.push(label);
            }
        }
    }
    detach(page, &gone);
}

fn has_figure(node: ego_tree::NodeRef<'_, Node>) -> bool {
    node.descendants()
        .any(|below| choose::is_named(below.value(), "figure"))
}

/// Takes out what repeats headline, deck, byline and date above the text.
fn clear_heads(page: &mut Html, roots: &[NodeId], facts: &Facts, weights: &Weights) {
    let mut known: HashSet<String> = HashSet::new();
    for words in [
        &facts.headline,
        &facts.subheadline,
        &facts.byline,
        &facts.section,
        &facts.dateline,
    ] {
        known.extend(words.as_deref().map(text::fold));
    }
    for names in [facts.signed(), Some(listed(facts))].into_iter().flatten() {
        known.insert(text::fold(&format!("By {names}")));
        known.insert(text::fold(&names));
    }
    known.remove("");
    let mut gone = Vec::new();
    let mut n_blocks = 0;
    for id in below(page, roots) {
        let Some(element) = page.tree.get(id).and_then(ElementRef::wrap) else {
            continue;
        };
        let name = element.value().name();
        if name != "h1" && weights.text(id) > LONGEST_HEAD {
            continue;
        }
        let words = text::fold(&tree::words(*element));
        let is_date = name == "time"
            || tree::within(element, "time")
                .is_some_and(|time| text::fold(&tree::words(*time)) == words);
        let repeats = known.contains(&words) || (is_date && !inside_words(element, weights));
        if name == "h1" || (repeats && n_blocks < HEAD_BLOCKS) {
            gone.push(id);
        } else if tree::ends_line(name) && !words.is_empty() {
            n_blocks += 1;
        }
    }
    detach(page, &gone);
}

/// Whether an element stands in a sentence.
fn inside_words(element: ElementRef<'_>, weights: &Weights) -> bool {
    let own = weights.text(element.id());
    element.ancestors().any(|above| {
        let holds_words = above
            .value()
            .as_element()
            .is_some_and(|above| matches!(above.name(), "p" | "li" | "td" | "blockquote"));
        holds_words && weights.text(above.id()) > own + 20
    })
}

/// `Ann Lee and Bob Ray`.
fn listed(facts: &Facts) -> String {
    let names: Vec<&str> = facts
        .authors
        .iter()
        .map(|author| author.name.as_str())
        .collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [many @ .., last] => format!("{} and {last}", many.join(", ")),
    }
}

/// Takes out lists of links: at least three, and hardly a word beside them.
fn clear_links(page: &mut Html, roots: &[NodeId], weights: &Weights, told: &mut Vec<String>) {
    let total: usize = roots.iter().map(|id| weights.in_all(*id)).sum();
    let mut gone = Vec::new();
    for id in below(page, roots) {
        let Some(element) = page.tree.get(id).and_then(ElementRef::wrap) else {
            continue;
        };
        if !matches!(element.value().name(), "ul" | "ol" | "div" | "section")
            || weights.in_all(id) * 2 > total
        {
            continue;
        }
        if weights.is_links(id) {
            gone.push(id);
        }
    }
    if !gone.is_empty() {
        told.push("lists of links".to_owned());
    }
    detach(page, &gone);
}

/// Makes the addresses in the text whole, and gives pictures that wait for a script their address.
fn make_whole(page: &mut Html, roots: &[NodeId], base: Option<&Url>) {
    for id in below(page, roots) {
        let waiting = page
            .tree
            .get(id)
            .and_then(ElementRef::wrap)
            .filter(|element| element.value().name() == "img")
            .and_then(|image| figures::address(image, base));
        let Some(mut node) = page.tree.get_mut(id) else {
            continue;
        };
        let Node::Element(element) = node.value() else {
            continue;
        };
        if let Some(address) = waiting {
            let src = QualName::new(None, ns!(), LocalName::from("src"));
            element.attrs.insert(src, address.as_str().into());
        }
        let Some(base) = base else { continue };
        for (name, value) in &mut element.attrs {
            if matches!(&*name.local, "href" | "src" | "cite" | "poster")
                && let Err(url::ParseError::RelativeUrlWithoutBase) = Url::parse(value.trim())
                && let Ok(whole) = base.join(value.trim())
            {
                *value = whole.as_str().into();
            }
        }
    }
}

/// What is left of the elements, as HTML. A relative `srcset` is left to the sanitiser, which reads it against the
/// article's address.
fn written(page: &Html, roots: &[NodeId]) -> String {
    let elements = roots
        .iter()
        .filter_map(|id| page.tree.get(*id))
        .filter_map(ElementRef::wrap);
    let pieces: Vec<String> = elements
        .map(|element| {
            // An element that is a paragraph itself is part of the text.
            if element.value().name() == "p" {
                element.html()
            } else {
                element.inner_html()
            }
        })
        .collect();
    let html = pieces.join("\n");
    let lines: Vec<&str> = html
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.trim().is_empty())
        .collect();
    if html.contains("<pre") {
        html
    } else {
        lines.join("\n").trim().to_owned()
    }
}
