//! Kills an article: withdrawn everywhere, for good.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::Response;
use hyper::HeaderMap;
use hyper::http::header::HeaderValue;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Receipt, answer, condition};
use crate::article::complaint::{Complaint, pointer_segment};
use crate::desk;
use crate::ingest::json;
use crate::store::Scope;
use crate::web::openapi::{
    HasCondition, NamesOne, NeedsStore, NeedsToken, ReadsBody, ReadsRecord, ReadsRequest,
};
use crate::web::problem::Problem;
use crate::web::{Web, auth, intake};

/// What may be said with a kill.
#[derive(Debug, Default, ToSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct KillOrder {
    /// What readers of the article's page are told.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// `POST /v1/articles/{id}/kill`: answers when the feeds no longer show it.
#[utoipa::path(post, path = "/v1/articles/{id}/kill", tag = "articles", security(("token" = [])), params(("id" = String, Path, description = "Any name of the article.")), request_body(content = Option<KillOrder>), responses(
    (status = 200, description = "It is withdrawn everywhere.", body = Receipt),
    NeedsToken, ReadsRequest, ReadsBody, HasCondition, ReadsRecord, NamesOne, NeedsStore,
))]
pub(in crate::web) async fn kill(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let bearer = auth::bearer(&web, &headers, Scope::Kill).await?;
    let order = read_order(&intake::read_body(body, 64 * 1024).await?)?;
    let id = desk::find(&web.desk, &id).await?.article.id;
    let accepted = desk::kill(
        &web.desk,
        &bearer.name,
        &id,
        order.note,
        condition(&headers),
    )
    .await?;
    // A kill is told as done only when no feed shows the article any more.
    let mut headers = headers;
    headers.insert("prefer", HeaderValue::from_static("wait"));
    let response = answer(&web, &headers, &accepted).await?;
    if !response.headers().contains_key("preference-applied") {
        return Err(Problem::unavailable(
            &"a kill is on record, but a feed still shows the article",
        ));
    }
    Ok(response)
}

fn read_order(bytes: &[u8]) -> Result<KillOrder, Problem> {
    if bytes.trim_ascii().is_empty() {
        return Ok(KillOrder::default());
    }
    let value =
        json::read(bytes).map_err(|error| Problem::new("malformed-json", format!("{error}.")))?;
    let Some(map) = value.as_object() else {
        if value.is_null() {
            return Ok(KillOrder::default());
        }
        return Err(Problem::invalid(vec![Complaint::new(
            "",
            "must be a JSON object",
        )]));
    };
    let mut faults: Vec<Complaint> = map
        .keys()
        .filter(|key| *key != "note")
        .map(|key| {
            Complaint::new(
                format!("/{}", pointer_segment(key)),
                "is not a key of the record",
            )
        })
        .collect();
    let note = map.get("note").filter(|note| !note.is_null());
    if note.is_some_and(|note| {
        note.as_str()
            .is_none_or(|note| note.chars().count() > 2_000)
    }) {
        faults.push(Complaint::new(
            "/note",
            "must be text of at most 2000 characters",
        ));
    }
    if faults.is_empty() {
        Ok(KillOrder {
            note: note.and_then(|note| note.as_str()).map(str::to_owned),
        })
    } else {
        Err(Problem::invalid(faults))
    }
}
