//! A bounded pool of threads that compute, apart from the threads that serve.
//!
//! What is computed is a [`Work`], item by item. Works that run at the same time take turns, of an item or of as many as are done at
//! once, so a long one does not starve a short one. Each has a *window*: that many items may be computed or wait for their reader; then the work is parked,
//! and its threads go on with others, until the reader takes one. A work whose [`Results`] are dropped, or whose deadline has
//! passed, is given no more threads, and the items that run are asked to stop.
//!
//! A work has a [`Place`] in the pool, from before it is made until its results are dropped. How many places there are, and how
//! much memory the works in them may take together, is bounded; more are refused at once.
//!
//! A panic ends the work that caused it; the thread goes on.

mod results;
mod shared;
mod window;
mod work;
mod worker;

pub use results::{Done, Failure, Results};
pub use shared::Limits;
pub use window::window;
pub use work::{Request, TURN, Work};
pub use worker::panic_message;

use crate::kernel::Stopped;
use crate::sync::Arc;
use crate::sync::thread::{self, JoinHandle};
use shared::Shared;
use std::io;
use std::num::NonZeroUsize;

/// See the module.
pub struct Pool<W: Work> {
    shared: Arc<Shared<W>>,
    threads: Vec<JoinHandle<()>>,
}

/// Too many works are admitted, or they take too much memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the queue is full")]
pub struct Full;

impl<W: Work> Pool<W> {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn start(threads: NonZeroUsize, limits: Limits) -> io::Result<Self> {
        let mut pool = Self {
            shared: Arc::new(Shared::new(limits)),
            threads: Vec::with_capacity(threads.get()),
        };
        for index in 0..threads.get() {
            let shared = Arc::clone(&pool.shared);
            let thread = thread::Builder::new().name(format!("compute-{index}"));
            pool.threads.push(thread.spawn(move || worker::run(&shared))?);
        }
        Ok(pool)
    }

    /// How many threads it has.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.threads.len()
    }

    /// What it was started with.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.shared.limits
    }

    /// Takes a place for a work that is yet to be made, so that nothing is spent on one that would be refused. `bytes` is what
    /// it takes until then.
    ///
    /// # Errors
    /// [`Full`], where all places are taken, or too much memory is.
    pub fn reserve(&self, bytes: usize) -> Result<Place<W>, Full> {
        let id = self.shared.reserve(bytes)?;
        Ok(Place {
            shared: Arc::clone(&self.shared),
            id,
        })
    }
}

/// Room for one work, given back on drop.
pub struct Place<W: Work> {
    shared: Arc<Shared<W>>,
    id: u64,
}

impl<W: Work> Place<W> {
    /// Has a work computed.
    ///
    /// # Errors
    /// [`Full`], where it takes too much memory beside the others.
    ///
    /// # Panics
    /// Outside a runtime, where the request has a deadline.
    pub fn submit(self, request: Request<W>) -> Result<Results<W>, Full> {
        let (items, deadline) = (request.items.clone(), request.deadline);
        let receiver = self.shared.admit(self.id, request)?;
        Ok(Results::new(
            self,
            receiver,
            items.end.saturating_sub(items.start),
            deadline,
        ))
    }
}

impl<W: Work> Drop for Place<W> {
    fn drop(&mut self) {
        self.shared.leave(self.id);
    }
}

impl<W: Work> Drop for Pool<W> {
    /// Stops what runs and waits for the threads.
    fn drop(&mut self) {
        self.shared.close();
        for thread in self.threads.drain(..) {
            // A worker catches the panics of works; one of its own has been printed and leaves nothing to do.
            let _ = thread.join();
        }
    }
}
