//! Whether a client already has what it asks for (RFC 9110 13). Pure.
//!
//! Each coding of an edition has its own strong tag. Proxies on the way change
//! tags (nginx and Cloudflare weaken them, Apache appends `-gzip`); we know our
//! own again all the same, because a feed reader that never gets a 304 is
//! somebody's traffic.
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Utc};
use hyper::http::HeaderName;
use hyper::http::header::{
    IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, IF_UNMODIFIED_SINCE,
};

use super::negotiate::{Coding, Codings, Fields};

/// One coding of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant<'e> {
    /// How it is coded.
    pub coding: Coding,
    /// Its strong tag, with the quotes.
    pub etag: &'e str,
}

/// What a GET or HEAD is answered with. The numbers are places in the list of
/// variants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// 304 with the tag of this variant.
    NotModified(usize),
    /// 200 with this variant.
    Send(usize),
    /// 406: every coding we have is refused.
    NotAcceptable,
}

/// Decides about a resource with these variants, last changed then.
///
/// `If-None-Match` alone counts where it is present (RFC 9110 13.2.2). A 304
/// names the variant the client holds, if it may still hold it.
#[must_use]
pub fn decide(
    fields: &impl Fields,
    variants: &[Variant<'_>],
    modified: Option<DateTime<Utc>>,
) -> Decision {
    let codings = Codings::of(fields);
    let best = codings.choose(variants.iter().map(|variant| variant.coding));
    let Some(best) = variants.iter().position(|v| Some(v.coding) == best) else {
        return Decision::NotAcceptable;
    };
    if !fields.has(&IF_NONE_MATCH) {
        return match modified {
            Some(modified) if not_modified_since(fields, modified) => Decision::NotModified(best),
            _ => Decision::Send(best),
        };
    }
    // Nearly always one tag, and the one we would send.
    let mut held = None;
    for value in fields.values(&IF_NONE_MATCH) {
        if value == variants[best].etag.as_bytes() || value.trim_ascii() == b"*" {
            return Decision::NotModified(best);
        }
        for tag in tags(value) {
            for (place, variant) in variants.iter().enumerate() {
                if codings.accepts(variant.coding) && tag.is_weakly(variant.etag) {
                    if place == best {
                        return Decision::NotModified(best);
                    }
                    held = held.or(Some(place));
                }
            }
        }
    }
    held.map_or(Decision::Send(best), Decision::NotModified)
}

/// Whether `If-Modified-Since` is valid and not before the last change, in
/// whole seconds (RFC 9110 13.1.3).
#[must_use]
pub fn not_modified_since(fields: &impl Fields, modified: DateTime<Utc>) -> bool {
    date(fields, &IF_MODIFIED_SINCE).is_some_and(|since| modified.timestamp() <= since)
}

/// What became of a precondition of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precondition {
    /// Not asked for.
    Absent,
    /// Asked for, and so it is.
    Met,
    /// Asked for, and it is not so: 412.
    Failed,
}

/// Judges `If-Match` (strong comparison, RFC 9110 13.1.1), or, where it is
/// absent, `If-Unmodified-Since`. `current` is the tag of what is there now, if
/// anything is.
#[must_use]
pub fn if_match(
    fields: &impl Fields,
    current: Option<&str>,
    modified: Option<DateTime<Utc>>,
) -> Precondition {
    let met = if fields.has(&IF_MATCH) {
        fields.values(&IF_MATCH).any(|value| match current {
            None => false,
            Some(_) if value.trim_ascii() == b"*" => true,
            Some(current) => tags(value).any(|tag| tag.is_strongly(current)),
        })
    } else {
        // A date that is not valid, or a resource without one, is ignored
        // (RFC 9110 13.1.4).
        let (Some(since), Some(modified)) = (date(fields, &IF_UNMODIFIED_SINCE), modified) else {
            return Precondition::Absent;
        };
        modified.timestamp() <= since
    };
    if met {
        Precondition::Met
    } else {
        Precondition::Failed
    }
}

/// Judges `If-None-Match` before a change: `*` asks that nothing be there yet.
#[must_use]
pub fn if_none_match(fields: &impl Fields, current: Option<&str>) -> Precondition {
    if !fields.has(&IF_NONE_MATCH) {
        return Precondition::Absent;
    }
    let there = current.is_some_and(|current| {
        fields.values(&IF_NONE_MATCH).any(|value| {
            value.trim_ascii() == b"*" || tags(value).any(|tag| tag.is_weakly(current))
        })
    });
    if there {
        Precondition::Failed
    } else {
        Precondition::Met
    }
}

/// Whether a range may be served as asked: no `If-Range`, or one that is
/// exactly this tag or date (RFC 9110 13.1.5).
#[must_use]
pub fn if_range(fields: &impl Fields, etag: &str, modified: Option<DateTime<Utc>>) -> bool {
    if !fields.has(&IF_RANGE) {
        return true;
    }
    let value = fields.only(&IF_RANGE).map(<[u8]>::trim_ascii);
    if value == Some(etag.as_bytes()) {
        return true;
    }
    match (date(fields, &IF_RANGE), modified) {
        (Some(asked), Some(modified)) => asked == modified.timestamp(),
        _ => false,
    }
}

/// One entity tag as a client or proxy wrote it.
#[derive(Clone, Copy, Debug)]
struct Tag<'v> {
    /// `W/` stood before it.
    weak: bool,
    /// What stood between the quotes, or the whole of an unquoted one.
    opaque: &'v [u8],
    /// Something stood behind the closing quote, or there were no quotes.
    odd: bool,
}

/// What proxies and servers append to the tag of what they compress.
const SUFFIXES: [&[u8]; 6] = [b"-gzip", b"--gzip", b";gzip", b"-br", b"--br", b"-zstd"];

impl Tag<'_> {
    /// Weak comparison with a tag of ours (RFC 9110 8.8.3.2), as known again
    /// behind a proxy.
    fn is_weakly(self, ours: &str) -> bool {
        let ours = inner(ours);
        self.opaque == ours
            || SUFFIXES.iter().any(|suffix| {
                let bare = self.opaque.strip_suffix(*suffix);
                bare.is_some_and(|bare| bare == ours && !bare.is_empty())
            })
    }

    fn is_strongly(self, ours: &str) -> bool {
        !self.weak && !self.odd && !ours.starts_with("W/") && self.opaque == inner(ours)
    }
}

/// What stands between the quotes of a tag of ours.
fn inner(tag: &str) -> &[u8] {
    let tag = tag.strip_prefix("W/").unwrap_or(tag).as_bytes();
    match tag {
        [b'"', inner @ .., b'"'] => inner,
        _ => tag,
    }
}

/// The tags of a list. Commas in quotes are no separators; nothing is an error.
fn tags(mut value: &[u8]) -> impl Iterator<Item = Tag<'_>> {
    std::iter::from_fn(move || {
        while let [b',' | b' ' | b'\t', rest @ ..] = value {
            value = rest;
        }
        if value.is_empty() {
            return None;
        }
        let mut weak = false;
        if let [b'W' | b'w', b'/', rest @ ..] = value {
            (weak, value) = (true, rest);
        }
        let quoted = value.strip_prefix(b"\"").and_then(|rest| {
            let end = rest.iter().position(|&byte| byte == b'"')?;
            Some((&rest[..end], &rest[end + 1..]))
        });
        let after = quoted.map_or(value, |(_, after)| after);
        let end = after.iter().position(|&byte| byte == b',');
        let (tail, rest) = after.split_at(end.unwrap_or(after.len()));
        value = rest;
        let tail = tail.trim_ascii();
        Some(match quoted {
            Some((opaque, _)) => Tag {
                weak,
                opaque,
                odd: !tail.is_empty(),
            },
            None => Tag {
                weak,
                opaque: tail,
                odd: true,
            },
        })
    })
}

/// A date header in any of the three forms (RFC 9110 5.6.7), as Unix seconds.
/// What old browsers append (`; length=…`) is ignored, as is all that is no date.
fn date(fields: &impl Fields, name: &HeaderName) -> Option<i64> {
    let text = str::from_utf8(fields.only(name)?).ok()?;
    let text = text.split(';').next()?.trim();
    let time: SystemTime = httpdate::parse_http_date(text).ok()?;
    let seconds = time.duration_since(UNIX_EPOCH).ok()?.as_secs();
    i64::try_from(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::{Decision, Precondition, Variant, decide, if_match, if_none_match, if_range};
    use crate::web::negotiate::Coding;
    use chrono::{DateTime, Utc};
    use hyper::http::{HeaderMap, HeaderName, HeaderValue};
    use proptest::prelude::{any, prop, proptest};

    const VARIANTS: [Variant<'_>; 3] = [
        Variant {
            coding: Coding::Brotli,
            etag: "\"abc.br\"",
        },
        Variant {
            coding: Coding::Gzip,
            etag: "\"abc.gz\"",
        },
        Variant {
            coding: Coding::Identity,
            etag: "\"abc\"",
        },
    ];

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in pairs {
            map.append(*name, HeaderValue::from_str(value).unwrap());
        }
        map
    }

    fn changed() -> DateTime<Utc> {
        // Sun, 06 Nov 1994 08:49:37 GMT and a half.
        DateTime::from_timestamp(784_111_777, 500_000_000).unwrap()
    }

    #[test]
    fn if_none_match_decides() {
        let (br, gz, id) = (0, 1, 2);
        for (accepts, tag, expected) in [
            ("br", "\"abc.br\"", Decision::NotModified(br)),
            ("br", "W/\"abc.br\"", Decision::NotModified(br)),
            ("br", "w/\"abc.br\"", Decision::NotModified(br)),
            ("br", "*", Decision::NotModified(br)),
            ("br", " * ", Decision::NotModified(br)),
            ("br", "\"x\", \"abc.br\"", Decision::NotModified(br)),
            (
                "br",
                "\"x,y\",W/\"abc.br\" , \"z\"",
                Decision::NotModified(br),
            ),
            // It holds another coding that it may still use.
            ("br, gzip", "\"abc.gz\"", Decision::NotModified(gz)),
            (
                "br, gzip",
                "\"abc.gz\", \"abc.br\"",
                Decision::NotModified(br),
            ),
            // Its coding is not one it takes now.
            ("br", "\"abc.gz\"", Decision::Send(br)),
            ("gzip", "\"abc.br\"", Decision::Send(gz)),
            ("gzip, identity;q=0", "\"abc\"", Decision::Send(gz)),
            // What proxies do to tags.
            ("gzip", "\"abc-gzip\"", Decision::NotModified(id)),
            ("gzip", "\"abc.gz-gzip\"", Decision::NotModified(gz)),
            ("gzip", "\"abc.gz\"-gzip", Decision::NotModified(gz)),
            ("gzip", "W/\"abc--gzip\"", Decision::NotModified(id)),
            ("gzip", "abc.gz", Decision::NotModified(gz)),
            // Anything else.
            ("gzip", "", Decision::Send(gz)),
            ("gzip", "\"\"", Decision::Send(gz)),
            ("gzip", "\"abc.gz", Decision::Send(gz)),
            ("gzip", "\"abd.gz\"", Decision::Send(gz)),
            ("gzip", "\"ABC.GZ\"", Decision::Send(gz)),
            ("gzip", "W/", Decision::Send(gz)),
            ("gzip", ",,,", Decision::Send(gz)),
            ("gzip", "\"*\"", Decision::Send(gz)),
            ("identity;q=0", "\"abc\"", Decision::NotAcceptable),
        ] {
            let headers = headers(&[("accept-encoding", accepts), ("if-none-match", tag)]);
            let decision = decide(&headers, &VARIANTS, Some(changed()));
            assert_eq!(decision, expected, "{accepts} {tag}");
        }
    }

    #[test]
    fn several_lines_are_one_list() {
        let headers = headers(&[
            ("accept-encoding", "gzip"),
            ("if-none-match", "\"x\""),
            ("if-none-match", "\"abc.gz\""),
        ]);
        let decision = decide(&headers, &VARIANTS, None);
        assert_eq!(decision, Decision::NotModified(1));
    }

    #[test]
    fn if_modified_since_decides_alone() {
        for (since, unchanged) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", true),
            ("Sunday, 06-Nov-94 08:49:37 GMT", true),
            ("Sun Nov  6 08:49:37 1994", true),
            ("Sun, 06 Nov 1994 08:49:38 GMT", true),
            ("Sun, 06 Nov 1994 08:49:37 GMT; length=12", true),
            ("Sun, 06 Nov 1994 08:49:36 GMT", false),
            ("Sun, 06 Nov 1994 08:49:37 +0100", false),
            ("1994-11-06T08:49:37Z", false),
            ("0", false),
            ("", false),
            ("yesterday", false),
        ] {
            let with = |pairs: &[(&'static str, &str)]| {
                decide(&headers(pairs), &VARIANTS, Some(changed()))
            };
            let expected = if unchanged {
                Decision::NotModified(2)
            } else {
                Decision::Send(2)
            };
            assert_eq!(with(&[("if-modified-since", since)]), expected, "{since}");
            // RFC 9110 13.1.3: ignored beside If-None-Match.
            let both = [("if-modified-since", since), ("if-none-match", "\"x\"")];
            assert_eq!(with(&both), Decision::Send(2), "{since}");
            let never_changed = decide(&headers(&both[..1]), &VARIANTS, None);
            assert_eq!(never_changed, Decision::Send(2));
        }
    }

    #[test]
    fn preconditions_of_changes() {
        let judge = |pairs: &[(&'static str, &str)], current| {
            if_match(&headers(pairs), current, Some(changed()))
        };
        let now = Some("\"3\"");
        assert_eq!(judge(&[], now), Precondition::Absent);
        assert_eq!(judge(&[("if-match", "\"3\"")], now), Precondition::Met);
        assert_eq!(
            judge(&[("if-match", "\"2\", \"3\"")], now),
            Precondition::Met
        );
        assert_eq!(judge(&[("if-match", "*")], now), Precondition::Met);
        assert_eq!(judge(&[("if-match", "*")], None), Precondition::Failed);
        assert_eq!(judge(&[("if-match", "W/\"3\"")], now), Precondition::Failed);
        assert_eq!(
            judge(&[("if-match", "\"3-gzip\"")], now),
            Precondition::Failed
        );
        assert_eq!(judge(&[("if-match", "3")], now), Precondition::Failed);
        assert_eq!(judge(&[("if-match", "")], now), Precondition::Failed);
        let late = [("if-unmodified-since", "Sun, 06 Nov 1994 08:49:37 GMT")];
        let early = [("if-unmodified-since", "Sun, 06 Nov 1994 08:49:36 GMT")];
        assert_eq!(judge(&late, now), Precondition::Met);
        assert_eq!(judge(&early, now), Precondition::Failed);
        assert_eq!(
            judge(&[("if-unmodified-since", "x")], now),
            Precondition::Absent
        );

        let create = headers(&[("if-none-match", "*")]);
        assert_eq!(if_none_match(&create, None), Precondition::Met);
        assert_eq!(if_none_match(&create, now), Precondition::Failed);
        assert_eq!(if_none_match(&HeaderMap::new(), now), Precondition::Absent);
    }

    #[test]
    fn if_range_is_strong() {
        let judge = |value: &str| {
            let headers = headers(&[("if-range", value)]);
            if_range(&headers, "\"abc\"", Some(changed()))
        };
        assert!(if_range(&HeaderMap::new(), "\"abc\"", None));
        assert!(judge("\"abc\""));
        assert!(judge("Sun, 06 Nov 1994 08:49:37 GMT"));
        for other in ["W/\"abc\"", "\"abd\"", "", "Sun, 06 Nov 1994 08:49:38 GMT"] {
            assert!(!judge(other), "{other}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(
            pairs in prop::collection::vec((0..6_usize, prop::collection::vec(any::<u8>(), 0..60)), 0..6)
        ) {
            const NAMES: [&str; 6] = [
                "accept-encoding", "if-none-match", "if-modified-since", "if-match", "if-range",
                "if-unmodified-since",
            ];
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                if let Ok(value) = HeaderValue::from_bytes(&value) {
                    headers.append(HeaderName::from_static(NAMES[name]), value);
                }
            }
            let _ = decide(&headers, &VARIANTS, Some(changed()));
            let _ = decide(&headers, &[], Some(changed()));
            let _ = if_match(&headers, Some("\"\""), Some(changed()));
            let _ = if_none_match(&headers, Some("W/"));
            let _ = if_range(&headers, "\"abc\"", Some(changed()));
        }

        #[test]
        fn a_held_tag_is_always_known_again(
            before in "[ -~]{0,20}", which in 0..3_usize, weak in any::<bool>()
        ) {
            let before = before.replace('"', "");
            let weak = if weak { "W/" } else { "" };
            let list = format!("\"{before}\",{weak}{}", VARIANTS[which].etag);
            let headers = headers(&[("accept-encoding", "br, gzip"), ("if-none-match", &list)]);
            let decision = decide(&headers, &VARIANTS, None);
            assert!(matches!(decision, Decision::NotModified(_)), "{list}");
        }
    }
}
