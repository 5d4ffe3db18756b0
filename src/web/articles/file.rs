//! Files an article: `PUT` under the publisher's id, `POST` where one is to be minted.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, Request, State};
use axum::response::Response;
use uuid::{NoContext, Timestamp, Uuid};

use super::{Receipt, answer, condition, malformed};
use crate::article::complaint::Complaint;
use crate::desk;
use crate::ingest::copy;
use crate::store::Scope;
use crate::web::intake::{self, Beside};
use crate::web::openapi::{
    FilesArticle, HasCondition, NeedsStore, NeedsToken, ReadsBody, ReadsRecord, ReadsRequest,
};
use crate::web::problem::Problem;
use crate::web::record::Record;
use crate::web::{Web, auth};

/// `PUT /v1/articles/{id}`
#[utoipa::path(put, path = "/v1/articles/{id}", tag = "articles", security(("token" = [])), params(("id" = String, Path, description = "The publisher's own id, or an alias."), Beside,
    ("If-Match" = Option<String>, Header, description = "The tag of the version this was made from; it is filed as the next one."), ("Prefer" = Option<String>, Header, description = "`wait`: answer when the feeds show it.")),
    request_body(description = "A record; ninjs 1.0 to 3.1, whose `uri` is the id; NITF or NewsML-G2 with one text item; a web page; raw copy or a wire message (ANPA 1312, IPTC 7901); or a form with a part `record` or `copy` and photos.", content((Record = "application/json"), (serde_json::Value = "application/ninjs+json"), (String = "application/nitf+xml"), (String = "application/vnd.iptc.g2.newsmessage+xml"), (String = "application/vnd.iptc.g2.newsitem+xml"), (String = "application/xml"), (String = "text/html"), (String = "text/plain"), (Vec<u8> = "multipart/form-data"))), responses(
    (status = 200, description = "A new version is on record, or nothing changed.", body = Receipt),
    (status = 201, description = "The article is on record.", body = Receipt),
    FilesArticle, NeedsToken, ReadsRequest, ReadsBody, HasCondition, ReadsRecord, NeedsStore,
))]
pub(in crate::web) async fn put(
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
        Some(named) if named != id && !desk::is_one_article(&web.desk, named, &id).await? => {
            let place = draft.place_of("/id");
            draft
                .complaints
                .push(Complaint::new(place, "differs from the id in the address"));
        }
        Some(_) => {}
        None => draft.id = Some(id),
    }
    let accepted = desk::accept(&web.desk, &bearer.name, draft, condition(&headers)).await?;
    answer(&web, &headers, &accepted).await
}

/// `POST /v1/articles`: an id is minted where the record has none. Raw copy has none ever: the same words from the same
/// token are the same article, so that copy which is sent twice is on record once.
#[utoipa::path(post, path = "/v1/articles", tag = "articles", security(("token" = [])), params(Beside, ("Prefer" = Option<String>, Header, description = "`wait`: answer when the feeds show it.")),
    request_body(description = "A record; ninjs 1.0 to 3.1, whose `uri` is the id; NITF or NewsML-G2 with one text item; a web page; raw copy or a wire message (ANPA 1312, IPTC 7901); or a form with a part `record` or `copy` and photos.", content((Record = "application/json"), (serde_json::Value = "application/ninjs+json"), (String = "application/nitf+xml"), (String = "application/vnd.iptc.g2.newsmessage+xml"), (String = "application/vnd.iptc.g2.newsitem+xml"), (String = "application/xml"), (String = "text/html"), (String = "text/plain"), (Vec<u8> = "multipart/form-data"))), responses(
    (status = 200, description = "The same article was on record already.", body = Receipt),
    (status = 201, description = "The article is on record.", body = Receipt),
    FilesArticle, NeedsToken, ReadsRequest, ReadsBody, HasCondition, ReadsRecord, NeedsStore,
))]
pub(in crate::web) async fn post(
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
        draft.id = Some(match (draft.made_id.take(), &draft.words) {
            (Some(made), _) => made,
            (None, Some(words)) => copy::stable_id(&bearer.name, words),
            (None, None) => mint(&web),
        });
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
