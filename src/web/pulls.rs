//! The feeds that are pulled: when each was asked last, what came of it, when it is asked next.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use hyper::HeaderMap;
use hyper::http::header::{CACHE_CONTROL, HeaderValue};
use serde::Serialize;
use utoipa::ToSchema;

use super::problem::{Problem, ProblemBody};
use super::{Web, auth};
use crate::desk::Pull;
use crate::store::{PullOutcome, PullRecord, Scope};

/// A feed that is pulled.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PullInfo {
    /// Name of the source its articles are filed under.
    name: String,
    /// Its address, as it is configured.
    url: String,
    /// Where it moved for good.
    #[serde(skip_serializing_if = "Option::is_none")]
    moved: Option<String>,
    /// Its own title.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// Whether it is polled.
    enabled: bool,
    /// How the last poll ended: `waiting`, `read`, `unchanged`, `failed` or `gone`.
    outcome: &'static str,
    /// Why the last poll failed, or why it is not asked any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    /// How often it failed since it was had last.
    failures: u32,
    /// When it was asked last.
    #[serde(skip_serializing_if = "Option::is_none")]
    polled: Option<DateTime<Utc>>,
    /// When new bytes were read last.
    #[serde(skip_serializing_if = "Option::is_none")]
    read: Option<DateTime<Utc>>,
    /// When it is asked next; absent where it is not asked again.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<DateTime<Utc>>,
    /// What became of the items that were read last.
    counts: Counts,
    /// Items that were not taken in, at most 50.
    refusals: Vec<Refusal>,
    /// What is to be told of the document as a whole.
    notes: Vec<String>,
}

/// What became of the items of a document.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PullCounts)]
pub(super) struct Counts {
    /// New articles.
    created: u64,
    /// New versions.
    updated: u64,
    /// Nothing new in them.
    unchanged: u64,
    /// Not publishable.
    refused: u64,
    /// Articles of another source, killed ones, and older versions.
    left_alone: u64,
    /// Taken back by the feed and killed here.
    killed: u64,
}

/// An item that was not taken in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PullRefusal)]
pub(super) struct Refusal {
    /// Its guid, else its headline.
    item: String,
    /// Everything that is wrong with it.
    reasons: Vec<String>,
}

/// `GET /v1/pulls`
#[utoipa::path(get, path = "/v1/pulls", tag = "pulls", security(("token" = [])), responses(
    (status = 200, description = "The feeds that are pulled.", body = Vec<PullInfo>),
    (status = 401, description = "No good token.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "The token lacks the scope.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 503, description = "The store is away.", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn list(
    State(web): State<Arc<Web>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    auth::bearer(&web, &headers, Scope::Read).await?;
    let records = web.desk.store.pulls().await?;
    let mut records: HashMap<String, PullRecord> = records
        .into_iter()
        .map(|record| (record.source.clone(), record))
        .collect();
    let rules = web.desk.rules.load();
    let infos: Vec<PullInfo> = rules
        .pulls
        .values()
        .map(|pull| info(pull, records.remove(&pull.name)))
        .collect();
    let head = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((head, Json(infos)).into_response())
}

fn info(pull: &Pull, record: Option<PullRecord>) -> PullInfo {
    // What is known of another address says nothing of this one.
    let record = record
        .filter(|record| record.url == pull.url)
        .unwrap_or_default();
    let counts = record.counts;
    PullInfo {
        name: pull.name.clone(),
        url: pull.url.clone(),
        moved: record.moved,
        title: record.title,
        enabled: pull.enabled,
        outcome: match record.outcome {
            PullOutcome::Waiting => "waiting",
            PullOutcome::Read => "read",
            PullOutcome::Unchanged => "unchanged",
            PullOutcome::Failed => "failed",
            PullOutcome::Gone => "gone",
        },
        error: record.error,
        failures: record.failures,
        polled: record.polled,
        read: record.read,
        next: record.next.filter(|_| pull.enabled),
        counts: Counts {
            created: counts.created,
            updated: counts.updated,
            unchanged: counts.unchanged,
            refused: counts.refused,
            left_alone: counts.left_alone,
            killed: counts.killed,
        },
        refusals: record
            .refusals
            .into_iter()
            .map(|refusal| Refusal {
                item: refusal.item,
                reasons: refusal.reasons,
            })
            .collect(),
        notes: record.notes,
    }
}
