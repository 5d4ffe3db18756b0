//! Takes up new rules: feeds that changed are made again, feeds that are no more leave the newsstand.

use std::collections::HashSet;
use std::sync::Arc;

use super::refresh::edition;
use super::{Desk, Error, Rules};
use crate::feed::Format;
use crate::job::{Job, NewJob};

/// Puts the editions on record on the newsstand, as they were shown before the restart, and asks for those that are missing or made by other rules.
pub async fn open_newsstand(desk: &Desk) -> Result<(), Error> {
    let records = desk.store.editions().await?;
    let rules = desk.rules.load_full();
    let mut editions = Vec::with_capacity(records.len());
    for record in records
        .iter()
        .filter(|record| rules.feeds.contains_key(&record.feed))
    {
        editions.push(Arc::new(edition(record)));
    }
    drop(records);
    for edition in editions {
        desk.newsstand.show(Arc::clone(&edition));
        desk.leave_to_coder(&edition);
    }
    bring_up_to_date(desk, &rules, Which::Stale).await
}

/// Takes up new rules in a running program.
pub async fn adopt(desk: &Desk, rules: Rules) -> Result<(), Error> {
    let rules = Arc::new(rules);
    // A refresh under the old rules must not show its work after this.
    let _alone = desk.refreshing.lock().await;
    desk.rules.store(Arc::clone(&rules));
    bring_up_to_date(desk, &rules, Which::All).await
}

/// Which feeds are asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    /// Every feed: equal bytes cost nothing.
    All,
    /// Those that are missing, made by other rules, or could not be made the last time.
    Stale,
}

async fn bring_up_to_date(desk: &Desk, rules: &Rules, which: Which) -> Result<(), Error> {
    let known: HashSet<String> = desk.newsstand.feeds().into_iter().collect();
    for gone in known.iter().filter(|name| !rules.feeds.contains_key(*name)) {
        desk.newsstand.remove(gone);
        desk.forget(gone);
        desk.store.drop_feed(gone).await?;
    }
    let reports = desk.reports().await?;
    let stale = rules.feeds.values().filter(|feed| {
        let report = reports.get(&feed.definition.name);
        which == Which::All
            || report.is_none_or(|report| !report.current)
            || Format::ALL.iter().any(|format| {
                desk.newsstand
                    .edition(&feed.definition.name, *format)
                    .is_none_or(|edition| edition.definition != feed.fingerprint)
            })
    });
    let mut jobs: Vec<NewJob> = stale
        .map(|feed| {
            NewJob::now(Job::RefreshFeed {
                feed: feed.definition.name.clone(),
            })
        })
        .collect();
    jobs.extend(super::pull::due(desk, rules).await?);
    desk.store.add_jobs(&jobs).await?;
    desk.changed();
    Ok(())
}
