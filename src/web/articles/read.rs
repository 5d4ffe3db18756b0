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
use hyper::http::header::{CACHE_CONTROL, HeaderValue};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{malformed, tagged};
use crate::article::identity::ArticleId;
use crate::article::status::Status;
use crate::article::text;
use crate::desk;
use crate::store::{ListPage, Scope};
use crate::web::openapi::{NamesOne, NeedsStore, NeedsToken, ReadsRequest};
use crate::web::problem::Problem;
use crate::web::record::Record;
use crate::web::{Web, auth};

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
#[utoipa::path(get, path = "/v1/articles/{id}", tag = "articles", security(("token" = [])), params(("id" = String, Path, description = "The publisher's own id."), WhichVersion), responses(
    (status = 200, description = "The record.", body = Record),
    NeedsToken, ReadsRequest, NamesOne, NeedsStore,
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
    Ok((tagged(&filed), Json(Record::of(&filed))).into_response())
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
    NeedsToken, ReadsRequest, NeedsStore,
))]
pub(in crate::web) async fn list(
    State(web): State<Arc<Web>>,
    which: Result<Query<Which>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    auth::bearer(&web, &headers, Scope::Read).await?;
    let Query(which) = which.map_err(|error| malformed(&error))?;
    let after = match which.cursor.as_deref() {
        None => None,
        Some(cursor) => Some(
            cursor
                .strip_prefix('k')
                .and_then(|key| key.parse().ok())
                .ok_or_else(|| {
                    Problem::new(
                        "malformed-request",
                        "The cursor is not one that a page gave out.",
                    )
                })?,
        ),
    };
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
    let articles = listed
        .iter()
        .map(|listed| Record::of(&listed.filed))
        .collect();
    Ok((
        [(CACHE_CONTROL, HeaderValue::from_static("no-store"))],
        Json(Page { articles, next }),
    )
        .into_response())
}
