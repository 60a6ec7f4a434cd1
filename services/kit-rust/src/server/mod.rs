//! A gRPC server with everything that all engines want the same.
//!
//! Every server has health (grpc.health.v1, for "" and each service), reflection, a limit of message size and of concurrent
//! requests, one model of errors, an access log, spans and a histogram of durations.
//!
//! What a caller sees when a handler fails:
//!
//! | the handler | the caller |
//! | --- | --- |
//! | returns a status | that status; UNKNOWN is no status but a foreign error, see below |
//! | runs past the caller's deadline | DEADLINE_EXCEEDED |
//! | returns UNKNOWN, or panics | INTERNAL "internal error, id HEX"; the log has the id and the cause |
//!
//! A request larger than the limit is refused by the transport, as OUT_OF_RANGE.

mod admission;
mod boundary;
mod call;
mod drain;
mod guarded_body;
mod trace;

use crate::config::Settings;
use admission::Admission;
use boundary::Boundary;
use std::convert::Infallible;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::body::Body;
use tonic::server::NamedService;
use tonic::service::Routes;
use tonic::transport::server::TcpIncoming;
use tonic_health::ServingStatus;
use tonic_health::server::{HealthReporter, HealthService};

/// How many streams beyond the limit of requests a connection may open, so that the surplus is refused with a reason instead
/// of waiting silently in the client.
const HEADROOM: u32 = 256;
/// A connection on which nothing moves is asked this often whether it is still there, and given up after the second.
const KEEPALIVE: [Duration; 2] = [Duration::from_secs(30), Duration::from_secs(10)];

/// Services, and the settings they are served with.
pub struct Server {
    settings: Settings,
    routes: Routes,
    names: Vec<&'static str>,
    draining: CancellationToken,
}

/// Why serving failed.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The operating system refused something.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The transport gave up.
    #[error("serve: {0}")]
    Transport(#[from] tonic::transport::Error),
    /// The embedded descriptor set cannot be reflected.
    #[error("reflection: {0}")]
    Reflection(#[from] tonic_reflection::server::Error),
    /// Requests still ran when the time to drain was over.
    #[error("requests were broken off after {0:?}")]
    BrokenOff(Duration),
}

impl Server {
    /// A server without services. `draining` is cancelled when it stops accepting, for handlers that want to know.
    #[must_use]
    pub fn new(settings: Settings, draining: CancellationToken) -> Self {
        Self {
            settings,
            routes: Routes::default(),
            names: Vec::new(),
            draining,
        }
    }

    /// Adds a service. `make` gets the largest request in bytes, for the generated server's `max_decoding_message_size`.
    #[must_use]
    pub fn add_service<S>(mut self, make: impl FnOnce(usize) -> S) -> Self
    where
        S: tower::Service<http::Request<Body>, Error = Infallible> + NamedService + Clone + Send + Sync + 'static,
        S::Response: axum::response::IntoResponse,
        S::Future: Send + 'static,
    {
        self.routes = self.routes.add_service(make(self.settings.max_request_bytes));
        self.names.push(S::NAME);
        self
    }

    /// Serves until `shutdown` is cancelled, then drains: readiness off, DRAIN_DELAY while it still accepts, listener closed, at
    /// most DRAIN_TIMEOUT for the requests that run.
    ///
    /// # Errors
    /// See [`ServeError`].
    pub async fn serve(mut self, listener: TcpListener, shutdown: CancellationToken) -> Result<(), ServeError> {
        let address = listener.local_addr()?;
        let (health, names) = self.add_infrastructure().await?;
        let broken_off = CancellationToken::new();
        let limit = self.settings.max_concurrent_requests;
        let streams = u32::try_from(limit).unwrap_or(u32::MAX).saturating_add(HEADROOM);
        let admission = Admission::new(limit);
        let serving = tonic::transport::Server::builder()
            .http2_keepalive_interval(Some(KEEPALIVE[0]))
            .http2_keepalive_timeout(Some(KEEPALIVE[1]))
            .max_concurrent_streams(streams)
            // Callers who give up a burst of calls at once are no attack; the default stands them off at 20.
            .http2_max_pending_accept_reset_streams(Some(streams as usize))
            .layer(Boundary::layer(admission, self.draining.clone(), broken_off.clone()))
            .add_routes(self.routes)
            .serve_with_incoming_shutdown(
                TcpIncoming::from(listener).with_nodelay(Some(true)),
                self.draining.clone().cancelled_owned(),
            );
        set(&health, &names, ServingStatus::Serving).await;
        tracing::info!(address = address.to_string(), "listening");
        let stopping = async {
            shutdown.cancelled().await;
            set(&health, &names, ServingStatus::NotServing).await;
        };
        drain::drained(serving, stopping, &self.settings, &self.draining, &broken_off).await
    }

    async fn add_infrastructure(&mut self) -> Result<(HealthReporter, Vec<&'static str>), ServeError> {
        let health = HealthReporter::new();
        let mut names = vec![""];
        names.append(&mut self.names);
        set(&health, &names, ServingStatus::NotServing).await;
        let health_server =
            tonic_health::pb::health_server::HealthServer::new(HealthService::from_health_reporter(health.clone()));
        let reflection = || {
            let builder = tonic_reflection::server::Builder::configure()
                .register_encoded_file_descriptor_set(proto::FILE_DESCRIPTOR_SET)
                .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
                .with_service_name("grpc.health.v1.Health");
            // The set holds every contract of the workspace: only what is served here is told.
            names[1..]
                .iter()
                .fold(builder, |builder, name| builder.with_service_name(*name))
        };
        self.routes = std::mem::take(&mut self.routes)
            .add_service(health_server)
            .add_service(reflection().build_v1()?)
            .add_service(reflection().build_v1alpha()?);
        Ok((health, names))
    }
}

async fn set(health: &HealthReporter, names: &[&'static str], status: ServingStatus) {
    for name in names {
        health.set_service_status(*name, status).await;
    }
}
