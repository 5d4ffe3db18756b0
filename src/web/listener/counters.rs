//! What a listener counts, for the metrics page.
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts of one or more listeners since the start of the program.
#[derive(Debug, Default)]
pub struct Counters {
    /// Connections taken from the socket.
    pub accepted: AtomicU64,
    /// Connections open now.
    pub open: AtomicU64,
    /// Connections turned away because too many were open.
    pub refused: AtomicU64,
    /// Connections closed because the peer (or a handler) was too slow.
    pub timed_out: AtomicU64,
    /// Requests answered 400, 408 or 431 by the listener itself.
    pub bad_requests: AtomicU64,
    /// Panics of handlers and of response bodies.
    pub panics: AtomicU64,
    /// Well-formed requests handed to the service.
    pub requests: AtomicU64,
    /// Failures of `accept`, such as too many open files.
    pub accept_errors: AtomicU64,
}

/// Adds one.
pub(super) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// The value of a counter.
#[must_use]
pub fn value(counter: &AtomicU64) -> u64 {
    counter.load(Ordering::Relaxed)
}
