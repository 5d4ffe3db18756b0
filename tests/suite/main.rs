//! The one integration binary: it starts the whole program and speaks HTTP to it.
#![expect(
    clippy::unwrap_used,
    reason = "a test says that it failed by panicking"
)]
#![expect(
    clippy::too_many_lines,
    reason = "a test tells its whole story in one place"
)]

mod bad;
mod bulk;
mod durability;
mod embargo;
mod gate;
mod harness;
mod inbox;
mod life;
mod metrics;
mod names;
mod ninjs;
mod order;
mod page;
mod photos;
mod poll;
mod pull;
mod push;
mod ranges;
mod reload;
mod rights;
mod same;
mod seed;
mod tidy;
mod trail;
mod trouble;
mod walk;
mod wires;
mod xss;
