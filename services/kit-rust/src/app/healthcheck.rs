//! Asks a process on this machine whether it is ready, for images that have no shell to do it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;
use tonic::transport::Endpoint;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

const TIMEOUT: Duration = Duration::from_secs(2);

/// Asks grpc.health.v1 for the whole process at its listen address. The error says why it is not ready.
pub(super) async fn check(listen_address: &str) -> Result<(), String> {
    let not_asked = |cause: &dyn std::fmt::Display| format!("ask {listen_address}: {cause}");
    let asked = async {
        let endpoint = Endpoint::from_shared(format!("http://{}", reachable(listen_address)));
        let channel = match endpoint {
            Ok(endpoint) => endpoint.connect().await,
            Err(error) => Err(error),
        };
        let mut client = HealthClient::new(channel.map_err(|error| not_asked(&cause(&error)))?);
        let answer = client.check(HealthCheckRequest::default()).await;
        Ok(answer
            .map_err(|status| not_asked(&status.message()))?
            .into_inner()
            .status())
    };
    let answered = tokio::time::timeout(TIMEOUT, asked).await;
    match answered.unwrap_or_else(|_| Err(not_asked(&format!("no answer within {TIMEOUT:?}"))))? {
        ServingStatus::Serving => Ok(()),
        other => Err(format!("{listen_address} is {}", other.as_str_name())),
    }
}

/// The innermost of the errors, which is the one that says something.
fn cause(mut error: &dyn std::error::Error) -> String {
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

/// Where a process listens on all interfaces it is asked on the loopback one.
fn reachable(listen_address: &str) -> String {
    let (host, port) = listen_address.rsplit_once(':').unwrap_or((listen_address, ""));
    match host.trim_matches(['[', ']']).parse() {
        Ok(IpAddr::V4(Ipv4Addr::UNSPECIFIED)) => format!("127.0.0.1:{port}"),
        Ok(IpAddr::V6(Ipv6Addr::UNSPECIFIED)) => format!("[::1]:{port}"),
        _ => listen_address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_interfaces_are_asked_on_the_loopback_one() {
        for (listening, asked) in [
            ("0.0.0.0:1", "127.0.0.1:1"),
            ("[::]:2", "[::1]:2"),
            ("10.1.2.3:4", "10.1.2.3:4"),
            ("engine:5", "engine:5"),
        ] {
            assert_eq!(reachable(listening), asked);
        }
    }

    #[tokio::test]
    async fn nobody_there_is_an_error_that_names_the_address() {
        let free = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .to_string();
        let problem = check(&free).await.unwrap_err();
        assert!(
            problem.starts_with(&format!("ask {free}: Connection refused")),
            "{problem}"
        );
    }
}
