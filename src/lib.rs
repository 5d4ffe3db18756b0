//! Syndicated.
pub mod web;
