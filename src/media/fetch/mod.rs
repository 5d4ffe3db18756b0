//! The one client for outgoing requests: guarded, bounded in time and bytes, polite to hosts.
//!
//! Each hop of a redirect is judged like the first. A name is resolved by our own resolver, which
//! hands the connector judged addresses only; nothing resolves it a second time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{self, HeaderValue};
use reqwest::{Client, StatusCode};
use rustls::ClientConfig;
use tokio::time::{Instant, timeout};
use url::Url;

use super::guard::{Guard, Refused};

mod body;
mod client;
mod error;
mod freshness;
mod turns;

use body::{body, text};
pub use error::{Error, RetryAfter};
pub use freshness::Freshness;
use turns::Turns;

/// What one request may cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of body.
    pub size_bytes: u64,
    /// Most redirects that are followed.
    pub redirects: u32,
    /// Longest wait, from asking to the head of the reply, in one hop.
    pub first_byte: Duration,
    /// Longest time for all hops and the body; waiting for a turn does not count.
    pub total: Duration,
    /// Longest wait for a turn.
    pub queue: Duration,
    /// What is asked for.
    pub accept: &'static str,
    /// In which coding a host may send it.
    pub coding: Coding,
}

/// In which coding a host may send a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// As it is: photos gain nothing.
    Identity,
    /// Compressed with gzip; the limit of bytes holds for what comes out.
    Gzip,
}

impl Limits {
    /// Limits for a photo. Formats that every reader shows are asked for first: a host that
    /// negotiates should hand over what feeds can carry.
    #[must_use]
    pub fn photo() -> Self {
        Self {
            size_bytes: 10 << 20,
            redirects: 3,
            first_byte: Duration::from_secs(10),
            total: Duration::from_secs(20),
            queue: Duration::from_mins(2),
            accept: "image/jpeg, image/png, image/gif, image/webp;q=0.9, image/avif;q=0.8, */*;q=0.1",
            coding: Coding::Identity,
        }
    }

    /// Limits for a feed that is pulled.
    #[must_use]
    pub fn feed() -> Self {
        Self {
            size_bytes: 16 << 20,
            redirects: 5,
            first_byte: Duration::from_secs(20),
            total: Duration::from_mins(1),
            queue: Duration::from_mins(2),
            accept: "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1",
            coding: Coding::Gzip,
        }
    }
}

/// What a host said about a version of a resource, to be sent back when asking again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Validators {
    /// The `ETag` as received.
    pub etag: Option<String>,
    /// The `Last-Modified` as received.
    pub last_modified: Option<String>,
}

/// A resource that was fetched whole.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// The body.
    pub bytes: Bytes,
    /// Where it was found after all redirects.
    pub final_url: Url,
    /// The declared type. A claim: the bytes decide.
    pub content_type: Option<String>,
    /// The `ETag` as received.
    pub etag: Option<String>,
    /// The `Last-Modified` as received.
    pub last_modified: Option<String>,
}

/// What a host answered to a question that named the version we have.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The resource; `None` where it is still the version we have.
    pub fetched: Option<Fetched>,
    /// How long the host says that its answer stays true.
    pub freshness: Freshness,
    /// Where it moved for good: the end of the permanent redirects that were met before any other.
    pub moved: Option<Url>,
}

/// The guarded client. One for the whole program, so that its limits hold for all of it.
#[derive(Debug)]
pub struct Fetcher {
    guard: Arc<Guard>,
    tls: ClientConfig,
    user_agent: HeaderValue,
    /// One client to a port, because a resolver is told names only and the guard needs the port.
    clients: Mutex<HashMap<u16, Client>>,
    turns: Turns,
}

/// How a hop ended.
enum Hop {
    Moved {
        location: String,
        is_permanent: bool,
    },
    Unchanged(Freshness),
    Done(Fetched, Freshness),
}

impl Fetcher {
    /// Makes the client; trusts the certificate authorities of the system.
    ///
    /// # Errors
    /// When TLS cannot be set up or `public_url` cannot stand in a header.
    pub fn open(guard: Guard, public_url: &str) -> Result<Self, Error> {
        Self::open_trusting(guard, public_url, b"")
    }

    /// As [`Fetcher::open`], trusting also the authorities of a PEM file's content, such as that
    /// of a newsroom's own network.
    ///
    /// # Errors
    /// As [`Fetcher::open`], and when the PEM text cannot be read.
    pub fn open_trusting(guard: Guard, public_url: &str, pem: &[u8]) -> Result<Self, Error> {
        let agent = format!("Syndicated/{} (+{public_url})", env!("CARGO_PKG_VERSION"));
        let user_agent = HeaderValue::from_str(&agent)
            .map_err(|_| Error::Setup(format!("{public_url:?} cannot stand in a header").into()))?;
        Ok(Self {
            guard: Arc::new(guard),
            tls: client::tls(pem)?,
            user_agent,
            clients: Mutex::default(),
            turns: Turns::default(),
        })
    }

    /// Fetches a resource whole.
    ///
    /// # Errors
    /// When it is refused, cannot be had, or exceeds the limits; [`Error::is_final`] tells
    /// whether asking again may help.
    pub async fn fetch(&self, url: &str, limits: &Limits) -> Result<Fetched, Error> {
        match self.ask(url, &Validators::default(), limits).await?.fetched {
            Some(fetched) => Ok(fetched),
            None => Err(Error::Status {
                status: 304,
                retry_after: None,
            }),
        }
    }

    /// Fetches a resource unless it is still the known version; `None` then.
    ///
    /// # Errors
    /// As [`Fetcher::fetch`].
    pub async fn fetch_if_changed(
        &self,
        url: &str,
        known: &Validators,
        limits: &Limits,
    ) -> Result<Option<Fetched>, Error> {
        Ok(self.ask(url, known, limits).await?.fetched)
    }

    /// Asks for a resource that may be known already, and follows redirects as far as allowed; tells all that a
    /// polite client must know to ask again.
    ///
    /// # Errors
    /// As [`Fetcher::fetch`].
    pub async fn ask(
        &self,
        url: &str,
        known: &Validators,
        limits: &Limits,
    ) -> Result<Answer, Error> {
        let mut url = self.guard.read(url)?;
        let mut moved = None;
        let mut only_permanent = true;
        let mut left = limits.total;
        for _ in 0..=limits.redirects {
            let turn = self.turns.take(url.host_str().unwrap_or_default());
            let _turn = timeout(limits.queue, turn).await.map_err(|_| Error::Busy)?;
            let started = Instant::now();
            let hop = timeout(left, self.hop(&url, known, limits));
            match hop.await.map_err(|_| Error::TooSlow {
                seconds: limits.total.as_secs_f32(),
            })?? {
                Hop::Moved {
                    location,
                    is_permanent,
                } => {
                    url = self.next(&url, &location)?;
                    only_permanent &= is_permanent;
                    if only_permanent {
                        moved = Some(url.clone());
                    }
                }
                Hop::Unchanged(freshness) => {
                    return Ok(Answer {
                        fetched: None,
                        freshness,
                        moved,
                    });
                }
                Hop::Done(fetched, freshness) => {
                    return Ok(Answer {
                        fetched: Some(fetched),
                        freshness,
                        moved,
                    });
                }
            }
            left = left.saturating_sub(started.elapsed());
        }
        Err(Error::TooManyRedirects {
            limit: limits.redirects,
        })
    }

    /// Where a redirect leads, if it may.
    fn next(&self, from: &Url, location: &str) -> Result<Url, Error> {
        let to = self
            .guard
            .read(from.join(location).map_err(Refused::Syntax)?.as_str())?;
        if from.scheme() == "https" && to.scheme() != "https" {
            return Err(Refused::Downgrade.into());
        }
        Ok(to)
    }

    /// One request and its reply.
    async fn hop(&self, url: &Url, known: &Validators, limits: &Limits) -> Result<Hop, Error> {
        let client = self.client(url.port_or_known_default().unwrap_or_default())?;
        let mut request = client
            .get(url.clone())
            .header(header::USER_AGENT, &self.user_agent)
            .header(header::ACCEPT, limits.accept)
            .header(
                header::ACCEPT_ENCODING,
                match limits.coding {
                    Coding::Identity => "identity",
                    Coding::Gzip => "gzip",
                },
            );
        if let Some(etag) = &known.etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(date) = &known.last_modified {
            request = request.header(header::IF_MODIFIED_SINCE, date);
        }
        let head = timeout(limits.first_byte, request.send()).await;
        let reply = head
            .map_err(|_| Error::NoReply)?
            .map_err(Error::from_client)?;
        let status = reply.status();
        match status {
            StatusCode::OK => {
                let freshness = Freshness::of(reply.headers());
                Ok(Hop::Done(body(reply, limits).await?, freshness))
            }
            StatusCode::NOT_MODIFIED if *known != Validators::default() => {
                Ok(Hop::Unchanged(Freshness::of(reply.headers())))
            }
            StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT => text(reply.headers(), &header::LOCATION)
                .map(|location| Hop::Moved {
                    location,
                    is_permanent: matches!(
                        status,
                        StatusCode::MOVED_PERMANENTLY | StatusCode::PERMANENT_REDIRECT
                    ),
                })
                .ok_or(Error::NoLocation {
                    status: status.as_u16(),
                }),
            _ => {
                let retry_after = text(reply.headers(), &header::RETRY_AFTER);
                let retry_after = retry_after.as_deref().and_then(RetryAfter::read);
                Err(Error::Status {
                    status: status.as_u16(),
                    retry_after,
                })
            }
        }
    }

    /// The client for a port.
    fn client(&self, port: u16) -> Result<Client, Error> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = clients.get(&port) {
            return Ok(client.clone());
        }
        if clients.len() >= 64 {
            clients.clear(); // Only an exception for every port can come here.
        }
        let client = client::build(Arc::clone(&self.guard), port, self.tls.clone())?;
        clients.insert(port, client.clone());
        Ok(client)
    }
}

#[cfg(test)]
mod tests;
