//! The contract `prime_sieve.v1`, served: counts on threads of its own and streams what they find.

use crate::config::Config;
use crate::primes::Counter;
use kit::deadline;
use kit::validate::Validator;
use proto::prime_sieve::v1::prime_sieve_service_server::PrimeSieveService;
use proto::prime_sieve::v1::{CountPrimesRequest, CountPrimesResponse};
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{Semaphore, mpsc};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

/// Numbers in a part: some ten milliseconds of work, after which it is looked whether anybody still waits.
const PART: u64 = 1 << 22;
/// Parts that wait for a slow reader before the thread does.
const READY: usize = 4;

/// The service. Stateless but for what it computes at the moment.
#[derive(Clone)]
pub struct Service {
    validator: Arc<Validator>,
    /// One permit for each range that may be counted at a time; the others wait in the order of their coming. How many may, is
    /// bounded by the server's limit of concurrent requests.
    threads: Arc<Semaphore>,
}

impl Service {
    /// A service that counts as many ranges at a time as there are threads.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Self {
            validator: Arc::new(Validator::of_contracts()),
            threads: Arc::new(Semaphore::new(config.threads.get())),
        }
    }
}

type Part = Result<CountPrimesResponse, Status>;

#[tonic::async_trait]
impl PrimeSieveService for Service {
    type CountPrimesStream = ReceiverStream<Part>;

    async fn count_primes(
        &self,
        request: Request<CountPrimesRequest>,
    ) -> Result<Response<Self::CountPrimesStream>, Status> {
        let deadline = deadline::of(request.metadata().as_ref());
        let request = request.into_inner();
        self.validator.check(&request)?;
        let closed = |_| Status::unavailable("the engine is stopping");
        let permit = Arc::clone(&self.threads).acquire_owned().await.map_err(closed)?;
        let (sender, receiver) = mpsc::channel(READY);
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            count(&request, deadline, &sender);
        });
        Ok(Response::new(ReceiverStream::new(receiver)))
    }
}

/// Counts part by part until the range is done, its deadline has passed, or nobody receives any more.
fn count(request: &CountPrimesRequest, deadline: Option<Instant>, parts: &mpsc::Sender<Part>) {
    let counter = Counter::up_to(request.end);
    let mut begin = request.begin;
    while begin < request.end && !parts.is_closed() {
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            // Nobody may receive it any more, which is all right.
            let _ = parts.blocking_send(Err(Status::deadline_exceeded("the deadline has passed")));
            return;
        }
        let end = request.end.min(begin + PART);
        let primes = counter.count(begin..end);
        if parts
            .blocking_send(Ok(CountPrimesResponse { begin, end, primes }))
            .is_err()
        {
            return;
        }
        begin = end;
    }
}
