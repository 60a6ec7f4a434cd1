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
    /// What a thread has computed in its turn, and how many that was.
    turn: std::vec::IntoIter<Done<W::Output>>,
    of_turn: usize,
    /// How many items have not come yet.
    missing: u64,
}

/// Outputs are moved, not pinned.
impl<W: Work> Unpin for Results<W> {}

impl<W: Work> Results<W> {
    pub(super) fn new(place: Place<W>, receiver: Receiver<W>, items: u64, deadline: Option<Instant>) -> Self {
        let deadline = deadline.map(|at| Box::pin(tokio::time::sleep_until(at.into())));
        Self {
            place,
            receiver,
            deadline,
            turn: Vec::new().into_iter(),
            of_turn: 0,
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
        loop {
            if let Some(done) = self.turn.next() {
                self.missing -= 1;
                if self.turn.as_slice().is_empty() {
                    self.place.shared.credit(self.place.id, self.of_turn);
                }
                return Poll::Ready(Some(Ok(done)));
            }
            match ready!(self.receiver.poll_recv(context)) {
                Some(Ok(computed)) => {
                    self.of_turn = computed.len();
                    self.turn = computed.into_iter();
                }
                Some(Err(failure)) => return self.fail(failure),
                None => return self.fail(Failure::Closed),
            }
        }
    }
}
