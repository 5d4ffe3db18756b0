//! The one integration binary: it starts the whole program and speaks HTTP to it.

mod durability;
mod embargo;
mod gate;
mod harness;
mod life;
mod photos;
mod poll;
mod push;
mod reload;
mod same;
mod seed;
mod tidy;
mod walk;
