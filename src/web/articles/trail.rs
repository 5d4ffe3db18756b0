//! The trail of an article: proof of what was done, by whom, and of what the feeds showed.
#![expect(
    unused_qualifications,
    reason = "the description macro names parameter types by path"
)]

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use hyper::HeaderMap;
use hyper::http::header::{CACHE_CONTROL, HeaderValue};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::aliases::NameBody;
use super::malformed;
use crate::desk;
use crate::store::{Scope, Standing, Tags};
use crate::web::openapi::{NamesOne, NeedsStore, NeedsToken, ReadsRequest};
use crate::web::problem::{Problem, ProblemBody};
use crate::web::{Web, auth};

/// Which part of the trail is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::web) struct Below {
    /// Versions below this one: what the page before named in `next`.
    below: Option<u64>,
}

/// What is on record of an article's past.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct TrailBody {
    /// The publisher's own id.
    id: String,
    /// The id in feeds.
    atom_id: String,
    /// The source that first filed it.
    source: String,
    /// `usable`, `withheld` or `killed`.
    status: &'static str,
    /// When it was killed.
    #[serde(skip_serializing_if = "Option::is_none")]
    killed: Option<DateTime<Utc>>,
    /// What it is called.
    names: Vec<NameBody>,
    /// The article it was declared to be one with.
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<String>,
    /// Articles that were declared to be one with it; each has a trail of its own under its id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    merged: Vec<String>,
    /// Its versions, the newest first.
    versions: Vec<VersionBody>,
    /// For `below`, to go on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
    /// Its stays in feeds, the oldest first.
    feeds: Vec<StayBody>,
}

/// One version.
#[derive(Debug, Serialize, ToSchema)]
struct VersionBody {
    /// Its number.
    version: u64,
    /// When it was filed.
    filed: DateTime<Utc>,
    /// The token that filed it, by name.
    filed_by: String,
    /// `usable`, `withheld` or `killed`.
    status: &'static str,
    /// The fields in which it differs from the version before; absent on the first one on record.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<Vec<String>>,
    /// `quiet_fix`, `update`, `correction` or `clarification`.
    #[serde(skip_serializing_if = "Option::is_none")]
    correction: Option<&'static str>,
    /// What readers were told of the correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// Why it was killed.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// What was read with doubt.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<String>,
}

/// One stay in a feed, in all its formats.
#[derive(Debug, Serialize, ToSchema)]
struct StayBody {
    /// Name of the feed.
    feed: String,
    /// When it came in.
    since: DateTime<Utc>,
    /// When it left; absent while it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<DateTime<Utc>>,
    /// The first editions that showed it.
    first: EditionBody,
    /// The last editions that showed it; absent while it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<EditionBody>,
}

/// The editions of a feed at one moment.
#[derive(Debug, Serialize, ToSchema)]
struct EditionBody {
    /// When they were first shown: the newest `Last-Modified` among them.
    shown: DateTime<Utc>,
    /// The base of the `ETag` by format: `rss`, `atom`, `json`.
    tags: BTreeMap<String, String>,
}

impl From<(DateTime<Utc>, Tags)> for EditionBody {
    fn from((shown, tags): (DateTime<Utc>, Tags)) -> Self {
        Self { shown, tags }
    }
}

impl From<Standing> for StayBody {
    fn from(standing: Standing) -> Self {
        Self {
            feed: standing.feed,
            since: standing.since,
            until: standing.until,
            first: standing.first.into(),
            last: standing.last.map(EditionBody::from),
        }
    }
}

impl From<desk::Step> for VersionBody {
    fn from(step: desk::Step) -> Self {
        let kind = step.correction.as_ref().map(|told| told.kind.word());
        Self {
            version: step.version,
            filed: step.filed,
            filed_by: step.filed_by,
            status: step.status.as_str(),
            changed: step.changed,
            correction: kind,
            note: step.correction.and_then(|told| told.note),
            reason: step.kill_note,
            doubts: step.doubts,
        }
    }
}

/// `GET /v1/articles/{id}/trail`
#[utoipa::path(get, path = "/v1/articles/{id}/trail", tag = "articles", security(("token" = [])), params(("id" = String, Path, description = "Any name of the article."), Below), responses(
    (status = 200, description = "Who did what, and what the feeds showed.", body = TrailBody),
    (status = 410, description = "The article was purged.", body = ProblemBody, content_type = "application/problem+json"),
    NeedsToken, ReadsRequest, NamesOne, NeedsStore,
))]
pub(in crate::web) async fn show(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    below: Result<Query<Below>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    auth::bearer(&web, &headers, Scope::Read).await?;
    let Query(below) = below.map_err(|error| malformed(&error))?;
    let trail = desk::trail(&web.desk, &id, below.below).await?;
    let article = trail.newest.article;
    let body = TrailBody {
        id: article.id.to_string(),
        atom_id: article.atom_id.as_str().to_owned(),
        source: article.source,
        status: article.status.as_str(),
        killed: article.killed,
        names: trail.names.into_iter().map(NameBody::from).collect(),
        merged_into: article.merged_into.map(|id| id.to_string()),
        merged: trail.merged.iter().map(ToString::to_string).collect(),
        versions: trail.steps.into_iter().map(VersionBody::from).collect(),
        next: trail.next,
        feeds: trail.standings.into_iter().map(StayBody::from).collect(),
    };
    let no_store = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((no_store, Json(body)).into_response())
}
