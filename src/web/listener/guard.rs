//! Drives one connection beside its watch: whoever does the work, times and
//! the end of the program are seen to here.
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::Ordering::Relaxed;
use std::task::{Context, Poll};

use tokio::time::{Instant, Sleep};
use tokio_util::sync::WaitForCancellationFuture;

use super::connection::Shared;
use super::counters::count;
use super::state::State;
use super::watch::{Verdict, Watch};

/// The clockwork around one connection.
pub(super) struct Guard<'c, 'p> {
    shared: &'c Shared,
    state: &'c State,
    watch: Watch,
    stop: Pin<&'p mut WaitForCancellationFuture<'c>>,
    /// Whether the end of the program will wake us, and whether it has come.
    listens: bool,
    stopping: bool,
    alarm: Pin<&'p mut Sleep>,
    armed: Option<Instant>,
}

impl<'c, 'p> Guard<'c, 'p> {
    pub(super) fn new(
        shared: &'c Shared,
        state: &'c State,
        stop: Pin<&'p mut WaitForCancellationFuture<'c>>,
        alarm: Pin<&'p mut Sleep>,
    ) -> Self {
        Self {
            shared,
            state,
            watch: Watch::new(Instant::now()),
            stop,
            listens: false,
            stopping: false,
            alarm,
            armed: None,
        }
    }

    /// Lets `turn` do what it can; it is told whether the program is stopping.
    /// Nothing if it took too long.
    pub(super) fn poll<T>(
        &mut self,
        cx: &mut Context<'_>,
        mut turn: impl FnMut(&mut Context<'_>, bool) -> Poll<T>,
    ) -> Poll<Option<T>> {
        let settings = &self.shared.settings;
        // Asked once, so that it wakes us; after that only if it has something
        // to say: asking takes two locks that all connections share.
        if !self.stopping && (!self.listens || self.shared.stopping.load(Relaxed)) {
            self.listens = true;
            if self.stop.as_mut().poll(cx).is_ready() {
                self.stopping = true;
                self.watch.drain(&settings.limits, Instant::now());
            }
        }
        loop {
            if let Poll::Ready(done) = turn(cx, self.stopping) {
                return Poll::Ready(Some(done));
            }
            let now = Instant::now();
            let due = match self.watch.look(self.state, &settings.limits, now) {
                Verdict::Wait(due) => due,
                Verdict::Handler => {
                    self.state.expire();
                    count(&settings.counters.timed_out);
                    continue;
                }
                Verdict::Peer => {
                    count(&settings.counters.timed_out);
                    return Poll::Ready(None);
                }
            };
            // The alarm is set when it must ring earlier or has rung, not with
            // every request.
            if self.armed.is_some_and(|armed| now < armed && armed <= due) {
                return Poll::Pending;
            }
            self.armed = Some(due);
            self.alarm.as_mut().reset(due);
            if self.alarm.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
        }
    }
}
