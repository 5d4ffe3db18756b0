//! Photos: taken in by upload, served by a name that changes when their bytes change.

mod pieces;
pub(super) mod show;

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use hyper::http::header::{HeaderValue, LOCATION};
use hyper::{HeaderMap, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

use super::openapi::{NamesOne, NeedsStore, NeedsToken, ReadsBody, ReadsRecord, ReadsRequest};
use super::problem::Problem;
use super::{Web, auth, intake};
use crate::article::photo::{PhotoFile, PhotoSource};
use crate::desk;
use crate::store::{PhotoState, Scope};

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
    NeedsToken, ReadsRequest, ReadsBody, ReadsRecord, NeedsStore,
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
    NeedsToken, NamesOne, NeedsStore,
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
