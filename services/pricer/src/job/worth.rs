//! What a position is worth at the horizon, given the market there.

use crate::math::{exp, log, normal_distribution};
use crate::simd::{Float, Scalar};
use proto::pricer::v1::{self as wire, Job, OptionType, position::Payoff};

/// A position of which the losses are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Holding {
    /// How much of it is held.
    pub quantity: f64,
    /// What one unit is worth today.
    pub now: f64,
    /// The slot of the price at the horizon.
    pub price: u32,
    /// The slot of W, the Brownian motion at the horizon.
    pub motion: u32,
    /// What one unit is worth at the horizon.
    pub worth: Worth,
}

/// What one unit is worth at the horizon.
#[derive(Clone, Copy, Debug)]
pub enum Worth {
    /// It lives on.
    Living(Living),
    /// It expires.
    Expiring(Expiring),
}

/// The closed form of Black and Scholes: a leg that pays the price, and one that pays cash. With the horizon's S and W and the
/// normal distribution function N,
///
/// ```text
/// worth = asset.amount S N(fma(asset.slope, W, asset.centre)) + cash.amount N(fma(cash.slope, W, cash.centre))
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Living {
    /// What pays the price.
    pub asset: Option<Leg>,
    /// What pays cash.
    pub cash: Option<Leg>,
}

/// A part of a payoff and the probability that it is paid, as a function of W.
#[derive(Clone, Copy, Debug)]
pub struct Leg {
    /// What is paid, discounted to the horizon, or of what underlying, less its dividends.
    pub amount: f64,
    /// How much the argument of the distribution function grows with W.
    pub slope: f64,
    /// The argument where W is 0.
    pub centre: f64,
}

/// A payoff.
#[derive(Clone, Copy, Debug)]
pub struct Expiring {
    /// 1 for a call, -1 for a put.
    pub sign: f64,
    /// In currency.
    pub strike: f64,
    /// What is paid where sign (S - strike) > 0.
    pub pays: Pays,
}

/// What an option pays in the money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pays {
    /// sign (S - strike)
    Difference,
    /// S
    Asset,
    /// An amount.
    Cash(f64),
}

/// A position's option, in its market.
pub(super) struct Held<'a> {
    job: &'a Job,
    pub(super) underlying: u32,
    expiry: f64,
    sign: f64,
    strike: f64,
    pays: Pays,
}

impl<'a> Held<'a> {
    /// None for a payoff that has no closed form here.
    pub(super) fn new(job: &'a Job, payoff: &Payoff) -> Option<Self> {
        let (underlying, kind, strike, step, pays) = match payoff {
            Payoff::European(of) => (of.underlying, of.r#type(), of.strike, of.step, Pays::Difference),
            Payoff::Digital(of) => {
                let pays = of.cash.map_or(Pays::Asset, Pays::Cash);
                (of.underlying, of.r#type(), of.strike, of.step, pays)
            }
            _ => return None,
        };
        Some(Self {
            job,
            underlying,
            expiry: job.times[step as usize - 1],
            sign: if kind == OptionType::Put { -1.0 } else { 1.0 },
            strike,
            pays,
        })
    }

    /// What one unit is worth today.
    pub(super) fn now(&self) -> f64 {
        let spot = self.market().spot;
        self.living(log_of(spot), self.expiry).at(spot, 0.0)
    }

    /// What one unit is worth at the horizon. There, where W is 0, the logarithm of the price is `centre`.
    pub(super) fn worth(&self, centre: f64) -> Worth {
        let life = self.expiry - self.job.times[0];
        if life > 0.0 {
            Worth::Living(self.living(centre, life))
        } else {
            Worth::Expiring(Expiring {
                sign: self.sign,
                strike: self.strike,
                pays: self.pays,
            })
        }
    }

    /// Its closed form with so many years to live, where the logarithm of the price is `centre` if W is 0.
    fn living(&self, centre: f64, life: f64) -> Living {
        let wire::Underlying {
            dividend_yield,
            volatility,
            ..
        } = *self.market();
        let half_variance = (0.5 * volatility) * volatility;
        let growth = (self.job.rate - dividend_yield) + half_variance;
        let root = life.sqrt();
        let deviation = volatility * root;
        let far = growth.mul_add(life, centre - log_of(self.strike)) / deviation;
        let leg = |amount: f64, centre: f64| Leg {
            amount,
            slope: self.sign / root,
            centre: self.sign * centre,
        };
        let carried = exp_of(-(dividend_yield * life));
        let discount = exp_of(-(self.job.rate * life));
        let (asset, cash) = match self.pays {
            Pays::Difference => (Some(self.sign * carried), Some(-self.sign * self.strike * discount)),
            Pays::Asset => (Some(carried), None),
            Pays::Cash(cash) => (None, Some(cash * discount)),
        };
        Living {
            asset: asset.map(|amount| leg(amount, far)),
            cash: cash.map(|amount| leg(amount, far - deviation)),
        }
    }

    fn market(&self) -> &'a wire::Underlying {
        &self.job.underlyings[self.underlying as usize]
    }
}

impl Living {
    /// In one state of the market, by the operations of the kernel.
    fn at(&self, price: f64, motion: f64) -> f64 {
        let probability = |leg: &Leg| normal_distribution(Float(Scalar, leg.slope.mul_add(motion, leg.centre))).1;
        let asset = self.asset.map_or(0.0, |leg| (leg.amount * price) * probability(&leg));
        self.cash
            .map_or(asset, |leg| leg.amount.mul_add(probability(&leg), asset))
    }
}

pub(super) fn log_of(x: f64) -> f64 {
    log(Float(Scalar, x)).1
}

pub(super) fn exp_of(x: f64) -> f64 {
    exp(Float(Scalar, x)).1
}
