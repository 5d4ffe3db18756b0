//! Opens the files: who may read them, which engine may touch them, how a connection is set up.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::Options;
use super::fault::explain;
use crate::store::Error;

/// The file of the store in its folder.
const FILE: &str = "store.sqlite";
/// The file that the one process holds which owns checkpoints.
const LOCK: &str = "store.lock";
/// Versions before this can lose acknowledged commits when the WAL is reset (security.md finding 4).
const OLDEST_ENGINE: i32 = 3_051_003;
/// How much the write-ahead log keeps on the disk after a checkpoint.
const WAL_KEPT_BYTES: i64 = 64 * 1024 * 1024;

/// Where the store is and how it is opened: enough to open it again.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The file.
    pub(super) file: PathBuf,
    /// The settings.
    pub(super) options: Options,
}

/// Refuses an engine that can lose commits.
pub(super) fn check_engine(version: i32) -> Result<(), Error> {
    if version < OLDEST_ENGINE {
        return Err(Error::Unusable(format!(
            "SQLite {version} can lose commits when its log is reset; {OLDEST_ENGINE} (3.51.3) is the oldest that is safe"
        )));
    }
    Ok(())
}

/// Makes the folder and the file, readable by their owner alone.
pub(super) fn prepare(folder: &Path) -> Result<PathBuf, Error> {
    let failed =
        |error: std::io::Error| Error::Unavailable(format!("{}: {error}", folder.display()));
    if !folder.is_dir() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).map_err(failed)?;
    }
    let file = folder.join(FILE);
    private_file(&file).map_err(failed)?;
    #[cfg(unix)]
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(failed)?;
    Ok(file)
}

/// Opens or makes a file that only its owner may read and write. SQLite gives the same rights to its log.
pub(super) fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}

/// Holds the folder for the one process that owns checkpoints; waits a moment for one that is just leaving.
pub(super) fn hold(folder: &Path, patience: Duration) -> Result<File, Error> {
    let path = folder.join(LOCK);
    let failed = |error: std::io::Error| Error::Unavailable(format!("{}: {error}", path.display()));
    let file = private_file(&path).map_err(failed)?;
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(fs::TryLockError::Error(error)) => return Err(failed(error)),
            Err(fs::TryLockError::WouldBlock) if begun.elapsed() < patience => {
                std::thread::sleep(Duration::from_millis(10));
            }
            Err(fs::TryLockError::WouldBlock) => {
                return Err(Error::Unusable(format!(
                    "another server runs on {}",
                    folder.display()
                )));
            }
        }
    }
}

/// Opens the connection that writes.
pub(super) fn writer(place: &Place) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection =
        Connection::open_with_flags(&place.file, flags).map_err(|error| explain(&error))?;
    set_up_writer(&connection, &place.options).map_err(|error| explain(&error))?;
    Ok(connection)
}

/// Opens a connection that reads.
pub(super) fn reader(place: &Place) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(&place.file, flags)?;
    set_up(&connection, &place.options)?;
    connection.execute_batch("pragma query_only = on; pragma cache_size = -2000;")?;
    Ok(connection)
}

fn set_up_writer(connection: &Connection, options: &Options) -> Result<(), rusqlite::Error> {
    set_up(connection, options)?;
    connection.execute_batch(&format!(
        "pragma journal_mode = wal;
         pragma synchronous = full;
         pragma fullfsync = on;
         pragma checkpoint_fullfsync = on;
         pragma journal_size_limit = {WAL_KEPT_BYTES};
         pragma wal_autocheckpoint = 0;
         pragma cache_size = -8000;"
    ))?;
    connection.set_db_config(
        DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE,
        !options.checkpoints,
    )?;
    Ok(())
}

fn set_up(connection: &Connection, options: &Options) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(options.patience)?;
    connection.set_prepared_statement_cache_capacity(64);
    // Otherwise each new value for a parameter has its statement planned again.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    connection.execute_batch(
        "pragma foreign_keys = on;
         pragma mmap_size = 0;
         pragma temp_store = memory;
         pragma cell_size_check = on;",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_that_loses_commits_is_refused() {
        assert!(check_engine(3_050_002).is_err());
        assert!(check_engine(3_051_002).is_err());
        assert!(check_engine(3_051_003).is_ok());
        assert!(check_engine(rusqlite::version_number()).is_ok());
    }
}
