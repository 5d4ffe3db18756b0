//! What was measured of photos, and which addresses they came from.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::Error;
use crate::article::photo::{PhotoFile, PhotoSource};
use crate::job::NewJob;

/// What is known of a photo given by address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhotoState {
    /// Measured and on the shelf.
    Known(PhotoFile),
    /// Could not be had, and why.
    Failed(String),
}

/// Whether a photo may be shown to the public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoStanding {
    /// An article that is public shows it.
    Public {
        /// When the last of them leaves by itself or loses its rights to the photo; `None` where one never does.
        until: Option<DateTime<Utc>>,
    },
    /// Only articles show it whose rights to it have ended.
    Ended,
    /// Nothing public shows it.
    Hidden,
}

/// Photos by name and by address.
#[async_trait]
pub trait Photos {
    /// What is known of these sources; those not in the answer are not known yet.
    async fn photo_files(
        &self,
        sources: &[PhotoSource],
    ) -> Result<HashMap<PhotoSource, PhotoState>, Error>;
    /// Records an uploaded photo, or one fetched from `url`, with the jobs that follow. An upload takes back a
    /// [`crate::job::Job::DropPhoto`] that waits for the same bytes; what was fetched for articles that were killed
    /// meanwhile gets one.
    async fn save_photo(
        &self,
        file: &PhotoFile,
        url: Option<&str>,
        jobs: &[NewJob],
    ) -> Result<(), Error>;
    /// Records that a photo could not be had from `url`.
    async fn fail_photo(&self, url: &str, why: &str) -> Result<(), Error>;
    /// How the photo of this name stands to the public at `now`.
    async fn photo_standing(&self, name: &str, now: DateTime<Utc>) -> Result<PhotoStanding, Error>;
    /// Forgets a photo by its name on the shelf, unless an article that is not killed shows it or the `job` that
    /// asks for it was taken back by an upload; says whether it was forgotten.
    async fn drop_photo(&self, name: &str, job: i64) -> Result<bool, Error>;
}
