//! Photos come in, by upload or by address; they are measured, kept, and shown by what awaits them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::{Desk, Error};
use crate::article::Article;
use crate::article::photo::{PhotoFile, PhotoSource};
use crate::article::status::Status;
use crate::job::{Job, NewJob};
use crate::media::fetch;
use crate::media::probe::{self, Probe};
use crate::media::shelf::PhotoName;

/// How long an uploaded photo is kept for the article that will name it, though nothing shows it.
const AWAITED: TimeDelta = TimeDelta::minutes(10);

/// Takes an uploaded photo: measured, on the shelf and on record before this returns. The same bytes are the same photo.
pub async fn upload(
    desk: &Desk,
    bytes: impl AsRef<[u8]> + Send + 'static,
    most_bytes: usize,
) -> Result<PhotoFile, Error> {
    let _kept = desk.photo_moves.read().await;
    let file = keep(desk, bytes, most_bytes).await?;
    desk.store.save_photo(&file, None, &[]).await?;
    desk.awaited.begin(&file.name, desk.clock.now());
    Ok(file)
}

/// Photos that were uploaded and are still to be named by an article: whoever was told that a photo is on the shelf may
/// name it for a while, whatever happens to others that show the same bytes.
#[derive(Debug, Default)]
pub(super) struct Awaited(Mutex<HashMap<String, DateTime<Utc>>>);

impl Awaited {
    fn photos(&self) -> MutexGuard<'_, HashMap<String, DateTime<Utc>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self, name: &str, now: DateTime<Utc>) {
        let mut photos = self.photos();
        photos.retain(|_, uploaded| now - *uploaded < AWAITED);
        photos.insert(name.to_owned(), now);
    }

    /// Notes that an article names its photos.
    pub(super) fn end(&self, article: &Article) {
        if article.photos.is_empty() {
            return;
        }
        let mut photos = self.photos();
        for photo in &article.photos {
            if let PhotoSource::Shelf(name) = &photo.source {
                photos.remove(name);
            }
        }
    }

    /// Until when the photo is waited for.
    fn until(&self, name: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let until = *self.photos().get(name)? + AWAITED;
        (now < until).then_some(until)
    }
}

/// Fetches a photo given by address. An error that trying again may cure is given back as [`fetch::Error`]; a final one is put on record.
pub async fn fetch_photo(desk: &Desk, url: &str) -> Result<Result<(), fetch::Error>, Error> {
    let waiting = desk
        .store
        .articles_with_photo(&PhotoSource::Url(url.to_owned()))
        .await?;
    // Nobody wants the photo of killed articles any more.
    if waiting
        .iter()
        .all(|article| article.status == Status::Killed)
    {
        return Ok(Ok(()));
    }
    let limits = fetch::Limits::photo();
    let most_bytes = usize::try_from(limits.size_bytes).unwrap_or(usize::MAX);
    let fetched = match desk.fetcher.fetch(url, &limits).await {
        Ok(fetched) => fetched,
        Err(error) if error.is_final() => {
            give_up(desk, url, &error.to_string()).await?;
            return Ok(Ok(()));
        }
        Err(error) => {
            desk.figures.photo("put_off");
            return Ok(Err(error));
        }
    };
    let _kept = desk.photo_moves.read().await;
    let file = match keep(desk, fetched.bytes, most_bytes).await {
        Ok(file) => file,
        Err(Error::Photo(why)) => {
            give_up(desk, url, &why).await?;
            return Ok(Ok(()));
        }
        Err(error) => return Err(error),
    };
    let jobs = refreshes(desk, &waiting);
    desk.store.save_photo(&file, Some(url), &jobs).await?;
    desk.figures.photo("fetched");
    desk.changed();
    Ok(Ok(()))
}

/// Records that a photo is not to be had from its address; the feeds that await it say so in their reports.
pub async fn give_up(desk: &Desk, url: &str, why: &str) -> Result<(), Error> {
    desk.store.fail_photo(url, why).await?;
    desk.figures.photo("failed");
    // The job that fetches is still on record, so a stop between the two steps loses nothing.
    let waiting = desk
        .store
        .articles_with_photo(&PhotoSource::Url(url.to_owned()))
        .await?;
    desk.store.add_jobs(&refreshes(desk, &waiting)).await?;
    desk.changed();
    Ok(())
}

/// Jobs for the feeds that show any of these articles.
fn refreshes(desk: &Desk, articles: &[Article]) -> Vec<NewJob> {
    let now = desk.clock.now();
    let shown: Vec<_> = articles
        .iter()
        .filter(|article| article.is_public(now))
        .map(Some)
        .collect();
    let rules = desk.rules.load();
    rules
        .takers(&shown)
        .map(|feed| {
            NewJob::now(Job::RefreshFeed {
                feed: feed.to_owned(),
            })
        })
        .collect()
}

/// Whether a photo left the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DroppedPhoto {
    /// It is gone.
    Gone,
    /// Something still shows it, or it was uploaded again.
    StillShown,
    /// It was uploaded a moment ago, and an article is still to name it.
    Awaited {
        /// Until when it is waited for.
        until: DateTime<Utc>,
    },
}

/// Takes a photo off the shelf, unless something that is not killed shows it or it was uploaded again since `job`
/// was asked for.
pub async fn drop_photo(desk: &Desk, name: &str, job: i64) -> Result<DroppedPhoto, Error> {
    // Off the record and off the shelf in one step, as whoever brings the same bytes sees it.
    let _moving = desk.photo_moves.write().await;
    if let Some(until) = desk.awaited.until(name, desk.clock.now()) {
        return Ok(DroppedPhoto::Awaited { until });
    }
    if !desk.store.drop_photo(name, job).await? {
        return Ok(DroppedPhoto::StillShown);
    }
    let Ok(name) = name.parse::<PhotoName>() else {
        return Ok(DroppedPhoto::Gone);
    };
    let shelf = Arc::clone(&desk.shelf);
    blocking(move || {
        shelf
            .remove(name)
            .map_err(|error| Error::Shelf(error.to_string()))
    })
    .await?;
    Ok(DroppedPhoto::Gone)
}

/// Measures the bytes and puts them on the shelf.
async fn keep(
    desk: &Desk,
    bytes: impl AsRef<[u8]> + Send + 'static,
    most_bytes: usize,
) -> Result<PhotoFile, Error> {
    let shelf = Arc::clone(&desk.shelf);
    let limits = probe::Limits {
        size_bytes: u64::try_from(most_bytes).unwrap_or(u64::MAX),
        ..probe::Limits::default()
    };
    blocking(move || {
        let probe = probe::probe_within(bytes.as_ref(), &limits)
            .map_err(|error| Error::Photo(error.to_string()))?;
        let name = shelf
            .put(bytes.as_ref(), &probe)
            .map_err(|error| Error::Shelf(error.to_string()))?;
        Ok(measured(&probe, name))
    })
    .await
}

fn measured(probe: &Probe, name: PhotoName) -> PhotoFile {
    PhotoFile {
        name: name.to_string(),
        media_type: probe.media_type.mime().to_owned(),
        width: probe.width,
        height: probe.height,
        size_bytes: probe.size_bytes,
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(Error::Shelf(format!("the work was cut off: {error}"))))
}
