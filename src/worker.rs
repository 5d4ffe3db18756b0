//! Claims jobs, calls the desk, tries again what failed, and stops when told.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::desk::{self, Desk};
use crate::job::{ClaimedJob, Job};

/// How long a claim holds.
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// How many jobs are claimed at once.
const BATCH: u32 = 512;
/// How long a worker sleeps at most: a clock may jump.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);
/// How long an edition must have been on the newsstand before it is coded.
const CODING_DELAY: Duration = Duration::from_millis(100);
/// So many changes during one pass are a burst.
const BURST: u64 = 4;
/// How long a worker rests at most in a burst.
const LONGEST_REST: Duration = Duration::from_millis(150);
/// How long a worker waits after the store failed.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(500);
/// How often a photo is asked for before it counts as not to be had.
const MOST_ATTEMPTS: u32 = 8;

/// Works until `stop`, then finishes what it began.
pub async fn run(desk: Arc<Desk>, stop: CancellationToken) {
    let fetches = TaskTracker::new();
    while !stop.is_cancelled() {
        let (begun, before) = (Instant::now(), desk.latest_change());
        let pause = match pass(&desk, &fetches).await {
            Ok(Pass::Worked) => {
                // In a burst, rest as long as the work took and let changes gather: they make one edition.
                if desk.latest_change() - before >= BURST {
                    tokio::time::sleep((begun.elapsed() * 3).min(LONGEST_REST)).await;
                }
                continue;
            }
            Ok(Pass::Idle(pause)) => pause,
            Err(error) => {
                tracing::error!("working on jobs failed: {error:#}");
                // Until they are given back, claimed jobs look done: nothing may be noted as shown.
                while let Err(error) = desk.store.release_claims().await {
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
    fetches.close();
    fetches.wait().await;
}

/// Works until nothing of our own is due; photos from outside are left to the worker that runs later.
pub async fn drain_ours(desk: &Arc<Desk>) -> anyhow::Result<()> {
    let fetches = TaskTracker::new();
    while matches!(pass(desk, &fetches).await?, Pass::Worked) {}
    // Fetches that were begun go on by themselves.
    fetches.close();
    Ok(())
}

/// Works until nothing is due, photos from outside included.
pub async fn drain(desk: &Arc<Desk>) -> anyhow::Result<()> {
    let fetches = TaskTracker::new();
    loop {
        let worked = pass(desk, &fetches).await?;
        if matches!(worked, Pass::Idle(_)) {
            if fetches.is_empty() {
                if desk.store.n_due(desk.clock.now()).await? > 0 {
                    // Another worker holds what is left.
                    tokio::time::sleep(Duration::from_millis(1)).await;
                    continue;
                }
                while desk.code_next() {}
                return Ok(());
            }
            fetches.close();
            fetches.wait().await;
            fetches.reopen();
        }
    }
}

/// Makes the codings of editions, one after another, until `stop`.
pub async fn code(desk: Arc<Desk>, stop: CancellationToken) {
    loop {
        let coder = Arc::clone(&desk);
        let coded = tokio::task::spawn_blocking(move || coder.code_next()).await;
        if stop.is_cancelled() {
            return;
        }
        if matches!(coded, Ok(true)) {
            continue;
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = desk.to_code.notified() => {}
        }
        // What is replaced at once is not worth coding: a burst of pushes is coded once.
        tokio::time::sleep(CODING_DELAY).await;
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
async fn pass(desk: &Arc<Desk>, fetches: &TaskTracker) -> anyhow::Result<Pass> {
    let ticket = desk.latest_change();
    let now = desk.clock.now();
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
    let (mut refreshing, mut dropping) = (Vec::new(), Vec::new());
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
            Job::FetchPhoto { .. } => {
                let desk = Arc::clone(desk);
                fetches.spawn(async move { fetch(&desk, job).await });
            }
            Job::PullFeed { source } => {
                let desk = Arc::clone(desk);
                fetches.spawn(async move { pull(&desk, &source, job.key).await });
            }
        }
    }
    if !refreshing.is_empty() {
        let feeds: Vec<String> = feeds.into_iter().collect();
        let shown = || {
            if !full {
                desk.note_shown(ticket);
            }
        };
        desk::refresh(desk, &feeds, refreshing, shown).await?;
    }
    for job in dropping {
        drop_photo(desk, &job).await?;
    }
    if !full {
        desk.note_shown(ticket);
    }
    Ok(Pass::Worked)
}

/// Takes one photo off the shelf; a shelf that fails is asked again later and stops nothing else.
async fn drop_photo(desk: &Desk, claimed: &ClaimedJob) -> anyhow::Result<()> {
    let Job::DropPhoto { name } = &claimed.job else {
        return Ok(());
    };
    if let Err(error) = desk::drop_photo(desk, name).await {
        tracing::error!("taking the photo {name} off the shelf failed: {error}");
        let due = desk.clock.now() + TimeDelta::minutes(1);
        desk.store
            .retry_job(claimed.key, due, &error.to_string())
            .await?;
        return Ok(());
    }
    desk.store.finish_jobs(&[claimed.key]).await?;
    Ok(())
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
    let settled = match desk::fetch_photo(desk, url).await {
        Ok(Ok(())) => desk.store.finish_jobs(&[claimed.key]).await,
        Ok(Err(error)) if claimed.attempts + 1 < MOST_ATTEMPTS => {
            let now = desk.clock.now();
            let backoff = Duration::from_secs(10 << claimed.attempts.min(8));
            let wait = error
                .retry_after()
                .map_or(backoff, |after| after.wait(now))
                .min(Duration::from_hours(6));
            let due = now + TimeDelta::from_std(wait).unwrap_or(TimeDelta::minutes(1));
            desk.store
                .retry_job(claimed.key, due, &error.to_string())
                .await
        }
        Ok(Err(error)) => match desk::give_up(desk, url, &error.to_string()).await {
            Ok(()) => desk.store.finish_jobs(&[claimed.key]).await,
            Err(error) => {
                // The claim ends with its lease, and then it is tried again.
                tracing::error!("giving up the photo {url} failed: {error}");
                return;
            }
        },
        Err(error) => {
            tracing::error!("keeping the photo {url} failed: {error}");
            desk.store
                .retry_job(
                    claimed.key,
                    desk.clock.now() + TimeDelta::seconds(30),
                    &error.to_string(),
                )
                .await
        }
    };
    if let Err(error) = settled {
        tracing::error!("settling the job of the photo {url} failed: {error}");
    }
}
