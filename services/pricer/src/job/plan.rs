//! What a kernel computes for each path: quantities, and claims on them.

use super::walk::Walk;
use crate::math::Key;

/// A job, compiled.
///
/// A path's readings are added up in *slots*, numbers of the path. A *quantity* is what a payoff refers to (a price or an
/// average) and its derivatives, each in a slot of its own once [`Plan::finishes`] have been applied.
#[derive(Debug)]
pub struct Plan {
    /// The key of the random numbers.
    pub key: Key,
    /// How many underlyings the job has.
    pub underlyings: usize,
    /// How the underlyings move.
    pub walk: Walk,
    /// What each slot holds at step 0.
    pub initial: Vec<f64>,
    /// What turns sums into averages.
    pub finishes: Vec<Finish>,
    /// What is valued, in the job's order.
    pub claims: Vec<Claim>,
    /// The sensitivities asked for, in the job's order.
    pub greeks: Vec<Greek>,
    /// Whatever the random numbers, no price is beyond what [`crate::math::exp_of_moderate`] can give.
    pub moderate: bool,
}

/// A quantity, by the slot of its value. The slots of its derivatives, of those that are asked for, follow:
/// [`Plan::vega_slot`], [`Plan::rho_slot`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity(pub u32);

/// Applied to slots at the end of a path.
#[derive(Clone, Copy, Debug)]
pub enum Finish {
    /// Multiplies the slot.
    Scale {
        /// Which slot.
        slot: u32,
        /// By what.
        factor: f64,
    },
    /// Turns the slot's sum of W into the geometric average and its derivatives.
    Geometric {
        /// Which. Its value's slot holds the sum of W before.
        quantity: Quantity,
        /// One over the number of fixings.
        factor: f64,
        /// The volatility of the underlying.
        volatility: f64,
        /// The mean of log S less volatility times the mean of W.
        centre: f64,
        /// The mean time of the fixings in years.
        mean_time: f64,
        /// volatility times the mean time.
        vega_centre: f64,
    },
}

/// A position: pays max(sign (long - strike), 0) at expiry.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// The weight in the total.
    pub quantity: f64,
    /// 1 for a call, -1 for a put.
    pub sign: f64,
    /// exp(-rate expiry).
    pub discount: f64,
    /// When it pays, in years.
    pub expiry: f64,
    /// Today's price of the underlying.
    pub spot: f64,
    /// What is received.
    pub long: Quantity,
    /// What is given for it.
    pub strike: Strike,
}

/// What a claim's payoff is measured against.
#[derive(Clone, Copy, Debug)]
pub enum Strike {
    /// A number.
    Fixed(f64),
    /// A quantity of the path.
    Floating(Quantity),
}

/// How an Asian claim averages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Averaging {
    /// The mean.
    Arithmetic,
    /// The exponential of the mean logarithm.
    Geometric,
}

/// A sensitivity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Greek {
    /// To the spot.
    Delta,
    /// To the volatility.
    Vega,
    /// To the rate.
    Rho,
}

impl Plan {
    /// How far the slot of a quantity's derivative to the volatility is from that of its value. None: nobody asked for it.
    #[must_use]
    pub fn vega_slot(&self) -> Option<u32> {
        self.greeks.contains(&Greek::Vega).then_some(1)
    }

    /// The same of the derivative to the rate.
    #[must_use]
    pub fn rho_slot(&self) -> Option<u32> {
        self.greeks
            .contains(&Greek::Rho)
            .then_some(1 + u32::from(self.greeks.contains(&Greek::Vega)))
    }

    /// How many sums a block has: the total, then each claim's price and greeks.
    #[must_use]
    pub fn series(&self) -> usize {
        1 + self.claims.len() * (1 + self.greeks.len())
    }

    /// About how many bytes the plan itself takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let walk = &self.walk;
        size_of_val(&*self.claims)
            + size_of_val(&*self.initial)
            + size_of_val(&*self.finishes)
            + size_of_val(&*walk.root_lengths)
            + size_of_val(&*walk.loadings)
            + size_of_val(&*walk.movers)
            + size_of_val(&*walk.observations)
            + size_of_val(&*walk.price_slots)
            + size_of_val(&*walk.motion_slots)
    }

    /// The bytes of a block's sums.
    #[must_use]
    pub fn result_bytes(&self) -> usize {
        2 * self.series() * size_of::<f64>()
    }
}
