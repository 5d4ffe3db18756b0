//! Decides when a connection has been too slow. Pure: it is told the time.
use std::time::Duration;

use tokio::time::Instant;

use super::limits::Limits;
use super::state::{Phase, State};

/// What the watch says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Look again at this moment at the latest.
    Wait(Instant),
    /// The handler is too slow: have it answer 503.
    Handler,
    /// The peer is too slow: close.
    Peer,
}

/// Watches one connection, by what its state shows between two turns of hyper.
#[derive(Debug)]
pub(super) struct Watch {
    /// What is being waited for, in which request, since when, and how many
    /// bytes had arrived then.
    phase: Phase,
    request: u32,
    since: Instant,
    bytes_in: u64,
    /// Since when the peer has not taken everything, and what it had then.
    blocked: Option<(Instant, u64)>,
    /// When the program wants to be gone.
    drained: Option<Instant>,
}

impl Watch {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            phase: Phase::Head,
            request: 0,
            since: now,
            bytes_in: 0,
            blocked: None,
            drained: None,
        }
    }

    /// From now on the connection has `limits.drain` to end.
    pub(super) fn drain(&mut self, limits: &Limits, now: Instant) {
        self.drained = Some(now + limits.drain);
    }

    /// Looks at the state; to be called when hyper has nothing left to do.
    pub(super) fn look(&mut self, state: &State, limits: &Limits, now: Instant) -> Verdict {
        let phase = state.phase();
        let (request, bytes_in, bytes_out) = state.progress();
        if (phase, request) != (self.phase, self.request) {
            (self.phase, self.request) = (phase, request);
            (self.since, self.bytes_in) = (now, bytes_in);
        }
        // A day is "never": the loop looks again then.
        let never = now + Duration::from_secs(86_400);
        let due = self.drained.unwrap_or(never);
        if due <= now {
            return Verdict::Peer;
        }
        if state.is_write_blocked() {
            let (since, had) = *self.blocked.get_or_insert((now, bytes_out));
            let mut end = since + limits.write;
            if end <= now {
                if bytes_out.wrapping_sub(had) < least(limits, limits.write) {
                    return Verdict::Peer;
                }
                self.blocked = Some((now, bytes_out));
                end = now + limits.write;
            }
            return Verdict::Wait(due.min(end));
        }
        self.blocked = None;
        let end = match phase {
            Phase::Head => self.since + limits.head,
            Phase::Idle => self.since + limits.idle,
            Phase::Body => self.since + limits.body,
            Phase::Handling => self.since + limits.request,
            Phase::Closing => self.since + limits.linger,
            Phase::Sending => never,
        };
        if now < end {
            return Verdict::Wait(due.min(end));
        }
        match phase {
            Phase::Handling if state.is_expired() => Verdict::Peer,
            Phase::Handling => Verdict::Handler,
            Phase::Body if bytes_in.wrapping_sub(self.bytes_in) >= least(limits, limits.body) => {
                (self.since, self.bytes_in) = (now, bytes_in);
                Verdict::Wait(due.min(now + limits.body))
            }
            _ => Verdict::Peer,
        }
    }
}

/// What must move in a span at the least rate, in bytes.
fn least(limits: &Limits, span: Duration) -> u64 {
    let milliseconds = u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
    milliseconds.saturating_mul(limits.rate_bytes_per_second) / 1000
}
