//! The top of the copy: headline, deck, byline and captions, up to where the body begins.

use std::sync::LazyLock;

use regex::Regex;

use super::page::top_of_page;
use super::signed::{Signed, find_byline};
use super::{Caption, Dropped, Field, Options, Row, WireCopy};
use crate::article::byline::{self, Outlets, fold, looks_like_outlet};
use crate::article::credit;
use crate::article::dateline;

/// The head is looked for in so many rows.
pub(super) const REACH: usize = 40;

/// Longest headline and deck, in words.
const MAX_HEADLINE: usize = 32;
const MAX_DECK: usize = 50;

/// A caption is looked for among so many before it.
const MAX_AGAIN: usize = 50;

/// Reads the head; returns the index of the first row of the body.
pub(super) fn read(rows: &[Row], wire: &mut WireCopy, options: &Options) -> usize {
    let outlets = &options.outlets;
    let filed = rows
        .iter()
        .take(REACH)
        .position(|row| row.field.is_none() && dateline::split(&row.text, None, outlets).is_some());
    let signed = find_byline(rows, filed, outlets);
    let end = end_of_head(rows, filed, signed.as_ref(), outlets);
    let mut byline_rows = 0..0;
    if let Some(signed) = signed {
        byline_rows = signed.at..signed.at + signed.rows;
        wire.byline = Some(signed.byline);
    }
    let mut stood = Vec::new();
    for (at, row) in rows.iter().enumerate().take(end) {
        if let Some(field) = row.field {
            take_field(field, &row.text, wire, outlets);
        } else if !byline_rows.contains(&at) {
            stood.push((at, row));
        }
    }
    let stood = top_of_page(&stood, wire, outlets);
    let mut left = Vec::new();
    for (at, row) in stood {
        if wire.headline.is_empty() && is_headline(row, rows.get(at + 1), outlets) {
            headline(&row.text, wire, outlets);
        } else if joins_headline(row, at, rows, wire) {
            wire.headline = format!("{} {}", wire.headline, row.text);
        } else {
            left.push((at, row));
        }
    }
    below_headline(&left, byline_rows.start, wire, options);
    end
}

/// Where the body begins.
fn end_of_head(
    rows: &[Row],
    filed: Option<usize>,
    signed: Option<&Signed>,
    outlets: &Outlets,
) -> usize {
    let caption = |row: &Row| is_caption(&row.text, outlets);
    let after = signed.map(|signed| signed.at + signed.rows);
    let least = rows
        .iter()
        .take(REACH)
        .rposition(|row| {
            matches!(
                row.field,
                Some(Field::Headline | Field::Subheadline | Field::Byline | Field::Dateline)
            )
        })
        .map_or(0, |at| at + 1);
    let end = match (after, filed) {
        (Some(after), Some(filed)) if filed >= after => {
            let between = &rows[after..filed];
            let head = between.len() <= 6
                && between
                    .iter()
                    .all(|row| !is_prose(&row.text) || caption(row));
            if head { filed } else { after }
        }
        (Some(after), _) => after + rows[after..].iter().take_while(|row| caption(row)).count(),
        (None, Some(filed)) => {
            let prose = rows[..filed]
                .iter()
                .filter(|row| is_prose(&row.text) && !caption(row))
                .count();
            if prose <= 2 {
                filed
            } else {
                first_prose(rows, outlets)
            }
        }
        (None, None) => first_prose(rows, outlets),
    };
    end.max(least).min(rows.len())
}

/// The first row of running text after a headline.
fn first_prose(rows: &[Row], outlets: &Outlets) -> usize {
    let at = rows.iter().position(|row| {
        row.field.is_none() && is_prose(&row.text) && !is_caption(&row.text, outlets)
    });
    match at {
        // A headline may be as long as a sentence, when it opens the copy and more follows.
        Some(0)
            if rows.len() > 1
                && rows[0].text.split_whitespace().count() <= MAX_HEADLINE
                && !rows[0].text.ends_with('.') =>
        {
            1 + rows[1..]
                .iter()
                .take_while(|row| is_caption(&row.text, outlets))
                .count()
        }
        Some(at) if at <= REACH => at,
        Some(_) | None => rows.len().min(1),
    }
}

/// Running text: long, or a sentence of some length.
pub(super) fn is_prose(text: &str) -> bool {
    let words = text.split_whitespace().count();
    let ended = text
        .trim_end_matches(['"', '”', '’', ')', '»'])
        .ends_with(['.', '!', '?', '…', ':']);
    words >= 36 || (words >= 9 && ended)
}

/// A caption by its own words: an archive mark or a sure credit at its end.
pub(super) fn is_caption(text: &str, outlets: &Outlets) -> bool {
    is_archive(text)
        || credit::split(text, outlets)
            .1
            .is_some_and(|credit| credit::is_sure(&credit))
}

fn is_archive(text: &str) -> bool {
    static FILE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:FILE|File|FILE PHOTO|File photo|HANDOUT|ARCHIVE)\s*(?:photo|PHOTO)?\s*(?:[—–:]|-{1,2})\s*\S").expect("the pattern of archive captions compiles")
    });
    FILE.is_match(text)
}

/// A part the desk named itself.
pub(super) fn take_field(field: Field, text: &str, wire: &mut WireCopy, outlets: &Outlets) {
    match field {
        Field::Headline if wire.headline.is_empty() => text.clone_into(&mut wire.headline),
        Field::Subheadline if wire.subheadline.is_none() => {
            wire.subheadline = Some(text.to_owned())
        }
        Field::Byline if wire.byline.is_none() => wire.byline = Some(byline::parse(text, outlets)),
        Field::Source if wire.wire_source.is_none() => {
            wire.wire_source = Some(outlets.written(text))
        }
        Field::Dateline if wire.dateline.is_none() => {
            let dashed = format!("{text} —");
            let read = dateline::split(&dashed, Some(text), outlets).map(|(dateline, _)| dateline);
            let plain = || dateline::Dateline {
                city: text.to_owned(),
                ..dateline::Dateline::default()
            };
            wire.dateline = Some(dateline::Dateline {
                raw: text.to_owned(),
                ..read.unwrap_or_else(plain)
            });
        }
        Field::Caption => caption(text, wire, outlets),
        Field::Credit => {
            let (_, read) = credit::split(&format!("Photo: {text}"), outlets);
            let read = credit::Credit {
                raw: text.to_owned(),
                ..read.unwrap_or_default()
            };
            match wire
                .captions
                .last_mut()
                .filter(|caption| caption.credit.is_none())
            {
                Some(caption) => caption.credit = Some(read),
                None => wire.captions.push(Caption {
                    text: String::new(),
                    credit: Some(read),
                }),
            }
        }
        Field::Headline | Field::Subheadline | Field::Byline | Field::Source | Field::Dateline => {
            wire.doubts.push(format!(
                "“{text}” is labelled like a part the copy has already."
            ));
            wire.dropped.push(Dropped::new(text, "second of its label"));
        }
    }
}

pub(super) fn caption(printed: &str, wire: &mut WireCopy, outlets: &Outlets) {
    let (text, credit) = credit::split(printed, outlets);
    if !text.is_empty()
        && wire
            .captions
            .iter()
            .rev()
            .take(MAX_AGAIN)
            .any(|known| known.text == text && known.credit == credit)
    {
        wire.dropped.push(Dropped::new(printed, "caption again"));
        return;
    }
    wire.captions.push(Caption { text, credit });
}

fn is_headline(row: &Row, next: Option<&Row>, outlets: &Outlets) -> bool {
    let words = row.text.split_whitespace().count();
    let whole = !is_prose(&row.text) || (words <= MAX_HEADLINE && next.is_some());
    whole
        && words <= MAX_HEADLINE
        && !is_caption(&row.text, outlets)
        && row.text.chars().any(char::is_alphanumeric)
}

/// The headline, without the site's name that a browser puts after it.
fn headline(text: &str, wire: &mut WireCopy, outlets: &Outlets) {
    let cut = [" | ", " – ", " — ", " - "].iter().find_map(|bar| {
        let (head, site) = text.rsplit_once(bar)?;
        let named = outlets.full_name(site).is_some() || (*bar == " | " && looks_like_outlet(site));
        (named && head.split_whitespace().count() >= 3).then_some((head, site))
    });
    let text = match cut {
        Some((head, site)) => {
            wire.dropped
                .push(Dropped::new(site, "name of the site after the headline"));
            head
        }
        None => text,
    };
    text.trim().clone_into(&mut wire.headline);
}

/// The second line of a headline broken in two.
fn joins_headline(row: &Row, at: usize, rows: &[Row], wire: &WireCopy) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|at| rows.get(at)) else {
        return false;
    };
    !wire.headline.is_empty()
        && before.block == row.block
        && wire.headline.ends_with(&before.text)
        && row.text.chars().next().is_some_and(char::is_lowercase)
        && row.text.split_whitespace().count() <= 12
}

/// What stands between headline and body: deck, captions, credits, and what nobody can tell.
fn below_headline(left: &[(usize, &Row)], byline: usize, wire: &mut WireCopy, options: &Options) {
    let outlets = &options.outlets;
    let sure = |text: &str| credit::whole(text, outlets).filter(credit::is_sure);
    let credited = left
        .iter()
        .filter(|(_, row)| is_caption(&row.text, outlets))
        .count();
    for (place, (at, row)) in left.iter().enumerate() {
        let text = row.text.as_str();
        let next = left.get(place + 1).filter(|(next, _)| *next == at + 1);
        let again = fold(text) == fold(&wire.headline) || same_title(text, &wire.headline);
        if again {
            wire.dropped.push(Dropped::new(text, "headline again"));
        } else if let Some(credit) = sure(text) {
            credit_alone(credit, wire);
        } else if is_caption(text, outlets)
            || next.is_some_and(|(_, row)| sure(&row.text).is_some())
            || (is_prose(text) && credit::split(text, outlets).1.is_some())
        {
            caption(text, wire, outlets);
        } else {
            let place = if *at < byline {
                "above the byline"
            } else {
                "before the text"
            };
            unmarked(text, place, credited, wire, options);
        }
    }
}

/// A credit on its own line belongs to the caption above it.
pub(super) fn credit_alone(credit: credit::Credit, wire: &mut WireCopy) {
    match wire
        .captions
        .last_mut()
        .filter(|caption| caption.credit.is_none())
    {
        Some(caption) => caption.credit = Some(credit),
        None => wire.captions.push(Caption {
            text: String::new(),
            credit: Some(credit),
        }),
    }
}

/// A line of the head that says nothing of itself: deck, caption or neither.
fn unmarked(text: &str, place: &str, credited: usize, wire: &mut WireCopy, options: &Options) {
    let prose = is_prose(text);
    let expected = options.photos > credited;
    let words = text.split_whitespace().count();
    if wire.subheadline.is_none() && (3..=MAX_DECK).contains(&words) && !(expected && shows(text)) {
        if prose && expected {
            wire.doubts.push(format!(
                "“{text}” was taken for the subheadline; it may be a caption."
            ));
        }
        wire.subheadline = Some(text.to_owned());
    } else if options.photos > wire.captions.len() && prose {
        wire.doubts.push(format!(
            "“{text}” was taken for a caption, though it has no credit."
        ));
        caption(text, wire, &options.outlets);
    } else if prose {
        wire.doubts.push(format!(
            "“{text}” stands before the byline; it was kept as body text."
        ));
        wire.paragraphs.push(text.to_owned());
    } else {
        wire.doubts.push(format!(
            "“{text}” {place} was not understood and was left out."
        ));
        wire.dropped.push(Dropped::new(text, "not understood"));
    }
}

/// A page's title repeats the headline with the site's name after it.
fn same_title(text: &str, headline: &str) -> bool {
    let (text, headline) = (fold(text), fold(headline));
    headline.len() > 12
        && text.starts_with(&headline)
        && text[headline.len()..].split_whitespace().count() <= 5
}

/// Words that say a picture is being described.
fn shows(text: &str) -> bool {
    static SHOWN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:pictured|seen|shown|photographed|from left|left to right|at left|at right|right|left|centre|center|undated photo|in this|poses?|looks? on|file photo|walks?|stands?|smiles?|reacts?)\b|\bon (?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:jan|feb|aug|sept|oct|nov|dec)[a-z]*\.? \d{1,2}, \d{4}\b|\b(?:march|april|may|june|july) \d{1,2}, \d{4}\b").expect("the pattern of shown things compiles")
    });
    SHOWN.is_match(text) && text.ends_with(['.', ')', '”'])
}
