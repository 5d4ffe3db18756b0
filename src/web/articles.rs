//! Articles: filed, shown, listed, killed.
#![expect(
    unused_qualifications,
    reason = "the description macro names parameter types by path"
)]

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use hyper::http::header::{
    CACHE_CONTROL, ETAG, HeaderName, HeaderValue, IF_MATCH, IF_NONE_MATCH, LOCATION,
};
use hyper::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::{NoContext, Timestamp, Uuid};

use super::intake::{self, Beside};
use super::problem::{Problem, ProblemBody};
use super::record::Record;
use super::{Web, auth};
use crate::article::complaint::Complaint;
use crate::article::identity::ArticleId;
use crate::article::text;
use crate::desk::{self, Accepted, Condition, Outcome};
use crate::ingest::json;
use crate::store::{Filed, ListPage, Scope};

/// The most articles of one page of the list.
const MOST_LISTED: u32 = 200;
/// How long `Prefer: wait` waits at most.
const LONGEST_WAIT: std::time::Duration = std::time::Duration::from_secs(20);

/// What became of a push.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Receipt {
    /// `created`, `updated` or `unchanged`.
    outcome: &'static str,
    /// The publisher's id.
    id: String,
    /// The id in feeds.
    atom_id: String,
    /// The version on record.
    version: u64,
    /// `usable`, `withheld` or `killed`.
    status: &'static str,
    /// First public.
    published: chrono::DateTime<chrono::Utc>,
    /// Last significant change.
    updated: chrono::DateTime<chrono::Utc>,
    /// The feeds that take it while it is public.
    feeds: Vec<String>,
    /// What was read with doubt, a sentence each.
    doubts: Vec<String>,
}

/// `PUT /v1/articles/{id}`
#[utoipa::path(put, path = "/v1/articles/{id}", tag = "articles", security(("token" = [])), params(("id" = String, Path, description = "The publisher's own id."), Beside,
    ("If-Match" = Option<String>, Header, description = "The tag of the version this replaces."), ("Prefer" = Option<String>, Header, description = "`wait`: answer when the feeds show it.")),
    request_body(content((Record = "application/json"), (String = "text/plain"), (Vec<u8> = "multipart/form-data"))), responses(
    (status = 200, description = "A new version is on record, or nothing changed.", body = Receipt),
    (status = 201, description = "The article is on record.", body = Receipt),
    (status = 400, description = "The body could not be read.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "No good token.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "The token lacks the scope.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "A newer version is on record.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 410, description = "The article was killed.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 412, description = "The condition does not hold.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "Too large.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 415, description = "Not a form of push.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, description = "The record has faults.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 503, description = "The store is away.", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn put(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    beside: Result<Query<Beside>, QueryRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let headers = request.headers().clone();
    let bearer = auth::bearer(&web, &headers, Scope::Push).await?;
    let Query(beside) = beside.map_err(|error| malformed(&error))?;
    let mut draft = intake::read_push(&web, request, &beside).await?;
    match draft.id.as_deref() {
        Some(named) if named != id => draft
            .complaints
            .push(Complaint::new("/id", "differs from the id in the address")),
        Some(_) => {}
        None => draft.id = Some(id),
    }
    let accepted = desk::accept(&web.desk, &bearer.name, draft, condition(&headers)).await?;
    answer(&web, &headers, &accepted).await
}

/// `POST /v1/articles`: an id is minted where the record has none.
#[utoipa::path(post, path = "/v1/articles", tag = "articles", security(("token" = [])), params(Beside, ("Prefer" = Option<String>, Header, description = "`wait`: answer when the feeds show it.")),
    request_body(content((Record = "application/json"), (String = "text/plain"), (Vec<u8> = "multipart/form-data"))), responses(
    (status = 200, description = "The same article was on record already.", body = Receipt),
    (status = 201, description = "The article is on record.", body = Receipt),
    (status = 400, description = "The body could not be read.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "No good token.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "The token lacks the scope.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "A newer version is on record.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 410, description = "The article was killed.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 412, description = "The condition does not hold.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "Too large.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 415, description = "Not a form of push.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, description = "The record has faults.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 503, description = "The store is away.", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn post(
    State(web): State<Arc<Web>>,
    beside: Result<Query<Beside>, QueryRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let headers = request.headers().clone();
    let bearer = auth::bearer(&web, &headers, Scope::Push).await?;
    let Query(beside) = beside.map_err(|error| malformed(&error))?;
    let mut draft = intake::read_push(&web, request, &beside).await?;
    if draft.id.is_none()
        && !draft
            .complaints
            .iter()
            .any(|complaint| complaint.pointer == "/id")
    {
        draft.id = Some(mint(&web));
    }
    let accepted = desk::accept(&web.desk, &bearer.name, draft, condition(&headers)).await?;
    answer(&web, &headers, &accepted).await
}

/// An id of time and chance (UUID version 7).
fn mint(web: &Web) -> String {
    let now = web.desk.clock.now();
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    Uuid::new_v7(Timestamp::from_unix(
        NoContext,
        seconds,
        now.timestamp_subsec_nanos(),
    ))
    .to_string()
}

async fn answer(web: &Web, headers: &HeaderMap, accepted: &Accepted) -> Result<Response, Problem> {
    let wants_wait = headers
        .get_all("prefer")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| {
            value
                .split([',', ';'])
                .any(|word| word.trim() == "wait" || word.trim().starts_with("wait="))
        });
    let shown = wants_wait
        && tokio::time::timeout(LONGEST_WAIT, web.desk.wait_shown(accepted.ticket))
            .await
            .is_ok();
    let article = &accepted.filed.article;
    let (status, outcome) = match accepted.outcome {
        Outcome::Created => (StatusCode::CREATED, "created"),
        Outcome::Updated => (StatusCode::OK, "updated"),
        Outcome::Unchanged => (StatusCode::OK, "unchanged"),
    };
    let feeds = web
        .desk
        .rules
        .load()
        .takers(&[Some(article)])
        .map(str::to_owned)
        .collect();
    let receipt = Receipt {
        outcome,
        id: article.id.to_string(),
        atom_id: article.atom_id.as_str().to_owned(),
        version: article.version,
        status: article.status.as_str(),
        published: article.published,
        updated: article.updated,
        feeds,
        doubts: article.doubts.clone(),
    };
    let mut response = (status, tagged(&accepted.filed), Json(receipt)).into_response();
    if accepted.outcome == Outcome::Created {
        let location = HeaderValue::from_str(&format!("/v1/articles/{}", article.id.as_path()))
            .map_err(|error| Problem::internal(&error))?;
        response.headers_mut().insert(LOCATION, location);
    }
    if shown {
        response.headers_mut().insert(
            HeaderName::from_static("preference-applied"),
            HeaderValue::from_static("wait"),
        );
    }
    Ok(response)
}

/// The tag of a version: what `If-Match` takes.
fn tagged(filed: &Filed) -> [(HeaderName, HeaderValue); 2] {
    let tag = HeaderValue::from_str(&format!("\"v{}\"", filed.article.version))
        .unwrap_or_else(|_| HeaderValue::from_static(""));
    [
        (ETAG, tag),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ]
}

/// Reads `If-Match` and `If-None-Match: *`; tags compare strongly (RFC 9110 section 13.1.1).
fn condition(headers: &HeaderMap) -> Condition {
    let tags = |name: HeaderName| {
        headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .collect::<Vec<_>>()
    };
    if headers.contains_key(IF_MATCH) {
        let tags = tags(IF_MATCH);
        if tags.contains(&"*") {
            return Condition::Present;
        }
        return Condition::OneOf(
            tags.iter()
                .filter_map(|tag| tag.strip_prefix("\"v")?.strip_suffix('"')?.parse().ok())
                .collect(),
        );
    }
    if tags(IF_NONE_MATCH).contains(&"*") {
        Condition::Absent
    } else {
        Condition::Any
    }
}

/// What a version of an article is asked for by.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct WhichVersion {
    /// The version; the newest where missing.
    version: Option<u64>,
}

/// `GET /v1/articles/{id}`
#[utoipa::path(get, path = "/v1/articles/{id}", tag = "articles", security(("token" = [])), params(("id" = String, Path, description = "The publisher's own id."), WhichVersion), responses(
    (status = 200, description = "The record.", body = Record),
    (status = 400, description = "A parameter could not be read.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "No good token.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "The token lacks the scope.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "No such article or version.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 503, description = "The store is away.", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn show(
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
pub(super) struct Which {
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
pub(super) struct Page {
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
pub(super) async fn list(
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
        .is_some_and(|status| crate::article::status::Status::parse(status).is_none())
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

/// What may be said with a kill.
#[derive(Debug, Default, ToSchema, Serialize)]
pub(super) struct KillOrder {
    /// What readers of the article's page are told.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// `POST /v1/articles/{id}/kill`: answers when the feeds no longer show it.
#[utoipa::path(post, path = "/v1/articles/{id}/kill", tag = "articles", security(("token" = [])), params(("id" = String, Path, description = "The publisher's own id.")), request_body(content = Option<KillOrder>), responses(
    (status = 200, description = "It is withdrawn everywhere.", body = Receipt),
    (status = 400, description = "The body could not be read.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "No good token.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "The token lacks the scope.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "No such article.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 412, description = "The condition does not hold.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "Too large.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, description = "The order has faults.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 503, description = "The store is away.", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn kill(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let bearer = auth::bearer(&web, &headers, Scope::Kill).await?;
    let order = read_order(&intake::read_body(body, 64 * 1024).await?)?;
    let id = ArticleId::parse(&id).map_err(|_| desk::Error::NotFound)?;
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
    answer(&web, &headers, &accepted).await
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
                format!("/{}", crate::article::complaint::pointer_segment(key)),
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

fn malformed(error: &QueryRejection) -> Problem {
    Problem::new(
        "malformed-request",
        format!("{}.", error.body_text().trim_end_matches('.')),
    )
}
