//! Atom 1.0 (RFC 4287) with its own extensions: threading, paging, tombstones, publishing.
use super::{AttrSpec, Kind, Place, Spec, many, may, media, modules, must, one, podcast};
use crate::validate::catalogue::{
    DUPLICATE_ELEMENT, INVALID_ACCESS_RESTRICTION_REL, INVALID_NON_NEGATIVE_INTEGER,
    INVALID_YES_NO, MISSING_ELEMENT,
};
use crate::validate::check::{atom as hooks, link, text_construct};
use crate::validate::value::date::Profile;

const DATE: Kind = Kind::Date(Profile::Rfc3339, false);

/// Bloglines' access restriction.
pub(super) const ACCESS: &[AttrSpec] = &[must(
    "relationship",
    Kind::Word(&["allow", "deny"], &INVALID_ACCESS_RESTRICTION_REL),
)];

/// The inside of `feed`.
pub(in crate::validate) static FEED: Place = Place {
    required: &[
        ("atom:title", &MISSING_ELEMENT),
        ("atom:id", &MISSING_ELEMENT),
        ("atom:updated", &MISSING_ELEMENT),
    ],
    ..Place::of(&[
        FEED_OWN,
        FEED_CORE,
        modules::CHANNEL,
        modules::EVERYWHERE,
        media::OPTIONAL,
        podcast::CHANNEL,
        modules::ATOM,
    ])
};

const FEED_OWN: &[Spec] = &[
    many("atom:entry", Kind::Place(&ENTRY)).hook(hooks::entry),
    many("access:restriction", Kind::Text).attrs(ACCESS),
    many("at:deleted-entry", Kind::Place(&DELETED))
        .attrs(const { &[must("ref", Kind::Iri), must("when", DATE)] }),
];

/// What feed and source share (RFC 4287 4.2.11).
const FEED_CORE: &[Spec] = &[
    many("atom:author", Kind::Place(&PERSON)),
    many("atom:contributor", Kind::Place(&PERSON)),
    many("atom:category", Kind::Any)
        .attrs(CATEGORY)
        .hook(hooks::category),
    one("atom:generator", Kind::Plain).filled().attrs(GENERATOR),
    one("atom:id", Kind::Identifier).tight().filled(),
    one("atom:icon", Kind::IriReference).tight().filled(),
    one("atom:logo", Kind::IriReference).tight().filled(),
    many("atom:link", Kind::Any).attrs(LINK).hook(link::check),
    one("atom:title", Kind::TextConstruct)
        .attrs(TEXT)
        .hook(text_construct::text),
    one("atom:subtitle", Kind::TextConstruct)
        .attrs(TEXT)
        .hook(text_construct::text),
    one("atom:rights", Kind::TextConstruct)
        .attrs(TEXT)
        .hook(text_construct::text),
    one("atom:updated", DATE).tight(),
];

/// The inside of `entry`, the same in a feed and alone.
pub(in crate::validate) static ENTRY: Place = Place {
    required: &[
        ("atom:title", &MISSING_ELEMENT),
        ("atom:id", &MISSING_ELEMENT),
        ("atom:updated", &MISSING_ELEMENT),
    ],
    item: true,
    ..Place::of(&[
        ENTRY_CORE,
        modules::ITEM,
        modules::TRACKBACK,
        modules::EVERYWHERE,
        media::OPTIONAL,
        media::OBJECTS,
        podcast::ITEM,
        modules::ATOM,
    ])
};

const ENTRY_CORE: &[Spec] = &[
    many("atom:author", Kind::Place(&PERSON)),
    many("atom:contributor", Kind::Place(&PERSON)),
    many("atom:category", Kind::Any)
        .attrs(CATEGORY)
        .hook(hooks::category),
    one("atom:content", Kind::Content)
        .attrs(TEXT)
        .hook(text_construct::content),
    one("atom:id", Kind::Identifier).tight().filled(),
    many("atom:link", Kind::Any).attrs(LINK).hook(link::check),
    one("atom:published", DATE).tight(),
    one("atom:source", Kind::Place(&SOURCE)).hook(hooks::source),
    one("atom:rights", Kind::TextConstruct)
        .attrs(TEXT)
        .hook(text_construct::text),
    one("atom:summary", Kind::TextConstruct)
        .attrs(TEXT)
        .hook(text_construct::text),
    one("atom:title", Kind::TextConstruct)
        .attrs(TEXT)
        .hook(text_construct::text),
    one("atom:updated", DATE).tight(),
    one("app:edited", DATE),
    one("app:control", Kind::Place(&CONTROL)),
];

static CONTROL: Place = Place::of(&[&[one(
    "app:draft",
    Kind::Word(&["yes", "no"], &INVALID_YES_NO),
)]]);

static SOURCE: Place = Place::of(&[
    FEED_CORE,
    modules::CHANNEL,
    modules::EVERYWHERE,
    media::OPTIONAL,
    podcast::CHANNEL,
    modules::ATOM,
]);

/// RFC 4287 3.2.
static PERSON: Place = Place {
    required: &[("atom:name", &MISSING_ELEMENT)],
    ..Place::of(&[
        &[
            one("atom:name", Kind::Plain)
                .filled()
                .hook(hooks::person_name),
            one("atom:uri", Kind::IriReference).filled(),
            one("atom:email", Kind::AddrSpec).filled(),
        ],
        modules::EVERYWHERE,
    ])
};

/// RFC 6721 3.
static DELETED: Place = Place::of(&[&[
    one("at:by", Kind::Place(&PERSON)),
    one("at:comment", Kind::TextConstruct)
        .attrs(TEXT)
        .hook(text_construct::text),
    many("atom:link", Kind::Any).attrs(LINK).hook(link::check),
    one("atom:source", Kind::Place(&SOURCE)),
]]);

const CATEGORY: &[AttrSpec] = &[
    must("term", Kind::Text),
    may("scheme", Kind::Iri),
    may("label", Kind::Plain),
];

const GENERATOR: &[AttrSpec] = &[may("uri", Kind::UriAttribute), may("version", Kind::Text)];

/// What `check::link` looks at.
const LINK: &[AttrSpec] = &[
    may("href", Kind::Text),
    may("rel", Kind::Text),
    may("type", Kind::Text),
    may("title", Kind::Text),
    may("length", Kind::Text),
    may("hreflang", Kind::Text),
    may("rdf:type", Kind::Text),
    may("rdf:resource", Kind::Text),
    may(
        "thr:count",
        Kind::Number(0, i64::MAX, &INVALID_NON_NEGATIVE_INTEGER),
    ),
    may("thr:updated", DATE),
    may("thr:when", Kind::Text),
];

const TEXT: &[AttrSpec] = &[may("type", Kind::Text), may("src", Kind::Text)];

/// Atom elements that channels of RSS may borrow.
pub(super) const IN_CHANNEL: &[Spec] = &[
    many("atom:author", Kind::Place(&PERSON)),
    many("atom:contributor", Kind::Place(&PERSON)),
    many("atom:category", Kind::Any)
        .attrs(CATEGORY)
        .hook(hooks::category),
    one("atom:generator", Kind::Plain).filled().attrs(GENERATOR),
    one("atom:id", Kind::Uri),
    one("atom:icon", Kind::Reference).filled(),
    one("atom:logo", Kind::Reference).filled(),
    many("atom:link", Kind::Any).attrs(LINK).hook(link::check),
    one("atom:title", Kind::TextConstruct)
        .attrs(TEXT)
        .hook(text_construct::text),
    one("atom:subtitle", Kind::TextConstruct)
        .attrs(TEXT)
        .hook(text_construct::text),
    one("atom:rights", Kind::TextConstruct)
        .attrs(TEXT)
        .hook(text_construct::text),
    one("atom:updated", DATE),
    many("at:deleted-entry", Kind::Place(&DELETED))
        .attrs(const { &[must("ref", Kind::Iri), must("when", DATE)] }),
];

/// Atom elements that items of RSS may borrow.
pub(super) const IN_ITEM: &[Spec] = &[
    one("atom:author", Kind::Place(&PERSON)).twice(&DUPLICATE_ELEMENT),
    many("atom:contributor", Kind::Place(&PERSON)),
    many("atom:category", Kind::Any)
        .attrs(CATEGORY)
        .hook(hooks::category),
    many("atom:content", Kind::Content)
        .attrs(TEXT)
        .hook(text_construct::content),
    one("atom:id", Kind::Uri),
    many("atom:link", Kind::Any).attrs(LINK).hook(link::check),
    one("atom:published", DATE),
    one("atom:rights", Kind::TextConstruct)
        .attrs(TEXT)
        .hook(text_construct::text),
    one("atom:summary", Kind::TextConstruct)
        .attrs(TEXT)
        .hook(text_construct::text),
    one("atom:title", Kind::TextConstruct)
        .attrs(TEXT)
        .hook(text_construct::content),
    one("atom:updated", DATE),
];
