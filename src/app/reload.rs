//! Takes up a changed configuration while running; a faulty one is refused and the old one stays.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use notify::{RecursiveMode, Watcher};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::load::{Loaded, load};
use crate::config;
use crate::desk::{self, Desk};
use crate::web::{Settings, Web};

/// How long the files must have been at rest: editors write in several steps.
const REST: Duration = Duration::from_millis(200);

/// Watches the configuration file, the feed files and SIGHUP until `stop`.
pub(super) async fn watch(
    loaded: Loaded,
    address: SocketAddr,
    desk: Arc<Desk>,
    web: Arc<Web>,
    stop: CancellationToken,
) {
    let (sender, mut changes) = mpsc::channel::<()>(1);
    // Dropping the watcher ends it, so it is held until the end.
    let _watcher = match watch_files(&loaded, sender) {
        Ok(watcher) => Some(watcher),
        Err(error) => {
            tracing::warn!("changed files are not noticed, SIGHUP is: {error}");
            None
        }
    };
    let Ok(mut hangup) = signal(SignalKind::hangup()) else {
        tracing::error!("SIGHUP cannot be listened to");
        return;
    };
    let mut current = loaded;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = hangup.recv() => {}
            Some(()) = changes.recv() => {
                while tokio::time::timeout(REST, changes.recv()).await.is_ok_and(|more| more.is_some()) {}
            }
        }
        take_up(&mut current, address, &desk, &web).await;
    }
}

/// Editors replace files, so the folders are watched and not the files.
fn watch_files(loaded: &Loaded, sender: mpsc::Sender<()>) -> notify::Result<impl Watcher + use<>> {
    let config_file = loaded.file.file_name().map(std::ffi::OsStr::to_owned);
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        let ours = |path: &std::path::PathBuf| {
            path.file_name() == config_file.as_deref()
                || path
                    .extension()
                    .is_some_and(|extension| extension == "toml")
        };
        if !event.kind.is_access() && event.paths.iter().any(ours) {
            // A full channel means that a change is already on its way.
            let _ = sender.try_send(());
        }
    })?;
    let folder = loaded
        .file
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or_else(|| std::path::Path::new("."));
    watcher.watch(folder, RecursiveMode::NonRecursive)?;
    watcher.watch(&loaded.feeds_folder(), RecursiveMode::NonRecursive)?;
    Ok(watcher)
}

async fn take_up(current: &mut Loaded, address: SocketAddr, desk: &Desk, web: &Web) {
    let environment: Vec<(String, String)> = std::env::vars().collect();
    let file = current.file.clone();
    let loaded = match load(&file, &environment) {
        Ok(loaded) => loaded,
        Err(error) => {
            tracing::error!("the changed configuration is refused, the old one stays: {error}");
            return;
        }
    };
    if loaded.config == current.config && loaded.feeds == current.feeds {
        return;
    }
    if let Err(error) = loaded.judge(Some(current), desk.clock.now()).await {
        tracing::error!("the changed configuration is refused, the old one stays: {error}");
        return;
    }
    for key in needs_restart(&current.config, &loaded.config) {
        tracing::warn!("{key} takes effect at the next start");
    }
    if let Err(error) = desk::adopt(desk, loaded.rules(address)).await {
        tracing::error!("the changed configuration could not be taken up: {error}");
        return;
    }
    web.adopt(Settings::of(&loaded.config));
    tracing::info!(
        "took up {} with {} feeds",
        file.display(),
        loaded.feeds.len()
    );
    *current = loaded;
}

/// The sections that a running program cannot change.
fn needs_restart(old: &config::Config, new: &config::Config) -> Vec<&'static str> {
    let mut keys = Vec::new();
    let server = |config: &config::Config| config::Server {
        public_url: String::new(),
        proxies: Vec::new(),
        ..config.server.clone()
    };
    if server(old) != server(new) {
        keys.push("[server]");
    }
    if old.store != new.store {
        keys.push("[store]");
    }
    if old.fetch != new.fetch {
        keys.push("[fetch]");
    }
    if old.inbox != new.inbox {
        keys.push("[inbox]");
    }
    if old.log != new.log {
        keys.push("[log]");
    }
    keys
}
