//! What our own export says beside the words of ninjs: entries of `altIds` under roles of ours.
//!
//! 3.1 is closed but for texts under free roles, and an alternative id is the one that nobody shows to readers.
//! `syndicated:guid` is the id in feeds, `syndicated:id` the publisher's id where it is no URI, and
//! `syndicated:record` holds, as JSON, those fields of the record that the ninjs words alone would not give back.

use serde_json::{Map, Value};

use super::item::Item;
use crate::article::Draft;
use crate::article::complaint::Complaint;

/// The role of the id in feeds.
pub const GUID: &str = "syndicated:guid";
/// The role of the publisher's own id.
pub const ID: &str = "syndicated:id";
/// The role of what ninjs has no word for.
pub const RECORD: &str = "syndicated:record";

/// Whether a role is one of ours.
pub(super) fn is_ours(role: &str) -> bool {
    matches!(role, GUID | ID | RECORD)
}

/// Puts what stands under our roles into the draft.
pub(super) fn read(item: &Item<'_>, draft: &mut Draft) {
    for id in item.list("altIds") {
        let Some(value) = id.owned("value") else {
            continue;
        };
        let place = id.pointer("value");
        match id.text("role") {
            Some(GUID) => {
                draft.places.push(("/guid".to_owned(), place));
                draft.guid = Some(value);
            }
            Some(ID) => {
                draft.places.push(("/id".to_owned(), place));
                draft.id = Some(value);
            }
            Some(RECORD) => overlay(&value, place, draft),
            _ => {}
        }
    }
}

/// Puts fields over those of the draft.
fn overlay(json: &str, place: String, draft: &mut Draft) {
    let laid = serde_json::from_str::<Map<String, Value>>(json)
        .ok()
        .and_then(|fields| laid_over(draft, fields));
    match laid {
        Some((laid, keys)) => {
            let kept = std::mem::take(draft);
            *draft = Draft {
                complaints: kept.complaints,
                doubts: kept.doubts,
                places: kept.places,
                ..laid
            };
            for key in keys {
                let prefix = format!("/{key}");
                draft.places.retain(|(ours, _)| !ours.starts_with(&prefix));
                draft.places.push((prefix, place.clone()));
            }
        }
        None => draft.complaints.push(Complaint::new(
            place,
            "is not what an export of Syndicated writes here: a JSON object of fields of its record",
        )),
    }
}

fn laid_over(draft: &Draft, fields: Map<String, Value>) -> Option<(Draft, Vec<String>)> {
    let Ok(Value::Object(mut whole)) = serde_json::to_value(draft) else {
        return None;
    };
    let keys: Vec<String> = fields.keys().cloned().collect();
    for (key, value) in fields {
        if key != "extras" && !whole.contains_key(&key) {
            return None;
        }
        whole.insert(key, value);
    }
    Some((serde_json::from_value(Value::Object(whole)).ok()?, keys))
}
