//! `POST /v1/validate`: judges a feed that is sent, for everybody.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Instant;

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use hyper::HeaderMap;
use hyper::http::header::{CACHE_CONTROL, CONTENT_TYPE};

use super::caller::Caller;
use super::openapi::{IsRationed, NeedsStore, ReadsBody, ReadsRequest};
use super::problem::Problem;
use super::ration::{Refusal, Seat};
use super::{Web, intake};
use crate::validate::{self, Document};

/// The most bytes of a feed that is judged here.
const MOST_BYTES: usize = 2 * 1024 * 1024;

/// Judges the body; its media type is part of the judgement.
#[utoipa::path(post, path = "/v1/validate", tag = "validation", request_body(content = String, content_type = "application/xml", description = "RSS, Atom or JSON Feed."), responses(
    (status = 200, description = "What is wrong with it, if anything.", body = crate::web::openapi::VerdictSchema),
    ReadsRequest, ReadsBody, IsRationed, NeedsStore,
))]
pub(super) async fn validate(
    State(web): State<Arc<Web>>,
    caller: Option<Extension<Caller>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let _seat = admit(&web, caller.map(|Extension(caller)| caller), &headers)?;
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
    // One feed takes a processor for a while: some wait, and pushes and polls go on.
    let working = web.validations.work().await;
    let now = web.desk.clock.now();
    let judged = tokio::task::spawn_blocking(move || {
        let _working = working;
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

/// A place among those that are judged, or when to ask again.
fn admit(web: &Web, caller: Option<Caller>, headers: &HeaderMap) -> Result<Seat, Problem> {
    let settings = web.settings.load();
    // Who comes without an address shares one with all like it.
    let caller = caller.unwrap_or(Caller(IpAddr::V4(Ipv4Addr::UNSPECIFIED)));
    let address = caller.counted(headers, &settings.proxies);
    let per_minute = settings.limits.validations_per_minute;
    let seat = web.validations.admit(address, per_minute, Instant::now());
    seat.map_err(|refusal| match refusal {
        Refusal::TooOften(seconds) => Problem::too_often(seconds),
        Refusal::Full => Problem::busy(),
    })
}
