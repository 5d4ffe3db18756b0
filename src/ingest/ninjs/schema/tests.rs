//! The cases of upstream, where they are at hand, and the bounds of the check.
