//! The engine's process: reads its configuration, starts its threads, serves.

use kit::app::{self, Component, Process};
use pricer::config::{Config, VARIABLES};
use pricer::service::Service;
use proto::pricer::v1::pricer_service_server::PricerServiceServer;
use std::process::ExitCode;

const PRICER: Component = Component {
    name: "pricer",
    version: env!("CARGO_PKG_VERSION"),
    about: "Values options by Monte Carlo",
    listen_address: "127.0.0.1:9200",
    variables: VARIABLES,
};

fn main() -> ExitCode {
    app::main(&PRICER, Config::read, async |config: Config, process: Process| {
        let port = process.listener.local_addr()?.port();
        let instance = format!("{}:{port}", gethostname::gethostname().to_string_lossy());
        let tier = config.tier.name();
        tracing::info!(instance, tier, threads = config.threads.get(), "ready to compute");
        let service = Service::start(&config, instance, process.draining.clone())?;
        process
            .serve(|server| {
                server.add_service(|max_bytes| PricerServiceServer::new(service).max_decoding_message_size(max_bytes))
            })
            .await
    })
}
