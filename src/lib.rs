//! Syndicated.

pub mod article;
pub mod ingest;
