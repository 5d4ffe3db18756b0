//! Articles in the words of other programs, for those who take them whole and not as a feed. Pure.

pub mod ninjs;
