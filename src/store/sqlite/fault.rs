//! What goes wrong inside the engine, and what it means to the caller and to the writer.

use rusqlite::ErrorCode;

use crate::store::Error;

/// The file as damages name it.
const FILE: &str = "file of the store";

/// A failure inside a transaction: of the engine, or one that is already in the caller's words.
#[derive(Debug)]
pub(super) enum Fault {
    /// The engine's.
    Sql(rusqlite::Error),
    /// The caller's.
    Store(Error),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Sql(error) => explain(&error),
            Fault::Store(error) => error,
        }
    }
}

impl Fault {
    /// A record that does not read back.
    pub(super) fn damaged(record: impl Into<String>, why: impl Into<String>) -> Self {
        Self::Store(Error::Damaged {
            record: record.into(),
            why: why.into(),
        })
    }
}

/// Puts an engine's error into the words of the store.
pub(super) fn explain(error: &rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Error::Damaged {
            record: FILE.to_owned(),
            why: error.to_string(),
        },
        Some(ErrorCode::DiskFull) => Error::Unavailable("the disk is full".to_owned()),
        Some(_) => Error::Unavailable(error.to_string()),
        None => Error::Damaged {
            record: FILE.to_owned(),
            why: error.to_string(),
        },
    }
}

/// How far a failure reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Only the order that met it.
    Order,
    /// Every order of the transaction; the next transaction may go well.
    Batch,
    /// The connection: what the system said of the file can no longer be trusted, so it is opened and verified again.
    File,
}

/// How far an engine's error reaches.
pub(super) fn reach(error: &rusqlite::Error) -> Reach {
    match error.sqlite_error_code() {
        Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::ReadOnly) => {
            Reach::File
        }
        Some(
            ErrorCode::DiskFull
            | ErrorCode::OutOfMemory
            | ErrorCode::DatabaseBusy
            | ErrorCode::OperationInterrupted,
        ) => Reach::Batch,
        _ => Reach::Order,
    }
}
