//! NewsML-G2 2.x: a message, a package or one item becomes one article with the pictures that belong to it.

mod concept;
mod content;
mod inline;
mod item;
mod message;
mod people;
mod picture;
#[cfg(test)]
mod tests;

use roxmltree::Node;

use self::concept::Catalog;
use super::kept::Kept;
use super::{NoArticle, Options};
use crate::article::Draft;

/// The root elements that are read, or refused with a reason of their own.
pub(super) const ROOTS: &[&str] = &[
    "newsMessage",
    "newsItem",
    "packageItem",
    "conceptItem",
    "knowledgeItem",
    "planningItem",
    "catalogItem",
    "NewsML",
];

/// What is known of a text item while it is read.
struct Reading<'o, 'd> {
    options: &'o Options,
    catalog: &'o Catalog<'d>,
    draft: Draft,
    kept: Kept,
    /// The language of the item, for choosing among names in several.
    language: Option<String>,
    /// Who is to be named as the source: the best known first.
    sources: Vec<(Standing, String)>,
}

/// How near a name stands to the article: whom the credit line names comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    CreditLine,
    InfoSource,
    Provider,
    Printed,
}

/// Reads a document whose root is one of [`ROOTS`].
///
/// # Errors
/// Where it is no article, or holds several.
pub(super) fn read(root: Node<'_, '_>, options: &Options) -> Result<Draft, NoArticle> {
    let parts = message::sort(root)?;
    let catalog = Catalog::of(root);
    let mut reading = Reading {
        options,
        catalog: &catalog,
        draft: Draft::default(),
        kept: Kept::default(),
        language: None,
        sources: Vec::new(),
    };
    message::header(root, &mut reading);
    item::read(parts.text, &mut reading);
    picture::attach(&parts, &mut reading);
    let Reading {
        options,
        mut draft,
        kept,
        mut sources,
        ..
    } = reading;
    sources.sort_by_key(|(standing, _)| *standing);
    let source = sources.into_iter().next().map(|(_, name)| name);
    super::parts::wire_source(&mut draft, source.as_deref(), &options.outlets);
    kept.into_draft("newsml", &mut draft);
    Ok(draft)
}
