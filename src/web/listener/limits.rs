//! What one listener allows: times, sizes and numbers, secure unless changed.
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::counters::Counters;
use super::express::Glance;
use super::prebuilt::Prebuilt;

/// Times, sizes and numbers of one listener. The default is the secure one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From the first byte of a request (on a new connection: from its
    /// acceptance) to the end of its headers.
    pub head: Duration,
    /// In each such span in which we wait for a request body, at least
    /// `rate_bytes_per_second` must have arrived on average.
    pub body: Duration,
    /// Between the end of one response and the first byte of the next request.
    pub idle: Duration,
    /// In each such span in which the peer does not take all we have to write,
    /// it must have taken at least `rate_bytes_per_second` on average.
    pub write: Duration,
    /// Slowest transfer allowed, in bytes per second, in both directions.
    pub rate_bytes_per_second: u64,
    /// From the last byte of a request to the head of its response; the
    /// handler is then dropped and 503 answered.
    pub request: Duration,
    /// How long a closed connection may still send, so that the peer can read
    /// our last response before the reset.
    pub linger: Duration,
    /// How long requests in flight may take to finish after shutdown.
    pub drain: Duration,
    /// Request line and headers together, in bytes. Longer is 431.
    pub max_header_bytes: usize,
    /// Header lines of one request. More is 431; above 100 hyper refuses itself.
    pub max_headers: usize,
    /// Bytes that are read ahead for one connection (at least 8 KiB).
    pub read_buffer_bytes: usize,
    /// Open connections of the whole program.
    pub connections: usize,
    /// Of those, how many stay free for the health and admin listener: this
    /// listener holds at most `connections - reserved`.
    pub reserved: usize,
    /// Open connections of one IPv4 address or one IPv6 /64.
    pub per_address: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(5),
            body: Duration::from_secs(30),
            idle: Duration::from_secs(60),
            write: Duration::from_secs(10),
            rate_bytes_per_second: 1024,
            request: Duration::from_secs(30),
            linger: Duration::from_secs(2),
            drain: Duration::from_secs(30),
            max_header_bytes: 16 * 1024,
            max_headers: 64,
            read_buffer_bytes: 64 * 1024,
            connections: 12_000,
            reserved: 64,
            per_address: 256,
        }
    }
}

/// Says whether a host (without its port, as the client wrote it) is ours.
pub type HostFilter = Arc<dyn Fn(&str) -> bool + Send + Sync>;

/// Says what time it is, for the `Date` of every response.
pub type Now = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Answers a plain request at once, or leaves it to the service. Must not block.
pub type Express = Arc<dyn Fn(&Glance<'_>) -> Option<Arc<Prebuilt>> + Send + Sync>;

/// Everything a listener is told beside its socket and its service.
#[derive(Clone)]
pub struct Settings {
    /// Times, sizes and numbers.
    pub limits: Limits,
    /// Which hosts are ours; `None` takes any well-formed one.
    pub hosts: Option<HostFilter>,
    /// What can be answered at once; `None` leaves everything to the service.
    pub express: Option<Express>,
    /// The clock behind `Date`. It may jump in both directions.
    pub now: Now,
    /// Where the listener counts; may be shared by several listeners.
    pub counters: Arc<Counters>,
}

impl Settings {
    /// The secure limits, any host, counters of its own.
    #[must_use]
    pub fn new(now: Now) -> Self {
        Self {
            limits: Limits::default(),
            hosts: None,
            express: None,
            now,
            counters: Arc::new(Counters::default()),
        }
    }
}

/// A filter that takes exactly the given host names (without port), in any
/// letter case.
#[must_use]
pub fn host_list<I>(hosts: I) -> HostFilter
where
    I: IntoIterator,
    I::Item: Into<String>,
{
    let hosts: Vec<String> = hosts.into_iter().map(Into::into).collect();
    Arc::new(move |host| hosts.iter().any(|ours| ours.eq_ignore_ascii_case(host)))
}
