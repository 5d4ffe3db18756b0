//! The HTML that a feed adds to a body: the lead photo, the line of a correction, the notice of a kill.

use chrono::{DateTime, Utc};

use crate::article::Article;
use crate::article::record::{Correction, CorrectionKind};
use crate::article::text::escape_html;

use super::showing::Picture;

/// What readers are told in the place of a killed article.
pub(super) const WITHDRAWN: &str = "This article was withdrawn";

/// The lead photo as a `figure` with its caption and credit.
pub(super) fn figure(picture: &Picture) -> String {
    let mut html = format!(
        "<figure><img src=\"{}\" alt=\"{}\" width=\"{}\" height=\"{}\">",
        escape_html(&picture.url),
        escape_html(picture.alt.as_deref().unwrap_or_default()),
        picture.width,
        picture.height,
    );
    let caption = picture.caption.as_deref().map(escape_html);
    let credit = picture
        .credit
        .as_deref()
        .map(|credit| format!("<small>{}</small>", escape_html(credit)));
    let told: Vec<String> = caption.into_iter().chain(credit).collect();
    if !told.is_empty() {
        html.push_str("<figcaption>");
        html.push_str(&told.join(" "));
        html.push_str("</figcaption>");
    }
    html.push_str("</figure>\n");
    html
}

/// The line above a body that says what was changed; nothing where there is nothing to tell.
pub(super) fn correction(correction: &Correction) -> Option<String> {
    let note = correction.note.as_deref()?;
    if correction.kind == CorrectionKind::QuietFix {
        return None;
    }
    Some(format!(
        "<p><strong>{}, {}:</strong> {}</p>\n",
        correction.kind.label(),
        day(correction.made),
        escape_html(note)
    ))
}

/// The body of the notice that takes a killed article's place.
pub(super) fn withdrawn(article: &Article) -> String {
    let mut html = format!("<p>{WITHDRAWN}.</p>");
    if let Some(note) = &article.kill_note {
        html.push_str("\n<p>");
        html.push_str(&escape_html(note));
        html.push_str("</p>");
    }
    html
}

fn day(moment: DateTime<Utc>) -> String {
    moment.format("%-d %B %Y").to_string()
}
