//! A poll: an edition from memory in the coding the client takes, or 304. No store, no lock, no rendering.
//!
//! Every reply to a poll is made once per edition and coding and sent as it is from then on, through the
//! listener's express lane or through the routes.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use hyper::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL, CONTENT_ENCODING,
    CONTENT_LOCATION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue,
    IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LINK, REFERRER_POLICY, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use hyper::http::{Method, Request, Response, StatusCode};

use super::Web;
use super::conditional::{self, Decision, Variant};
use super::listener::{Glance, Prebuilt};
use super::negotiate::{Coding, Codings, Fields};
use super::reply::Reply;
use crate::feed::edition::{self, Edition};

/// The codings of an edition, the plain one first.
const CODINGS: [(edition::Coding, Coding); 4] = [
    (edition::Coding::Identity, Coding::Identity),
    (edition::Coding::Brotli, Coding::Brotli),
    (edition::Coding::Zstd, Coding::Zstd),
    (edition::Coding::Gzip, Coding::Gzip),
];

/// Under which address an edition was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Address {
    /// Its own, which names the format.
    Own,
    /// The one that negotiates.
    Negotiated,
}

/// Answers a plain poll in the express lane; `None` where the request is not one.
pub fn express(web: &Web, glance: &Glance<'_>) -> Option<Arc<Prebuilt>> {
    let path = glance.target.split('?').next().unwrap_or_default();
    let edition = web.desk.newsstand.by_path(path)?;
    Some(choose(web, &edition, glance, Address::Own))
}

/// Answers a poll of `/feeds/{name}.{format}` from memory; `None` where the request is not one, so that the
/// routes answer it.
pub fn answer<B>(web: &Web, request: &Request<B>) -> Option<Response<Reply>> {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return None;
    }
    let edition = web.desk.newsstand.by_path(request.uri().path())?;
    Some(choose(web, &edition, request.headers(), Address::Own).response())
}

/// Answers with an edition at the address that negotiates.
pub fn negotiated(web: &Web, edition: &Edition, headers: &HeaderMap) -> Response<Reply> {
    choose(web, edition, headers, Address::Negotiated).response()
}

/// Chooses the reply: 200 in the best coding, 304, or 406.
fn choose(web: &Web, edition: &Edition, fields: &impl Fields, address: Address) -> Arc<Prebuilt> {
    let mut variants = [Variant {
        coding: Coding::Identity,
        etag: "",
    }; 4];
    let mut codings = [edition::Coding::Identity; 4];
    let mut n_variants = 0;
    let offers = edition.offers();
    for (theirs, ours) in CODINGS {
        if offers[theirs.slot()] {
            variants[n_variants] = Variant {
                coding: ours,
                etag: tag(edition, theirs),
            };
            codings[n_variants] = theirs;
            n_variants += 1;
        }
    }
    let variants = &variants[..n_variants];
    // Two editions in one second look the same to a client that knows dates only (HT pitfall 4): it gets the bytes.
    let blind =
        edition.shares_second && !fields.has(&IF_NONE_MATCH) && fields.has(&IF_MODIFIED_SINCE);
    let decision = if blind {
        unconditional(fields, variants)
    } else {
        conditional::decide(fields, variants, Some(edition.last_modified))
    };
    let figures = &web.desk.figures;
    match decision {
        Decision::NotModified(place) => {
            figures.polls_not_modified.inc();
            let status = StatusCode::NOT_MODIFIED;
            face(web, edition, status, codings[place], address)
        }
        Decision::Send(place) => {
            figures.polls_sent.inc();
            face(web, edition, StatusCode::OK, codings[place], address)
        }
        Decision::NotAcceptable => not_acceptable(),
    }
}

fn unconditional(fields: &impl Fields, variants: &[Variant<'_>]) -> Decision {
    let best = Codings::of(fields).choose(variants.iter().map(|variant| variant.coding));
    let place = variants
        .iter()
        .position(|variant| Some(variant.coding) == best);
    place.map_or(Decision::NotAcceptable, Decision::Send)
}

/// The replies of one edition that were made so far.
#[derive(Default)]
struct Faces {
    made: [OnceLock<Arc<Prebuilt>>; 16],
}

/// The reply of this status in this coding at this address, made at the first time.
fn face(
    web: &Web,
    edition: &Edition,
    status: StatusCode,
    coding: edition::Coding,
    address: Address,
) -> Arc<Prebuilt> {
    let place = CODINGS
        .iter()
        .position(|(theirs, _)| *theirs == coding)
        .unwrap_or_default()
        + if status == StatusCode::OK { 0 } else { 4 }
        + if address == Address::Own { 0 } else { 8 };
    let settings = web.settings.load();
    // Replies made under older settings say older things; they are made anew each time until the edition changes.
    let faces = edition.prepared(|| (Arc::clone(&settings), Faces::default()));
    match faces {
        Some((made_under, faces)) if Arc::ptr_eq(made_under, &settings) => Arc::clone(
            faces.made[place].get_or_init(|| Arc::new(make(web, edition, status, coding, address))),
        ),
        _ => Arc::new(make(web, edition, status, coding, address)),
    }
}

/// Makes a reply. A 304 repeats what the 200 says of caching (HT-3).
fn make(
    web: &Web,
    edition: &Edition,
    status: StatusCode,
    coding: edition::Coding,
    address: Address,
) -> Prebuilt {
    let rules = web.desk.rules.load();
    let url = rules.site.feed_url(&edition.feed, edition.format);
    let feed = rules
        .feeds
        .get(&edition.feed)
        .filter(|feed| feed.definition.hub);
    let hub = feed.and(rules.site.hub.as_deref());
    let hub = hub
        .map(|hub| format!(", <{hub}>; rel=\"hub\""))
        .unwrap_or_default();
    let page = rules.site.feed_page(&edition.feed);
    let mut head = HeaderMap::with_capacity(14);
    head.insert(ETAG, header(tag(edition, coding)));
    head.insert(
        LAST_MODIFIED,
        header(&httpdate::fmt_http_date(edition.last_modified.into())),
    );
    head.insert(CACHE_CONTROL, web.cache_control());
    head.insert(
        LINK,
        header(&format!(
            "<{url}>; rel=\"self\"{hub}, <{page}>; rel=\"alternate\"; type=\"text/html\""
        )),
    );
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
            head.insert(CONTENT_LOCATION, header(&url));
        }
    }
    if status != StatusCode::OK {
        return Prebuilt::new(status, head, Bytes::new());
    }
    head.insert(
        CONTENT_TYPE,
        HeaderValue::from_static(edition.format.media_type()),
    );
    if coding != edition::Coding::Identity {
        head.insert(CONTENT_ENCODING, HeaderValue::from_static(coding.token()));
    }
    edition
        .body(coding)
        .map_or_else(lost, |body| Prebuilt::new(status, head, body))
}

/// For memory that does not unpack: nothing we could say of the feed is true.
fn lost() -> Prebuilt {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    Prebuilt::new(status, HeaderMap::new(), Bytes::new())
}

fn not_acceptable() -> Arc<Prebuilt> {
    static REFUSED: OnceLock<Arc<Prebuilt>> = OnceLock::new();
    let made = REFUSED.get_or_init(|| {
        let mut head = HeaderMap::new();
        head.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        );
        head.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        head.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        head.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let text =
            Bytes::from_static(b"Every coding of this feed is refused by Accept-Encoding.\n");
        Arc::new(Prebuilt::new(StatusCode::NOT_ACCEPTABLE, head, text))
    });
    Arc::clone(made)
}

fn tag(edition: &Edition, coding: edition::Coding) -> &str {
    std::str::from_utf8(edition.etag(coding)).unwrap_or_default()
}

/// Our own text as a header; what cannot be one is left empty rather than split.
fn header(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}
