//! One connection from its first byte to its last.
use std::convert::Infallible;
use std::error::Error;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::task::{Context, Poll};

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
use tokio::io::AsyncWrite;
use tokio::net::TcpStream;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::body::Outgoing;
use super::counters::count;
use super::express::{End, Lane};
use super::guard::Guard;
use super::limits::Settings;
use super::state::{Sending, State};
use super::stream::Stream;
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
    let stop = pin!(shared.stop.cancelled());
    let alarm = pin!(sleep(limits.head));
    let mut guard = Guard::new(&shared, &state, stop, alarm);

    let mut lane = Lane::new(tcp, &shared.settings, &state);
    let end = poll_fn(|cx| guard.poll(cx, |cx, stopping| lane.poll(cx, stopping))).await;
    let (tcp, read_ahead) = match end {
        None | Some(Err(_) | Ok(End::Gone)) => return,
        Some(Ok(End::Close)) => (lane.into_socket(), None),
        Some(Ok(End::Other(read_ahead))) => (lane.into_socket(), Some(read_ahead)),
    };
    let closes = read_ahead.is_none();
    let read_ahead = read_ahead.unwrap_or_default();
    let mut stream = Stream::new(tcp, read_ahead, limits.max_headers, Arc::clone(&state));
    if closes {
        let close = |cx: &mut Context<'_>, _| Pin::new(&mut stream).poll_shutdown(cx);
        let mut close = close;
        let _ = poll_fn(|cx| guard.poll(cx, &mut close)).await;
        return;
    }

    let answer = service_fn(|request| answer(request, peer, &service, &state, &shared));
    let mut hyper = pin!(shared.http.serve_connection(TokioIo::new(stream), answer));
    let mut told = false;
    let turn = |cx: &mut Context<'_>, stopping| {
        if stopping && !told {
            told = true;
            hyper.as_mut().graceful_shutdown();
        }
        hyper.as_mut().poll(cx)
    };
    let mut turn = turn;
    if let Some(Err(error)) = poll_fn(|cx| guard.poll(cx, &mut turn)).await
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
