//! GetRun of `prime_tally.v1` in Rust, for the benchmark alone: the same contract, query, tables, bounds and plumbing as the service
//! in Go, which makes the tables. Every other method is UNIMPLEMENTED.

mod service;

use bench_pool::{Config, Database, VARIABLES};
use kit::app::{self, Component, Process};
use proto::prime_tally::v1::prime_tally_service_server::PrimeTallyServiceServer;
use std::process::ExitCode;

const GET: Component = Component {
    name: "bench-get",
    version: env!("CARGO_PKG_VERSION"),
    about: "Reads runs, for the benchmark",
    listen_address: "127.0.0.1:9100",
    variables: VARIABLES,
};

fn main() -> ExitCode {
    app::main(&GET, Config::read, async |config: Config, process: Process| {
        let runs = service::Runs::new(Database::new(&config, "prime_tally", "bench-get"));
        process
            .serve(|server| {
                server.add_service(|max_bytes| PrimeTallyServiceServer::new(runs).max_decoding_message_size(max_bytes))
            })
            .await
    })
}
