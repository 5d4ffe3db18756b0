//! Syndicated.
pub mod validate;
