//! Sub-commands and help.

use super::{Component, MISUSED, STOPPED, Variable};
use clap::error::ErrorKind;
use clap::{Command, Error};
use std::ffi::OsString;
use std::fmt::Write;
use std::process::ExitCode;

/// What the process was called for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Serve,
    Healthcheck,
    Version,
}

/// Reads the arguments, of which the first is the program. The error is help where that was asked for.
pub(super) fn parse(component: &Component, arguments: impl IntoIterator<Item = OsString>) -> Result<Action, Error> {
    let matches = command(component).try_get_matches_from(arguments)?;
    Ok(match matches.subcommand_name() {
        Some("healthcheck") => Action::Healthcheck,
        Some("version") => Action::Version,
        _ => Action::Serve,
    })
}

/// Prints what [`parse`] answered instead of an action.
pub(super) fn tell(told: &Error) -> ExitCode {
    let asked = matches!(told.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    // Where nobody can read it, the exit code still tells.
    let _ = told.print();
    ExitCode::from(if asked { STOPPED } else { MISUSED })
}

fn command(component: &Component) -> Command {
    Command::new(component.name)
        .about(component.about)
        .after_help(after_help(component))
        .subcommand(Command::new("serve").about("Serve until SIGTERM or SIGINT. This is the default."))
        .subcommand(Command::new("healthcheck").about("Exit with 0 if the process at LISTEN_ADDRESS is ready."))
        .subcommand(Command::new("version").about("Print the version."))
}

fn after_help(component: &Component) -> String {
    let Component {
        name,
        listen_address,
        variables,
        ..
    } = component;
    let mut help = format!(
        "Examples:\n  LISTEN_ADDRESS={listen_address} {name}\n  LOG_LEVEL=debug DRAIN_TIMEOUT=30s {name} serve\n  \
         LISTEN_ADDRESS={listen_address} {name} healthcheck\n\nIts own variables, beside those of every component:\n"
    );
    let width = variables.iter().map(|variable| variable.name.len()).max().unwrap_or(0);
    for Variable { name, default, meaning } in *variables {
        // Writing to a string cannot fail.
        let _ = writeln!(help, "  {name:width$}  {meaning} (default {default})");
    }
    help.push_str(
        "\nConfiguration comes from the environment. Every variable X may be given as X_FILE, the path of a file with the \
         value.\nExit codes: 0 stopped as asked, 1 failed while running or could not drain in time, 2 wrong arguments or \
         configuration.",
    );
    help
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGINE: Component = Component {
        name: "engine",
        version: "1.2.3",
        about: "Computes",
        listen_address: "127.0.0.1:9200",
        variables: &[Variable {
            name: "THREADS",
            default: "0",
            meaning: "threads that compute",
        }],
    };

    fn parsed(arguments: &[&str]) -> Result<Action, Error> {
        parse(&ENGINE, ["engine"].iter().chain(arguments).map(OsString::from))
    }

    #[test]
    fn serving_is_what_it_does_unless_told_otherwise() {
        let actions = [[].as_slice(), &["serve"], &["healthcheck"], &["version"]].map(|given| parsed(given).unwrap());
        assert_eq!(
            actions,
            [Action::Serve, Action::Serve, Action::Healthcheck, Action::Version]
        );
    }

    #[test]
    fn help_names_every_variable_with_its_default() {
        let help = parsed(&["--help"]).unwrap_err();
        assert_eq!(help.kind(), ErrorKind::DisplayHelp);
        assert!(
            help.to_string().contains("THREADS  threads that compute (default 0)"),
            "{help}"
        );
    }

    #[test]
    fn a_wrong_argument_is_named() {
        for wrong in [["sreve"].as_slice(), &["serve", "now"], &["--port"]] {
            let error = parsed(wrong).unwrap_err();
            assert_ne!(error.kind(), ErrorKind::DisplayHelp);
            assert!(error.to_string().contains(wrong.last().unwrap()), "{error}");
        }
    }
}
