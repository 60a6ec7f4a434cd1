#![allow(dead_code, reason = "each test file uses a part of it")]
//! A server with a service whose handler does as the request says, and clients of it.

mod service;

use http::uri::PathAndQuery;
use kit::config::{Settings, Variables};
use kit::server::{ServeError, Server};
use service::TestService;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status, Streaming};
use tonic_health::pb::health_client::HealthClient;
use tonic_prost::ProstCodec;

pub struct Running {
    pub shutdown: CancellationToken,
    pub draining: CancellationToken,
    channel: Channel,
    dropped: Arc<Notify>,
    served: JoinHandle<Result<(), ServeError>>,
}

pub async fn serving() -> Running {
    with(|_| ()).await
}

/// A server with other settings than the defaults.
pub async fn with(change: impl FnOnce(&mut Settings)) -> Running {
    let mut settings = Settings::read(&mut Variables::new(|_| None), "test", "127.0.0.1:0");
    change(&mut settings);
    let listener = TcpListener::bind(&settings.listen_address).await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (shutdown, draining) = (CancellationToken::new(), CancellationToken::new());
    let dropped = Arc::new(Notify::new());
    let make = |max_bytes| TestService {
        max_bytes,
        draining: draining.clone(),
        dropped: dropped.clone(),
    };
    let server = Server::new(settings, draining.clone()).add_service(make);
    let served = tokio::spawn(server.serve(listener, shutdown.clone()));
    let channel = Endpoint::from_shared(address).unwrap().connect().await.unwrap();
    let running = Running {
        shutdown,
        draining,
        channel,
        dropped,
        served,
    };
    // Connections are taken from the first moment on; readiness follows.
    while running.unary("ready?").await.is_err() {
        tokio::task::yield_now().await;
    }
    running
}

impl Running {
    pub fn channel(&self) -> Channel {
        self.channel.clone()
    }

    pub fn health(&self) -> HealthClient<Channel> {
        HealthClient::new(self.channel())
    }

    pub async fn unary(&self, text: &str) -> Result<String, Status> {
        self.ask(Request::new(text.to_owned())).await
    }

    /// A call within a trace: `traceparent` as W3C Trace Context writes it.
    pub async fn unary_traced(&self, text: &str, traceparent: &str) -> Result<String, Status> {
        let mut request = Request::new(text.to_owned());
        request
            .metadata_mut()
            .insert("traceparent", traceparent.parse().unwrap());
        self.ask(request).await
    }

    async fn ask(&self, request: Request<String>) -> Result<String, Status> {
        let mut client = tonic::client::Grpc::new(self.channel());
        client
            .ready()
            .await
            .map_err(|error| Status::unavailable(error.to_string()))?;
        let path = PathAndQuery::from_static("/test.v1.TestService/Unary");
        let codec = ProstCodec::<String, String>::default();
        client
            .unary(request, path, codec)
            .await
            .map(tonic::Response::into_inner)
    }

    pub async fn stream(&self, text: &str) -> Result<Streaming<String>, Status> {
        self.stream_for(text, None).await
    }

    pub async fn stream_for(&self, text: &str, deadline: Option<Duration>) -> Result<Streaming<String>, Status> {
        let mut client = tonic::client::Grpc::new(self.channel());
        client
            .ready()
            .await
            .map_err(|error| Status::unavailable(error.to_string()))?;
        let path = PathAndQuery::from_static("/test.v1.TestService/Stream");
        let mut request = Request::new(text.to_owned());
        if let Some(deadline) = deadline {
            request.set_timeout(deadline);
        }
        let codec = ProstCodec::<String, String>::default();
        client
            .server_streaming(request, path, codec)
            .await
            .map(tonic::Response::into_inner)
    }

    /// Waits until an endless stream of the service has been dropped.
    pub async fn dropped(&self) {
        self.dropped.notified().await;
    }

    pub async fn stop(self) -> Result<(), ServeError> {
        self.shutdown.cancel();
        drop(self.channel);
        self.served.await.unwrap()
    }
}
