//! How the underlyings move through the steps of the grid and what is read off on the way.

use super::heston::{Variance, VarianceStep};
use super::survival::{Bridge, Look};
use crate::math::MODERATE;
use std::ops::Range;

/// The moves and readings of one path, step after step.
#[derive(Debug, Default)]
pub struct Walk {
    /// The square root of each step's length; the entry of step i is at i - 1.
    pub root_lengths: Vec<f64>,
    /// Consecutive steps in which the same underlyings move.
    pub phases: Vec<Phase>,
    /// Factors to draw, of all phases.
    pub factors: Vec<u32>,
    /// Underlyings to move, of all phases.
    pub movers: Vec<Mover>,
    /// Rows of the correlation factor without their zeros, of all underlyings.
    pub loadings: Vec<Loading>,
    /// How many variances move.
    pub variances: u32,
    /// How many of those have the noise of their price summed up, for a [`Density`].
    pub noises: u32,
    /// Their steps, of one after the other.
    pub variance_steps: Vec<VarianceStep>,
    /// What is read, in the order of the steps.
    pub observations: Vec<Observation>,
    /// Quantities that a price is added to, by their value's slot, of all observations.
    pub price_slots: Vec<Target>,
    /// Slots that W is added to, of all observations.
    pub motion_slots: Vec<Target>,
    /// Quantities that a higher price replaces, by their value's slot, of all observations.
    pub highest_slots: Vec<Target>,
    /// Quantities that a lower price replaces, by their value's slot, of all observations.
    pub lowest_slots: Vec<Target>,
    /// Barriers that are watched step by step, of all observations.
    pub looks: Vec<Look>,
    /// Barriers that are watched all the time, of all observations.
    pub bridges: Vec<Bridge>,
    /// Where Bermudan claims may be exercised, of all observations.
    pub exercises: Vec<Exercise>,
    /// Where the score of a price is read whose variance moves, of all observations.
    pub densities: Vec<Density>,
}

/// Above every normal that 32 bits make, 6.338.
const MOST_NORMAL: f64 = 6.34;

impl Walk {
    /// Whether no path takes an observed price's exponent beyond what is moderate. `spreads` has the sum of the magnitudes of
    /// each underlying's loadings, infinite where its variance moves.
    ///
    /// A factor is bounded by the sum of all roots of steps' lengths. Where a bridge finds it, that of the time counts besides, which
    /// is no more: what a halving adds is at most the root of the half that is left.
    pub(super) fn is_moderate(&self, spreads: &[f64], bridged: bool) -> bool {
        let of_steps: f64 = self.root_lengths.iter().sum();
        let root_time = if bridged { 2.0 * of_steps } else { of_steps };
        self.observations.iter().all(|observation| {
            let motion = MOST_NORMAL * spreads[observation.underlying as usize] * root_time;
            observation.centre.abs() + observation.volatility * motion <= MODERATE
        })
    }
}

/// Consecutive steps in which the same underlyings move: those that are still observed at the last of them or later.
#[derive(Debug)]
pub struct Phase {
    /// The first step and the one after the last.
    pub steps: Range<u32>,
    /// Into [`Walk::factors`].
    pub factors: Range<u32>,
    /// Into [`Walk::movers`].
    pub movers: Range<u32>,
}

/// An underlying that moves.
#[derive(Clone, Debug)]
pub struct Mover {
    /// Which.
    pub underlying: u32,
    /// Into [`Walk::loadings`].
    pub loadings: Range<u32>,
    /// How its variance moves. None: not at all.
    pub variance: Option<Variance>,
}

/// A slot that a reading is added to or replaces.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Which.
    pub slot: u32,
    /// It is the first reading: the slot has its initial value.
    pub first: bool,
}

/// A step at which the holder of a Bermudan claim may exercise it, on the price of the observation.
#[derive(Clone, Copy, Debug)]
pub struct Exercise {
    /// The slot of what has been paid, discounted: positive once the claim is exercised. Those of the greeks follow.
    pub paid: Target,
    /// 1 for a call, -1 for a put.
    pub sign: f64,
    /// What the price is exchanged for.
    pub strike: f64,
    /// Today's price.
    pub spot: f64,
    /// exp(-rate t).
    pub discount: f64,
    /// What holding on is worth by the policy. Nothing at the last step.
    pub continuation: Continuation,
    /// What waiting for the expiry is worth at least, by the powers of S. Nothing at the last step.
    pub waiting: [f64; 2],
    /// The risk-free rate per year.
    pub rate: f64,
    /// For gamma and theta. None: nobody asked for them.
    pub opening: Option<Opening>,
}

/// What holding on to a Bermudan option is worth at a date, by x = S / strike - 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Continuation {
    /// The coefficients of 1, x, x^2 and x^3.
    pub powers: [f64; 4],
    /// Those of v, v x and v x^2, of a variance v that moves.
    pub by_variance: [f64; 3],
}

/// The first of the steps at which a Bermudan claim may be exercised.
#[derive(Clone, Copy, Debug)]
pub struct Opening {
    /// The slot of that step's W, or where the variance moves of the score n of its [`Density`].
    pub slot: u32,
    /// W / (spot volatility t) - 1 / spot, or n / spot - 1 / spot: the coefficients of 1 and of what is in the slot.
    pub score: [f64; 2],
    /// The line in W by which the prices from then on fall, as a [`super::Fall`] has it; where the variance moves, theta is a
    /// difference.
    pub fall: [f64; 2],
}

/// Where the score of a price is read whose variance moves. Given the path of its variance, the logarithm of the price is normal:
/// with e the part that is not known then and s its variance, n = e / s and i = 1 / s.
#[derive(Clone, Copy, Debug)]
pub struct Density {
    /// Of e and s, among those that are summed up.
    pub row: u32,
    /// The slot for n.
    pub score: u32,
    /// The slot for n^2 - i - n.
    pub bend: u32,
}

/// An entry of the correlation factor: how much of a factor is in an underlying's normal.
#[derive(Clone, Copy, Debug)]
pub struct Loading {
    /// Which factor.
    pub factor: u32,
    /// How much of it.
    pub weight: f64,
}

/// One underlying at one step. With W its Brownian motion, its price is S = exp(volatility W + centre). Where its variance moves,
/// W is the logarithm of the price over its forward, and for the formulas the volatility is 1 and its square 0.
#[derive(Debug)]
pub struct Observation {
    /// When, 1 or later.
    pub step: u32,
    /// Which.
    pub underlying: u32,
    /// The volatility of the underlying.
    pub volatility: f64,
    /// log(spot) + (rate - dividend yield - volatility^2 / 2) t.
    pub centre: f64,
    /// The time t of the step in years.
    pub time: f64,
    /// volatility t: the vega of the price is S (W - volatility t).
    pub vega_centre: f64,
    /// The row of its variance. None: that does not move.
    pub variance: Option<u32>,
    /// Into [`Walk::price_slots`].
    pub prices: Range<u32>,
    /// Into [`Walk::motion_slots`].
    pub motions: Range<u32>,
    /// Into [`Walk::highest_slots`].
    pub highest: Range<u32>,
    /// Into [`Walk::lowest_slots`].
    pub lowest: Range<u32>,
    /// Into [`Walk::looks`].
    pub looks: Range<u32>,
    /// Into [`Walk::bridges`].
    pub bridges: Range<u32>,
    /// Into [`Walk::exercises`].
    pub exercises: Range<u32>,
    /// Into [`Walk::densities`].
    pub densities: Range<u32>,
}

impl Observation {
    /// Whether anything depends on the price, and not on W alone.
    #[must_use]
    pub fn needs_price(&self) -> bool {
        ![&self.prices, &self.highest, &self.lowest, &self.exercises]
            .into_iter()
            .all(Range::is_empty)
    }
}
