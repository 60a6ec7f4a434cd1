//! A bounded number of requests at the same time; the rest is refused at once, for a queue here would only make everybody late.

use crate::status;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tonic::Status;

/// The delay that refused callers are asked to keep.
const RETRY_AFTER: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub(super) struct Admission(Arc<Semaphore>);

impl Admission {
    pub(super) fn new(limit: usize) -> Self {
        Self(Arc::new(Semaphore::new(limit.min(Semaphore::MAX_PERMITS))))
    }

    /// A place among the requests that run, given back when it is dropped.
    pub(super) fn enter(&self) -> Result<OwnedSemaphorePermit, Status> {
        let refusal = |_| status::resource_exhausted("too many requests at the same time", RETRY_AFTER);
        Arc::clone(&self.0).try_acquire_owned().map_err(refusal)
    }
}
