//! What stands in an article's element and is not the article: navigation, sharing, related links, forms.
//!
//! The rule: certain elements and roles, and elements whose class or id holds one of certain words, go with all that
//! is in them, unless more than half of the article's paragraphs lie there.

use scraper::node::Element;

/// Elements that are never part of the text.
const TAGS: &[&str] = &[
    "nav", "aside", "script", "style", "noscript", "template", "form", "button", "input", "select",
    "textarea", "svg", "canvas", "dialog", "menu", "object", "embed", "link", "meta", "title",
];
/// Roles that are none either.
const ROLES: &[&str] = &[
    "navigation",
    "complementary",
    "banner",
    "contentinfo",
    "search",
    "form",
    "dialog",
    "alert",
    "toolbar",
    "menu",
    "tooltip",
];
/// Words in the name of a class or an id.
const WORDS: &[&str] = &[
    "ad",
    "ads",
    "advert",
    "advertisement",
    "advertising",
    "breadcrumb",
    "breadcrumbs",
    "comments",
    "cookie",
    "cookies",
    "disqus",
    "donate",
    "follow",
    "inread",
    "newsletter",
    "outbrain",
    "pagination",
    "paywall",
    "popular",
    "promo",
    "promotion",
    "readmore",
    "recirc",
    "recommend",
    "recommended",
    "recommendations",
    "related",
    "share",
    "sharebar",
    "sharing",
    "sidebar",
    "signup",
    "skip",
    "social",
    "sponsor",
    "sponsored",
    "subscribe",
    "subscription",
    "taboola",
    "toolbar",
    "trending",
];
/// Pairs of words that mean the same.
const PAIRS: &[(&str, &str)] = &[
    ("author", "bio"),
    ("author", "box"),
    ("author", "card"),
    ("more", "stories"),
    ("most", "read"),
    ("read", "next"),
    ("read", "more"),
    ("sign", "up"),
    ("tag", "list"),
    ("topic", "list"),
    ("up", "next"),
    ("visually", "hidden"),
    ("sr", "only"),
    ("screen", "reader"),
    ("print", "hide"),
    ("no", "print"),
];

/// Whether an element goes by its name, its role or the words of its class.
pub(super) fn is_furniture(element: &Element) -> bool {
    if TAGS.contains(&element.name()) {
        return true;
    }
    let hidden = element.attr("hidden").is_some() || element.attr("aria-hidden") == Some("true");
    let role = element.attr("role").is_some_and(|role| {
        role.split_ascii_whitespace()
            .any(|role| ROLES.contains(&role))
    });
    hidden
        || role
        || ["class", "id"].iter().any(|name| {
            element
                .attr(name)
                .is_some_and(|value| value.split_ascii_whitespace().any(names_furniture))
        })
}

/// Whether a name such as `article__share-bar` or `RelatedLinks` holds one of the words.
fn names_furniture(name: &str) -> bool {
    let words = split(name);
    words.iter().any(|word| WORDS.contains(&word.as_str()))
        || words.windows(2).any(|pair| {
            PAIRS
                .iter()
                .any(|(first, second)| pair[0] == *first && pair[1] == *second)
        })
}

/// The words of a name, lower case; a capital after a small letter begins one.
fn split(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut small = false;
    for c in name.chars().take(200) {
        let begins = !c.is_alphanumeric() || (c.is_uppercase() && small);
        if begins && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        small = c.is_lowercase();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// How the list of what was left out names an element.
pub(super) fn label(element: &Element) -> String {
    let class = element
        .attr("class")
        .into_iter()
        .flat_map(str::split_ascii_whitespace)
        .find(|class| names_furniture(class));
    match class {
        Some(class) => format!("{}.{class}", element.name()),
        None => element.name().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_word_by_word() {
        for name in [
            "share",
            "article__share-bar",
            "RelatedLinks",
            "c-newsletterSignup",
            "ad",
            "ad-slot",
            "sr-only",
            "readMore",
            "js-outbrain",
        ] {
            assert!(names_furniture(name), "{name}");
        }
        for name in [
            "article-body",
            "shareholder",
            "header",
            "read",
            "lead",
            "adagio",
            "load",
            "story",
            "paragraph",
            "socialist",
            "bread-crust",
            "",
        ] {
            assert!(!names_furniture(name), "{name}");
        }
    }
}
