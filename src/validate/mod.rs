//! The feed validator: bytes in, a report out. It knows no article and no feed of ours, reads
//! nothing but what it is given and never asks the time.
#[cfg(test)]
mod beyond;
mod catalogue;
mod check;
#[cfg(test)]
mod corpus;
mod decode;
mod json;
mod output;
mod place;
mod report;
mod rule;
mod schema;
#[cfg(test)]
mod tests;
mod tree;
mod value;

pub use catalogue::rules;
pub use output::{explain, json_line, junit, sarif, text};
pub use report::{Finding, Format, Report};
pub use rule::{Level, Rule};

use chrono::{DateTime, Utc};

/// A document to judge, and what is known about it from outside.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// The document as it came.
    pub bytes: &'a [u8],
    /// The media type it was served with, parameters and all.
    pub media_type: Option<&'a str>,
    /// The address it came from.
    pub location: Option<&'a str>,
    /// The moment of the judgement: dates after it are in the future.
    pub now: DateTime<Utc>,
}

/// Judges a document. Whatever the bytes are, a report comes back.
pub fn validate(document: &Document<'_>) -> Report {
    let decoded = decode::decode(document.bytes, document.media_type);
    let start = decoded.text.trim_start().chars().next();
    let is_json = document
        .media_type
        .is_some_and(|kind| kind.contains("json"))
        || matches!(start, Some('{' | '['));
    if is_json {
        json::judge(document, &decoded)
    } else {
        check::judge(document, &decoded)
    }
}
