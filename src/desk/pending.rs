//! What is shown and not saved yet. Nobody waits for these saves: what is shown is a pure function of what is durable
//! already, and the jobs that made it end with the save. After a crash in between they run again and make the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::{Desk, Error, standing};
use crate::feed::{Edition, Format};
use crate::job::NewJob;
use crate::store::{EditionRecord, Refreshed, ReportRecord, StandingChange};

/// What a refresh made.
#[derive(Debug, Default, Clone)]
pub(super) struct Made {
    /// New editions; those of feeds that did not change are not here.
    pub(super) editions: Vec<Arc<Edition>>,
    /// New reports.
    pub(super) reports: Vec<ReportRecord>,
    /// Which articles came into a feed, and which left it.
    pub(super) standings: Vec<StandingChange>,
    /// Jobs that are done with it.
    pub(super) finished: Vec<i64>,
    /// Jobs that follow from it.
    pub(super) jobs: Vec<NewJob>,
}

impl Made {
    /// As the store takes it; packing takes time in proportion to the feeds.
    fn packed(&self) -> Result<Refreshed, Error> {
        let record = |edition: &Arc<Edition>| {
            let packed = edition.packed().ok_or_else(|| {
                Error::Cut(format!("the edition {} cannot be packed", edition.path()))
            })?;
            Ok(EditionRecord {
                feed: edition.feed.clone(),
                format: edition.format,
                packed,
                last_modified: edition.last_modified,
                shares_second: edition.shares_second,
                definition: edition.definition.clone(),
            })
        };
        Ok(Refreshed {
            editions: self
                .editions
                .iter()
                .map(record)
                .collect::<Result<_, Error>>()?,
            reports: self.reports.clone(),
            standings: self.standings.clone(),
            finished: self.finished.clone(),
            jobs: self.jobs.clone(),
        })
    }
}

/// The newest of each, until it is saved.
#[derive(Debug, Default)]
pub(super) struct Pending {
    waiting: Mutex<Waiting>,
    /// One save at a time: an older edition must never be saved over a newer one.
    saving: tokio::sync::Mutex<()>,
    /// Told when something was added.
    added: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    /// Counts what was added, so that a save takes away only what it saved.
    count: u64,
    editions: BTreeMap<(String, Format), (u64, Arc<Edition>)>,
    reports: BTreeMap<String, (u64, ReportRecord)>,
    standings: Vec<StandingChange>,
    finished: Vec<i64>,
    jobs: Vec<NewJob>,
    /// Feeds that are to leave the record once the rest is saved.
    gone: BTreeSet<String>,
}

impl Waiting {
    fn is_empty(&self) -> bool {
        self.editions.is_empty()
            && self.reports.is_empty()
            && self.standings.is_empty()
            && self.finished.is_empty()
            && self.jobs.is_empty()
            && self.gone.is_empty()
    }

    fn snapshot(&self) -> Made {
        Made {
            editions: self
                .editions
                .values()
                .map(|(_, edition)| Arc::clone(edition))
                .collect(),
            reports: self
                .reports
                .values()
                .map(|(_, report)| report.clone())
                .collect(),
            standings: self.standings.clone(),
            finished: self.finished.clone(),
            jobs: self.jobs.clone(),
        }
    }

    /// Takes away what a save has saved; what was added since then stays.
    fn saved(&mut self, saved: &Made, count: u64) {
        self.editions.retain(|_, (added, _)| *added > count);
        self.reports.retain(|_, (added, _)| *added > count);
        self.standings.drain(..saved.standings.len());
        self.finished.drain(..saved.finished.len());
        self.jobs.drain(..saved.jobs.len());
    }
}

impl Pending {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leaves what a refresh made to the next save.
    pub(super) fn add(&self, made: Made) {
        let mut waiting = self.waiting();
        waiting.count += 1;
        let count = waiting.count;
        for edition in made.editions {
            waiting.gone.remove(&edition.feed);
            let key = (edition.feed.clone(), edition.format);
            waiting.editions.insert(key, (count, edition));
        }
        for report in made.reports {
            waiting.reports.insert(report.feed.clone(), (count, report));
        }
        waiting.standings.extend(made.standings);
        waiting.finished.extend(made.finished);
        waiting.jobs.extend(made.jobs);
        drop(waiting);
        self.added.notify_one();
    }

    /// The reports that are newer than those on record.
    pub(super) fn reports(&self) -> Vec<ReportRecord> {
        let waiting = self.waiting();
        waiting
            .reports
            .values()
            .map(|(_, report)| report.clone())
            .collect()
    }

    /// The report of a feed, where it is newer than the one on record.
    pub(super) fn report(&self, feed: &str) -> Option<ReportRecord> {
        let waiting = self.waiting();
        waiting.reports.get(feed).map(|(_, report)| report.clone())
    }
}

impl Desk {
    /// The jobs that are done and whose end is still to be saved.
    pub fn jobs_to_end(&self) -> Vec<i64> {
        self.pending.waiting().finished.clone()
    }

    /// Waits until there is something to save.
    pub async fn to_save(&self) {
        self.pending.added.notified().await;
    }

    /// Saves what is shown; when this returns, everything that was shown before it was called is on record.
    pub async fn save_shown(&self) -> Result<(), Error> {
        let pack = async |made: Made| {
            tokio::task::spawn_blocking(move || (made.packed(), made))
                .await
                .map_err(|error| Error::Cut(format!("packing editions ended: {error}")))
        };
        self.save(pack).await
    }

    /// The same for a thread of its own, which may take its time.
    pub async fn save_shown_here(&self) -> Result<(), Error> {
        self.save(async |made: Made| Ok((made.packed(), made)))
            .await
    }

    async fn save(
        &self,
        pack: impl AsyncFnOnce(Made) -> Result<(Result<Refreshed, Error>, Made), Error>,
    ) -> Result<(), Error> {
        let _alone = self.pending.saving.lock().await;
        let (made, count) = {
            let waiting = self.pending.waiting();
            if waiting.is_empty() {
                return Ok(());
            }
            (waiting.snapshot(), waiting.count)
        };
        let (packed, made) = pack(made).await?;
        self.store.save_refreshed(packed?).await?;
        self.pending.waiting().saved(&made, count);
        let gone: Vec<String> = self.pending.waiting().gone.iter().cloned().collect();
        for feed in gone {
            standing::close(self, &feed).await?;
            self.store.drop_feed(&feed).await?;
            self.pending.waiting().gone.remove(&feed);
        }
        Ok(())
    }

    /// Takes a feed off the newsstand and off the record.
    pub(super) async fn drop_feed(&self, feed: &str) -> Result<(), Error> {
        self.newsstand.remove(feed);
        self.forget(feed);
        // After what is still to be saved of it; where that fails now, the saver tries it again.
        self.pending.waiting().gone.insert(feed.to_owned());
        self.pending.added.notify_one();
        self.save_shown().await
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use chrono::DateTime;

    use super::*;
    use crate::job::Job;

    fn made(feed: &str, text: &'static str, finished: i64) -> Made {
        let (bytes, shown) = (Bytes::from_static(text.as_bytes()), DateTime::UNIX_EPOCH);
        Made {
            editions: vec![Arc::new(Edition::new(
                feed,
                Format::Rss,
                bytes,
                shown,
                false,
            ))],
            reports: vec![ReportRecord {
                feed: feed.to_owned(),
                json: text.to_owned(),
            }],
            standings: Vec::new(),
            finished: vec![finished],
            jobs: vec![NewJob::now(Job::RefreshFeed {
                feed: text.to_owned(),
            })],
        }
    }

    #[test]
    fn the_newest_of_each_is_saved_and_what_came_meanwhile_stays() {
        let pending = Pending::default();
        pending.add(made("front", "one", 1));
        pending.add(made("front", "two", 2));
        pending.add(made("town", "three", 3));
        let saved = pending.waiting().snapshot();
        let count = pending.waiting().count;
        let texts = |made: &Made| -> Vec<Bytes> {
            let packed = made.packed().unwrap().editions.into_iter();
            packed
                .map(|edition| edition.packed.unpack().unwrap())
                .collect()
        };
        assert_eq!(texts(&saved), ["two", "three"]);
        assert_eq!((&saved.finished[..], saved.jobs.len()), (&[1, 2, 3][..], 3));

        pending.add(made("front", "four", 4));
        pending.waiting().saved(&saved, count);
        let left = pending.waiting().snapshot();
        assert_eq!(texts(&left), ["four"]);
        assert_eq!(pending.report("front").unwrap().json, "four");
        assert_eq!(pending.report("town"), None);
        assert_eq!(left.finished, [4]);
        assert_eq!(left.jobs.len(), 1);
    }
}
