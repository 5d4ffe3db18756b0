//! Takes up new rules: feeds that changed are made again, feeds that are no more leave the newsstand.

use std::collections::HashSet;
use std::sync::Arc;

use super::refresh::refresh;
use super::{Desk, Error, Rules, retain, standing};
use crate::feed::{Edition, Format};
use crate::job::{Job, NewJob};
use crate::store::{self, EditionRecord};

/// Puts the editions on record on the newsstand, as they were shown before the restart, and asks for those that are missing or made by other rules.
pub async fn open_newsstand(desk: &Desk) -> Result<(), Error> {
    let mut records = desk.store.editions().await?;
    let rules = desk.rules.load_full();
    records.retain(|record| rules.feeds.contains_key(&record.feed));
    if let Some(newest) = records.iter().map(|record| record.last_modified).max() {
        desk.latest.note(newest);
    }
    let opening = tokio::task::spawn_blocking(move || {
        let editions = records
            .into_iter()
            .map(|record| edition(record).map(Arc::new));
        editions.collect::<Result<Vec<_>, _>>()
    });
    let editions = opening
        .await
        .map_err(|error| Error::Cut(format!("opening the newsstand was cut off: {error}")))??;
    desk.newsstand.show_all(editions.iter().map(Arc::clone));
    for edition in editions {
        desk.leave_to_coder(&edition);
    }
    standing::load(desk).await?;
    bring_up_to_date(desk, &rules, Which::Stale).await
}

/// Makes an edition of its record.
fn edition(record: EditionRecord) -> Result<Edition, Error> {
    let bytes = record
        .packed
        .unpack()
        .map_err(|error| store::Error::Damaged {
            record: format!("edition {}.{}", record.feed, record.format.extension()),
            why: error.to_string(),
        })?;
    let (format, shown) = (record.format, record.last_modified);
    let edition = Edition::new(record.feed, format, bytes, shown, record.shares_second);
    Ok(edition.made_from(record.definition).kept_as(record.packed))
}

/// Shows every feed as it must be at this moment, though nothing can be saved: what is shown follows from what is on
/// record, so a full disk neither takes feeds away nor leaves in them what was killed or has expired.
///
/// # Errors
/// When a feed can be neither made nor shown as it was.
pub async fn show_all(desk: &Desk) -> Result<(), Error> {
    let rules = desk.rules.load_full();
    let feeds: Vec<String> = rules.feeds.keys().cloned().collect();
    let made = refresh(desk, &feeds, Vec::new()).await;
    let is_shown = |name: &String| desk.newsstand.edition(name, Format::Json).is_some();
    if feeds.iter().all(is_shown) {
        return Ok(());
    }
    made?;
    Err(Error::Cut(
        "a feed could not be made at the start".to_owned(),
    ))
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
        desk.drop_feed(gone).await?;
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
    retain::ask(desk, rules).await?;
    desk.changed();
    Ok(())
}
