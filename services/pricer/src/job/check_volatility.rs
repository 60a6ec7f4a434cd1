//! What needs a volatility that does not move, and steps that are short enough for one that does.

use super::check::Checker;
use super::heston::VarianceStep;
use proto::pricer::v1::{Greek, position::Payoff};

impl Checker<'_> {
    /// Whether the variance of an underlying moves.
    fn moves(&self, underlying: u32) -> bool {
        let found = self.job.underlyings.get(underlying as usize);
        found.is_some_and(|underlying| underlying.heston.is_some())
    }

    /// Refuses what is not estimated with a variance that moves.
    pub(super) fn volatility(&mut self) {
        let job = self.job;
        let Some(i) = job.underlyings.iter().position(|of| of.heston.is_some()) else {
            return;
        };
        self.steps_of_variances();
        for (k, greek) in job.greeks().enumerate() {
            let what = match greek {
                Greek::Vega => "vega",
                Greek::Gamma => "gamma",
                Greek::Theta => "theta",
                Greek::Unspecified | Greek::Delta | Greek::Rho => continue,
            };
            self.needs_constant_volatility(format!("greeks[{k}]"), what, i);
        }
        if job.antithetic {
            self.needs_constant_volatility("antithetic".into(), "mirroring a path", i);
        }
        for (k, position) in job.positions.iter().enumerate() {
            if self.full() {
                return;
            }
            match &position.payoff {
                Some(Payoff::Digital(digital)) if !job.greeks.is_empty() && self.moves(digital.underlying) => {
                    let field = format!("positions[{k}].digital.underlying");
                    self.needs_constant_volatility(field, "a greek of a digital", digital.underlying as usize);
                }
                Some(Payoff::Barrier(barrier)) if self.moves(barrier.underlying) => {
                    let field = format!("positions[{k}].barrier.underlying");
                    self.needs_constant_volatility(field, "a barrier", barrier.underlying as usize);
                }
                Some(Payoff::Bermudan(bermudan)) if self.moves(bermudan.underlying) => {
                    let field = format!("positions[{k}].bermudan.underlying");
                    self.needs_constant_volatility(field, "exercising early", bermudan.underlying as usize);
                }
                _ => {}
            }
        }
    }

    fn needs_constant_volatility(&mut self, field: String, what: &str, underlying: usize) {
        let description = format!("{what} needs a constant volatility, and underlyings[{underlying}] has heston");
        self.wrong(field, description);
    }

    /// The first step that is too long.
    fn steps_of_variances(&mut self) {
        let starts = std::iter::once(&0.0).chain(&self.job.times);
        for (k, (start, end)) in starts.zip(&self.job.times).enumerate() {
            let too_long = self.job.underlyings.iter().position(|of| {
                let heston = of.heston.as_ref();
                heston.is_some_and(|heston| !VarianceStep::is_short_enough(heston, end - start))
            });
            if let Some(i) = too_long {
                let description = format!("the step that ends here is too long for underlyings[{i}].heston: divide it");
                self.wrong(format!("times[{k}]"), description);
                return;
            }
        }
    }
}
