//! Syndicated.
