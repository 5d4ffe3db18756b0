//! The names of an article: shown, and declared.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use hyper::HeaderMap;
use hyper::http::header::{CACHE_CONTROL, HeaderValue};
use serde::Serialize;
use utoipa::ToSchema;

use crate::article::complaint::{Complaint, pointer_segment};
use crate::desk;
use crate::ingest::json;
use crate::store::{self, NameKind, Scope};
use crate::web::openapi::{NamesOne, NeedsStore, NeedsToken, ReadsBody, ReadsRecord, ReadsRequest};
use crate::web::problem::{Problem, ProblemBody};
use crate::web::{Web, auth, intake};

/// What is declared.
#[derive(Debug, ToSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Declaration {
    /// Names that are this article from now on: ids of other sources, ids and addresses it had before. One that was an
    /// article of its own is made one with this one.
    #[schema(min_items = 1, max_items = 128)]
    aliases: Vec<String>,
}

/// One name of an article.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct NameBody {
    /// The name.
    name: String,
    /// `name`: an id, an id in feeds or an alias, for ever. `address`: where a version was found.
    kind: &'static str,
    /// Since when it stands for an article.
    since: DateTime<Utc>,
    /// The token that declared it; absent where it came with a version.
    #[serde(skip_serializing_if = "Option::is_none")]
    declared_by: Option<String>,
}

impl From<store::Name> for NameBody {
    fn from(name: store::Name) -> Self {
        Self {
            name: name.name,
            kind: match name.kind {
                NameKind::Name => "name",
                NameKind::Address => "address",
            },
            since: name.since,
            declared_by: name.declared_by,
        }
    }
}

/// What an article is called.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct NamesBody {
    /// The publisher's own id.
    id: String,
    /// The id in feeds.
    atom_id: String,
    /// Every name, the oldest first.
    names: Vec<NameBody>,
    /// Articles that this declaration made one with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    merged: Vec<String>,
}

/// `GET /v1/articles/{id}/aliases`
#[utoipa::path(get, path = "/v1/articles/{id}/aliases", tag = "articles", security(("token" = [])), params(("id" = String, Path, description = "Any name of the article.")), responses(
    (status = 200, description = "Its names.", body = NamesBody),
    (status = 410, description = "The article was purged.", body = ProblemBody, content_type = "application/problem+json"),
    NeedsToken, ReadsRequest, NamesOne, NeedsStore,
))]
pub(in crate::web) async fn show(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    auth::bearer(&web, &headers, Scope::Read).await?;
    let filed = desk::find(&web.desk, &id).await?;
    told(&web, &filed, Vec::new()).await
}

/// `POST /v1/articles/{id}/aliases`: declares other names of the article.
#[utoipa::path(post, path = "/v1/articles/{id}/aliases", tag = "articles", security(("token" = [])), params(("id" = String, Path, description = "Any name of the article.")), request_body(content = Declaration), responses(
    (status = 200, description = "They are its names.", body = NamesBody),
    (status = 409, description = "A name stands for an article that was killed or purged.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 410, description = "The article was killed or purged.", body = ProblemBody, content_type = "application/problem+json"),
    NeedsToken, ReadsRequest, ReadsBody, ReadsRecord, NamesOne, NeedsStore,
))]
pub(in crate::web) async fn declare(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let bearer = auth::bearer(&web, &headers, Scope::Push).await?;
    let aliases = read(&intake::read_body(body, 512 * 1024).await?)?;
    let declared = desk::declare(&web.desk, &bearer.name, &id, &aliases).await?;
    let merged: Vec<String> = declared.merged.iter().map(ToString::to_string).collect();
    if !merged.is_empty() {
        // Two of one are told as one only when no feed shows both any more.
        super::wait_shown(&web, declared.ticket).await;
    }
    told(&web, &declared.filed, merged).await
}

async fn told(web: &Web, filed: &store::Filed, merged: Vec<String>) -> Result<Response, Problem> {
    let names = web.desk.store.names_of(&filed.article.id).await?;
    let body = NamesBody {
        id: filed.article.id.to_string(),
        atom_id: filed.article.atom_id.as_str().to_owned(),
        names: names.into_iter().map(NameBody::from).collect(),
        merged,
    };
    let no_store = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((no_store, Json(body)).into_response())
}

fn read(bytes: &[u8]) -> Result<Vec<String>, Problem> {
    let value =
        json::read(bytes).map_err(|error| Problem::new("malformed-json", format!("{error}.")))?;
    let Some(map) = value.as_object() else {
        return Err(Problem::invalid(vec![Complaint::new(
            "",
            "must be a JSON object with the list “aliases”",
        )]));
    };
    let mut faults: Vec<Complaint> = map
        .keys()
        .filter(|key| *key != "aliases")
        .map(|key| {
            let pointer = format!("/{}", pointer_segment(key));
            Complaint::new(pointer, "is not a key of the record")
        })
        .collect();
    let list = map.get("aliases").and_then(|list| list.as_array());
    if list.is_none() {
        faults.push(Complaint::new("/aliases", "must be a list of texts"));
    }
    let mut aliases = Vec::new();
    for (n, alias) in list.into_iter().flatten().enumerate() {
        match alias.as_str() {
            Some(alias) => aliases.push(alias.to_owned()),
            None => faults.push(Complaint::new(format!("/aliases/{n}"), "must be text")),
        }
    }
    if faults.is_empty() {
        Ok(aliases)
    } else {
        Err(Problem::invalid(faults))
    }
}
