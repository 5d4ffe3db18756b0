//! Claims jobs, calls the desk, tries again what failed, and stops when told.

mod behind;

pub use behind::behind;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::desk::{self, Desk, DroppedPhoto};
use crate::job::{ClaimedJob, Job};
use crate::media::fetch;
use crate::store;

/// How long a claim holds.
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// How many jobs are claimed at once.
const BATCH: u32 = 512;
/// How long a worker sleeps at most: a clock may jump.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);
/// So many changes during one pass are a burst.
const BURST: u64 = 4;
/// How long a worker rests at most in a burst.
const LONGEST_REST: Duration = Duration::from_secs(1);
/// How long a worker waits after the store failed.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(500);
/// How often a photo is asked for before it counts as not to be had.
const MOST_ATTEMPTS: u32 = 8;
/// How long a host is left in peace at most, whatever it says.
const LONGEST_DELAY: Duration = Duration::from_hours(6);
/// When a photo is asked for again whose host had enough to do for us.
const BUSY_DELAY: TimeDelta = TimeDelta::seconds(10);
/// When a photo is asked for again that the store or the shelf could not keep.
const TROUBLE_DELAY: TimeDelta = TimeDelta::seconds(30);

/// Works until `stop`, then finishes what it began.
pub async fn run(desk: Arc<Desk>, stop: CancellationToken) {
    let fetches = Fetches::default();
    while !stop.is_cancelled() {
        let (begun, before) = (Instant::now(), desk.latest_change());
        let pause = match pass(&desk, &fetches).await {
            Ok(Pass::Worked) => {
                // In a burst, rest three times as long as the work took and let changes gather: they make one
                // edition. Who waits for a change cuts the rest short.
                let in_burst = desk.latest_change() - before >= BURST;
                desk.note_burst(in_burst);
                if in_burst {
                    desk.rest((begun.elapsed() * 3).min(LONGEST_REST)).await;
                }
                continue;
            }
            Ok(Pass::Idle(pause)) => {
                desk.note_burst(false);
                pause
            }
            Err(error) => {
                tracing::error!("working on jobs failed: {error:#}");
                // Until they are given back, claimed jobs look done: nothing may be noted as shown.
                // Those that are done, and whose end is still to be saved, are not given back.
                let kept = [fetches.running(), desk.jobs_to_end()].concat();
                while let Err(error) = desk.store.release_claims(&kept).await {
                    tracing::warn!("claimed jobs could not be given back: {error}");
                    if stop.is_cancelled() {
                        break;
                    }
                    tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
                }
                PAUSE_AFTER_FAILURE
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = desk.wake.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
    fetches.settle().await;
}

/// Works until nothing of our own is due; photos from outside are left to the worker that runs later.
pub async fn drain_ours(desk: &Arc<Desk>) -> anyhow::Result<()> {
    // Fetches that are begun go on by themselves.
    let fetches = Fetches::default();
    while matches!(pass(desk, &fetches).await?, Pass::Worked) {}
    desk.save_shown().await?;
    Ok(())
}

/// Works until nothing is due, photos from outside included.
pub async fn drain(desk: &Arc<Desk>) -> anyhow::Result<()> {
    let fetches = Fetches::default();
    loop {
        let worked = pass(desk, &fetches).await?;
        if matches!(worked, Pass::Idle(_)) {
            desk.save_shown().await?;
            if fetches.tasks.is_empty() {
                if desk.store.n_due(desk.clock.now()).await? > 0 {
                    // Another worker holds what is left.
                    tokio::time::sleep(Duration::from_millis(1)).await;
                    continue;
                }
                while desk.code_next() {}
                return Ok(());
            }
            fetches.settle().await;
        }
    }
}

/// What one pass did.
enum Pass {
    /// Something was due.
    Worked,
    /// Nothing was; look again after this.
    Idle(Duration),
}

/// Claims what is due and does it: feeds together, so that fifty changes make one edition.
async fn pass(desk: &Arc<Desk>, fetches: &Fetches) -> anyhow::Result<Pass> {
    let ticket = desk.latest_change();
    let now = desk.clock.now();
    desk::watch_clock(desk, now).await?;
    let claimed = desk.store.claim_jobs(now, now + LEASE, BATCH).await?;
    if claimed.is_empty() {
        desk.note_shown(ticket);
        let due = desk.store.next_due().await?;
        let pause = due
            .and_then(|due| (due - now).to_std().ok())
            .map_or(LONGEST_SLEEP, |wait| {
                wait.clamp(Duration::from_millis(1), LONGEST_SLEEP)
            });
        return Ok(Pass::Idle(pause));
    }
    let full = claimed.len() == BATCH as usize;
    let mut feeds: BTreeSet<String> = BTreeSet::new();
    let (mut refreshing, mut dropping, mut purging) = (Vec::new(), Vec::new(), Vec::new());
    for job in claimed {
        match job.job {
            Job::RefreshFeed { feed } => {
                feeds.insert(feed);
                refreshing.push(job.key);
            }
            Job::ReleaseArticle { ref article } => {
                feeds.extend(desk::release(desk, article).await?);
                refreshing.push(job.key);
            }
            Job::DropPhoto { .. } => dropping.push(job),
            Job::PurgeArticles => purging.push(job.key),
            Job::FetchPhoto { .. } | Job::PullFeed { .. } => fetches.spawn(desk, job),
        }
    }
    if !refreshing.is_empty() {
        let feeds: Vec<String> = feeds.into_iter().collect();
        desk::refresh(desk, &feeds, refreshing).await?;
        if !full {
            desk.note_shown(ticket);
        }
    }
    for job in dropping {
        drop_photo(desk, &job).await?;
    }
    if !full {
        desk.note_shown(ticket);
    }
    if !purging.is_empty() {
        let next = desk::purge(desk).await?;
        desk.store.add_jobs(next.as_slice()).await?;
        desk.store.finish_jobs(&purging).await?;
    }
    Ok(Pass::Worked)
}

/// Takes one photo off the shelf; a shelf that fails is asked again later and stops nothing else.
async fn drop_photo(desk: &Desk, claimed: &ClaimedJob) -> anyhow::Result<()> {
    let Job::DropPhoto { name } = &claimed.job else {
        return Ok(());
    };
    let (store, key) = (&desk.store, claimed.key);
    match desk::drop_photo(desk, name, key).await {
        Ok(DroppedPhoto::Gone | DroppedPhoto::StillShown) => store.finish_jobs(&[key]).await?,
        Ok(DroppedPhoto::Awaited { until }) => {
            store
                .postpone_job(key, until, "it was just uploaded")
                .await?;
        }
        Err(error) => {
            tracing::error!("taking the photo {name} off the shelf failed: {error}");
            let due = desk.clock.now() + TimeDelta::minutes(1);
            store.retry_job(key, due, &error.to_string()).await?;
        }
    }
    Ok(())
}

/// The fetches of photos and feeds that run beside the passes: a failed pass gives their claims back to nobody.
#[derive(Default)]
struct Fetches {
    tasks: TaskTracker,
    running: Arc<Mutex<BTreeSet<i64>>>,
}

impl Fetches {
    /// Begins one.
    fn spawn(&self, desk: &Arc<Desk>, job: ClaimedJob) {
        let running = Running::note(&self.running, job.key);
        let desk = Arc::clone(desk);
        self.tasks.spawn(async move {
            let _running = running;
            if let Job::PullFeed { source } = &job.job {
                pull(&desk, source, job.key).await;
            } else {
                fetch(&desk, job).await;
            }
        });
    }

    /// The keys of their jobs.
    fn running(&self) -> Vec<i64> {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.iter().copied().collect()
    }

    /// Waits until all have ended.
    async fn settle(&self) {
        self.tasks.close();
        self.tasks.wait().await;
        self.tasks.reopen();
    }
}

/// A note that a job runs; gone when it has ended, in whatever way.
struct Running {
    key: i64,
    all: Arc<Mutex<BTreeSet<i64>>>,
}

impl Running {
    fn note(all: &Arc<Mutex<BTreeSet<i64>>>, key: i64) -> Self {
        let note = Self {
            key,
            all: Arc::clone(all),
        };
        note.keys().insert(key);
        note
    }

    fn keys(&self) -> MutexGuard<'_, BTreeSet<i64>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.keys().remove(&self.key);
    }
}

/// Pulls one feed; the desk settles the job. Where even that failed, it is given back.
async fn pull(desk: &Desk, source: &str, key: i64) {
    let Err(error) = desk::pull(desk, source, key).await else {
        return;
    };
    tracing::error!("pulling the feed of {source} failed: {error}");
    let due = desk.clock.now() + TimeDelta::minutes(1);
    if let Err(error) = desk.store.retry_job(key, due, &error.to_string()).await {
        tracing::error!("giving back the job of the feed of {source} failed: {error}");
    }
}

/// Fetches one photo and settles its job.
async fn fetch(desk: &Desk, claimed: ClaimedJob) {
    let Job::FetchPhoto { url } = &claimed.job else {
        return;
    };
    let (store, key, now) = (&desk.store, claimed.key, desk.clock.now());
    let settled = match desk::fetch_photo(desk, url).await {
        Ok(Ok(())) => store.finish_jobs(&[key]).await,
        // The host was not even asked.
        Ok(Err(error @ fetch::Error::Busy)) => {
            store
                .postpone_job(key, now + BUSY_DELAY, &error.to_string())
                .await
        }
        Ok(Err(error)) if claimed.attempts + 1 < MOST_ATTEMPTS => {
            let wait = delay(&error, claimed.attempts, now);
            store.retry_job(key, now + wait, &error.to_string()).await
        }
        Ok(Err(error)) => match desk::give_up(desk, url, &error.to_string()).await {
            Ok(()) => store.finish_jobs(&[key]).await,
            Err(error) => postpone(desk, key, url, &error).await,
        },
        Err(error) => postpone(desk, key, url, &error).await,
    };
    if let Err(error) = settled {
        // The claim ends with its lease, and then it is tried again.
        tracing::error!("settling the job of the photo {url} failed: {error}");
    }
}

/// How long a host is left in peace that did not give the photo.
fn delay(error: &fetch::Error, attempts: u32, now: DateTime<Utc>) -> TimeDelta {
    let backoff = Duration::from_secs(10 << attempts.min(8));
    let wait = error
        .retry_after()
        .map_or(backoff, |after| after.wait(now))
        .min(LONGEST_DELAY);
    TimeDelta::from_std(wait).unwrap_or(TimeDelta::minutes(1))
}

/// The store or the shelf failed, not the host: that is no attempt.
async fn postpone(
    desk: &Desk,
    key: i64,
    url: &str,
    error: &desk::Error,
) -> Result<(), store::Error> {
    tracing::error!("keeping the photo {url} failed: {error}");
    let due = desk.clock.now() + TROUBLE_DELAY;
    desk.store.postpone_job(key, due, &error.to_string()).await
}
