//! One connection from its first byte to its last.
use std::convert::Infallible;
use std::error::Error;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::task::Poll;

use bytes::Bytes;
use http_body::Body;
use hyper::body::Incoming;
use hyper::http::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_TYPE, DATE, HeaderValue, RETRY_AFTER,
    X_CONTENT_TYPE_OPTIONS,
};
use hyper::http::{Request, Response, StatusCode};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::body::Outgoing;
use super::counters::count;
use super::limits::Settings;
use super::state::{Sending, State};
use super::stream::Stream;
use super::watch::{Verdict, Watch};
use super::{Peer, date, strict};

/// What all connections of a listener share.
pub(super) struct Shared {
    pub(super) settings: Settings,
    pub(super) http: http1::Builder,
    /// Set, then announced through the token, when the program wants to be gone.
    pub(super) stopping: AtomicBool,
    pub(super) stop: CancellationToken,
}

impl Shared {
    pub(super) fn new(settings: Settings) -> Self {
        let limits = &settings.limits;
        let mut http = http1::Builder::new();
        // The watch keeps all times; hyper's own header timer would also end
        // idle connections and costs an allocation for each request.
        http.header_read_timeout(None)
            .auto_date_header(false)
            .max_header_size(limits.max_header_bytes)
            .max_buf_size(limits.read_buffer_bytes.max(8192));
        Self {
            settings,
            http,
            stopping: AtomicBool::new(false),
            stop: CancellationToken::new(),
        }
    }
}

/// Serves a connection until it ends, is too slow, or the listener drains.
pub(super) async fn serve<S, F, B>(tcp: TcpStream, peer: Peer, service: S, shared: Arc<Shared>)
where
    S: Fn(Request<Incoming>, Peer) -> F,
    F: Future<Output = Response<B>>,
    B: Body<Data = Bytes> + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let (limits, counters) = (&shared.settings.limits, &shared.settings.counters);
    let state = Arc::new(State::default());
    let stream = Stream::new(tcp, limits.max_headers, Arc::clone(&state));
    let answer = service_fn(|request| answer(request, peer, &service, &state, &shared));
    let mut hyper = pin!(shared.http.serve_connection(TokioIo::new(stream), answer));
    let mut stop = pin!(shared.stop.cancelled());
    let started = Instant::now();
    let mut watch = Watch::new(started);
    let mut alarm = pin!(sleep_until(started + limits.head));
    let mut armed = None;
    let (mut listens, mut draining) = (false, false);
    let result = poll_fn(|cx| {
        // Asked once, so that it wakes us; after that only if it has something
        // to say: asking takes two locks that all connections share.
        if !draining && (!listens || shared.stopping.load(Relaxed)) {
            listens = true;
            if stop.as_mut().poll(cx).is_ready() {
                draining = true;
                hyper.as_mut().graceful_shutdown();
                watch.drain(limits, Instant::now());
            }
        }
        loop {
            if let Poll::Ready(result) = hyper.as_mut().poll(cx) {
                return Poll::Ready(Some(result));
            }
            let now = Instant::now();
            let due = match watch.look(&state, limits, now) {
                Verdict::Wait(due) => due,
                Verdict::Handler => {
                    state.expire();
                    count(&counters.timed_out);
                    continue;
                }
                Verdict::Peer => {
                    count(&counters.timed_out);
                    return Poll::Ready(None);
                }
            };
            // The alarm is set when it must ring earlier or has rung, not with
            // every request.
            if armed.is_some_and(|armed| now < armed && armed <= due) {
                return Poll::Pending;
            }
            armed = Some(due);
            alarm.as_mut().reset(due);
            if alarm.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
        }
    })
    .await;
    if let Some(Err(error)) = result
        && error.is_parse()
    {
        count(&counters.bad_requests);
    }
}

/// Answers one request: refused here, or by the service with its panics caught.
async fn answer<S, F, B>(
    request: Request<Incoming>,
    peer: Peer,
    service: &S,
    state: &Arc<State>,
    shared: &Shared,
) -> Result<Response<Outgoing<B>>, Infallible>
where
    S: Fn(Request<Incoming>, Peer) -> F,
    F: Future<Output = Response<B>>,
    B: Body<Data = Bytes>,
{
    let settings = &shared.settings;
    let checked = state
        .call()
        .and_then(|()| strict::check(&request, settings.hosts.as_deref()));
    let mut response = match checked {
        Err(refusal) => {
            count(&settings.counters.bad_requests);
            plain(refusal.status(), refusal.text())
        }
        Ok(()) if request.uri().path() == "*" => about_the_server(),
        Ok(()) => {
            count(&settings.counters.requests);
            state.handling(true);
            let outcome = guarded(request, peer, service, state).await;
            state.handling(false);
            match outcome {
                Outcome::Answered(response) => {
                    let sending = (!response.body().is_end_stream()).then(|| Sending::new(state));
                    response.map(|body| Outgoing::service(body, sending))
                }
                Outcome::Panicked => {
                    count(&settings.counters.panics);
                    plain(
                        StatusCode::INTERNAL_SERVER_ERROR,
                        "Something went wrong here.\n",
                    )
                }
                Outcome::Expired => {
                    let mut response = plain(StatusCode::SERVICE_UNAVAILABLE, OVERLOADED);
                    let soon = HeaderValue::from_static("5");
                    response.headers_mut().insert(RETRY_AFTER, soon);
                    response
                }
            }
        }
    };
    let now = (settings.now)().timestamp();
    response.headers_mut().insert(DATE, date::header(now));
    Ok(response)
}

pub(super) const OVERLOADED: &str = "The server is busy. Please try again later.\n";

enum Outcome<B> {
    Answered(Response<B>),
    Panicked,
    Expired,
}

/// Runs the handler; neither its panic nor its slowness is the connection's.
async fn guarded<S, F, B>(
    request: Request<Incoming>,
    peer: Peer,
    service: &S,
    state: &State,
) -> Outcome<B>
where
    S: Fn(Request<Incoming>, Peer) -> F,
    F: Future<Output = Response<B>>,
{
    let mut handler = pin!(async move { service(request, peer).await });
    poll_fn(|cx| {
        if state.is_expired() {
            return Poll::Ready(Outcome::Expired);
        }
        // A handler that has panicked is never polled again, and what it
        // shares with others is behind locks that know poison.
        match catch_unwind(AssertUnwindSafe(|| handler.as_mut().poll(cx))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(response)) => Poll::Ready(Outcome::Answered(response)),
            Err(_) => Poll::Ready(Outcome::Panicked),
        }
    })
    .await
}

/// `OPTIONS *` (RFC 9110 9.3.7) asks about no resource.
fn about_the_server<B>() -> Response<Outgoing<B>> {
    let mut response = plain(StatusCode::NO_CONTENT, "");
    let headers = response.headers_mut();
    headers.clear();
    headers.insert(ALLOW, HeaderValue::from_static("GET, HEAD, OPTIONS"));
    response
}

/// A line of text, after which the connection is closed.
fn plain<B>(status: StatusCode, text: &'static str) -> Response<Outgoing<B>> {
    let mut response = Response::new(Outgoing::text(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CONNECTION, "close"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
