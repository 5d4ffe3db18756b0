//! The modules that any feed format may borrow from.
use super::{Kind, Place, Spec, many, may, must, one};
use crate::validate::catalogue::{
    INVALID_ACCENT_COLOR, INVALID_COMMA_SEPARATED_INTEGERS, INVALID_FLOAT, INVALID_INTEGER,
    INVALID_LATITUDE, INVALID_LONGITUDE, INVALID_META_CONTENT, INVALID_META_NAME,
    INVALID_NON_NEGATIVE_INTEGER, INVALID_POSITIVE_INTEGER, INVALID_TREAT_AS,
    INVALID_UPDATE_PERIOD, MISSING_ELEMENT,
};
use crate::validate::check::extension as hooks;
use crate::validate::value::date::Profile;

const W3C_DATE: Kind = Kind::Date(Profile::W3cDtf, false);
const COUNT: Kind = Kind::Number(0, i64::MAX, &INVALID_NON_NEGATIVE_INTEGER);
const LATITUDE: Kind = Kind::Decimal(-90.0, 90.0, &INVALID_LATITUDE);
const LONGITUDE: Kind = Kind::Decimal(-180.0, 180.0, &INVALID_LONGITUDE);
const DECIMAL: Kind = Kind::Decimal(f64::MIN, f64::MAX, &INVALID_FLOAT);

/// Dublin Core, its terms, RDF, places, OPML's owner: welcome in every place.
pub(super) const EVERYWHERE: &[Spec] = &[
    one("dc:title", Kind::Text),
    one("dc:description", Kind::Text),
    many("dc:publisher", Kind::Text),
    many("dc:contributor", Kind::Text),
    one("dc:type", Kind::Text),
    one("dc:format", Kind::Text),
    many("dc:identifier", Kind::Text),
    one("dc:source", Kind::Text),
    one("dc:language", Kind::Language),
    many("dc:relation", Kind::Text),
    many("dc:coverage", Kind::Text),
    one("dc:rights", Kind::Plain),
    many("dcterms:alternative", Kind::Text),
    one("dcterms:abstract", Kind::Text),
    one("dcterms:tableOfContents", Kind::Resource),
    one("dcterms:created", W3C_DATE),
    many("dcterms:valid", Kind::Any).open(),
    many("dcterms:available", Kind::Any).open(),
    one("dcterms:issued", W3C_DATE),
    one("dcterms:modified", W3C_DATE),
    one("dcterms:dateAccepted", Kind::Text),
    one("dcterms:dateCopyrighted", Kind::Text),
    one("dcterms:dateSubmitted", Kind::Text),
    one(
        "dcterms:extent",
        Kind::Number(1, i64::MAX, &INVALID_POSITIVE_INTEGER),
    )
    .filled(),
    many("dcterms:isVersionOf", Kind::Resource),
    many("dcterms:hasVersion", Kind::Resource),
    many("dcterms:isReplacedBy", Kind::Resource),
    many("dcterms:replaces", Kind::Resource),
    many("dcterms:isRequiredBy", Kind::Resource),
    many("dcterms:requires", Kind::Resource),
    many("dcterms:isPartOf", Kind::Resource),
    many("dcterms:hasPart", Kind::Resource),
    many("dcterms:isReferencedBy", Kind::Resource),
    many("dcterms:references", Kind::Resource),
    many("dcterms:isFormatOf", Kind::Resource),
    many("dcterms:hasFormat", Kind::Resource),
    many("dcterms:conformsTo", Kind::Resource),
    many("dcterms:spatial", Kind::Any).open(),
    many("dcterms:temporal", Kind::Any).open(),
    many("dcterms:audience", Kind::Text),
    one("dcterms:mediator", Kind::Text),
    many("dcterms:accessRights", Kind::Any).open(),
    many("dcterms:accrualMethod", Kind::Any).open(),
    many("dcterms:accrualPeriodicity", Kind::Any).open(),
    many("dcterms:accrualPolicy", Kind::Any).open(),
    many("dcterms:bibliographicCitation", Kind::Any).open(),
    many("dcterms:educationLevel", Kind::Any).open(),
    many("dcterms:instructionalMethod", Kind::Any).open(),
    many("dcterms:license", Kind::Any).open(),
    many("dcterms:provenance", Kind::Any).open(),
    many("dcterms:rightsHolder", Kind::Any).open(),
    many("rdf:RDF", Kind::Any).open(),
    many("rdf:type", Kind::Any).open(),
    many("rdf:Description", Kind::Any).open(),
    many("rdfs:seeAlso", Kind::Resource),
    many("geo:Point", Kind::Place(&GEO_POINT)),
    many("geo:lat", LATITUDE),
    many("geo:long", LONGITUDE),
    many("geo:alt", DECIMAL),
    many("geourl:latitude", LATITUDE),
    many("geourl:longitude", LONGITUDE),
    many("icbm:latitude", LATITUDE),
    many("icbm:longitude", LONGITUDE),
    many("georss:where", Kind::Place(&WHERE)),
    many("georss:point", Kind::Text).hook(hooks::position),
    many("georss:line", Kind::Text).hook(hooks::positions),
    many("georss:polygon", Kind::Text).hook(hooks::positions),
    many("georss:box", Kind::Text).hook(hooks::positions),
    many("georss:circle", Kind::Text),
    many("georss:featureTypeTag", Kind::Text),
    many("georss:relationshipTag", Kind::Text),
    many("georss:featureName", Kind::Text),
    many("georss:elev", DECIMAL),
    many(
        "georss:floor",
        Kind::Number(i64::MIN, i64::MAX, &INVALID_INTEGER),
    ),
    many(
        "georss:radius",
        Kind::Decimal(0.0, f64::MAX, &INVALID_FLOAT),
    ),
    one("opml:dateCreated", Kind::Rfc822),
    one("opml:dateModified", Kind::Rfc822),
    one("opml:ownerName", Kind::Html),
    one("opml:ownerEmail", Kind::Mail),
    one("opml:ownerId", Kind::HttpUrl),
];

static GEO_POINT: Place = Place {
    required: &[
        ("geo:lat", &MISSING_ELEMENT),
        ("geo:long", &MISSING_ELEMENT),
    ],
    ..Place::of(&[&[
        many("geo:lat", LATITUDE),
        many("geo:long", LONGITUDE),
        many("geo:alt", DECIMAL),
    ]])
};

const SRS: &[super::AttrSpec] = &[may("srsName", Kind::Text)];

static WHERE: Place = Place::of(&[&[
    many("gml:Point", Kind::Place(&GML_POINT)).attrs(SRS),
    many("gml:LineString", Kind::Place(&GML_LINE)).attrs(SRS),
    many("gml:Polygon", Kind::Place(&GML_POLYGON)).attrs(SRS),
    many("gml:Envelope", Kind::Place(&GML_ENVELOPE)).attrs(SRS),
]]);
static GML_POINT: Place = Place::of(&[&[many("gml:pos", Kind::Text).hook(hooks::position)]]);
static GML_LINE: Place = Place::of(&[&[many("gml:posList", Kind::Text).hook(hooks::positions)]]);
static GML_POLYGON: Place =
    Place::of(&[&[many("gml:exterior", Kind::Place(&GML_EXTERIOR)).attrs(SRS)]]);
static GML_EXTERIOR: Place =
    Place::of(&[&[many("gml:LinearRing", Kind::Place(&GML_LINE)).attrs(SRS)]]);
static GML_ENVELOPE: Place = Place::of(&[&[
    many("gml:lowerCorner", Kind::Text).hook(hooks::position),
    many("gml:upperCorner", Kind::Text).hook(hooks::position),
]]);

/// What only a channel or feed holds.
pub(super) const CHANNEL: &[Spec] = &[
    many("dc:creator", Kind::Text),
    many("dc:subject", Kind::Text),
    one("dc:date", W3C_DATE),
    many("cc:license", Kind::Any).open(),
    many("creativeCommons:license", Kind::Uri),
    one("admin:generatorAgent", Kind::Resource),
    one("admin:errorReportsTo", Kind::Resource),
    one("blogChannel:blogRoll", Kind::Uri),
    one("blogChannel:mySubscriptions", Kind::Uri),
    one("blogChannel:blink", Kind::Uri),
    one("blogChannel:changes", Kind::Uri),
    one(
        "sy:updatePeriod",
        Kind::Word(PERIODS, &INVALID_UPDATE_PERIOD),
    ),
    one(
        "sy:updateFrequency",
        Kind::Number(1, i64::MAX, &INVALID_POSITIVE_INTEGER),
    )
    .filled(),
    one("sy:updateBase", W3C_DATE),
    many("foaf:maker", Kind::Any).open(),
    many("cp:server", Kind::Resource),
    many("wiki:interwiki", Kind::Text),
    many("thr:in-reply-to", Kind::Any).attrs(IN_REPLY_TO),
    many("taxo:topics", Kind::Any).open(),
    many("l:link", Kind::Resource).attrs(L_LINK),
    many("cf:listinfo", Kind::Any).open(),
    one("cf:treatAs", Kind::Word(&["list"], &INVALID_TREAT_AS)),
    one("feedburner:awareness", Kind::Uri),
    one("feedburner:browserFriendly", Kind::Plain),
    one("feedburner:emailServiceId", Kind::Text),
    many("feedburner:feedFlare", Kind::Plain)
        .attrs(const { &[must("href", Kind::Text), must("src", Kind::Text)] })
        .hook(hooks::feed_flare),
    many("feedburner:info", Kind::Text).attrs(const { &[must("uri", Kind::IriReference)] }),
    one("feedburner:feedburnerHostname", Kind::Uri),
    one("opensearch:totalResults", COUNT),
    one(
        "opensearch:startIndex",
        Kind::Number(i64::MIN, i64::MAX, &INVALID_INTEGER),
    ),
    one("opensearch:itemsPerPage", COUNT),
    one("opensearch10:totalResults", COUNT),
    one(
        "opensearch10:startIndex",
        Kind::Number(i64::MIN, i64::MAX, &INVALID_INTEGER),
    ),
    one("opensearch10:itemsPerPage", COUNT),
    many("opensearch:Query", Kind::Any).open(),
    many("xhtml:div", Kind::Any).open(),
    many("xhtml:meta", Kind::Any).attrs(
        const {
            &[
                must("name", Kind::AnyCaseWord(&["robots"], &INVALID_META_NAME)),
                must("content", Kind::AnyCaseWord(ROBOTS, &INVALID_META_CONTENT)),
            ]
        },
    ),
    many("sx:sharing", Kind::Any).open(),
    one("fh:archive", Kind::Text),
    one("fh:complete", Kind::Text),
    one("webfeeds:cover", Kind::Any).attrs(const { &[must("image", Kind::HttpUrl)] }),
    one("webfeeds:icon", Kind::HttpUrl),
    one("webfeeds:logo", Kind::HttpUrl),
    one(
        "webfeeds:accentColor",
        Kind::Form(is_colour, &INVALID_ACCENT_COLOR),
    ),
    one("webfeeds:related", Kind::Any)
        .attrs(const { &[may("layout", Kind::Text), may("target", Kind::Text)] }),
    one("webfeeds:analytics", Kind::Any)
        .attrs(const { &[must("id", Kind::Text), may("engine", Kind::Text)] }),
    one("snf:logo", Kind::Place(&SNF_LOGO)),
    one("snf:darkModeLogo", Kind::Place(&SNF_LOGO)),
];

static SNF_LOGO: Place = Place {
    required: &[("url", &MISSING_ELEMENT)],
    ..Place::of(&[&[one("url", Kind::HttpUrl)]])
};

/// `mod_link`.
const L_LINK: &[super::AttrSpec] = &[
    must("l:rel", Kind::Uri),
    may("l:lang", Kind::Language),
    may("l:title", Kind::Plain),
    may("l:type", Kind::Text),
];

const PERIODS: &[&str] = &["hourly", "daily", "weekly", "monthly", "yearly"];

const ROBOTS: &[&str] = &[
    "all",
    "none",
    "index",
    "index,follow",
    "index,nofollow",
    "noindex",
    "noindex,follow",
    "noindex,nofollow",
    "follow",
    "follow,index",
    "follow,noindex",
    "nofollow",
    "nofollow,index",
    "nofollow,noindex",
];

/// Feedly takes six hexadecimal digits without `#`.
fn is_colour(value: &str) -> bool {
    matches!(value.len(), 3 | 6) && value.bytes().all(|b| b.is_ascii_hexdigit())
}

const IN_REPLY_TO: &[super::AttrSpec] = &[
    may("href", Kind::IriReference),
    may("ref", Kind::Identifier),
    may("source", Kind::IriReference),
    may("type", Kind::MediaType),
];

/// What only an item or entry holds.
pub(super) const ITEM: &[Spec] = &[
    many("dc:creator", Kind::Text),
    many("dc:subject", Kind::Text),
    one("dc:date", W3C_DATE),
    many("cc:license", Kind::Any).open(),
    many("creativeCommons:license", Kind::Uri),
    one("content:encoded", Kind::Html),
    many("taxo:topics", Kind::Any).open(),
    many("l:link", Kind::Resource).attrs(L_LINK),
    one("annotate:reference", Kind::Resource),
    one("ag:source", Kind::Text),
    one("ag:sourceURL", Kind::Uri),
    one("ag:timestamp", Kind::Date(Profile::Iso8601, false)),
    one("ev:startdate", Kind::Date(Profile::Iso8601, true)),
    one("ev:enddate", Kind::Date(Profile::Iso8601, true)),
    many("ev:location", Kind::Any).open(),
    many("ev:organizer", Kind::Any).open(),
    one("ev:type", Kind::Text),
    one("feedburner:awareness", Kind::Uri),
    one("feedburner:origEnclosureLink", Kind::Uri),
    one("feedburner:origLink", Kind::Uri),
    many("foaf:maker", Kind::Any).open(),
    many("foaf:primaryTopic", Kind::Any).open(),
    one("slash:comments", COUNT),
    many("slash:section", Kind::Text),
    many("slash:department", Kind::Text),
    one(
        "slash:hit_parade",
        Kind::Form(is_integers, &INVALID_COMMA_SEPARATED_INTEGERS),
    ),
    many("thr:children", Kind::Any)
        .open()
        .hook(hooks::thr_children),
    one("thr:total", COUNT),
    many("thr:in-reply-to", Kind::Any).attrs(IN_REPLY_TO),
    one("wfw:comment", Kind::Uri),
    one("wfw:commentRss", Kind::Uri),
    one("wfw:commentRSS", Kind::Uri).hook(hooks::comment_rss),
    many("wiki:diff", Kind::Text),
    many("wiki:history", Kind::Text),
    many("wiki:importance", Kind::Text),
    many("wiki:status", Kind::Text),
    many("wiki:version", Kind::Text),
    many("sx:sync", Kind::Any).open(),
    many("snf:analytics", Kind::Text),
    one("snf:video", Kind::Any)
        .attrs(const { &[must("url", Kind::HttpUrl), may("thumbnail", Kind::HttpUrl)] }),
    many("snf:relatedLink", Kind::Any).attrs(
        const {
            &[
                must("title", Kind::Plain),
                must("link", Kind::HttpUrl),
                may("thumbnail", Kind::HttpUrl),
            ]
        },
    ),
    many("snf:advertisement", Kind::Any).open(),
    one("app:edited", Kind::Date(Profile::Rfc3339, false)),
];

/// Six numbers and more, between commas.
fn is_integers(value: &str) -> bool {
    value.split(',').all(|part| {
        let part = part.trim_start();
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())
    })
}

/// Trackback as RSS 2.0 and Atom write it.
pub(super) const TRACKBACK: &[Spec] = &[
    one("trackback:ping", Kind::Uri),
    many("trackback:about", Kind::Uri),
];

/// Trackback as RSS 1.0 writes it.
pub(super) const RDF_ITEM: &[Spec] = &[
    one("trackback:ping", Kind::Resource),
    many("trackback:about", Kind::Resource),
    many("l:permalink", Kind::Resource).attrs(const { &[may("l:type", Kind::MediaType)] }),
    many("rdfs:label", Kind::Text),
    many("rdfs:comment", Kind::Text),
];

/// What an image or text input holds beside its own.
pub(super) const IMAGE: &[Spec] = &[
    many("dc:creator", Kind::Text),
    many("dc:subject", Kind::Text),
    one("dc:date", W3C_DATE),
    many("cc:license", Kind::Any).open(),
];

/// What Atom adds for everything.
pub(super) const ATOM: &[Spec] = &[many("app:collection", Kind::Any).open()];
