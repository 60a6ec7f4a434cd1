//! One request, from its arrival until its last byte or its caller's departure.

use crate::panics::{self, Panic};
use opentelemetry::KeyValue;
use opentelemetry::metrics::Histogram;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;
use tokio::sync::OwnedSemaphorePermit;
use tonic::{Code, Status};
use tracing::Span;

/// What ends a request from outside of its handler.
pub(super) type Interrupt = Pin<Box<dyn Future<Output = Status> + Send>>;

/// Kept with a request as long as it lives. When it is dropped the place among the running requests is free again, and the
/// access log has its line: at debug for a success, at info for anything else.
pub(super) struct Call {
    pub(super) span: Span,
    pub(super) interrupt: Interrupt,
    method: String,
    begin: Instant,
    /// How it ended; none as long as it runs. Still none when dropped: the caller has left.
    code: Option<Code>,
    /// Requests of the server's own services are neither logged nor counted.
    record: Option<Histogram<f64>>,
    _place: Option<OwnedSemaphorePermit>,
}

impl Call {
    pub(super) fn new(
        method: String,
        span: Span,
        interrupt: Interrupt,
        record: Option<Histogram<f64>>,
        place: Option<OwnedSemaphorePermit>,
    ) -> Self {
        Self {
            span,
            interrupt,
            method,
            begin: Instant::now(),
            code: None,
            record,
            _place: place,
        }
    }

    /// Polls a part of the request: within its span, not past an interruption, a panic caught.
    pub(super) fn poll<T>(
        &mut self,
        cx: &mut Context<'_>,
        part: impl FnOnce(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<Result<T, Status>> {
        let span = self.span.clone();
        let _within = span.enter();
        match panics::catch(|| part(cx)) {
            Err(panic) => return Poll::Ready(Err(self.panicked(&panic))),
            Ok(Poll::Ready(ready)) => return Poll::Ready(Ok(ready)),
            Ok(Poll::Pending) => {}
        }
        self.interrupt.as_mut().poll(cx).map(Err)
    }

    /// Notes how the request ended, and returns the status that the caller may see.
    pub(super) fn end(&mut self, status: Status) -> Status {
        let told = if status.code() == Code::Unknown {
            self.foreign(&status)
        } else {
            status
        };
        self.code = Some(told.code());
        told
    }

    /// UNKNOWN is what libraries make of errors that they know nothing about: its text was not written for callers.
    fn foreign(&self, cause: &Status) -> Status {
        let (told, id) = panics::internal();
        self.span.in_scope(|| {
            tracing::error!(
                id,
                method = self.method,
                error = cause.message(),
                "internal error in a handler"
            )
        });
        told
    }

    fn panicked(&self, panic: &Panic) -> Status {
        let (told, id) = panics::internal();
        tracing::error!(
            id,
            method = self.method,
            panic = panic.message,
            stack = panic.stack,
            "panic in a handler"
        );
        told
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let Some(durations) = &self.record else { return };
        let _within = self.span.enter();
        let elapsed = self.begin.elapsed();
        let code = self.code.unwrap_or(Code::Cancelled);
        let name = name(code);
        self.span.record("rpc.response.status_code", name);
        if matches!(
            code,
            Code::Internal | Code::Unknown | Code::DataLoss | Code::Unimplemented
        ) {
            self.span.record("otel.status_code", "ERROR");
        }
        durations.record(
            elapsed.as_secs_f64(),
            &[
                KeyValue::new("rpc.system.name", "grpc"),
                KeyValue::new("rpc.method", self.method.clone()),
                KeyValue::new("rpc.response.status_code", name),
            ],
        );
        let method = &self.method;
        let duration_ms = elapsed.as_micros() as f64 / 1e3;
        if code == Code::Ok {
            tracing::debug!(method, code = name, duration_ms, "request");
        } else {
            tracing::info!(method, code = name, duration_ms, "request");
        }
    }
}

/// The code as the gRPC specification writes it.
fn name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}
