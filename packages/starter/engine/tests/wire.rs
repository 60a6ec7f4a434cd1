//! The service over a real connection.

use prime_sieve::config::Config;
use prime_sieve::service::Service;
use proto::prime_sieve::v1::prime_sieve_service_client::PrimeSieveServiceClient;
use proto::prime_sieve::v1::prime_sieve_service_server::PrimeSieveServiceServer;
use proto::prime_sieve::v1::{CountPrimesRequest, CountPrimesResponse};
use std::num::NonZeroUsize;
use tokio::net::TcpListener;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::{Channel, Server};
use tonic::{Code, Request, Status};
use tonic_types::StatusExt;

type Client = PrimeSieveServiceClient<Channel>;

async fn engine() -> Client {
    let threads = NonZeroUsize::MIN;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let service = PrimeSieveServiceServer::new(Service::new(&Config { threads }));
    tokio::spawn(
        Server::builder()
            .add_service(service)
            .serve_with_incoming(TcpListenerStream::new(listener)),
    );
    Client::connect(format!("http://{address}"))
        .await
        .expect("a connection")
}

async fn parts(client: &mut Client, begin: u64, end: u64) -> Result<Vec<CountPrimesResponse>, Status> {
    let stream = client.count_primes(CountPrimesRequest { begin, end }).await?;
    stream.into_inner().collect().await
}

/// More than any test waits for.
fn endless() -> CountPrimesRequest {
    CountPrimesRequest {
        begin: 9_000_000_000_000,
        end: 9_000_000_000_000 + (1 << 32),
    }
}

#[tokio::test]
async fn parts_cover_the_range_in_order_and_add_up() {
    let parts = parts(&mut engine().await, 7, 20_000_000).await.expect("parts");
    assert!(parts.len() > 1);
    assert_eq!((parts[0].begin, parts[parts.len() - 1].end), (7, 20_000_000));
    assert!(parts.windows(2).all(|pair| pair[0].end == pair[1].begin));
    // 1,270,607 primes are below 2 * 10^7; 2, 3 and 5 are not in the range.
    assert_eq!(parts.iter().map(|part| part.primes).sum::<u64>(), 1_270_607 - 3);
}

#[tokio::test]
async fn wrong_ranges_are_refused_with_their_field() {
    let mut client = engine().await;
    for (begin, end, field) in [
        (5, 5, ""),
        (6, 5, ""),
        (0, (1 << 32) + 1, ""),
        (10_000_000_000_000, 10_000_000_000_001, "end"),
    ] {
        let refusal = parts(&mut client, begin, end).await.expect_err("a refusal");
        assert_eq!(refusal.code(), Code::InvalidArgument);
        let violations = refusal.get_details_bad_request().expect("details").field_violations;
        assert_eq!(violations[0].field, field, "[{begin}, {end})");
    }
}

#[tokio::test]
async fn a_call_that_is_given_up_makes_room_for_the_next() {
    let mut client = engine().await;
    let mut first = client.count_primes(endless()).await.expect("a stream").into_inner();
    first.next().await.expect("a part").expect("a part");
    drop(first);
    // There is one thread: this returns only when the first call has left it.
    assert_eq!(parts(&mut client, 0, 100).await.expect("parts")[0].primes, 25);
}

#[tokio::test]
async fn a_deadline_ends_the_counting() {
    let mut client = engine().await;
    let mut request = Request::new(endless());
    // By the header alone: the client itself would break off at its own timeout.
    request
        .metadata_mut()
        .insert("grpc-timeout", "200m".parse().expect("a header"));
    let mut stream = client.count_primes(request).await.expect("a stream").into_inner();
    let end = loop {
        if let Err(end) = stream.next().await.expect("an end that is told") {
            break end;
        }
    };
    assert_eq!(end.code(), Code::DeadlineExceeded);
}
