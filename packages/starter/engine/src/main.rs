//! The engine's process: reads its configuration and serves.

use kit::app::{self, Component, Process};
use prime_sieve::config::{Config, VARIABLES};
use prime_sieve::service::Service;
use proto::prime_sieve::v1::prime_sieve_service_server::PrimeSieveServiceServer;
use std::process::ExitCode;

const PRIME_SIEVE: Component = Component {
    name: "prime-sieve",
    version: env!("CARGO_PKG_VERSION"),
    about: "Counts primes",
    listen_address: "127.0.0.1:9200",
    variables: VARIABLES,
};

fn main() -> ExitCode {
    app::main(&PRIME_SIEVE, Config::read, async |config: Config, process: Process| {
        tracing::info!(threads = config.threads.get(), "ready to compute");
        let service = Service::new(&config);
        process
            .serve(|server| {
                server
                    .add_service(|max_bytes| PrimeSieveServiceServer::new(service).max_decoding_message_size(max_bytes))
            })
            .await
    })
}
