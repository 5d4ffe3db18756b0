//! The rest of the copy: dateline, paragraphs, captions among them, and who else worked on it.

use std::sync::LazyLock;

use regex::Regex;

use super::head::{caption, credit_alone, is_caption, take_field};
use super::signed::byline_at;
use super::{Caption, Dropped, Options, Row, WireCopy};
use crate::article::byline::{self, Byline, Outlets, fold};
use crate::article::credit;
use crate::article::dateline;

/// More contributors than this are nobody's; their lines stay in the text.
const MAX_CONTRIBUTORS: usize = 100;

/// Reads the rows of the body.
pub(super) fn read(
    rows: &[Row],
    wire: &mut WireCopy,
    source: &mut Option<String>,
    options: &Options,
) {
    let outlets = &options.outlets;
    // The block of the last paragraph, if that paragraph opened it.
    let mut opened = None;
    let mut begun = false;
    let mut skip = 0;
    for (at, row) in rows.iter().enumerate() {
        if skip > 0 {
            skip -= 1;
            continue;
        }
        let text = row.text.as_str();
        if let Some(field) = row.field {
            take_field(field, text, wire, outlets);
        } else if let Some(credit) = credit::whole(text, outlets).filter(credit::is_sure) {
            attach(credit, opened == Some(row.block), wire);
        } else if is_caption(text, outlets) {
            caption(text, wire, outlets);
        } else if at + 2 >= rows.len() && begun && byline::is_signature(text) {
            wire.dropped
                .push(Dropped::new(text, "signature of the desk"));
        } else if is_sign_off(text) {
            sign_off(text, wire, outlets);
        } else if let Some(signed) = late_byline(rows, at, begun, wire, outlets) {
            skip = signed.1 - 1;
            wire.byline = Some(signed.0);
        } else {
            if let Some(who) = contributed(text) {
                contributors(&who, wire, outlets);
            }
            let opens = at == 0 || rows[at - 1].block != row.block;
            opened = Some(row.block).filter(|_| opens);
            paragraph(text, !begun, wire, source, outlets);
            begun = true;
        }
    }
}

/// One paragraph; the first gives up its dateline.
fn paragraph(
    text: &str,
    first: bool,
    wire: &mut WireCopy,
    source: &mut Option<String>,
    outlets: &Outlets,
) {
    let located = wire.dateline.as_ref().map(dateline::Dateline::display);
    let mut text = text;
    if first {
        if let Some((found, rest)) = dateline::split(text, located.as_deref(), outlets) {
            if wire.dateline.is_some() {
                wire.dropped.push(Dropped::new(found.raw, "dateline again"));
            } else {
                wire.dateline = Some(found);
            }
            text = rest;
        } else if let Some((agency, rest)) = dateline::split_agency(text, outlets) {
            *source = Some(agency);
            wire.dropped.push(Dropped::new(
                text[..text.len() - rest.len()].trim(),
                "agency before the text",
            ));
            text = rest;
        } else if let Some(start) = dateline::resembled(text) {
            wire.doubts.push(format!(
                "The text begins with “{start}”, which may be a dateline."
            ));
        }
    }
    if !text.trim().is_empty() {
        wire.paragraphs.push(text.trim().to_owned());
    }
}

/// A credit on a line of its own belongs to the caption, or to the line right above it.
fn attach(credit: credit::Credit, beside: bool, wire: &mut WireCopy) {
    let open = wire
        .captions
        .last()
        .is_some_and(|caption| caption.credit.is_none());
    let near = wire
        .paragraphs
        .last()
        .is_some_and(|above| above.split_whitespace().count() <= 60);
    match wire.paragraphs.pop_if(|_| beside && near && !open) {
        Some(text) => wire.captions.push(Caption {
            text,
            credit: Some(credit),
        }),
        None => credit_alone(credit, wire),
    }
}

/// `(Reporting by Jane Doe; Editing by John Roe)`.
fn is_sign_off(text: &str) -> bool {
    static SIGN_OFF: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^[(\[]?\s*(?:additional |further )?(?:reporting|reported|writing|written|editing|edited|compiled|production|translated|translation|(?:photo )?graphics?)(?:\s+and\s+\w+)?\s+by\s+\p{Lu}.{0,400}$").expect("the pattern of sign-offs compiles")
    });
    let led =
        text.starts_with(['(', '[']) || text.contains(';') || text.split_whitespace().count() <= 8;
    led && SIGN_OFF.is_match(text)
}

fn sign_off(text: &str, wire: &mut WireCopy, outlets: &Outlets) {
    let inner = text.trim_matches(['(', ')', '[', ']', ' ', '.']);
    let read = byline::parse(inner, outlets);
    wire.dropped
        .push(Dropped::new(text, "sign-off, read into the byline"));
    match &mut wire.byline {
        None => {
            wire.byline = Some(Byline {
                raw: text.to_owned(),
                outlet: None,
                ..read
            })
        }
        Some(byline) => {
            for mut author in read.authors {
                author.role = Some("reporting".to_owned());
                join(byline, author);
            }
            for author in read.contributors {
                join(byline, author);
            }
            byline.doubts.extend(read.doubts);
        }
    }
}

/// `Associated Press writers Jane Doe in Paris and John Roe contributed to this report.`
fn contributed(text: &str) -> Option<String> {
    static CONTRIBUTED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?P<who>\p{Lu}.{3,240}?)\s+(?:also\s+)?contributed(?:\s+(?:reporting|research))?(?:\s+(?:to|for)\s+this\s+(?:report|story|article))?(?:\s+from\s+[^.]{2,60})?\.?$").expect("the pattern of contributions compiles")
    });
    let text = text.trim_matches(['(', ')', '_', '*', ' ']);
    Some(CONTRIBUTED.captures(text)?["who"].to_owned())
}

fn contributors(who: &str, wire: &mut WireCopy, outlets: &Outlets) {
    let read = byline::parse(who, outlets);
    if !read.doubts.is_empty() {
        return;
    }
    let byline = wire.byline.get_or_insert_with(Byline::default);
    for mut author in read.authors {
        author.role = Some("reporting".to_owned());
        join(byline, author);
    }
}

fn join(byline: &mut Byline, author: byline::Author) {
    let known = byline
        .authors
        .iter()
        .chain(&byline.contributors)
        .any(|known| fold(&known.name) == fold(&author.name));
    if !known && byline.contributors.len() < MAX_CONTRIBUTORS {
        byline.contributors.push(author);
    }
}

/// A byline at the foot of copy that had none at its head.
fn late_byline(
    rows: &[Row],
    at: usize,
    begun: bool,
    wire: &WireCopy,
    outlets: &Outlets,
) -> Option<(Byline, usize)> {
    static DASHED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:—|–|--?|~)\s*(?P<who>\p{Lu}[^.!?]{2,60})$")
            .expect("the pattern of foot bylines compiles")
    });
    if wire
        .byline
        .as_ref()
        .is_some_and(|byline| !byline.authors.is_empty())
        || !begun
        || at + 3 < rows.len()
    {
        return None;
    }
    if let Some(signed) = byline_at(rows, at, rows.len(), outlets) {
        return Some(signed.into_parts());
    }
    let text = &rows[at].text;
    let who = &DASHED.captures(text)?["who"];
    let read = byline::parse(who, outlets);
    read.doubts.is_empty().then(|| {
        (
            Byline {
                raw: text.clone(),
                ..read
            },
            1,
        )
    })
}
