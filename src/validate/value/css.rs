//! Inline styles: which declarations could reach out of their box or out of the page.
use super::vocabulary::{CSS_KEYWORDS, CSS_PROPERTIES};
use regex::Regex;
use std::sync::LazyLock;

/// Only plain words, numbers, colours, quoted names and lists of numbers may stand in a style;
/// no negative lengths, which reach out of the box.
#[expect(
    clippy::expect_used,
    reason = "a pattern of ours; a test compiles every one"
)]
static PLAIN: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r#"^(?:[:,;#%./\sa-zA-Z0-9!]|\w-\w|'[\s\w-]+'|"[\s\w-]+"|\([\d,.%\s]+\))*$"#;
    Regex::new(pattern).expect("the pattern is well-formed")
});
#[expect(
    clippy::expect_used,
    reason = "a pattern of ours; a test compiles every one"
)]
static MEASURE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^(#[0-9a-f]{3,8}|rgba?\([\d.,%\s]+\)|\d{0,4}\.?\d{0,3}(cm|em|ex|in|mm|pc|pt|px|rem|vw|vh|ch|%)?,?)$";
    Regex::new(pattern).expect("the pattern is well-formed")
});

/// The declarations of an inline style that are not known to be harmless.
pub(in crate::validate) fn dangers(style: &str) -> Vec<String> {
    if !PLAIN.is_match(style) {
        return vec![style.to_owned()];
    }
    let mut found = Vec::new();
    for declaration in style.split(';').map(str::trim).filter(|d| !d.is_empty()) {
        let Some((property, value)) = declaration.split_once(':') else {
            return vec![style.to_owned()];
        };
        if value.contains(':') {
            return vec![style.to_owned()];
        }
        let property = property.trim().to_ascii_lowercase();
        if CSS_PROPERTIES.binary_search(&property.as_str()).is_err() {
            found.push(property);
        } else if is_boxed(&property) {
            let value = value.to_ascii_lowercase();
            found.extend(
                value
                    .split_whitespace()
                    .filter(|word| !is_harmless(word))
                    .map(str::to_owned),
            );
        }
    }
    found.dedup();
    found
}

/// Properties whose values may push other things about.
fn is_boxed(property: &str) -> bool {
    matches!(
        property.split('-').next(),
        Some("background" | "border" | "margin" | "padding")
    )
}

fn is_harmless(word: &str) -> bool {
    CSS_KEYWORDS.binary_search(&word).is_ok() || (MEASURE.is_match(word) && !is_huge(word))
}

/// Lengths of four digits move a box out of sight.
fn is_huge(word: &str) -> bool {
    word.bytes().take_while(u8::is_ascii_digit).count() > 3
}
