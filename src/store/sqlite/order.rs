//! One piece of work in the writer's queue: what it promises, how it is run and answered.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::fault::{Fault, Reach, reach};
use crate::store::Error;

/// What an answer promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Promise {
    /// It is committed.
    Committed,
    /// It is on the disk.
    OnDisk,
}

impl Promise {
    /// What SQLite calls it: with `normal`, a commit to the log is not synced (and a checkpoint is all the same).
    pub(super) fn pragma(self) -> &'static str {
        match self {
            Self::Committed => "pragma synchronous = normal",
            Self::OnDisk => "pragma synchronous = full",
        }
    }
}

/// One piece of work in the queue.
pub(super) trait Order: Send {
    /// What its answer promises.
    fn promise(&self) -> Promise;
    /// Does the work and keeps its outcome.
    fn run(&mut self, connection: &Connection) -> Step;
    /// Tells the caller: the outcome, or why nothing of the batch was kept.
    fn answer(self: Box<Self>, failure: Option<&str>);
}

/// What follows for the transaction.
pub(super) enum Step {
    /// Keep the changes.
    Keep,
    /// Undo the changes of this order.
    Undo,
    /// Nothing of the batch can be kept.
    Abandon(rusqlite::Error),
}

/// Work of one caller.
pub(super) struct Task<T, W> {
    work: W,
    promise: Promise,
    outcome: Option<Result<T, Error>>,
    reply: oneshot::Sender<Result<T, Error>>,
}

impl<T, W> Task<T, W> {
    /// Work whose outcome goes to `reply`.
    pub(super) fn new(work: W, promise: Promise, reply: oneshot::Sender<Result<T, Error>>) -> Self {
        Self {
            work,
            promise,
            outcome: None,
            reply,
        }
    }
}

impl<T, W> Order for Task<T, W>
where
    T: Send,
    W: Fn(&Connection) -> Result<T, Fault> + Send,
{
    fn promise(&self) -> Promise {
        self.promise
    }

    fn run(&mut self, connection: &Connection) -> Step {
        let work = || (self.work)(connection);
        let (outcome, step) = match catch_unwind(AssertUnwindSafe(work)) {
            Ok(Ok(done)) => (Ok(done), Step::Keep),
            Ok(Err(Fault::Sql(error))) if reach(&error) != Reach::Order => {
                return Step::Abandon(error);
            }
            Ok(Err(fault)) => (Err(fault.into()), Step::Undo),
            Err(_) => {
                let error = Error::Unavailable("an order panicked".to_owned());
                (Err(error), Step::Undo)
            }
        };
        self.outcome = Some(outcome);
        step
    }

    fn answer(self: Box<Self>, failure: Option<&str>) {
        let outcome = match (failure, self.outcome) {
            (None, Some(outcome)) => outcome,
            (failure, _) => Err(Error::Unavailable(
                failure.unwrap_or("the order was not run").to_owned(),
            )),
        };
        // A caller that stopped waiting is told nothing.
        let _ = self.reply.send(outcome);
    }
}
