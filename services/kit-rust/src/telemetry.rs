//! Logs, traces and metrics of a process: set up once, flushed once.

use crate::config::Settings;
use crate::logging::JsonLines;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry::{KeyValue, global};
use opentelemetry_otlp::{MetricExporter, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::trace::SdkTracerProvider;
use std::time::Duration;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// How long the last spans and metrics may take to leave.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(2);

/// What must be flushed before the process ends.
pub struct Telemetry {
    tracer: SdkTracerProvider,
    meter: SdkMeterProvider,
}

/// Telemetry could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The exporter refused its configuration.
    #[error("telemetry exporter: {0}")]
    Exporter(#[from] opentelemetry_otlp::ExporterBuildError),
    /// The process logs already.
    #[error("logging is set up already: {0}")]
    Logging(#[from] tracing_subscriber::util::TryInitError),
}

impl Telemetry {
    /// Sets up logs on standard error, and traces and metrics over OTLP where an endpoint is given. Call it once, within the
    /// runtime that shall carry the exports.
    ///
    /// Spans are made in either case, so log lines carry the caller's trace id even where nothing is exported.
    ///
    /// # Errors
    /// When the exporter cannot be built, or when logging is set up already.
    pub fn start(settings: &Settings, component: &'static str, version: &'static str) -> Result<Self, TelemetryError> {
        let resource = Resource::builder()
            .with_service_name(settings.service_name.clone())
            .with_attribute(KeyValue::new("service.version", version))
            .build();
        let mut tracer = SdkTracerProvider::builder().with_resource(resource.clone());
        let mut meter = SdkMeterProvider::builder().with_resource(resource);
        if let Some(endpoint) = &settings.otlp_endpoint {
            tracer = tracer.with_batch_exporter(SpanExporter::builder().with_tonic().with_endpoint(endpoint).build()?);
            meter =
                meter.with_periodic_exporter(MetricExporter::builder().with_tonic().with_endpoint(endpoint).build()?);
        }
        let telemetry = Self {
            tracer: tracer.build(),
            meter: meter.build(),
        };
        global::set_meter_provider(telemetry.meter.clone());
        let spans = tracing_opentelemetry::layer()
            .with_tracer(telemetry.tracer.tracer(component))
            .with_filter(LevelFilter::INFO);
        let lines = JsonLines::new(component, std::io::stderr).with_filter(LevelFilter::from(settings.log_level));
        tracing_subscriber::registry().with(spans).with(lines).try_init()?;
        Ok(telemetry)
    }

    /// Sends what is left, for at most two seconds.
    pub async fn flush(self) {
        let flushing = tokio::task::spawn_blocking(move || {
            let traces = self.tracer.shutdown_with_timeout(FLUSH_TIMEOUT);
            let metrics = self.meter.shutdown_with_timeout(FLUSH_TIMEOUT);
            traces.and(metrics)
        });
        match tokio::time::timeout(FLUSH_TIMEOUT, flushing).await {
            Ok(Ok(Ok(()))) => {}
            Ok(Ok(Err(error))) => tracing::warn!(%error, "the last telemetry was not sent"),
            Ok(Err(error)) => tracing::warn!(%error, "the last telemetry was not sent"),
            Err(_) => tracing::warn!("the last telemetry was not sent in time"),
        }
    }
}
