//! The price of a digital claim, and its greeks by the likelihood ratio.

use super::samples::{Samples, Totals};
use super::series::Series;
use crate::job::{Claim, Digital, Greek, Plan};
use crate::simd::{Float, Lanes, Simd};

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
        samples.pay(claim.quantity, totals, sums, |group, at| payment.at(group, at));
    }
    let Some(likelihood) = &digital.likelihood else {
        return;
    };
    let motion = samples.row(likelihood.motion);
    for (greek, sums) in plan.greeks.iter().zip(series) {
        let score = match greek {
            Greek::Delta => &likelihood.delta,
            Greek::Vega => &likelihood.vega,
            Greek::Rho => &likelihood.rho,
        };
        samples.add(sums, |group, at| {
            Float::load(samples.simd, &motion[group], at).horner(score) * payment.at(group, at)
        });
    }
}

/// What is paid on each path, discounted.
struct Payment<'a, S: Simd> {
    simd: S,
    prices: &'a [Lanes],
    sign: Float<S>,
    strike: Float<S>,
    discount: Float<S>,
    /// Discounted. None: the price is paid.
    cash: Option<Float<S>>,
}

impl<'a, S: Simd> Payment<'a, S> {
    #[inline(always)]
    fn new<const SIDES: usize>(samples: Samples<'a, S, SIDES>, claim: &Claim, digital: &Digital) -> Self {
        Self {
            simd: samples.simd,
            prices: samples.of(digital.price, 0),
            sign: samples.splat(claim.sign),
            strike: samples.splat(digital.strike),
            discount: samples.splat(claim.discount),
            cash: digital.cash.map(|cash| samples.splat(claim.discount * cash)),
        }
    }

    #[inline(always)]
    fn at(&self, group: usize, at: usize) -> Float<S> {
        let price = Float::load(self.simd, &self.prices[group], at);
        let amount = self.cash.unwrap_or(self.discount * price);
        let nothing = price.of(0.0);
        amount.or_else(nothing.less(self.sign * (price - self.strike)), nothing)
    }
}
