//! What a newsroom filed: pure, valid by construction.

pub mod byline;
pub mod credit;
pub mod dateline;
