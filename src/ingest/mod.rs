//! Foreign bytes become drafts, one format a file. Pure: no clock, no store, no network.

pub mod copy;
pub mod json;
pub mod record;
pub mod wire;
