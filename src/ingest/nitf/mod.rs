//! NITF 3.x, and 2.5 where it differs little: one document is one article (protocols G.2).
//!
//! The head says what the desk knows, the top what readers see first, the body the rest.

mod body;
mod head;
mod media;
#[cfg(test)]
mod tests;
mod top;

use roxmltree::Node;

use super::kept::Kept;
use super::xml::{attr, attr_ns, child, find};
use super::{NoArticle, Options, parts};
use crate::article::Draft;

/// What is known of a document while it is read.
struct Reading<'o> {
    options: &'o Options,
    draft: Draft,
    kept: Kept,
    /// Who sent it, by what stands farther from the article: registration, byline, dateline.
    sources: Vec<String>,
}

/// Reads a document whose root is `nitf`.
///
/// # Errors
/// Where it has neither head nor body.
pub(super) fn read(root: Node<'_, '_>, options: &Options) -> Result<Draft, NoArticle> {
    if child(root, "head").is_none() && child(root, "body").is_none() {
        return Err(NoArticle::at(
            root,
            "the NITF document has neither head nor body",
        ));
    }
    let mut reading = Reading {
        options,
        draft: Draft::default(),
        kept: Kept::default(),
        sources: Vec::new(),
    };
    reading.kept.text("version", attr(root, "version"));
    reading.draft.language = attr(root, "baselang")
        .or(attr_ns(
            root,
            "http://www.w3.org/XML/1998/namespace",
            "lang",
        ))
        .map(parts::language);
    if let Some(head) = child(root, "head") {
        head::read(head, &mut reading);
    }
    if let Some(top) = find(root, &["body", "body.head"]) {
        top::read(top, &mut reading);
    }
    if let Some(content) = find(root, &["body", "body.content"]) {
        body::read(content, &mut reading);
        media::read(content, &mut reading);
    }
    if let Some(end) = find(root, &["body", "body.end"]) {
        top::end(end, &mut reading);
    }
    let Reading {
        options,
        mut draft,
        kept,
        sources,
    } = reading;
    let source = sources.into_iter().next();
    parts::wire_source(&mut draft, source.as_deref(), &options.outlets);
    kept.into_draft("nitf", &mut draft);
    Ok(draft)
}
