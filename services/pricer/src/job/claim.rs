//! What is valued, and what its payoff looks at.

use super::control::Control;
use super::passing::{Fall, Passing};
use super::plan::{Extreme, Greeks, Quantity};
use super::survival::Survival;
use std::ops::Range;

/// A position.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The weight in the total.
    pub quantity: f64,
    /// 1 for a call, -1 for a put.
    pub sign: f64,
    /// exp(-rate expiry).
    pub discount: f64,
    /// When it pays, in years.
    pub expiry: f64,
    /// The risk-free rate per year, by which the discount shrinks.
    pub rate: f64,
    /// What it pays.
    pub payoff: Payoff,
    /// The greeks that it has no estimator of, but differences between worlds. Those of a basket to an underlying whose variance
    /// moves are with its terms.
    pub differences: Greeks,
    /// What corrects its price. None: nothing does, or nobody asked for it.
    pub control: Option<Control>,
}

/// What a claim pays at expiry.
#[derive(Clone, Debug)]
pub enum Payoff {
    /// max(sign (long - strike), 0)
    Exchange(Exchange),
    /// An amount where sign (price - strike) > 0.
    Digital(Digital),
    /// max(sign (price - strike), 0) unless, or only if, a barrier has been met.
    Barrier(Barrier),
    /// sign (price - strike) at the step of its exercise.
    Bermudan {
        /// The slot of what has been paid, discounted. Those of the greeks that are asked for follow, in their order.
        paid: u32,
    },
}

impl Payoff {
    /// How many underlyings it has.
    #[must_use]
    pub fn underlyings(&self) -> usize {
        match self {
            Self::Exchange(Exchange {
                on: On::Basket { terms, .. },
                ..
            }) => terms.len(),
            Self::Exchange(_) | Self::Digital(_) | Self::Barrier(_) | Self::Bermudan { .. } => 1,
        }
    }
}

/// The right to receive one thing for another.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// What is received.
    pub long: Quantity,
    /// What is given for it.
    pub strike: Strike,
    /// What both depend on.
    pub on: On,
}

/// What a claim's payoff is measured against.
#[derive(Clone, Copy, Debug)]
pub enum Strike {
    /// A number.
    Fixed(f64),
    /// A quantity of the path.
    Floating(Quantity),
}

/// The underlyings of an exchange.
#[derive(Clone, Debug)]
pub enum On {
    /// One, whose derivatives are those of the quantities.
    Underlying {
        /// Today's price.
        spot: f64,
        /// For the gamma of a claim on one price. None: it looks at several, or nobody asked for it.
        score: Option<Score>,
        /// For its theta. None: nobody asked for it.
        passing: Option<Passing>,
    },
    /// Those of a basket.
    Basket {
        /// Into [`super::Plan::terms`].
        terms: Range<u32>,
        /// The slot that holds the index of the only term that counts. None: all count.
        which: Option<u32>,
        /// For the gammas of the lowest or the highest. None: all count, or nobody asked for them.
        rivals: Option<Rivals>,
        /// The slot of what it falls by per year as time passes. None: nobody asked for its theta.
        fall: Option<u32>,
    },
}

/// What the logarithm of the density of the price changes with as the spot does, and the spot in the price itself.
#[derive(Clone, Copy, Debug)]
pub struct Score {
    /// The slot of W.
    pub motion: u32,
    /// W / (spot volatility expiry) - 1 / spot: the coefficients of 1 and W.
    pub line: [f64; 2],
}

/// What the lowest or the highest term of a basket is measured against.
#[derive(Clone, Copy, Debug)]
pub struct Rivals {
    /// Which it is.
    pub side: Extreme,
    /// The slot of what would be the lowest or the highest without it.
    pub runner_up: u32,
}

/// One underlying of a basket.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// Its price.
    pub price: Quantity,
    /// The price's factor.
    pub weight: f64,
    /// Today's price.
    pub spot: f64,
    /// For the basket's theta. None: nobody asked for it, or it is a difference.
    pub fall: Option<Fall>,
    /// Its variance does, so that a vega to it is a difference between worlds.
    pub moves: bool,
}

/// All or nothing.
#[derive(Clone, Copy, Debug)]
pub struct Digital {
    /// The price at expiry.
    pub price: Quantity,
    /// What it is measured against.
    pub strike: f64,
    /// What is paid. None: the price.
    pub cash: Option<f64>,
    /// For its greeks. None: nobody asked for them.
    pub likelihood: Option<Likelihood>,
}

/// An option on the price at the last step, which a barrier ends or begins.
#[derive(Clone, Copy, Debug)]
pub struct Barrier {
    /// The price at the last step.
    pub price: Quantity,
    /// What it is measured against.
    pub strike: f64,
    /// Today's price.
    pub spot: f64,
    /// What the path remembers of the barrier.
    pub survival: Survival,
    /// Meeting the barrier begins the option; otherwise it ends it.
    pub knocks_in: bool,
    /// The barrier is watched all the time, so that the price is continuous in the path.
    pub continuous: bool,
    /// What is paid when the barrier is met, or where it begins the option and never was, discounted from the last step. None:
    /// nothing.
    pub rebate: Option<f64>,
}

/// What the logarithm of the density of a price changes with: for each greek the coefficients of 1, W and W^2, of the Brownian
/// motion W at expiry. Those of rho and theta have the discount's change in
/// them.
///
/// Where the variance moves, W is n of a [`super::Density`], and that of gamma n^2 - i - n; vega and theta have none.
#[derive(Clone, Copy, Debug)]
pub struct Likelihood {
    /// The slot of W.
    pub motion: u32,
    /// That of what gamma is of: the same, unless the variance moves.
    pub bend: u32,
    /// W / (spot volatility expiry), or n / spot.
    pub delta: [f64; 3],
    /// (W^2 / expiry - 1) / volatility - W
    pub vega: [f64; 3],
    /// W / volatility - expiry, or n expiry - expiry.
    pub rho: [f64; 3],
    /// (W^2 / expiry - 1) / (spot^2 volatility^2 expiry) - W / (spot^2 volatility expiry), or (n^2 - i - n) / spot^2.
    pub gamma: [f64; 3],
    /// rate - (W^2 / expiry - 1) / (2 expiry) - (rate - yield - volatility^2 / 2) W / (volatility expiry)
    pub theta: [f64; 3],
}
