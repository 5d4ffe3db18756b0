//! Why a fetch failed, and whether asking again may help.

use std::error::Error as StdError;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::media::guard::Refused;

/// When a host wants to be asked again (RFC 9110, 10.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// After so many seconds.
    Seconds(u64),
    /// Not before this moment.
    At(DateTime<Utc>),
}

impl RetryAfter {
    /// Reads the header's value.
    #[must_use]
    pub fn read(value: &str) -> Option<Self> {
        let value = value.trim();
        if value.bytes().all(|byte| byte.is_ascii_digit()) {
            return value.parse().ok().map(Self::Seconds);
        }
        httpdate::parse_http_date(value)
            .ok()
            .map(|moment| Self::At(moment.into()))
    }

    /// How long to wait from now on. The host may say anything: the caller bounds it.
    #[must_use]
    pub fn wait(self, now: DateTime<Utc>) -> Duration {
        match self {
            Self::Seconds(seconds) => Duration::from_secs(seconds),
            Self::At(moment) => (moment - now).to_std().unwrap_or_default(),
        }
    }
}

/// Why a resource was not fetched.
#[derive(Debug, thiserror::Error)]
#[expect(
    missing_docs,
    reason = "the messages say it; the fields are named in them"
)]
pub enum Error {
    /// The guard forbids this address.
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error("more than {limit} redirects")]
    TooManyRedirects { limit: u32 },
    #[error("the host answered {status} without a place to go")]
    NoLocation { status: u16 },
    #[error("the host answered {status}")]
    Status {
        status: u16,
        retry_after: Option<RetryAfter>,
    },
    #[error("more than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("the host sent it encoded as {coding:?}, which was not asked for")]
    Encoded { coding: String },
    #[error("the name {host} does not resolve")]
    Unresolved { host: String },
    #[error("no connection to the host")]
    Connect(#[source] reqwest::Error),
    #[error("the host did not answer in time")]
    NoReply,
    #[error("not whole after {seconds} seconds")]
    TooSlow { seconds: f32 },
    #[error("the connection broke off")]
    Broken(#[source] reqwest::Error),
    #[error("too many requests are waiting for this host")]
    Busy,
    /// The client could not be made; a matter of configuration.
    #[error("the http client cannot be set up")]
    Setup(#[source] Box<dyn StdError + Send + Sync>),
}

impl Error {
    /// Whether the same request would fail again.
    #[must_use]
    pub fn is_final(&self) -> bool {
        match self {
            Self::Refused(_)
            | Self::TooManyRedirects { .. }
            | Self::NoLocation { .. }
            | Self::TooLarge { .. }
            | Self::Encoded { .. }
            | Self::Setup(_) => true,
            // An article often arrives before its photo is up: 404, and 403 from object stores.
            Self::Status { status, .. } => !matches!(
                status,
                403 | 404 | 408 | 409 | 421 | 423 | 425 | 429 | 500..
            ),
            Self::Unresolved { .. }
            | Self::Connect(_)
            | Self::NoReply
            | Self::TooSlow { .. }
            | Self::Broken(_)
            | Self::Busy => false,
        }
    }

    /// When the host wants to be asked again, if it said so.
    #[must_use]
    pub fn retry_after(&self) -> Option<RetryAfter> {
        match self {
            Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// Sorts what the client underneath reports; our resolver's answers are found in its causes.
    pub(super) fn from_client(error: reqwest::Error) -> Self {
        let mut cause: Option<&(dyn StdError + 'static)> = Some(&error);
        while let Some(inner) = cause {
            if let Some(refused) = inner.downcast_ref::<Refused>() {
                return Self::Refused(refused.clone());
            }
            if let Some(unresolved) = inner.downcast_ref::<Unresolved>() {
                return Self::Unresolved {
                    host: unresolved.host.clone(),
                };
            }
            cause = inner.source();
        }
        let error = error.without_url();
        if error.is_connect() {
            Self::Connect(error)
        } else {
            Self::Broken(error)
        }
    }
}

/// A name without addresses, on its way through the client underneath.
#[derive(Debug, thiserror::Error)]
#[error("{host} does not resolve")]
pub(super) struct Unresolved {
    pub(super) host: String,
}
