//! What the client can take: content codings and media types (RFC 9110 12.5).
use hyper::http::header::{ACCEPT, ACCEPT_ENCODING};
use hyper::http::{HeaderMap, HeaderName, HeaderValue};

/// The header lines of a request, however they are held.
pub trait Fields {
    /// The values of all lines of this name, in their order.
    fn values<'f>(&'f self, name: &'f HeaderName) -> impl Iterator<Item = &'f [u8]>;

    /// Whether there is such a line.
    fn has(&self, name: &HeaderName) -> bool {
        self.values(name).next().is_some()
    }

    /// The value, if there is exactly one such line.
    fn only<'f>(&'f self, name: &'f HeaderName) -> Option<&'f [u8]> {
        let mut values = self.values(name);
        match (values.next(), values.next()) {
            (Some(value), None) => Some(value),
            _ => None,
        }
    }
}

impl Fields for HeaderMap {
    fn values<'f>(&'f self, name: &'f HeaderName) -> impl Iterator<Item = &'f [u8]> {
        self.get_all(name).iter().map(HeaderValue::as_bytes)
    }
}

/// A content coding we hold editions in, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Coding {
    /// `br`
    Brotli,
    /// `zstd`
    Zstd,
    /// `gzip`
    Gzip,
    /// The bytes as they are.
    Identity,
}

impl Coding {
    /// All of them, best first.
    pub const ALL: [Self; 4] = [Self::Brotli, Self::Zstd, Self::Gzip, Self::Identity];

    /// The name in `Accept-Encoding` and `Content-Encoding`. Identity is never
    /// written into the latter.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }

    fn named(name: &[u8]) -> Option<Self> {
        // RFC 9110 8.4.1.3: x-gzip is gzip.
        if name.eq_ignore_ascii_case(b"x-gzip") {
            return Some(Self::Gzip);
        }
        Self::ALL
            .into_iter()
            .find(|coding| name.eq_ignore_ascii_case(coding.name().as_bytes()))
    }
}

/// How much a client wants each coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Codings {
    /// In thousandths, in the order of `Coding::ALL`; 0 is refused.
    weights: [u16; 4],
}

/// The identity nobody mentioned is fine, but less so than all that was asked for.
const UNASKED: u16 = 1;

impl Codings {
    /// Identity only: what a client gets that says nothing.
    pub const IDENTITY: Self = Self {
        weights: [0, 0, 0, UNASKED],
    };

    /// What the request says. No header means identity: any coding would be
    /// allowed, but a client that decodes says so.
    #[must_use]
    pub fn of(fields: &impl Fields) -> Self {
        let mut values = fields.values(&ACCEPT_ENCODING);
        let Some(first) = values.next() else {
            return Self::IDENTITY;
        };
        match (values.next(), Self::usual(first)) {
            (None, Some(usual)) => usual,
            (second, _) => Self::parse(std::iter::once(first).chain(second).chain(values)),
        }
    }

    /// What browsers and feed readers nearly always send.
    fn usual(value: &[u8]) -> Option<Self> {
        let weights = match value {
            b"gzip, deflate, br, zstd" => [1000, 1000, 1000, UNASKED],
            b"gzip, deflate, br" | b"br, gzip, deflate" => [1000, 0, 1000, UNASKED],
            b"gzip, deflate" | b"gzip" | b"deflate, gzip" | b"gzip,deflate" => {
                [0, 0, 1000, UNASKED]
            }
            b"br" => [1000, 0, 0, UNASKED],
            b"identity" => [0, 0, 0, 1000],
            _ => return None,
        };
        Some(Self { weights })
    }

    /// Reads `Accept-Encoding` lines. Whatever is malformed counts as not said.
    #[must_use]
    pub fn parse<'v>(values: impl Iterator<Item = &'v [u8]>) -> Self {
        let mut named = [None; 4];
        let mut any = None;
        for (name, weight) in values.flat_map(elements) {
            if name == b"*" {
                any = any.max(Some(weight));
            } else if let Some(coding) = Coding::named(name) {
                let known = &mut named[coding as usize];
                *known = (*known).max(Some(weight));
            }
        }
        let mut weights = [0; 4];
        for coding in Coding::ALL {
            let unsaid = match coding {
                Coding::Identity => any.map_or(UNASKED, |any| any.min(UNASKED)),
                Coding::Brotli | Coding::Zstd | Coding::Gzip => any.unwrap_or(0),
            };
            weights[coding as usize] = named[coding as usize].unwrap_or(unsaid);
        }
        Self { weights }
    }

    /// How much the client wants this coding, in thousandths; 0 is refused.
    #[must_use]
    pub fn weight(self, coding: Coding) -> u16 {
        self.weights[coding as usize]
    }

    /// Whether the client can take this coding.
    #[must_use]
    pub fn accepts(self, coding: Coding) -> bool {
        self.weight(coding) > 0
    }

    /// The best of those offered: by the client's weight, then by our order.
    /// Nothing if all are refused (`identity;q=0`), which is 406.
    #[must_use]
    pub fn choose(self, offered: impl IntoIterator<Item = Coding>) -> Option<Coding> {
        offered
            .into_iter()
            .filter(|&coding| self.accepts(coding))
            .max_by_key(|&coding| (self.weight(coding), std::cmp::Reverse(coding)))
    }
}

/// What is shown at the address of a feed that names no format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Representation {
    /// RSS 2.0, also for whoever takes anything.
    Rss,
    /// Atom 1.0.
    Atom,
    /// JSON Feed 1.1.
    Json,
    /// The page for people.
    Html,
}

impl Representation {
    /// All of them; the first one is for clients that take anything.
    pub const ALL: [Self; 4] = [Self::Rss, Self::Atom, Self::Json, Self::Html];

    /// The media types that mean it: its own, and those that include it.
    fn media_types(self) -> &'static [&'static str] {
        match self {
            Self::Rss => &["application/rss+xml", "application/xml", "text/xml"],
            Self::Atom => &["application/atom+xml"],
            Self::Json => &["application/feed+json", "application/json"],
            Self::Html => &["text/html", "application/xhtml+xml"],
        }
    }
}

/// What the client prefers; nothing if it takes none of them, which is 406.
/// No `Accept`, or `*/*`, gets RSS.
#[must_use]
pub fn representation(fields: &impl Fields) -> Option<Representation> {
    let mut ranges = fields.values(&ACCEPT).flat_map(elements).peekable();
    if ranges.peek().is_none() {
        return Some(Representation::Rss);
    }
    let mut wishes = [Wish::default(); 4];
    for (place, (range, weight)) in ranges.enumerate() {
        for representation in Representation::ALL {
            let types = representation.media_types();
            if let Some(specific) = specificity(types, range) {
                wishes[representation as usize].hear(specific, weight, place);
            }
        }
    }
    Representation::ALL
        .into_iter()
        .map(|representation| (wishes[representation as usize], representation))
        .filter(|(wish, _)| wish.weight > 0)
        .max_by_key(|&(wish, representation)| {
            let named = wish.specific > 2;
            // Of several equally wanted: those it named, in its order; else ours.
            let place = if named { wish.place } else { 0 };
            (
                wish.weight,
                named,
                std::cmp::Reverse((place, representation)),
            )
        })
        .map(|(_, representation)| representation)
}

/// Whether a client asks for `wanted` by name, no less than for `usual`, which it gets otherwise.
#[must_use]
pub fn asks_for(fields: &impl Fields, wanted: &str, usual: &str) -> bool {
    let mut wishes = [Wish::default(); 2];
    for (place, (range, weight)) in fields.values(&ACCEPT).flat_map(elements).enumerate() {
        for (wish, media_type) in wishes.iter_mut().zip([wanted, usual]) {
            if let Some(specific) = specificity(&[media_type], range) {
                wish.hear(specific, weight, place);
            }
        }
    }
    let [wanted, usual] = wishes;
    wanted.specific == 4 && wanted.weight > 0 && wanted.weight >= usual.weight
}

/// What a client said about one representation.
#[derive(Clone, Copy, Default)]
struct Wish {
    specific: u8,
    weight: u16,
    place: usize,
}

impl Wish {
    /// The most specific range decides (RFC 9110 12.5.1), of equal ones the
    /// kindest.
    fn hear(&mut self, specific: u8, weight: u16, place: usize) {
        if (specific, weight) > (self.specific, self.weight) {
            *self = Self {
                specific,
                weight,
                place,
            };
        }
    }
}

/// How exactly a range means these types: 4 for the first of them, 3 for
/// another, 2 for `type/*` of the first, 1 for `*/*`.
fn specificity(types: &[&str], range: &[u8]) -> Option<u8> {
    let named = |name: &&str| range.eq_ignore_ascii_case(name.as_bytes());
    match types.iter().position(named) {
        Some(0) => return Some(4),
        Some(_) => return Some(3),
        None => {}
    }
    let own = types.first()?.split('/').next()?;
    match range.strip_suffix(b"/*") {
        Some(b"*") => Some(1),
        Some(main) if main.eq_ignore_ascii_case(own.as_bytes()) => Some(2),
        _ => None,
    }
}

/// The elements of a list header: each without its parameters, and its weight
/// in thousandths. One with a malformed weight is left out.
fn elements(value: &[u8]) -> impl Iterator<Item = (&[u8], u16)> {
    value.split(|&byte| byte == b',').filter_map(|element| {
        let mut parts = element.split(|&byte| byte == b';');
        let name = parts.next()?.trim_ascii();
        if name.is_empty() {
            return None;
        }
        let weight = parts.find_map(|parameter| match parameter.trim_ascii() {
            [b'q' | b'Q', b'=', value @ ..] => Some(thousandths(value)),
            _ => None,
        });
        Some((name, weight.unwrap_or(Some(1000))?))
    })
}

/// A `qvalue` (RFC 9110 12.4.2) in thousandths.
fn thousandths(value: &[u8]) -> Option<u16> {
    let (whole, fraction) = match value {
        [whole] | [whole, b'.'] => (whole, &[][..]),
        [whole, b'.', fraction @ ..] if fraction.len() <= 3 => (whole, fraction),
        _ => return None,
    };
    let mut weight = match whole {
        b'0' => 0,
        b'1' => 1000,
        _ => return None,
    };
    for (digit, unit) in fraction.iter().zip([100, 10, 1]) {
        if !digit.is_ascii_digit() {
            return None;
        }
        weight += u16::from(digit - b'0') * unit;
    }
    (weight <= 1000).then_some(weight)
}

#[cfg(test)]
mod tests {
    use super::{Coding, Codings, Representation, representation};
    use hyper::http::{HeaderMap, HeaderValue};
    use proptest::prelude::{any, prop, proptest};

    fn headers(name: &'static str, values: &[&str]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for value in values {
            map.append(name, HeaderValue::from_str(value).unwrap());
        }
        map
    }

    #[test]
    fn codings_by_weight_then_by_our_order() {
        use Coding::{Brotli, Gzip, Identity, Zstd};
        for (value, expected) in [
            ("gzip", Some(Gzip)),
            ("gzip, deflate", Some(Gzip)),
            ("gzip, deflate, br", Some(Brotli)),
            ("gzip, deflate, br, zstd", Some(Brotli)),
            ("deflate", Some(Identity)),
            ("", Some(Identity)),
            ("identity", Some(Identity)),
            ("*", Some(Brotli)),
            ("zstd, gzip", Some(Zstd)),
            ("GZIP", Some(Gzip)),
            ("x-gzip", Some(Gzip)),
            ("gzip;q=1.0, br;q=0.5", Some(Gzip)),
            ("gzip;q=0.5, br;q=0.5", Some(Brotli)),
            ("gzip ; q=0.2 , zstd;Q=0.300", Some(Zstd)),
            ("br;q=0, *", Some(Zstd)),
            ("br;q=0, zstd;q=0, gzip;q=0", Some(Identity)),
            ("gzip;q=0.001", Some(Gzip)),
            ("identity;q=0.5, gzip;q=0.4", Some(Identity)),
            ("identity;q=0", None),
            ("*;q=0", None),
            ("identity;q=0, gzip", Some(Gzip)),
            ("identity, *;q=0", Some(Identity)),
            ("gzip;q=0, *;q=0", None),
            // Malformed weights count as not said.
            ("br;q=2, gzip", Some(Gzip)),
            ("br;q=, gzip;q=0.1", Some(Gzip)),
            ("br;q=1.001, gzip;q=0.1", Some(Gzip)),
            ("br;q=-1", Some(Identity)),
            ("br;q=0.5555", Some(Identity)),
            (",,;;,gzip,,", Some(Gzip)),
        ] {
            let codings = Codings::of(&headers("accept-encoding", &[value]));
            assert_eq!(codings.choose(Coding::ALL), expected, "{value:?}");
        }
        let none = Codings::of(&HeaderMap::new());
        assert_eq!(none.choose(Coding::ALL), Some(Identity));
        let two = Codings::of(&headers("accept-encoding", &["zstd;q=0.1", "gzip"]));
        assert_eq!(two.choose(Coding::ALL), Some(Gzip));
        assert_eq!(two.choose([Brotli, Zstd]), Some(Zstd));
        assert_eq!(two.choose([]), None);
    }

    #[test]
    fn the_fast_path_says_what_the_slow_one_says() {
        for value in [
            "gzip, deflate, br, zstd",
            "gzip, deflate, br",
            "br, gzip, deflate",
            "gzip, deflate",
            "gzip",
            "deflate, gzip",
            "gzip,deflate",
            "br",
            "identity",
        ] {
            let fast = Codings::usual(value.as_bytes()).unwrap();
            assert_eq!(
                fast,
                Codings::parse(std::iter::once(value.as_bytes())),
                "{value}"
            );
        }
    }

    #[test]
    fn representations() {
        use Representation::{Atom, Html, Json, Rss};
        for (value, expected) in [
            ("*/*", Some(Rss)),
            ("", Some(Rss)),
            ("*/*;q=0.1", Some(Rss)),
            ("application/*", Some(Rss)),
            ("text/*", Some(Html)),
            ("text/html", Some(Html)),
            (
                "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
                Some(Html),
            ),
            (
                "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8",
                Some(Html),
            ),
            (
                "application/rss+xml, application/atom+xml;q=0.9, */*;q=0.1",
                Some(Rss),
            ),
            (
                "application/atom+xml,application/rdf+xml,application/rss+xml,application/x-netcdf,application/xml;q=0.9,text/xml;q=0.2,*/*;q=0.1",
                Some(Atom),
            ),
            (
                "application/atom+xml, application/rss+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, text/html;q=0.7, */*;q=0.1",
                Some(Atom),
            ),
            (
                "application/rss+xml, application/rdf+xml;q=0.8, application/atom+xml;q=0.6, application/xml;q=0.4, text/xml;q=0.4",
                Some(Rss),
            ),
            (
                "application/feed+json, application/rss+xml;q=0.9",
                Some(Json),
            ),
            ("application/json", Some(Json)),
            ("application/json, text/plain, */*", Some(Json)),
            ("application/xml", Some(Rss)),
            ("text/xml", Some(Rss)),
            ("application/ATOM+xml;type=feed", Some(Atom)),
            ("application/rss+xml;q=0, */*", Some(Atom)),
            ("application/rss+xml;q=0, application/xml", None),
            ("*/*, text/html", Some(Html)),
            ("text/html;q=0.5, */*", Some(Rss)),
            ("image/png", None),
            ("text/html;q=0", None),
            ("*/*;q=0", None),
            ("application/rdf+xml, */*;q=0.1", Some(Rss)),
        ] {
            assert_eq!(
                representation(&headers("accept", &[value])),
                expected,
                "{value:?}"
            );
        }
        assert_eq!(representation(&HeaderMap::new()), Some(Rss));
    }

    #[test]
    fn another_form_is_asked_for_by_name() {
        for (value, expected) in [
            ("application/ninjs+json", true),
            ("application/json, application/ninjs+json", true),
            ("application/json, application/ninjs+json;q=0.5", false),
            ("application/ninjs+json;q=0.5, */*;q=0.1", true),
            ("application/*", false),
            ("*/*", false),
            ("application/ninjs+json;q=0", false),
        ] {
            let fields = headers("accept", &[value]);
            let asked = super::asks_for(&fields, "application/ninjs+json", "application/json");
            assert_eq!(asked, expected, "{value}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(values in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..80), 0..4)) {
            let mut map = HeaderMap::new();
            for value in values {
                if let Ok(value) = HeaderValue::from_bytes(&value) {
                    map.append("accept", value.clone());
                    map.append("accept-encoding", value);
                }
            }
            let _ = representation(&map);
            let _ = Codings::of(&map).choose(Coding::ALL);
        }

        #[test]
        fn what_is_chosen_is_accepted(value in "((br|gzip|zstd|identity|\\*)(;q=(0|1|0\\.[0-9]{1,3}))?,? ?){0,5}") {
            let codings = Codings::of(&headers("accept-encoding", &[&value]));
            if let Some(coding) = codings.choose(Coding::ALL) {
                assert!(codings.accepts(coding));
                assert!(Coding::ALL.iter().all(|&other| codings.weight(other) <= codings.weight(coding)));
            } else {
                assert!(Coding::ALL.iter().all(|&other| !codings.accepts(other)));
            }
        }
    }
}
