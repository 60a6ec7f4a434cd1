//! The service over a real connection.

mod answers;
mod places;
mod preparing;
mod refusals;

use crate::jobs::everything;
use pricer::config::Config;
use pricer::kernel::Tier;
use pricer::pool::Limits;
use pricer::service::Service;
use proto::pricer::v1::pricer_service_client::PricerServiceClient;
use proto::pricer::v1::pricer_service_server::PricerServiceServer;
use proto::pricer::v1::{Job, PrepareRequest, SimulateRequest, SimulateResponse};
use std::num::NonZeroUsize;
use tokio::net::TcpListener;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::TcpListenerStream;
use tokio_util::sync::CancellationToken;
use tonic::transport::{Channel, Server};
use tonic::{Code, Status, Streaming};
use tonic_types::StatusExt;

pub struct Engine {
    pub client: PricerServiceClient<Channel>,
    draining: CancellationToken,
}

fn service(threads: usize, works: usize, draining: &CancellationToken) -> Service {
    let config = Config {
        threads: NonZeroUsize::new(threads).expect("a thread"),
        limits: Limits { works, bytes: 96 << 20 },
        tier: Tier::fastest(),
    };
    Service::start(&config, "host:9200".to_owned(), draining.clone()).expect("threads")
}

pub async fn engine(threads: usize, works: usize) -> Engine {
    let draining = CancellationToken::new();
    let service = service(threads, works, &draining);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = Server::builder().add_service(PricerServiceServer::new(service));
    tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
    let client = PricerServiceClient::connect(format!("http://{address}"))
        .await
        .expect("a connection");
    Engine { client, draining }
}

fn simulate(job: Job, first_block: u64, block_count: u32) -> SimulateRequest {
    SimulateRequest {
        job: Some(job),
        first_block,
        block_count,
    }
}

/// More than any test waits for.
fn endless() -> SimulateRequest {
    simulate(everything(), 0, 65_536)
}

impl Engine {
    async fn stream(
        &mut self,
        request: impl tonic::IntoRequest<SimulateRequest>,
    ) -> Result<Streaming<SimulateResponse>, Status> {
        Ok(self.client.simulate(request).await?.into_inner())
    }

    async fn all(&mut self, request: SimulateRequest) -> Result<Vec<SimulateResponse>, Status> {
        self.stream(request).await?.collect().await
    }

    async fn prepare(&mut self, job: Job) -> Result<Job, Status> {
        let answer = self.client.prepare(PrepareRequest { job: Some(job) }).await?;
        Ok(answer.into_inner().job.expect("a job"))
    }

    async fn refusal(&mut self, request: SimulateRequest) -> Status {
        self.all(request).await.expect_err("a refusal")
    }

    /// Asks until there is a place, as often as it is told to.
    async fn until_accepted(&mut self, request: SimulateRequest) -> Streaming<SimulateResponse> {
        loop {
            match self.stream(request.clone()).await {
                Ok(stream) => return stream,
                Err(full) if full.code() == Code::ResourceExhausted => {
                    let retry = full.get_details_retry_info().and_then(|info| info.retry_delay);
                    tokio::time::sleep(retry.expect("a delay")).await;
                }
                Err(other) => panic!("{other}"),
            }
        }
    }
}
