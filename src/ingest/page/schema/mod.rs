//! What a page says in the words of schema.org, as JSON-LD or as microdata: one reader for both.

mod article;
mod graph;
mod jsonld;
mod microdata;
mod people;
mod photos;
mod repair;

use scraper::Html;
use serde_json::Value;
use url::Url;

use self::graph::Graph;
use super::facts::Facts;

/// The most descriptions of one article that are put together.
const MOST_PARTS: usize = 8;

/// What the JSON-LD of a page says of its article. `own` is the address the page has, for telling its article from
/// others it mentions.
pub(super) fn from_jsonld(
    page: &Html,
    own: Option<&Url>,
    base: Option<&Url>,
    doubts: &mut Vec<String>,
) -> Facts {
    let roots = jsonld::blocks(page, doubts);
    facts("JSON-LD", roots, own, base)
}

/// What the microdata of a page says of its article.
pub(super) fn from_microdata(
    page: &Html,
    own: Option<&Url>,
    base: Option<&Url>,
    doubts: &mut Vec<String>,
) -> Facts {
    let roots = microdata::items(page, doubts);
    facts("microdata", roots, own, base)
}

fn facts(layer: &'static str, roots: Vec<Value>, own: Option<&Url>, base: Option<&Url>) -> Facts {
    let graph = Graph::new(roots);
    let mut facts = Facts::of(layer);
    let articles = graph.articles();
    let is_at = |own: &Url, article: &graph::Object| article::is_at(&graph, article, own, base);
    let known = own.filter(|own| articles.iter().any(|article| is_at(own, article)));
    let first = articles.first();
    let place = known
        .cloned()
        .or_else(|| first.and_then(|first| article::address(&graph, first, base)));
    // Plugins describe one article side by side, each a part of it.
    let (parts, others): (Vec<_>, Vec<_>) =
        articles.iter().enumerate().partition(|(n, article)| {
            place
                .as_ref()
                .map_or(*n == 0, |place| is_at(place, article))
        });
    if known.is_none() && !others.is_empty() {
        facts.doubts.push(format!(
            "The {layer} describes {} articles and none by the page's address; the first was taken.",
            articles.len()
        ));
    }
    let mut doubts = std::mem::take(&mut facts.doubts);
    for (n, (_, article)) in parts.into_iter().take(MOST_PARTS).enumerate() {
        let mut part = Facts::of(layer);
        article::read(&graph, article, base, &mut part);
        if n == 0 {
            doubts.append(&mut part.doubts);
            facts = part;
        } else {
            facts.lay_over(part, &mut doubts);
        }
    }
    facts.doubts = doubts;
    facts
}
