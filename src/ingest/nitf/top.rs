//! `body.head` and `body.end`: headline, byline, dateline, abstract, tagline.

use roxmltree::Node;

use super::{Reading, body};
use crate::article::byline;
use crate::article::text::{fold, line};
use crate::ingest::parts;
use crate::ingest::xml::{attr, child, children, find, in_order, text};

/// No article has as many.
const MOST_BYLINES: usize = 16;

/// Reads the top of the body.
pub(super) fn read(top: Node<'_, '_>, reading: &mut Reading<'_>) {
    headlines(top, reading);
    if let Some(owner) = child(top, "rights").and_then(text) {
        let draft = &mut reading.draft;
        draft.rights = draft.rights.take().or(Some(owner));
    }
    for note in children(top, "note").filter_map(text) {
        parts::note(&mut reading.draft, &note);
        reading.kept.add("note", note);
    }
    let distributor = child(top, "distributor").and_then(text);
    let mut outlets_named = Vec::new();
    for byline in children(top, "byline").take(MOST_BYLINES) {
        let outlet = parts::byline(
            &mut reading.draft,
            &printed(byline),
            &reading.options.outlets,
        );
        outlets_named.extend(outlet);
    }
    if let Some(dateline) = child(top, "dateline") {
        outlets_named.extend(read_dateline(dateline, reading));
    }
    // The distributor speaks first, then who registered the document, then byline and dateline.
    reading.sources.splice(0..0, distributor);
    reading.sources.append(&mut outlets_named);
    reading.draft.summary = child(top, "abstract").and_then(text);
}

/// `hl1` is the headline, the first `hl2` the deck; AP's second is the first again.
fn headlines(top: Node<'_, '_>, reading: &mut Reading<'_>) {
    let Some(hedline) = child(top, "hedline") else {
        return;
    };
    let mut headlines = children(hedline, "hl1").filter_map(text);
    let headline = headlines.next();
    for more in headlines {
        reading.kept.add("hl1", more);
    }
    let again = headline.as_deref().map(fold);
    for deck in children(hedline, "hl2").filter_map(text) {
        if Some(fold(&deck)) == again {
            continue;
        }
        if reading.draft.subheadline.is_none() {
            reading.draft.subheadline = Some(deck);
        } else {
            reading.kept.add("hl2", deck);
        }
    }
    if headline.is_some() {
        let title = std::mem::replace(&mut reading.draft.headline, headline);
        if title.as_deref().map(fold) != again {
            reading.kept.text("title", title);
        }
    }
}

/// A byline as printed, what is said of the person on a line of its own (`byttl`, BY-2).
fn printed(byline: Node<'_, '_>) -> String {
    let mut all = String::new();
    for child in byline.children() {
        let words = line(&if child.is_text() {
            child.text().unwrap_or_default().to_owned()
        } else {
            in_order(child)
        });
        if words.is_empty() || child.is_comment() {
            continue;
        }
        let apart = child.is_element() && child.tag_name().name() == "byttl";
        if apart {
            all = all.trim_end_matches([',', ' ', '\n']).to_owned();
        }
        if !all.is_empty() {
            all.push(if apart || all.ends_with('\n') {
                '\n'
            } else {
                ' '
            });
        }
        all.push_str(&words);
        if apart {
            all.push('\n');
        }
    }
    all
}

/// `dateline`: a place in parts or in words, and a date that is the story's and not the day of publishing.
fn read_dateline(node: Node<'_, '_>, reading: &mut Reading<'_>) -> Option<String> {
    for date in children(node, "story.date") {
        reading.kept.element(date);
    }
    let places: Vec<String> = children(node, "location").filter_map(place).collect();
    let printed = if places.is_empty() {
        let words: String = node
            .children()
            .filter(|child| {
                child.is_text() || (child.is_element() && child.tag_name().name() != "story.date")
            })
            .map(|child| {
                if child.is_text() {
                    child.text().unwrap_or_default().to_owned()
                } else {
                    in_order(child)
                }
            })
            .collect();
        line(&words)
    } else {
        places.join(" and ")
    };
    parts::dateline(&mut reading.draft, &printed, &reading.options.outlets)
}

fn place(location: Node<'_, '_>) -> Option<String> {
    let parts: Vec<String> = ["city", "state", "region", "country"]
        .into_iter()
        .filter_map(|name| child(location, name).and_then(text))
        .collect();
    if parts.is_empty() {
        text(location)
    } else {
        Some(parts.join(", "))
    }
}

/// Reads the end of the body. A tagline is the byline of an article that has none, else its last paragraph.
pub(super) fn end(end: Node<'_, '_>, reading: &mut Reading<'_>) {
    if let Some(sources) = child(end, "bibliography").and_then(text) {
        reading.kept.set("bibliography", sources);
    }
    let Some(tagline) = child(end, "tagline") else {
        return;
    };
    let Some(words) = text(tagline) else {
        return;
    };
    if byline::is_signature(&words) {
        reading.kept.set("tagline", words);
        return;
    }
    let read = byline::parse(&words, &reading.options.outlets);
    if reading.draft.byline.is_none() && read.doubts.is_empty() && !read.authors.is_empty() {
        parts::byline(&mut reading.draft, &words, &reading.options.outlets);
        return;
    }
    body::append(tagline, &mut reading.draft);
}

/// The city that the head names as the place of the event: it can confirm a dateline in small letters (DL-2).
pub(super) fn event_place(content: Node<'_, '_>) -> Option<String> {
    let root = content
        .ancestors()
        .find(|node| node.tag_name().name() == "nitf")?;
    let event = find(root, &["head", "docdata", "evloc"])?;
    attr(event, "city").map(str::to_owned)
}
