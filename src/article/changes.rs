//! What differs between two versions of an article, by the names of the record's fields.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::record::Article;

/// What says nothing of the words: kept for order and for the desk.
const ASIDE: [&str; 5] = ["version", "arrivals", "was_public", "doubts", "updated"];

/// The fields of the record in which the later version differs, in alphabetical order.
pub fn between(earlier: &Article, later: &Article) -> Vec<String> {
    let (earlier, later) = (fields(earlier), fields(later));
    let names: BTreeSet<&String> = earlier.keys().chain(later.keys()).collect();
    names
        .into_iter()
        .filter(|name| !ASIDE.contains(&name.as_str()))
        .filter(|name| earlier.get(*name) != later.get(*name))
        .cloned()
        .collect()
}

fn fields(article: &Article) -> Map<String, Value> {
    match serde_json::to_value(article) {
        Ok(Value::Object(fields)) => fields,
        // An article is an object of plain values, so this cannot be.
        Ok(_) | Err(_) => Map::new(),
    }
}
