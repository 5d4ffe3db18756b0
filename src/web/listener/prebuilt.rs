//! Responses made beforehand, and how one is written to a socket.
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::http::header::{CONNECTION, CONTENT_LENGTH, DATE, TRANSFER_ENCODING};
use hyper::http::{HeaderMap, Response, StatusCode};
use tokio::io::AsyncWrite;
use tokio::net::TcpStream;

use super::date;
use super::memory::{self, Memory};
use super::state::State;

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

/// A response on its way.
#[derive(Debug)]
pub(super) struct Writing {
    prebuilt: Arc<Prebuilt>,
    is_head: bool,
    /// The connection ends with it.
    pub(super) closes: bool,
    /// `Date`, perhaps `Connection`, and the empty line.
    tail: [u8; 64],
    tail_length: usize,
    written: usize,
}

/// Up to here, copying into one piece is cheaper than a vectored write.
const PIECE: usize = 2048;

impl Writing {
    pub(super) fn new(
        prebuilt: Arc<Prebuilt>,
        is_head: bool,
        closes: bool,
        unix_seconds: i64,
    ) -> Self {
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
    pub(super) fn poll(
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
