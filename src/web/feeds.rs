//! Feeds at the address that negotiates, and what the desk is told of them.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use hyper::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use hyper::{HeaderMap, StatusCode, Uri};
use serde::Serialize;
use utoipa::ToSchema;

use super::negotiate::{self, Representation};
use super::openapi::{NamesOne, NeedsStore, NeedsToken};
use super::poll;
use super::problem::Problem;
use super::reply::routed;
use super::{Web, auth, people, routes};
use crate::feed::Format;
use crate::store::Scope;

/// `GET /feeds/{name}`: a page for browsers, a feed for readers (HT-9). Addresses that name a format are answered from memory before they come here.
pub(super) async fn show(
    State(web): State<Arc<Web>>,
    Path(name): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let known = web.desk.rules.load().feeds.contains_key(&name);
    if !known {
        return routes::not_found(&web, &uri, &headers);
    }
    let format = match negotiate::representation(&headers) {
        None => {
            return Problem::new(
                "not-acceptable",
                "This address has RSS, Atom, JSON Feed and a page.",
            )
            .into_response();
        }
        Some(Representation::Html) => return people::feed(&web, &name, &headers).await,
        Some(Representation::Rss) => Format::Rss,
        Some(Representation::Atom) => Format::Atom,
        Some(Representation::Json) => Format::Json,
    };
    match web.desk.newsstand.edition(&name, format) {
        Some(edition) => routed(poll::negotiated(&web, &edition, &headers)),
        None => Problem::unavailable(&format!("no edition of the feed {name} could be made yet"))
            .into_response(),
    }
}

/// The format that an old address promised by its ending.
pub(super) fn format_of_old_path(path: &str) -> Format {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("atom") => Format::Atom,
        Some("json") => Format::Json,
        _ if path.contains("atom") => Format::Atom,
        _ => Format::Rss,
    }
}

/// A feed, for programs.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FeedInfo {
    /// Its name.
    name: String,
    /// Its title.
    title: String,
    /// What it brings.
    description: String,
    /// Its page.
    page: String,
    /// Its RSS 2.0 address.
    rss: String,
    /// Its Atom 1.0 address.
    atom: String,
    /// Its JSON Feed 1.1 address.
    json: String,
}

/// `GET /v1/feeds`
#[utoipa::path(get, path = "/v1/feeds", tag = "feeds", security(("token" = [])), responses(
    (status = 200, description = "The feeds.", body = Vec<FeedInfo>),
    NeedsToken,
))]
pub(super) async fn list(
    State(web): State<Arc<Web>>,
    headers: HeaderMap,
) -> Result<Json<Vec<FeedInfo>>, Problem> {
    auth::bearer(&web, &headers, Scope::Read).await?;
    let rules = web.desk.rules.load();
    let info = |name: &String, title: &str, description: &str| FeedInfo {
        name: name.clone(),
        title: title.to_owned(),
        description: description.to_owned(),
        page: rules.site.feed_page(name),
        rss: rules.site.feed_url(name, Format::Rss),
        atom: rules.site.feed_url(name, Format::Atom),
        json: rules.site.feed_url(name, Format::Json),
    };
    Ok(Json(
        rules
            .feeds
            .iter()
            .map(|(name, feed)| info(name, &feed.definition.title, &feed.definition.description))
            .collect(),
    ))
}

/// `GET /v1/feeds/{name}/report`: what the gate says of a feed, and which articles it holds.
#[utoipa::path(get, path = "/v1/feeds/{name}/report", tag = "feeds", security(("token" = [])), params(("name" = String, Path, description = "Name of the feed.")), responses(
    (status = 200, description = "The last report.", body = crate::web::openapi::ReportSchema),
    NeedsToken, NamesOne, NeedsStore,
))]
pub(super) async fn report(
    State(web): State<Arc<Web>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    auth::bearer(&web, &headers, Scope::Read).await?;
    if !web.desk.rules.load().feeds.contains_key(&name) {
        return Err(Problem::new("not-found", "There is no feed of this name."));
    }
    let report = web.desk.report(&name).await?;
    let Some(report) = report else {
        return Err(Problem::unavailable(&format!(
            "the feed {name} was not made yet"
        )));
    };
    let head = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((StatusCode::OK, head, report).into_response())
}
