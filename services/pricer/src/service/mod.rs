//! The contract `pricer.v1`, served: checks a job, compiles it, has the pool compute its blocks, streams their sums.

mod examine;
mod examiner;
#[cfg(test)]
mod fuzz;
mod policies;
mod simulation;

use crate::config::Config;
use crate::kernel::Tier;
use crate::pool::{self, Failure, Full, Pool, Results};
use examine::{Order, examine, examine_to_prepare};
use examiner::Examiner;
use kit::validate::Validator;
use kit::{deadline, status};
use policies::Policies;
use proto::pricer::v1::pricer_service_server::PricerService;
use proto::pricer::v1::{
    DescribeRequest, DescribeResponse, PrepareRequest, PrepareResponse, RevalueRequest, RevalueResponse,
    SimulateRequest, SimulateResponse,
};
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
/// From how many bytes on a message is checked and compiled aside of the threads that serve; that takes a tenth of a second for
/// the largest.
const LARGE_MESSAGE: usize = 8 * 1024;
/// How much a decoded message takes for each byte of its encoding: packed numbers of one byte become four.
const DECODED: usize = 4;

/// The service. Stateless but for what it computes at the moment.
#[derive(Clone)]
pub struct Service(Arc<Inner>);

struct Inner {
    pool: Pool<Simulation>,
    /// For what precedes a simulation, so that it does not wait for those that run: they share the processor.
    preparing: Pool<Policies>,
    examiner: Examiner,
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
            preparing: Pool::start(config.threads, config.limits)?,
            examiner: Examiner::start()?,
            validator: Validator::of_contracts(),
            tier: config.tier,
            instance,
            draining,
        })))
    }

    /// What an examination finds; that of a large message is done aside.
    async fn examined<T: Send + 'static>(
        &self,
        size: usize,
        examination: impl FnOnce(&Validator) -> Result<T, Status> + Send + 'static,
    ) -> Result<T, Status> {
        if size < LARGE_MESSAGE {
            return examination(&self.0.validator);
        }
        let service = self.clone();
        let examined = self.0.examiner.run(move || examination(&service.0.validator)).await;
        examined.map_err(|panic| internal(&pool::panic_message(&*panic)))?
    }

    /// Checks a request and has its blocks computed.
    async fn compute<O: Order>(&self, request: Request<O>) -> Result<Results<Simulation>, Status> {
        if self.0.draining.is_cancelled() {
            return Err(stopping());
        }
        let deadline = deadline::of(request.metadata().as_ref());
        let request = request.into_inner();
        let size = request.encoded_len();
        let pool = &self.0.pool;
        let place = pool.reserve(DECODED * size).map_err(full)?;
        let blocks = request.blocks();
        let computation = self
            .examined(size, move |validator| examine(validator, request))
            .await?;
        let work = Simulation::request(
            computation,
            self.0.tier,
            blocks,
            (pool.threads(), pool.limits()),
            deadline,
        );
        place.submit(work).map_err(full)
    }
}

/// The response of Simulate.
pub type Sums = Pin<Box<dyn Stream<Item = Result<SimulateResponse, Status>> + Send>>;
/// The response of Revalue.
pub type Losses = Pin<Box<dyn Stream<Item = Result<RevalueResponse, Status>> + Send>>;

#[tonic::async_trait]
impl PricerService for Service {
    type SimulateStream = Sums;

    async fn simulate(&self, request: Request<SimulateRequest>) -> Result<Response<Sums>, Status> {
        let results = self.compute(request).await?;
        Ok(Response::new(Box::pin(
            results.map(|result| result.map(simulation::response).map_err(failed)),
        )))
    }

    async fn prepare(&self, request: Request<PrepareRequest>) -> Result<Response<PrepareResponse>, Status> {
        if self.0.draining.is_cancelled() {
            return Err(stopping());
        }
        let deadline = deadline::of(request.metadata().as_ref());
        let request = request.into_inner();
        let size = prost::Message::encoded_len(&request);
        let pool = &self.0.preparing;
        let place = pool.reserve(DECODED * size).map_err(full)?;
        let (preparation, calibrations) = self
            .examined(size, move |validator| examine_to_prepare(validator, request))
            .await?;
        let work = Policies::request(calibrations, self.0.tier, pool.threads(), DECODED * size, deadline);
        let results = place.submit(work).map_err(full)?;
        let job = policies::complete(preparation, results).await.map_err(failed)?;
        Ok(Response::new(PrepareResponse { job: Some(job) }))
    }

    type RevalueStream = Losses;

    async fn revalue(&self, request: Request<RevalueRequest>) -> Result<Response<Losses>, Status> {
        let results = self.compute(request).await?;
        Ok(Response::new(Box::pin(
            results.map(|result| result.map(simulation::revalued).map_err(failed)),
        )))
    }

    async fn describe(&self, _: Request<DescribeRequest>) -> Result<Response<DescribeResponse>, Status> {
        Ok(Response::new(DescribeResponse {
            instance: self.0.instance.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            tier: self.0.tier.name().to_owned(),
            lanes: crate::simd::LANES as u32,
            threads: self.0.pool.threads() as u32,
        }))
    }
}

fn full(full: Full) -> Status {
    status::resource_exhausted(full.to_string(), RETRY_AFTER)
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
