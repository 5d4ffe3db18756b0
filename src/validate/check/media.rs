//! What Media RSS asks beyond its table.
use super::Checker;
use crate::validate::catalogue as rule;
use crate::validate::tree::NodeId;
use crate::validate::value::lists::COUNTRIES;
use crate::validate::value::text;
use crate::validate::value::uri::Wanted;
use regex::Regex;
use std::sync::LazyLock;

/// Roles of the European Broadcasting Union that `urn:ebu` stands for; sorted.
const ROLES: &[&str] = &[
    "actor",
    "adaptor",
    "anchor person",
    "animal trainer",
    "animator",
    "announcer",
    "armourer",
    "art director",
    "artist",
    "artist/performer",
    "assistant camera",
    "assistant chief lighting technician",
    "assistant director",
    "assistant producer",
    "assistant visual editor",
    "author",
    "broadcast assistant",
    "broadcast journalist",
    "camera operator",
    "carpenter",
    "casting",
    "causeur",
    "chief lighting technician",
    "choir",
    "choreographer",
    "clapper loader",
    "commentary or commentator",
    "commissioning broadcaster",
    "composer",
    "computer programmer",
    "conductor",
    "consultant",
    "continuity checker",
    "correspondent",
    "costume designer",
    "dancer",
    "dialogue coach",
    "director",
    "director of photography",
    "distribution company",
    "draughtsman",
    "dresser",
    "dubber",
    "editor",
    "editor/producer",
    "ensemble",
    "executive producer",
    "expert",
    "fight director",
    "floor manager",
    "focus puller",
    "foley artist",
    "foley editor",
    "foley mixer",
    "graphic assistant",
    "graphic designer",
    "greensman",
    "grip",
    "hairdresser",
    "illustrator",
    "interviewed guest",
    "interviewer",
    "key character",
    "key grip",
    "key talents",
    "leadman",
    "librettist",
    "lighting director",
    "lighting technician",
    "location manager",
    "lyricist",
    "make up artist",
    "manufacturer",
    "matte artist",
    "music arranger",
    "music group",
    "musician",
    "news reader",
    "orchestra",
    "participant",
    "performer",
    "photographer",
    "post",
    "producer",
    "production assistant",
    "production company",
    "production department",
    "production manager",
    "production secretary",
    "programme production researcher",
    "programme proposal",
    "property manager",
    "publishing company",
    "puppeteer",
    "pyrotechnician",
    "reporter",
    "rigger",
    "runner",
    "scenario",
    "scenic operative",
    "script supervisor",
    "second assistant camera",
    "second assistant director",
    "second unit director",
    "set designer",
    "set dresser",
    "sign language",
    "singer",
    "sound designer",
    "sound mixer",
    "sound recordist",
    "special effects",
    "stunts",
    "subtitles",
    "technical director",
    "term",
    "translation",
    "transportation manager",
    "treatment",
    "treatment proposal",
    "treatment/programme proposal",
    "vision mixer",
    "visual editor",
    "visual effects",
    "wardrobe",
    "witness",
];

#[expect(
    clippy::expect_used,
    reason = "a pattern of ours; a test compiles every one"
)]
static NPT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(now|\d+(\.\d+)?|(\d+:)?[0-5]?\d:[0-5]\d(\.\d+)?)$")
        .expect("the pattern is well-formed")
});
#[expect(
    clippy::expect_used,
    reason = "a pattern of ours; a test compiles every one"
)]
static ICRA: LazyLock<Regex> = LazyLock::new(|| {
    let code = "([nsvlocx]z [01]|(n[a-c]|s[a-f]|v[a-j]|l[a-c]|o[a-h]|c[a-b]|x[a-e]) 1)";
    Regex::new(&format!(r"^r \({code}( {code})*\)$")).expect("the pattern is well-formed")
});

/// Normal Play Time (RFC 2326 3.6), and minutes:seconds as Media RSS's own examples write it.
pub(in crate::validate) fn is_npt(value: &str) -> bool {
    NPT.is_match(value)
}

/// `media:adult` gave way to `media:rating`.
pub(in crate::validate) fn adult(cx: &mut Checker<'_>, id: NodeId) {
    cx.flag(
        &rule::DEPRECATED_MEDIA_ADULT,
        id,
        "media:adult gave way to media:rating",
    );
}

/// A title, description or text: plain, or HTML where its type says so.
pub(in crate::validate) fn text(cx: &mut Checker<'_>, id: NodeId) {
    let at = cx.at_element(id);
    let value = cx.text(id);
    if cx.tree.value(id, "type") == Some("html") {
        cx.html(&at, &value);
    } else {
        cx.plain(&at, &value, &rule::CONTAINS_UNDECLARED_HTML);
    }
}

/// Roles are in lower case, and with the default scheme from its list.
pub(in crate::validate) fn credit(cx: &mut Checker<'_>, id: NodeId) {
    let scheme = cx
        .tree
        .value(id, "scheme")
        .filter(|scheme| !scheme.is_empty())
        .unwrap_or("urn:ebu")
        .to_owned();
    if let Some(role) = cx.tree.value(id, "role").filter(|role| !role.is_empty()) {
        let unknown = scheme == "urn:ebu" && ROLES.binary_search(&role).is_err();
        if unknown || role.chars().any(char::is_uppercase) {
            let note = cx
                .about(&rule::INVALID_CREDIT_ROLE, id)
                .attr("role")
                .value(role);
            cx.add(note.say(format!("\"{role}\" is no role of {scheme}")));
        }
    }
    scheme_is_address(cx, id, &scheme, "urn:ebu");
}

fn scheme_is_address(cx: &mut Checker<'_>, id: NodeId, scheme: &str, usual: &str) {
    if scheme != usual {
        let mut at = cx.at_attribute(id, "scheme");
        at.element = "scheme".to_owned();
        cx.address(
            &at,
            scheme,
            &rule::INVALID_FULL_LINK,
            Wanted {
                whole: true,
                iri: false,
            },
        );
    }
}

/// A digest has the length its algorithm makes.
pub(in crate::validate) fn hash(cx: &mut Checker<'_>, id: NodeId) {
    let value = cx.text(id).into_owned();
    let length = if cx.tree.value(id, "algo") == Some("sha-1") {
        40
    } else {
        32
    };
    if value.len() != length || !value.bytes().all(|b| b.is_ascii_hexdigit()) {
        let note = cx.about(&rule::INVALID_MEDIA_HASH, id).value(&value);
        cx.add(note.say(format!("not {length} hexadecimal digits: {value}")));
    }
}

/// A rating is one its scheme knows.
pub(in crate::validate) fn rating(cx: &mut Checker<'_>, id: NodeId) {
    let scheme = cx
        .tree
        .value(id, "scheme")
        .filter(|scheme| !scheme.is_empty())
        .unwrap_or("urn:simple")
        .to_owned();
    let value = cx.text(id).into_owned();
    let known = match scheme.as_str() {
        "urn:simple" => matches!(value.as_str(), "adult" | "nonadult"),
        "urn:mpaa" => matches!(
            value.as_str(),
            "g" | "m" | "nc-17" | "pg" | "pg-13" | "r" | "x"
        ),
        "urn:v-chip" => matches!(
            value.as_str(),
            "14+"
                | "18+"
                | "c"
                | "c8"
                | "g"
                | "pg"
                | "tv-14"
                | "tv-g"
                | "tv-ma"
                | "tv-pg"
                | "tv-y"
                | "tv-y7"
                | "tv-y7-fv"
        ),
        "urn:icra" => ICRA.is_match(&value),
        _ => {
            scheme_is_address(cx, id, &scheme, "");
            true
        }
    };
    if !known {
        let note = cx.about(&rule::INVALID_MEDIA_RATING, id).value(&value);
        cx.add(note.say(format!("\"{value}\" is no rating of {scheme}")));
    }
}

/// Who may see it: countries or addresses, allowed or denied.
pub(in crate::validate) fn restriction(cx: &mut Checker<'_>, id: NodeId) {
    let value = cx.text(id).into_owned();
    if let Some(relation) = cx.tree.value(id, "relationship")
        && !matches!(relation, "allow" | "deny")
    {
        let note = cx
            .about(&rule::INVALID_MEDIA_RESTRICTION_REL, id)
            .attr("relationship")
            .value(relation);
        cx.add(note.say(format!(
            "relationship \"{relation}\" is neither allow nor deny"
        )));
    }
    let at = cx.at_element(id);
    match cx.tree.value(id, "type") {
        None | Some("") => {
            if !matches!(value.as_str(), "" | "all" | "none") {
                cx.add(
                    at.note(&rule::INVALID_MEDIA_RESTRICTION, &value)
                        .say("without a type only all or none"),
                );
            }
        }
        Some("country") => {
            for country in value.split_whitespace() {
                if COUNTRIES
                    .binary_search(&country.to_ascii_uppercase().as_str())
                    .is_err()
                {
                    cx.add(
                        at.note(&rule::INVALID_COUNTRY_CODE, country)
                            .say(format!("{country} is no country")),
                    );
                }
            }
        }
        Some("uri") => {
            for address in value.split_whitespace() {
                cx.address(
                    &at,
                    address,
                    &rule::INVALID_FULL_LINK,
                    Wanted {
                        whole: true,
                        iri: false,
                    },
                );
            }
        }
        Some("sharing") => {}
        Some(other) => {
            let note = cx
                .about(&rule::INVALID_MEDIA_RESTRICTION_TYPE, id)
                .attr("type")
                .value(other);
            cx.add(note.say(format!("a restriction cannot be of type {other}")));
        }
    }
}

/// A group holds renditions of one object: two at least, one default at most.
pub(in crate::validate) fn group(cx: &mut Checker<'_>, id: NodeId) {
    if !cx.is_closed(id) {
        return;
    }
    let contents = cx.children_named(id, "media:content");
    if contents.len() < 2 {
        let note = cx.about(&rule::MEDIA_GROUP_WITHOUT_ALTERNATIVES, id);
        cx.add(note.say("media:group is for two renditions or more"));
    }
    let defaults: Vec<NodeId> = contents
        .into_iter()
        .filter(|&content| cx.tree.value(content, "isDefault") == Some("true"))
        .collect();
    for &second in defaults.iter().skip(1) {
        cx.flag(
            &rule::SECOND_MEDIA_DEFAULT,
            second,
            "a second default in one media:group",
        );
    }
}

/// Content is somewhere: at an address, or in a player.
pub(in crate::validate) fn content(cx: &mut Checker<'_>, id: NodeId) {
    if let Some(kind) = cx.tree.value(id, "type").filter(|kind| !kind.is_empty())
        && !text::is_media_type(kind)
    {
        let note = cx
            .about(&rule::INVALID_MIME_ATTRIBUTE, id)
            .attr("type")
            .value(kind);
        cx.add(note.say(format!("\"{kind}\" is no media type")));
    }
    let played = cx.child(id, "media:player").is_some();
    if cx.tree.value(id, "url").is_none_or(str::is_empty) && !played && cx.is_closed(id) {
        cx.flag(
            &rule::MEDIA_CONTENT_WITHOUT_URL,
            id,
            "media:content with neither url nor media:player",
        );
    }
}
