//! The body of a response: the service's own or a plain line of ours.
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use super::state::Sending;

pin_project! {
    /// What is sent; while it lives, the connection counts as sending.
    pub(super) struct Outgoing<B> {
        #[pin]
        body: Option<B>,
        text: Option<Bytes>,
        sending: Option<Sending>,
    }
}

impl<B> Outgoing<B> {
    pub(super) fn service(body: B, sending: Option<Sending>) -> Self {
        Self {
            body: Some(body),
            text: None,
            sending,
        }
    }

    pub(super) fn text(text: &'static str) -> Self {
        Self {
            body: None,
            text: Some(Bytes::from_static(text.as_bytes())),
            sending: None,
        }
    }
}

impl<B: Body<Data = Bytes>> Body for Outgoing<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let this = self.project();
        match this.body.as_pin_mut() {
            Some(body) => body.poll_frame(cx),
            None => Poll::Ready(this.text.take().map(|text| Ok(Frame::data(text)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.body {
            Some(body) => body.is_end_stream(),
            None => self.text.is_none(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.body {
            Some(body) => body.size_hint(),
            None => SizeHint::with_exact(self.text.as_ref().map_or(0, |text| text.len() as u64)),
        }
    }
}
