//! RSS 0.91 to 2.0 (`https://www.rssboard.org/rss-specification`).
use super::{Kind, Place, Spec, atom, many, may, media, modules, must, one, podcast};
use crate::validate::catalogue::{
    DUPLICATE_ENCLOSURE, DUPLICATE_ITEM_SEMANTICS, DUPLICATE_SEMANTICS,
    INVALID_FORM_COMPONENT_NAME, INVALID_HEIGHT, INVALID_POSITIVE_INTEGER, INVALID_WIDTH,
    INVALID_YES_NO, MISSING_DESCRIPTION, MISSING_ELEMENT, MISSING_LINK, MISSING_TITLE,
};
use crate::validate::check::rss as hooks;
use crate::validate::value::date::Profile;

/// The root element's inside.
pub(in crate::validate) static RSS: Place = Place {
    required: &[("channel", &MISSING_ELEMENT)],
    ..Place::of(&[&[
        one("channel", Kind::Place(&CHANNEL))
            .attrs(
                const {
                    &[may(
                        "indexing:index",
                        Kind::Word(&["yes", "no"], &INVALID_YES_NO),
                    )]
                },
            )
            .hook(hooks::channel),
        many("access:restriction", Kind::Text).attrs(atom::ACCESS),
    ]])
};

/// What says the same twice in a channel.
pub(super) const CHANNEL_TWINS: &[(&str, &str)] = &[
    ("managingEditor", "dc:creator"),
    ("category", "dc:subject"),
    ("pubDate", "dc:date"),
    ("webMaster", "dc:publisher"),
    ("language", "dc:language"),
    ("copyright", "dc:rights"),
    ("lastBuildDate", "dcterms:modified"),
    ("generator", "admin:generatorAgent"),
    ("creativeCommons:license", "cc:license"),
];

/// What says the same twice in an item.
pub(super) const ITEM_TWINS: &[(&str, &str)] = &[
    ("author", "dc:creator"),
    ("category", "dc:subject"),
    ("pubDate", "dc:date"),
    ("pubDate", "atom:published"),
    ("source", "dc:source"),
    ("guid", "atom:id"),
    ("creativeCommons:license", "cc:license"),
];

static CHANNEL: Place = Place {
    required: &[
        ("description", &MISSING_DESCRIPTION),
        ("link", &MISSING_LINK),
        ("title", &MISSING_TITLE),
    ],
    twins: Some((CHANNEL_TWINS, &DUPLICATE_SEMANTICS)),
    ..Place::of(&[
        CHANNEL_OWN,
        COMMON,
        atom::IN_CHANNEL,
        modules::CHANNEL,
        modules::EVERYWHERE,
        media::OPTIONAL,
        podcast::CHANNEL,
    ])
};

/// What a channel holds in RSS 0.91 to 2.0 and in RSS 1.0 alike.
pub(super) const COMMON: &[Spec] = &[
    one("title", Kind::Plain).filled(),
    one("link", Kind::Uri),
    one("description", Kind::Plain),
];

const CHANNEL_OWN: &[Spec] = &[
    many("item", Kind::Place(&ITEM)).hook(hooks::item),
    one("image", Kind::Place(&IMAGE)).hook(hooks::image),
    one("textInput", Kind::Place(&TEXT_INPUT)).hook(hooks::text_input),
    many("category", Kind::Plain).attrs(const { &[may("domain", Kind::Text)] }),
    one("cloud", Kind::Text)
        .attrs(
            const {
                &[
                    must("domain", Kind::Text),
                    must("port", Kind::Text),
                    must("path", Kind::Text),
                    must("registerProcedure", Kind::Text),
                    must("protocol", Kind::Text),
                ]
            },
        )
        .hook(hooks::cloud),
    one("rating", Kind::Text),
    one("ttl", Kind::Number(1, i64::MAX, &INVALID_POSITIVE_INTEGER)).filled(),
    one("docs", Kind::Uri),
    one("generator", Kind::Text),
    one("pubDate", Kind::Rfc822),
    one("managingEditor", Kind::NamedMail),
    one("webMaster", Kind::NamedMail),
    one("language", Kind::Language),
    one("copyright", Kind::Plain),
    one("lastBuildDate", Kind::Rfc822),
    one("skipHours", Kind::Place(&SKIP_HOURS)).hook(hooks::skip_hours),
    one("skipDays", Kind::Place(&SKIP_DAYS)).hook(hooks::skip_days),
];

static ITEM: Place = Place {
    twins: Some((ITEM_TWINS, &DUPLICATE_ITEM_SEMANTICS)),
    item: true,
    ..Place::of(&[
        ITEM_OWN,
        ITEM_COMMON,
        atom::IN_ITEM,
        modules::ITEM,
        modules::TRACKBACK,
        modules::EVERYWHERE,
        media::OPTIONAL,
        media::OBJECTS,
        podcast::ITEM,
    ])
};

/// What an item holds in RSS 0.91 to 2.0 and in RSS 1.0 alike.
pub(super) const ITEM_COMMON: &[Spec] = &[
    one("title", Kind::Plain).filled(),
    one("link", Kind::Uri),
    one("description", Kind::Html),
    one("content:encoded", Kind::Html).hook(hooks::encoded),
    one("content:items", Kind::Any),
    many("xhtml:body", Kind::Any).open().hook(hooks::body),
    many("dc:date", Kind::Date(Profile::W3cDtf, false)),
    many("dc:creator", Kind::Text),
    many("dc:subject", Kind::Text),
    many("cc:license", Kind::Any).open(),
    many("creativeCommons:license", Kind::Uri),
];

const ITEM_OWN: &[Spec] = &[
    one("guid", Kind::Text)
        .filled()
        .attrs(const { &[may("isPermaLink", Kind::Text)] })
        .hook(hooks::guid),
    one("pubDate", Kind::Rfc822),
    one("author", Kind::NamedMail),
    many("category", Kind::Plain)
        .filled()
        .attrs(const { &[may("domain", Kind::Text)] }),
    one("comments", Kind::Uri),
    one("enclosure", Kind::Text)
        .twice(&DUPLICATE_ENCLOSURE)
        .attrs(
            const {
                &[
                    must("url", Kind::HttpUrl),
                    must("length", Kind::Text),
                    must("type", Kind::Text),
                ]
            },
        )
        .hook(hooks::enclosure),
    one("source", Kind::Plain).attrs(const { &[must("url", Kind::Uri)] }),
];

static IMAGE: Place = Place {
    required: &[
        ("title", &MISSING_TITLE),
        ("url", &MISSING_ELEMENT),
        ("link", &MISSING_LINK),
    ],
    ..Place::of(&[IMAGE_COMMON, IMAGE_OWN, modules::EVERYWHERE, modules::IMAGE])
};

/// What an image holds in RSS 0.91 to 2.0 and in RSS 1.0 alike.
pub(super) const IMAGE_COMMON: &[Spec] = &[
    one("title", Kind::Plain).filled(),
    one("url", Kind::Uri).hook(hooks::image_url),
    one("link", Kind::Uri),
];

const IMAGE_OWN: &[Spec] = &[
    one("width", Kind::Number(1, 144, &INVALID_WIDTH)),
    one("height", Kind::Number(1, 400, &INVALID_HEIGHT)),
    one("description", Kind::Plain),
];

/// The inside of a `textInput`, called `textinput` in RSS 1.0.
pub(super) static TEXT_INPUT: Place = Place {
    required: &[
        ("title", &MISSING_TITLE),
        ("link", &MISSING_LINK),
        ("description", &MISSING_DESCRIPTION),
        ("name", &MISSING_ELEMENT),
    ],
    ..Place::of(&[
        &[
            one("title", Kind::Plain),
            one("description", Kind::Plain),
            one(
                "name",
                Kind::Form(is_form_name, &INVALID_FORM_COMPONENT_NAME),
            ),
            one("link", Kind::Uri),
        ],
        modules::EVERYWHERE,
        modules::IMAGE,
    ])
};

/// HTML 4 6.2: names begin with a letter, then letters, digits and a few marks.
fn is_form_name(value: &str) -> bool {
    let marks = |c: char| c.is_ascii_alphanumeric() || ":._-".contains(c);
    value.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && value.chars().all(marks)
}

static SKIP_HOURS: Place = Place {
    required: &[("hour", &MISSING_ELEMENT)],
    ..Place::of(&[&[many("hour", Kind::Text)]])
};

static SKIP_DAYS: Place = Place {
    required: &[("day", &MISSING_ELEMENT)],
    ..Place::of(&[&[many("day", Kind::Text)]])
};
