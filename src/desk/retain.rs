//! Retention: what is old enough leaves the record by night, a few articles at a time; its names stay used.
//!
//! A purge cannot be undone, so a clock that jumps must not start one: what is purged was overdue at the purge before
//! already. A clock that is wrong for less than a day takes nothing with it.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};

use super::{Desk, Error, Rules};
use crate::article::Article;
use crate::article::photo::PhotoSource;
use crate::article::status::Status;
use crate::job::{Job, NewJob};
use crate::store::{Filed, PhotoState, Purge};

/// How many articles one pass takes.
const AT_ONCE: u32 = 50;
/// When nights are worked through, in UTC.
const HOUR: u32 = 3;
/// The fact that tells when the last purge ended, in milliseconds.
const LAST: &str = "retention.last";

/// Asks for the next purge, where the configuration wants any.
pub(super) async fn ask(desk: &Desk, rules: &Rules) -> Result<(), Error> {
    if rules.articles_days > 0 {
        let next = NewJob::at(Job::PurgeArticles, next_night(desk.clock.now()));
        desk.store.add_jobs(&[next]).await?;
    }
    Ok(())
}

/// Takes some of what is overdue off the record, and gives when to go on; `None` where nothing is to be purged.
pub async fn purge(desk: &Desk) -> Result<Option<NewJob>, Error> {
    let rules = desk.rules.load_full();
    let now = desk.clock.now();
    if rules.articles_days == 0 {
        return Ok(None);
    }
    let last = desk.store.fact(LAST).await?;
    let last = last
        .and_then(|millis| millis.parse().ok())
        .and_then(DateTime::from_timestamp_millis);
    let age = TimeDelta::days(i64::from(rules.articles_days));
    let cutoff = last.and_then(|last| last.min(now).checked_sub_signed(age));
    let outdated = match cutoff {
        Some(cutoff) => desk.store.outdated(cutoff, AT_ONCE).await?,
        None => Vec::new(),
    };
    let is_full = outdated.len() == AT_ONCE as usize;
    for filed in outdated {
        purge_one(desk, &rules, filed, now).await?;
    }
    if is_full {
        return Ok(Some(NewJob::now(Job::PurgeArticles)));
    }
    let millis = now.timestamp_millis().to_string();
    desk.store.set_fact(LAST, &millis).await?;
    Ok(Some(NewJob::at(Job::PurgeArticles, next_night(now))))
}

async fn purge_one(
    desk: &Desk,
    rules: &Rules,
    filed: Filed,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let mut jobs = photo_jobs(desk, &filed).await?;
    let article = &filed.article;
    if article.is_public(now) {
        jobs.extend(rules.takers(&[Some(article)]).map(|feed| {
            NewJob::now(Job::RefreshFeed {
                feed: feed.to_owned(),
            })
        }));
    }
    let id = article.id.clone();
    let version = article.version;
    let purge = Purge {
        id: id.clone(),
        version,
        leaves: (article.status == Status::Killed).then(|| tombstone(filed)),
        purged: now,
        jobs,
    };
    if desk.store.purge(purge).await? {
        tracing::info!(article.id = %id, "purged {id} at version {version}");
        desk.changed();
    }
    Ok(())
}

/// Jobs that take the article's photos off the shelf unless something else shows them.
async fn photo_jobs(desk: &Desk, previous: &Filed) -> Result<Vec<NewJob>, Error> {
    let sources: Vec<PhotoSource> = previous
        .article
        .photos
        .iter()
        .map(|photo| photo.source.clone())
        .collect();
    let known = desk.store.photo_files(&sources).await?;
    let drop = |state: PhotoState| match state {
        PhotoState::Known(file) => Some(NewJob::now(Job::DropPhoto { name: file.name })),
        PhotoState::Failed(_) => None,
    };
    Ok(known.into_values().filter_map(drop).collect())
}

/// What stays of a killed article: that it was, what readers were told, and which feeds tell of it.
fn tombstone(filed: Filed) -> Filed {
    let article = Article {
        body: None,
        summary: None,
        subheadline: None,
        photos: Vec::new(),
        media: Vec::new(),
        correction: None,
        extras: serde_json::Map::new(),
        doubts: Vec::new(),
        ..filed.article
    };
    Filed { article, ..filed }
}

/// The next time the hour comes.
fn next_night(now: DateTime<Utc>) -> DateTime<Utc> {
    let hour = NaiveTime::from_hms_opt(HOUR, 0, 0).unwrap_or_default();
    let tonight = now.date_naive().and_time(hour).and_utc();
    if tonight > now {
        tonight
    } else {
        tonight.checked_add_days(Days::new(1)).unwrap_or(tonight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nights_come_one_after_another() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        for (now, next) in [
            ("2026-11-20T02:59:59Z", "2026-11-20T03:00:00Z"),
            ("2026-11-20T03:00:00Z", "2026-11-21T03:00:00Z"),
            ("2026-12-31T23:59:59Z", "2027-01-01T03:00:00Z"),
        ] {
            assert_eq!(next_night(at(now)), at(next), "{now}");
        }
    }
}
