//! Watches the folder whose files become articles: told by the system what changed, and looking by itself besides.

use std::collections::HashSet;
use std::ffi::OsString;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use notify::event::{ModifyKind, RenameMode};
use notify::{EventKind, RecursiveMode, Watcher};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::inbox::{Inbox, Pass};

/// How often the folder is looked at while something in it is not complete.
const SOON: Duration = Duration::from_millis(500);
/// How often it is looked at otherwise: not every file system tells of changes.
const LATER: Duration = Duration::from_secs(5);
/// How long changes gather before the folder is looked at.
const GATHER: Duration = Duration::from_millis(20);
/// The most names that are remembered between two looks.
const MOST_RENAMED: usize = 10_000;

/// Files that were moved into place since the last look.
type Renamed = Arc<Mutex<HashSet<OsString>>>;

/// Looks whenever something changed, `look` is told, or time has passed, until `stop`.
pub(super) async fn watch(
    mut inbox: Inbox,
    folder: std::path::PathBuf,
    look: Arc<Notify>,
    stop: CancellationToken,
) {
    let renamed = Renamed::default();
    // Dropping the watcher ends it, so it is held until the end.
    let _watcher = match watch_folder(&folder, Arc::clone(&renamed), Arc::clone(&look)) {
        Ok(watcher) => Some(watcher),
        Err(error) => {
            tracing::warn!("the inbox is looked at every few seconds only: {error}");
            None
        }
    };
    while !stop.is_cancelled() {
        let names = std::mem::take(&mut *renamed.lock().unwrap_or_else(PoisonError::into_inner));
        let pause = match inbox.pass(&names).await {
            Ok(Pass { more: true, .. }) => continue,
            Ok(Pass { n_waiting: 0, .. }) => LATER,
            Ok(_) => SOON,
            Err(error) => {
                tracing::error!(
                    "the inbox cannot be looked at: {}: {error}",
                    folder.display()
                );
                LATER
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = look.notified() => tokio::time::sleep(GATHER).await,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

fn watch_folder(
    folder: &Path,
    renamed: Renamed,
    look: Arc<Notify>,
) -> notify::Result<impl Watcher + use<>> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        if event.kind.is_access() {
            return;
        }
        if event.kind == EventKind::Modify(ModifyKind::Name(RenameMode::To)) {
            let mut renamed = renamed.lock().unwrap_or_else(PoisonError::into_inner);
            let names = event.paths.iter().filter_map(|path| path.file_name());
            let room = MOST_RENAMED.saturating_sub(renamed.len());
            renamed.extend(names.take(room).map(OsString::from));
        }
        look.notify_one();
    })?;
    watcher.watch(folder, RecursiveMode::NonRecursive)?;
    Ok(watcher)
}
