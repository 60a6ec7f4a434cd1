//! The order in which a server stops.

use super::ServeError;
use crate::config::Settings;
use std::pin::pin;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// What requests that are broken off have to send their last status.
const GRACE: Duration = Duration::from_millis(500);

/// Runs `serving` until `stopping` is over, and then drains it. `stopping` ends with readiness off.
pub(super) async fn drained(
    serving: impl Future<Output = Result<(), tonic::transport::Error>>,
    stopping: impl Future<Output = ()>,
    settings: &Settings,
    draining: &CancellationToken,
    broken_off: &CancellationToken,
) -> Result<(), ServeError> {
    let mut serving = pin!(serving);
    tokio::select! {
        served = &mut serving => return Ok(served?),
        () = stopping => {}
    }
    let Settings {
        drain_delay,
        drain_timeout,
        ..
    } = *settings;
    tracing::info!(delay = ?drain_delay, timeout = ?drain_timeout, "draining");
    tokio::select! {
        served = &mut serving => return Ok(served?),
        () = tokio::time::sleep(drain_delay) => {}
    }
    draining.cancel();
    if let Ok(served) = tokio::time::timeout(drain_timeout, &mut serving).await {
        return Ok(served?);
    }
    broken_off.cancel();
    // Whether they make it does not change what is reported.
    let _ = tokio::time::timeout(GRACE, serving).await;
    Err(ServeError::BrokenOff(drain_timeout))
}
