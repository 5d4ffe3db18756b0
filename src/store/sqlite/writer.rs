//! The one thread that writes: takes what is queued, commits it together, answers after the commit.
//!
//! Nobody waits for a group to form: while one commit is on its way to the disk, the next group gathers by itself.

use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;
use rusqlite::wal::CheckpointMode;
use tokio::sync::{mpsc, oneshot};

use super::connect::{self, Place};
use super::fault::{Fault, Reach, explain, reach};
use super::order::{Order, Promise, Step, Task};
use super::{prepare, verify};
use crate::store::Error;

/// The most orders of one transaction.
const MOST_ORDERS: usize = 256;
/// The most orders that wait; more callers wait for room.
const MOST_QUEUED: usize = 1_024;
/// So many pages in the log that are not yet in the file start a checkpoint.
const CHECKPOINT_PAGES: i32 = 4_000;

/// The caller's side of the thread.
#[derive(Debug)]
pub(super) struct Writer {
    messages: mpsc::Sender<Message>,
    stopped: Arc<AtomicBool>,
}

enum Message {
    Order(Box<dyn Order>),
    Close(oneshot::Sender<Result<(), Error>>),
}

impl Writer {
    /// Starts the thread. It keeps `lock` until it ends.
    pub(super) fn start(
        place: Place,
        connection: Connection,
        lock: Option<File>,
    ) -> Result<Self, Error> {
        let (messages, queue) = mpsc::channel(MOST_QUEUED);
        let stopped = Arc::new(AtomicBool::new(false));
        let mut thread = Thread {
            place,
            connection: Some(connection),
            stopped: Arc::clone(&stopped),
        };
        std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || {
                let closed = thread.run(queue);
                drop(thread);
                drop(lock);
                if let Some((answer, outcome)) = closed {
                    // The caller may have gone; the files are closed all the same.
                    let _ = answer.send(outcome);
                }
            })
            .map_err(|error| Error::Unavailable(format!("no thread to write with: {error}")))?;
        Ok(Self { messages, stopped })
    }

    /// Does `work` in a transaction that it may share with others, and answers when that is durable.
    /// What `work` changed before it failed is undone. It may be run twice, the first time undone:
    /// then another order of the same transaction failed.
    pub(super) async fn write<T, W>(&self, work: W) -> Result<T, Error>
    where
        T: Send + 'static,
        W: Fn(&Connection) -> Result<T, Fault> + Send + 'static,
    {
        self.order(work, Promise::OnDisk).await
    }

    /// The same, but answers when it is committed: it survives the end of this process, and a power cut takes it
    /// only together with everything that was written after it.
    pub(super) async fn write_lazily<T, W>(&self, work: W) -> Result<T, Error>
    where
        T: Send + 'static,
        W: Fn(&Connection) -> Result<T, Fault> + Send + 'static,
    {
        self.order(work, Promise::Committed).await
    }

    async fn order<T, W>(&self, work: W, promise: Promise) -> Result<T, Error>
    where
        T: Send + 'static,
        W: Fn(&Connection) -> Result<T, Fault> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let task = Task::new(work, promise, reply);
        let message = Message::Order(Box::new(task));
        self.messages.send(message).await.map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }

    /// Whether writing stopped after trouble with the disk; each new order tries to begin again.
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Ends the thread after what is queued, and lets go of the files.
    pub(super) async fn close(&self) -> Result<(), Error> {
        let (reply, answer) = oneshot::channel();
        let message = Message::Close(reply);
        self.messages.send(message).await.map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }
}

/// What callers of a closed store are told.
pub(super) fn closed() -> Error {
    Error::Unavailable("it is closed".to_owned())
}

type Closing = (oneshot::Sender<Result<(), Error>>, Result<(), Error>);

struct Thread {
    place: Place,
    /// `None` after trouble with the disk, until the file was opened and verified again.
    connection: Option<Connection>,
    stopped: Arc<AtomicBool>,
}

impl Thread {
    /// Works until nobody can order any more, or until it is told to close.
    fn run(&mut self, mut queue: mpsc::Receiver<Message>) -> Option<Closing> {
        let mut batch: Vec<Box<dyn Order>> = Vec::with_capacity(MOST_ORDERS);
        while let Some(mut message) = queue.blocking_recv() {
            let mut n_gathered = 0;
            let closing = loop {
                match message {
                    Message::Order(order) => batch.push(order),
                    Message::Close(reply) => break Some(reply),
                }
                if batch.len() == MOST_ORDERS {
                    break None;
                }
                let mut next = queue.try_recv();
                if next.is_err() && n_gathered < batch.len() {
                    // Those who were just answered are about to order again: as long as letting them run
                    // brings more, one sync serves them all.
                    n_gathered = batch.len();
                    std::thread::yield_now();
                    next = queue.try_recv();
                }
                match next {
                    Ok(next) => message = next,
                    Err(_) => break None,
                }
            };
            self.commit(&mut batch);
            if let Some(reply) = closing {
                return Some((reply, self.close()));
            }
        }
        // The store was dropped without being closed: as much as closing does, with nobody to tell.
        let _ = self.close();
        None
    }

    /// Commits a batch and answers everyone in it.
    fn commit(&mut self, batch: &mut Vec<Box<dyn Order>>) {
        if batch.is_empty() {
            return;
        }
        let outcome = self.ready().and_then(|connection| {
            transact(connection, batch).map_err(|error| {
                let rolled_back =
                    connection.is_autocommit() || connection.execute_batch("rollback").is_ok();
                if reach(&error) == Reach::File || !rolled_back {
                    Trouble::File(error.to_string())
                } else {
                    Trouble::Batch(explain(&error).to_string())
                }
            })
        });
        let failure = match outcome {
            Ok(()) => None,
            Err(Trouble::Batch(why)) => Some(why),
            Err(Trouble::File(why)) => {
                self.stop(&why);
                Some(why)
            }
        };
        for order in batch.drain(..) {
            order.answer(failure.as_deref());
        }
        if failure.is_none() {
            self.checkpoint();
        }
    }

    /// The connection; after trouble, the file is opened and verified first.
    fn ready(&mut self) -> Result<&Connection, Trouble> {
        if self.connection.is_none() {
            let connection =
                reopen(&self.place).map_err(|error| Trouble::File(error.to_string()))?;
            tracing::warn!("the store writes again");
            self.connection = Some(connection);
            self.stopped.store(false, Ordering::Relaxed);
        }
        self.connection
            .as_ref()
            .ok_or_else(|| Trouble::File("it is not open".to_owned()))
    }

    /// Stops writing: after a failed write or sync, what the system holds of the file may not be what is on the disk.
    fn stop(&mut self, why: &str) {
        tracing::error!("the store stops writing until its file is verified: {why}");
        self.stopped.store(true, Ordering::Relaxed);
        self.connection = None;
    }

    /// Moves the log into the file when it has grown; after the answers, so that nobody waits for it.
    fn checkpoint(&mut self) {
        let Some(connection) = self.connection.as_ref() else {
            return;
        };
        if !self.place.options.checkpoints {
            return;
        }
        let moved = connection
            .wal_checkpoint_v2(None::<&str>, CheckpointMode::NOOP)
            .and_then(|(logged, moved)| {
                if logged - moved < CHECKPOINT_PAGES {
                    return Ok(());
                }
                connection
                    .wal_checkpoint_v2(None::<&str>, CheckpointMode::PASSIVE)
                    .map(|_| ())
            });
        match moved {
            Ok(()) => {}
            Err(error) if reach(&error) == Reach::File => self.stop(&error.to_string()),
            // A full disk or another process in the way: the log keeps everything, the next commit tries again.
            Err(error) => tracing::warn!("the log of the store was not moved: {error}"),
        }
    }

    /// Moves the log into the file and closes it.
    fn close(&mut self) -> Result<(), Error> {
        let Some(connection) = self.connection.take() else {
            return Ok(());
        };
        connection.flush_prepared_statement_cache();
        if self.place.options.checkpoints {
            let moved = connection.wal_checkpoint_v2(None::<&str>, CheckpointMode::TRUNCATE);
            if let Err(error) = moved {
                // Nothing is lost: the log is read at the next start.
                tracing::warn!("the log of the store stays for the next start: {error}");
            }
        }
        connection.close().map_err(|(_, error)| explain(&error))
    }
}

enum Trouble {
    Batch(String),
    File(String),
}

/// Runs all orders in one transaction. One that fails does not spoil the others.
fn transact(connection: &Connection, batch: &mut [Box<dyn Order>]) -> Result<(), rusqlite::Error> {
    let promise = batch.iter().map(|order| order.promise()).max();
    // Such a pragma acts when it is compiled: never from the cache of statements.
    connection.execute_batch(promise.unwrap_or(Promise::OnDisk).pragma())?;
    if transact_plainly(connection, batch)? {
        return Ok(());
    }
    transact_apart(connection, batch)
}

/// Runs all orders with nothing between them; says whether all went well, else nothing was changed.
/// Savepoints cost a copy of each page, and orders seldom fail.
fn transact_plainly(
    connection: &Connection,
    batch: &mut [Box<dyn Order>],
) -> Result<bool, rusqlite::Error> {
    execute(connection, "begin immediate")?;
    for order in batch {
        match order.run(connection) {
            Step::Keep => {}
            Step::Undo => {
                execute(connection, "rollback")?;
                return Ok(false);
            }
            Step::Abandon(error) => return Err(error),
        }
    }
    execute(connection, "commit")?;
    Ok(true)
}

/// Runs all orders, each in a savepoint.
fn transact_apart(
    connection: &Connection,
    batch: &mut [Box<dyn Order>],
) -> Result<(), rusqlite::Error> {
    execute(connection, "begin immediate")?;
    for order in batch {
        execute(connection, "savepoint one")?;
        match order.run(connection) {
            Step::Keep => {}
            Step::Undo => execute(connection, "rollback to one")?,
            Step::Abandon(error) => return Err(error),
        }
        execute(connection, "release one")?;
    }
    execute(connection, "commit")
}

fn execute(connection: &Connection, sql: &str) -> Result<(), rusqlite::Error> {
    prepare(connection, sql)?.execute([]).map(|_| ())
}

/// Opens the file again, writes a probe to the disk and verifies structure and newest records.
fn reopen(place: &Place) -> Result<Connection, Error> {
    let connection = connect::writer(place)?;
    connection
        .execute_batch(
            "begin immediate;
             insert into facts (name, value) values ('probe', '1')
                 on conflict (name) do update set value = value + 1;
             commit;",
        )
        .map_err(|error| explain(&error))?;
    verify::newest_records(&connection)?;
    Ok(connection)
}
