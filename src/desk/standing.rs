//! When an article stood in a feed: noted when it comes in and when it leaves, saved with the editions that show it.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use super::{Desk, Error};
use crate::article::identity::ArticleId;
use crate::feed::Format;
use crate::store::{StandingChange, Tags};

/// What every feed shows, as the next refresh will compare it.
#[derive(Default)]
pub(super) struct Standings(Mutex<State>);

#[derive(Default)]
struct State {
    feeds: HashMap<String, Shown>,
}

#[derive(Default)]
struct Shown {
    articles: HashSet<ArticleId>,
    editions: Option<(DateTime<Utc>, Tags)>,
}

impl Standings {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes up what was saved, after the newsstand was filled.
pub(super) async fn load(desk: &Desk) -> Result<(), Error> {
    let shown = desk.store.shown_now().await?;
    let mut state = desk.standings.state();
    state.feeds = shown
        .into_iter()
        .map(|(feed, articles)| {
            let shown = Shown {
                articles: articles.into_iter().collect(),
                editions: editions(desk, &feed),
            };
            (feed, shown)
        })
        .collect();
    Ok(())
}

/// Notes what the newsstand shows of a feed now, and gives what came in and what left since the last time.
pub(super) fn note(
    desk: &Desk,
    feed: &str,
    articles: Vec<ArticleId>,
    now: DateTime<Utc>,
) -> Vec<StandingChange> {
    let Some(editions) = editions(desk, feed) else {
        return Vec::new();
    };
    let articles: HashSet<ArticleId> = articles.into_iter().collect();
    let mut state = desk.standings.state();
    let before = state.feeds.entry(feed.to_owned()).or_default();
    let last = before.editions.replace(editions.clone());
    let change = |article: &ArticleId, is_in, editions: &(DateTime<Utc>, Tags)| StandingChange {
        feed: feed.to_owned(),
        article: article.clone(),
        moment: now,
        is_in,
        editions: editions.clone(),
    };
    let came = articles.difference(&before.articles);
    let mut changes: Vec<_> = came.map(|id| change(id, true, &editions)).collect();
    let last = last.as_ref().unwrap_or(&editions);
    let left = before.articles.difference(&articles);
    changes.extend(left.map(|id| change(id, false, last)));
    before.articles = articles;
    changes
}

/// Notes that a feed is no more: everything has left it.
pub(super) async fn close(desk: &Desk, feed: &str) -> Result<(), Error> {
    let now = desk.clock.now();
    let shown = desk.standings.state().feeds.remove(feed);
    let Some(shown) = shown else { return Ok(()) };
    let editions = shown.editions.unwrap_or((now, Tags::new()));
    let changes: Vec<StandingChange> = shown
        .articles
        .into_iter()
        .map(|article| StandingChange {
            feed: feed.to_owned(),
            article,
            moment: now,
            is_in: false,
            editions: editions.clone(),
        })
        .collect();
    Ok(desk.store.save_standings(&changes).await?)
}

/// The editions of a feed that are on the newsstand: when the newest was first shown, and the tag of each.
fn editions(desk: &Desk, feed: &str) -> Option<(DateTime<Utc>, Tags)> {
    let shown = Format::ALL
        .iter()
        .filter_map(|format| desk.newsstand.edition(feed, *format));
    let mut newest = None;
    let mut tags = Tags::new();
    for edition in shown {
        newest = newest.max(Some(edition.last_modified));
        tags.insert(edition.format.extension().to_owned(), edition.tag.clone());
    }
    Some((newest?, tags))
}
