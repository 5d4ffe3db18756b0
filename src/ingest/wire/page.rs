//! What a page prints above a headline: masthead, place, founding year, section, label.

use super::head::is_prose;
use super::{Dropped, Row, WireCopy, furniture};
use crate::article::byline::{Name, Outlets, judge, looks_like_outlet};
use crate::article::dateline;

/// Leaves out what stands above a headline: masthead, place, founding year, section, label.
pub(super) fn top_of_page<'r>(
    stood: &[(usize, &'r Row)],
    wire: &mut WireCopy,
    outlets: &Outlets,
) -> Vec<(usize, &'r Row)> {
    let mut left = Vec::new();
    let mut top = wire.headline.is_empty();
    let n_rows = stood.len();
    for (place, (at, row)) in stood.iter().copied().enumerate() {
        let text = row.text.as_str();
        let more = place + 1 < n_rows;
        let next = stood.get(place + 1).map(|(_, row)| row.text.as_str());
        let why = if furniture::is_established(text) {
            Some("founding year of the paper; never taken for a date of the article")
        } else if furniture::is_section(text) && (more || !top) {
            Some("section of the page")
        } else if top && more && is_masthead(text, next, outlets) {
            Some("masthead")
        } else if top && more && is_place(text) {
            Some("place of the paper")
        } else if top && next.is_some_and(|next| is_topic(text, next)) {
            wire.doubts.push(format!(
                "“{text}” above the headline was taken for a label."
            ));
            Some("label above the headline")
        } else if top && next.is_some_and(|next| is_kicker(text, next)) {
            Some("label above the headline")
        } else {
            None
        };
        match why {
            Some(why) => wire.dropped.push(Dropped::new(text, why)),
            None => {
                top = false;
                left.push((at, row));
            }
        }
    }
    left
}

pub(super) fn is_masthead(text: &str, next: Option<&str>, outlets: &Outlets) -> bool {
    let words = text.split_whitespace().count();
    let named =
        text.to_lowercase().ends_with(" newspaper") || text.to_lowercase().ends_with(" newspapers");
    let dated = next.is_some_and(|next| furniture::is_established(next) || is_place(next));
    words <= 7
        && !text.ends_with(['.', '?', '!'])
        && (outlets.full_name(text).is_some()
            || named
            || (looks_like_outlet(text) && (text.starts_with("The ") || dated)))
}

/// `Spokane, Washington`.
pub(super) fn is_place(text: &str) -> bool {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let Ok([city, state]) = <[&str; 2]>::try_from(parts) else {
        return false;
    };
    text.split_whitespace().count() <= 5
        && judge(city) != Name::No
        && dateline::is_region_or_country(state)
}

/// A word or two in capitals above a longer line.
pub(super) fn is_kicker(text: &str, next: &str) -> bool {
    let short = text.split_whitespace().count() <= 3
        && !text.chars().any(char::is_lowercase)
        && text.chars().any(char::is_alphabetic);
    short
        && next.split_whitespace().count() >= 4
        && next.chars().any(char::is_lowercase)
        && !next.starts_with("By ")
}

/// One word above a line that is a headline's length.
pub(super) fn is_topic(text: &str, next: &str) -> bool {
    let words = next.split_whitespace().count();
    !text.contains(' ')
        && (4..=20).contains(&words)
        && !is_prose(next)
        && !next.to_lowercase().starts_with("by ")
        && !next.contains(" — ")
}
