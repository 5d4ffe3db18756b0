//! The accept loop of every public port: cleartext HTTP/1.1 over hyper, strict,
//! bounded in time, size and number.
//!
//! `axum::serve` holds a half-sent header open for ever and the protocol
//! guessing of `hyper_util` ignores the header timeout until it has guessed;
//! hyper itself has no write timeout. So connections are accepted and watched
//! here, and hyper only parses and writes.
mod admission;
mod body;
mod connection;
mod counters;
mod date;
mod express;
mod gate;
mod guard;
mod limits;
mod memory;
mod prebuilt;
mod state;
mod stream;
mod strict;
mod watch;

use std::error::Error;
use std::future::Future;
use std::io::{self, Write};
use std::net::{Shutdown, SocketAddr};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use bytes::Bytes;
use http_body::Body;
use hyper::body::Incoming;
use hyper::http::{Request, Response};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use self::admission::counted_as;
pub use self::counters::{Counters, value};
pub use self::express::Glance;
pub use self::limits::{Express, HostFilter, Limits, Now, Settings, host_list};
pub use self::prebuilt::Prebuilt;

use self::admission::Admission;
use self::connection::{OVERLOADED, Shared};
use self::counters::count;

/// The address of the other end of the socket.
pub type Peer = SocketAddr;

/// Serves until `shutdown`, then lets requests in flight finish (at most
/// `limits.drain`) and returns when all connections are closed.
///
/// `service` is called once for each well-formed request that `express` leaves
/// alone. Its panic becomes a 500, its slowness a 503; `Date` is added to what
/// it answers.
///
/// # Errors
/// When the socket is not usable at all. A failing `accept` (too many open
/// files, a connection gone before it was taken) is counted and tried again.
pub async fn run<S, F, B>(
    listener: TcpListener,
    service: S,
    settings: Settings,
    shutdown: CancellationToken,
) -> io::Result<()>
where
    S: Fn(Request<Incoming>, Peer) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response<B>> + Send + 'static,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let admission = Arc::new(Admission::new(&settings));
    accept(listener, service, settings, admission, shutdown).await
}

/// The same as [`run`] on threads of its own, each with a runtime of its own,
/// so that polls neither wait for the program's other work nor pay for tasks
/// that move between threads. One thread is the fastest for up to four cores.
///
/// `service` runs on those threads too: one that computes or waits for long
/// should hand the request to the program's own runtime.
///
/// # Errors
/// When the socket cannot be shared, a thread cannot be started, or one died.
pub async fn run_on_threads<S, F, B>(
    listener: std::net::TcpListener,
    n_threads: NonZeroUsize,
    service: S,
    settings: Settings,
    shutdown: CancellationToken,
) -> io::Result<()>
where
    S: Fn(Request<Incoming>, Peer) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response<B>> + Send + 'static,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    listener.set_nonblocking(true)?;
    let admission = Arc::new(Admission::new(&settings));
    let mut ends = Vec::with_capacity(n_threads.get());
    // Whoever leaves early, by an error, takes the others along.
    let stop = shutdown.child_token();
    let _stop_all = stop.clone().drop_guard();
    for n in 1..=n_threads.get() {
        let listener = listener.try_clone()?;
        let (service, settings, admission, stop) = (
            service.clone(),
            settings.clone(),
            Arc::clone(&admission),
            stop.clone(),
        );
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (end, ended) = tokio::sync::oneshot::channel();
        std::thread::Builder::new()
            .name(format!("http-{n}"))
            .spawn(move || {
                let result = runtime.block_on(async move {
                    let listener = TcpListener::from_std(listener)?;
                    accept(listener, service, settings, admission, stop).await
                });
                // Nobody listens any more only if the caller has given up.
                let _ = end.send(result);
            })?;
        ends.push(ended);
    }
    drop(listener);
    for ended in ends {
        ended
            .await
            .map_err(|_| io::Error::other("a thread of the listener died"))??;
    }
    Ok(())
}

/// The accept loop.
async fn accept<S, F, B>(
    listener: TcpListener,
    service: S,
    settings: Settings,
    admission: Arc<Admission>,
    shutdown: CancellationToken,
) -> io::Result<()>
where
    S: Fn(Request<Incoming>, Peer) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response<B>> + Send + 'static,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    listener.local_addr()?;
    let counters = Arc::clone(&settings.counters);
    let shared = Arc::new(Shared::new(settings));
    let connections = TaskTracker::new();
    let mut pause = Backoff::default();
    loop {
        let accepted = tokio::select! {
            biased;
            () = shutdown.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let (tcp, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                count(&counters.accept_errors);
                tracing::warn!(%error, "cannot accept a connection");
                tokio::select! {
                    () = shutdown.cancelled() => break,
                    () = tokio::time::sleep(pause.next()) => continue,
                }
            }
        };
        pause = Backoff::default();
        count(&counters.accepted);
        let Some(seat) = admission.admit(peer.ip()) else {
            count(&counters.refused);
            turn_away(tcp);
            continue;
        };
        let _ = tcp.set_nodelay(true);
        let (service, shared) = (service.clone(), Arc::clone(&shared));
        connections.spawn(async move {
            let _seat = seat;
            connection::serve(tcp, peer, service, shared).await;
        });
    }
    drop(listener);
    shared.stopping.store(true, Relaxed);
    shared.stop.cancel();
    connections.close();
    connections.wait().await;
    Ok(())
}

/// Answers 503 without reading or waiting; whoever does not fit into a socket
/// buffer gets nothing.
fn turn_away(tcp: TcpStream) {
    let answer = format!(
        "HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\nconnection: close\r\n\
         content-type: text/plain; charset=utf-8\r\ncontent-length: {}\r\n\r\n{OVERLOADED}",
        OVERLOADED.len()
    );
    // The plain socket: tokio would first wait to hear that it is writable.
    if let Ok(mut tcp) = tcp.into_std() {
        let _ = tcp.write(answer.as_bytes());
        let _ = tcp.shutdown(Shutdown::Both);
    }
}

/// Pauses after failures of `accept`: 10 ms, doubling to 1 s.
struct Backoff(Duration);

impl Default for Backoff {
    fn default() -> Self {
        Self(Duration::from_millis(5))
    }
}

impl Backoff {
    fn next(&mut self) -> Duration {
        self.0 = (self.0 * 2).min(Duration::from_secs(1));
        self.0
    }
}

#[cfg(test)]
mod tests;
