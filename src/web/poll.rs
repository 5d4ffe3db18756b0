//! A poll: an edition from memory in the coding the client takes, or 304. No store, no lock, no rendering.

use bytes::Bytes;
use hyper::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL, CONTENT_ENCODING,
    CONTENT_LENGTH, CONTENT_LOCATION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap,
    HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LINK,
    REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use hyper::http::{Method, Request, Response, StatusCode};

use super::Web;
use super::conditional::{self, Decision, Variant};
use super::negotiate::{Coding, Codings};
use super::reply::Reply;
use crate::feed::edition::{self, Edition};

/// Answers a poll of `/feeds/{name}.{format}` from memory; `None` where the request is not one, so that the routes answer it.
pub fn answer<B>(web: &Web, request: &Request<B>) -> Option<Response<Reply>> {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return None;
    }
    let edition = web.desk.newsstand.by_path(request.uri().path())?;
    Some(reply(
        web,
        &edition,
        request.method(),
        request.headers(),
        Address::Own,
    ))
}

/// Under which address an edition was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Address {
    /// Its own, which names the format.
    Own,
    /// The one that negotiates.
    Negotiated,
}

/// Answers with an edition: 200 in the best coding, 304, or 406.
pub fn reply(
    web: &Web,
    edition: &Edition,
    method: &Method,
    headers: &HeaderMap,
    address: Address,
) -> Response<Reply> {
    let mut variants = [Variant {
        coding: Coding::Identity,
        etag: tag(edition, edition::Coding::Identity),
    }; 4];
    let mut bodies = [&edition.bytes; 4];
    let mut n_variants = 1;
    for (theirs, ours) in [
        (edition::Coding::Brotli, Coding::Brotli),
        (edition::Coding::Zstd, Coding::Zstd),
        (edition::Coding::Gzip, Coding::Gzip),
    ] {
        if let Some(body) = edition.body(theirs) {
            variants[n_variants] = Variant {
                coding: ours,
                etag: tag(edition, theirs),
            };
            bodies[n_variants] = body;
            n_variants += 1;
        }
    }
    let variants = &variants[..n_variants];
    // Two editions in one second look the same to a client that knows dates only (HT pitfall 4): it gets the bytes.
    let blind = edition.shares_second
        && !headers.contains_key(IF_NONE_MATCH)
        && headers.contains_key(IF_MODIFIED_SINCE);
    let decision = if blind {
        unconditional(headers, variants)
    } else {
        conditional::decide(headers, variants, Some(edition.last_modified))
    };
    let (status, place) = match decision {
        Decision::NotModified(place) => (StatusCode::NOT_MODIFIED, place),
        Decision::Send(place) => (StatusCode::OK, place),
        Decision::NotAcceptable => return not_acceptable(),
    };
    let body = bodies[place];
    let mut response = Response::new(Reply::Ready(None));
    *response.status_mut() = status;
    let head = response.headers_mut();
    head.reserve(14);
    common(web, edition, head, address);
    head.insert(ETAG, header(variants[place].etag));
    if status == StatusCode::OK {
        head.insert(
            CONTENT_TYPE,
            HeaderValue::from_static(edition.format.media_type()),
        );
        if place > 0 {
            head.insert(
                CONTENT_ENCODING,
                HeaderValue::from_static(variants[place].coding.name()),
            );
        }
        if method == Method::HEAD {
            head.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        } else {
            *response.body_mut() = Reply::Ready(Some(body.clone()));
        }
    }
    response
}

fn unconditional(headers: &HeaderMap, variants: &[Variant<'_>]) -> Decision {
    let best = Codings::of(headers).choose(variants.iter().map(|variant| variant.coding));
    variants
        .iter()
        .position(|variant| Some(variant.coding) == best)
        .map_or(Decision::NotAcceptable, Decision::Send)
}

/// What a 200 and a 304 both carry (HT-3, HT-7, HT-8, HT-16, HT-19).
fn common(web: &Web, edition: &Edition, head: &mut HeaderMap, address: Address) {
    let prepared = edition.prepared(|| Prepared::of(web, edition));
    head.insert(CACHE_CONTROL, web.cache_control());
    if let Some(prepared) = prepared {
        head.insert(LAST_MODIFIED, prepared.last_modified.clone());
        head.insert(LINK, prepared.link.clone());
    }
    head.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    head.insert(
        ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("Link, ETag, Last-Modified"),
    );
    head.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    head.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    head.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; sandbox"),
    );
    match address {
        Address::Own => {
            head.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        }
        Address::Negotiated => {
            head.insert(VARY, HeaderValue::from_static("Accept, Accept-Encoding"));
            if let Some(prepared) = prepared {
                head.insert(CONTENT_LOCATION, prepared.location.clone());
            }
        }
    }
}

/// Headers of an edition that are the same in every reply.
struct Prepared {
    last_modified: HeaderValue,
    link: HeaderValue,
    location: HeaderValue,
}

impl Prepared {
    fn of(web: &Web, edition: &Edition) -> Self {
        let rules = web.desk.rules.load();
        let url = rules.site.feed_url(&edition.feed, edition.format);
        let hub = rules
            .feeds
            .get(&edition.feed)
            .filter(|feed| feed.definition.hub)
            .and(rules.site.hub.as_deref());
        let hub = hub
            .map(|hub| format!(", <{hub}>; rel=\"hub\""))
            .unwrap_or_default();
        let page = rules.site.feed_page(&edition.feed);
        Self {
            last_modified: header(&httpdate::fmt_http_date(edition.last_modified.into())),
            link: header(&format!(
                "<{url}>; rel=\"self\"{hub}, <{page}>; rel=\"alternate\"; type=\"text/html\""
            )),
            location: header(&url),
        }
    }
}

fn not_acceptable() -> Response<Reply> {
    let mut response = Response::new(Reply::Ready(Some(Bytes::from_static(
        b"Every coding of this feed is refused by Accept-Encoding.\n",
    ))));
    *response.status_mut() = StatusCode::NOT_ACCEPTABLE;
    let head = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (VARY, "Accept-Encoding"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CACHE_CONTROL, "no-store"),
    ] as [(HeaderName, &'static str); 4]
    {
        head.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn tag(edition: &Edition, coding: edition::Coding) -> &str {
    std::str::from_utf8(edition.etag(coding)).unwrap_or_default()
}

/// Our own text as a header; what cannot be one is left empty rather than split.
fn header(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}
