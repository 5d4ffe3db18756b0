//! What we write, our validator passes: no error, no warning, no hint in any golden feed.

use std::fs;

use crate::feed::Format;
use crate::validate::{Document, text, validate};

use super::golden::folders;
use super::site;

/// The folder of what no record can hold: addresses and types in it are wrong, and a validator says so.
const HOSTILE: &str = "hostile";

#[test]
fn golden_feeds_pass_the_gate() {
    let now = chrono::DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let mut told = String::new();
    for folder in folders() {
        let name = folder.file_name().unwrap().to_str().unwrap();
        for format in Format::ALL.into_iter().filter(|_| name != HOSTILE) {
            let file = format!("feed.{}", format.extension());
            let bytes = fs::read(folder.join(&file)).unwrap();
            let report = validate(&Document {
                bytes: &bytes,
                media_type: Some(format.media_type()),
                location: Some(&site().feed_url(name, format)),
                now,
            });
            if !report.findings.is_empty() {
                told.push_str(&text(&format!("{name}/{file}"), &report));
            }
        }
    }
    assert!(told.is_empty(), "{told}");
}
