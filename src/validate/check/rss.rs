//! What RSS 0.91 to 2.0 asks beyond its table.
use super::{Checker, Note};
use crate::validate::Format;
use crate::validate::catalogue as rule;
use crate::validate::tree::NodeId;
use crate::validate::value::text;
use crate::validate::value::uri::{self, Wanted};
use std::collections::HashSet;

/// Rules of a channel as a whole.
pub(in crate::validate) fn channel(cx: &mut Checker<'_>, id: NodeId) {
    channel_language(cx, id);
    misplaced_items(cx, id);
    unique(cx, id, "guid");
    unique(cx, id, "atom:id");
    if cx.version == "2.0" && cx.is_closed(id) {
        let links = cx.children_named(id, "atom:link");
        if !links
            .iter()
            .any(|&link| cx.tree.value(link, "rel") == Some("self"))
        {
            let note = cx.about(&rule::MISSING_ATOM_SELF_LINK, id);
            cx.add(note.say("<channel> has no atom:link with rel=\"self\""));
        }
    }
    super::link::hubs(cx, id);
    // Since version 2.0.10 the board's own text allows attributes of other namespaces.
    let docs = cx.child(id, "docs").map(|docs| cx.text(docs).into_owned());
    if docs.as_deref() == Some("http://www.rssboard.org/rss-specification") {
        cx.forget(&rule::USE_OF_EXTENSION_ATTR);
    }
    super::podcast::channel(cx, id);
}

/// A channel names its language somehow.
pub(super) fn channel_language(cx: &mut Checker<'_>, id: NodeId) {
    let named = cx
        .child(id, "language")
        .or_else(|| cx.child(id, "dc:language"));
    let has_lang = |id: NodeId| {
        cx.tree
            .value(id, "xml:lang")
            .is_some_and(|lang| !lang.is_empty())
    };
    let around = cx.tree.node(id).parent.is_some_and(has_lang);
    if named.is_none() && !has_lang(id) && !around {
        let note = Note::at(&rule::MISSING_DC_LANGUAGE, cx.tree.node(id).start);
        let note = note.parent(cx.name(id)).element("language");
        cx.add(note.say("the channel does not say in which language it is"));
    }
}

/// RSS profile, "Channel": elements of the channel come before its items.
fn misplaced_items(cx: &mut Checker<'_>, id: NodeId) {
    let children: Vec<NodeId> = cx.tree.children(id).collect();
    let is_own = |id: NodeId| {
        cx.key(id)
            .is_some_and(|(prefix, local)| prefix.is_empty() && local != "item")
    };
    let Some(last) = children.iter().rposition(|&child| is_own(child)) else {
        return;
    };
    let early: Vec<NodeId> = children[..last]
        .iter()
        .copied()
        .filter(|&child| cx.is(child, "item"))
        .collect();
    if let Some(&first) = early.first() {
        cx.flag(
            &rule::MISPLACED_ITEM,
            first,
            "an item stands before elements of the channel",
        );
    }
}

/// No two items share an identifier.
fn unique(cx: &mut Checker<'_>, id: NodeId, name: &str) {
    let mut seen = HashSet::new();
    for item in cx.children_named(id, "item") {
        for guid in cx.children_named(item, name) {
            let value = cx.text(guid).into_owned();
            if !value.is_empty() && !seen.insert(value.clone()) {
                let note = cx.about(&rule::DUPLICATE_VALUE, guid).value(&value);
                cx.add(note.say(format!("another item has the same {name}: {value}")));
            }
        }
    }
}

/// Rules of an item as a whole.
pub(in crate::validate) fn item(cx: &mut Checker<'_>, id: NodeId) {
    if !cx.is_closed(id) {
        return;
    }
    if cx.child(id, "title").is_none() && cx.child(id, "description").is_none() {
        let note = cx.about(&rule::ITEM_MUST_CONTAIN_TITLE_OR_DESCRIPTION, id);
        cx.add(note.say("<item> has neither <title> nor <description>"));
    }
    if cx.version.starts_with("2.") && cx.child(id, "guid").is_none() {
        let note = Note::at(&rule::MISSING_GUID, cx.tree.node(id).start)
            .parent("item")
            .element("guid");
        cx.add(note.say("<item> has no <guid>"));
    }
    let channel = cx.tree.node(id).parent;
    if cx.child(id, "slash:comments").is_some()
        && !channel.is_some_and(|channel| cx.has(channel, "lastBuildDate"))
    {
        let note = cx.about(&rule::SLASH_DATE, id);
        cx.add(
            note.say(
                "slash:comments without <lastBuildDate>: nobody can tell how old the count is",
            ),
        );
    }
}

/// RSS profile, `content:encoded`: the description comes first.
pub(in crate::validate) fn encoded(cx: &mut Checker<'_>, id: NodeId) {
    if cx.format != Format::Rss {
        return;
    }
    let Some(item) = cx.tree.node(id).parent else {
        return;
    };
    let before = cx.tree.children(item).take_while(|&sibling| sibling != id);
    let described = before
        .into_iter()
        .any(|sibling| cx.is(sibling, "description"));
    if !described {
        let note = cx.about(&rule::NEED_DESCRIPTION_BEFORE_CONTENT, id);
        cx.add(note.say("content:encoded without a <description> before it"));
    }
}

/// The body of a page in an item.
pub(in crate::validate) fn body(cx: &mut Checker<'_>, id: NodeId) {
    if cx.format == Format::Rss {
        let note = cx.about(&rule::DUPLICATE_DESCRIPTION_SEMANTICS, id);
        cx.add(note.say("xhtml:body says what <description> should"));
    }
    cx.xhtml(id);
}

/// RSS 2.0 `guid`: a permanent address unless it says it is none.
pub(in crate::validate) fn guid(cx: &mut Checker<'_>, id: NodeId) {
    let value = cx.text(id);
    let permalink = match cx.tree.value(id, "isPermaLink") {
        None | Some("true") => true,
        Some("false") => false,
        Some(other) => {
            let note = cx
                .about(&rule::INVALID_BOOLEAN_ATTRIBUTE, id)
                .attr("isPermaLink")
                .value(other);
            cx.add(note.say(format!("isPermaLink is \"{other}\", not true or false")));
            false
        }
    };
    if !permalink {
        if value.len() < 9 && !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
            let note = cx.about(&rule::NOT_SUFFICIENTLY_UNIQUE, id).value(&value);
            cx.add(note.say(format!(
                "{value} is a small number that other feeds use too"
            )));
        }
        return;
    }
    let at = cx.at_element(id);
    let lower = value.to_ascii_lowercase();
    if uri::check(
        &value,
        Wanted {
            whole: true,
            iri: false,
        },
    )
    .is_err()
        && !value.is_empty()
    {
        cx.address(
            &at,
            &value,
            &rule::INVALID_HTTP_GUID,
            Wanted {
                whole: true,
                iri: false,
            },
        );
    } else if lower.starts_with("tag:") || lower.starts_with("urn:") {
        let note = cx.about(&rule::INVALID_PERMALINK, id).value(&value);
        cx.add(note.say(format!(
            "{value} is no address that can be opened; say isPermaLink=\"false\""
        )));
    }
}

/// RSS 2.0 `enclosure`: address, length in bytes, media type.
pub(in crate::validate) fn enclosure(cx: &mut Checker<'_>, id: NodeId) {
    if let Some(length) = cx.tree.value(id, "length") {
        let at = cx.at_attribute(id, "length");
        let note = |rule| at.note(rule, length);
        match text::integer(length) {
            Some(0..) => {}
            Some(-1) => cx.add(note(&rule::USE_ZERO_FOR_UNKNOWN).say("a length of -1")),
            Some(_) => cx.add(
                note(&rule::INVALID_NON_NEGATIVE_INTEGER).say(format!("a length of {length}")),
            ),
            None => {
                let note = cx
                    .about(&rule::INVALID_INTEGER_ATTRIBUTE, id)
                    .attr("length")
                    .value(length);
                cx.add(note.say(format!("length \"{length}\" is no number")));
            }
        }
    }
    if let Some(media_type) = cx.tree.value(id, "type")
        && !text::is_media_type(media_type)
    {
        let note = cx
            .about(&rule::INVALID_MIME_ATTRIBUTE, id)
            .attr("type")
            .value(media_type);
        cx.add(note.say(format!("\"{media_type}\" is no media type")));
    }
    super::podcast::enclosure(cx, id);
}

/// RSS 2.0 `cloud`: the port is one.
pub(in crate::validate) fn cloud(cx: &mut Checker<'_>, id: NodeId) {
    if let Some(port) = cx.tree.value(id, "port")
        && !text::integer(port).is_some_and(|port| (1..=65_535).contains(&port))
    {
        let note = cx
            .about(&rule::INVALID_INTEGER_ATTRIBUTE, id)
            .attr("port")
            .value(port);
        cx.add(note.say(format!("\"{port}\" is no port")));
    }
    if let Some(protocol) = cx.tree.value(id, "protocol")
        && !matches!(protocol, "http-post" | "https-post" | "xml-rpc" | "soap")
    {
        let note = cx
            .about(&rule::INVALID_CLOUD_PROTOCOL, id)
            .attr("protocol")
            .value(protocol);
        cx.add(note.say(format!("\"{protocol}\" is no protocol of rssCloud")));
    }
}

/// An image says the same as its channel.
pub(in crate::validate) fn image(cx: &mut Checker<'_>, id: NodeId) {
    let Some(channel) = cx.tree.node(id).parent else {
        return;
    };
    let pairs = [
        ("link", &rule::IMAGE_LINK_DOESNT_MATCH),
        ("title", &rule::IMAGE_TITLE_DOESNT_MATCH),
    ];
    for (name, rule) in pairs {
        let (Some(own), Some(around)) = (cx.child(id, name), cx.child(channel, name)) else {
            continue;
        };
        let before = cx.tree.node(around).start < cx.tree.node(own).start;
        let (mine, theirs) = (cx.text(own), cx.text(around));
        if before && !theirs.is_empty() && mine != theirs {
            let message = format!(
                "the <{name}> of the image is not the channel's, \"{}\"",
                super::cut(&theirs, 60)
            );
            cx.flag(rule, own, message);
        }
    }
}

/// RSS 2.0 `image`: GIF, JPEG or PNG.
pub(in crate::validate) fn image_url(cx: &mut Checker<'_>, id: NodeId) {
    let value = cx.text(id);
    let ending = value
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let is_ending = !ending.is_empty()
        && ending
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if value.contains('.')
        && is_ending
        && !matches!(ending.as_str(), "jpg" | "jpeg" | "gif" | "png")
    {
        let note = cx.about(&rule::IMAGE_URL_FORMAT, id).value(&value);
        cx.add(note.say(format!("an image that ends in .{ending}")));
    }
}

/// RSS profile: `textInput` is hardly understood by anyone.
pub(in crate::validate) fn text_input(cx: &mut Checker<'_>, id: NodeId) {
    let note = cx.about(&rule::AVOID_TEXT_INPUT, id);
    cx.add(note.say("<textInput> does nothing in most readers"));
}

/// RSS 2.0 `skipHours`: hours from 0 to 23, each once.
pub(in crate::validate) fn skip_hours(cx: &mut Checker<'_>, id: NodeId) {
    let hours = cx.children_named(id, "hour");
    let mut seen = HashSet::new();
    for &hour in &hours {
        let value = cx.text(hour);
        let note = |rule| cx.about(rule, hour).value(&value);
        let found = match text::integer(&value) {
            Some(24) => note(&rule::USE_ZERO_FOR_MIDNIGHT).say("midnight is hour 0, not 24"),
            Some(0..=23) => {
                if seen.insert(value.to_string()) {
                    continue;
                }
                note(&rule::DUPLICATE_VALUE).say(format!("hour {value} stands here twice"))
            }
            _ => note(&rule::INVALID_HOUR).say(format!("\"{value}\" is no hour")),
        };
        cx.add(found);
        if value == "24" && !seen.insert("0".to_owned()) {
            let note = cx.about(&rule::DUPLICATE_VALUE, hour).value(&value);
            cx.add(note.say("midnight stands here twice"));
        }
    }
    if hours.len() > 24 {
        cx.flag(&rule::NOT_ENOUGH_HOURS_IN_THE_DAY, id, "a day has 24 hours");
    }
}

/// RSS 2.0 `skipDays`: days by their English names, each once.
pub(in crate::validate) fn skip_days(cx: &mut Checker<'_>, id: NodeId) {
    const DAYS: &[&str] = &[
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let days = cx.children_named(id, "day");
    let mut seen = HashSet::new();
    for &day in &days {
        let value = cx.text(day);
        if !DAYS.contains(&&*value) {
            let note = cx.about(&rule::INVALID_DAY, day).value(&value);
            cx.add(note.say(format!("\"{value}\" is no day")));
        } else if !seen.insert(value.to_string()) {
            let note = cx.about(&rule::DUPLICATE_VALUE, day).value(&value);
            cx.add(note.say(format!("{value} stands here twice")));
        }
    }
    if days.len() > 7 {
        cx.flag(&rule::EIGHT_DAYS_A_WEEK, id, "a week has 7 days");
    }
}
