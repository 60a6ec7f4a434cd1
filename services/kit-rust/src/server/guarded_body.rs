//! The body of a response, guarded as the handler was: what fails while it streams ends it with trailers.

use super::call::Call;
use bytes::Bytes;
use http::HeaderMap;
use http_body::{Frame, SizeHint};
use std::pin::Pin;
use std::task::{Context, Poll};
use tonic::Status;
use tonic::body::Body;

/// Streams `body` as long as `call` lives; it is over when either is.
pub(super) struct GuardedBody {
    body: Body,
    call: Option<Call>,
}

impl GuardedBody {
    pub(super) fn new(body: Body, call: Call) -> Self {
        Self { body, call: Some(call) }
    }

    /// Drops the call and what its handler holds, and makes the trailers of a response that ends so.
    fn over(&mut self, mut call: Call, status: Status) -> Frame<Bytes> {
        self.body = Body::empty();
        Frame::trailers(trailers(call.end(status)))
    }
}

impl http_body::Body for GuardedBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let Some(mut call) = self.call.take() else {
            return Poll::Ready(None);
        };
        let polled = call.poll(cx, |cx| Pin::new(&mut self.body).poll_frame(cx));
        let Poll::Ready(polled) = polled else {
            self.call = Some(call);
            return Poll::Pending;
        };
        let frame = match polled {
            Ok(Some(Ok(frame))) => frame,
            Ok(None) => return Poll::Ready(None),
            Ok(Some(Err(status))) | Err(status) => return Poll::Ready(Some(Ok(self.over(call, status)))),
        };
        match frame.into_trailers() {
            Ok(trailers) => {
                let status = Status::from_header_map(&trailers).unwrap_or_else(|| Status::ok(""));
                Poll::Ready(Some(Ok(if status.code() == tonic::Code::Unknown {
                    self.over(call, status)
                } else {
                    call.end(status);
                    Frame::trailers(trailers)
                })))
            }
            Err(data) => {
                self.call = Some(call);
                Poll::Ready(Some(Ok(data)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.call.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

fn trailers(status: Status) -> HeaderMap {
    let mut trailers = HeaderMap::new();
    // It fails where details do not fit a header: the code and the message are then what is left.
    if status.add_header(&mut trailers).is_err() {
        let _ = Status::new(status.code(), status.message()).add_header(&mut trailers);
    }
    trailers
}
