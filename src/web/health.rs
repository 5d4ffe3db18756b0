//! Whether the program lives, and whether it can do its work.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::Web;
use super::openapi::NeedsStore;
use super::problem::Problem;

/// `GET /healthz`: the program answers.
#[utoipa::path(get, path = "/healthz", tag = "running", responses((status = 200, description = "The program answers.", body = String, content_type = "text/plain")))]
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the newsstand is filled and the store answers.
#[utoipa::path(get, path = "/readyz", tag = "running", responses(
    (status = 200, description = "The newsstand is filled and the store answers.", body = String, content_type = "text/plain"),
    NeedsStore,
))]
pub(super) async fn ready(State(web): State<Arc<Web>>) -> Response {
    if !web.is_ready() {
        return Problem::unavailable(&"the newsstand is not open").into_response();
    }
    match web.desk.store.ping().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => Problem::from(error).into_response(),
    }
}
