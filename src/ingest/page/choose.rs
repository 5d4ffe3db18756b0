//! Which element of a page holds the article.

use std::collections::HashMap;

use ego_tree::{NodeId, NodeRef};
use scraper::{ElementRef, Html, Node};

use super::{furniture, tree};

/// Names that pages give to the element of their text, where they have no `article`.
const NAMED: &str = "[class~=article-body], [class~=articleBody], [class~=article__body], [class~=article-content], \
    [class~=story-body], [class~=story-content], [class~=entry-content], [class~=post-content], [class~=post-body], \
    [id=article-body], [id=story], [id=content]";
/// Less text than this in the densest part of a page is no article.
const LEAST: usize = 140;

/// How much text lies in each element, counted in one pass.
#[derive(Default)]
pub(super) struct Weights {
    /// Bytes of paragraphs anywhere in it, furniture of the page left aside.
    all: HashMap<NodeId, usize>,
    /// Bytes of paragraphs that are its children.
    own: HashMap<NodeId, usize>,
    /// Bytes of text of any kind, and of those in links.
    text: HashMap<NodeId, (usize, usize)>,
    /// Links.
    links: HashMap<NodeId, usize>,
}

impl Weights {
    pub(super) fn of(page: &Html) -> Self {
        let mut weights = Self::default();
        for node in page.tree.root().descendants() {
            match node.value() {
                Node::Text(text) => weights.add_text(node, text.trim().len()),
                Node::Element(element) if element.name() == "a" => {
                    for above in node.ancestors() {
                        *weights.links.entry(above.id()).or_insert(0) += 1;
                    }
                }
                _ => {}
            }
        }
        weights
    }

    fn add_text(&mut self, node: NodeRef<'_, Node>, length: usize) {
        if length == 0 {
            return;
        }
        let above: Vec<(NodeId, &str)> = node
            .ancestors()
            .filter_map(|above| Some((above.id(), above.value().as_element()?.name())))
            .collect();
        let is_in = |names: &[&str]| above.iter().any(|(_, name)| names.contains(name));
        if is_in(&["script", "style", "noscript", "template"]) {
            return;
        }
        let linked = if is_in(&["a"]) { length } else { 0 };
        for (id, _) in &above {
            let text = self.text.entry(*id).or_insert((0, 0));
            *text = (text.0 + length, text.1 + linked);
        }
        let paragraph = above.iter().position(|(_, name)| *name == "p");
        let Some(paragraph) =
            paragraph.filter(|_| !is_in(&["nav", "aside", "footer", "form", "dialog"]))
        else {
            return;
        };
        for (id, _) in &above[paragraph..] {
            *self.all.entry(*id).or_insert(0) += length;
        }
        if let Some((parent, _)) = above.get(paragraph + 1) {
            *self.own.entry(*parent).or_insert(0) += length;
        }
    }

    /// Bytes of paragraphs in an element.
    pub(super) fn in_all(&self, id: NodeId) -> usize {
        self.all.get(&id).copied().unwrap_or(0)
    }

    /// Bytes of text in an element.
    pub(super) fn text(&self, id: NodeId) -> usize {
        self.text.get(&id).map_or(0, |text| text.0)
    }

    /// Whether an element is a list of links: at least three, and hardly a word beside them.
    pub(super) fn is_links(&self, id: NodeId) -> bool {
        let (all, linked) = self.text.get(&id).copied().unwrap_or_default();
        self.links.get(&id).is_some_and(|n| *n >= 3) && linked * 10 >= all * 8
    }
}

/// The elements that together hold the text, and the doubt that goes with the choice.
pub(super) fn choose(page: &Html, weights: &Weights) -> (Vec<NodeId>, Option<String>) {
    let marked: Vec<ElementRef<'_>> = outermost(tree::all(page, "[itemprop~=articleBody]"));
    if !marked.is_empty() {
        return (marked.iter().map(|element| element.id()).collect(), None);
    }
    for selector in ["article, [role=article]", "main, [role=main]", NAMED] {
        let heaviest = tree::all(page, selector)
            .into_iter()
            .map(|element| (weight(weights, element), element.id()))
            .filter(|(weight, _)| *weight > 0)
            // Of equally heavy ones the first, which is the outer one.
            .reduce(|best, next| if next.0 > best.0 { next } else { best });
        if let Some((_, id)) = heaviest {
            return (vec![id], None);
        }
    }
    let densest = weights
        .own
        .iter()
        .max_by_key(|(id, weight)| (**weight, std::cmp::Reverse(**id)));
    match densest {
        Some((id, weight)) if *weight >= LEAST => (
            vec![*id],
            Some(
                "The page marks no article; the densest part of it was taken for its text."
                    .to_owned(),
            ),
        ),
        _ => (Vec::new(), None),
    }
}

/// Paragraphs count; of an article without any, its words do.
fn weight(weights: &Weights, element: ElementRef<'_>) -> usize {
    match weights.in_all(element.id()) {
        0 if !furniture::is_furniture(element.value()) => weights.text(element.id()).min(LEAST),
        weight => weight,
    }
}

fn outermost(elements: Vec<ElementRef<'_>>) -> Vec<ElementRef<'_>> {
    let ids: std::collections::HashSet<NodeId> =
        elements.iter().map(|element| element.id()).collect();
    elements
        .into_iter()
        .filter(|element| {
            !matches!(element.value().name(), "meta" | "link")
                && !element.ancestors().any(|above| ids.contains(&above.id()))
        })
        .collect()
}

/// Whether a node is an element of this name.
pub(super) fn is_named(node: &Node, name: &str) -> bool {
    node.as_element()
        .is_some_and(|element| element.name() == name)
}
