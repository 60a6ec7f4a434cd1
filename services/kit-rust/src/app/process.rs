//! A component that serves.

use super::Component;
use crate::config::Settings;
use crate::server::{ServeError, Server};
use crate::telemetry::Telemetry;
use crate::{lifecycle, panics};
use std::fmt::Display;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// What a component has of the process it runs in.
pub struct Process {
    /// Bound to `LISTEN_ADDRESS`. Connections wait in it until [`Process::serve`].
    pub listener: TcpListener,
    /// Cancelled at the first SIGTERM or SIGINT.
    pub shutdown: CancellationToken,
    /// Cancelled once readiness has been off for `DRAIN_DELAY`: no new work is taken from then on.
    pub draining: CancellationToken,
    settings: Settings,
}

impl Process {
    /// Serves what `add` adds, until the process has been asked to stop and the drain is over.
    ///
    /// # Errors
    /// See [`Server::serve`].
    pub async fn serve(self, add: impl FnOnce(Server) -> Server) -> Result<(), ServeError> {
        add(Server::new(self.settings, self.draining))
            .serve(self.listener, self.shutdown)
            .await
    }
}

/// The sub-command `serve`. The error is what to print.
pub(super) async fn serve<C>(
    component: &Component,
    settings: Settings,
    config: C,
    serve: impl AsyncFnOnce(C, Process) -> Result<(), ServeError>,
) -> Result<(), String> {
    let telemetry = Telemetry::start(&settings, component.name, component.version).map_err(text)?;
    panics::install_hook();
    let served = async {
        let shutdown = lifecycle::shutdown_on_signals().map_err(|error| format!("wait for signals: {error}"))?;
        let address = settings.listen_address.clone();
        let listener = TcpListener::bind(&address)
            .await
            .map_err(|error| format!("listen on {address}: {error}"))?;
        let process = Process {
            listener,
            shutdown,
            draining: CancellationToken::new(),
            settings,
        };
        serve(config, process).await.map_err(text)
    }
    .await;
    telemetry.flush().await;
    served
}

fn text(error: impl Display) -> String {
    error.to_string()
}
