//! The machine's clock was set back: what it had let go or shut by then waits for its moment once more.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};

use super::{Desk, Error};
use crate::job::{Job, NewJob};

/// The latest moment the program has worked at.
pub(super) struct Latest(AtomicI64);

impl Default for Latest {
    fn default() -> Self {
        Self(AtomicI64::new(i64::MIN))
    }
}

impl Latest {
    /// Notes a moment at which work was done.
    pub(super) fn note(&self, moment: DateTime<Utc>) {
        self.0
            .fetch_max(moment.timestamp_millis(), Ordering::SeqCst);
    }
}

/// Looks whether the clock was set back since the last look. The jobs of the moments between have run already and will
/// not run again, so they are stored once more, and the feeds are made as the clock says now.
pub async fn watch_clock(desk: &Desk, now: DateTime<Utc>) -> Result<(), Error> {
    let latest = desk.latest.0.load(Ordering::SeqCst);
    desk.latest.note(now);
    let Some(latest) = DateTime::from_timestamp_millis(latest).filter(|latest| now < *latest)
    else {
        return Ok(());
    };
    let rules = desk.rules.load_full();
    let mut jobs = Vec::new();
    for id in desk.store.turning(now, latest).await? {
        let Some(filed) = desk.store.article(&id).await? else {
            continue;
        };
        let turns = filed.article.turns();
        jobs.extend(
            turns
                .filter(|turn| now < *turn && *turn <= latest)
                .map(|turn| {
                    let article = id.clone();
                    NewJob::at(Job::ReleaseArticle { article }, turn)
                }),
        );
        jobs.extend(rules.takers(&[Some(&filed.article)]).map(|feed| {
            NewJob::now(Job::RefreshFeed {
                feed: feed.to_owned(),
            })
        }));
    }
    if !jobs.is_empty() {
        tracing::warn!("the clock was set back from {latest} to {now}; embargoes wait again");
        desk.store.add_jobs(&jobs).await?;
    }
    // Only now: if the store failed, the next look finds the same.
    desk.latest
        .0
        .store(now.timestamp_millis(), Ordering::SeqCst);
    Ok(())
}
