//! The blocks of JSON-LD in a page.

use scraper::Html;
use serde_json::Value;

use super::super::tree;
use super::repair;

/// The most blocks that are read.
const MOST: usize = 64;

/// Every block that can be read; of the others the fault is told.
pub(super) fn blocks(page: &Html, doubts: &mut Vec<String>) -> Vec<Value> {
    let scripts = tree::all(page, "script[type]")
        .into_iter()
        .filter(|script| {
            let kind = script.attr("type").unwrap_or_default();
            let essence = kind.split(';').next().unwrap_or_default().trim();
            essence.eq_ignore_ascii_case("application/ld+json")
        });
    let mut roots = Vec::new();
    for (n, script) in scripts.take(MOST).enumerate() {
        let text: String = script.text().collect();
        if text.trim().is_empty() {
            continue;
        }
        match repair::read(&text) {
            Ok(value) => roots.push(value),
            Err(error) => doubts.push(format!(
                "Block {} of JSON-LD cannot be read and was left aside: {error}.",
                n + 1
            )),
        }
    }
    roots
}
