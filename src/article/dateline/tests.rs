//! The labelled datelines.
