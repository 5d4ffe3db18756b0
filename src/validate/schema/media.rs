//! Media RSS 1.5.1 (`https://www.rssboard.org/media-rss`).
use super::{AttrSpec, Kind, Place, Spec, many, may, modules, must, one};
use crate::validate::catalogue::{
    INVALID_FLOAT, INVALID_MEDIA_EXPRESSION, INVALID_MEDIA_HASH, INVALID_MEDIA_MEDIUM,
    INVALID_MEDIA_STATUS, INVALID_MEDIA_TEXT_TYPE, INVALID_NON_NEGATIVE_INTEGER, INVALID_NPT_TIME,
    INVALID_POSITIVE_INTEGER, INVALID_TRUE_FALSE,
};
use crate::validate::check::media as hooks;

const SIZE: Kind = Kind::Number(1, i64::MAX, &INVALID_POSITIVE_INTEGER);
const RATE: Kind = Kind::Decimal(0.0, f64::MAX, &INVALID_FLOAT);
const NPT: Kind = Kind::Form(hooks::is_npt, &INVALID_NPT_TIME);
const TEXT_TYPE: AttrSpec = may(
    "type",
    Kind::Word(&["plain", "html"], &INVALID_MEDIA_TEXT_TYPE),
);

/// The elements that describe an object and may stand in channel, item, group and content.
pub(super) const OPTIONAL: &[Spec] = &[
    one(
        "media:adult",
        Kind::AnyCaseWord(&["true", "false"], &INVALID_TRUE_FALSE),
    )
    .hook(hooks::adult),
    many("media:category", Kind::Plain)
        .attrs(const { &[may("label", Kind::Plain), may("scheme", Kind::Uri)] }),
    one("media:copyright", Kind::Plain).attrs(const { &[may("url", Kind::Uri)] }),
    many("media:credit", Kind::Text)
        .attrs(const { &[may("role", Kind::Text), may("scheme", Kind::Text)] })
        .hook(hooks::credit),
    one("media:description", Kind::Text)
        .attrs(const { &[TEXT_TYPE] })
        .hook(hooks::text),
    many("media:keywords", Kind::Text),
    many("media:hash", Kind::Text)
        .attrs(
            const {
                &[may(
                    "algo",
                    Kind::Word(&["md5", "sha-1"], &INVALID_MEDIA_HASH),
                )]
            },
        )
        .hook(hooks::hash),
    many("media:player", Kind::Any).attrs(
        const {
            &[
                must("url", Kind::Uri),
                may("height", SIZE),
                may("width", SIZE),
            ]
        },
    ),
    many("media:rating", Kind::Text)
        .attrs(const { &[may("scheme", Kind::Text)] })
        .hook(hooks::rating),
    many("media:restriction", Kind::Text)
        .attrs(const { &[must("relationship", Kind::Text), may("type", Kind::Text)] })
        .hook(hooks::restriction),
    many("media:text", Kind::Text)
        .attrs(
            const {
                &[
                    TEXT_TYPE,
                    may("lang", Kind::Language),
                    may("start", NPT),
                    may("end", NPT),
                ]
            },
        )
        .hook(hooks::text),
    one("media:title", Kind::Text)
        .attrs(const { &[TEXT_TYPE] })
        .hook(hooks::text),
    many("media:thumbnail", Kind::Any).attrs(
        const {
            &[
                must("url", Kind::Uri),
                may("height", SIZE),
                may("width", SIZE),
                may("time", NPT),
            ]
        },
    ),
    // Since 1.5.0.
    one("media:community", Kind::Place(&COMMUNITY)),
    one("media:comments", Kind::Place(&COMMENTS)),
    many("media:embed", Kind::Place(&EMBED)).attrs(
        const {
            &[
                must("url", Kind::Uri),
                may("height", SIZE),
                may("width", SIZE),
            ]
        },
    ),
    one("media:responses", Kind::Place(&RESPONSES)),
    one("media:backLinks", Kind::Place(&BACK_LINKS)),
    one("media:status", Kind::Any).attrs(
        const {
            &[
                must(
                    "state",
                    Kind::Word(&["active", "blocked", "deleted"], &INVALID_MEDIA_STATUS),
                ),
                may("reason", Kind::Text),
            ]
        },
    ),
    many("media:price", Kind::Any).attrs(
        const {
            &[
                may("type", Kind::Text),
                may("info", Kind::Uri),
                may("price", RATE),
                may("currency", Kind::Text),
            ]
        },
    ),
    many("media:license", Kind::Text)
        .attrs(const { &[may("type", Kind::Text), may("href", Kind::Uri)] }),
    many("media:subTitle", Kind::Any).attrs(
        const {
            &[
                must("type", Kind::MediaType),
                must("lang", Kind::Language),
                must("href", Kind::Uri),
            ]
        },
    ),
    many("media:peerLink", Kind::Any)
        .attrs(const { &[must("type", Kind::MediaType), must("href", Kind::Uri)] }),
    many("media:location", Kind::Place(&LOCATION)).attrs(
        const {
            &[
                may("description", Kind::Text),
                may("start", NPT),
                may("end", NPT),
                may("lat", Kind::Text),
                may("lng", Kind::Text),
            ]
        },
    ),
    one("media:rights", Kind::Any).attrs(const { &[must("status", Kind::Text)] }),
    one("media:scenes", Kind::Place(&SCENES)),
];

/// The objects themselves.
pub(super) const OBJECTS: &[Spec] = &[
    many("media:group", Kind::Place(&GROUP)).hook(hooks::group),
    many("media:content", Kind::Place(&CONTENT))
        .attrs(CONTENT_ATTRS)
        .hook(hooks::content),
];

static GROUP: Place = Place::of(&[
    &[many("media:content", Kind::Place(&CONTENT))
        .attrs(CONTENT_ATTRS)
        .hook(hooks::content)],
    OPTIONAL,
]);

static CONTENT: Place = Place::of(&[OPTIONAL, modules::EVERYWHERE]);

const CONTENT_ATTRS: &[AttrSpec] = &[
    may("url", Kind::Uri),
    may("fileSize", SIZE),
    may("type", Kind::Text),
    may(
        "medium",
        Kind::Word(
            &["image", "audio", "video", "document", "executable"],
            &INVALID_MEDIA_MEDIUM,
        ),
    ),
    may(
        "isDefault",
        Kind::AnyCaseWord(&["true", "false"], &INVALID_TRUE_FALSE),
    ),
    may(
        "expression",
        Kind::Word(&["sample", "full", "nonstop"], &INVALID_MEDIA_EXPRESSION),
    ),
    may("bitrate", RATE),
    may("framerate", RATE),
    may("samplingrate", RATE),
    may(
        "channels",
        Kind::Number(0, i64::MAX, &INVALID_NON_NEGATIVE_INTEGER),
    ),
    may("duration", RATE),
    may("height", SIZE),
    may("width", SIZE),
    may("lang", Kind::Language),
];

const COUNT: Kind = Kind::Number(0, i64::MAX, &INVALID_NON_NEGATIVE_INTEGER);

static COMMUNITY: Place = Place::of(&[&[
    one("media:starRating", Kind::Any).attrs(
        const {
            &[
                may("average", RATE),
                may("count", COUNT),
                may("min", RATE),
                may("max", RATE),
            ]
        },
    ),
    one("media:statistics", Kind::Any)
        .attrs(const { &[may("views", COUNT), may("favorites", COUNT)] }),
    one("media:tags", Kind::Text),
]]);
static COMMENTS: Place = Place::of(&[&[many("media:comment", Kind::Text)]]);
static RESPONSES: Place = Place::of(&[&[many("media:response", Kind::Text)]]);
static BACK_LINKS: Place = Place::of(&[&[many("media:backLink", Kind::Text)]]);
static EMBED: Place =
    Place::of(&[&[many("media:param", Kind::Text).attrs(const { &[must("name", Kind::Text)] })]]);
static LOCATION: Place = Place::of(&[modules::EVERYWHERE]);
static SCENES: Place = Place::of(&[&[many("media:scene", Kind::Place(&SCENE))]]);
static SCENE: Place = Place::of(&[&[
    one("sceneTitle", Kind::Text),
    one("sceneDescription", Kind::Text),
    one("sceneStartTime", NPT),
    one("sceneEndTime", NPT),
    one("media:sceneTitle", Kind::Text),
    one("media:sceneDescription", Kind::Text),
    one("media:sceneStartTime", NPT),
    one("media:sceneEndTime", NPT),
]]);
