//! The microdata of a page as values in the shape of JSON-LD (HTML 5.2).

use ego_tree::NodeRef;
use scraper::node::Element;
use scraper::{Html, Node};
use serde_json::{Map, Value};

use super::super::tree;

/// The most properties that are read.
const MOST: usize = 4_000;
/// How deep items may lie in each other.
const MOST_DEPTH: usize = 16;

/// Every item that is no property of another.
pub(super) fn items(page: &Html, doubts: &mut Vec<String>) -> Vec<Value> {
    let mut left = MOST;
    let items = tree::all(page, "[itemscope]:not([itemprop])")
        .into_iter()
        .map(|element| item(*element, 0, &mut left))
        .collect();
    if left == 0 {
        doubts.push("The page has more microdata than is read.".to_owned());
    }
    items
}

fn item(node: NodeRef<'_, Node>, depth: usize, left: &mut usize) -> Value {
    let mut map = Map::new();
    if let Some(element) = node.value().as_element() {
        if let Some(kind) = element.attr("itemtype") {
            map.insert("@type".to_owned(), Value::String(kind.trim().to_owned()));
        }
        if let Some(id) = element.attr("itemid") {
            map.insert("@id".to_owned(), Value::String(id.trim().to_owned()));
        }
    }
    // A walk of our own: what lies in another item belongs to that one.
    let mut open: Vec<NodeRef<'_, Node>> = node.children().rev().collect();
    while let Some(here) = open.pop() {
        let Some(element) = here.value().as_element() else {
            continue;
        };
        let scope = element.attr("itemscope").is_some();
        if let Some(names) = element.attr("itemprop")
            && *left > 0
        {
            *left -= 1;
            let value = if scope && depth < MOST_DEPTH {
                item(here, depth + 1, left)
            } else {
                Value::String(value(here, element))
            };
            for name in names.split_ascii_whitespace().take(8) {
                add(&mut map, name, value.clone());
            }
        }
        if !scope {
            open.extend(here.children().rev());
        }
    }
    Value::Object(map)
}

fn add(map: &mut Map<String, Value>, name: &str, value: Value) {
    match map.get_mut(name) {
        None => {
            map.insert(name.to_owned(), value);
        }
        Some(Value::Array(list)) => list.push(value),
        Some(other) => {
            let first = other.take();
            *other = Value::Array(vec![first, value]);
        }
    }
}

/// The value of a property (HTML 5.2.4). Its own `content` wins, as pages use it on every element.
fn value(node: NodeRef<'_, Node>, element: &Element) -> String {
    let attribute = match element.name() {
        "audio" | "embed" | "iframe" | "img" | "source" | "track" | "video" => Some("src"),
        "a" | "area" | "link" => Some("href"),
        "object" => Some("data"),
        "data" | "meter" => Some("value"),
        "time" => Some("datetime"),
        _ => None,
    };
    let words = || match element.attr("itemprop") {
        // The text of the article is had from its element, whole.
        Some("articleBody") => String::new(),
        _ => tree::words(node),
    };
    let named = element
        .attr("content")
        .or_else(|| attribute.and_then(|name| element.attr(name)));
    match (named, element.name(), element.attr("itemprop")) {
        // Who signs with a link is the name, not the address.
        (Some(_), "a", Some("author" | "creator" | "name" | "keywords" | "articleSection")) => {
            words()
        }
        (Some(named), _, _) => named.trim().to_owned(),
        (None, _, _) => words(),
    }
}
