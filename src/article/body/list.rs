//! The allow-list of bodies: what a story needs, nothing that runs, restyles or submits.
//!
//! The list is used twice: by the pass that reports and repairs ([`super::tidy`]) and by the sanitiser itself
//! ([`builder`]), which has the last word.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use url::Url;

/// Elements that stay.
pub(super) static TAGS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "a abbr article aside audio b bdi bdo blockquote br caption cite code col colgroup data dd del details \
        dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i iframe img ins kbd li mark nav \
        ol p picture pre q rp rt ruby s samp section small source span strong sub summary sup table tbody td \
        tfoot th thead time tr track u ul var video wbr"
        .split_ascii_whitespace()
        .collect()
});

/// Elements that go with all that is in them; of other elements that are not on the list the text stays.
pub(super) static DROPPED: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "applet button canvas datalist dialog embed fieldset form frameset head input math noembed noframes \
        noscript object optgroup option portal script select style svg template textarea title"
        .split_ascii_whitespace()
        .collect()
});

/// Attributes every element may have.
pub(super) const EVERYWHERE: &[&str] = &["dir", "lang", "title"];

/// What a frame may do: play, and open its own site in a new window; never touch the page around it.
pub(super) const SANDBOX: &str = "allow-popups allow-presentation allow-same-origin allow-scripts";
/// Players refuse to play where they are not told at least the host that shows them.
pub(super) const REFERRER_POLICY: &str = "strict-origin-when-cross-origin";

/// Attributes an element may have beside those, in the order they are written where we write them.
pub(super) fn attributes(tag: &str) -> &'static [&'static str] {
    match tag {
        "a" => &["href", "hreflang"],
        "audio" => &["src", "controls", "preload"],
        "blockquote" | "q" => &["cite"],
        "col" | "colgroup" => &["span"],
        "data" => &["value"],
        "del" | "ins" => &["cite", "datetime"],
        "details" => &["open"],
        "iframe" => &[
            "src",
            "width",
            "height",
            "allowfullscreen",
            "loading",
            "referrerpolicy",
            "sandbox",
        ],
        "img" => &["src", "srcset", "sizes", "alt", "width", "height"],
        "li" => &["value"],
        "ol" => &["reversed", "start", "type"],
        "source" => &["src", "srcset", "sizes", "type", "media"],
        "td" => &["colspan", "rowspan"],
        "th" => &["abbr", "colspan", "rowspan", "scope"],
        "time" => &["datetime"],
        "track" => &["src", "kind", "label", "srclang", "default"],
        "video" => &["src", "controls", "poster", "preload", "width", "height"],
        _ => &[],
    }
}

/// Whether the list lets an element have an attribute, whatever its value.
pub(super) fn allows(tag: &str, attribute: &str) -> bool {
    EVERYWHERE.contains(&attribute) || attributes(tag).contains(&attribute)
}

/// Whether the value of an allowed attribute is one the list knows: addresses are http or https (links may be mailto),
/// measures are whole numbers, words are those of HTML.
pub(super) fn holds(tag: &str, attribute: &str, value: &str) -> bool {
    match (tag, attribute) {
        ("a", "href") => has_scheme(value, &["http", "https", "mailto"]),
        ("iframe", "src") => has_scheme(value, &["https"]),
        (_, "src" | "cite" | "poster") => has_scheme(value, &["http", "https"]),
        (_, "srcset") => value
            .split(", ")
            .all(|candidate| has_scheme(candidate, &["http", "https"])),
        (_, "dir") => matches!(value, "ltr" | "rtl" | "auto"),
        (_, "width" | "height" | "colspan" | "rowspan" | "span") => {
            (1..=5).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit())
        }
        (_, "start") | ("li", "value") => value.parse::<i32>().is_ok(),
        ("ol", "type") => matches!(value, "1" | "a" | "A" | "i" | "I"),
        ("th", "scope") => matches!(value, "row" | "col" | "rowgroup" | "colgroup"),
        (_, "preload") => matches!(value, "none" | "metadata" | "auto" | ""),
        (_, "kind") => matches!(
            value,
            "subtitles" | "captions" | "descriptions" | "chapters" | "metadata"
        ),
        (_, "sandbox") => value == SANDBOX,
        (_, "referrerpolicy") => value == REFERRER_POLICY,
        (_, "loading") => value == "lazy",
        _ => true,
    }
}

/// Whether an address is absolute and of one of the schemes, read as browsers read it.
fn has_scheme(address: &str, schemes: &[&str]) -> bool {
    Url::parse(address).is_ok_and(|url| {
        schemes.contains(&url.scheme()) && (url.scheme() == "mailto" || url.has_host())
    })
}

/// The sanitiser of this list.
pub(super) fn builder() -> Builder<'static> {
    let by_tag: HashMap<&str, HashSet<&str>> = TAGS
        .iter()
        .map(|tag| (*tag, attributes(tag).iter().copied().collect()))
        .collect();
    let mut builder = Builder::default();
    builder
        .tags(TAGS.clone())
        .clean_content_tags(DROPPED.clone())
        .generic_attributes(EVERYWHERE.iter().copied().collect())
        .tag_attributes(by_tag)
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("nofollow noopener"))
        .attribute_filter(|tag, attribute, value| {
            let ours = tag == "a" && attribute == "rel";
            (ours || holds(tag, attribute, value)).then_some(Cow::Borrowed(value))
        });
    builder
}
