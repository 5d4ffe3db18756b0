//! Photos: taken in by upload, served by a name that changes when their bytes change.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use hyper::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, HeaderName,
    HeaderValue, LOCATION,
};
use hyper::{HeaderMap, Method, StatusCode, Uri};
use serde::Serialize;
use utoipa::ToSchema;

use super::conditional::{self, Decision, Variant};
use super::negotiate::Coding;
use super::problem::{Problem, ProblemBody};
use super::{Web, auth, intake, routes};
use crate::article::photo::{PhotoFile, PhotoSource};
use crate::desk;
use crate::media::shelf::{self, PhotoName};
use crate::store::{PhotoStanding, PhotoState, Scope};

/// What was measured of a photo.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PhotoInfo {
    /// Its id: for `photos[].photo` of a record.
    id: String,
    /// Its public address.
    url: String,
    /// Its media type, from the bytes.
    #[serde(rename = "type")]
    media_type: String,
    /// Pixels across, as displayed.
    width: u32,
    /// Pixels down, as displayed.
    height: u32,
    /// Its length in bytes.
    size_bytes: u64,
}

impl PhotoInfo {
    fn of(web: &Web, file: &PhotoFile) -> Self {
        let url = web.desk.rules.load().site.photo_url(file);
        Self {
            id: file.name.clone(),
            url,
            media_type: file.media_type.clone(),
            width: file.width,
            height: file.height,
            size_bytes: file.size_bytes,
        }
    }
}

/// `POST /v1/photos`: the body is the photo. The same bytes are the same photo.
#[utoipa::path(post, path = "/v1/photos", tag = "photos", security(("token" = [])), request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The bytes of a JPEG, PNG, GIF, WebP or AVIF."), responses(
    (status = 201, description = "The photo is on the shelf.", body = PhotoInfo),
    (status = 400, description = "The body could not be read.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "No good token.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "The token lacks the scope.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "Too large.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, description = "Not a photo we take.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 503, description = "The store is away.", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn upload(
    State(web): State<Arc<Web>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    auth::bearer(&web, &headers, Scope::Push).await?;
    let most = web.settings.load().limits.photo_bytes;
    let bytes = intake::read_body(body, most).await?;
    let file = desk::upload(&web.desk, bytes, most).await?;
    let location = HeaderValue::from_str(&format!("/v1/photos/{}", file.name))
        .map_err(|error| Problem::internal(&error))?;
    Ok((
        StatusCode::CREATED,
        [(LOCATION, location)],
        Json(PhotoInfo::of(&web, &file)),
    )
        .into_response())
}

/// `GET /v1/photos/{name}`
#[utoipa::path(get, path = "/v1/photos/{name}", tag = "photos", security(("token" = [])), params(("name" = String, Path, description = "Id of the photo.")), responses(
    (status = 200, description = "What was measured.", body = PhotoInfo),
    (status = 401, description = "No good token.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "The token lacks the scope.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "No such photo.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 503, description = "The store is away.", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn info(
    State(web): State<Arc<Web>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Json<PhotoInfo>, Problem> {
    auth::bearer(&web, &headers, Scope::Read).await?;
    let source = PhotoSource::Shelf(name);
    match web
        .desk
        .store
        .photo_files(std::slice::from_ref(&source))
        .await?
        .remove(&source)
    {
        Some(PhotoState::Known(file)) => Ok(Json(PhotoInfo::of(&web, &file))),
        Some(PhotoState::Failed(_)) | None => {
            Err(Problem::new("not-found", "There is no photo of this id."))
        }
    }
}

/// `GET /photos/{name}`: the bytes, if something public shows them. The name holds their hash, so they may be kept for ever.
pub(super) async fn show(
    State(web): State<Arc<Web>>,
    Path(name): Path<String>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let Ok(photo) = name.parse::<PhotoName>() else {
        return routes::not_found(&web, &uri, &headers);
    };
    let now = web.desk.clock.now();
    let until = match web.desk.store.photo_standing(&name, now).await {
        Ok(PhotoStanding::Public { until }) => until,
        Ok(PhotoStanding::Ended) => {
            return Problem::new("gone", "The rights to show this photo have ended.")
                .into_response();
        }
        Ok(PhotoStanding::Hidden) => return routes::not_found(&web, &uri, &headers),
        Err(error) => return Problem::from(error).into_response(),
    };
    let etag = format!("\"{}\"", &name[..32]);
    let variants = [Variant {
        coding: Coding::Identity,
        etag: &etag,
    }];
    let common: [(HeaderName, HeaderValue); 3] = [
        (CACHE_CONTROL, keeping(until, now)),
        (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (
            ETAG,
            HeaderValue::from_str(&etag).unwrap_or_else(|_| HeaderValue::from_static("")),
        ),
    ];
    if matches!(
        conditional::decide(&headers, &variants, None),
        Decision::NotModified(_)
    ) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let shelf = Arc::clone(&web.desk.shelf);
    let read = tokio::task::spawn_blocking(move || shelf.read(photo)).await;
    let bytes = match read {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(shelf::Error::Missing { .. })) => return routes::not_found(&web, &uri, &headers),
        Ok(Err(error)) => return Problem::internal(&error).into_response(),
        Err(error) => return Problem::internal(&error).into_response(),
    };
    let media_type = HeaderValue::from_static(photo.media_type.mime());
    let length = HeaderValue::from(bytes.len());
    let body = if method == Method::HEAD {
        Body::empty()
    } else {
        Body::from(bytes)
    };
    (
        StatusCode::OK,
        common,
        [(CONTENT_TYPE, media_type), (CONTENT_LENGTH, length)],
        body,
    )
        .into_response()
}

/// How long a copy may be kept: for ever, since other bytes have another name, unless the photo leaves at a known moment.
fn keeping(until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> HeaderValue {
    let for_ever = HeaderValue::from_static("public, max-age=31536000, immutable");
    let left = until.map(|until| (until - now).num_seconds().clamp(0, 31_536_000));
    left.map_or(Some(for_ever.clone()), |left| {
        HeaderValue::from_str(&format!("public, max-age={left}")).ok()
    })
    .unwrap_or(for_ever)
}
