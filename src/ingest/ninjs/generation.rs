//! Which ninjs a document is: by what it declares, else by its shape (NJ-1).

use serde_json::{Map, Value};

/// The three tongues of ninjs; within one, later versions only add words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// 1.0 to 1.6: lower case, singular, objects by name, texts as `body_html`.
    One,
    /// 2.0 to 2.2: lower case, lists.
    Two,
    /// 3.0 and 3.1: camel case, lists.
    Three,
}

/// A version of ninjs whose schema is shipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the versions")]
pub enum Version {
    V1_0,
    V1_1,
    V1_2,
    V1_3,
    V1_4,
    V1_5,
    V1_6,
    /// The development schema beside 1.5.
    Dev1,
    V2_0,
    V2_1,
    V2_2,
    /// The development schema beside 2.1.
    Dev2,
    V3_0,
    V3_1,
}

impl Version {
    /// All of them, in each family the newest first and the development schema last.
    pub const ALL: [Self; 14] = [
        Self::V3_1,
        Self::V3_0,
        Self::V2_2,
        Self::V2_1,
        Self::V2_0,
        Self::Dev2,
        Self::V1_6,
        Self::V1_5,
        Self::V1_4,
        Self::V1_3,
        Self::V1_2,
        Self::V1_1,
        Self::V1_0,
        Self::Dev1,
    ];

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::V1_0 => "1.0",
            Self::V1_1 => "1.1",
            Self::V1_2 => "1.2",
            Self::V1_3 => "1.3",
            Self::V1_4 => "1.4",
            Self::V1_5 => "1.5",
            Self::V1_6 => "1.6",
            Self::Dev1 => "1.x-dev",
            Self::V2_0 => "2.0",
            Self::V2_1 => "2.1",
            Self::V2_2 => "2.2",
            Self::Dev2 => "2.x-dev",
            Self::V3_0 => "3.0",
            Self::V3_1 => "3.1",
        }
    }

    /// The tongue it speaks.
    pub fn family(self) -> Family {
        match self {
            Self::V1_0
            | Self::V1_1
            | Self::V1_2
            | Self::V1_3
            | Self::V1_4
            | Self::V1_5
            | Self::V1_6
            | Self::Dev1 => Family::One,
            Self::V2_0 | Self::V2_1 | Self::V2_2 | Self::Dev2 => Family::Two,
            Self::V3_0 | Self::V3_1 => Family::Three,
        }
    }

    fn named(label: &str) -> Option<Self> {
        let label = label.trim();
        Self::ALL
            .into_iter()
            .find(|version| version.label() == label)
    }
}

/// What was found out about a document's generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The versions it may be; the first that fits is the one. Never empty.
    pub candidates: Vec<Version>,
    /// Whether it declares a schema that is somebody's extension of ninjs: words of theirs at the top are then no fault.
    pub is_extended: bool,
    /// What was not sure.
    pub doubt: Option<String>,
}

/// Finds out which versions a document may be.
pub fn detect(map: &Map<String, Value>) -> Found {
    let families = families(map);
    let by_shape = || {
        Version::ALL
            .into_iter()
            .filter(|version| families.contains(&version.family()))
            // The schema of 2.0 lets every association pass (NJ-7); it is taken at its word only.
            .filter(|version| *version != Version::V2_0)
            .collect()
    };
    let declared = map.get("standard").or_else(|| map.get("$standard"));
    let word = |key: &str| {
        declared
            .and_then(|declared| declared.get(key))
            .and_then(Value::as_str)
            .map(str::trim)
            .filter(|word| !word.is_empty())
    };
    let schema = word("schema");
    let is_extended = schema.is_some_and(|schema| !is_of_iptc(schema));
    let Some(label) = word("version").or_else(|| schema.and_then(version_in)) else {
        return Found {
            candidates: by_shape(),
            is_extended,
            doubt: None,
        };
    };
    match Version::named(label) {
        Some(version) if families.contains(&version.family()) => Found {
            candidates: vec![version],
            is_extended,
            doubt: None,
        },
        // What a document is shows in its words; a declaration is easily left over from the last upgrade.
        _ => Found {
            candidates: by_shape(),
            is_extended,
            doubt: Some(format!(
                "It says that it is ninjs {}, which it is not; it was read by its words.",
                label.chars().take(20).collect::<String>()
            )),
        },
    }
}

/// Words that only 1.x has.
const ONE: &[&str] = &[
    "$standard",
    "byline",
    "headline",
    "person",
    "organisation",
    "place",
    "subject",
    "event",
    "object",
    "infosource",
    "genre",
    "trustindicator",
    "mimetype",
    "charcount",
    "wordcount",
];
/// Words that only 2.x and 3.x have.
const LISTS: &[&str] = &[
    "standard",
    "by",
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
];

/// The families whose words a document uses.
pub fn families(map: &Map<String, Value>) -> Vec<Family> {
    let has = |keys: &[&str]| keys.iter().any(|key| map.contains_key(*key));
    let is_list = |key: &str| map.get(key).is_some_and(Value::is_array);
    let is_object = |key: &str| map.get(key).is_some_and(Value::is_object);
    let prefixed = map.keys().any(|key| {
        ["headline_", "description_", "body_"]
            .iter()
            .any(|prefix| key.starts_with(prefix))
    });
    let is_one = has(ONE)
        || prefixed
        || ["renditions", "associations", "altids"]
            .into_iter()
            .any(is_object);
    let is_list_style = has(LISTS)
        || ["renditions", "associations", "altids"]
            .into_iter()
            .any(is_list)
        || has(&["infosources", "trustindicators"]);
    let is_camel = map.keys().any(|key| {
        super::words::is_known(Family::Three, key) && key.bytes().any(|b| b.is_ascii_uppercase())
    });
    let is_lower = map.keys().any(|key| {
        super::words::is_known(Family::Two, key) && !super::words::is_known(Family::Three, key)
    });
    match (is_one, is_list_style, is_camel, is_lower) {
        (true, false, false, _) => vec![Family::One],
        (_, _, true, false) => vec![Family::Three],
        (_, true, false, true) => vec![Family::Two],
        (_, true, false, false) => vec![Family::Three, Family::Two],
        (false, false, false, true) => vec![Family::Two, Family::One],
        (_, _, true, true) => vec![Family::Three, Family::Two],
        (false, false, false, false) => vec![Family::Three, Family::Two, Family::One],
    }
}

fn is_of_iptc(schema: &str) -> bool {
    let host = schema.split("://").nth(1).unwrap_or(schema);
    let host = host.split('/').next().unwrap_or_default();
    host == "iptc.org" || host.ends_with(".iptc.org")
}

/// `2.1` of `http://www.iptc.org/std/ninjs/ninjs-schema_2.1.json`.
fn version_in(schema: &str) -> Option<&str> {
    let (_, rest) = schema.rsplit_once("ninjs-schema_")?;
    rest.split(".json").next()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn first(value: &Value) -> &'static str {
        detect(value.as_object().unwrap()).candidates[0].label()
    }

    // NJ-1.
    #[test]
    fn a_generation_shows_in_what_is_declared_else_in_the_words() {
        for (value, label) in [
            (json!({"uri": "u", "$standard": {"version": "1.4"}}), "1.4"),
            (
                json!({"uri": "u", "standard": {"schema": "http://www.iptc.org/std/ninjs/ninjs-schema_2.1.json"}}),
                "2.1",
            ),
            (json!({"uri": "u", "headline": "x", "body_html": ""}), "1.6"),
            (
                json!({"uri": "u", "headlines": [], "versioncreated": ""}),
                "2.2",
            ),
            (json!({"uri": "u", "versionCreated": ""}), "3.1"),
            (json!({"uri": "u", "embargoed": ""}), "2.2"),
            (json!({"uri": "u", "renditions": {}}), "1.6"),
            (json!({"uri": "u"}), "3.1"),
            // A declaration that the words deny.
            (
                json!({"uri": "u", "standard": {"version": "1.3"}, "headlines": [], "pubstatus": ""}),
                "2.2",
            ),
        ] {
            assert_eq!(first(&value), label, "{value}");
        }
    }

    #[test]
    fn an_extension_is_told_by_its_schema() {
        let found = detect(
            json!({"uri": "u", "standard": {"version": "2.1", "schema": "https://wire.example/ext_2.1.json"}})
                .as_object()
                .unwrap(),
        );
        assert!(found.is_extended);
        assert_eq!(found.candidates, [Version::V2_1]);
    }
}
