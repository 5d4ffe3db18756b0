//! Photos on their way in: fetched through one guard, probed from their bytes, kept on a shelf.
//!
//! This room says what happened and records nothing: it knows no store and no other room.

pub mod fetch;
pub mod guard;
pub mod metadata;
pub mod probe;
pub mod range;
pub mod shelf;

mod cursor;
mod exif;
