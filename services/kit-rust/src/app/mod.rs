//! The command line of a component: the sub-commands serve (which is the default), healthcheck and version, help, signals and
//! exit codes.
//!
//! Exit codes: 0 stopped as asked, 1 failed while running or could not drain in time, 2 wrong arguments or configuration.

mod arguments;
mod healthcheck;
mod process;

pub use process::Process;

use crate::config::{ConfigError, Settings, Variables};
use crate::server::ServeError;
use arguments::Action;
use std::fmt::Display;
use std::process::ExitCode;
use std::time::Duration;

const STOPPED: u8 = 0;
const FAILED: u8 = 1;
const MISUSED: u8 = 2;

/// How long blocking work that nobody waits for any more may hold up the end of the process.
const LEFT_OVER: Duration = Duration::from_millis(100);

/// What a component is.
#[derive(Clone, Copy, Debug)]
pub struct Component {
    /// Its name in the manifest.
    pub name: &'static str,
    /// Its release.
    pub version: &'static str,
    /// What it does, as one line.
    pub about: &'static str,
    /// The default of `LISTEN_ADDRESS`.
    pub listen_address: &'static str,
    /// The variables that it reads beside those of every component, for `--help`.
    pub variables: &'static [Variable],
}

/// A variable, for `--help`.
#[derive(Clone, Copy, Debug)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What holds where it is unset.
    pub default: &'static str,
    /// What it means, with its unit.
    pub meaning: &'static str,
}

/// Runs the sub-command that the arguments of this process name. `read` reads the component's own variables, `serve` serves
/// until [`Process::shutdown`] is cancelled and the drain is over.
pub fn main<C>(
    component: &'static Component,
    read: impl FnOnce(&mut Variables) -> C,
    serve: impl AsyncFnOnce(C, Process) -> Result<(), ServeError>,
) -> ExitCode {
    let action = match arguments::parse(component, std::env::args_os()) {
        Ok(action) => action,
        Err(told) => return arguments::tell(&told),
    };
    let mut variables = Variables::of_process();
    let settings = Settings::read(&mut variables, component.name, component.listen_address);
    match action {
        Action::Version => {
            let target = format!("{}/{}", std::env::consts::OS, std::env::consts::ARCH);
            println!("{} {} {target}", component.name, component.version);
            ExitCode::from(STOPPED)
        }
        Action::Healthcheck => match variables.finish() {
            Ok(()) => finish(component, run(healthcheck::check(&settings.listen_address))),
            Err(mistakes) => misconfigured(component, &mistakes),
        },
        Action::Serve => {
            let config = read(&mut variables);
            match variables.finish() {
                Ok(()) => finish(component, run(process::serve(component, settings, config, serve))),
                Err(mistakes) => misconfigured(component, &mistakes),
            }
        }
    }
}

/// Runs it on the threads of a runtime of its own. The error is what to print.
fn run(work: impl Future<Output = Result<(), String>>) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("start threads: {error}"))?;
    let result = runtime.block_on(work);
    runtime.shutdown_timeout(LEFT_OVER);
    result
}

fn finish(component: &Component, result: Result<(), String>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::from(STOPPED),
        Err(error) => complain(component, &error, FAILED),
    }
}

fn misconfigured(component: &Component, mistakes: &ConfigError) -> ExitCode {
    complain(component, &format!("wrong configuration: {mistakes}"), MISUSED)
}

fn complain(component: &Component, problem: &dyn Display, code: u8) -> ExitCode {
    eprintln!("{}: {problem}", component.name);
    ExitCode::from(code)
}
