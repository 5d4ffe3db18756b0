//! Language tags (RFC 5646).
use super::lists::LANGUAGES;

/// Tags registered before RFC 4646 that have no regular form.
const IRREGULAR: &[&str] = &[
    "i-ami",
    "i-bnn",
    "i-default",
    "i-enochian",
    "i-hak",
    "i-klingon",
    "i-lux",
    "i-mingo",
    "i-navajo",
    "i-pwn",
    "i-tao",
    "i-tay",
    "i-tsu",
    "en-gb-oed",
    "sgn-be-fr",
    "sgn-be-nl",
    "sgn-ch-de",
];

/// Whether a tag is well-formed and its language one that exists.
pub(in crate::validate) fn is_language(tag: &str) -> bool {
    let lower = tag.to_ascii_lowercase();
    if IRREGULAR.contains(&lower.as_str()) {
        return true;
    }
    let mut parts = lower.split('-');
    let primary = parts.next().unwrap_or_default();
    let tail_ok = parts.all(|part| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    if !tail_ok {
        return false;
    }
    match primary.len() {
        1 => primary == "x" && lower.len() > 2,
        2 | 3 => LANGUAGES.binary_search(&primary).is_ok(),
        _ => false,
    }
}
