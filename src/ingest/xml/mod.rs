//! XML as wires send it, read into a tree within bounds: no entities but the five, no DTD, nothing fetched (security.md, XML).
//!
//! `roxmltree` builds the tree and is strict about form; what it does not bound is counted before it starts.

mod decode;
mod limits;
mod prolog;
#[cfg(test)]
mod tests;
mod tree;

use roxmltree::{Document, ParsingOptions};

pub(crate) use decode::decode;
pub(crate) use prolog::root;
pub(crate) use tree::{attr, attr_ns, child, children, find, in_order, place, text};

/// The most bytes of one document.
pub const MOST_BYTES: usize = 2 * 1024 * 1024;
/// How deep elements may stand inside each other.
pub const MOST_DEPTH: usize = 256;
/// The most elements of one document.
pub const MOST_ELEMENTS: usize = 20_000;
/// The most attributes of one tag, `xmlns` among them.
pub const MOST_ATTRIBUTES: usize = 64;
/// The most namespaces in force at one place: each element that declares one costs as many steps.
const MOST_NAMESPACES: usize = 64;
/// The most nodes: elements, runs of text, comments, instructions.
const MOST_NODES: u32 = 200_000;

/// Why bytes are no XML that is read here, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why} (line {line}, column {column})")]
pub struct Error {
    /// What is wrong.
    pub why: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Error {
    /// A fault at a byte of the text.
    fn at(text: &str, byte: usize, why: impl Into<String>) -> Self {
        let mut byte = byte.min(text.len());
        while !text.is_char_boundary(byte) {
            byte -= 1;
        }
        let before = &text[..byte];
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        Self {
            why: why.into(),
            line: before.matches('\n').count() + 1,
            column: before[start..].chars().count() + 1,
        }
    }
}

/// Builds the tree of a text that [`decode()`] gave.
///
/// # Errors
/// Where the text is not well-formed, or beyond a bound; with line and column.
pub(crate) fn parse(text: &str) -> Result<Document<'_>, Error> {
    limits::check(text)?;
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|error| fault(text, &error))
}

/// A fault of the strict parser in our words: it writes its place at the end of the sentence.
fn fault(text: &str, error: &roxmltree::Error) -> Error {
    let said = error.to_string();
    if matches!(error, roxmltree::Error::DtdDetected) {
        let byte = text.find("<!DOCTYPE").unwrap_or(0);
        return Error::at(
            text,
            byte,
            "a document type stands where none may stand or stands twice",
        );
    }
    if matches!(
        error,
        roxmltree::Error::NoRootNode
            | roxmltree::Error::UnclosedRootNode
            | roxmltree::Error::UnexpectedEndOfStream
    ) {
        return Error::at(text, text.len(), said);
    }
    let place = error.pos();
    let ending = format!(" at {place}");
    let why = said.strip_suffix(&ending).unwrap_or(&said);
    let why = match error {
        roxmltree::Error::UnknownEntityReference(name, _) => format!(
            "the entity &{name}; is not one of the five of XML; write the character itself or its number"
        ),
        _ => why.to_owned(),
    };
    Error {
        why,
        line: usize::try_from(place.row).unwrap_or(1).max(1),
        column: usize::try_from(place.col).unwrap_or(1).max(1),
    }
}
