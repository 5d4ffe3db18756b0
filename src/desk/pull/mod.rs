//! Pulls a feed of somebody else's: asks politely, takes in what is new under the name of its source, kills nothing
//! that only vanished. What is known of each feed is stored with the job that asks it next.

mod schedule;
mod take;

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use self::schedule::{Hints, after_answer, after_failure};
use super::{Desk, Error, Rules};
use crate::ingest::feed;
use crate::job::{Job, NewJob};
use crate::media::fetch::{self, Answer, Fetched, Limits, Validators};
use crate::store::{PullOutcome, PullRecord};

/// How many items a feed is remembered by: more than any shows.
const MOST_REMEMBERED: usize = 5_000;

/// A feed that is pulled, as it is configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pull {
    /// Name of the source its articles are filed under.
    pub name: String,
    /// Its address.
    pub url: String,
    /// Section of all its articles; their own where `None`.
    pub section: Option<String>,
    /// Tags that all its articles get.
    pub tags: Vec<String>,
    /// Language of articles that name none.
    pub language: Option<String>,
    /// The shortest pause between two polls.
    pub every_seconds: u64,
    /// What becomes of its guids.
    pub guids: Guids,
    /// How much of an article is taken.
    pub bodies: Bodies,
    /// What becomes of articles that the feed takes back.
    pub deleted: Deleted,
    /// Whether it is polled.
    pub enabled: bool,
}

/// What becomes of the guids of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guids {
    /// They are kept, so that no reader sees an article twice.
    Keep,
    /// New ones are minted: for articles that are not ours.
    Mint,
}

/// How much of an article is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bodies {
    /// All of it.
    Full,
    /// Its summary, and the link.
    Summary,
}

/// What becomes of articles that a feed takes back (`at:deleted-entry`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deleted {
    /// They stay.
    Keep,
    /// They are killed.
    Kill,
}

/// The jobs that ask the feeds of these rules, for a start or after a change; those that wait already are the same.
pub(super) async fn due(desk: &Desk, rules: &Rules) -> Result<Vec<NewJob>, Error> {
    let records = desk.store.pulls().await?;
    let known: HashMap<&str, &PullRecord> = records
        .iter()
        .map(|record| (record.source.as_str(), record))
        .collect();
    let mut jobs = Vec::new();
    for pull in rules.pulls.values().filter(|pull| pull.enabled) {
        let job = Job::PullFeed {
            source: pull.name.clone(),
        };
        match known.get(pull.name.as_str()) {
            Some(record) if record.url == pull.url => {
                jobs.extend(record.next.map(|next| NewJob::at(job, next)));
            }
            _ => jobs.push(NewJob::now(job)),
        }
    }
    Ok(jobs)
}

/// Asks a feed, takes in what is new, and ends the job `key` with the one that follows. Safe to run twice.
pub async fn pull(desk: &Desk, source: &str, key: i64) -> Result<(), Error> {
    let rules = desk.rules.load_full();
    let now = desk.clock.now();
    let Some(pull) = rules.pulls.get(source).filter(|pull| pull.enabled) else {
        return Ok(desk.store.finish_jobs(&[key]).await?);
    };
    let settings = settings(pull);
    let record = desk.store.pull(source).await?;
    let mut record = record
        .filter(|record| record.url == pull.url)
        .unwrap_or_else(|| PullRecord {
            source: source.to_owned(),
            url: pull.url.clone(),
            next: Some(now),
            ..PullRecord::default()
        });
    if record.next.is_none_or(|next| next > now) {
        // It is gone, or another job came first.
        return Ok(desk.store.finish_jobs(&[key]).await?);
    }
    if record.settings != settings {
        // What was read by other settings is to be read again, whether the feed changed or not.
        record.settings = settings;
        (record.etag, record.last_modified, record.body_hash) = (None, None, None);
    }
    let known = Validators {
        etag: record.etag.clone(),
        last_modified: record.last_modified.clone(),
    };
    let url = record.moved.clone().unwrap_or_else(|| pull.url.clone());
    record.polled = Some(now);
    match desk.fetcher.ask(&url, &known, &Limits::feed()).await {
        Ok(answer) => answered(desk, pull, &mut record, answer, now).await?,
        Err(error) => failed(pull, &mut record, &error, now),
    }
    let job = |next| {
        let source = source.to_owned();
        NewJob::at(Job::PullFeed { source }, next)
    };
    let jobs: Vec<NewJob> = record.next.map(job).into_iter().collect();
    Ok(desk.store.save_pull(&record, key, &jobs).await?)
}

/// What a host's answer means.
async fn answered(
    desk: &Desk,
    pull: &Pull,
    record: &mut PullRecord,
    answer: Answer,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    if let Some(moved) = answer.moved
        && moved.as_str() != pull.url
    {
        tracing::info!(source.name = %pull.name, "the feed {} moved to {moved}", pull.url);
        record.moved = Some(moved.into());
    }
    let ended = match answer.fetched {
        None => {
            record.outcome = PullOutcome::Unchanged;
            false
        }
        Some(fetched) => match read(desk, pull, record, fetched, now).await? {
            Ok(ended) => ended,
            Err(error) => {
                fail(pull, record, &error.to_string(), None, now);
                return Ok(());
            }
        },
    };
    record.failures = 0;
    record.error = None;
    let hints = Hints {
        fresh_seconds: answer.freshness.seconds,
        ttl_minutes: record.ttl_minutes,
    };
    record.next = Some(after_answer(now, pull.every_seconds, hints, &pull.name));
    if ended {
        stop(pull, record, "the feed says that nothing will follow");
    }
    Ok(())
}

/// Reads new bytes and takes in what is new in them; tells whether the feed says that nothing will follow. The
/// validators are remembered only with what was read.
async fn read(
    desk: &Desk,
    pull: &Pull,
    record: &mut PullRecord,
    fetched: Fetched,
    now: DateTime<Utc>,
) -> Result<Result<bool, feed::Error>, Error> {
    let hash = blake3::hash(&fetched.bytes).to_hex()[..32].to_owned();
    let is_same = record.body_hash.as_ref() == Some(&hash);
    let (etag, last_modified) = (fetched.etag.clone(), fetched.last_modified.clone());
    if is_same {
        record.outcome = PullOutcome::Unchanged;
        (record.etag, record.last_modified) = (etag, last_modified);
        return Ok(Ok(false));
    }
    let outlets = desk.rules.load().outlets.clone();
    let scope = pull.name.clone();
    let parsed = tokio::task::spawn_blocking(move || {
        let read = feed::Read {
            scope: &scope,
            location: Some(fetched.final_url.as_str()),
            media_type: fetched.content_type.as_deref(),
            outlets: &outlets,
        };
        feed::read(&fetched.bytes, &read)
    });
    let parsed = parsed.await.map_err(|error| {
        Error::Cut(format!(
            "reading the feed {} was cut off: {error}",
            pull.name
        ))
    })?;
    let feed = match parsed {
        Ok(feed) => feed,
        Err(error) => return Ok(Err(error)),
    };
    record.title.clone_from(&feed.title);
    record.ttl_minutes = feed.ttl_minutes;
    record.notes.clone_from(&feed.notes);
    let ended = feed.has_ended;
    let taken = take::all(desk, pull, record, feed, now).await?;
    record.counts = taken.counts;
    record.refusals = taken.refusals;
    let seen: std::collections::HashSet<&str> =
        taken.taken.iter().map(|taken| taken.id.as_str()).collect();
    let mut before = std::mem::take(&mut record.taken);
    before.retain(|known| !seen.contains(known.id.as_str()));
    record.taken = taken.taken;
    record.taken.extend(before);
    record.taken.truncate(MOST_REMEMBERED);
    record.outcome = PullOutcome::Read;
    record.read = Some(now);
    (record.etag, record.last_modified, record.body_hash) = (etag, last_modified, Some(hash));
    Ok(Ok(ended))
}

fn failed(pull: &Pull, record: &mut PullRecord, error: &fetch::Error, now: DateTime<Utc>) {
    let is_gone = matches!(error, fetch::Error::Status { status: 410, .. });
    if is_gone && record.moved.is_none() {
        record.failures = record.failures.saturating_add(1);
        stop(
            pull,
            record,
            "the host answered 410: the feed is gone for good",
        );
        return;
    }
    let asked = error.retry_after().map(|after| after.wait(now).as_secs());
    fail(pull, record, &error.to_string(), asked, now);
    // An address that a redirect named is given up for the one that was configured.
    record.moved = None;
}

fn fail(
    pull: &Pull,
    record: &mut PullRecord,
    why: &str,
    asked_seconds: Option<u64>,
    now: DateTime<Utc>,
) {
    record.failures = record.failures.saturating_add(1);
    record.outcome = PullOutcome::Failed;
    record.error = Some(why.to_owned());
    let (every, n) = (pull.every_seconds, record.failures);
    record.next = Some(after_failure(now, every, n, asked_seconds, &pull.name));
    tracing::warn!(source.name = %pull.name, "pulling {} failed for the {n}. time: {why}", pull.url);
}

fn stop(pull: &Pull, record: &mut PullRecord, why: &str) {
    record.outcome = PullOutcome::Gone;
    record.error = Some(why.to_owned());
    record.next = None;
    tracing::warn!(source.name = %pull.name, "{} is not pulled any more: {why}", pull.url);
}

/// A hash of all settings that shape what is filed.
fn settings(pull: &Pull) -> String {
    let shaping = Pull {
        every_seconds: 0,
        enabled: true,
        ..pull.clone()
    };
    blake3::hash(format!("{shaping:?}").as_bytes()).to_hex()[..32].to_owned()
}
