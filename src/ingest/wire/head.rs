//! The top of the copy: headline, deck, byline and captions, up to where the body begins.

use std::sync::LazyLock;

use regex::Regex;

use super::{Caption, Dropped, Field, Options, Row, WireCopy, furniture};
use crate::article::byline::{self, Byline, Cut, Name, Outlets, fold, judge, looks_like_outlet, tail};
use crate::article::credit;
use crate::article::dateline;

/// The head is looked for in so many rows.
const REACH: usize = 40;

/// Longest headline and deck, in words.
const MAX_HEADLINE: usize = 32;
const MAX_DECK: usize = 50;

/// Reads the head; returns the index of the first row of the body.
pub(super) fn read(rows: &[Row], wire: &mut WireCopy, options: &Options) -> usize {
    let outlets = &options.outlets;
    let filed = rows.iter().take(REACH).position(|row| row.field.is_none() && dateline::split(&row.text, None, outlets).is_some());
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
    let stood = top_of_page(stood, wire, outlets);
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

/// A byline and the rows it takes.
pub(super) struct Signed {
    at: usize,
    rows: usize,
    byline: Byline,
}

impl Signed {
    /// The byline, and how many rows it takes.
    pub(super) fn into_parts(self) -> (Byline, usize) {
        (self.byline, self.rows)
    }
}

/// Where the body begins.
fn end_of_head(rows: &[Row], filed: Option<usize>, signed: Option<&Signed>, outlets: &Outlets) -> usize {
    let caption = |row: &Row| is_caption(&row.text, outlets);
    let after = signed.map(|signed| signed.at + signed.rows);
    let least = rows.iter().take(REACH).rposition(|row| matches!(row.field, Some(Field::Headline | Field::Subheadline | Field::Byline | Field::Dateline))).map_or(0, |at| at + 1);
    let end = match (after, filed) {
        (Some(after), Some(filed)) if filed >= after => {
            let between = &rows[after..filed];
            let head = between.len() <= 6 && between.iter().all(|row| !is_prose(&row.text) || caption(row));
            if head { filed } else { after }
        }
        (Some(after), _) => after + rows[after..].iter().take_while(|row| caption(row)).count(),
        (None, Some(filed)) => {
            let prose = rows[..filed].iter().filter(|row| is_prose(&row.text) && !caption(row)).count();
            if prose <= 2 { filed } else { first_prose(rows, outlets) }
        }
        (None, None) => first_prose(rows, outlets),
    };
    end.max(least).min(rows.len())
}

/// The first row of running text after a headline.
fn first_prose(rows: &[Row], outlets: &Outlets) -> usize {
    let at = rows.iter().position(|row| row.field.is_none() && is_prose(&row.text) && !is_caption(&row.text, outlets));
    match at {
        // A headline may be as long as a sentence, when it opens the copy and more follows.
        Some(0) if rows.len() > 1 && rows[0].text.split_whitespace().count() <= MAX_HEADLINE && !rows[0].text.ends_with('.') => {
            1 + rows[1..].iter().take_while(|row| is_caption(&row.text, outlets)).count()
        }
        Some(at) => at,
        None => rows.len().min(1),
    }
}

/// Running text: long, or a sentence of some length.
pub(super) fn is_prose(text: &str) -> bool {
    let words = text.split_whitespace().count();
    let ended = text.trim_end_matches(['"', '”', '’', ')', '»']).ends_with(['.', '!', '?', '…', ':']);
    words >= 36 || (words >= 9 && ended)
}

/// A caption by its own words: an archive mark or a sure credit at its end.
pub(super) fn is_caption(text: &str, outlets: &Outlets) -> bool {
    is_archive(text) || credit::split(text, outlets).1.is_some_and(|credit| credit::is_sure(&credit))
}

fn is_archive(text: &str) -> bool {
    static FILE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(?:FILE|File|FILE PHOTO|File photo|HANDOUT|ARCHIVE)\s*(?:photo|PHOTO)?\s*(?:[—–:]|-{1,2})\s*\S").expect("the pattern of archive captions compiles"));
    FILE.is_match(text)
}

/// The byline of the head: printed with `By`, or names beside an outlet or role.
fn find_byline(rows: &[Row], filed: Option<usize>, outlets: &Outlets) -> Option<Signed> {
    let limit = filed.unwrap_or(rows.len()).min(REACH);
    let mut prose = 0;
    let mut weak = None;
    for at in 0..limit {
        let row = &rows[at];
        if row.field == Some(Field::Byline) || row.field.is_some() {
            continue;
        }
        if let Some(signed) = byline_at(rows, at, limit, outlets) {
            return Some(signed);
        }
        if weak.is_none() && at > 0 {
            weak = bare_byline(rows, at, limit, outlets);
        }
        prose += usize::from(is_prose(&row.text) && !is_caption(&row.text, outlets));
        if prose > 3 {
            break;
        }
    }
    weak.filter(|signed| rows[..signed.at].iter().filter(|row| is_prose(&row.text) && !is_caption(&row.text, outlets)).count() <= 1)
}

/// A byline that says so: `By Jane Doe`, and the lines that go on with it.
pub(super) fn byline_at(rows: &[Row], at: usize, limit: usize, outlets: &Outlets) -> Option<Signed> {
    static LEAD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:(?:Story|Text|Words|Written|Reporting|Reported|Article|Analysis|Opinion|Commentary|Column|Review|Exclusive|Compiled|Report)\b[\w ,&]{0,30}\s(?:by|By|BY)\b|(?:By|BY|by|Von|VON|Par|PAR|Por|POR)\b)\s*:?\s*(?P<rest>.*)$").expect("the pattern of byline starts compiles")
    });
    let row = &rows[at];
    let found = LEAD.captures(&row.text)?;
    let words = row.text.split_whitespace().count();
    if words > 40 || (found["rest"].trim().is_empty() && at + 1 >= limit) {
        return None;
    }
    let count = continued(rows, at, limit, outlets);
    let byline = byline::parse(&joined(&rows[at..at + count]), outlets);
    let someone = byline.authors.iter().any(|author| judge(&author.name) == Name::Likely || author.kind == byline::AuthorKind::Organisation);
    let understood = byline.doubts.is_empty() || (words <= 9 && !row.text.ends_with('.')) || (someone && words <= 14 && !row.text.ends_with('.'));
    let listed = !byline.authors.is_empty() || !byline.contributors.is_empty();
    // `By land or sea, rescuers reach the village` is a headline.
    let headline = at == 0 && !someone;
    (listed && understood && !headline && (someone || words <= 7)).then_some(Signed { at, rows: count, byline })
}

/// How many rows the byline that starts here takes.
fn continued(rows: &[Row], at: usize, limit: usize, outlets: &Outlets) -> usize {
    let mut count = 1;
    while count < 6 && at + count < limit.min(rows.len()) && rows[at + count].field.is_none() {
        let (last, next) = (&rows[at + count - 1], &rows[at + count]);
        let lower = next.text.to_lowercase();
        let open = last.text.ends_with([',', '&']) || last.text.to_lowercase().ends_with(" and") || last.text.split_whitespace().count() == 1;
        let joins = ["and ", "& ", "with ", "for ", "of the "].iter().any(|word| next.text.starts_with(word)) && next.text.split_whitespace().count() <= 16;
        let near = next.block <= last.block + 1;
        let beside = next.block == last.block || (next.block == last.block + 1 && outlets.full_name(&next.text).is_some());
        let role = tail(&next.text, Cut::Printed, outlets).is_some() && next.text.split_whitespace().count() <= 10 && !next.text.ends_with('.');
        let mail = !next.text.contains(' ') && next.text.contains('@');
        let work = is_work(&lower) && next.text.split_whitespace().count() <= 14;
        if !(near && ((open && !is_prose(&next.text)) || joins || work || (beside && (role || mail)))) {
            break;
        }
        count += 1;
    }
    count
}

fn is_work(lower: &str) -> bool {
    ["photographs by", "photos by", "photography by", "graphics by", "graphic by", "illustrations by", "illustration by", "video by", "translated by", "edited by", "with reporting by", "additional reporting by", "pictures by"]
        .iter()
        .any(|work| lower.starts_with(work))
}

/// Names without `By`: believed beside an outlet or role, doubted alone.
fn bare_byline(rows: &[Row], at: usize, limit: usize, outlets: &Outlets) -> Option<Signed> {
    let text = &rows[at].text;
    if text.split_whitespace().count() > 14 || text.ends_with(['.', '?', '!', ':']) || is_place(text) {
        return None;
    }
    let count = continued(rows, at, limit, outlets);
    let byline = byline::parse(&joined(&rows[at..at + count]), outlets);
    let person = byline.authors.iter().any(|author| author.kind == byline::AuthorKind::Person && judge(&author.name) == Name::Likely);
    let all = byline.authors.iter().all(|author| author.kind == byline::AuthorKind::Organisation || judge(&author.name) == Name::Likely);
    let sure = byline.doubts.is_empty() && all;
    let house = byline.authors.len() == 1 && !person && sure && (outlets.full_name(text).is_some() || byline::is_house(text));
    if house || (sure && person && (byline.outlet.is_some() || byline.authors.iter().any(|author| author.role.is_some()))) {
        return Some(Signed { at, rows: count, byline });
    }
    // A name alone, between the headline and the text.
    let short = byline.authors.iter().all(|author| (2..=3).contains(&author.name.split_whitespace().count()));
    let before_text = rows.get(at + count).is_some_and(|next| is_prose(&next.text) || dateline::split(&next.text, None, outlets).is_some());
    if sure && person && short && before_text && byline.authors.len() <= 3 && count == 1 {
        let mut byline = byline;
        byline.doubts.push(format!("“{text}” is printed without “By”; it was taken for the byline."));
        return Some(Signed { at, rows: count, byline });
    }
    None
}

fn joined(rows: &[Row]) -> String {
    rows.iter().map(|row| row.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// A part the desk named itself.
pub(super) fn take_field(field: Field, text: &str, wire: &mut WireCopy, outlets: &Outlets) {
    match field {
        Field::Headline if wire.headline.is_empty() => text.clone_into(&mut wire.headline),
        Field::Subheadline if wire.subheadline.is_none() => wire.subheadline = Some(text.to_owned()),
        Field::Byline if wire.byline.is_none() => wire.byline = Some(byline::parse(text, outlets)),
        Field::Source if wire.wire_source.is_none() => wire.wire_source = Some(outlets.written(text)),
        Field::Dateline if wire.dateline.is_none() => {
            let dashed = format!("{text} —");
            let read = dateline::split(&dashed, Some(text), outlets).map(|(dateline, _)| dateline);
            let plain = || dateline::Dateline { city: text.to_owned(), ..dateline::Dateline::default() };
            wire.dateline = Some(dateline::Dateline { raw: text.to_owned(), ..read.unwrap_or_else(plain) });
        }
        Field::Caption => caption(text, wire, outlets),
        Field::Credit => {
            let (_, read) = credit::split(&format!("Photo: {text}"), outlets);
            let read = credit::Credit { raw: text.to_owned(), ..read.unwrap_or_default() };
            match wire.captions.last_mut().filter(|caption| caption.credit.is_none()) {
                Some(caption) => caption.credit = Some(read),
                None => wire.captions.push(Caption { text: String::new(), credit: Some(read) }),
            }
        }
        Field::Headline | Field::Subheadline | Field::Byline | Field::Source | Field::Dateline => {
            wire.doubts.push(format!("“{text}” is labelled like a part the copy has already."));
            wire.dropped.push(Dropped::new(text, "second of its label"));
        }
    }
}

pub(super) fn caption(text: &str, wire: &mut WireCopy, outlets: &Outlets) {
    let (text, credit) = credit::split(text, outlets);
    wire.captions.push(Caption { text, credit });
}

/// Leaves out what stands above a headline: masthead, place, founding year, section, label.
fn top_of_page<'r>(stood: Vec<(usize, &'r Row)>, wire: &mut WireCopy, outlets: &Outlets) -> Vec<(usize, &'r Row)> {
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

fn is_masthead(text: &str, next: Option<&str>, outlets: &Outlets) -> bool {
    let words = text.split_whitespace().count();
    let named = text.to_lowercase().ends_with(" newspaper") || text.to_lowercase().ends_with(" newspapers");
    let dated = next.is_some_and(|next| furniture::is_established(next) || is_place(next));
    words <= 7 && !text.ends_with(['.', '?', '!']) && (outlets.full_name(text).is_some() || named || (looks_like_outlet(text) && (text.starts_with("The ") || dated)))
}

/// `Spokane, Washington`.
fn is_place(text: &str) -> bool {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let Ok([city, state]) = <[&str; 2]>::try_from(parts) else { return false };
    text.split_whitespace().count() <= 5 && judge(city) != Name::No && dateline::is_region_or_country(state)
}

/// A word or two in capitals above a longer line.
fn is_kicker(text: &str, next: &str) -> bool {
    let short = text.split_whitespace().count() <= 3 && !text.chars().any(char::is_lowercase) && text.chars().any(char::is_alphabetic);
    short && next.split_whitespace().count() >= 4 && next.chars().any(char::is_lowercase) && !next.starts_with("By ")
}

fn is_headline(row: &Row, next: Option<&Row>, outlets: &Outlets) -> bool {
    let words = row.text.split_whitespace().count();
    let whole = !is_prose(&row.text) || (words <= MAX_HEADLINE && next.is_some());
    whole && words <= MAX_HEADLINE && !is_caption(&row.text, outlets) && row.text.chars().any(char::is_alphanumeric)
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
            wire.dropped.push(Dropped::new(site, "name of the site after the headline"));
            head
        }
        None => text,
    };
    text.trim().clone_into(&mut wire.headline);
}

/// The second line of a headline broken in two.
fn joins_headline(row: &Row, at: usize, rows: &[Row], wire: &WireCopy) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|at| rows.get(at)) else { return false };
    !wire.headline.is_empty()
        && before.block == row.block
        && wire.headline.ends_with(&before.text)
        && row.text.chars().next().is_some_and(char::is_lowercase)
        && row.text.split_whitespace().count() <= 12
}

/// What stands between headline and body: deck, captions, credits, and what nobody can tell.
fn below_headline(left: &[(usize, &Row)], byline: usize, wire: &mut WireCopy, options: &Options) {
    let outlets = &options.outlets;
    let credited = left.iter().filter(|(_, row)| is_caption(&row.text, outlets)).count();
    for (place, (at, row)) in left.iter().enumerate() {
        let text = row.text.as_str();
        let prose = is_prose(text);
        let credit_follows = left.get(place + 1).is_some_and(|(next, row)| *next == at + 1 && credit::whole(&row.text, outlets).is_some_and(|credit| credit::is_sure(&credit)));
        if fold(text) == fold(&wire.headline) || (!wire.headline.is_empty() && same_title(text, &wire.headline)) {
            wire.dropped.push(Dropped::new(text, "headline again"));
        } else if let Some(credit) = credit::whole(text, outlets).filter(credit::is_sure) {
            match wire.captions.last_mut().filter(|caption| caption.credit.is_none()) {
                Some(caption) => caption.credit = Some(credit),
                None => wire.captions.push(Caption { text: String::new(), credit: Some(credit) }),
            }
        } else if is_caption(text, outlets) || credit_follows || (credit::split(text, outlets).1.is_some() && prose) {
            caption(text, wire, outlets);
        } else if wire.subheadline.is_none() && text.split_whitespace().count() <= MAX_DECK && text.split_whitespace().count() >= 3 && !(options.photos > credited && shows(text)) {
            if prose && options.photos > credited {
                wire.doubts.push(format!("“{text}” was taken for the subheadline; it may be a caption."));
            }
            wire.subheadline = Some(text.to_owned());
        } else if options.photos > wire.captions.len() && prose {
            wire.doubts.push(format!("“{text}” was taken for a caption, though it has no credit."));
            caption(text, wire, outlets);
        } else if prose {
            wire.doubts.push(format!("“{text}” stands before the byline; it was kept as body text."));
            wire.paragraphs.push(text.to_owned());
        } else {
            let place = if *at < byline { "above the byline" } else { "before the text" };
            wire.doubts.push(format!("“{text}” {place} was not understood and was left out."));
            wire.dropped.push(Dropped::new(text, "not understood"));
        }
    }
}

/// A page's title repeats the headline with the site's name after it.
fn same_title(text: &str, headline: &str) -> bool {
    let (text, headline) = (fold(text), fold(headline));
    headline.len() > 12 && text.starts_with(&headline) && text[headline.len()..].split_whitespace().count() <= 5
}

/// Words that say a picture is being described.
fn shows(text: &str) -> bool {
    static SHOWN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:pictured|seen|shown|photographed|from left|left to right|at left|at right|right|left|centre|center|undated photo|in this|poses?|looks? on|file photo|walks?|stands?|smiles?|reacts?)\b|\bon (?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:jan|feb|aug|sept|oct|nov|dec)[a-z]*\.? \d{1,2}, \d{4}\b|\b(?:march|april|may|june|july) \d{1,2}, \d{4}\b").expect("the pattern of shown things compiles")
    });
    SHOWN.is_match(text) && text.ends_with(['.', ')', '”'])
}
