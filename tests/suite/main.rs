//! The one integration binary: it starts the whole program and speaks HTTP to it.

mod harness;
mod tidy;
mod walk;
