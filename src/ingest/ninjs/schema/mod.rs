//! Checks a document against the exact JSON Schema of its version; the schemas are part of the program.

use std::sync::{LazyLock, OnceLock};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft as Dialect, Registry, Validator};
use serde_json::{Value, json};

use super::generation::{Found, Version};
use crate::article::complaint::{Complaint, pointer_segment};

/// The most faults that are told of one document.
const MOST_FAULTS: usize = 50;
/// The address by which the schemas of places refer to `GeoJSON`.
const GEOJSON: &str = "https://geojson.org/schema/GeoJSON.json";

/// The schema of a version, as it was published.
fn text(version: Version) -> &'static str {
    match version {
        Version::V1_0 => include_str!("../schemas/ninjs-schema_1.0.json"),
        Version::V1_1 => include_str!("../schemas/ninjs-schema_1.1.json"),
        Version::V1_2 => include_str!("../schemas/ninjs-schema_1.2.json"),
        Version::V1_3 => include_str!("../schemas/ninjs-schema_1.3.json"),
        Version::V1_4 => include_str!("../schemas/ninjs-schema_1.4.json"),
        Version::V1_5 => include_str!("../schemas/ninjs-schema_1.5.json"),
        Version::V1_6 => include_str!("../schemas/ninjs-schema_1.6.json"),
        Version::Dev1 => include_str!("../schemas/ninjs-schema-dev_0.2_v1.5.json"),
        Version::V2_0 => include_str!("../schemas/ninjs-schema_2.0.json"),
        Version::V2_1 => include_str!("../schemas/ninjs-schema_2.1.json"),
        Version::V2_2 => include_str!("../schemas/ninjs-schema_2.2.json"),
        Version::Dev2 => include_str!("../schemas/ninjs-schema-dev_0.1_v2.1.json"),
        Version::V3_0 => include_str!("../schemas/ninjs-schema_3.0.json"),
        Version::V3_1 => include_str!("../schemas/ninjs-schema_3.1.json"),
    }
}

/// The compiled schema of a version: compiled once, when a document first asks for it.
fn validator(version: Version) -> &'static Validator {
    static COMPILED: [OnceLock<Validator>; Version::ALL.len()] =
        [const { OnceLock::new() }; Version::ALL.len()];
    let place = Version::ALL
        .iter()
        .position(|known| *known == version)
        .unwrap_or_default();
    COMPILED[place].get_or_init(|| compile(text(version)))
}

fn compile(text: &str) -> Validator {
    static KNOWN: LazyLock<Registry<'static>> = LazyLock::new(|| {
        let geojson: Value = serde_json::from_str(include_str!("../schemas/GeoJSON-schema.json"))
            .expect("the shipped GeoJSON schema is JSON");
        Registry::new()
            .add(GEOJSON, geojson)
            .and_then(jsonschema::RegistryBuilder::prepare)
            .expect("the shipped GeoJSON schema is a schema")
    });
    let mut schema: Value = serde_json::from_str(text).expect("a shipped schema is JSON");
    let dialect = if schema["$schema"] == "http://json-schema.org/draft-03/schema#" {
        lift(&mut schema);
        Some(Dialect::Draft4)
    } else {
        None
    };
    let mut options = jsonschema::options()
        .with_registry(&KNOWN)
        .offline()
        // As upstream's own runner: what a date is, we judge ourselves (NJ-8).
        .should_validate_formats(false);
    if let Some(dialect) = dialect {
        options = options.with_draft(dialect);
    }
    options.build(&schema).expect("a shipped schema compiles")
}

/// Writes a schema of draft 3 (ninjs 1.0) as one of draft 4: `required` moves from a property to its object.
/// Nothing else of draft 3 is used in it.
fn lift(schema: &mut Value) {
    schema["$schema"] = json!("http://json-schema.org/draft-04/schema#");
    if let Some(properties) = schema["properties"].as_object_mut() {
        let required: Vec<String> = properties
            .iter_mut()
            .filter_map(|(key, property)| {
                let required = property.as_object_mut()?.remove("required")?;
                (required == true).then(|| key.clone())
            })
            .collect();
        schema["required"] = json!(required);
    }
}

/// The version a document is, and what is wrong with it by the schema of that version.
pub fn judge(document: &Value, found: &Found) -> (Version, Vec<Complaint>) {
    let first = found.candidates.first().copied().unwrap_or(Version::V3_1);
    let fitting = found
        .candidates
        .iter()
        .find(|version| validator(**version).is_valid(document));
    match fitting {
        Some(version) => (*version, Vec::new()),
        None => {
            let mut faults = check(document, first);
            if found.is_extended {
                faults.retain(|fault| !is_word_at_the_top(fault));
            }
            (first, faults)
        }
    }
}

const UNKNOWN: &str = "is not a word of ninjs ";

fn is_word_at_the_top(fault: &Complaint) -> bool {
    fault.detail.starts_with(UNKNOWN) && fault.pointer.matches('/').count() == 1
}

/// What is wrong with a document by the schema of a version.
pub fn check(document: &Value, version: Version) -> Vec<Complaint> {
    let mut plain = Vec::new();
    let mut unknown: Vec<Complaint> = Vec::new();
    let mut unevaluated: Vec<(String, Vec<String>)> = Vec::new();
    let stray = |place: &str, word: &str| {
        let place = format!("{place}/{}", pointer_segment(word));
        Complaint::new(place, format!("{UNKNOWN}{} here", version.label()))
    };
    for error in validator(version).iter_errors(document).take(MOST_FAULTS) {
        let place = error.instance_path().as_str().to_owned();
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                unknown.extend(unexpected.iter().map(|word| stray(&place, word)));
            }
            ValidationErrorKind::UnevaluatedProperties { unexpected } => {
                unevaluated.push((place, unexpected.clone()));
            }
            ValidationErrorKind::Required { property } => plain.push(Complaint::new(
                place,
                format!("needs {property} (ninjs {})", version.label()),
            )),
            _ => {
                let told: String = error
                    .masked_with("it")
                    .to_string()
                    .chars()
                    .take(300)
                    .collect();
                plain.push(Complaint::new(
                    place,
                    format!("{told} (ninjs {})", version.label()),
                ));
            }
        }
    }
    plain.append(&mut unknown);
    // Where something inside is wrong, a schema of 2020-12 evaluates none of the words around it. Those that ninjs
    // has are then no faults.
    let told: Vec<String> = plain.iter().map(|fault| fault.pointer.clone()).collect();
    for (place, words) in unevaluated {
        let is_certain = !told.iter().any(|told| is_inside(told, &place));
        let known = if is_certain {
            Vec::new()
        } else {
            vocabulary(version)
        };
        let words = words.iter().filter(|word| !known.contains(word));
        plain.extend(words.map(|word| stray(&place, word)));
    }
    plain.truncate(MOST_FAULTS);
    plain
}

/// The words that an item of 2.x or 3.x may have.
fn vocabulary(version: Version) -> Vec<String> {
    let schema: Value = serde_json::from_str(text(version)).unwrap_or_default();
    let words = schema["$defs"]["ninjsType"]["properties"].as_object();
    let words = words.into_iter().flat_map(|words| words.keys().cloned());
    // An associated item has these two beside.
    words.chain(["name", "rel"].map(str::to_owned)).collect()
}

/// Whether a pointer is another one or leads into it.
fn is_inside(pointer: &str, place: &str) -> bool {
    pointer
        .strip_prefix(place)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests;
