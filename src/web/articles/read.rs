//! Hands articles back: one, one version of it, or a page of the list.
#![expect(
    unused_qualifications,
    reason = "the description macro names parameter types by path"
)]

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use hyper::HeaderMap;
use hyper::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, VARY};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use super::{foreign, malformed, tagged};
use crate::article::identity::ArticleId;
use crate::article::status::Status;
use crate::article::text;
use crate::desk;
use crate::export;
use crate::store::{ListPage, Scope};
use crate::web::problem::{Problem, ProblemBody};
use crate::web::record::Record;
use crate::web::{Web, auth, negotiate};

/// The most articles of one page of the list.
const MOST_LISTED: u32 = 200;

/// What a version of an article is asked for by.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::web) struct WhichVersion {
    /// The version; the newest where missing.
    version: Option<u64>,
}

/// `GET /v1/articles/{id}`
#[utoipa::path(get, path = "/v1/articles/{id}", tag = "articles", security(("token" = [])), params(("id" = String, Path, description = "The publisher's own id."), WhichVersion,
    ("Accept" = Option<String>, Header, description = "`application/ninjs+json`: the article as ninjs 3.1.")), responses(
    (status = 200, description = "The record, or the article as ninjs 3.1.", content((Record = "application/json"), (serde_json::Value = "application/ninjs+json"))),
    (status = 400, description = "A parameter could not be read.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "No good token.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "The token lacks the scope.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "No such article or version.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 503, description = "The store is away.", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(in crate::web) async fn show(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    which: Result<Query<WhichVersion>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    auth::bearer(&web, &headers, Scope::Read).await?;
    let Query(which) = which.map_err(|error| malformed(&error))?;
    let id = ArticleId::parse(&id).map_err(|_| desk::Error::NotFound)?;
    let filed = match which.version {
        Some(version) => web.desk.store.version(&id, version).await?,
        None => web.desk.store.article(&id).await?,
    };
    let filed = filed.ok_or(desk::Error::NotFound)?;
    let vary = [(VARY, HeaderValue::from_static("accept"))];
    let ninjs = export::ninjs::MEDIA_TYPE;
    if negotiate::asks_for(&headers, ninjs, "application/json") {
        let kind = [(CONTENT_TYPE, HeaderValue::from_static(ninjs))];
        let tags = tagged(&filed);
        let written = foreign::ninjs(&web, vec![filed.article]).await?.pop();
        return Ok((tags, vary, kind, Json(written).into_response().into_body()).into_response());
    }
    Ok((tagged(&filed), vary, Json(Record::of(&filed))).into_response())
}

/// Which part of the list is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::web) struct Which {
    /// What the page before named in `next`.
    cursor: Option<String>,
    /// At most so many, 1 to 200; 50 where missing.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Only of this section.
    section: Option<String>,
    /// Only `usable`, `withheld` or `killed`.
    status: Option<String>,
    /// What the articles of the page are: `record` (default) or `ninjs` (3.1).
    format: Option<String>,
}

/// A page of the list, the article that was first filed last at the top.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct Page {
    /// The articles' newest versions.
    articles: Vec<Record>,
    /// For `cursor`, to go on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// `GET /v1/articles`
#[utoipa::path(get, path = "/v1/articles", tag = "articles", security(("token" = [])), params(Which), responses(
    (status = 200, description = "A page of articles.", body = Page),
    (status = 400, description = "A parameter could not be read.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "No good token.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "The token lacks the scope.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 503, description = "The store is away.", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(in crate::web) async fn list(
    State(web): State<Arc<Web>>,
    which: Result<Query<Which>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    auth::bearer(&web, &headers, Scope::Read).await?;
    let Query(which) = which.map_err(|error| malformed(&error))?;
    let after = which.cursor.as_deref().map(key_of).transpose()?;
    let limit = which.limit.unwrap_or(50);
    if !(1..=MOST_LISTED).contains(&limit) {
        return Err(Problem::new(
            "malformed-request",
            format!("The limit must be 1 to {MOST_LISTED}."),
        ));
    }
    if which
        .status
        .as_deref()
        .is_some_and(|status| Status::parse(status).is_none())
    {
        return Err(Problem::new(
            "malformed-request",
            "The status must be usable, withheld or killed.",
        ));
    }
    let as_ninjs = match which.format.as_deref() {
        None | Some("record") => false,
        Some("ninjs") => true,
        Some(_) => {
            return Err(Problem::new(
                "malformed-request",
                "The format must be record or ninjs.",
            ));
        }
    };
    let page = ListPage {
        after,
        limit,
        section: which.section.as_deref().map(text::fold),
        status: which.status,
    };
    let listed = web.desk.store.list(&page).await?;
    let full = listed.len() == limit as usize;
    let next = listed
        .last()
        .filter(|_| full)
        .map(|last| format!("k{}", last.key));
    let fresh = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    if as_ninjs {
        let articles = listed.into_iter().map(|listed| listed.filed.article);
        let articles = foreign::ninjs(&web, articles.collect()).await?;
        return Ok((fresh, Json(json!({"articles": articles, "next": next}))).into_response());
    }
    let articles = listed
        .iter()
        .map(|listed| Record::of(&listed.filed))
        .collect();
    Ok((fresh, Json(Page { articles, next })).into_response())
}

/// The key that a cursor stands for.
fn key_of(cursor: &str) -> Result<i64, Problem> {
    cursor
        .strip_prefix('k')
        .and_then(|key| key.parse().ok())
        .ok_or_else(|| {
            Problem::new(
                "malformed-request",
                "The cursor is not one that a page gave out.",
            )
        })
}
