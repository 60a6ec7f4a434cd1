//! What a kernel computes for each path: quantities, and claims on them.

use super::claim::{Claim, Term};
use super::tracks::Tracks;
use super::walk::Walk;
use crate::math::Key;
use std::ops::Range;

/// A job, compiled.
///
/// A path's readings are gathered in *slots*, numbers of the path. A *quantity* is what a payoff refers to (a price, an average,
/// an extreme or a basket) and its derivatives, each in a slot of its own once [`Plan::finishes`] have been applied.
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
    /// What turns sums into averages and prices into baskets.
    pub finishes: Vec<Finish>,
    /// What is in the baskets, of all of them.
    pub terms: Vec<Term>,
    /// What is valued, in the job's order.
    pub claims: Vec<Claim>,
    /// The sensitivities asked for, in the job's order.
    pub greeks: Vec<Greek>,
    /// Whatever the random numbers, no price is beyond what [`crate::math::exp_of_moderate`] can give.
    pub moderate: bool,
    /// A sample is the mean of two paths, of which one has the other's normals with the signs changed.
    pub antithetic: bool,
    /// What makes paths of Sobol points. None: they are of pseudo-random numbers.
    pub tracks: Option<Tracks>,
    /// The series whose samples are differences between worlds, in their order. Each has a row of numbers, one a sample.
    pub differences: Vec<u32>,
    /// Plans of the same random numbers, each of a job of which one thing was moved. They have shares alone.
    pub worlds: Vec<Plan>,
    /// What is added to the rows of the plan that this is a world of, or that it is.
    pub shares: Vec<Share>,
}

/// A claim whose worth, times its quantity, is added to a row.
#[derive(Clone, Debug)]
pub struct Share {
    /// The claim.
    pub claim: Claim,
    /// Which row.
    pub row: u32,
}

/// By how much of itself a spot is moved, up and down, where a gamma is of common random numbers.
pub const BUMP: f64 = 1.0 / 128.0;

/// A quantity, by the slot of its value. The slots of its derivatives, of those that are asked for, follow:
/// [`Plan::vega_slot`], [`Plan::rho_slot`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity(pub u32);

/// Applied to slots at the end of a path.
#[derive(Clone, Debug)]
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
    /// Makes a basket and its derivative to the rate of prices, whose slots are before its own.
    Basket {
        /// Which. It has no derivative to one volatility; that slot stays empty.
        quantity: Quantity,
        /// What the terms are made into.
        kind: BasketKind,
        /// Into [`Plan::terms`].
        terms: Range<u32>,
        /// The slot for the index of the lowest or highest term. None: nobody asks which it is.
        which: Option<u32>,
        /// The slot for what would be the lowest or the highest without it. None: nobody asks for it.
        runner_up: Option<u32>,
        /// The slot for what the basket falls by per year as time passes. None: nobody asks for it.
        fall: Option<u32>,
    },
}

/// What a basket makes of its terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BasketKind {
    /// Their sum.
    Sum,
    /// The first that no other is beyond.
    Extreme(Extreme),
}

/// The end of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Extreme {
    /// The lowest.
    Lowest,
    /// The highest.
    Highest,
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
    /// To the spot, twice.
    Gamma,
    /// To time, while all dates come nearer.
    Theta,
}

/// Some of the sensitivities.
#[derive(Clone, Copy, Debug, Default)]
pub struct Greeks(u8);

impl Greeks {
    pub(super) fn insert(&mut self, greek: Greek) {
        self.0 |= 1 << greek as u8;
    }

    /// Whether it is among them.
    #[inline(always)]
    #[must_use]
    pub fn contains(self, greek: Greek) -> bool {
        self.0 & (1 << greek as u8) != 0
    }
}

impl Extreme {
    /// The extreme of no number: any other is beyond it.
    pub(super) fn nothing(self) -> f64 {
        match self {
            Self::Lowest => f64::INFINITY,
            Self::Highest => f64::NEG_INFINITY,
        }
    }
}

impl Greek {
    /// Whether each underlying of a claim has its own.
    #[must_use]
    pub fn is_partial(self) -> bool {
        matches!(self, Self::Delta | Self::Vega | Self::Gamma)
    }
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

    /// How many sums a block has: the total, then each claim's price and greeks, those to an underlying for each of them.
    #[must_use]
    pub fn series(&self) -> usize {
        let of_claim = |claim: &Claim| {
            let of_greek = |greek: &Greek| {
                if greek.is_partial() {
                    claim.payoff.underlyings()
                } else {
                    1
                }
            };
            1 + self.greeks.iter().map(of_greek).sum::<usize>()
        };
        1 + self.claims.iter().map(of_claim).sum::<usize>()
    }

    /// How many paths a sample is the mean of.
    #[must_use]
    pub fn sides(&self) -> usize {
        1 + usize::from(self.antithetic)
    }

    /// About how many bytes the plan itself takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let walk = &self.walk;
        self.worlds.iter().map(Self::bytes).sum::<usize>()
            + size_of_val(&*self.shares)
            + size_of_val(&*self.differences)
            + size_of_val(&*self.claims)
            + size_of_val(&*self.initial)
            + size_of_val(&*self.finishes)
            + size_of_val(&*self.terms)
            + size_of_val(&*walk.root_lengths)
            + size_of_val(&*walk.loadings)
            + size_of_val(&*walk.variance_steps)
            + size_of_val(&*walk.movers)
            + size_of_val(&*walk.observations)
            + size_of_val(&*walk.price_slots)
            + size_of_val(&*walk.motion_slots)
            + size_of_val(&*walk.highest_slots)
            + size_of_val(&*walk.lowest_slots)
            + size_of_val(&*walk.looks)
            + size_of_val(&*walk.bridges)
            + size_of_val(&*walk.exercises)
            + size_of_val(&*walk.densities)
            + self.tracks.as_ref().map_or(0, Tracks::bytes)
    }

    /// The bytes of a block's sums.
    #[must_use]
    pub fn result_bytes(&self) -> usize {
        2 * self.series() * size_of::<f64>()
    }
}
