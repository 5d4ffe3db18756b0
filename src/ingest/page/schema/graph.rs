//! Values of JSON-LD with their references followed: `@graph`, arrays, `@id`, names with and without a prefix.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::super::tree;

/// A node of the graph.
pub(super) type Object = Map<String, Value>;

/// The most nodes that are looked at.
const MOST: usize = 10_000;
/// The most values of one property.
const MOST_VALUES: usize = 200;
/// How deep values may lie in each other; the reader of JSON allows no more.
const MOST_DEPTH: usize = 128;

/// The kinds of article (schema.org, below `Article` and `SocialMediaPosting`).
const ARTICLES: &[&str] = &[
    "NewsArticle",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "AskPublicNewsArticle",
    "BackgroundNewsArticle",
    "OpinionNewsArticle",
    "ReviewNewsArticle",
    "Article",
    "BlogPosting",
    "LiveBlogPosting",
    "Report",
    "AdvertiserContentArticle",
    "SatiricalArticle",
    "ScholarlyArticle",
    "TechArticle",
    "SocialMediaPosting",
];

/// The values of a page.
pub(super) struct Graph {
    roots: Vec<Value>,
    /// Where the node of an id lies: the place at each step down from the roots.
    ids: HashMap<String, Vec<usize>>,
}

impl Graph {
    pub(super) fn new(roots: Vec<Value>) -> Self {
        let mut ids = HashMap::new();
        let mut left = MOST;
        for (n, root) in roots.iter().enumerate() {
            let mut path = vec![n];
            index(root, &mut path, &mut ids, &mut left);
        }
        Self { roots, ids }
    }

    /// The articles the page is about: not those it links to.
    pub(super) fn articles(&self) -> Vec<&Object> {
        let mut found: Vec<&Object> = Vec::new();
        let mut open: Vec<&Value> = self.roots.iter().rev().collect();
        let mut left = MOST;
        while let Some(value) = open.pop() {
            left = left.saturating_sub(1);
            if left == 0 {
                break;
            }
            match value {
                Value::Array(list) => open.extend(list.iter().rev()),
                Value::Object(object) => {
                    // An id alone is no description.
                    if is_article(object) && object.len() > 2 {
                        found.push(object);
                        continue;
                    }
                    for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                        open.extend(object.get(key));
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// The values of a property, references followed, lists laid open.
    pub(super) fn values<'a>(&'a self, object: &'a Object, key: &str) -> Vec<&'a Value> {
        let value = object
            .get(key)
            .or_else(|| object.get(&format!("schema:{key}")))
            .or_else(|| object.get(&format!("https://schema.org/{key}")))
            .or_else(|| object.get(&format!("http://schema.org/{key}")));
        let mut values = Vec::new();
        let mut open: Vec<&Value> = value.into_iter().collect();
        while let Some(value) = open.pop() {
            if values.len() >= MOST_VALUES {
                break;
            }
            match value {
                Value::Array(list) => open.extend(list.iter().rev()),
                Value::Object(object) => {
                    if let Some(list) = object.get("@list").or_else(|| object.get("@set")) {
                        open.push(list);
                    } else {
                        values.push(self.followed(value, object));
                    }
                }
                Value::Null => {}
                _ => values.push(value),
            }
        }
        values
    }

    /// The node that a reference means; itself where it is none or leads nowhere.
    fn followed<'a>(&'a self, value: &'a Value, object: &'a Object) -> &'a Value {
        let bare = object
            .keys()
            .all(|key| matches!(key.as_str(), "@id" | "@type"));
        let target = object
            .get("@id")
            .and_then(Value::as_str)
            .filter(|_| bare)
            .and_then(|id| self.ids.get(id));
        let Some((first, steps)) = target.and_then(|path| path.split_first()) else {
            return value;
        };
        let mut here = self.roots.get(*first);
        for place in steps {
            here = here.and_then(|here| match here {
                Value::Array(list) => list.get(*place),
                Value::Object(object) => object.values().nth(*place),
                _ => None,
            });
        }
        here.unwrap_or(value)
    }

    /// The nodes a property has.
    pub(super) fn objects<'a>(&'a self, object: &'a Object, key: &str) -> Vec<&'a Object> {
        let values = self.values(object, key).into_iter();
        values.filter_map(Value::as_object).collect()
    }

    /// The first words of a property, in one line.
    pub(super) fn text(&self, object: &Object, key: &str) -> Option<String> {
        self.values(object, key)
            .into_iter()
            .find_map(|value| self.words(value))
    }

    /// All words of a property.
    pub(super) fn texts(&self, object: &Object, key: &str) -> Vec<String> {
        self.values(object, key)
            .into_iter()
            .filter_map(|value| self.words(value))
            .collect()
    }

    /// A value as words: a string, a number, a language-tagged string, the name of a thing.
    pub(super) fn words(&self, value: &Value) -> Option<String> {
        match value {
            Value::String(text) => tree::plain(text),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(_) | Value::Null | Value::Array(_) => None,
            Value::Object(object) => match object.get("@value") {
                Some(Value::String(text)) => tree::plain(text),
                Some(Value::Number(number)) => Some(number.to_string()),
                Some(_) => None,
                None => self
                    .values(object, "name")
                    .into_iter()
                    .find_map(|name| match name {
                        Value::String(text) => tree::plain(text),
                        Value::Object(name) => tree::plain(name.get("@value")?.as_str()?),
                        _ => None,
                    }),
            },
        }
    }

    /// A property as it stands, for what is no words: a date, an address.
    pub(super) fn raw(&self, object: &Object, key: &str) -> Option<String> {
        self.values(object, key).into_iter().find_map(|value| {
            let text = match value {
                Value::String(text) => text,
                Value::Object(object) => ["@value", "@id", "url", "contentUrl"]
                    .iter()
                    .find_map(|key| object.get(*key)?.as_str())?,
                _ => return None,
            };
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        })
    }
}

/// The names of an object's types without what stands before them.
pub(super) fn types(object: &Object) -> Vec<&str> {
    let named: Vec<&Value> = match object.get("@type") {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(value) => vec![value],
        None => Vec::new(),
    };
    named
        .into_iter()
        .filter_map(Value::as_str)
        .flat_map(str::split_ascii_whitespace)
        .map(|name| name.rsplit(['/', ':', '#']).next().unwrap_or(name))
        .collect()
}

pub(super) fn is_article(object: &Object) -> bool {
    types(object).iter().any(|name| ARTICLES.contains(name))
}

/// Notes where each node with an id and more than an id lies; of several the largest counts.
fn index(
    value: &Value,
    path: &mut Vec<usize>,
    ids: &mut HashMap<String, Vec<usize>>,
    left: &mut usize,
) {
    *left = left.saturating_sub(1);
    if *left == 0 || path.len() > MOST_DEPTH {
        return;
    }
    match value {
        Value::Array(list) => {
            for (n, value) in list.iter().enumerate() {
                path.push(n);
                index(value, path, ids, left);
                path.pop();
            }
        }
        Value::Object(object) => {
            let bare = object
                .keys()
                .all(|key| matches!(key.as_str(), "@id" | "@type"));
            if let Some(id) = object.get("@id").and_then(Value::as_str)
                && !bare
            {
                ids.entry(id.to_owned()).or_insert_with(|| path.clone());
            }
            for (n, value) in object.values().enumerate() {
                if value.is_array() || value.is_object() {
                    path.push(n);
                    index(value, path, ids, left);
                    path.pop();
                }
            }
        }
        _ => {}
    }
}
