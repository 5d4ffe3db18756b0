//! Golden feeds, and properties of what is written.
