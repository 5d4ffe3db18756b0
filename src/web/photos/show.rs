//! The bytes of a photo: whole or in ranges, streamed from the shelf, to be kept for ever (HT-17).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use hyper::http::header::{
    ACCEPT_RANGES, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL,
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderName,
    HeaderValue, RANGE,
};
use hyper::{HeaderMap, Method, StatusCode, Uri};

use super::pieces::{self, Piece};
use crate::media::range::{self, ByteRange, Wanted};
use crate::media::shelf::{self, PhotoName};
use crate::store::PhotoStanding;
use crate::web::conditional::{self, Decision, Precondition, Variant};
use crate::web::negotiate::Coding;
use crate::web::problem::Problem;
use crate::web::{Web, routes};

/// `GET /photos/{name}`: the bytes, if something public shows them. The name holds their hash, so they may be kept
/// for ever.
pub(in crate::web) async fn show(
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
    let keeping = keeping(until, now);
    let tag = format!("\"{}\"", &name[..32]);
    if conditional::if_match(&headers, Some(&tag), None) == Precondition::Failed {
        return Problem::new("precondition-failed", "The photo has another tag.").into_response();
    }
    let variants = [Variant {
        coding: Coding::Identity,
        etag: &tag,
    }];
    let held = conditional::decide(&headers, &variants, None);
    if matches!(held, Decision::NotModified(_)) {
        return (StatusCode::NOT_MODIFIED, common(&tag, keeping)).into_response();
    }
    let shelf = Arc::clone(&web.desk.shelf);
    let opened = tokio::task::spawn_blocking(move || shelf.open_photo(photo)).await;
    let (file, size_bytes) = match opened {
        Ok(Ok(opened)) => opened,
        Ok(Err(shelf::Error::Missing { .. })) => return routes::not_found(&web, &uri, &headers),
        Ok(Err(error)) => return Problem::internal(&error).into_response(),
        Err(error) => return Problem::internal(&error).into_response(),
    };
    let wanted = wanted(&method, &headers, &tag, size_bytes);
    let answer = Answer::of(photo, wanted, size_bytes);
    let body = if method == Method::HEAD {
        Body::empty()
    } else {
        Body::from_stream(pieces::stream(file, answer.pieces))
    };
    // What the answer says of itself stands after, and instead of, what all say.
    (answer.status, common(&tag, keeping), answer.head, body).into_response()
}

/// What every reply that is about the photo says.
fn common(tag: &str, keeping: HeaderValue) -> [(HeaderName, HeaderValue); 5] {
    let fixed = HeaderValue::from_static;
    [
        (CACHE_CONTROL, keeping),
        (ACCESS_CONTROL_ALLOW_ORIGIN, fixed("*")),
        (
            ACCESS_CONTROL_EXPOSE_HEADERS,
            fixed("Accept-Ranges, Content-Range, ETag"),
        ),
        (ACCEPT_RANGES, fixed("bytes")),
        (ETAG, text(tag)),
    ]
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

/// Which part is asked for. Ranges mean something for GET only (RFC 9110 section 14.2), and only of the bytes that
/// `If-Range` names (section 13.1.5: strong).
fn wanted(method: &Method, headers: &HeaderMap, tag: &str, size_bytes: u64) -> Wanted {
    let mut ranges = headers.get_all(RANGE).iter();
    let (Some(range), None) = (ranges.next(), ranges.next()) else {
        return Wanted::Whole;
    };
    if method != Method::GET || !conditional::if_range(headers, tag, None) {
        return Wanted::Whole;
    }
    range::wanted(range.to_str().ok(), size_bytes)
}

/// The reply that a wish gets.
struct Answer {
    status: StatusCode,
    head: HeaderMap,
    pieces: Vec<Piece>,
}

impl Answer {
    fn of(photo: PhotoName, wanted: Wanted, size_bytes: u64) -> Self {
        let media_type = photo.media_type.mime();
        // The name is hexadecimal digits and a known ending: nothing in it needs to be quoted.
        let mut head = HeaderMap::new();
        let disposition = format!("inline; filename=\"{photo}\"");
        head.insert(CONTENT_DISPOSITION, text(&disposition));
        head.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        let (status, pieces) = match wanted {
            Wanted::Whole => {
                let whole = ByteRange {
                    start: 0,
                    length: size_bytes,
                };
                (StatusCode::OK, vec![Piece::File(whole)])
            }
            Wanted::Unsatisfiable => {
                head.remove(CONTENT_DISPOSITION);
                head.remove(CONTENT_TYPE);
                head.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
                head.insert(CONTENT_RANGE, text(&format!("bytes */{size_bytes}")));
                (StatusCode::RANGE_NOT_SATISFIABLE, Vec::new())
            }
            Wanted::Pieces(ranges) => {
                let pieces = match ranges.as_slice() {
                    [one] => {
                        head.insert(CONTENT_RANGE, text(&one.content_range(size_bytes)));
                        vec![Piece::File(*one)]
                    }
                    many => {
                        let boundary = boundary(photo);
                        let kind = format!("multipart/byteranges; boundary={boundary}");
                        head.insert(CONTENT_TYPE, text(&kind));
                        multipart(many, &boundary, media_type, size_bytes)
                    }
                };
                (StatusCode::PARTIAL_CONTENT, pieces)
            }
        };
        let length: u64 = pieces.iter().map(Piece::length).sum();
        head.insert(CONTENT_LENGTH, HeaderValue::from(length));
        Self {
            status,
            head,
            pieces,
        }
    }
}

/// Several ranges in one body (RFC 9110 section 14.6).
fn multipart(
    ranges: &[ByteRange],
    boundary: &str,
    media_type: &str,
    size_bytes: u64,
) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(ranges.len() * 2 + 1);
    for range in ranges {
        let content_range = range.content_range(size_bytes);
        pieces.push(Piece::Text(format!(
            "\r\n--{boundary}\r\nContent-Type: {media_type}\r\nContent-Range: {content_range}\r\n\r\n"
        )));
        pieces.push(Piece::File(*range));
    }
    pieces.push(Piece::Text(format!("\r\n--{boundary}--\r\n")));
    pieces
}

/// What parts the ranges: made of the photo's own hash, which no photo can hold.
fn boundary(photo: PhotoName) -> String {
    format!("part-{}", &photo.digest.to_string()[32..])
}

/// Our own text as a header.
fn text(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}
