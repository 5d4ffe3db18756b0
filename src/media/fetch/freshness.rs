//! How long an answer stays true, as its host says (RFC 9111 section 4.2.1).

use std::time::SystemTime;

use reqwest::header::{self, HeaderMap};

use super::text;

/// How long an answer stays true from the moment it came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Freshness {
    /// Seconds; `None` where the host says nothing.
    pub seconds: Option<u64>,
}

impl Freshness {
    /// Reads `Cache-Control` (`s-maxage` is for shared caches, which we are none of), else `Expires` against `Date`.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let age = text(headers, &header::AGE).and_then(|age| age.parse::<u64>().ok());
        let left = |seconds: u64| Self {
            seconds: Some(seconds.saturating_sub(age.unwrap_or(0))),
        };
        let control = text(headers, &header::CACHE_CONTROL).unwrap_or_default();
        for directive in control.split(',') {
            let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
            match name.trim().to_ascii_lowercase().as_str() {
                "no-cache" | "no-store" => return Self { seconds: Some(0) },
                "max-age" => {
                    if let Ok(seconds) = value.trim().trim_matches('"').parse() {
                        return left(seconds);
                    }
                }
                _ => {}
            }
        }
        let date =
            |name| -> Option<SystemTime> { httpdate::parse_http_date(&text(headers, &name)?).ok() };
        // Without a `Date` nothing says what the moment is measured against.
        let (Some(expires), Some(sent)) = (date(header::EXPIRES), date(header::DATE)) else {
            return Self::default();
        };
        left(
            expires
                .duration_since(sent)
                .map_or(0, |left| left.as_secs()),
        )
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn what_a_host_says_of_time_is_read() {
        for (lines, seconds) in [
            (&[("cache-control", "public, max-age=300")][..], Some(300)),
            (
                &[("cache-control", "max-age=\"300\""), ("age", "100")],
                Some(200),
            ),
            (&[("cache-control", "no-cache, max-age=300")], Some(0)),
            (&[("cache-control", "max-age=soon")], None),
            (
                &[
                    ("expires", "Sun, 22 Nov 2026 10:10:00 GMT"),
                    ("date", "Sun, 22 Nov 2026 10:00:00 GMT"),
                ],
                Some(600),
            ),
            (
                &[("expires", "0"), ("date", "Sun, 22 Nov 2026 10:00:00 GMT")],
                None,
            ),
            (&[("expires", "Sun, 22 Nov 2026 10:10:00 GMT")], None),
            (&[], None),
        ] {
            let headers: HeaderMap = lines
                .iter()
                .map(|(name, value)| {
                    (
                        HeaderName::from_static(name),
                        HeaderValue::from_static(value),
                    )
                })
                .collect();
            assert_eq!(Freshness::of(&headers).seconds, seconds, "{lines:?}");
        }
    }
}
