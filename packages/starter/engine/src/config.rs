//! The engine's own variables.

use kit::app::Variable;
use kit::config::Variables;
use std::num::NonZeroUsize;

/// What the engine is configured with beside what every component is.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// `THREADS`. Defaults to one per core that the process may use.
    pub threads: NonZeroUsize,
}

/// What [`Config::read`] reads, for `--help`.
pub const VARIABLES: &[Variable] = &[Variable {
    name: "THREADS",
    default: "0",
    meaning: "ranges that are counted at a time; 0 is one a core",
}];

/// More would only be a slip of the hand.
const MOST_THREADS: usize = 1024;

impl Config {
    /// Reads it; mistakes are left with `variables`.
    pub fn read(variables: &mut Variables) -> Self {
        let threads = variables.parse("THREADS", threads).unwrap_or(0);
        Self {
            threads: NonZeroUsize::new(threads).unwrap_or_else(cores),
        }
    }
}

fn threads(text: &str) -> Result<usize, String> {
    let problem = || format!("must be a whole number from 0 to {MOST_THREADS}, not {text:?}");
    text.parse().ok().filter(|&n| n <= MOST_THREADS).ok_or_else(problem)
}

/// Those that the process may use: containers may have fewer than the machine.
fn cores() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: Option<&'static str>) -> (usize, bool) {
        let mut variables = Variables::new(move |name| value.filter(|_| name == "THREADS").map(str::to_owned));
        let threads = Config::read(&mut variables).threads.get();
        (threads, variables.finish().is_ok())
    }

    #[test]
    fn the_default_is_a_thread_a_core() {
        assert_eq!(read(None), (cores().get(), true));
        assert_eq!(read(Some("0")), (cores().get(), true));
    }

    #[test]
    fn a_number_counts_and_anything_else_is_a_mistake() {
        assert_eq!(read(Some("3")), (3, true));
        for wrong in ["-1", "many", "1025"] {
            assert!(!read(Some(wrong)).1, "{wrong}");
        }
    }
}
