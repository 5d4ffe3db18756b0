//! HTTP: what is spoken on the wire and which bytes answer which request.

pub mod conditional;
pub mod listener;
pub mod negotiate;
pub mod pages;
