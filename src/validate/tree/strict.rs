//! A second, strict opinion on well-formedness, from a parser that is not the one we build with.
use super::{Doctype, Fatal};

/// No feed needs more nodes; a document that does is refused (security: memory).
const MAX_NODES: u32 = 5_000_000;

/// What makes `text` not well-formed XML 1.0 with namespaces, if anything does.
pub(super) fn judge(text: &str, doctype: Option<&Doctype<'_>>) -> Option<Fatal> {
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        nodes_limit: MAX_NODES,
        ..roxmltree::ParsingOptions::default()
    };
    // A DTD elsewhere may declare any name (XML 1.0 4.1, WFC Entity Declared): we do not fetch it,
    // so such references are hidden from this parser and judged by the rules.
    let hidden = doctype
        .is_some_and(Doctype::hides_entities)
        .then(|| hide_references(text));
    match roxmltree::Document::parse_with_options(hidden.as_deref().unwrap_or(text), options) {
        Ok(_) => None,
        Err(error) => Some(Fatal {
            start: offset(text, error.pos(), &error),
            message: error.to_string(),
            limit: matches!(
                error,
                roxmltree::Error::NodesLimitReached
                    | roxmltree::Error::AttributesLimitReached
                    | roxmltree::Error::NamespacesLimitReached
                    | roxmltree::Error::EntityReferenceLoop(_)
            ),
        }),
    }
}

/// Replaces `&name;` by as many spaces, keeping the five names XML itself declares.
fn hide_references(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut at = 0;
    while let Some(found) = text[at..].find('&') {
        let start = at + found;
        at = start + 1;
        let rest = &text[at..];
        let length = rest
            .bytes()
            .take_while(|b| b.is_ascii_alphanumeric())
            .count();
        let name = &rest[..length];
        if length > 0
            && rest.as_bytes().get(length) == Some(&b';')
            && !matches!(name, "amp" | "lt" | "gt" | "quot" | "apos")
        {
            bytes[start..=start + length + 1].fill(b' ');
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// The byte offset of the parser's row and column (both from 1, columns in characters).
fn offset(text: &str, place: roxmltree::TextPos, error: &roxmltree::Error) -> usize {
    if matches!(
        error,
        roxmltree::Error::NoRootNode
            | roxmltree::Error::UnclosedRootNode
            | roxmltree::Error::UnexpectedEndOfStream
            | roxmltree::Error::NodesLimitReached
    ) {
        return text.len();
    }
    let mut start = 0;
    for _ in 1..place.row {
        match text[start..].find('\n') {
            Some(end) => start += end + 1,
            None => return text.len(),
        }
    }
    let column = usize::try_from(place.col.saturating_sub(1)).unwrap_or(0);
    text[start..]
        .char_indices()
        .nth(column)
        .map_or(text.len(), |(at, _)| start + at)
}
