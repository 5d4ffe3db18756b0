//! What RSS, Atom and JSON Feed have in common once their words are found: headline, summary or body, dates, labels, ids.

use url::Url;

use super::links::{Bases, rebased};
use super::{Read, dates, key, text};
use crate::article::Draft;
use crate::article::complaint::Complaint;
use crate::article::draft::DraftSubject;

/// The most characters of a summary (the record's own limit).
const SUMMARY_MOST: usize = 4_000;
/// The most labels of an article (the record's own limit).
const MOST_LABELS: usize = 128;
/// How long a headline may become that is made of the first words.
const HEADLINE_OF_TEXT: usize = 90;

/// The words of an item, as HTML.
#[derive(Debug, Default)]
pub(in crate::ingest) struct Words {
    /// The title, which should be plain.
    pub(in crate::ingest) title: Option<String>,
    /// What is told first, or all there is.
    pub(in crate::ingest) description: Option<String>,
    /// The whole, where the feed has a place for it.
    pub(in crate::ingest) content: Option<String>,
}

/// Puts the words where they belong: a description beside the content is the summary; alone, it is the body if it has
/// paragraphs or pictures, else the summary.
pub(in crate::ingest) fn words(words: Words, base: Option<&Url>, draft: &mut Draft) {
    let some = |html: Option<String>| html.filter(|html| !html.trim().is_empty());
    let (description, content) = (some(words.description), some(words.content));
    let html = |html: String| base.map_or_else(|| html.clone(), |base| rebased(&html, base));
    match (description, content) {
        (description, Some(content)) => {
            let summary = description.map(|html| text::plain(&html));
            summarise(summary, draft);
            draft.body_html = Some(html(content));
        }
        (Some(description), None) if text::is_body(&description) => {
            draft.body_html = Some(html(description));
        }
        (Some(description), None) => {
            let summary = text::plain(&description);
            if summary.chars().count() > SUMMARY_MOST {
                draft.body_html = Some(html(description));
            } else {
                summarise(Some(summary), draft);
            }
        }
        (None, None) => {}
    }
    headline(words.title.as_deref(), draft);
}

fn summarise(summary: Option<String>, draft: &mut Draft) {
    let summary = summary.filter(|summary| !summary.is_empty());
    if summary
        .as_ref()
        .is_some_and(|summary| summary.chars().count() > SUMMARY_MOST)
    {
        draft.doubts.push(
            "the description is longer than a summary and was left out beside the content"
                .to_owned(),
        );
        return;
    }
    draft.summary = summary;
}

/// The headline; items without a title get the first words of their text, which is told.
fn headline(title: Option<&str>, draft: &mut Draft) {
    let (title, doubt) = title.map(text::title).unwrap_or_default();
    draft.doubts.extend(doubt);
    if !title.is_empty() {
        draft.headline = Some(title);
        return;
    }
    let words = draft.summary.clone().or_else(|| {
        let body = draft.body_html.as_deref()?;
        Some(text::plain(body))
    });
    let words = words.or_else(|| draft.body_text.as_deref().map(crate::article::text::line));
    let words = words.filter(|words| !words.is_empty());
    if let Some(words) = words {
        draft
            .doubts
            .push("there is no title; the first words stand for it".to_owned());
        draft.headline = Some(text::cut(&words, HEADLINE_OF_TEXT));
    }
}

/// Reads the dates. One that is there and cannot be read is a fault: what is published keeps its date for ever.
pub(in crate::ingest) fn dated(published: Option<&str>, updated: Option<&str>, draft: &mut Draft) {
    let mut read = |raw: Option<&str>, pointer: &str| {
        let raw = raw.map(str::trim).filter(|raw| !raw.is_empty())?;
        match dates::read(raw) {
            Ok(date) => {
                draft.doubts.extend(date.doubt);
                Some(date.text)
            }
            Err(why) => {
                draft.complaints.push(Complaint::new(pointer, why));
                None
            }
        }
    };
    let (published, updated) = (read(published, "/published"), read(updated, "/updated"));
    if published.is_none() && updated.is_none() && draft.complaints.is_empty() {
        draft
            .doubts
            .push("there is no date; the moment it was filed stands for it".to_owned());
    }
    // Both are in one form, so they compare as text.
    if let (Some(first), Some(last)) = (&published, &updated)
        && last < first
    {
        draft.updated = None;
    } else {
        draft.updated.clone_from(&updated);
    }
    draft.published = published.or(updated);
}

/// Adds a label: a tag, or a subject where it comes from a vocabulary with an address.
pub(in crate::ingest) fn label(scheme: Option<&str>, code: &str, name: &str, draft: &mut Draft) {
    let (code, name) = (text::plain(code), text::plain(name));
    let name = if name.is_empty() { code.clone() } else { name };
    if name.is_empty() {
        return;
    }
    if name.chars().count() > 200 || draft.tags.len() + draft.subjects.len() >= MOST_LABELS {
        let doubt = "some labels are too long or too many and were left out";
        if !draft.doubts.iter().any(|known| known == doubt) {
            draft.doubts.push(doubt.to_owned());
        }
        return;
    }
    let scheme = scheme
        .map(str::trim)
        .filter(|scheme| Url::parse(scheme).is_ok() && !scheme.contains(' '));
    match scheme {
        None if draft.tags.contains(&name) => {}
        None => draft.tags.push(name),
        Some(scheme) => {
            let subject = DraftSubject {
                scheme: Some(scheme.to_owned()),
                code: (!code.is_empty() && code != name).then_some(code),
                name: Some(name),
            };
            if !draft.subjects.contains(&subject) {
                draft.subjects.push(subject);
            }
        }
    }
}

/// A language as BCP 47 writes it; what is none is told and left out.
pub(in crate::ingest) fn language(raw: Option<&str>, draft: &mut Draft) {
    let Some(raw) = raw.map(str::trim).filter(|raw| !raw.is_empty()) else {
        return;
    };
    let tag = raw.replace('_', "-");
    let mut pieces = tag.split('-');
    let is_tag = pieces.next().is_some_and(|first| {
        (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic())
    }) && pieces.all(|piece| {
        (2..=8).contains(&piece.len()) && piece.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    if is_tag {
        draft.language = Some(tag);
    } else {
        let shown = text::cut(raw, 40);
        draft.doubts.push(format!(
            "the language is no language tag and was left out: {shown}"
        ));
    }
}

/// Gives the draft its ids: the guid as it is, else the link, as readers do; the id is made of it.
pub(in crate::ingest) fn identified(
    guid: Option<(String, bool)>,
    link: Option<&str>,
    read: &Read<'_>,
    draft: &mut Draft,
) {
    let trimmed = |text: &str| text.trim_matches([' ', '\t', '\n', '\r']).to_owned();
    let guid = guid
        .map(|(guid, permalink)| (trimmed(&guid), permalink))
        .filter(|(guid, _)| !guid.is_empty());
    // Readers take the link as it is written, made whole where it is not; what leads nowhere is none.
    let address = draft.url.clone();
    let linked = || {
        let link = trimmed(link?);
        let address = address?;
        let is_whole = Url::parse(&link).is_ok();
        Some((if is_whole { link } else { address }, true))
    };
    let Some((guid, permalink)) = guid.or_else(linked) else {
        draft.complaints.push(Complaint::new(
            "/guid",
            "is missing, and so is the link that could stand for it: readers would not know the article again",
        ));
        return;
    };
    draft.id = Some(key::article_id(read.scope, &guid));
    draft.guid_is_permalink = permalink.then_some(true);
    draft.guid = Some(guid);
}

/// The address of the article, where it leads to the web.
pub(in crate::ingest) fn linked(raw: Option<&str>, bases: &Bases, draft: &mut Draft) {
    if let Some(raw) = raw {
        draft.url = bases
            .take(raw, "link", draft)
            .filter(|url| url.len() <= 2_048);
    }
}
