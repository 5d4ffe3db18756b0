//! Foreign bytes in, drafts out: one format a file.

pub mod wire;
