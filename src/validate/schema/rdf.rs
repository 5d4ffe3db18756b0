//! RSS 0.90, 1.0 and 1.1, which are RDF.
use super::{Kind, Place, Spec, atom, many, may, media, modules, one, podcast, rss};
use crate::validate::catalogue::{
    DUPLICATE_ITEM_SEMANTICS, DUPLICATE_SEMANTICS, MISSING_DESCRIPTION, MISSING_ELEMENT,
    MISSING_LINK, MISSING_TITLE,
};
use crate::validate::check::rdf as hooks;

/// The inside of `rdf:RDF`.
pub(in crate::validate) static RDF: Place = Place::of(&[&[
    one("channel", Kind::Place(&CHANNEL))
        .attrs(ABOUT)
        .hook(hooks::channel),
    many("item", Kind::Place(&ITEM))
        .attrs(ABOUT)
        .hook(hooks::item),
    one("image", Kind::Place(&IMAGE))
        .attrs(RESOURCE)
        .hook(hooks::image),
    one("textinput", Kind::Place(&rss::TEXT_INPUT))
        .attrs(ABOUT)
        .hook(hooks::about),
    many("cc:License", Kind::Any).open(),
    many("cc:Work", Kind::Any).open(),
    many("taxo:topic", Kind::Any).open(),
    many("rdf:Description", Kind::Any).open(),
    many("rdf:Seq", Kind::Any).open(),
    many("rdf:Bag", Kind::Any).open(),
]]);

const ABOUT: &[super::AttrSpec] = &[may("rdf:about", Kind::Text)];
const RESOURCE: &[super::AttrSpec] = &[
    may("rdf:about", Kind::Text),
    may("rdf:resource", Kind::Text),
    may("rdf:parseType", Kind::Text),
];

/// The inside of `channel` and of RSS 1.1's `Channel`.
pub(in crate::validate) static CHANNEL: Place = Place {
    required: &[
        ("description", &MISSING_DESCRIPTION),
        ("link", &MISSING_LINK),
        ("title", &MISSING_TITLE),
    ],
    twins: Some((rss::CHANNEL_TWINS, &DUPLICATE_SEMANTICS)),
    ..Place::of(&[
        CHANNEL_OWN,
        rss::COMMON,
        modules::RDF_ITEM,
        atom::IN_CHANNEL,
        modules::CHANNEL,
        modules::EVERYWHERE,
        media::OPTIONAL,
        podcast::CHANNEL,
    ])
};

const CHANNEL_OWN: &[Spec] = &[
    one("items", Kind::Place(&ITEMS))
        .attrs(const { &[may("rdf:parseType", Kind::Text)] })
        .hook(hooks::items),
    one("image", Kind::Place(&IMAGE))
        .attrs(RESOURCE)
        .hook(hooks::channel_image),
    one("textinput", Kind::Any).open(),
    one("textInput", Kind::Any).open(),
];

static ITEMS: Place = Place::of(&[&[
    many("item", Kind::Place(&ITEM))
        .attrs(ABOUT)
        .hook(hooks::item),
    many("rdf:Seq", Kind::Place(&SEQUENCE)).open(),
]]);

static SEQUENCE: Place = Place::of(&[&[many("rdf:li", Kind::Any)
    .attrs(const { &[may("resource", Kind::Text), may("rdf:resource", Kind::Text)] })]]);

static ITEM: Place = Place {
    required: &[("link", &MISSING_ELEMENT), ("title", &MISSING_ELEMENT)],
    twins: Some((rss::ITEM_TWINS, &DUPLICATE_ITEM_SEMANTICS)),
    item: true,
    ..Place::of(&[
        rss::ITEM_COMMON,
        modules::RDF_ITEM,
        atom::IN_ITEM,
        modules::ITEM,
        modules::EVERYWHERE,
        media::OPTIONAL,
        media::OBJECTS,
        podcast::ITEM,
    ])
};

static IMAGE: Place = Place::of(&[rss::IMAGE_COMMON, modules::EVERYWHERE, modules::IMAGE]);

/// Attributes RDF allows on anything.
pub(in crate::validate) const RDF_ATTRS: &[&str] = &[
    "rdf:parseType",
    "rdf:datatype",
    "rdf:resource",
    "rdf:about",
    "rdf:nodeID",
    "rdf:ID",
];
