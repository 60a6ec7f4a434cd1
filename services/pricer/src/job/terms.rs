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
