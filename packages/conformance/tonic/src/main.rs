//! The sample service over tonic, behind the gateway. Prints its address on a line of its own, and a line for each stream of answers
//! that ended before it was complete. On SIGTERM it says GOAWAY, finishes what runs, and exits.

mod sample;

use sample::Sample;
use sample::v1::sample_service_server::SampleServiceServer;
use std::error::Error;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    let mut terminated = signal(SignalKind::terminate())?;
    let (health, health_service) = tonic_health::server::health_reporter();
    health.set_serving::<SampleServiceServer<Sample>>().await;
    Server::builder()
        .add_service(health_service)
        .add_service(SampleServiceServer::new(Sample).max_decoding_message_size(64 << 20))
        .serve_with_incoming_shutdown(TcpIncoming::from(listener), async move {
            terminated.recv().await;
        })
        .await?;
    Ok(())
}
