//! `POST /v1/validate`: judges a feed that is sent, for everybody.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use hyper::HeaderMap;
use hyper::http::header::{CACHE_CONTROL, CONTENT_TYPE};

use super::openapi::{ReadsBody, ReadsRequest};
use super::problem::Problem;
use super::{Web, intake};
use crate::validate::{self, Document};

/// The most bytes of a feed that is judged here.
const MOST_BYTES: usize = 2 * 1024 * 1024;

/// Judges the body; its media type is part of the judgement.
#[utoipa::path(post, path = "/v1/validate", tag = "validation", request_body(content = String, content_type = "application/xml", description = "RSS, Atom or JSON Feed."), responses(
    (status = 200, description = "What is wrong with it, if anything.", body = crate::web::openapi::VerdictSchema),
    ReadsRequest, ReadsBody,
))]
pub(super) async fn validate(
    State(web): State<Arc<Web>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let bytes = intake::read_body(body, MOST_BYTES).await?;
    if bytes.trim_ascii().is_empty() {
        return Err(Problem::new(
            "malformed-request",
            "The body must be the feed to judge.",
        ));
    }
    let media_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let now = web.desk.clock.now();
    let judged = tokio::task::spawn_blocking(move || {
        let document = Document {
            bytes: &bytes,
            media_type: media_type.as_deref(),
            location: None,
            now,
        };
        validate::json_line("body", &validate::validate(&document))
    });
    let json = judged.await.map_err(|error| Problem::internal(&error))?;
    Ok((
        [
            (CONTENT_TYPE, "application/json"),
            (CACHE_CONTROL, "no-store"),
        ],
        json,
    )
        .into_response())
}
