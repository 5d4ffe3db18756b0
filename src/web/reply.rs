//! The body of a reply: prebuilt bytes without a box, or whatever a route made.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::http::header::CONTENT_LENGTH;
use hyper::http::{Response, StatusCode};

/// The body of a reply.
pub enum Reply {
    /// Bytes that were ready: an edition in one coding, or nothing.
    Ready(Option<Bytes>),
    /// What a route made.
    Routed(axum::body::Body),
}

impl From<Bytes> for Reply {
    fn from(bytes: Bytes) -> Self {
        Self::Ready((!bytes.is_empty()).then_some(bytes))
    }
}

impl Body for Reply {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        match self.get_mut() {
            Self::Ready(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Self::Routed(body) => Pin::new(body).poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Ready(bytes) => bytes.is_none(),
            Self::Routed(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Ready(bytes) => {
                SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
            }
            Self::Routed(body) => body.size_hint(),
        }
    }
}

/// What a route made as a reply.
pub fn of_route(mut response: Response<axum::body::Body>) -> Response<Reply> {
    if response.status() == StatusCode::NOT_MODIFIED {
        // The router writes the length of the empty body, which is not the length of what is not sent again
        // (RFC 9110 section 8.6).
        response.headers_mut().remove(CONTENT_LENGTH);
    }
    response.map(Reply::Routed)
}

/// A reply of prebuilt bytes as a reply of a route.
pub fn routed(reply: Response<Reply>) -> Response<axum::body::Body> {
    reply.map(|body| match body {
        Reply::Ready(Some(bytes)) => axum::body::Body::from(bytes),
        Reply::Ready(None) => axum::body::Body::empty(),
        Reply::Routed(body) => body,
    })
}
