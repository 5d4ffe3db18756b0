//! The express lane: a plain GET or HEAD that has arrived whole is answered
//! from bytes made beforehand, without hyper.
//!
//! Nearly all requests are polls of an edition in memory. Parsing one and
//! writing its answer through hyper costs more than the kernel's part of a 304.
//! Whatever is not plain (a body, half a head, several requests at once, an
//! older version, anything malformed) is left to hyper with every byte, so this
//! lane refuses nothing and decides nothing.
use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::http::header::{CONNECTION, CONTENT_LENGTH, DATE, TRANSFER_ENCODING};
use hyper::http::{HeaderMap, HeaderName, Response, StatusCode};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::counters::count;
use super::gate::{Gate, Stage};
use super::limits::{Express, Settings};
use super::memory::{self, Memory};
use super::state::State;
use super::{date, strict};
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

/// A response made beforehand, for both lanes.
#[derive(Debug)]
pub struct Prebuilt {
    status: StatusCode,
    headers: HeaderMap,
    /// Status line and headers, without `Date` and the empty line.
    head: Bytes,
    body: Memory,
}

impl Prebuilt {
    /// Makes a response. `Content-Length` follows from the body (not for 204
    /// and 304, which have none); `Date` and `Connection` are the listener's.
    #[must_use]
    pub fn new(status: StatusCode, mut headers: HeaderMap, body: Bytes) -> Self {
        let bodiless = matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
        let body = if bodiless { Bytes::new() } else { body };
        for name in [CONNECTION, CONTENT_LENGTH, DATE, TRANSFER_ENCODING] {
            headers.remove(name);
        }
        if !bodiless {
            headers.insert(CONTENT_LENGTH, body.len().into());
        }
        let reason = status.canonical_reason().unwrap_or_default();
        let mut head = format!("HTTP/1.1 {} {reason}\r\n", status.as_str()).into_bytes();
        for (name, value) in &headers {
            head.extend_from_slice(name.as_str().as_bytes());
            head.extend_from_slice(b": ");
            head.extend_from_slice(value.as_bytes());
            head.extend_from_slice(b"\r\n");
        }
        Self {
            status,
            headers,
            head: head.into(),
            body: Memory::new(body),
        }
    }

    /// The same for the service.
    #[must_use]
    pub fn response<B: From<Bytes>>(&self) -> Response<B> {
        let Ok(body) = self.body.bytes() else {
            // Memory that cannot be read back: nothing we could say is true.
            let mut response = Response::new(B::from(Bytes::new()));
            *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            return response;
        };
        let mut response = Response::new(B::from(body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers.clone();
        response
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

/// A response on its way.
#[derive(Debug)]
struct Writing {
    prebuilt: Arc<Prebuilt>,
    is_head: bool,
    closes: bool,
    /// `Date`, perhaps `Connection`, and the empty line.
    tail: [u8; 64],
    tail_length: usize,
    written: usize,
}

/// Up to here, copying into one piece is cheaper than a vectored write.
const PIECE: usize = 2048;

impl Writing {
    fn new(prebuilt: Arc<Prebuilt>, is_head: bool, closes: bool, unix_seconds: i64) -> Self {
        let mut tail = [0; 64];
        let mut tail_length = 0;
        let mut put = |text: &[u8]| {
            tail[tail_length..tail_length + text.len()].copy_from_slice(text);
            tail_length += text.len();
        };
        put(b"date: ");
        date::latest(unix_seconds, |date| put(date.as_bytes()));
        put(if closes {
            b"\r\nconnection: close\r\n\r\n"
        } else {
            b"\r\n\r\n"
        });
        Self {
            prebuilt,
            is_head,
            closes,
            tail,
            tail_length,
            written: 0,
        }
    }

    /// Writes on until all is written.
    fn poll(
        &mut self,
        tcp: &mut TcpStream,
        state: &State,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        let body = if self.is_head {
            0
        } else {
            self.prebuilt.body.len()
        };
        let length = self.prebuilt.head.len() + self.tail_length + body;
        while self.written < length {
            match self.write(tcp, cx, length) {
                Poll::Ready(Ok(0)) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Poll::Ready(Ok(n)) => {
                    self.written += n;
                    state.wrote(n);
                }
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => {
                    state.write_blocked();
                    return Poll::Pending;
                }
            }
        }
        Poll::Ready(Ok(()))
    }

    /// Writes as much as one system call takes.
    fn write(
        &self,
        tcp: &mut TcpStream,
        cx: &mut Context<'_>,
        length: usize,
    ) -> Poll<io::Result<usize>> {
        let body: &[u8] = match &self.prebuilt.body {
            _ if self.is_head => &[],
            Memory::Bytes(bytes) => bytes,
            #[cfg(target_os = "linux")]
            Memory::File(file, _) => return self.write_file(tcp, cx, file, length),
        };
        let parts = self.left(body);
        let tcp = Pin::new(tcp);
        if length - self.written <= PIECE {
            let (piece, end) = joined(parts);
            tcp.poll_write(cx, &piece[..end])
        } else {
            tcp.poll_write_vectored(cx, &parts.map(IoSlice::new))
        }
    }

    #[cfg(target_os = "linux")]
    fn write_file(
        &self,
        tcp: &TcpStream,
        cx: &mut Context<'_>,
        file: &std::fs::File,
        length: usize,
    ) -> Poll<io::Result<usize>> {
        let [head, tail, _] = self.left(&[]);
        let start = self.prebuilt.head.len() + self.tail_length;
        loop {
            let wrote = if self.written >= start {
                memory::send_file(tcp, file, self.written - start, length - self.written)
            } else if head.len() + tail.len() <= PIECE {
                let (piece, end) = joined([head, tail, &[]]);
                memory::send_start(tcp, &piece[..end])
            } else {
                memory::send_start(tcp, if head.is_empty() { tail } else { head })
            };
            match wrote {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    ready!(tcp.poll_write_ready(cx))?;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                wrote => return Poll::Ready(wrote),
            }
        }
    }

    /// What is left of head, tail and body.
    fn left<'w>(&'w self, body: &'w [u8]) -> [&'w [u8]; 3] {
        let mut skip = self.written;
        let parts = [
            &self.prebuilt.head[..],
            &self.tail[..self.tail_length],
            body,
        ];
        parts.map(|part| {
            let here = skip.min(part.len());
            skip -= here;
            &part[here..]
        })
    }
}

/// Parts that together fit into one piece, and where it ends.
fn joined(parts: [&[u8]; 3]) -> ([u8; PIECE], usize) {
    let mut piece = [0; PIECE];
    let mut end = 0;
    for part in parts {
        piece[end..end + part.len()].copy_from_slice(part);
        end += part.len();
    }
    (piece, end)
}
