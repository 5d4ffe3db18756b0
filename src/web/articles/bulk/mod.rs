//! Takes many articles in one stream: a line each, answered line by line while the rest is still on its way.

mod lines;
mod pipeline;
mod results;

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use http_body_util::BodyExt;
use hyper::HeaderMap;
use hyper::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE};
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

use self::pipeline::Stream;
use self::results::BulkLine;
use super::wants_wait;
use crate::store::Scope;
use crate::web::openapi::{NeedsStore, NeedsToken, ReadsRequest};
use crate::web::problem::{Problem, ProblemBody};
use crate::web::record::Record;
use crate::web::{Web, auth};

/// How many streams are taken in at a time.
pub(in crate::web) const MOST_STREAMS: usize = 4;

/// The media types of lines of JSON.
const TYPES: [&str; 6] = [
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/x-jsonl",
    "application/jsonlines",
    "application/x-jsonlines",
];

/// `POST /v1/articles:bulk`: a record (or any JSON that a push may be) on each line; it must name its `id`.
///
/// Results come in the order of the lines, each once its line is durable, while the body is still being sent: read
/// them meanwhile. The last line is the end of the reply; where it is missing or not `complete`, send the rest again,
/// or all: what is on record already is `unchanged`.
#[utoipa::path(post, path = "/v1/articles:bulk", tag = "articles", security(("token" = [])), params(
    ("Prefer" = Option<String>, Header, description = "`wait`: end the reply when the feeds show all of it.")),
    request_body(content((Record = "application/x-ndjson"), (Record = "application/jsonl"))), responses(
    (status = 200, description = "One result for each line that is not blank, and the end.", body = BulkLine, content_type = "application/x-ndjson"),
    (status = 415, description = "Not lines of JSON.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, description = "Too many streams at a time.", body = ProblemBody, content_type = "application/problem+json"),
    NeedsToken, ReadsRequest, NeedsStore,
))]
pub(in crate::web) async fn bulk(
    State(web): State<Arc<Web>>,
    request: Request,
) -> Result<Response, Problem> {
    let headers = request.headers().clone();
    let bearer = auth::bearer(&web, &headers, Scope::Push).await?;
    check_type(&headers)?;
    let turn = Arc::clone(&web.streams).try_acquire_owned().map_err(|_| {
        let why = format!("At most {MOST_STREAMS} streams of articles are taken in at a time.");
        Problem::new("too-many-requests", why).retry_after(10)
    })?;
    let mut body = request.into_body();
    // The head of the reply waits for the first piece: a client that asks “Expect: 100-continue” is told to go on.
    let first = first_piece(&mut body).await?;
    let stream = Stream {
        source: bearer.name,
        most_bytes: web.settings.load().limits.record_bytes,
        waits: wants_wait(&headers),
        web,
    };
    let (sender, results) = mpsc::channel::<Bytes>(1);
    let work = AbortOnDropHandle::new(tokio::spawn(async move {
        stream.run(first, body, sender).await;
        drop(turn);
    }));
    let lines = stream::unfold((results, work), |(mut results, work)| async move {
        let bytes = results.recv().await?;
        Some((Ok::<Bytes, Infallible>(bytes), (results, work)))
    });
    let headers = [
        (CONTENT_TYPE, "application/x-ndjson"),
        (CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(lines)).into_response())
}

fn check_type(headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name| {
        headers
            .get(name)
            .map_or(Some(""), |value| value.to_str().ok())
    };
    let kind = text(CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
    let mut parts = kind.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    let charset = parts.find_map(|part| part.strip_prefix("charset="));
    let is_utf8 =
        charset.is_none_or(|charset| matches!(charset.trim_matches('"'), "utf-8" | "utf8"));
    if !TYPES.contains(&essence) || !is_utf8 {
        return Err(Problem::new(
            "unsupported-media-type",
            "Send one JSON record a line, in UTF-8, as application/x-ndjson.",
        ));
    }
    if !matches!(text(CONTENT_ENCODING), Some("" | "identity")) {
        return Err(Problem::new(
            "unsupported-media-type",
            "Send the lines without “Content-Encoding”.",
        ));
    }
    Ok(())
}

/// The first bytes of the body; `None` where it is empty. What cannot be lines of JSON is refused as a whole.
async fn first_piece(body: &mut Body) -> Result<Option<Bytes>, Problem> {
    while let Some(frame) = body.frame().await {
        let broken = "The body ended early or came too slowly.";
        let frame = frame.map_err(|_| Problem::new("malformed-request", broken))?;
        let Some(data) = frame.into_data().ok().filter(|data| !data.is_empty()) else {
            continue;
        };
        let marks: [&[u8]; 3] = [b"\xfe\xff", b"\xff\xfe", b"\x1f\x8b"];
        let is_wide = data.iter().take(2).any(|byte| *byte == 0);
        if is_wide || marks.iter().any(|mark| data.starts_with(mark)) {
            return Err(Problem::new(
                "malformed-request",
                "The body is UTF-16, compressed or otherwise not text in UTF-8.",
            ));
        }
        return Ok(Some(data));
    }
    Ok(None)
}
