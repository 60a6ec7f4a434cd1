//! The plumbing that all engines share: configuration, life cycle, gRPC server, validation, error details, logs, telemetry.
//!
//! An engine's `main` hands [`app::main`] three things: what it is ([`app::Component`]), how its own configuration is read, and
//! how it serves. Everything that operators see (variables, sub-commands, exit codes, log lines, health, drain) is then the same
//! as for every other component.
//!
//! ```no_run
//! use kit::app::{self, Component, Process};
//! use std::process::ExitCode;
//!
//! const ENGINE: Component = Component {
//!     name: "engine",
//!     version: env!("CARGO_PKG_VERSION"),
//!     about: "Computes",
//!     listen_address: "127.0.0.1:9200",
//!     variables: &[app::Variable { name: "THREADS", default: "0", meaning: "threads that compute; 0 is one a core" }],
//! };
//!
//! fn main() -> ExitCode {
//!     app::main(
//!         &ENGINE,
//!         |variables| variables.or("THREADS", 0_usize),
//!         async |threads: usize, process: Process| {
//!             tracing::info!(threads, "ready to compute");
//!             process.serve(|server| {
//!                 // server.add_service(|max_bytes| EngineServer::new(engine).max_decoding_message_size(max_bytes))
//!                 server
//!             }).await
//!         },
//!     )
//! }
//! ```

pub mod app;
pub mod config;
pub mod deadline;
pub mod lifecycle;
pub mod logging;
pub mod panics;
pub mod server;
pub mod status;
pub mod telemetry;
pub mod validate;
