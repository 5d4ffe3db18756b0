//! HTTP: what is spoken on the wire and which bytes answer which request.

mod added;
mod articles;
mod auth;
pub mod caller;
pub mod conditional;
mod feeds;
mod health;
pub(crate) mod intake;
pub mod listener;
mod metrics;
pub mod negotiate;
mod openapi;
pub mod pages;
mod people;
mod photos;
pub mod poll;
pub mod problem;
mod pulls;
mod ration;
mod record;
pub mod reply;
pub mod routes;
mod validation;

pub use record::Record;

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arc_swap::ArcSwap;
use hyper::http::header::HeaderValue;
use tokio::sync::Semaphore;

use crate::config;
use crate::desk::Desk;

/// What every route is handed.
pub struct Web {
    /// Asks the desk for every decision.
    pub desk: Arc<Desk>,
    /// What the configuration says of HTTP, taken up while running.
    settings: ArcSwap<Settings>,
    /// What the listener counts.
    counters: Arc<listener::Counters>,
    /// The validator, for everybody.
    validations: ration::Ration,
    /// Turns of those who send many articles in one stream.
    streams: Arc<Semaphore>,
    /// Whether the newsstand is filled and jobs are worked on.
    ready: AtomicBool,
}

/// What the configuration says of HTTP.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `Cache-Control` of feeds.
    cache_control: HeaderValue,
    /// How much is taken in at once.
    limits: config::Limits,
    /// Who publishes.
    newsroom: config::Newsroom,
    /// Proxies that are believed.
    proxies: Vec<IpAddr>,
}

impl Settings {
    /// Takes what HTTP needs from the configuration.
    pub fn of(config: &config::Config) -> Self {
        let cache = &config.cache;
        let text = format!(
            "public, max-age={}, stale-while-revalidate={}, stale-if-error={}",
            cache.max_age_seconds,
            cache.stale_while_revalidate_seconds,
            cache.stale_if_error_seconds
        );
        let cache_control = HeaderValue::from_str(&text)
            .unwrap_or_else(|_| HeaderValue::from_static("public, max-age=60"));
        let proxies = config.server.proxies.iter();
        Self {
            cache_control,
            limits: config.limits.clone(),
            newsroom: config.newsroom.clone(),
            proxies: proxies.filter_map(|proxy| proxy.parse().ok()).collect(),
        }
    }
}

impl Web {
    /// HTTP over a desk.
    pub fn new(desk: Arc<Desk>, settings: Settings, counters: Arc<listener::Counters>) -> Self {
        Self {
            desk,
            counters,
            validations: ration::Ration::default(),
            settings: ArcSwap::from_pointee(settings),
            streams: Arc::new(Semaphore::new(articles::bulk::MOST_STREAMS)),
            ready: AtomicBool::new(false),
        }
    }

    /// Takes up new settings.
    pub fn adopt(&self, settings: Settings) {
        self.settings.store(Arc::new(settings));
    }

    /// Notes that requests may come, or that the program is about to stop.
    pub fn set_ready(&self, ready: bool) {
        self.ready.store(ready, Ordering::SeqCst);
    }

    fn is_ready(&self) -> bool {
        self.ready.load(Ordering::SeqCst)
    }

    fn cache_control(&self) -> HeaderValue {
        self.settings.load().cache_control.clone()
    }
}
