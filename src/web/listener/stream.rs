//! The socket as hyper sees it: read along by the gate, its progress noted,
//! closed without losing the last response.
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::gate::Gate;
use super::state::State;

/// One accepted connection.
#[derive(Debug)]
pub(super) struct Stream {
    tcp: TcpStream,
    gate: Gate,
    state: Arc<State>,
    /// What has been read already.
    read_ahead: Bytes,
    /// The peer has sent its last byte.
    ended: bool,
    /// We have sent ours.
    closed: bool,
}

impl Stream {
    /// Goes on where the express lane has stopped.
    pub(super) fn new(
        tcp: TcpStream,
        read_ahead: Bytes,
        max_headers: usize,
        state: Arc<State>,
    ) -> Self {
        Self {
            tcp,
            gate: Gate::new(max_headers, state.heads()),
            state,
            read_ahead,
            ended: false,
            closed: false,
        }
    }

    fn note_write(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match &written {
            Poll::Ready(Ok(n)) => self.state.wrote(*n),
            Poll::Ready(Err(_)) => {}
            Poll::Pending => self.state.write_blocked(),
        }
        written
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buf.filled().len();
        if this.read_ahead.is_empty() {
            let Poll::Ready(read) = Pin::new(&mut this.tcp).poll_read(cx, buf) else {
                this.state.read_blocked();
                return Poll::Pending;
            };
            read?;
        } else {
            let here = this.read_ahead.len().min(buf.remaining());
            buf.put_slice(&this.read_ahead.split_to(here));
        }
        let fresh = &buf.filled()[before..];
        this.ended |= fresh.is_empty();
        let framed = this.gate.feed(fresh);
        this.state.reading(&this.gate, fresh.len());
        Poll::Ready(framed.map_err(|broken| io::Error::new(io::ErrorKind::InvalidData, broken)))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.tcp).poll_write(cx, bytes);
        self.note_write(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.tcp).poll_write_vectored(cx, slices);
        self.note_write(written)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    /// Says goodbye, then reads on until the peer does too. Closing a socket
    /// with unread bytes resets it, and a reset can overtake our last response
    /// (RFC 9112 9.6); the watch ends the wait.
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if !this.closed {
            ready!(Pin::new(&mut this.tcp).poll_shutdown(cx))?;
            this.closed = true;
            this.state.closing();
        }
        let mut waste = [0; 4096];
        // A bounded number of turns, so that a flood starves nobody else.
        for _ in 0..16 {
            if this.ended {
                return Poll::Ready(Ok(()));
            }
            let mut buf = ReadBuf::new(&mut waste);
            ready!(Pin::new(&mut this.tcp).poll_read(cx, &mut buf))?;
            this.ended = buf.filled().is_empty();
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
