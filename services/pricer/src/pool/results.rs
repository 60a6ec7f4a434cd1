use super::shared::Receiver;
use super::{Place, Work};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};
use tokio::time::Sleep;
use tokio_stream::Stream;

/// A computed item.
#[derive(Clone, Debug, PartialEq)]
pub struct Done<T> {
    /// Which.
    pub item: u64,
    /// What it gave.
    pub output: T,
    /// How long its thread computed.
    pub busy: Duration,
}

/// Why a work ended early. Nothing follows it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Its deadline passed.
    #[error("the deadline has passed")]
    DeadlineExceeded,
    /// It panicked.
    #[error("the computation panicked: {0}")]
    Panicked(String),
    /// The pool was closed.
    #[error("the pool is closed")]
    Closed,
}

/// The computed items of a work, in any order. Dropping it stops the work.
pub struct Results<W: Work> {
    place: Place<W>,
    receiver: Receiver<W>,
    deadline: Option<Pin<Box<Sleep>>>,
    /// How many items have not come yet.
    missing: u64,
}

impl<W: Work> Results<W> {
    pub(super) fn new(place: Place<W>, receiver: Receiver<W>, items: u64, deadline: Option<Instant>) -> Self {
        let deadline = deadline.map(|at| Box::pin(tokio::time::sleep_until(at.into())));
        Self {
            place,
            receiver,
            deadline,
            missing: items,
        }
    }

    fn fail(&mut self, failure: Failure) -> Poll<Option<Result<Done<W::Output>, Failure>>> {
        self.missing = 0;
        self.place.shared.stop(self.place.id);
        Poll::Ready(Some(Err(failure)))
    }
}

impl<W: Work> Stream for Results<W> {
    type Item = Result<Done<W::Output>, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.missing == 0 {
            return Poll::Ready(None);
        }
        if let Some(deadline) = &mut self.deadline
            && deadline.as_mut().poll(context).is_ready()
        {
            return self.fail(Failure::DeadlineExceeded);
        }
        match ready!(self.receiver.poll_recv(context)) {
            Some(Ok(done)) => {
                self.missing -= 1;
                self.place.shared.credit(self.place.id);
                Poll::Ready(Some(Ok(done)))
            }
            Some(Err(failure)) => self.fail(failure),
            None => self.fail(Failure::Closed),
        }
    }
}
