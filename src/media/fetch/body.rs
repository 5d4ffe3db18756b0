//! Reads a reply as far as its limits: what is declared is checked, never believed.

use std::io::Read;

use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use reqwest::Response;
use reqwest::header::{self, HeaderMap};

use super::{Coding, Error, Fetched, Limits};

/// The longest header value that is kept.
const HEADER_BYTES: usize = 2048;

/// Reads a body as far as the limit, before and after its coding is taken off.
pub(super) async fn body(mut reply: Response, limits: &Limits) -> Result<Fetched, Error> {
    let headers = reply.headers();
    let is_coded = is_coded(headers, limits.coding)?;
    let too_large = || Error::TooLarge {
        limit: limits.size_bytes,
    };
    if reply
        .content_length()
        .is_some_and(|length| length > limits.size_bytes)
    {
        return Err(too_large());
    }
    let content_type = text(headers, &header::CONTENT_TYPE);
    let etag = text(headers, &header::ETAG);
    let last_modified = text(headers, &header::LAST_MODIFIED);
    let final_url = reply.url().clone();
    let mut bytes = Vec::new();
    while let Some(chunk) = reply.chunk().await.map_err(Error::from_client)? {
        let size = u64::try_from(bytes.len() + chunk.len()).unwrap_or(u64::MAX);
        if size > limits.size_bytes {
            return Err(too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    let bytes = if is_coded {
        unpacked(&bytes, limits.size_bytes)?
    } else {
        bytes.into()
    };
    Ok(Fetched {
        bytes,
        final_url,
        content_type,
        etag,
        last_modified,
    })
}

/// Whether the body is compressed; a coding that was not asked for is an error.
fn is_coded(headers: &HeaderMap, coding: Coding) -> Result<bool, Error> {
    let Some(named) = text(headers, &header::CONTENT_ENCODING) else {
        return Ok(false);
    };
    match named.to_ascii_lowercase().as_str() {
        "" | "identity" => Ok(false),
        "gzip" | "x-gzip" if coding == Coding::Gzip => Ok(true),
        _ => Err(Error::Encoded { coding: named }),
    }
}

/// Takes gzip off, as far as the limit: a small body may hold a large one.
fn unpacked(bytes: &[u8], limit: u64) -> Result<Bytes, Error> {
    let mut out = Vec::new();
    let mut reader = MultiGzDecoder::new(bytes).take(limit.saturating_add(1));
    reader.read_to_end(&mut out).map_err(|_| Error::Encoded {
        coding: "gzip, and broken".to_owned(),
    })?;
    if u64::try_from(out.len()).unwrap_or(u64::MAX) > limit {
        return Err(Error::TooLarge { limit });
    }
    Ok(out.into())
}

/// A header's value as text, where it is text and not too long.
pub(super) fn text(headers: &HeaderMap, name: &header::HeaderName) -> Option<String> {
    let value = headers
        .get(name)
        .filter(|value| value.len() <= HEADER_BYTES)?;
    std::str::from_utf8(value.as_bytes())
        .ok()
        .map(|text| text.trim().to_owned())
}
