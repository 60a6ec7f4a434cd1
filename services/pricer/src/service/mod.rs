//! The contract `pricer.v1`, served: checks a job, compiles it, has the pool compute its blocks, streams their sums.

mod deadline;
mod simulation;

use crate::config::Config;
use crate::job::Plan;
use crate::kernel::Tier;
use crate::pool::{Failure, Place, Pool};
use bimetal_kit::status;
use bimetal_kit::validate::Validator;
use bimetal_proto::pricer::v1::pricer_service_server::PricerService;
use bimetal_proto::pricer::v1::{DescribeRequest, DescribeResponse, SimulateRequest, SimulateResponse};
use simulation::Simulation;
use std::hash::{BuildHasher, RandomState};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio_stream::{Stream, StreamExt};
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};

/// When to try again after a refusal: about what the blocks of a short request take.
const RETRY_AFTER: Duration = Duration::from_millis(250);
/// From how many bytes on a message is checked and compiled aside of the threads that serve; that takes tens of milliseconds
/// for the largest.
const LARGE_MESSAGE: usize = 64 * 1024;

/// The service. Stateless but for what it computes at the moment.
#[derive(Clone)]
pub struct Service(Arc<Inner>);

struct Inner {
    pool: Pool<Simulation>,
    validator: Validator,
    tier: Tier,
    instance: String,
    draining: CancellationToken,
}

impl Service {
    /// Starts the threads that compute. `instance` tells this engine from others; once `draining` is cancelled, new
    /// simulations are refused.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn start(config: &Config, instance: String, draining: CancellationToken) -> std::io::Result<Self> {
        let pool = Pool::start(config.threads, config.limits)?;
        Ok(Self(Arc::new(Inner {
            pool,
            validator: Validator::of_contracts(),
            tier: config.tier,
            instance,
            draining,
        })))
    }
}

/// The response of Simulate.
pub type Sums = Pin<Box<dyn Stream<Item = Result<SimulateResponse, Status>> + Send>>;

#[tonic::async_trait]
impl PricerService for Service {
    type SimulateStream = Sums;

    async fn simulate(&self, request: Request<SimulateRequest>) -> Result<Response<Sums>, Status> {
        if self.0.draining.is_cancelled() {
            return Err(stopping());
        }
        let place = self
            .0
            .pool
            .reserve()
            .map_err(|full| status::resource_exhausted(full.to_string(), RETRY_AFTER))?;
        let deadline = deadline::of(request.metadata());
        let request = request.into_inner();
        let service = self.clone();
        let size = prost::Message::encoded_len(&request);
        let submit = move || service.submit(place, &request, deadline);
        if size < LARGE_MESSAGE {
            return submit().map(Response::new);
        }
        let span = tracing::Span::current();
        let submitted = tokio::task::spawn_blocking(move || span.in_scope(submit)).await;
        submitted
            .map_err(|panicked| internal(&panicked.to_string()))?
            .map(Response::new)
    }

    async fn describe(&self, _: Request<DescribeRequest>) -> Result<Response<DescribeResponse>, Status> {
        Ok(Response::new(DescribeResponse {
            instance: self.0.instance.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            tier: self.0.tier.name().to_owned(),
            lanes: crate::math::LANES as u32,
            threads: self.0.pool.threads() as u32,
        }))
    }
}

impl Service {
    fn submit(
        &self,
        place: Place<Simulation>,
        request: &SimulateRequest,
        deadline: Option<std::time::Instant>,
    ) -> Result<Sums, Status> {
        let Inner {
            validator, pool, tier, ..
        } = &*self.0;
        validator.check(request)?;
        let job = request
            .job
            .as_ref()
            .ok_or_else(|| status::invalid_argument([("job", "is required")]))?;
        let plan = Plan::compile(job).map_err(|violations| {
            status::invalid_argument(
                violations
                    .into_iter()
                    .map(|violation| (violation.field, violation.description)),
            )
        })?;
        let blocks = request.first_block..request.first_block + u64::from(request.block_count);
        let request = Simulation::request(plan, *tier, blocks, pool.threads(), deadline);
        let full = |_| status::resource_exhausted("the queue has no memory left for this job", RETRY_AFTER);
        let results = place.submit(request).map_err(full)?;
        Ok(Box::pin(
            results.map(|result| result.map(simulation::response).map_err(failed)),
        ))
    }
}

fn stopping() -> Status {
    Status::unavailable("the engine is stopping")
}

fn failed(failure: Failure) -> Status {
    match failure {
        Failure::DeadlineExceeded => Status::deadline_exceeded("the deadline has passed"),
        Failure::Closed => stopping(),
        Failure::Panicked(message) => internal(&message),
    }
}

/// The text of a panic stays in the log; the caller gets an id to find it by.
fn internal(panic: &str) -> Status {
    // Its keys are random, which is all that an id needs.
    let id = format!("{:016x}", RandomState::new().hash_one(panic));
    tracing::error!(id, panic, "a computation panicked");
    Status::internal(format!("internal error, id {id}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic::Code;

    #[test]
    fn nothing_of_a_panic_reaches_the_caller_but_an_id() {
        let secret = "index 7 of table x";
        let [first, second] = [(); 2].map(|()| failed(Failure::Panicked(secret.to_owned())));
        assert_eq!(first.code(), Code::Internal);
        assert!(!first.message().contains(secret));
        assert_eq!(first.message().len(), "internal error, id ".len() + 16);
        assert_ne!(first.message(), second.message());
    }

    #[test]
    fn the_other_failures_have_their_codes() {
        assert_eq!(failed(Failure::DeadlineExceeded).code(), Code::DeadlineExceeded);
        assert_eq!(failed(Failure::Closed).code(), Code::Unavailable);
    }
}
