//! Articles over HTTP: one file an action; here is what their replies share.

pub(super) mod aliases;
pub(super) mod bulk;
pub(super) mod file;
mod foreign;
pub(super) mod kill;
pub(super) mod read;
pub(super) mod trail;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::response::{IntoResponse, Response};
use hyper::http::header::{
    CACHE_CONTROL, ETAG, HeaderName, HeaderValue, IF_MATCH, IF_NONE_MATCH, LOCATION,
};
use hyper::{HeaderMap, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

use super::Web;
use super::problem::Problem;
use crate::desk::{Accepted, Condition, Outcome};
use crate::store::Filed;

/// How long `Prefer: wait` waits at most.
const LONGEST_WAIT: std::time::Duration = std::time::Duration::from_secs(20);

/// What became of a push.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct Receipt {
    /// `created`, `updated` or `unchanged`.
    outcome: &'static str,
    /// The publisher's id.
    id: String,
    /// The id in feeds.
    atom_id: String,
    /// The version on record.
    version: u64,
    /// `usable`, `withheld` or `killed`.
    status: &'static str,
    /// First public.
    published: chrono::DateTime<chrono::Utc>,
    /// Last significant change.
    updated: chrono::DateTime<chrono::Utc>,
    /// The feeds that take it while it is public.
    feeds: Vec<String>,
    /// What was read with doubt, a sentence each.
    doubts: Vec<String>,
    /// What was removed from what was sent, a sentence each.
    removed: Vec<String>,
}

/// Tells what became of a push, and waits for the feeds where the request prefers that (RFC 7240).
pub(in crate::web) async fn answer(
    web: &Web,
    headers: &HeaderMap,
    accepted: &Accepted,
) -> Result<Response, Problem> {
    let shown = wants_wait(headers) && wait_shown(web, accepted.ticket).await;
    let article = &accepted.filed.article;
    let (status, outcome) = match accepted.outcome {
        Outcome::Created => (StatusCode::CREATED, "created"),
        Outcome::Updated => (StatusCode::OK, "updated"),
        Outcome::Unchanged => (StatusCode::OK, "unchanged"),
    };
    let feeds = web
        .desk
        .rules
        .load()
        .takers(&[Some(article)])
        .map(str::to_owned)
        .collect();
    let receipt = Receipt {
        outcome,
        id: article.id.to_string(),
        atom_id: article.atom_id.as_str().to_owned(),
        version: article.version,
        status: article.status.as_str(),
        published: article.published,
        updated: article.updated,
        feeds,
        doubts: article.doubts.clone(),
        removed: article.removed.clone(),
    };
    let mut response = (status, tagged(&accepted.filed), Json(receipt)).into_response();
    if accepted.outcome == Outcome::Created {
        let location = HeaderValue::from_str(&format!("/v1/articles/{}", article.id.as_path()))
            .map_err(|error| Problem::internal(&error))?;
        response.headers_mut().insert(LOCATION, location);
    }
    if shown {
        response.headers_mut().insert(
            HeaderName::from_static("preference-applied"),
            HeaderValue::from_static("wait"),
        );
    }
    Ok(response)
}

/// Waits until a change is on the newsstand, but not for ever; says whether it is.
pub(in crate::web) async fn wait_shown(web: &Web, ticket: u64) -> bool {
    tokio::time::timeout(LONGEST_WAIT, web.desk.wait_shown(ticket))
        .await
        .is_ok()
}

/// Whether the request prefers an answer after the feeds show what it files (RFC 7240 section 4.3).
pub(in crate::web) fn wants_wait(headers: &HeaderMap) -> bool {
    headers
        .get_all("prefer")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| {
            value
                .split([',', ';'])
                .any(|word| word.trim() == "wait" || word.trim().starts_with("wait="))
        })
}

/// The tag of a version: what `If-Match` takes.
pub(in crate::web) fn tagged(filed: &Filed) -> [(HeaderName, HeaderValue); 2] {
    let tag = HeaderValue::from_str(&format!("\"v{}\"", filed.article.version))
        .unwrap_or_else(|_| HeaderValue::from_static(""));
    [
        (ETAG, tag),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ]
}

/// Reads `If-Match` and `If-None-Match: *`; tags compare strongly (RFC 9110 section 13.1.1).
pub(in crate::web) fn condition(headers: &HeaderMap) -> Condition {
    let tags = |name: HeaderName| {
        headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .collect::<Vec<_>>()
    };
    if headers.contains_key(IF_MATCH) {
        let tags = tags(IF_MATCH);
        if tags.contains(&"*") {
            return Condition::Present;
        }
        return Condition::OneOf(
            tags.iter()
                .filter_map(|tag| tag.strip_prefix("\"v")?.strip_suffix('"')?.parse().ok())
                .collect(),
        );
    }
    if tags(IF_NONE_MATCH).contains(&"*") {
        Condition::Absent
    } else {
        Condition::Any
    }
}

/// A query that cannot be read.
pub(in crate::web) fn malformed(error: &QueryRejection) -> Problem {
    Problem::new(
        "malformed-request",
        format!("{}.", error.body_text().trim_end_matches('.')),
    )
}
