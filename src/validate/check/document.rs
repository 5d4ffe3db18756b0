//! The document as a whole: encoding, declaration, namespaces, and which format its root names.
use super::{Checker, Note, rdf};
use crate::validate::Format;
use crate::validate::catalogue as rule;
use crate::validate::decode::{Decoded, Fault};
use crate::validate::schema::{self, Kind};
use crate::validate::tree::{NodeId, known_prefix, preferred_uri};
use crate::validate::value::text;
use crate::validate::value::uri::Wanted;
use std::collections::HashSet;

const ATOM: &str = "http://www.w3.org/2005/Atom";
const OLD_ATOM: &str = "http://purl.org/atom/ns#";
const RSS_090: &str = "http://my.netscape.com/rdf/simple/0.9/";
const RSS_10: &str = "http://purl.org/rss/1.0/";
const RSS_11: &str = "http://purl.org/net/rss1.1#";

/// What can be said before the root is known.
pub(super) fn before(cx: &mut Checker<'_>, decoded: &Decoded<'_>) {
    for fault in &decoded.faults {
        let note = match fault {
            Fault::Unknown(name, start) => Note::at(&rule::UNKNOWN_ENCODING, *start)
                .value(name)
                .say(format!("nobody knows the encoding \"{name}\"")),
            Fault::Undecodable(name, start) => Note::at(&rule::UNICODE_ERROR, *start)
                .value(name)
                .say(format!("these bytes are not {name}")),
            Fault::Mismatch(served, declared) => Note::at(&rule::ENCODING_MISMATCH, 0)
                .value(served)
                .say(format!("served as {served}, declared as {declared}")),
        };
        cx.add(note);
    }
    declaration(cx, decoded);
    doctype(cx);
    if let Some(fatal) = cx.tree.fatal.clone() {
        let rule = if fatal.limit {
            &rule::VALIDATOR_LIMIT
        } else {
            &rule::SAX_ERROR
        };
        cx.add(Note::at(rule, fatal.start).say(fatal.message));
    }
}

/// The XML declaration.
fn declaration(cx: &mut Checker<'_>, decoded: &Decoded<'_>) {
    let source = cx.tree.source;
    let declared = source
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split("?>").next());
    match &decoded.declared {
        Some((name, start)) => {
            let lower = name.to_ascii_lowercase();
            if !matches!(
                lower.as_str(),
                "utf-8" | "utf-16" | "us-ascii" | "iso-8859-1" | "utf8"
            ) && lower.is_ascii()
            {
                let known = encoding_rs::Encoding::for_label(lower.as_bytes()).is_some();
                if known {
                    let note = Note::at(&rule::OBSCURE_ENCODING, *start).value(name);
                    cx.add(note.say(format!("few parsers must know {name}")));
                }
            } else if lower != "utf-8" && lower != "utf-16" {
                let note = Note::at(&rule::NONSTD_ENCODING, *start).value(name);
                cx.add(note.say(format!("{name}: only UTF-8 and UTF-16 are sure to be read")));
            }
        }
        None => cx.add(
            Note::at(&rule::MISSING_ENCODING, 0).say("the document does not name its encoding"),
        ),
    }
    if declared.is_some_and(|declared| {
        declared.contains("version=\"1.1\"") || declared.contains("version='1.1'")
    }) {
        cx.add(Note::at(&rule::BAD_XML_VERSION, 0).say("XML 1.1 is read by hardly any parser"));
    }
}

/// The document type declaration and the names it should have declared.
fn doctype(cx: &mut Checker<'_>) {
    let tree = cx.tree;
    let Some(doctype) = &tree.doctype else { return };
    let start = doctype.start;
    if doctype.is_rss091() {
        if doctype.text.contains("my.netscape.com") {
            cx.add(
                Note::at(&rule::DEPRECATED_DTD, start).say("Netscape took this DTD off its server"),
            );
        }
    } else if doctype.hides_entities() {
        cx.add(
            Note::at(&rule::CONTAINS_SYSTEM_ENTITY, start).say("a reference to another document"),
        );
    }
    for &(start, name) in &tree.undeclared_entities {
        let excused = doctype.is_rss091() && text::is_entity(name);
        if doctype.is_external() && !excused {
            let note = Note::at(&rule::UNDEFINED_NAMED_ENTITY, start).value(name);
            cx.add(note.say(format!("&{name}; is not declared here")));
        }
    }
}

/// Finds out what the root element starts, and judges it.
pub(super) fn root(cx: &mut Checker<'_>) {
    let Some(mut root) = cx.tree.root else { return };
    // Feeds also come in SOAP envelopes (SMAF).
    while cx.tree.known(root) == Some("soap") && matches!(cx.tree.local(root), "Envelope" | "Body")
    {
        match cx.tree.children(root).last() {
            Some(inner) => root = inner,
            None => break,
        }
    }
    cx.podcast = cx.tree.uses("itunes");
    let uri = cx.tree.uri(root).to_owned();
    let known = cx.tree.known(root);
    cx.standard_attrs(root);
    match (cx.tree.local(root), known) {
        ("rss", None) => rss(cx, root, &uri),
        ("feed", _) => atom(cx, root, &uri),
        ("entry", Some("atom")) => atom(cx, root, &uri),
        ("RDF", Some("rdf")) => rdf_root(cx, root),
        ("Channel", _) => rss11(cx, root, &uri),
        ("opml", None | Some("opml")) => opml(cx, root, &uri),
        ("urlset" | "sitemapindex", _) => sitemap(cx, root, &uri),
        (_, _) => {
            let note = cx.about(&rule::UNDEFINED_ELEMENT, root).value(&uri);
            cx.add(note.say(format!("<{}> starts no feed we know", cx.tree.local(root))));
        }
    }
}

fn rss(cx: &mut Checker<'_>, root: NodeId, uri: &str) {
    cx.format = Format::Rss;
    if !uri.is_empty() {
        invalid_namespace(cx, root, uri);
        cx.home.push((uri.to_owned(), ""));
    }
    let dated = cx
        .tree
        .doctype
        .as_ref()
        .is_some_and(super::super::tree::Doctype::is_rss091);
    cx.version = cx.tree.value(root, "version").unwrap_or("2.0").to_owned();
    match cx.tree.value(root, "version") {
        None => {
            let note = cx.about(&rule::MISSING_ATTRIBUTE, root).attr("version");
            cx.add(note.say("<rss> does not say its version"));
        }
        Some(version) if dated && version != "0.91" => {
            let note = cx
                .about(&rule::INVALID_DOCTYPE, root)
                .attr("version")
                .value(version);
            cx.add(note.say(format!(
                "the DTD is that of RSS 0.91, the version is {version}"
            )));
        }
        Some("0.91" | "0.92" | "0.93" | "0.94" | "2.0") => {}
        Some(version) => {
            let note = cx
                .about(&rule::INVALID_RSS_VERSION, root)
                .attr("version")
                .value(version);
            cx.add(note.say(format!("there is no RSS {version}")));
        }
    }
    cx.attributes(root, const { &[schema::may("version", Kind::Text)] });
    cx.place(root, &schema::rss::RSS);
}

fn atom(cx: &mut Checker<'_>, root: NodeId, uri: &str) {
    cx.format = Format::Atom;
    if uri == OLD_ATOM {
        // What follows is another format; Atom's rules would find everything wrong.
        cx.home.push((uri.to_owned(), "atom"));
        let message = "Atom 0.3 gave way to Atom 1.0 in 2005";
        cx.flag(&rule::OBSOLETE_NAMESPACE, root, message);
        return;
    } else if uri.is_empty() {
        cx.home.push((String::new(), "atom"));
        let note = cx.about(&rule::MISSING_NAMESPACE, root);
        cx.add(note.say(format!("<{}> is in no namespace", cx.tree.local(root))));
    } else if uri != ATOM {
        invalid_namespace(cx, root, uri);
        cx.home.push((uri.to_owned(), "atom"));
    }
    if cx.tree.local(root) == "entry" {
        cx.place(root, &schema::atom::ENTRY);
        super::atom::entry(cx, root);
    } else {
        cx.attributes(
            root,
            const {
                &[schema::may(
                    "indexing:index",
                    Kind::Word(&["yes", "no"], &rule::INVALID_YES_NO),
                )]
            },
        );
        cx.place(root, &schema::atom::FEED);
        super::atom::feed(cx, root);
    }
}

fn invalid_namespace(cx: &mut Checker<'_>, root: NodeId, uri: &str) {
    let note = cx.about(&rule::INVALID_NAMESPACE, root).value(uri);
    cx.add(note.say(format!(
        "<{}> is not in its own namespace but in {uri}",
        cx.tree.local(root)
    )));
}

fn rdf_root(cx: &mut Checker<'_>, root: NodeId) {
    cx.format = Format::Rdf;
    let uses = |uri: &str| cx.tree.declared.iter().any(|declared| declared.uri == uri);
    let own = if uses(RSS_090) { RSS_090 } else { RSS_10 };
    cx.home.push((own.to_owned(), ""));
    cx.place(root, &schema::rdf::RDF);
    rdf::striping(cx, root);
    rdf::unique(cx, root);
    if cx.is_closed(root) && cx.child(root, "channel").is_none() {
        let note = Note::at(&rule::MISSING_ELEMENT, cx.tree.node(root).start)
            .parent("rdf:RDF")
            .element("channel");
        cx.add(note.say("the document has no <channel> in the namespace of RSS"));
    }
}

fn rss11(cx: &mut Checker<'_>, root: NodeId, uri: &str) {
    cx.format = Format::Rdf;
    cx.home.push((uri.to_owned(), ""));
    if uri.is_empty() {
        cx.flag(
            &rule::MISSING_NAMESPACE,
            root,
            "<Channel> is in no namespace",
        );
    } else if uri != RSS_11 {
        invalid_namespace(cx, root, uri);
        cx.flag(
            &rule::UNDEFINED_ELEMENT,
            root,
            "<Channel> starts no feed we know",
        );
        return;
    }
    cx.place(root, &schema::rdf::CHANNEL);
    rdf::channel(cx, root);
    rdf::striping(cx, root);
    rdf::unique(cx, root);
}

const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

fn sitemap(cx: &mut Checker<'_>, root: NodeId, uri: &str) {
    cx.format = Format::Sitemap;
    cx.home.push((uri.to_owned(), ""));
    if uri != SITEMAP {
        invalid_namespace(cx, root, uri);
    }
    if cx.tree.local(root) == "urlset" {
        cx.place(root, &schema::sitemap::URLSET);
        super::sitemap::urlset(cx, root);
    } else {
        cx.place(root, &schema::sitemap::INDEX);
    }
}

fn opml(cx: &mut Checker<'_>, root: NodeId, uri: &str) {
    cx.format = Format::Opml;
    if !uri.is_empty() {
        cx.home.push((uri.to_owned(), ""));
    }
    cx.version = cx
        .tree
        .value(root, "version")
        .unwrap_or_default()
        .to_owned();
    super::opml::root(cx, root);
    cx.attributes(root, const { &[schema::may("version", Kind::Text)] });
    cx.place(root, &schema::opml::OPML);
}

/// What needs the format: the namespaces.
pub(super) fn after(cx: &mut Checker<'_>) {
    let tree = cx.tree;
    let mut told: HashSet<(&str, &str)> = HashSet::new();
    for declared in &tree.declared {
        let (prefix, uri) = (declared.prefix, &*declared.uri);
        if matches!(prefix, "xmlns" | "xml") || !told.insert((prefix, uri)) {
            continue;
        }
        namespace(cx, declared.start, prefix, uri);
    }
}

fn namespace(cx: &mut Checker<'_>, start: usize, prefix: &str, uri: &str) {
    let note = |rule| {
        Note::at(rule, start)
            .element(format!("xmlns:{prefix}"))
            .value(uri)
    };
    let reserved = preferred_uri(prefix).is_some_and(|preferred| preferred != uri);
    let known = known_prefix(uri)
        .filter(|&(_, exact)| exact)
        .map(|(prefix, _)| prefix);
    if uri == "http://search.yahoo.com/mrss" {
        cx.add(note(&rule::MEDIA_RSS_NAMESPACE).say("the namespace of Media RSS ends in a slash"));
        return;
    }
    if cx.format == Format::Atom && !prefix.is_empty() && matches!(known, Some("atom" | "xhtml")) {
        let message = format!("some readers understand this only without the prefix {prefix}");
        cx.add(note(&rule::AVOID_NAMESPACE_PREFIX).say(message));
    }
    match known {
        Some(usual) if !prefix.is_empty() && usual != prefix => {
            if reserved {
                let message = format!("{prefix} usually stands for another namespace");
                cx.add(note(&rule::RESERVED_PREFIX).say(message));
            } else {
                cx.add(note(&rule::NONSTD_PREFIX).say(format!("the usual prefix is {usual}")));
            }
        }
        Some(_) if uri.contains("usemod.com") => {
            cx.add(note(&rule::OBSOLETE_WIKI_NAMESPACE).say("the namespace of an older draft"));
        }
        Some(_) => {}
        None if uri.is_empty() || cx.home.iter().any(|(home, _)| home == uri) => {}
        None if !prefix.is_empty() && reserved => {
            let message = format!("{prefix} usually stands for another namespace");
            cx.add(note(&rule::RESERVED_PREFIX).say(message));
        }
        None => unknown_namespace(cx, start, prefix, uri),
    }
}

fn unknown_namespace(cx: &mut Checker<'_>, start: usize, prefix: &str, uri: &str) {
    let at = super::value::At {
        start,
        element: format!("xmlns:{prefix}"),
        parent: "root".to_owned(),
        attr: None,
        hinted: false,
    };
    let before = cx.notes.len();
    cx.address(
        &at,
        uri,
        &rule::INVALID_IRI,
        Wanted {
            whole: false,
            iri: true,
        },
    );
    if cx.notes.len() == before {
        let note = Note::at(&rule::UNKNOWN_NAMESPACE, start).value(uri);
        cx.add(note.say(format!("we do not know the namespace {uri}")));
    }
}
