//! `contentSet`: the text, as XHTML, as NITF, or as plain words.

use roxmltree::Node;

use super::{Reading, Standing, picture};
use crate::article::byline;
use crate::article::complaint::Complaint;
use crate::article::text::fold;
use crate::ingest::xml::{attr, child, place, text};
use crate::ingest::{markup, nitf, parts};

/// How far down a byline and a dateline are looked for in text set in one piece.
const REACH: usize = 8;

/// Reads the content. Of several texts the first is taken, and that is told.
pub(super) fn read(set: Node<'_, '_>, reading: &mut Reading<'_, '_>) {
    let inline: Vec<Node<'_, '_>> = set
        .children()
        .filter(|node| matches!(node.tag_name().name(), "inlineXML" | "inlineData"))
        .collect();
    if inline.len() > 1 {
        reading.draft.doubts.push(format!(
            "The item carries its text in {} forms; the first was taken.",
            inline.len()
        ));
    }
    match inline.first() {
        Some(node) if node.tag_name().name() == "inlineXML" => markup_of(*node, reading),
        Some(node) => data(*node, reading),
        None => {
            if reading.draft.status.as_deref() != Some("killed") {
                reading.draft.complaints.push(Complaint::new(
                    "/body_html",
                    format!(
                        "must stand in the item itself ({}); a text elsewhere is not fetched",
                        place(set)
                    ),
                ));
            }
        }
    }
    picture::of_text(set, reading);
}

fn markup_of(node: Node<'_, '_>, reading: &mut Reading<'_, '_>) {
    let Some(inner) = node.first_element_child() else {
        if let Some(words) = text(node) {
            reading.draft.body_text = Some(words);
        }
        return;
    };
    match inner.tag_name().name() {
        "nitf" => from_nitf(inner, reading),
        "html" => match child(inner, "body") {
            Some(body) => xhtml(body, reading),
            None => reading.draft.complaints.push(Complaint::new(
                "/body_html",
                format!("is XHTML without a body ({})", place(inner)),
            )),
        },
        "body" | "div" | "section" | "article" | "main" => xhtml(inner, reading),
        "p" | "h1" | "h2" | "ul" | "ol" | "table" | "blockquote" => xhtml(node, reading),
        other => reading.draft.complaints.push(Complaint::new(
            "/body_html",
            format!(
                "is in {other:?} ({}); XHTML and NITF are read",
                place(inner)
            ),
        )),
    }
}

/// The body of NITF; its top fills what the item itself left open.
fn from_nitf(root: Node<'_, '_>, reading: &mut Reading<'_, '_>) {
    let mut inner = match nitf::read(root, reading.options) {
        Ok(inner) => inner,
        Err(why) => {
            reading
                .draft
                .complaints
                .push(Complaint::new("/body_html", why.to_string()));
            return;
        }
    };
    let draft = &mut reading.draft;
    draft.body_html = inner.body_html.take();
    draft.headline = draft.headline.take().or(inner.headline);
    draft.subheadline = draft.subheadline.take().or(inner.subheadline);
    draft.summary = draft.summary.take().or(inner.summary);
    draft.dateline = draft.dateline.take().or(inner.dateline);
    // Printed words say more than a list of makers.
    if draft.byline.is_none() && inner.byline.is_some() {
        draft.byline = inner.byline;
        draft.authors = inner.authors;
        draft.contributors = inner.contributors;
    }
    draft.photos.append(&mut inner.photos);
    draft.media.append(&mut inner.media);
    draft.doubts.append(&mut inner.doubts);
    draft.complaints.append(&mut inner.complaints);
    let source = inner.wire_source.and_then(|source| source.name);
    reading
        .sources
        .extend(source.map(|name| (Standing::Printed, name)));
    if let Some(kept) = inner.extras.remove("nitf") {
        reading.kept.set("nitf", kept);
    }
}

/// Words as such, or HTML as words.
fn data(node: Node<'_, '_>, reading: &mut Reading<'_, '_>) {
    if attr(node, "encoding").is_some() {
        reading.draft.complaints.push(Complaint::new(
            "/body_text",
            format!("is encoded ({}); only text as such is read", place(node)),
        ));
        return;
    }
    let words = node.text().unwrap_or_default().to_owned();
    let kind = attr(node, "contenttype")
        .unwrap_or("text/plain")
        .to_ascii_lowercase();
    if kind.contains("html") {
        reading.draft.body_html = Some(words);
    } else if kind.starts_with("text/") {
        plain(&words, reading);
    } else {
        reading.draft.complaints.push(Complaint::new(
            "/body_text",
            format!(
                "is {kind:?} ({}); plain text and HTML are read",
                place(node)
            ),
        ));
    }
}

/// Plain text, its byline and dateline looked for where the item names none.
fn plain(words: &str, reading: &mut Reading<'_, '_>) {
    let Some(mut paragraphs) = markup::set_paragraphs(words) else {
        let first = words
            .lines()
            .find(|line| !line.trim().is_empty())
            .unwrap_or_default();
        filed(first, reading);
        reading.draft.body_text = Some(words.to_owned());
        return;
    };
    let outlets = &reading.options.outlets;
    let signed = paragraphs.iter().take(REACH).position(|paragraph| {
        (paragraph.starts_with("By ") || paragraph.starts_with("BY "))
            && paragraph.split_whitespace().count() <= 20
            && byline::parse(paragraph, outlets).doubts.is_empty()
    });
    if let Some(at) = signed.filter(|_| reading.draft.byline.is_none()) {
        let printed = paragraphs.remove(at);
        reading.draft.authors.clear();
        let outlet = parts::byline(&mut reading.draft, &printed, outlets);
        reading
            .sources
            .extend(outlet.map(|name| (Standing::Printed, name)));
    }
    for paragraph in paragraphs.iter().take(REACH) {
        filed(paragraph, reading);
    }
    reading.draft.body_text = Some(paragraphs.join("\n\n"));
}

/// What a first paragraph says of place and agency.
fn filed(paragraph: &str, reading: &mut Reading<'_, '_>) {
    let located = reading.draft.dateline.clone();
    let outlets = &reading.options.outlets;
    let agency =
        parts::dateline_of_text(&mut reading.draft, paragraph, located.as_deref(), outlets);
    reading
        .sources
        .extend(agency.map(|name| (Standing::Printed, name)));
}

/// A body of XHTML, without the page's own head: what it repeats stands in the fields already.
fn xhtml(body: Node<'_, '_>, reading: &mut Reading<'_, '_>) {
    let content = unwrapped(body);
    let elements: Vec<Node<'_, '_>> = content.children().filter(Node::is_element).collect();
    let one_piece = match elements.as_slice() {
        [] => Some(content),
        [only]
            if matches!(only.tag_name().name(), "p" | "pre")
                && !only.children().any(|node| node.is_element()) =>
        {
            Some(*only)
        }
        _ => None,
    };
    if let Some(words) = one_piece.and_then(|node| node.text())
        && (elements.is_empty() || markup::set_paragraphs(words).is_some())
    {
        plain(words, reading);
        return;
    }
    let mut html = String::new();
    for node in content.children() {
        if node.is_element() && is_head_again(node, reading) {
            continue;
        }
        if node.is_element() {
            markup::element(node, &mut html);
        } else if let Some(words) = node.text().filter(|_| node.is_text()) {
            if !words.trim().is_empty() {
                markup::folded(words, &mut html);
            } else if !html.ends_with('\n') {
                html.push('\n');
            }
        }
    }
    let first = content
        .descendants()
        .filter(|node| node.is_element() && node.tag_name().name() == "p")
        .find_map(text);
    if let Some(first) = first {
        filed(&first, reading);
    }
    reading.draft.body_html = Some(html.trim().to_owned()).filter(|html| !html.is_empty());
}

/// Steps into wrappers that hold all there is.
fn unwrapped<'a, 'i>(body: Node<'a, 'i>) -> Node<'a, 'i> {
    let mut content = body;
    loop {
        let mut inside = content.children().filter(|node| {
            node.is_element()
                || node
                    .text()
                    .is_some_and(|words| node.is_text() && !words.trim().is_empty())
        });
        match (inside.next(), inside.next()) {
            (Some(only), None)
                if only.is_element()
                    && matches!(
                        only.tag_name().name(),
                        "article" | "section" | "div" | "main"
                    ) =>
            {
                content = only;
            }
            _ => return content,
        }
    }
}

/// A page's header, or the headline again.
fn is_head_again(node: Node<'_, '_>, reading: &mut Reading<'_, '_>) -> bool {
    let title = match node.tag_name().name() {
        "h1" => text(node),
        "header" => {
            let title = node
                .descendants()
                .find(|inner| inner.tag_name().name() == "h1")
                .and_then(text);
            let Some(title) = title else { return false };
            Some(title)
        }
        _ => None,
    };
    let Some(title) = title else { return false };
    let known = reading.draft.headline.get_or_insert_with(|| title.clone());
    if fold(known) == fold(&title) {
        return true;
    }
    if node.tag_name().name() == "header" {
        reading.draft.doubts.push(format!(
            "The text has a head of its own, with another headline; it was left out: “{title}”."
        ));
        return true;
    }
    false
}
