//! What the program counts of its own doings, for `/metrics`. Counting waits for nobody: on the way of a poll it is one
//! addition.

use std::time::Duration;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};

/// Counts by the value of one label; values are few and fixed.
pub type By = Family<[(&'static str, &'static str); 1], Counter>;

/// The counts of one program since its start.
#[derive(Debug)]
pub struct Figures {
    /// Polls answered 200 from memory.
    pub polls_sent: Counter,
    /// Polls answered 304 from memory.
    pub polls_not_modified: Counter,
    /// Requests that the routes answered, by route and class of status.
    pub requests: Family<[(&'static str, String); 2], Counter>,
    /// Articles that were pushed, by `outcome`: `created`, `updated`, `unchanged`, `refused`, `failed`.
    pub pushes: By,
    /// Editions that were new, by `format`.
    pub editions: By,
    /// Photos that were asked for from outside, by `outcome`: `fetched`, `failed`, `put_off`.
    pub photos: By,
    /// Seconds until a filing was durable, waiting for its turn included.
    pub commits: Histogram,
}

impl Default for Figures {
    fn default() -> Self {
        Self {
            polls_sent: Counter::default(),
            polls_not_modified: Counter::default(),
            requests: Family::default(),
            pushes: By::default(),
            editions: By::default(),
            photos: By::default(),
            // 0.5 ms to 4 s.
            commits: Histogram::new(exponential_buckets(0.000_5, 2.0, 14)),
        }
    }
}

impl Figures {
    /// Counts a push.
    pub fn pushed(&self, outcome: &'static str) {
        self.pushes.get_or_create(&[("outcome", outcome)]).inc();
    }

    /// Counts a new edition.
    pub fn made(&self, format: &'static str) {
        self.editions.get_or_create(&[("format", format)]).inc();
    }

    /// Counts a photo that was asked for from outside.
    pub fn photo(&self, outcome: &'static str) {
        self.photos.get_or_create(&[("outcome", outcome)]).inc();
    }

    /// Counts a filing that is durable.
    pub fn committed(&self, took: Duration) {
        self.commits.observe(took.as_secs_f64());
    }

    /// Counts a request that the routes answered.
    pub fn answered(&self, route: &str, status: u16) {
        let class = match status {
            304 => "304",
            429 => "429",
            503 => "503",
            200..300 => "2xx",
            300..400 => "3xx",
            400..500 => "4xx",
            _ => "5xx",
        };
        let labels = [("route", route.to_owned()), ("status", class.to_owned())];
        self.requests.get_or_create(&labels).inc();
    }
}
