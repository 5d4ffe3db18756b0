//! Articles become bytes. Pure: no clock, no random, no store; equal state, equal bytes.

pub mod definition;
pub mod select;
pub mod story;

pub use definition::FeedDefinition;
pub use story::{Format, Site, Story};
