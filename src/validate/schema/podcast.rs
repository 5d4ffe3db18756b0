//! Podcasts: Apple's `itunes:` and the Podcasting 2.0 namespace.
use super::{AttrSpec, Kind, Place, Spec, many, may, must, one};
use crate::validate::catalogue::{
    INVALID_DURATION, INVALID_FLOAT, INVALID_ITUNES_CHANNEL_TYPE, INVALID_ITUNES_EPISODE_TYPE,
    INVALID_NON_NEGATIVE_INTEGER, INVALID_POSITIVE_INTEGER, INVALID_TRUE_FALSE, INVALID_UUID,
    INVALID_YES_NO, INVALID_YES_NO_CLEAN, MISSING_ELEMENT,
};
use crate::validate::check::podcast as hooks;

const POSITIVE: Kind = Kind::Number(1, i64::MAX, &INVALID_POSITIVE_INTEGER);
const COUNT: Kind = Kind::Number(0, i64::MAX, &INVALID_NON_NEGATIVE_INTEGER);
const SECONDS: Kind = Kind::Decimal(0.0, f64::MAX, &INVALID_FLOAT);

const IMAGE: &[AttrSpec] = &[must("href", Kind::HttpUrl)];

macro_rules! shared {
    ($($own:expr),* $(,)?) => {
        &[
            one("itunes:author", Kind::Short(255)),
            one("itunes:block", Kind::AnyCaseWord(&["yes", "no", "clean"], &INVALID_YES_NO_CLEAN)),
            one("itunes:explicit", Kind::AnyCaseWord(&["true", "false"], &INVALID_TRUE_FALSE)),
            one("itunes:keywords", Kind::Short(255)).hook(hooks::keywords),
            one("itunes:subtitle", Kind::Short(255)),
            one("itunes:summary", Kind::Short(4000)),
            one("itunes:image", Kind::Text).attrs(IMAGE),
            many("podcast:person", Kind::Short(128)).attrs(const { &[
                may("role", Kind::Text),
                may("group", Kind::Text),
                may("img", Kind::HttpUrl),
                may("href", Kind::HttpUrl),
            ] }),
            many("podcast:location", Kind::Short(128)).attrs(const { &[
                may("geo", Kind::Text),
                may("osm", Kind::Text),
                may("rel", Kind::Text),
                may("country", Kind::Text),
            ] }),
            many("podcast:image", Kind::Any).open(),
            one("podcast:images", Kind::Any).attrs(const { &[must("srcset", Kind::Text)] }),
            one("podcast:license", Kind::Short(128)).attrs(const { &[may("url", Kind::HttpUrl)] }),
            many("podcast:txt", Kind::Short(4000)).attrs(const { &[may("purpose", Kind::Text)] }),
            many("podcast:value", Kind::Any).open(),
            many("podcast:socialInteract", Kind::Any).open(),
            one("podcast:chat", Kind::Any).open(),
            many("podcast:funding", Kind::Short(128)).attrs(const { &[must("url", Kind::HttpUrl)] }),
            $($own),*
        ]
    };
}

/// What a channel or feed holds.
pub(super) const CHANNEL: &[Spec] = shared![
    one("itunes:owner", Kind::Place(&OWNER)),
    many("itunes:category", Kind::Place(&CATEGORY))
        .attrs(const { &[must("text", Kind::Text)] })
        .hook(hooks::category),
    one("itunes:pubDate", Kind::Rfc822),
    one("itunes:new-feed-url", Kind::Uri),
    one(
        "itunes:type",
        Kind::Word(&["episodic", "serial"], &INVALID_ITUNES_CHANNEL_TYPE)
    ),
    one(
        "itunes:complete",
        Kind::AnyCaseWord(&["yes", "no"], &INVALID_YES_NO)
    ),
    one("itunes:title", Kind::Text),
    one("itunes:applepodcastsverify", Kind::Text),
    one("podcast:guid", Kind::Form(hooks::is_uuid, &INVALID_UUID)),
    one(
        "podcast:locked",
        Kind::Word(&["yes", "no"], &INVALID_YES_NO)
    )
    .attrs(const { &[may("owner", Kind::Text)] }),
    one("podcast:medium", Kind::Text),
    many("podcast:trailer", Kind::Short(128)).attrs(
        const {
            &[
                must("url", Kind::HttpUrl),
                must("pubdate", Kind::Rfc822),
                may("length", COUNT),
                may("type", Kind::MediaType),
                may("season", POSITIVE),
            ]
        }
    ),
    many("podcast:block", Kind::Word(&["yes", "no"], &INVALID_YES_NO))
        .attrs(const { &[may("id", Kind::Text)] }),
    one("podcast:podroll", Kind::Any),
    one("podcast:publisher", Kind::Any),
    one("podcast:updateFrequency", Kind::Text).attrs(
        const {
            &[
                may(
                    "complete",
                    Kind::Word(&["true", "false"], &INVALID_TRUE_FALSE),
                ),
                may("dtstart", Kind::Text),
                may("rrule", Kind::Text),
            ]
        }
    ),
    one(
        "podcast:usesPodping",
        Kind::Word(&["true", "false"], &INVALID_TRUE_FALSE)
    ),
    many("podcast:remoteItem", Kind::Any).open(),
    many("podcast:liveItem", Kind::Any).open(),
];

/// What an item or entry holds.
pub(super) const ITEM: &[Spec] = shared![
    one(
        "itunes:duration",
        Kind::Form(hooks::is_duration, &INVALID_DURATION)
    ),
    one("itunes:title", Kind::Text),
    one("itunes:episode", POSITIVE),
    one("itunes:season", POSITIVE),
    one(
        "itunes:episodeType",
        Kind::Word(&["full", "trailer", "bonus"], &INVALID_ITUNES_EPISODE_TYPE)
    ),
    one("itunes:order", Kind::Text),
    one("itunes:isClosedCaptioned", Kind::Text),
    many("podcast:transcript", Kind::Any).attrs(
        const {
            &[
                must("url", Kind::HttpUrl),
                must("type", Kind::MediaType),
                may("language", Kind::Language),
                may("rel", Kind::Text),
            ]
        }
    ),
    one("podcast:chapters", Kind::Any)
        .attrs(const { &[must("url", Kind::HttpUrl), must("type", Kind::MediaType)] }),
    many("podcast:soundbite", Kind::Short(128))
        .attrs(const { &[must("startTime", SECONDS), must("duration", SECONDS)] }),
    one("podcast:season", POSITIVE).attrs(const { &[may("name", Kind::Short(128))] }),
    one(
        "podcast:episode",
        Kind::Decimal(0.0, f64::MAX, &INVALID_FLOAT)
    )
    .attrs(const { &[may("display", Kind::Short(32))] }),
    many("podcast:alternateEnclosure", Kind::Any).open(),
    many("podcast:contentLink", Kind::Short(128)).attrs(const { &[must("href", Kind::HttpUrl)] }),
];

static OWNER: Place = Place {
    required: &[("itunes:email", &MISSING_ELEMENT)],
    ..Place::of(&[&[
        one("itunes:email", Kind::Mail),
        one("itunes:name", Kind::Short(255)),
    ]])
};

static CATEGORY: Place = Place::of(&[&[many("itunes:category", Kind::Any)
    .attrs(const { &[must("text", Kind::Text)] })
    .hook(hooks::subcategory)]]);
