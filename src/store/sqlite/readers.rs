//! The connections that read: a few, each used by one reader at a time, never on a runtime thread.

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::connect::{self, Place};
use super::fault::{Fault, Reach, explain, reach};
use super::prepare;
use super::writer::closed;
use crate::store::Error;

/// The pool. Connections are opened when they are first needed.
#[derive(Debug)]
pub(super) struct Readers {
    permits: Arc<Semaphore>,
    n_readers: u32,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    place: Place,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    /// A pool of as many connections as the options say.
    pub(super) fn new(place: Place) -> Self {
        let n_readers = place.options.readers.clamp(1, 256);
        Self {
            permits: Arc::new(Semaphore::new(n_readers as usize)),
            n_readers,
            shared: Arc::new(Shared {
                place,
                idle: Mutex::new(Vec::new()),
            }),
        }
    }

    /// Does `work` in one read transaction, so that all it reads is of one moment.
    pub(super) async fn read<T, W>(&self, work: W) -> Result<T, Error>
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    {
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(|_| closed())?;
        let shared = Arc::clone(&self.shared);
        let outcome = tokio::task::spawn_blocking(move || {
            let outcome = shared.read(work);
            drop(permit);
            outcome
        });
        outcome
            .await
            .map_err(|error| Error::Unavailable(format!("a reader ended: {error}")))?
            .map_err(Error::from)
    }

    /// Writes a copy of the whole store, as it is at one moment, to the empty file `target`.
    pub(super) async fn copy_to(&self, target: String) -> Result<(), Error> {
        let place = self.shared.place.clone();
        let copied = tokio::task::spawn_blocking(move || {
            // A connection of its own: `vacuum` runs outside of transactions, and `query_only` forbids it.
            let connection = connect::writer(&place)?;
            connection
                .execute("vacuum into $1", [target])
                .map_err(|error| explain(&error))
        });
        copied
            .await
            .map_err(|error| Error::Unavailable(format!("the copy ended: {error}")))?
            .map(|_| ())
    }

    /// Waits for those who read and closes all connections.
    pub(super) async fn close(&self) {
        // Failing to acquire means that it is closed already.
        let permits = self.permits.acquire_many(self.n_readers).await;
        self.permits.close();
        drop(permits);
        self.shared.idle().clear();
    }
}

impl Shared {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, Fault> {
        let idle = self.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => connect::reader(&self.place)?,
        };
        let outcome = transact(&connection, work);
        // A connection that met trouble with the disk is not used again.
        let is_sound = match &outcome {
            Err(Fault::Sql(error)) => reach(error) == Reach::Order,
            Ok(_) | Err(Fault::Store(_)) => true,
        };
        if is_sound && connection.is_autocommit() {
            self.idle().push(connection);
        }
        outcome
    }
}

fn transact<T>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, Fault>,
) -> Result<T, Fault> {
    prepare(connection, "begin")?.execute([])?;
    let outcome = work(connection);
    prepare(connection, "commit")?.execute([])?;
    outcome
}
