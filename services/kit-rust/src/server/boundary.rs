//! The outermost layer: nothing internal passes it, and nothing passes it unseen.

use super::admission::Admission;
use super::call::{Call, Interrupt};
use super::guarded_body::GuardedBody;
use super::trace;
use crate::deadline;
use http::{Request, Response};
use opentelemetry::metrics::Histogram;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio_util::sync::CancellationToken;
use tonic::Status;
use tonic::body::Body;
use tower::{Layer, Service};
use tracing::Span;

#[derive(Clone)]
pub(super) struct Boundary<S> {
    inner: S,
    rules: Rules,
}

/// What holds for every request of a server.
#[derive(Clone)]
pub(super) struct Rules {
    admission: Admission,
    draining: CancellationToken,
    broken_off: CancellationToken,
    durations: Histogram<f64>,
}

impl Boundary<()> {
    /// Requests are admitted by `admission` and end when `broken_off` is cancelled. Those of health and reflection are always
    /// admitted, but their streams, which have no end of their own, end when `draining` is.
    pub(super) fn layer(admission: Admission, draining: CancellationToken, broken_off: CancellationToken) -> Rules {
        let durations = opentelemetry::global::meter("kit")
            .f64_histogram("rpc.server.call.duration")
            .with_unit("s")
            .with_description("How long requests took, from their arrival to their last byte.")
            .build();
        Rules {
            admission,
            draining,
            broken_off,
            durations,
        }
    }
}

impl<S> Layer<S> for Rules {
    type Service = Boundary<S>;

    fn layer(&self, inner: S) -> Boundary<S> {
        Boundary {
            inner,
            rules: self.clone(),
        }
    }
}

impl<S, B> Service<Request<B>> for Boundary<S>
where
    S: Service<Request<B>, Response = Response<Body>, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (mut call, admitted) = self.rules.begin(&request);
        if let Err(refusal) = admitted {
            let refusal = call.end(refusal);
            return Box::pin(std::future::ready(Ok(refusal.into_http())));
        }
        let mut handled = Box::pin(self.inner.call(request));
        Box::pin(async move {
            let answered = std::future::poll_fn(|cx| call.poll(cx, |cx| handled.as_mut().poll(cx))).await;
            let response = match answered {
                Ok(Ok(response)) => response,
                Err(status) => return Ok(call.end(status).into_http()),
            };
            // A response without a body has its status in the headers.
            Ok(match Status::from_header_map(response.headers()) {
                Some(status) if status.code() == tonic::Code::Unknown => call.end(status).into_http(),
                Some(status) => {
                    call.end(status);
                    response
                }
                None => response.map(|body| Body::new(GuardedBody::new(body, call))),
            })
        })
    }
}

impl Rules {
    /// The call, and whether it may go on; a call that may not has only its end to log.
    fn begin<B>(&self, request: &Request<B>) -> (Call, Result<(), Status>) {
        let method = request.uri().path().trim_start_matches('/').to_owned();
        let infrastructure = method.starts_with("grpc.health.") || method.starts_with("grpc.reflection.");
        if infrastructure {
            let interrupt = interrupt(None, self.draining.clone());
            return (Call::new(method, Span::none(), interrupt, None, None), Ok(()));
        }
        let span = trace::span(&method, request.headers());
        let interrupt = interrupt(deadline::of(request.headers()), self.broken_off.clone());
        let (place, admitted) = match self.admission.enter() {
            Ok(place) => (Some(place), Ok(())),
            Err(refusal) => (None, Err(refusal)),
        };
        (
            Call::new(method, span, interrupt, Some(self.durations.clone()), place),
            admitted,
        )
    }
}

fn interrupt(deadline: Option<std::time::Instant>, stop: CancellationToken) -> Interrupt {
    Box::pin(async move {
        let passed = async {
            match deadline {
                Some(deadline) => tokio::time::sleep_until(deadline.into()).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = passed => Status::deadline_exceeded("the deadline has passed"),
            () = stop.cancelled_owned() => Status::unavailable("the server is stopping"),
        }
    })
}
