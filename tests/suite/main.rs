//! The one integration binary: it starts the whole program and speaks HTTP to it.
#![expect(
    clippy::unwrap_used,
    reason = "a test says that it failed by panicking"
)]
#![expect(
    clippy::too_many_lines,
    reason = "a test tells its whole story in one place"
)]

mod durability;
mod embargo;
mod gate;
mod harness;
mod life;
mod ninjs;
mod page;
mod photos;
mod poll;
mod push;
mod reload;
mod same;
mod seed;
mod tidy;
mod walk;
mod xss;
