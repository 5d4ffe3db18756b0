//! Judgements on single values: each a small pure function over one text.
pub(super) mod css;
pub(super) mod date;
pub(super) mod html;
pub(super) mod language;
pub(super) mod lists;
pub(super) mod text;
pub(super) mod uri;
mod vocabulary;
