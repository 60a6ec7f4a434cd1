//! The variables that every component reads.

use super::{FromVariable, Size, Variables};
use std::time::Duration;

/// What every component is configured with, whatever it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `LISTEN_ADDRESS`: `host:port`; port 0 takes any free one.
    pub listen_address: String,
    /// `LOG_LEVEL`. Defaults to info.
    pub log_level: LogLevel,
    /// `DRAIN_TIMEOUT`: how long requests that run are waited for. Defaults to 10 s.
    pub drain_timeout: Duration,
    /// `DRAIN_DELAY`: how long health is off before the listener closes. Defaults to 0.
    pub drain_delay: Duration,
    /// `MAX_REQUEST_BYTES`: the largest request message. Defaults to 4 MiB.
    pub max_request_bytes: usize,
    /// `MAX_CONCURRENT_REQUESTS`: more at the same time are refused. Defaults to 1024.
    pub max_concurrent_requests: usize,
    /// `OTEL_EXPORTER_OTLP_ENDPOINT`: where traces and metrics go; nowhere where it is unset.
    pub otlp_endpoint: Option<String>,
    /// `OTEL_SERVICE_NAME`: the name in traces and metrics. Defaults to the component's.
    pub service_name: String,
}

/// From which level on log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogLevel {
    /// Everything.
    Debug,
    /// What operators want to know.
    Info,
    /// What may need somebody.
    Warn,
    /// What needs somebody.
    Error,
}

impl Settings {
    /// Reads them for the component of that name; mistakes are left with `variables`.
    pub fn read(variables: &mut Variables, name: &str, listen_address: &str) -> Self {
        Self {
            listen_address: variables
                .parse("LISTEN_ADDRESS", host_and_port)
                .unwrap_or_else(|| listen_address.to_owned()),
            log_level: variables.or("LOG_LEVEL", LogLevel::Info),
            drain_timeout: variables.or("DRAIN_TIMEOUT", Duration::from_secs(10)),
            drain_delay: variables.or("DRAIN_DELAY", Duration::ZERO),
            max_request_bytes: variables
                .parse("MAX_REQUEST_BYTES", at_least_one_byte)
                .unwrap_or(4 << 20),
            max_concurrent_requests: variables.parse("MAX_CONCURRENT_REQUESTS", at_least_one).unwrap_or(1024),
            otlp_endpoint: variables.parse("OTEL_EXPORTER_OTLP_ENDPOINT", collector),
            service_name: variables.or("OTEL_SERVICE_NAME", name.to_owned()),
        }
    }
}

impl FromVariable for LogLevel {
    fn from_variable(text: &str) -> Result<Self, String> {
        match text {
            "debug" => Ok(Self::Debug),
            "info" => Ok(Self::Info),
            "warn" => Ok(Self::Warn),
            "error" => Ok(Self::Error),
            _ => Err(format!("must be debug, info, warn or error, not {text:?}")),
        }
    }
}

fn host_and_port(text: &str) -> Result<String, String> {
    let problem = || format!("must be host:port, not {text:?}");
    let (host, port) = text.rsplit_once(':').ok_or_else(problem)?;
    port.parse::<u16>().map_err(|_| problem())?;
    if host.is_empty() {
        // As Go reads it: every address of the host.
        return Ok(format!("0.0.0.0:{port}"));
    }
    Ok(text.to_owned())
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|&n| n > 0)
        .ok_or_else(|| format!("must be a whole number above 0, not {text:?}"))
}

fn at_least_one_byte(text: &str) -> Result<usize, String> {
    let Size(bytes) = Size::from_variable(text)?;
    if bytes == 0 {
        Err("must be above 0".to_owned())
    } else {
        Ok(bytes)
    }
}

fn collector(text: &str) -> Result<String, String> {
    let problem = || format!("must be http://host:port of a collector that speaks OTLP over gRPC, not {text:?}");
    let uri: http::Uri = text.parse().map_err(|_| problem())?;
    if uri.scheme_str() == Some("http") && uri.authority().is_some() {
        Ok(text.to_owned())
    } else {
        Err(problem())
    }
}
