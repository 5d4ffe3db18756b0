//! Syndicated.

pub mod media;
