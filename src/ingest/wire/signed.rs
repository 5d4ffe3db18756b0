//! Finds the byline among the rows of the head: printed with `By`, or names beside an outlet or role.

use std::sync::LazyLock;

use regex::Regex;

use super::head::{REACH, is_caption, is_prose};
use super::page::is_place;
use super::{Field, Row};
use crate::article::byline::{self, Byline, Cut, Name, Outlets, judge, tail};
use crate::article::credit;
use crate::article::dateline;

/// A byline and the rows it takes.
pub(super) struct Signed {
    pub(super) at: usize,
    pub(super) rows: usize,
    pub(super) byline: Byline,
}

impl Signed {
    /// The byline, and how many rows it takes.
    pub(super) fn into_parts(self) -> (Byline, usize) {
        (self.byline, self.rows)
    }
}

/// The byline of the head: printed with `By`, or names beside an outlet or role.
pub(super) fn find_byline(rows: &[Row], filed: Option<usize>, outlets: &Outlets) -> Option<Signed> {
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
    weak.filter(|signed| {
        rows[..signed.at]
            .iter()
            .filter(|row| is_prose(&row.text) && !is_caption(&row.text, outlets))
            .count()
            <= 1
    })
}

/// A byline that says so: `By Jane Doe`, and the lines that go on with it.
pub(super) fn byline_at(
    rows: &[Row],
    at: usize,
    limit: usize,
    outlets: &Outlets,
) -> Option<Signed> {
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
    let someone = byline.authors.iter().any(|author| {
        judge(&author.name) == Name::Likely || author.kind == byline::AuthorKind::Organisation
    });
    let understood = byline.doubts.is_empty()
        || (words <= 9 && !row.text.ends_with('.'))
        || (someone && words <= 14 && !row.text.ends_with('.'));
    let listed = !byline.authors.is_empty() || !byline.contributors.is_empty();
    // `By land or sea, rescuers reach the village` is a headline.
    let headline = at == 0 && !someone;
    (listed && understood && !headline && (someone || words <= 7)).then_some(Signed {
        at,
        rows: count,
        byline,
    })
}

/// How many rows the byline that starts here takes.
pub(super) fn continued(rows: &[Row], at: usize, limit: usize, outlets: &Outlets) -> usize {
    let mut count = 1;
    while count < 6 && at + count < limit.min(rows.len()) && rows[at + count].field.is_none() {
        let (last, next) = (&rows[at + count - 1], &rows[at + count]);
        let lower = next.text.to_lowercase();
        let open = last.text.ends_with([',', '&'])
            || last.text.to_lowercase().ends_with(" and")
            || last.text.split_whitespace().count() == 1;
        let joins = ["and ", "& ", "with ", "for ", "of the "]
            .iter()
            .any(|word| next.text.starts_with(word))
            && next.text.split_whitespace().count() <= 16;
        let near = next.block <= last.block + 1;
        let beside = next.block == last.block
            || (next.block == last.block + 1 && outlets.full_name(&next.text).is_some());
        // `BBC News, Cardiff`.
        let housed = next.text.split_once(',').is_some_and(|(house, place)| {
            outlets.full_name(house).is_some() && place.split_whitespace().count() <= 3
        });
        let role = (housed || tail(&next.text, Cut::Printed, outlets).is_some())
            && next.text.split_whitespace().count() <= 10
            && !next.text.ends_with('.');
        let mail = !next.text.contains(' ') && next.text.contains('@');
        let work = is_work(&lower) && next.text.split_whitespace().count() <= 14;
        if !(near
            && ((open && !is_prose(&next.text)) || joins || work || (beside && (role || mail))))
        {
            break;
        }
        count += 1;
    }
    count
}

pub(super) fn is_work(lower: &str) -> bool {
    [
        "photographs by",
        "photos by",
        "photography by",
        "graphics by",
        "graphic by",
        "illustrations by",
        "illustration by",
        "video by",
        "translated by",
        "edited by",
        "with reporting by",
        "additional reporting by",
        "pictures by",
    ]
    .iter()
    .any(|work| lower.starts_with(work))
}

/// Names without `By`: believed beside an outlet or role, doubted alone.
pub(super) fn bare_byline(
    rows: &[Row],
    at: usize,
    limit: usize,
    outlets: &Outlets,
) -> Option<Signed> {
    let text = &rows[at].text;
    if credit::whole(text, outlets).is_some_and(|credit| credit::is_sure(&credit)) {
        return None;
    }
    if text.split_whitespace().count() > 14
        || text.ends_with(['.', '?', '!', ':'])
        || is_place(text)
    {
        return None;
    }
    let count = continued(rows, at, limit, outlets);
    let byline = byline::parse(&joined(&rows[at..at + count]), outlets);
    let person = byline.authors.iter().any(|author| {
        author.kind == byline::AuthorKind::Person && judge(&author.name) == Name::Likely
    });
    let all = byline.authors.iter().all(|author| {
        author.kind == byline::AuthorKind::Organisation || judge(&author.name) == Name::Likely
    });
    let sure = byline.doubts.is_empty() && all;
    let house = byline.authors.len() == 1
        && !person
        && sure
        && (outlets.full_name(text).is_some() || byline::is_house(text));
    if house
        || (sure
            && person
            && (byline.outlet.is_some()
                || byline.authors.iter().any(|author| author.role.is_some())))
    {
        return Some(Signed {
            at,
            rows: count,
            byline,
        });
    }
    // A name alone, between the headline and the text.
    let short = byline
        .authors
        .iter()
        .all(|author| (2..=3).contains(&author.name.split_whitespace().count()));
    let before_text = rows.get(at + count).is_some_and(|next| {
        is_prose(&next.text) || dateline::split(&next.text, None, outlets).is_some()
    });
    if sure && person && short && before_text && byline.authors.len() <= 3 && count == 1 {
        let mut byline = byline;
        byline.doubts.push(format!(
            "“{text}” is printed without “By”; it was taken for the byline."
        ));
        return Some(Signed {
            at,
            rows: count,
            byline,
        });
    }
    None
}

pub(super) fn joined(rows: &[Row]) -> String {
    rows.iter()
        .map(|row| row.text.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}
