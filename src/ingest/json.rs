//! Reads JSON as a record may be: no key twice, not too deep, faults with line and column.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// How deep values may stand inside each other.
const MOST_DEPTH: usize = 64;

/// What is wrong with a document that is not JSON, or JSON no record may be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why} (line {line}, column {column})")]
pub struct Error {
    /// What is wrong.
    pub why: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
}

/// Reads a document.
pub fn read(bytes: &[u8]) -> Result<Value, Error> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if is_wide(bytes) {
        // RFC 8259 section 8.1.
        return Err(Error {
            why: "the text is UTF-16 or UTF-32; JSON is sent as UTF-8".to_owned(),
            line: 1,
            column: 1,
        });
    }
    let tree: Tree = serde_json::from_slice(bytes).map_err(|error| {
        let text = error.to_string();
        let why = text
            .rsplit_once(" at line ")
            .map_or(text.as_str(), |(why, _)| why);
        // The words of serde_json for half a character say nothing to whoever sent it.
        let is_half = why.ends_with("of hex escape") || why.contains("surrogate");
        let why = if is_half {
            "an escape \\u holds half a character, a lone surrogate"
        } else {
            why
        };
        Error {
            why: why.to_owned(),
            line: error.line().max(1),
            column: error.column().max(1),
        }
    })?;
    if depth(&tree.0) > MOST_DEPTH {
        return Err(Error {
            why: format!("values stand inside each other deeper than {MOST_DEPTH}"),
            line: 1,
            column: 1,
        });
    }
    Ok(tree.0)
}

/// Whether the text begins as UTF-16 and UTF-32 do: with their mark, or with a character of more than one byte.
fn is_wide(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe")
        || bytes.starts_with(b"\xfe\xff")
        || (bytes.len() > 2 && bytes.iter().take(2).any(|byte| *byte == 0))
}

/// The reader of JSON bounds its own recursion (128), so this one is bounded too.
fn depth(value: &Value) -> usize {
    match value {
        Value::Array(list) => 1 + list.iter().map(depth).max().unwrap_or(0),
        Value::Object(map) => 1 + map.values().map(depth).max().unwrap_or(0),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// A JSON value in which no key stood twice.
struct Tree(Value);

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree(Value::Number(value.into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree(Value::Number(value.into())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree(
            Number::from_f64(value).map_or(Value::Null, Value::Number),
        ))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree(Value::String(value.to_owned())))
    }

    fn visit_string<E>(self, value: String) -> Result<Tree, E> {
        Ok(Tree(Value::String(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(Tree(value)) = access.next_element()? {
            list.push(value);
        }
        Ok(Tree(Value::Array(list)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Tree, A::Error> {
        let mut map = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            if map.contains_key(&key) {
                return Err(de::Error::custom(format_args!(
                    "the key {key:?} stands twice"
                )));
            }
            let Tree(value) = access.next_value()?;
            map.insert(key, value);
        }
        Ok(Tree(Value::Object(map)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn faults_have_a_place() {
        let twice = read(b"{\"a\": 1,\n \"a\": 2}").unwrap_err();
        assert_eq!(twice.line, 2);
        assert!(twice.why.contains("\"a\" stands twice"), "{twice}");
        assert!(read(format!("{}1{}", "[".repeat(70), "]".repeat(70)).as_bytes()).is_err());
        assert!(read(&b"[".repeat(100_000)).is_err());
        assert!(read(b"{} x").is_err());
        assert!(read(b"\"\xff\"").is_err());
        for half in [
            r#""\ud800""#,
            r#""\ud800x""#,
            r#""\udc00""#,
            r#""\ud800\ud800""#,
        ] {
            assert!(
                read(half.as_bytes()).unwrap_err().why.contains("surrogate"),
                "{half}"
            );
        }
        for wide in [
            &b"\xff\xfe{\0}\0"[..],
            b"{\0}\0",
            b"\0{\0}",
            b"\0\0\xfe\xff",
        ] {
            assert!(read(wide).unwrap_err().why.contains("UTF-8"), "{wide:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }
    }
}
