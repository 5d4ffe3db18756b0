//! What a wire says beyond the fields of an article, kept in its own words under the name of its format.

use roxmltree::Node;
use serde_json::{Map, Value};

use super::xml;
use crate::article::Draft;

/// The extras of one document, while it is read.
#[derive(Debug, Default)]
pub(super) struct Kept(Map<String, Value>);

impl Kept {
    /// Keeps one value under a name of which there is one.
    pub(super) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// Keeps a text, where there is one.
    pub(super) fn text(&mut self, name: &str, value: Option<impl Into<String>>) {
        if let Some(value) = value {
            self.set(name, value.into());
        }
    }

    /// Keeps one more value under a name of which there may be several.
    pub(super) fn add(&mut self, name: &str, value: impl Into<Value>) {
        let list = self
            .0
            .entry(name)
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            list.push(value.into());
        }
    }

    /// Keeps an element's attributes and text under its name.
    pub(super) fn element(&mut self, node: Node<'_, '_>) {
        let value = of_element(node);
        if !value.as_object().is_some_and(Map::is_empty) {
            self.add(node.tag_name().name(), value);
        }
    }

    /// Puts what was kept into the draft.
    pub(super) fn into_draft(self, format: &str, draft: &mut Draft) {
        if !self.0.is_empty() {
            draft
                .extras
                .insert(format.to_owned(), Value::Object(self.0));
        }
    }
}

/// An element as an object: its attributes by name, its text as `text`. One without attributes is its text.
pub(super) fn of_element(node: Node<'_, '_>) -> Value {
    let mut map = Map::new();
    for attribute in node.attributes() {
        let value = attribute.value().trim();
        if !value.is_empty() {
            map.insert(attribute.name().to_owned(), value.into());
        }
    }
    if let Some(text) = xml::text(node) {
        if map.is_empty() {
            return Value::String(text);
        }
        map.insert("text".to_owned(), text.into());
    }
    Value::Object(map)
}
