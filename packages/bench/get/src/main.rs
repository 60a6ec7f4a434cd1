//! GetPortfolio of `risk.v1` in Rust, for the benchmark alone: the same contract, query, tables, bounds and plumbing as
//! `services/risk`, which makes the tables. Every other method is UNIMPLEMENTED.

mod service;

use bench_pool::{Config, Database, VARIABLES};
use kit::app::{self, Component, Process};
use proto::risk::v1::portfolio_service_server::PortfolioServiceServer;
use std::process::ExitCode;

const GET: Component = Component {
    name: "bench-get",
    version: env!("CARGO_PKG_VERSION"),
    about: "Reads portfolios, for the benchmark",
    listen_address: "127.0.0.1:9100",
    variables: VARIABLES,
};

fn main() -> ExitCode {
    app::main(&GET, Config::read, async |config: Config, process: Process| {
        let portfolios = service::Portfolios::new(Database::new(&config, "risk", "bench-get"));
        process
            .serve(|server| {
                server.add_service(|max_bytes| {
                    PortfolioServiceServer::new(portfolios).max_decoding_message_size(max_bytes)
                })
            })
            .await
    })
}
