//! `body.content` as HTML: paragraphs, headings, lists, tables, quotations; media and notes are read elsewhere.

use roxmltree::Node;

use super::{Reading, top};
use crate::article::Draft;
use crate::article::text::escape_html;
use crate::ingest::markup::{close, folded, open};
use crate::ingest::parts;
use crate::ingest::xml::{child, text};

/// What an element of NITF becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// A block of this name, with words in it.
    Words(&'static str),
    /// A block of this name, with blocks or words in it.
    Flow(&'static str),
    /// A block whose children count alone.
    Wrapper,
    /// A block without content.
    Rule,
    /// Text whose blanks count.
    Preformatted,
    /// A quotation with its source.
    Quotation,
    /// Not for this text.
    Apart,
    /// Words marked up.
    Marked(&'static str),
    /// Words whose mark-up HTML has no name for.
    Plain,
    /// A line's end.
    Break,
}

fn shape(name: &str) -> Shape {
    match name {
        "p" | "fn" | "datasource" | "tagline" => Shape::Words("p"),
        "hl1" | "h1" | "h2" => Shape::Words("h2"),
        "hl2" | "h3" | "h4" | "h5" | "h6" => Shape::Words("h3"),
        "caption" => Shape::Words("caption"),
        "dt" => Shape::Words("dt"),
        "ul" => Shape::Flow("ul"),
        "ol" => Shape::Flow("ol"),
        "dl" => Shape::Flow("dl"),
        "li" => Shape::Flow("li"),
        "dd" => Shape::Flow("dd"),
        "table" => Shape::Flow("table"),
        "thead" => Shape::Flow("thead"),
        "tbody" => Shape::Flow("tbody"),
        "tfoot" => Shape::Flow("tfoot"),
        "tr" => Shape::Flow("tr"),
        "td" => Shape::Flow("td"),
        "th" => Shape::Flow("th"),
        "block" | "div" | "section" | "body.content" | "nitf-table" | "custom-table"
        | "abstract" => Shape::Wrapper,
        "hr" => Shape::Rule,
        "pre" => Shape::Preformatted,
        "bq" | "blockquote" => Shape::Quotation,
        "media" | "note" | "col" | "colgroup" | "nitf-table-metadata" | "script" | "style" => {
            Shape::Apart
        }
        "em" | "i" => Shape::Marked("em"),
        "strong" | "b" => Shape::Marked("strong"),
        "q" => Shape::Marked("q"),
        "sub" => Shape::Marked("sub"),
        "sup" => Shape::Marked("sup"),
        "a" => Shape::Marked("a"),
        "br" => Shape::Break,
        _ => Shape::Plain,
    }
}

impl Shape {
    fn is_block(self) -> bool {
        !matches!(self, Self::Marked(_) | Self::Plain | Self::Break)
    }
}

/// Reads the content; its first paragraph may say where it was filed.
pub(super) fn read(content: Node<'_, '_>, reading: &mut Reading<'_>) {
    let mut html = String::new();
    blocks(content, &mut html);
    reading.draft.body_html = Some(html.trim_end().to_owned()).filter(|html| !html.is_empty());
    let mut n_code = 0_usize;
    let mut first = None;
    for node in content.descendants().filter(Node::is_element) {
        match node.tag_name().name() {
            "note" => {
                if let Some(words) = text(node) {
                    parts::note(&mut reading.draft, &words);
                    reading.kept.add("note", words);
                }
            }
            "p" => {
                let Some(words) = text(node) else { continue };
                n_code += usize::from(words.starts_with('<') && words.ends_with('>'));
                first = first.or(Some(words));
            }
            _ => {}
        }
    }
    if n_code > 0 {
        reading.draft.doubts.push(format!(
            "{n_code} of the paragraphs hold code for a page (an embed), which readers would see as text."
        ));
    }
    if let Some(first) = first {
        let located = reading
            .draft
            .dateline
            .clone()
            .or_else(|| top::event_place(content));
        let outlets = &reading.options.outlets;
        let agency =
            parts::dateline_of_text(&mut reading.draft, &first, located.as_deref(), outlets);
        reading.sources.extend(agency);
    }
}

/// Adds one more paragraph to a body.
pub(super) fn append(node: Node<'_, '_>, draft: &mut Draft) {
    let mut html = draft.body_html.take().unwrap_or_default();
    if !html.is_empty() {
        html.push('\n');
    }
    block(node, &mut html);
    draft.body_html = Some(html.trim_end().to_owned()).filter(|html| !html.is_empty());
}

/// Writes blocks; words that stand between them become paragraphs.
fn blocks(node: Node<'_, '_>, out: &mut String) {
    let mut loose = String::new();
    for child in node.children() {
        if child.is_element() && shape(child.tag_name().name()).is_block() {
            paragraph("p", &mut loose, out);
            block(child, out);
        } else {
            inline(child, &mut loose);
        }
    }
    paragraph("p", &mut loose, out);
}

/// Writes words as one block, where there are any.
fn paragraph(name: &str, words: &mut String, out: &mut String) {
    let said = words.trim();
    if !said.is_empty() {
        out.push_str(&format!("<{name}>{said}</{name}>\n"));
    }
    words.clear();
}

fn block(node: Node<'_, '_>, out: &mut String) {
    match shape(node.tag_name().name()) {
        Shape::Words(name) => {
            let mut words = String::new();
            inlines(node, &mut words);
            paragraph(name, &mut words, out);
        }
        Shape::Flow(name) => {
            open(node, name, out);
            flow(node, out);
            close(name, out);
            out.push('\n');
        }
        Shape::Wrapper => blocks(node, out),
        Shape::Rule => out.push_str("<hr>\n"),
        Shape::Preformatted => {
            let words: String = node
                .descendants()
                .filter(Node::is_text)
                .filter_map(|text| text.text())
                .collect();
            out.push_str(&format!("<pre>{}</pre>\n", escape_html(words.trim_end())));
        }
        Shape::Quotation => {
            out.push_str("<blockquote>\n");
            blocks(node, out);
            if let Some(source) = child(node, "credit").and_then(text) {
                out.push_str(&format!("<p><cite>{}</cite></p>\n", escape_html(&source)));
            }
            out.push_str("</blockquote>\n");
        }
        Shape::Apart => {}
        Shape::Marked(_) | Shape::Plain | Shape::Break => inline(node, out),
    }
}

/// The inside of a list, table or item: its blocks, or its words.
fn flow(node: Node<'_, '_>, out: &mut String) {
    let has_blocks = node
        .children()
        .any(|child| child.is_element() && shape(child.tag_name().name()).is_block());
    if has_blocks {
        blocks_within(node, out);
    } else {
        let mut words = String::new();
        inlines(node, &mut words);
        out.push_str(words.trim());
    }
}

/// As [`blocks`], but loose words stay loose: an item may hold both.
fn blocks_within(node: Node<'_, '_>, out: &mut String) {
    for child in node.children() {
        if child.is_element() && shape(child.tag_name().name()).is_block() {
            block(child, out);
        } else {
            let mut words = String::new();
            inline(child, &mut words);
            if !words.trim().is_empty() {
                out.push_str(&words);
            }
        }
    }
}

fn inlines(node: Node<'_, '_>, out: &mut String) {
    for child in node.children() {
        inline(child, out);
    }
}

fn inline(node: Node<'_, '_>, out: &mut String) {
    if let Some(words) = node.text().filter(|_| node.is_text()) {
        folded(words, out);
    }
    if !node.is_element() || node.tag_name().name() == "credit" {
        return;
    }
    match shape(node.tag_name().name()) {
        Shape::Marked(name) => {
            open(node, name, out);
            inlines(node, out);
            close(name, out);
        }
        Shape::Break => out.push_str("<br>"),
        Shape::Plain => inlines(node, out),
        _ => block(node, out),
    }
}
