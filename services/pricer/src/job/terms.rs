//! What every payoff is made of.

use crate::math::exp;
use crate::simd::{Float, Scalar};
use proto::pricer::v1::{Bermudan, Job, OptionType};

/// 1 for a call, -1 for a put.
pub(super) fn sign(of: OptionType) -> f64 {
    if of == OptionType::Put { -1.0 } else { 1.0 }
}

/// What one unit of currency at a time, in years, is worth today.
pub(super) fn discount(rate: f64, time: f64) -> f64 {
    exp(Float(Scalar, -(rate * time))).1
}

/// W / (spot volatility time) - 1 / spot, of the W of a time: the coefficients of 1 and W.
pub(super) fn delta_score(spot: f64, volatility: f64, time: f64) -> [f64; 2] {
    [-(1.0 / spot), 1.0 / ((spot * volatility) * time)]
}

/// (W^2 / time - 1) / (spot^2 volatility^2 time) - W / (spot^2 volatility time): the coefficients of 1, W and W^2.
pub(super) fn gamma_score(spot: f64, volatility: f64, time: f64) -> [f64; 3] {
    let delta = 1.0 / ((spot * volatility) * time);
    [-(delta / (spot * volatility)), -(delta / spot), delta * delta]
}

/// rate - (W^2 / time - 1) / (2 time) - drift W / (volatility time), in the same way.
pub(super) fn theta_score(rate: f64, drift: f64, volatility: f64, time: f64) -> [f64; 3] {
    [
        rate + 0.5 / time,
        -(drift * (1.0 / (volatility * time))),
        -(0.5 / (time * time)),
    ]
}

/// Whether the variance of an underlying moves.
pub(super) fn moves(job: &Job, underlying: u32) -> bool {
    job.underlyings[underlying as usize].heston.is_some()
}

/// What a Bermudan option is worth at least at a time, where its holder waits for the expiry and then exercises for better or worse:
/// sign (S exp(-yield tau) - K exp(-rate tau)), tau what is left, by the powers of S. At the expiry itself there is no waiting.
pub(super) fn waiting(job: &Job, of: &Bermudan, time: f64, expiry: f64) -> [f64; 2] {
    let left = expiry - time;
    if left == 0.0 {
        return [0.0; 2];
    }
    let sign = sign(of.r#type());
    let dividend_yield = job.underlyings[of.underlying as usize].dividend_yield;
    [
        -(sign * of.strike) * discount(job.rate, left),
        sign * discount(dividend_yield, left),
    ]
}
