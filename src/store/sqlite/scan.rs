//! Reads lists from their newest end until a feed is full: the cost follows the feed's limit, not the store's size.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, ErrorCode, params};

use super::articles::read_filed;
use super::fault::Fault;
use super::prepare;
use crate::article::Article;
use crate::feed::select::Selection;
use crate::store::listing::{Lists, Shelf};
use crate::store::{Error, Found, HeldArticle};

/// The fewest and the most places read from a list at once.
const FEWEST: u32 = 32;
const MOST: u32 = 1_024;
/// So many damaged records are told of; after that the file is lost and there is no use in reading on.
const MOST_DAMAGED: usize = 1_000;

/// The next places of a list.
pub(super) const SELECT_PLACES: &str = "select place, article from listings
    where name = $1 and shelf = $2 and place >= $3 and (place, article) < ($4, $5)
        and (opens is null or opens <= $6) and (closes is null or closes > $6)
    order by place desc, article desc limit $7";

/// What a feed shows at `now`.
pub(super) fn newest(
    connection: &Connection,
    selection: &Selection,
    now: DateTime<Utc>,
) -> Result<Found, Fault> {
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
) -> Result<Found, Fault> {
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
) -> Result<Found, Fault> {
    let lists = Lists::of(selection);
    let mut wanted: Vec<Merge<'_>> = lists.groups.iter().map(|group| Merge::of(group)).collect();
    let mut excluded = Merge::of(&lists.excluded);
    let mut found = Found::default();
    let mut bound = NEWEST;
    while found.articles.len() < range.limit as usize && found.damaged.len() < MOST_DAMAGED {
        let Some(place) = common(connection, &mut wanted, range, bound)? else {
            break;
        };
        if excluded.head(connection, range, place)? != Some(place) {
            match select_article(connection, place.1) {
                Ok(Some(article)) if holds(&article) && selection.takes(&article) => {
                    found.articles.push(article);
                }
                Ok(_) => {}
                Err(fault) => found.damaged.push(damaged(connection, place.1, fault)?),
            }
        }
        bound = (place.0, place.1 - 1);
    }
    Ok(found)
}

/// An article whose record does not read back, for the report; any other failure is given back.
fn damaged(connection: &Connection, key: i64, fault: Fault) -> Result<HeldArticle, Fault> {
    let why = match &fault {
        Fault::Store(Error::Damaged { record, why }) => format!("{record} is damaged: {why}"),
        // One row of one article is read, so a page that is lost is lost to that article.
        Fault::Sql(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => {
            format!("its record cannot be read: {error}")
        }
        _ => return Err(fault),
    };
    let mut statement = prepare(
        connection,
        "select id, version from articles where key = $1",
    )?;
    let (article, version) = statement
        .query_row(params![key], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)))
        .unwrap_or_else(|_| (format!("(row {key})"), 0));
    Ok(HeldArticle {
        article,
        version: version.cast_unsigned(),
        reasons: vec![why],
    })
}

/// A place in a list: milliseconds and the article's key. Lists are read from the greatest down.
type Spot = (i64, i64);

/// Before every place.
const NEWEST: Spot = (i64::MAX, i64::MAX);

/// The next place, `bound` or after it, that stands in every group. Each group leaps to where the others are.
fn common(
    connection: &Connection,
    groups: &mut [Merge<'_>],
    range: &Range,
    mut bound: Spot,
) -> Result<Option<Spot>, Fault> {
    loop {
        let before = bound;
        for group in &mut *groups {
            match group.head(connection, range, bound)? {
                None => return Ok(None),
                Some(head) => bound = head,
            }
        }
        // The first round finds a head; a round in which nobody leapt finds all at the same place.
        if bound == before {
            return Ok(Some(bound));
        }
    }
}

/// Several lists read as one, newest place first.
struct Merge<'a> {
    lists: Vec<List<'a>>,
}

/// What was read of one list and not yet used.
struct List<'a> {
    name: &'a str,
    heads: VecDeque<Spot>,
    after: Spot,
    page: u32,
    is_read: bool,
}

impl<'a> Merge<'a> {
    fn of(names: &'a [String]) -> Self {
        let lists = names.iter().map(|name| List {
            name,
            heads: VecDeque::new(),
            after: NEWEST,
            page: FEWEST,
            is_read: false,
        });
        Self {
            lists: lists.collect(),
        }
    }

    /// The newest place that is `bound` or after it; places before it are left behind.
    fn head(
        &mut self,
        connection: &Connection,
        range: &Range,
        bound: Spot,
    ) -> Result<Option<Spot>, Fault> {
        let mut newest = None;
        for list in &mut self.lists {
            newest = newest.max(list.head(connection, range, bound)?);
        }
        Ok(newest)
    }
}

impl List<'_> {
    fn head(
        &mut self,
        connection: &Connection,
        range: &Range,
        bound: Spot,
    ) -> Result<Option<Spot>, Fault> {
        loop {
            while self.heads.front().is_some_and(|head| *head > bound) {
                self.heads.pop_front();
            }
            if !self.heads.is_empty() || self.is_read {
                return Ok(self.heads.front().copied());
            }
            self.read_on(connection, range, bound)?;
        }
    }

    /// Reads the next places: more at once the further it goes in one stretch, few after a leap.
    fn read_on(
        &mut self,
        connection: &Connection,
        range: &Range,
        bound: Spot,
    ) -> Result<(), Fault> {
        let leap = (bound.0, bound.1.saturating_add(1));
        if leap < self.after {
            self.after = leap;
            self.page = FEWEST;
        }
        let mut statement = prepare(connection, SELECT_PLACES)?;
        let mut rows = statement.query(params![
            self.name,
            range.shelf.number(),
            range.oldest,
            self.after.0,
            self.after.1,
            range.now,
            self.page,
        ])?;
        let mut n_read = 0;
        while let Some(row) = rows.next()? {
            self.after = (row.get(0)?, row.get(1)?);
            self.heads.push_back(self.after);
            n_read += 1;
        }
        self.is_read = n_read < self.page;
        self.page = (self.page * 2).min(MOST);
        Ok(())
    }
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
