//! The price of a digital claim, and its greeks by the likelihood ratio.

use super::control::pay;
use super::samples::{Samples, Totals};
use super::series::Series;
use super::value::{Slot, Value};
use crate::job::{Claim, Digital, Greek, Plan};
use crate::simd::{Float, Simd};

#[inline(always)]
pub(super) fn digital<'a, S: Simd, const SIDES: usize>(
    samples: Samples<'_, S, SIDES>,
    plan: &Plan,
    (claim, digital): (&Claim, &Digital),
    totals: &mut Totals<'_>,
    series: &mut impl Iterator<Item = &'a mut Series>,
) {
    let payment = Payment::new(samples, claim, digital);
    if let Some(sums) = series.next() {
        pay(samples, claim, payment, totals, sums);
    }
    let Some(likelihood) = &digital.likelihood else {
        return;
    };
    for (&greek, sums) in plan.greeks.iter().zip(series) {
        if claim.differences.contains(greek) {
            continue;
        }
        let motion = samples.slot(match greek {
            Greek::Gamma => likelihood.bend,
            Greek::Delta | Greek::Vega | Greek::Rho | Greek::Theta => likelihood.motion,
        });
        let score = match greek {
            Greek::Delta => &likelihood.delta,
            Greek::Vega => &likelihood.vega,
            Greek::Rho => &likelihood.rho,
            Greek::Gamma => &likelihood.gamma,
            Greek::Theta => &likelihood.theta,
        };
        let weighted = Weighted { payment, motion, score };
        samples.add(sums, weighted);
    }
}

/// A payment times a polynomial of the motion.
#[derive(Clone, Copy)]
struct Weighted<'a, S: Simd> {
    payment: Payment<'a, S>,
    motion: Slot<'a, S>,
    score: &'a [f64; 3],
}

impl<S: Simd> Value<S> for Weighted<'_, S> {
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        self.motion.at(group, at).horner(self.score) * self.payment.at(group, at)
    }
}

/// What is paid on each path, discounted.
#[derive(Clone, Copy)]
struct Payment<'a, S: Simd> {
    price: Slot<'a, S>,
    sign: Float<S>,
    strike: Float<S>,
    discount: Float<S>,
    /// Discounted. None: the price is paid.
    cash: Option<f64>,
}

impl<'a, S: Simd> Payment<'a, S> {
    #[inline(always)]
    fn new<const SIDES: usize>(samples: Samples<'a, S, SIDES>, claim: &Claim, digital: &Digital) -> Self {
        Self {
            price: samples.of(digital.price, 0),
            sign: samples.splat(claim.sign),
            strike: samples.splat(digital.strike),
            discount: samples.splat(claim.discount),
            cash: digital.cash.map(|cash| claim.discount * cash),
        }
    }
}

impl<S: Simd> Value<S> for Payment<'_, S> {
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        let price = self.price.at(group, at);
        let amount = match self.cash {
            Some(cash) => price.of(cash),
            None => self.discount * price,
        };
        let nothing = price.of(0.0);
        amount.or_else(nothing.less(self.sign * (price - self.strike)), nothing)
    }
}
