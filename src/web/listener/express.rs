//! The express lane: a plain GET or HEAD that has arrived whole is answered
//! from bytes made beforehand, without hyper.
//!
//! Nearly all requests are polls of an edition in memory. Parsing one and
//! writing its answer through hyper costs more than the kernel's part of a 304.
//! Whatever is not plain (a body, half a head, several requests at once, an
//! older version, anything malformed) is left to hyper with every byte, so this
//! lane refuses nothing and decides nothing.
use std::io;
use std::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::http::HeaderName;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::net::TcpStream;

use super::counters::count;
use super::gate::{Gate, Stage};
use super::limits::{Express, Settings};
use super::prebuilt::Writing;
use super::state::State;
use super::strict;
use crate::web::negotiate::Fields;

/// A plain request, as far as it matters for what is made beforehand.
#[derive(Debug)]
pub struct Glance<'r> {
    /// The request target: a path that begins with `/`, and a query if any.
    pub target: &'r str,
    /// HEAD instead of GET. The answer is the same; its body is not sent.
    pub is_head: bool,
    headers: &'r [httparse::Header<'r>],
}

impl Fields for Glance<'_> {
    fn values<'f>(&'f self, name: &'f HeaderName) -> impl Iterator<Item = &'f [u8]> {
        let name = name.as_str();
        self.headers
            .iter()
            .filter(move |header| header.name.eq_ignore_ascii_case(name))
            .map(|header| header.value)
    }
}

/// How the lane ends.
#[derive(Debug)]
pub(super) enum End {
    /// The peer has closed.
    Gone,
    /// We shall close.
    Close,
    /// These bytes are the start of something that is not plain.
    Other(Bytes),
}

/// One connection in the express lane.
pub(super) struct Lane<'c> {
    tcp: TcpStream,
    settings: &'c Settings,
    state: &'c State,
    /// What the peer has not taken yet.
    rest: Option<Writing>,
}

/// Most bytes of a request that is looked at here.
const LONGEST: usize = 4096;
/// Most headers of a request that is looked at here.
const MOST: usize = 64;

impl<'c> Lane<'c> {
    pub(super) fn new(tcp: TcpStream, settings: &'c Settings, state: &'c State) -> Self {
        Self {
            tcp,
            settings,
            state,
            rest: None,
        }
    }

    pub(super) fn into_socket(self) -> TcpStream {
        self.tcp
    }

    /// Answers what it can.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>, stopping: bool) -> Poll<io::Result<End>> {
        let Some(express) = &self.settings.express else {
            return Poll::Ready(Ok(End::Other(Bytes::new())));
        };
        loop {
            if let Some(mut rest) = self.rest.take() {
                match rest.poll(&mut self.tcp, self.state, cx)? {
                    Poll::Ready(()) if rest.closes => return Poll::Ready(Ok(End::Close)),
                    Poll::Ready(()) => {}
                    Poll::Pending => {
                        self.rest = Some(rest);
                        return Poll::Pending;
                    }
                }
            }
            if stopping {
                return Poll::Ready(Ok(End::Close));
            }
            let mut space = [MaybeUninit::uninit(); LONGEST];
            let mut buf = ReadBuf::uninit(&mut space);
            ready!(Pin::new(&mut self.tcp).poll_read(cx, &mut buf))?;
            let bytes = buf.filled();
            if bytes.is_empty() {
                return Poll::Ready(Ok(End::Gone));
            }
            let Some(answer) = self.answer(express, bytes) else {
                let bytes = Bytes::copy_from_slice(bytes);
                return Poll::Ready(Ok(End::Other(bytes)));
            };
            self.state.express(bytes.len());
            count(&self.settings.counters.requests);
            self.rest = Some(answer);
        }
    }

    /// What to write, if these bytes are one plain request with a ready answer.
    fn answer(&self, express: &Express, bytes: &[u8]) -> Option<Writing> {
        let limits = &self.settings.limits;
        let mut gate = Gate::new(limits.max_headers, 0);
        gate.feed(bytes).ok()?;
        if gate.heads() != 1 || gate.stage() != Stage::Idle || bytes.len() > limits.max_header_bytes
        {
            return None;
        }
        let mut headers = [MaybeUninit::uninit(); MOST];
        let mut request = httparse::Request::new(&mut []);
        match request.parse_with_uninit_headers(bytes, &mut headers) {
            Ok(httparse::Status::Complete(length)) if length == bytes.len() => {}
            _ => return None,
        }
        let is_head = match request.method {
            Some("GET") => false,
            Some("HEAD") => true,
            _ => return None,
        };
        let target = request.path.filter(|target| target.starts_with('/'))?;
        if request.version != Some(1) {
            return None;
        }
        let (mut host, mut closes) = (None, false);
        for header in &*request.headers {
            match plainness(header)? {
                Plain::Host => host = Some(header.value),
                Plain::Close => closes = true,
                Plain::Other => {}
            }
        }
        let host = strict::host(host?).ok()?;
        strict::ours(host, self.settings.hosts.as_deref()).ok()?;
        let glance = Glance {
            target,
            is_head,
            headers: request.headers,
        };
        let Ok(prebuilt) = catch_unwind(AssertUnwindSafe(|| express(&glance))) else {
            count(&self.settings.counters.panics);
            return None;
        };
        let now = (self.settings.now)().timestamp();
        Some(Writing::new(prebuilt?, is_head, closes, now))
    }
}

/// What a header means to this lane.
enum Plain {
    Host,
    Close,
    Other,
}

/// Nothing for a header that hyper must see to.
fn plainness(header: &httparse::Header<'_>) -> Option<Plain> {
    let is = |name: &str| header.name.eq_ignore_ascii_case(name);
    Some(match header.name.len() {
        4 if is("host") => Plain::Host,
        6 if is("expect") => return None,
        7 if is("upgrade") => return None,
        10 if is("connection") => {
            if header.value.eq_ignore_ascii_case(b"close") {
                Plain::Close
            } else if header.value.eq_ignore_ascii_case(b"keep-alive") {
                Plain::Other
            } else {
                return None;
            }
        }
        14 if is("content-length") => return None,
        17 if is("transfer-encoding") => return None,
        _ => Plain::Other,
    })
}
