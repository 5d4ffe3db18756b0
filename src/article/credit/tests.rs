//! The labelled credits.
