//! Opens the parts, wires them, serves, and stops in order.

mod inbox;
mod load;
mod reload;
mod sample;

pub use load::{Loaded, load};

use std::net::{SocketAddr, TcpListener};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use tower::Service;

use crate::clock::Clock;
use crate::config::Config;
use crate::desk::{self, Desk};
use crate::inbox::Inbox;
use crate::media::fetch::Fetcher;
use crate::media::guard::{Exception, Guard};
use crate::media::shelf::Shelf;
use crate::store::sqlite;
use crate::store::{Scope, Store};
use crate::web::caller::Caller;
use crate::web::reply::{Reply, of_route};
use crate::web::{Settings, Web, listener, poll, routes};
use crate::worker;

/// A running program.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// The desk, for whoever runs the program in a test.
    pub desk: Arc<Desk>,
    /// What the first start made: the token of the sample newsroom.
    pub sample_token: Option<String>,
    web: Arc<Web>,
    counters: Arc<listener::Counters>,
    stop_listening: CancellationToken,
    stop_working: CancellationToken,
    serving: JoinHandle<std::io::Result<()>>,
    working: JoinHandle<()>,
    behind: [std::thread::JoinHandle<()>; 2],
    watching: JoinHandle<()>,
    taking: Option<JoinHandle<()>>,
    look: Arc<Notify>,
}

/// Opens the store of a configuration for a command that runs beside the server.
pub async fn open_store(loaded: &Loaded) -> anyhow::Result<Arc<dyn Store>> {
    let store = sqlite::open(&loaded.data_folder(), &sqlite::Options::guest()).await?;
    Ok(Arc::new(store))
}

/// Starts the whole program; it serves when this returns.
pub async fn start(loaded: Loaded, clock: Arc<dyn Clock>) -> anyhow::Result<Running> {
    let config = &loaded.config;
    let inbox = loaded.inbox();
    let listener = TcpListener::bind(&config.server.listen)
        .with_context(|| format!("cannot listen on {}", config.server.listen))?;
    let address = listener.local_addr()?;
    loaded.judge(None, clock.now()).await?;
    let desk = Arc::new(open_desk(&loaded, address, Arc::clone(&clock)).await?);
    let sample_token = if config.sample.newsroom {
        sample::fill(&desk).await?
    } else {
        None
    };
    if let Err(error) = catch_up(&desk).await {
        tracing::error!("the store takes nothing, so pushes are refused until it does: {error:#}");
        desk::show_all(&desk).await?;
    }
    let counters = Arc::new(listener::Counters::default());
    let web = Arc::new(Web::new(
        Arc::clone(&desk),
        Settings::of(config),
        Arc::clone(&counters),
    ));
    web.set_ready(true);
    let (stop_listening, stop_working) = (CancellationToken::new(), CancellationToken::new());
    let settings = listener_settings(config, Arc::clone(&web), clock, Arc::clone(&counters));
    let serving = tokio::spawn(serve(
        listener,
        Arc::clone(&web),
        settings,
        stop_listening.clone(),
    ));
    let working = tokio::spawn(worker::run(Arc::clone(&desk), stop_working.clone()));
    let behind = worker::behind(&desk, &stop_working)?;
    let watching = tokio::spawn(reload::watch(
        loaded,
        address,
        Arc::clone(&desk),
        Arc::clone(&web),
        stop_working.clone(),
    ));
    let look = Arc::new(Notify::new());
    let taking = open_inbox(inbox, &desk, &look, &stop_working).await?;
    Ok(Running {
        address,
        desk,
        sample_token,
        web,
        counters,
        stop_listening,
        stop_working,
        serving,
        working,
        behind,
        watching,
        taking,
        look,
    })
}

/// Opens the newsstand; what fell due while the program was away is settled before anybody can look.
async fn catch_up(desk: &Arc<Desk>) -> anyhow::Result<()> {
    desk.store.release_claims(&[]).await?;
    desk::open_newsstand(desk).await?;
    worker::drain_ours(desk).await
}

/// Starts to watch the folder whose files become articles, where there is one.
async fn open_inbox(
    settings: Option<crate::inbox::Settings>,
    desk: &Arc<Desk>,
    look: &Arc<Notify>,
    stop: &CancellationToken,
) -> anyhow::Result<Option<JoinHandle<()>>> {
    let Some(settings) = settings else {
        return Ok(None);
    };
    let folder = settings.folder.clone();
    let inbox = Inbox::open(Arc::clone(desk), settings)
        .await
        .with_context(|| format!("cannot use {} as the inbox", folder.display()))?;
    let watching = inbox::watch(inbox, folder, Arc::clone(look), stop.clone());
    Ok(Some(tokio::spawn(watching)))
}

async fn open_desk(
    loaded: &Loaded,
    address: SocketAddr,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<Desk> {
    let config = &loaded.config;
    let folder = loaded.data_folder();
    let options = sqlite::Options {
        readers: config.store.readers,
        ..sqlite::Options::server()
    };
    let store = sqlite::open(&folder, &options)
        .await
        .with_context(|| format!("cannot open the store in {}", folder.display()))?;
    let shelf = open_shelf(&folder).await?;
    let exceptions = if config.fetch.allow_loopback {
        Exception::loopback(None).to_vec()
    } else {
        Vec::new()
    };
    let guard = Guard {
        ports: config.fetch.ports.clone(),
        exceptions,
        ..Guard::default()
    };
    let fetcher = Fetcher::open(guard, &loaded.public_url(address))
        .context("cannot set up outgoing requests")?;
    Ok(Desk::new(
        Arc::new(store),
        clock,
        Arc::new(shelf),
        fetcher,
        loaded.rules(address),
    ))
}

async fn open_shelf(folder: &Path) -> anyhow::Result<Shelf> {
    let folder = folder.join("photos");
    let shelf = tokio::task::spawn_blocking(move || Shelf::open(folder)).await??;
    Ok(shelf)
}

fn listener_settings(
    config: &Config,
    web: Arc<Web>,
    clock: Arc<dyn Clock>,
    counters: Arc<listener::Counters>,
) -> listener::Settings {
    let limits = listener::Limits {
        connections: config.server.connections as usize,
        per_address: config.server.connections_per_address as usize,
        drain: Duration::from_secs(config.server.stop_seconds),
        ..listener::Limits::default()
    };
    let express: listener::Express = Arc::new(move |glance| poll::express(&web, glance));
    let hosts =
        (!config.server.hosts.is_empty()).then(|| listener::host_list(config.server.hosts.clone()));
    listener::Settings {
        limits,
        hosts,
        express: Some(express),
        now: Arc::new(move || clock.now()),
        counters,
    }
}

/// Serves on threads of its own: polls from memory first; everything else goes through the routes, on the runtime
/// that works for everybody, so that a slow request never delays a poll.
async fn serve(
    listener: TcpListener,
    web: Arc<Web>,
    settings: listener::Settings,
    stop: CancellationToken,
) -> std::io::Result<()> {
    let router = routes::routes(Arc::clone(&web));
    let runtime = Handle::current();
    let service = move |mut request: hyper::Request<hyper::body::Incoming>,
                        peer: listener::Peer| {
        let answered = poll::answer(&web, &request);
        let routed = answered.is_none().then(|| {
            let mut router = router.clone();
            request.extensions_mut().insert(Caller(peer.ip()));
            AbortOnDropHandle::new(runtime.spawn(async move { router.call(request).await }))
        });
        async move {
            match (answered, routed) {
                (Some(reply), _) => reply,
                (None, Some(task)) => match task.await {
                    Ok(Ok(response)) => of_route(response),
                    Ok(Err(never)) => match never {},
                    // The listener turns a panic into a 500 and counts it.
                    Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
                    Err(_) => routes::cut_off().map(Reply::Routed),
                },
                (None, None) => routes::cut_off().map(Reply::Routed),
            }
        }
    };
    listener::run_on_threads(listener, n_polling_threads(), service, settings, stop).await
}

/// Half of the processors answer polls, at least one; the other half works.
fn n_polling_threads() -> NonZeroUsize {
    let n_processors = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    NonZeroUsize::new(n_processors / 2).unwrap_or(NonZeroUsize::MIN)
}

impl Running {
    /// Has the inbox looked at now; for tests, which move the clock.
    pub fn look_at_inbox(&self) {
        self.look.notify_one();
    }

    /// The listener's figures.
    pub fn counters(&self) -> &listener::Counters {
        &self.counters
    }

    /// Finishes requests in flight, then jobs in hand, then lets go of the store.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.web.set_ready(false);
        self.stop_listening.cancel();
        self.serving.await.context("the listener was cut off")??;
        self.stop_working.cancel();
        self.working.await.context("the worker was cut off")?;
        for thread in self.behind {
            let ended = tokio::task::spawn_blocking(|| thread.join().is_ok()).await?;
            anyhow::ensure!(ended, "a thread behind the others was cut off");
        }
        if let Err(error) = self.desk.save_shown().await {
            // Nothing is lost: what is shown follows from what is on record, and is made again at the next start.
            tracing::warn!("what is shown could not be saved at the end: {error}");
        }
        self.watching.await.context("the watcher was cut off")?;
        if let Some(taking) = self.taking {
            taking.await.context("the inbox was cut off")?;
        }
        self.desk.store.close().await?;
        Ok(())
    }
}

/// Makes a token for a command or the sample newsroom; `None` where the name is taken.
pub async fn make_token(
    store: &dyn Store,
    clock: &dyn Clock,
    name: &str,
    scopes: Vec<Scope>,
    expires: Option<chrono::DateTime<chrono::Utc>>,
) -> anyhow::Result<Option<String>> {
    let new = desk::NewToken {
        name: name.to_owned(),
        scopes,
        expires,
    };
    Ok(desk::new_token(store, new, clock.now()).await?)
}
