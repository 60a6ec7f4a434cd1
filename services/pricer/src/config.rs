//! The engine's own variables.

use crate::kernel::{Tier, TierChoice};
use crate::pool::Limits;
use kit::app::Variable;
use kit::config::{Size, Variables};
use std::num::NonZeroUsize;

/// What the engine is configured with beside what every component is.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// `THREADS`. Defaults to one per core that the process may use.
    pub threads: NonZeroUsize,
    /// `QUEUE_REQUESTS` and `QUEUE_BYTES`.
    pub limits: Limits,
    /// `KERNEL_TIER`. Defaults to the fastest.
    pub tier: Tier,
}

/// What [`Config::read`] reads, for `--help`.
pub const VARIABLES: &[Variable] = &[
    Variable {
        name: "THREADS",
        default: "0",
        meaning: "threads that compute; 0 is one a core",
    },
    Variable {
        name: "QUEUE_REQUESTS",
        default: "64",
        meaning: "simulations that run or wait at a time; more are refused",
    },
    Variable {
        name: "QUEUE_BYTES",
        default: "96MiB",
        meaning: "memory that they may take together; more are refused",
    },
    Variable {
        name: "KERNEL_TIER",
        default: "auto",
        meaning: "instructions to compute with: auto, scalar, neon, avx2 or avx512",
    },
];

impl Config {
    /// Reads it; mistakes are left with `variables`.
    pub fn read(variables: &mut Variables) -> Self {
        let threads = NonZeroUsize::new(variables.parse("THREADS", threads).unwrap_or(0)).unwrap_or_else(cores);
        let works = variables.parse("QUEUE_REQUESTS", at_least_one).unwrap_or(64);
        let Size(bytes) = variables.or("QUEUE_BYTES", Size(96 << 20));
        let choice =
            |text: &str| Tier::choose(text.parse::<TierChoice>()?).map_err(|unsupported| unsupported.to_string());
        let tier = variables.parse("KERNEL_TIER", choice).unwrap_or_else(Tier::fastest);
        Self {
            threads,
            limits: Limits { works, bytes },
            tier,
        }
    }
}

/// More would only be a slip of the hand.
const MOST_THREADS: usize = 1024;

fn threads(text: &str) -> Result<usize, String> {
    let problem = || format!("must be a whole number from 0 to {MOST_THREADS}, not {text:?}");
    text.parse().ok().filter(|&n| n <= MOST_THREADS).ok_or_else(problem)
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|&n| n > 0)
        .ok_or_else(|| format!("must be a whole number above 0, not {text:?}"))
}

/// Those that the process may use: containers may have fewer than the machine.
fn cores() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &'static [(&str, &str)]) -> (Config, Vec<String>) {
        let mut variables =
            Variables::new(|name| pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1.to_owned()));
        let config = Config::read(&mut variables);
        let mistakes = variables.finish().err().map(|error| error.0).unwrap_or_default();
        (config, mistakes.into_iter().map(|mistake| mistake.variable).collect())
    }

    #[test]
    fn defaults_fit_the_machine() {
        let (config, mistakes) = read(&[]);
        assert!(mistakes.is_empty());
        assert_eq!(config.threads, cores());
        assert_eq!((config.limits.works, config.limits.bytes), (64, 100_663_296));
        assert_eq!(config.tier, Tier::fastest());
    }

    #[test]
    fn every_variable_counts() {
        let (config, mistakes) = read(&[
            ("THREADS", "3"),
            ("QUEUE_REQUESTS", "5"),
            ("QUEUE_BYTES", "7KiB"),
            ("KERNEL_TIER", "scalar"),
        ]);
        assert!(mistakes.is_empty());
        assert_eq!(config.threads.get(), 3);
        assert_eq!((config.limits.works, config.limits.bytes), (5, 7168));
        assert_eq!(config.tier.name(), "scalar");
    }

    #[test]
    fn all_mistakes_are_named() {
        let (_, mistakes) = read(&[
            ("THREADS", "-1"),
            ("QUEUE_REQUESTS", "0"),
            ("QUEUE_BYTES", "x"),
            ("KERNEL_TIER", "avx1024"),
        ]);
        assert_eq!(mistakes, ["THREADS", "QUEUE_REQUESTS", "QUEUE_BYTES", "KERNEL_TIER"]);
    }

    #[test]
    fn a_tier_that_the_processor_lacks_is_a_mistake() {
        let (_, mistakes) = read(&[("KERNEL_TIER", "avx2")]);
        assert_eq!(mistakes.is_empty(), Tier::choose(TierChoice::Avx2).is_ok());
    }
}
