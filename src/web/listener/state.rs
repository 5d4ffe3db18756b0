//! What the parts of one connection tell each other: its stream, its service
//! and its watch. All run in one task, so the atomics are plain loads and stores.
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering::Relaxed};

use super::gate::{Gate, Stage};
use super::strict::Refusal;

/// The notes of one connection.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Heads the gate has vouched for.
    heads: AtomicU32,
    /// Requests the service was called for.
    calls: AtomicU32,
    stage: AtomicU8,
    too_many_headers: AtomicBool,
    bytes_in: AtomicU64,
    bytes_out: AtomicU64,
    read_blocked: AtomicBool,
    write_blocked: AtomicBool,
    /// A handler is at work.
    handling: AtomicBool,
    /// A response body is not finished.
    sending: AtomicBool,
    /// We have closed and wait for the peer to do so.
    closing: AtomicBool,
    /// The handler has had its time.
    expired: AtomicBool,
}

/// What a connection waits for, as the watch sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// The first byte of the next request.
    Idle,
    /// The rest of a head, or the first one of all.
    Head,
    /// The rest of a request body that somebody wants.
    Body,
    /// The handler.
    Handling,
    /// More of a response body, from us.
    Sending,
    /// The peer's close.
    Closing,
}

impl State {
    pub(super) fn reading(&self, gate: &Gate, n_bytes: usize) {
        self.heads.store(gate.heads(), Relaxed);
        self.stage.store(gate.stage() as u8, Relaxed);
        self.too_many_headers
            .store(gate.has_too_many_headers(), Relaxed);
        add(&self.bytes_in, n_bytes);
        self.read_blocked.store(false, Relaxed);
    }

    /// A whole request without a body came and is being answered without hyper.
    pub(super) fn express(&self, n_bytes: usize) {
        let calls = self.calls.load(Relaxed).wrapping_add(1);
        self.calls.store(calls, Relaxed);
        self.heads.store(calls, Relaxed);
        add(&self.bytes_in, n_bytes);
    }

    /// Heads the gate has vouched for.
    pub(super) fn heads(&self) -> u32 {
        self.heads.load(Relaxed)
    }

    pub(super) fn read_blocked(&self) {
        self.read_blocked.store(true, Relaxed);
    }

    pub(super) fn wrote(&self, n_bytes: usize) {
        add(&self.bytes_out, n_bytes);
        self.write_blocked.store(false, Relaxed);
    }

    pub(super) fn write_blocked(&self) {
        self.write_blocked.store(true, Relaxed);
    }

    pub(super) fn is_write_blocked(&self) -> bool {
        self.write_blocked.load(Relaxed)
    }

    pub(super) fn closing(&self) {
        self.closing.store(true, Relaxed);
    }

    /// Counts a call of the service.
    ///
    /// # Errors
    /// When the gate has not vouched for the head of this request.
    pub(super) fn call(&self) -> Result<(), Refusal> {
        let calls = self.calls.load(Relaxed).wrapping_add(1);
        self.calls.store(calls, Relaxed);
        // Several heads may have arrived together, hence not equal.
        if self.heads.load(Relaxed).wrapping_sub(calls) < u32::MAX / 2 {
            Ok(())
        } else if self.too_many_headers.load(Relaxed) {
            Err(Refusal::TooManyHeaders)
        } else {
            Err(Refusal::Framing)
        }
    }

    pub(super) fn handling(&self, yes: bool) {
        self.handling.store(yes, Relaxed);
    }

    /// Tells the handler that its time is over.
    pub(super) fn expire(&self) {
        self.expired.store(true, Relaxed);
    }

    pub(super) fn is_expired(&self) -> bool {
        self.expired.load(Relaxed)
    }

    /// Requests begun, bytes taken in, bytes sent.
    pub(super) fn progress(&self) -> (u32, u64, u64) {
        let bytes = (self.bytes_in.load(Relaxed), self.bytes_out.load(Relaxed));
        (self.calls.load(Relaxed), bytes.0, bytes.1)
    }

    pub(super) fn phase(&self) -> Phase {
        let stage = self.stage.load(Relaxed);
        if self.closing.load(Relaxed) {
            Phase::Closing
        } else if stage == Stage::Body as u8 && self.read_blocked.load(Relaxed) {
            Phase::Body
        } else if self.handling.load(Relaxed) {
            Phase::Handling
        } else if self.sending.load(Relaxed) {
            Phase::Sending
        } else if stage == Stage::Head as u8 || self.heads.load(Relaxed) == 0 {
            Phase::Head
        } else {
            Phase::Idle
        }
    }
}

fn add(counter: &AtomicU64, n: usize) {
    counter.store(counter.load(Relaxed).wrapping_add(n as u64), Relaxed);
}

/// Held by a response body: while it lives, the connection is sending.
#[derive(Debug)]
pub(super) struct Sending(Arc<State>);

impl Sending {
    pub(super) fn new(state: &Arc<State>) -> Self {
        state.sending.store(true, Relaxed);
        Self(Arc::clone(state))
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        self.0.sending.store(false, Relaxed);
    }
}
