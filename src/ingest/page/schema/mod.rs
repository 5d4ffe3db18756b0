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
    let chosen = articles
        .iter()
        .position(|article| own.is_some_and(|own| article::is_at(&graph, article, own, base)));
    if chosen.is_none() && articles.len() > 1 {
        facts.doubts.push(format!(
            "The {layer} describes {} articles and none by the page's address; the first was taken.",
            articles.len()
        ));
    }
    if let Some(article) = articles.get(chosen.unwrap_or(0)) {
        article::read(&graph, article, base, &mut facts);
    }
    facts
}
