//! HTTP: what is answered, and how.
pub mod pages;
