//! `atom:link` (RFC 4287 4.2.7), wherever it stands.
use super::{Checker, Note};
use crate::validate::catalogue as rule;
use crate::validate::tree::NodeId;
use crate::validate::value::language::is_language;
use crate::validate::value::text;
use crate::validate::value::uri::{self, Wanted};

/// Relations registered with IANA (RFC 8288 2.1.1) and those every feed reader knows; sorted.
const RELATIONS: &[&str] = &[
    "about",
    "acl",
    "alternate",
    "amphtml",
    "api-catalog",
    "appendix",
    "apple-touch-icon",
    "archives",
    "author",
    "blocked-by",
    "bookmark",
    "c2pa-manifest",
    "canonical",
    "chapter",
    "cite-as",
    "collection",
    "compression-dictionary",
    "contents",
    "convertedfrom",
    "copyright",
    "create-form",
    "current",
    "deprecation",
    "describedby",
    "describes",
    "disclosure",
    "dns-prefetch",
    "duplicate",
    "edit",
    "edit-form",
    "edit-media",
    "enclosure",
    "external",
    "first",
    "geofeed",
    "glossary",
    "help",
    "hosts",
    "hub",
    "ice-server",
    "icon",
    "index",
    "intervalafter",
    "intervalbefore",
    "intervalcontains",
    "intervaldisjoint",
    "intervalduring",
    "intervalequals",
    "intervalfinishedby",
    "intervalfinishes",
    "intervalin",
    "intervalmeets",
    "intervalmetby",
    "intervaloverlappedby",
    "intervaloverlaps",
    "intervalstartedby",
    "intervalstarts",
    "item",
    "last",
    "latest-version",
    "license",
    "linkset",
    "lrdd",
    "manifest",
    "mask-icon",
    "me",
    "media-feed",
    "memento",
    "micropub",
    "modulepreload",
    "monitor",
    "monitor-group",
    "next",
    "next-archive",
    "nofollow",
    "noopener",
    "noreferrer",
    "opener",
    "openid2.local_id",
    "openid2.provider",
    "original",
    "p3pv1",
    "payment",
    "pingback",
    "preconnect",
    "predecessor-version",
    "prefetch",
    "preload",
    "prerender",
    "prev",
    "prev-archive",
    "preview",
    "previous",
    "privacy-policy",
    "profile",
    "publication",
    "related",
    "replies",
    "restconf",
    "ruleinput",
    "search",
    "section",
    "self",
    "service",
    "service-desc",
    "service-doc",
    "service-meta",
    "sip-trunking-capability",
    "sponsored",
    "start",
    "status",
    "stylesheet",
    "subsection",
    "successor-version",
    "sunset",
    "tag",
    "terms-of-service",
    "timegate",
    "timemap",
    "type",
    "ugc",
    "up",
    "version-history",
    "via",
    "webmention",
    "working-copy",
    "working-copy-of",
];

/// The relation of a link, in short form; `alternate` where it names none.
pub(super) fn relation(cx: &Checker<'_>, id: NodeId) -> String {
    let rel = cx.tree.value(id, "rel").unwrap_or("alternate");
    rel.strip_prefix("http://www.iana.org/assignments/relation/")
        .unwrap_or(rel)
        .to_owned()
}

/// Everything about one link.
pub(in crate::validate) fn check(cx: &mut Checker<'_>, id: NodeId) {
    let rel = relation(cx, id);
    check_relation(cx, id, &rel);
    check_type(cx, id, &rel);
    check_title(cx, id);
    check_length(cx, id);
    if let Some(language) = cx.tree.value(id, "hreflang").map(str::to_owned)
        && !is_language(&language)
    {
        let at = cx.at_attribute(id, "hreflang");
        cx.add(
            at.note(&rule::INVALID_LANGUAGE, &language)
                .say(format!("\"{language}\" is no language")),
        );
    }
    check_address(cx, id, &rel);
    check_threading(cx, id, &rel);
    let stray = cx.tree.all_children(id).find(|&child| {
        cx.tree
            .text_of(child)
            .is_some_and(|text| !text.trim().is_empty())
    });
    if let Some(stray) = stray {
        let note = Note::at(&rule::ATOM_LINK_NOT_EMPTY, cx.tree.node(stray).start);
        let note = note.element(cx.name(id)).parent(cx.parent_name(id));
        cx.add(note.say("text inside <link>"));
    }
}

fn check_relation(cx: &mut Checker<'_>, id: NodeId, rel: &str) {
    let Some(written) = cx.tree.value(id, "rel").map(str::to_owned) else {
        return;
    };
    let start = cx.tree.attr(id, "rel").map_or(0, |attr| attr.start);
    let note = |cx: &Checker<'_>, rule| {
        let note = Note::at(rule, start)
            .element(cx.name(id))
            .parent(cx.parent_name(id));
        note.attr("rel").value(&written)
    };
    if rel.is_empty() {
        cx.add(note(cx, &rule::ATTR_NOT_BLANK).say("an empty rel"));
    }
    // RFC 4287 4.2.7.2: a registered name, or a URI.
    let registered = RELATIONS
        .binary_search(&rel.to_ascii_lowercase().as_str())
        .is_ok();
    if !registered && uri::scheme(rel).is_none() {
        cx.add(
            note(cx, &rule::UNREGISTERED_ATOM_LINK_REL)
                .say(format!("\"{rel}\" is no registered relation")),
        );
    }
    let in_entry = cx
        .tree
        .node(id)
        .parent
        .is_some_and(|parent| cx.is(parent, "atom:entry"));
    if in_entry && super::atom::PAGING.contains(&rel) {
        let note = note(cx, &rule::FEED_HISTORY_REL_IN_ENTRY);
        cx.add(note.say(format!("{rel} relates feeds, not entries")));
    }
}

fn check_type(cx: &mut Checker<'_>, id: NodeId, rel: &str) {
    let Some(kind) = cx.tree.value(id, "type").map(str::to_owned) else {
        return;
    };
    let start = cx.tree.attr(id, "type").map_or(0, |attr| attr.start);
    let note = |cx: &Checker<'_>, rule| {
        let note = Note::at(rule, start)
            .element(cx.name(id))
            .parent(cx.parent_name(id));
        note.attr("type").value(&kind)
    };
    let bare = kind.split(';').next().unwrap_or_default().trim();
    let feeds = [
        "application/atom+xml",
        "application/rss+xml",
        "application/rdf+xml",
    ];
    if !text::is_media_type(&kind) {
        cx.add(note(cx, &rule::INVALID_MIME_TYPE).say(format!("\"{kind}\" is no media type")));
    } else if rel == "self" && !feeds.contains(&bare) {
        cx.add(
            note(cx, &rule::SELF_NOT_ATOM).say(format!("the feed's own link has the type {kind}")),
        );
    }
}

fn check_title(cx: &mut Checker<'_>, id: NodeId) {
    let Some(title) = cx.tree.value(id, "title").map(str::to_owned) else {
        return;
    };
    let mut at = cx.at_attribute(id, "title");
    at.element = cx.name(id);
    at.parent = cx.parent_name(id);
    if title.is_empty() {
        cx.add(at.note(&rule::ATTR_NOT_BLANK, "").say("an empty title"));
    }
    cx.plain(&at, &title, &rule::CONTAINS_HTML);
}

fn check_length(cx: &mut Checker<'_>, id: NodeId) {
    let Some(length) = cx.tree.value(id, "length").map(str::to_owned) else {
        return;
    };
    if text::integer(&length).is_none_or(|length| length < 0) {
        let at = cx.at_attribute(id, "length");
        let note = at.note(&rule::INVALID_NON_NEGATIVE_INTEGER, &length);
        cx.add(note.say(format!("length \"{length}\" is no number of bytes")));
    }
}

fn check_address(cx: &mut Checker<'_>, id: NodeId, rel: &str) {
    let Some(href) = cx.tree.value(id, "href").map(str::to_owned) else {
        let note = cx.about(&rule::MISSING_HREF, id).attr("href");
        cx.add(note.say("<link> has no href"));
        return;
    };
    let at = cx.at_attribute(id, "href");
    cx.address(
        &at,
        &href,
        &rule::INVALID_IRI,
        Wanted {
            whole: false,
            iri: true,
        },
    );
    cx.same_document(id, &at, &href);
    let of_feed = cx
        .tree
        .node(id)
        .parent
        .is_some_and(|parent| cx.is(parent, "atom:feed") || cx.is(parent, "channel"));
    if rel == "self" && of_feed {
        own_address(cx, id, &href);
    }
}

/// WebSub 4: a feed that names a hub names itself, once.
pub(super) fn hubs(cx: &mut Checker<'_>, id: NodeId) {
    let links: Vec<(NodeId, String)> = cx
        .children_named(id, "atom:link")
        .into_iter()
        .map(|link| (link, relation(cx, link)))
        .collect();
    let own: Vec<NodeId> = of_relation(&links, "self");
    let hubs: Vec<NodeId> = of_relation(&links, "hub");
    for &second in own.iter().skip(1) {
        cx.flag(
            &rule::SECOND_SELF,
            second,
            "a second link with rel=\"self\"",
        );
    }
    if let (Some(&hub), true) = (hubs.first(), own.is_empty()) {
        cx.flag(
            &rule::HUB_WITHOUT_SELF,
            hub,
            "a hub, and no link with rel=\"self\"",
        );
    }
    for hub in hubs {
        let href = cx.tree.value(hub, "href").unwrap_or_default();
        let scheme = uri::scheme(href).map(str::to_ascii_lowercase);
        if !matches!(scheme.as_deref(), Some("http" | "https")) {
            let at = cx.at_attribute(hub, "href");
            cx.add(
                at.note(&rule::INVALID_HUB, href)
                    .say(format!("\"{href}\" is no hub's address")),
            );
        }
    }
}

fn of_relation(links: &[(NodeId, String)], wanted: &str) -> Vec<NodeId> {
    links
        .iter()
        .filter(|(_, rel)| rel == wanted)
        .map(|&(link, _)| link)
        .collect()
}

/// RFC 4287 4.2.7.2: `self` is where this document is to be found.
fn own_address(cx: &mut Checker<'_>, id: NodeId, href: &str) {
    let base = cx.base(id);
    if uri::scheme(href).is_none() && base.is_none() {
        let at = cx.at_attribute(id, "href");
        cx.add(
            at.note(&rule::RELATIVE_SELF, href)
                .say("the feed's own address is relative"),
        );
    }
    let Some(location) = cx.document.location else {
        return;
    };
    let own = super::extension::resolve(base.as_deref().or(Some(location)), href);
    let bare = |address: &str| uri::canonical(address.split('#').next().unwrap_or_default());
    if bare(&own) != bare(location) {
        let note = cx
            .about(&rule::SELF_DOESNT_MATCH_LOCATION, id)
            .attr("href")
            .value(href);
        cx.add(note.say(format!(
            "the feed says it is at {own} and was fetched from {location}"
        )));
    }
}

/// RFC 4685 4: `thr:count` and `thr:updated` belong to links to replies.
fn check_threading(cx: &mut Checker<'_>, id: NodeId, rel: &str) {
    for name in ["thr:count", "thr:updated"] {
        if rel != "replies" && cx.tree.value(id, name).is_some() {
            let at = cx.at_attribute(id, name);
            cx.add(
                at.note(&rule::UNEXPECTED_ATTRIBUTE, "")
                    .say(format!("{name} belongs to links to replies")),
            );
        }
    }
    if cx.tree.value(id, "thr:when").is_some() {
        let note = cx.about(&rule::NO_THR_WHEN, id).attr("thr:when");
        cx.add(note.say("thr:when became thr:updated in RFC 4685"));
    }
}
