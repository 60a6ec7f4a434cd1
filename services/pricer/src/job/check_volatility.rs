//! What needs a volatility that does not move, and steps that are short enough for one that does.

use super::check::Checker;
use super::heston::VarianceStep;
use super::worlds::STRETCH;
use proto::pricer::v1::{Greek, position::Payoff};
use std::collections::HashSet;

/// Bounds the underlyings whose vega takes two worlds of its own. Each world is a plan.
const MOST_MOVING_TERMS: usize = 8;

/// What the density of a price given its variance is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DensityOf {
    Digital,
    Barrier,
    Bermudan,
}

impl DensityOf {
    /// Whether that greek is made of it.
    fn serves(self, greek: Greek) -> bool {
        match greek {
            Greek::Delta => self != Self::Bermudan,
            Greek::Gamma => true,
            Greek::Rho => self == Self::Digital,
            Greek::Vega | Greek::Theta | Greek::Unspecified => false,
        }
    }
}

impl Checker<'_> {
    /// Whether the variance of an underlying moves.
    pub(super) fn moves(&self, underlying: u32) -> bool {
        let found = self.job.underlyings.get(underlying as usize);
        found.is_some_and(|underlying| underlying.heston.is_some())
    }

    /// Refuses what is not estimated with a variance that moves.
    pub(super) fn volatility(&mut self) {
        let job = self.job;
        if job.underlyings.iter().all(|of| of.heston.is_none()) {
            return;
        }
        self.steps_of_variances();
        self.moving_terms();
        for (k, position) in job.positions.iter().enumerate() {
            if self.full() {
                return;
            }
            match &position.payoff {
                Some(Payoff::Digital(digital)) => self.density(digital.underlying, k, DensityOf::Digital),
                Some(Payoff::Barrier(barrier)) if !barrier.continuous => {
                    self.density(barrier.underlying, k, DensityOf::Barrier);
                }
                Some(Payoff::Bermudan(bermudan)) => self.density(bermudan.underlying, k, DensityOf::Bermudan),
                _ => {}
            }
        }
    }

    /// Bounds the vegas of baskets with several variances that move.
    fn moving_terms(&mut self) {
        let Some(asked) = self.job.greeks().position(|greek| greek == Greek::Vega) else {
            return;
        };
        let mut apart = HashSet::new();
        for position in &self.job.positions {
            if let Some(Payoff::Basket(basket)) = &position.payoff {
                let underlyings = basket.terms.iter().map(|term| term.underlying);
                let moving: Vec<u32> = underlyings.filter(|&underlying| self.moves(underlying)).collect();
                if moving.len() > 1 {
                    apart.extend(moving);
                }
            }
        }
        if apart.len() > MOST_MOVING_TERMS {
            let description = format!(
                "vega of baskets with several underlyings that have heston: these may be at most {MOST_MOVING_TERMS} in all, not {}",
                apart.len()
            );
            self.wrong(format!("greeks[{asked}]"), description);
        }
    }

    /// Where a price has no noise that is independent of its variance, it has no density given that.
    fn density(&mut self, underlying: u32, position: usize, of: DensityOf) {
        let known = self.job.underlyings.get(underlying as usize);
        let heston = known.and_then(|known| known.heston.as_ref());
        let certain = heston.is_some_and(|heston| heston.correlation.abs() == 1.0);
        if certain && self.job.greeks().any(|greek| of.serves(greek)) {
            let (what, field) = match of {
                DensityOf::Digital => ("a digital", "digital"),
                DensityOf::Barrier => ("a barrier on dates", "barrier"),
                DensityOf::Bermudan => ("an early exercise", "bermudan"),
            };
            let description = format!(
                "greeks of {what} need a price that is not certain given its variance, and underlyings[{underlying}] has a \
                 correlation of 1 or -1"
            );
            self.wrong(format!("positions[{position}].{field}.underlying"), description);
        }
    }

    /// The first step that is too long. For theta, steps are longer in one of the worlds.
    fn steps_of_variances(&mut self) {
        let theta = self.job.greeks().any(|greek| greek == Greek::Theta);
        let longer = if theta { STRETCH } else { 0.0 };
        let starts = std::iter::once(&0.0).chain(&self.job.times);
        for (k, (start, end)) in starts.zip(&self.job.times).enumerate() {
            let length = end - start;
            let too_long = self.job.underlyings.iter().position(|of| {
                let heston = of.heston.as_ref();
                heston.is_some_and(|heston| !VarianceStep::is_short_enough(heston, length + longer * length))
            });
            if let Some(i) = too_long {
                let description = format!("the step that ends here is too long for underlyings[{i}].heston: divide it");
                self.wrong(format!("times[{k}]"), description);
                return;
            }
        }
    }
}
