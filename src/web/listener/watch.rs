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

#[cfg(test)]
mod tests {
    use super::{Limits, State, Verdict, Watch};
    use std::time::Duration;
    use tokio::time::Instant;

    const SECOND: Duration = Duration::from_secs(1);

    /// What the watch says each second while this many bytes move, until it
    /// gives up; the second in which it did.
    fn gives_up_after(limits: &Limits, bytes_a_second: usize, state: &State) -> Option<u32> {
        let start = Instant::now();
        let mut watch = Watch::new(start);
        watch.look(state, limits, start);
        (1..120).find(|&second| {
            state.wrote(bytes_a_second);
            state.write_blocked();
            watch.look(state, limits, start + SECOND * second) == Verdict::Peer
        })
    }

    #[test]
    fn a_dripping_reader_is_as_bad_as_a_stalled_one() {
        let limits = Limits::default();
        for (rate, end) in [
            (0, Some(10)),
            (1, Some(10)),
            (1023, Some(10)),
            (1024, None),
            (9999, None),
        ] {
            let state = State::default();
            state.write_blocked();
            assert_eq!(
                gives_up_after(&limits, rate, &state),
                end,
                "{rate} bytes a second"
            );
        }
    }

    #[test]
    fn each_phase_has_its_time() {
        let limits = Limits::default();
        let start = Instant::now();
        let state = State::default();
        let mut watch = Watch::new(start);
        let mut look = |second: u32| watch.look(&state, &limits, start + SECOND * second);
        assert_eq!(look(4), Verdict::Wait(start + SECOND * 5));
        state.express(100);
        assert_eq!(look(5), Verdict::Wait(start + SECOND * 65), "idle");
        state.express(100);
        assert_eq!(look(64), Verdict::Wait(start + SECOND * 124), "idle again");
        state.handling(true);
        assert_eq!(look(70), Verdict::Wait(start + SECOND * 100));
        assert_eq!(look(100), Verdict::Handler);
        state.expire();
        assert_eq!(look(100), Verdict::Peer);
        state.handling(false);
        state.closing();
        assert_eq!(look(101), Verdict::Wait(start + SECOND * 103));
        assert_eq!(look(103), Verdict::Peer);
    }

    #[test]
    fn draining_ends_everything() {
        let limits = Limits::default();
        let start = Instant::now();
        let state = State::default();
        state.handling(true);
        let mut watch = Watch::new(start);
        watch.drain(&limits, start);
        let look = |watch: &mut Watch, second| watch.look(&state, &limits, start + SECOND * second);
        assert_eq!(look(&mut watch, 29), Verdict::Wait(start + SECOND * 30));
        assert_eq!(look(&mut watch, 30), Verdict::Peer);
    }
}
