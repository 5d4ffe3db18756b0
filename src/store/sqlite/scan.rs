//! Reads lists from their newest end until a feed is full: the cost follows the feed's limit, not the store's size.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::articles::read_filed;
use super::fault::Fault;
use super::prepare;
use crate::article::Article;
use crate::feed::select::Selection;
use crate::store::listing::{Lists, Shelf};

/// Lists longer than this count as long when the shortest is looked for.
const LONG: i64 = 1_000;
/// The fewest and the most places read from a list at once.
const FEWEST: u32 = 16;
const MOST: u32 = 1_024;

/// What a feed shows at `now`.
pub(super) fn newest(
    connection: &Connection,
    selection: &Selection,
    now: DateTime<Utc>,
) -> Result<Vec<Article>, Fault> {
    let oldest = selection
        .max_age
        .and_then(|age| now.checked_sub_signed(age))
        .map_or(i64::MIN, |oldest| oldest.timestamp_millis());
    let range = Range {
        shelf: Shelf::Usable,
        oldest,
        now: now.timestamp_millis(),
        limit: selection.limit,
    };
    // The list knows milliseconds only; the article decides.
    take(connection, selection, &range, |article| {
        article.is_public(now)
    })
}

/// The last killed articles that were public.
pub(super) fn killed(
    connection: &Connection,
    selection: &Selection,
    most: u32,
) -> Result<Vec<Article>, Fault> {
    let range = Range {
        shelf: Shelf::Killed,
        oldest: i64::MIN,
        now: i64::MAX,
        limit: most,
    };
    take(connection, selection, &range, |_| true)
}

/// Which part of a list is read, in milliseconds, and how many articles are wanted.
struct Range {
    shelf: Shelf,
    oldest: i64,
    now: i64,
    limit: u32,
}

fn take(
    connection: &Connection,
    selection: &Selection,
    range: &Range,
    holds: impl Fn(&Article) -> bool,
) -> Result<Vec<Article>, Fault> {
    let lists = Lists::of(selection);
    let names = shortest(connection, &lists, range.shelf)?;
    let mut merge = Merge::of(names, range.limit);
    let mut taken = Vec::new();
    while taken.len() < range.limit as usize {
        let Some(key) = merge.next(connection, range)? else {
            break;
        };
        if !lists.is_plain() && !lists.admit(&select_names(connection, key)?) {
            continue;
        }
        if let Some(article) = select_article(connection, key)?
            && holds(&article)
            && selection.takes(&article)
        {
            taken.push(article);
        }
    }
    Ok(taken)
}

/// The group of lists with the fewest places, as far as they are worth counting.
fn shortest<'a>(
    connection: &Connection,
    lists: &'a Lists,
    shelf: Shelf,
) -> Result<&'a [String], Fault> {
    let mut best: &[String] = lists.groups.first().map_or(&[], Vec::as_slice);
    if lists.groups.len() < 2 {
        return Ok(best);
    }
    let mut fewest = i64::MAX;
    for group in &lists.groups {
        let mut n_places = 0;
        for name in group {
            n_places += count_places(connection, name, shelf)?;
        }
        if n_places < fewest {
            (best, fewest) = (group, n_places);
        }
    }
    Ok(best)
}

fn count_places(connection: &Connection, name: &str, shelf: Shelf) -> Result<i64, Fault> {
    let n_places = prepare(
        connection,
        "select count(*) from (
             select 1 from listings where name = $1 and shelf = $2 limit $3
         ) counted",
    )?
    .query_row(params![name, shelf.number(), LONG], |row| row.get(0))?;
    Ok(n_places)
}

/// Several lists read as one, newest place first, each article once.
struct Merge<'a> {
    lists: Vec<List<'a>>,
    last: Option<(i64, i64)>,
}

/// What was read of one list and not yet used.
struct List<'a> {
    name: &'a str,
    heads: VecDeque<(i64, i64)>,
    after: (i64, i64),
    page: u32,
    is_read: bool,
}

impl<'a> Merge<'a> {
    fn of(names: &'a [String], limit: u32) -> Self {
        let share = limit / u32::try_from(names.len().max(1)).unwrap_or(u32::MAX);
        let lists = names.iter().map(|name| List {
            name,
            heads: VecDeque::new(),
            after: (i64::MAX, i64::MAX),
            page: share.saturating_add(2).clamp(FEWEST, MOST),
            is_read: false,
        });
        Self {
            lists: lists.collect(),
            last: None,
        }
    }

    /// The key of the next article.
    fn next(&mut self, connection: &Connection, range: &Range) -> Result<Option<i64>, Fault> {
        loop {
            for list in &mut self.lists {
                if list.heads.is_empty() && !list.is_read {
                    read_on(connection, list, range)?;
                }
            }
            let newest = self
                .lists
                .iter_mut()
                .filter(|list| !list.heads.is_empty())
                .max_by_key(|list| list.heads.front().copied());
            let Some(head) = newest.and_then(|list| list.heads.pop_front()) else {
                return Ok(None);
            };
            if self.last != Some(head) {
                self.last = Some(head);
                return Ok(Some(head.1));
            }
        }
    }
}

/// Reads the next places of a list; more at once the further it goes.
fn read_on(connection: &Connection, list: &mut List<'_>, range: &Range) -> Result<(), Fault> {
    let mut statement = prepare(
        connection,
        "select place, article from listings
         where name = $1 and shelf = $2 and place >= $3 and (place, article) < ($4, $5)
             and (opens is null or opens <= $6) and (closes is null or closes > $6)
         order by place desc, article desc limit $7",
    )?;
    let mut rows = statement.query(params![
        list.name,
        range.shelf.number(),
        range.oldest,
        list.after.0,
        list.after.1,
        range.now,
        list.page,
    ])?;
    let mut n_read = 0;
    while let Some(row) = rows.next()? {
        list.after = (row.get(0)?, row.get(1)?);
        list.heads.push_back(list.after);
        n_read += 1;
    }
    list.is_read = n_read < list.page;
    list.page = (list.page * 2).min(MOST);
    Ok(())
}

fn select_names(connection: &Connection, key: i64) -> Result<String, Fault> {
    let names = prepare(connection, "select names from articles where key = $1")?
        .query_row(params![key], |row| row.get(0))
        .optional()?;
    Ok(names.unwrap_or_default())
}

fn select_article(connection: &Connection, key: i64) -> Result<Option<Article>, Fault> {
    let mut statement = prepare(
        connection,
        "select a.id, v.version, v.filed, v.filed_by, v.fingerprint, v.record, v.seal
         from articles a join versions v on v.article = a.key and v.version = a.version
         where a.key = $1",
    )?;
    let mut rows = statement.query(params![key])?;
    let filed = rows.next()?.map(read_filed).transpose()?;
    Ok(filed.map(|filed| filed.article))
}
