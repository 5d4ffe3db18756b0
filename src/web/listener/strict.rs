//! What a request must be before anyone looks at it (RFC 9112 3.2, 6.1, 6.3).
//!
//! The framing has been judged by the gate; here stand the target and the host.
use hyper::http::header::{HOST, TRANSFER_ENCODING};
use hyper::http::{Method, Request, StatusCode, Uri, Version};

/// Why a request is not answered by the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Lengths, codings, line ends or repeated hosts.
    Framing,
    /// More header lines than allowed.
    TooManyHeaders,
    /// `Transfer-Encoding` in HTTP/1.0.
    Coding,
    NoHost,
    BadHost,
    ForeignHost,
    Target,
}

impl Refusal {
    /// 400, or 431 (RFC 6585 5).
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::TooManyHeaders => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::Framing
            | Self::Coding
            | Self::NoHost
            | Self::BadHost
            | Self::ForeignHost
            | Self::Target => StatusCode::BAD_REQUEST,
        }
    }

    /// What the client is told. Never what it sent.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Framing => "The framing of this request is ambiguous.\n",
            Self::TooManyHeaders => "This request has too many headers.\n",
            Self::Coding => "HTTP/1.0 has no transfer codings.\n",
            Self::NoHost => "The Host header is missing.\n",
            Self::BadHost => "The Host header is malformed.\n",
            Self::ForeignHost => "This host is not served here.\n",
            Self::Target => "The request target is malformed.\n",
        }
    }
}

/// Says whether a host name is ours.
pub(super) type IsOurs<'f> = &'f (dyn Fn(&str) -> bool + Send + Sync);

/// Judges target and host.
pub(super) fn check<B>(request: &Request<B>, is_ours: Option<IsOurs<'_>>) -> Result<(), Refusal> {
    let old = request.version() < Version::HTTP_11;
    if old && request.headers().contains_key(TRANSFER_ENCODING) {
        return Err(Refusal::Coding);
    }
    let host = match request.headers().get(HOST) {
        Some(value) => Some(host(value.as_bytes())?),
        None => None,
    };
    target(request.method(), request.uri(), host)?;
    match host {
        None if old => Ok(()),
        None => Err(Refusal::NoHost),
        Some(host) => ours(host, is_ours),
    }
}

/// Whether a `Host` is served here.
pub(super) fn ours(host: &str, is_ours: Option<IsOurs<'_>>) -> Result<(), Refusal> {
    match is_ours {
        None => Ok(()),
        Some(is_ours) if is_ours(without_port(host)) => Ok(()),
        Some(_) => Err(Refusal::ForeignHost),
    }
}

/// The value of a `Host`, if it is well formed.
pub(super) fn host(text: &[u8]) -> Result<&str, Refusal> {
    // uri-host [":" port] of RFC 3986 3.2.2, and nothing that could be read as
    // the end of an authority.
    let plain = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'_' | b'[' | b']')
    };
    if text.is_empty() || !text.iter().all(plain) {
        return Err(Refusal::BadHost);
    }
    let Ok(host) = str::from_utf8(text) else {
        return Err(Refusal::BadHost);
    };
    let name = without_port(host);
    let port = &host[name.len()..];
    let port_is_fine = match port.strip_prefix(':') {
        Some(digits) => digits.len() <= 5 && digits.bytes().all(|digit| digit.is_ascii_digit()),
        None => port.is_empty(),
    };
    let name_is_fine = match name.strip_prefix('[') {
        Some(rest) => rest
            .strip_suffix(']')
            .is_some_and(|address| !address.is_empty() && !address.contains(['[', ']'])),
        None => !name.is_empty() && !name.contains(['[', ']', ':']),
    };
    if port_is_fine && name_is_fine {
        Ok(host)
    } else {
        Err(Refusal::BadHost)
    }
}

/// The host without `:port`; brackets of an IPv6 address stay.
fn without_port(host: &str) -> &str {
    let end = match host.rfind(']') {
        Some(bracket) => bracket + 1,
        None => host.find(':').unwrap_or(host.len()),
    };
    &host[..end]
}

/// Origin form, absolute form that agrees with the host, or `*` for OPTIONS.
fn target(method: &Method, uri: &Uri, host: Option<&str>) -> Result<(), Refusal> {
    match (uri.scheme_str(), uri.authority()) {
        (None, None) if uri.path().starts_with('/') => Ok(()),
        (None, None) if uri.path() == "*" && *method == Method::OPTIONS => Ok(()),
        (Some("http" | "https"), Some(authority)) => {
            // RFC 9112 3.2.2 lets the target win; two answers to "which host"
            // are one too many, so they must agree.
            let agrees = host.is_none_or(|host| host.eq_ignore_ascii_case(authority.as_str()));
            if agrees && uri.path().starts_with('/') && !authority.as_str().contains('@') {
                Ok(())
            } else {
                Err(Refusal::Target)
            }
        }
        _ => Err(Refusal::Target),
    }
}
