//! Whom a picture credits: placeholder until the parser lands.
use super::byline::{AuthorKind, Outlets};

/// Who gave a picture out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: AuthorKind,
}

/// A credit as read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Credit {
    /// As printed.
    pub raw: String,
    /// Who took it.
    pub photographer: Option<String>,
    /// Who gave it out.
    pub provider: Option<Provider>,
    /// Who passed it on.
    pub via: Option<String>,
    /// Doubts.
    pub doubts: Vec<String>,
}

impl Credit {
    /// The line.
    pub fn line(&self) -> String {
        self.raw.clone()
    }
}

/// Splits a caption.
pub fn split(caption: &str, _outlets: &Outlets) -> (String, Option<Credit>) {
    (caption.to_owned(), None)
}

/// Reads a credit line.
pub fn parse(line: &str, _outlets: &Outlets) -> Credit {
    Credit {
        raw: line.to_owned(),
        ..Credit::default()
    }
}
