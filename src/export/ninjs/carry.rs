//! What came in as ninjs and has no field of ours goes out again, in the words of 3.1 and where its schema allows.

use serde_json::{Map, Value, json};

use crate::ingest::ninjs::generation::{self, Family, Version};
use crate::ingest::ninjs::{schema, words};

/// Words that are carried: lists are added to ours, others stand where we have none.
const CARRIED: &[&str] = &[
    "headlines",
    "descriptions",
    "bodies",
    "people",
    "organisations",
    "places",
    "subjects",
    "events",
    "objects",
    "genres",
    "infoSources",
    "altIds",
    "trustIndicators",
    "associations",
    "title",
    "profile",
    "edNote",
    "contentCreated",
    "copyrightHolder",
    "digitalSourceType",
    "rightsInfo",
];

/// Adds what is carried to an item.
pub(super) fn add(extras: &Map<String, Value>, item: &mut Map<String, Value>) {
    let Some(Value::Object(kept)) = extras.get("ninjs") else {
        return;
    };
    let family = generation::families(kept)
        .first()
        .copied()
        .unwrap_or(Family::Three);
    let mut modern = Map::new();
    for (key, value) in kept {
        translate(family, key, value, &mut modern);
    }
    if let Some(Value::Array(list)) = modern.get_mut("associations") {
        // Pictures and recordings are written from what the article says of them.
        list.retain(|association| {
            matches!(association["type"].as_str(), Some("text" | "composite"))
        });
    }
    for key in CARRIED {
        let Some(value) = modern.remove(*key) else {
            continue;
        };
        let fits = schema::check(&json!({"uri": "urn:x", *key: value}), Version::V3_1).is_empty();
        if !fits {
            continue;
        }
        match (item.get_mut(*key), value) {
            // The sources were kept with the one that the article names.
            (_, value @ Value::Array(_)) if *key == "infoSources" => {
                item.insert((*key).to_owned(), value);
            }
            (Some(Value::Array(ours)), Value::Array(theirs)) => ours.extend(theirs),
            (Some(_), _) => {}
            (None, value) => {
                item.insert((*key).to_owned(), value);
            }
        }
    }
}

/// Puts a key of another tongue into a map in that of 3.1.
fn translate(family: Family, key: &str, value: &Value, modern: &mut Map<String, Value>) {
    if family == Family::One {
        for (prefix, list) in [
            ("headline", "headlines"),
            ("description_", "descriptions"),
            ("body_", "bodies"),
        ] {
            if let Some(role) = key.strip_prefix(prefix) {
                let entry = json!({"role": role.trim_start_matches('_'), "value": value});
                push(modern, list, entry);
                return;
            }
        }
        let by_name = matches!(key, "associations" | "altids");
        if let (true, Value::Object(named)) = (by_name, value) {
            for (name, value) in named {
                let entry = if key == "altids" {
                    json!({"role": name, "value": value})
                } else {
                    let mut entry = renamed(family, value);
                    entry["name"] = json!(name);
                    entry
                };
                push(modern, words::canonical(family, key), entry);
            }
            return;
        }
    }
    modern.insert(
        words::canonical(family, key).to_owned(),
        renamed(family, value),
    );
}

fn push(modern: &mut Map<String, Value>, list: &str, entry: Value) {
    if let Value::Array(list) = modern.entry(list).or_insert_with(|| json!([])) {
        list.push(entry);
    }
}

/// A value with all its words as 3.1 has them; 1.x said an identifier as vocabulary and code.
fn renamed(family: Family, value: &Value) -> Value {
    match value {
        Value::Array(list) => list.iter().map(|value| renamed(family, value)).collect(),
        Value::Object(map) => {
            let mut modern = Map::new();
            for (key, value) in map {
                let key = words::canonical(family, key).to_owned();
                modern.insert(key, renamed(family, value));
            }
            if family == Family::One {
                identify(&mut modern);
            }
            Value::Object(modern)
        }
        plain => plain.clone(),
    }
}

fn identify(map: &mut Map<String, Value>) {
    let scheme = map.remove("scheme");
    let code = map.remove("code");
    if let (Some(Value::String(scheme)), Some(Value::String(code))) = (&scheme, &code) {
        let joint = if scheme.ends_with(['/', '#', ':', '=']) {
            ""
        } else {
            "/"
        };
        map.insert("uri".to_owned(), json!(format!("{scheme}{joint}{code}")));
    }
    if let Some(code) = code {
        map.insert("literal".to_owned(), code);
    }
}
