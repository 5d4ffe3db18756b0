//! What is done to an article of a feed before it is filed: held until its date, cut to its summary.

use chrono::{DateTime, TimeDelta, Utc};

use super::text;
use crate::article::Draft;

/// How far a publisher's clock may run ahead (the record's own limit).
const SKEW: TimeDelta = TimeDelta::minutes(5);
/// How long a summary is that is made of a body.
const SUMMARY_OF_BODY: usize = 300;

/// Puts an article that is dated in the future under embargo until then: a feed does not say whether its clock is wrong
/// or its article early, and what is published keeps its date for ever.
pub fn hold_until_dated(draft: &mut Draft, now: DateTime<Utc>) {
    let read = |text: &String| DateTime::parse_from_rfc3339(text).ok();
    let Some(published) = draft.published.as_ref().and_then(read) else {
        return;
    };
    if published.with_timezone(&Utc) <= now + SKEW || draft.embargo.is_some() {
        return;
    }
    draft.embargo.clone_from(&draft.published);
    draft.updated = None;
    draft
        .doubts
        .push("the date lies in the future; the article is held until then".to_owned());
}

/// Leaves an article its summary, made of the first words where the feed has none, and takes the body away.
pub fn keep_summary(draft: &mut Draft) {
    let html = draft.body_html.take();
    let plain = draft.body_text.take();
    if draft.summary.is_some() {
        return;
    }
    let words = html
        .map(|html| text::plain(&html))
        .or_else(|| plain.map(|plain| crate::article::text::line(&plain)));
    let words = words.filter(|words| !words.is_empty());
    draft.summary = words.map(|words| text::cut(&words, SUMMARY_OF_BODY));
}
