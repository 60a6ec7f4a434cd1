//! What nobody waits for costs nothing, measured on the process: hence a test program of its own, with one test.
#![cfg(target_os = "linux")]

#[allow(dead_code, unused_imports, reason = "other tests need more of them")]
#[path = "it/jobs/mod.rs"]
mod jobs;

use pricer::config::Config;
use pricer::kernel::Tier;
use pricer::pool::Limits;
use pricer::service::Service;
use proto::pricer::v1::pricer_service_client::PricerServiceClient;
use proto::pricer::v1::pricer_service_server::PricerServiceServer;
use proto::pricer::v1::{SimulateRequest, SimulateResponse};
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::TcpListenerStream;
use tokio_util::sync::CancellationToken;
use tonic::transport::{Channel, Server};
use tonic::{Code, Request, Status, Streaming};

type Client = PricerServiceClient<Channel>;

const THREADS: NonZeroUsize = NonZeroUsize::new(2).expect("not 0");

async fn engine() -> Client {
    let config = Config {
        threads: THREADS,
        limits: Limits {
            works: 8,
            bytes: 96 << 20,
        },
        tier: Tier::fastest(),
    };
    let service = Service::start(&config, "engine".to_owned(), CancellationToken::new()).expect("threads");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = Server::builder().add_service(PricerServiceServer::new(service));
    tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
    Client::connect(format!("http://{address}"))
        .await
        .expect("a connection")
}

/// More blocks than any machine computes while the test runs.
fn endless() -> SimulateRequest {
    SimulateRequest {
        job: Some(jobs::everything()),
        first_block: 0,
        block_count: 65_536,
    }
}

async fn stream(client: &mut Client, request: impl tonic::IntoRequest<SimulateRequest>) -> Streaming<SimulateResponse> {
    client.simulate(request).await.expect("a place").into_inner()
}

/// How long the threads that compute have computed.
fn computed() -> Duration {
    let tasks = std::fs::read_dir("/proc/self/task").expect("the process's threads");
    let schedules = tasks.filter_map(|task| {
        let path = task.ok()?.path();
        let name = std::fs::read_to_string(path.join("comm")).ok()?;
        let schedule = std::fs::read_to_string(path.join("schedstat")).ok()?;
        name.starts_with("compute-").then_some(schedule)
    });
    // Nanoseconds on a processor come first.
    let nanoseconds = schedules.map(|schedule| {
        schedule
            .split(' ')
            .next()
            .and_then(|n| n.parse::<u64>().ok())
            .expect("a number")
    });
    Duration::from_nanos(nanoseconds.sum())
}

/// Waits until the threads do nothing for a while; how long they computed until then.
async fn computed_until_idle() -> Duration {
    let start = (Instant::now(), computed());
    let mut before = start.1;
    loop {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let now = computed();
        if now - before < Duration::from_millis(2) {
            return now - start.1;
        }
        assert!(
            start.0.elapsed() < Duration::from_secs(60),
            "the threads go on computing"
        );
        before = now;
    }
}

/// Reads so much that the threads have certainly computed.
async fn read(stream: &mut Streaming<SimulateResponse>) -> Result<(), Status> {
    for _ in 0..20 {
        stream.next().await.expect("more blocks")?;
    }
    Ok(())
}

#[tokio::test]
async fn nothing_is_computed_that_nobody_waits_for() {
    let mut client = engine().await;
    // A block takes about 10 ms of a slow processor; what runs stops within 16 of its 4096 paths.
    let soon = THREADS.get() as u32 * Duration::from_millis(100);

    let mut dropped = stream(&mut client, endless()).await;
    read(&mut dropped).await.expect("sums");
    assert!(computed() > Duration::ZERO);
    drop(dropped);
    assert!(computed_until_idle().await < soon, "after a cancellation");

    let mut request = Request::new(endless());
    // By the header alone: the client itself would break off at its own timeout.
    request
        .metadata_mut()
        .insert("grpc-timeout", "500m".parse().expect("a header"));
    let mut late = stream(&mut client, request).await;
    let end = loop {
        if let Err(end) = read(&mut late).await {
            break end;
        }
    };
    assert_eq!(end.code(), Code::DeadlineExceeded);
    assert!(computed_until_idle().await < soon, "after a deadline");

    let mut unread = stream(&mut client, endless()).await;
    computed_until_idle().await;
    read(&mut unread).await.expect("a reader who comes back finds the rest");
}
