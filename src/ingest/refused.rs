//! Why a document that can be read is not one article.

use roxmltree::Node;

use super::xml;

/// A document that is no article, or more than one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoArticle(String);

impl NoArticle {
    /// The reason, as a sentence without its stop.
    pub(super) fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }

    /// The reason, and the element it lies in.
    pub(super) fn at(node: Node<'_, '_>, why: &str) -> Self {
        Self(format!("{why} ({})", xml::place(node)))
    }
}
