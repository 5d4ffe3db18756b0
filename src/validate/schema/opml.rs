//! OPML 1.0 to 2.0 (`http://opml.org/spec2.opml`).
use super::{AttrSpec, Kind, Place, Spec, many, may, modules, one};
use crate::validate::catalogue::{
    INVALID_EXPANSION_STATE, INVALID_POSITIVE_INTEGER, INVALID_TRUE_FALSE, MISSING_ELEMENT,
};
use crate::validate::check::opml as hooks;

/// The root element's inside.
pub(in crate::validate) static OPML: Place = Place {
    required: &[("head", &MISSING_ELEMENT), ("body", &MISSING_ELEMENT)],
    ..Place::of(&[
        &[
            many("head", Kind::Place(&HEAD)),
            many("body", Kind::Place(&BODY)),
        ],
        modules::EVERYWHERE,
    ])
};

const EDGE: Kind = Kind::Number(1, i64::MAX, &INVALID_POSITIVE_INTEGER);

const HEAD_OWN: &[Spec] = &[
    one("title", Kind::Html),
    one("dateCreated", Kind::Rfc822),
    one("dateModified", Kind::Rfc822),
    one("ownerName", Kind::Html),
    one("ownerEmail", Kind::Mail),
    one("ownerId", Kind::HttpUrl),
    one("docs", Kind::HttpUrl),
    one(
        "expansionState",
        Kind::Form(hooks::is_lines, &INVALID_EXPANSION_STATE),
    ),
    one("vertScrollState", EDGE).filled(),
    one("windowTop", EDGE).filled(),
    one("windowLeft", EDGE).filled(),
    one("windowBottom", EDGE).filled(),
    one("windowRight", EDGE).filled(),
];

static HEAD: Place = Place::of(&[HEAD_OWN, modules::EVERYWHERE]);

static BODY: Place = Place {
    required: &[("outline", &MISSING_ELEMENT)],
    ..Place::of(&[OUTLINES, modules::EVERYWHERE])
};

static OUTLINE: Place = Place::of(&[OUTLINES, modules::EVERYWHERE]);

static OUTLINES: &[Spec] = &[many("outline", Kind::Place(&OUTLINE))
    .attrs(OUTLINE_ATTRS)
    .hook(hooks::outline)];

const TRUTH: Kind = Kind::AnyCaseWord(&["true", "false"], &INVALID_TRUE_FALSE);

const OUTLINE_ATTRS: &[AttrSpec] = &[
    may("text", Kind::Html),
    may("title", Kind::Html),
    may("type", Kind::Text),
    may("category", Kind::Text),
    may("created", Kind::Rfc822),
    may("description", Kind::Html),
    may("htmlUrl", Kind::Uri),
    may("xmlUrl", Kind::Uri),
    may("url", Kind::Uri),
    may("language", Kind::Language),
    may("version", Kind::Text),
    may("isBreakpoint", TRUTH),
    may("isComment", TRUTH),
];
