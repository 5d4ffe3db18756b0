//! What we add to a record when we hand it out, under `_syndicated`: what the publisher did not say.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::store::Filed;

/// What we add to a record when we hand it out.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Added {
    /// The version the record was read from; sent back with changes, it is filed as the next one if this is the newest.
    version: u64,
    /// Its place in feeds, where that is not its date: when it came late, or came back.
    #[serde(skip_serializing_if = "Option::is_none")]
    placed: Option<DateTime<Utc>>,
    /// The article it was declared to be one with.
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<String>,
    /// The id in feeds.
    atom_id: String,
    /// The source that first filed it.
    source: String,
    /// When this version was filed.
    filed: DateTime<Utc>,
    /// The token that filed it, by name.
    filed_by: String,
    /// When it was killed.
    #[serde(skip_serializing_if = "Option::is_none")]
    killed: Option<DateTime<Utc>>,
    /// What was read with doubt.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<String>,
    /// What was removed from what was sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    removed: Vec<String>,
}

impl Added {
    /// What is added to a version on file.
    pub(super) fn of(filed: &Filed) -> Self {
        let article = &filed.article;
        Self {
            version: article.version,
            placed: article.placed,
            merged_into: article.merged_into.as_ref().map(ToString::to_string),
            atom_id: article.atom_id.as_str().to_owned(),
            source: article.source.clone(),
            filed: filed.filed,
            filed_by: filed.filed_by.clone(),
            killed: article.killed,
            doubts: article.doubts.clone(),
            removed: article.removed.clone(),
        }
    }
}
