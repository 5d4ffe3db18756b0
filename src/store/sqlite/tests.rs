//! Of this engine alone.
