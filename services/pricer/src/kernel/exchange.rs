//! The price and the greeks of a right to an exchange.

use super::control::pay;
use super::gamma::gamma;
use super::pathwise::respond;
use super::samples::{Samples, Totals};
use super::series::Series;
use super::theta::theta;
use super::value::{Difference, Value};
use crate::job::{Claim, Exchange, Greek, Plan, Strike};
use crate::simd::{Float, Simd};

#[inline(always)]
pub(super) fn exchange<'a, S: Simd, const SIDES: usize>(
    samples: Samples<'_, S, SIDES>,
    plan: &Plan,
    (claim, exchange): (&Claim, &Exchange),
    totals: &mut Totals<'_>,
    series: &mut impl Iterator<Item = &'a mut Series>,
) {
    let long = |derivative| samples.of(exchange.long, derivative);
    match exchange.strike {
        Strike::Fixed(strike) => {
            if let Some(sums) = series.next() {
                // A distance of its own: that of the greeks lies in memory, and would be read from there for each vector.
                let paid = Payoff::new(samples, claim, Difference(long(0), samples.splat(strike)));
                pay(samples, claim, paid, totals, sums);
            }
            let distance = Difference(long(0), samples.splat(strike));
            for &greek in &plan.greeks {
                match greek {
                    _ if claim.differences.contains(greek) => pass(series),
                    Greek::Gamma => gamma(samples, plan, (claim, exchange, strike), series),
                    Greek::Theta => theta(samples, (claim, exchange, distance), series),
                    Greek::Delta | Greek::Vega | Greek::Rho => {
                        respond(samples, plan, (claim, &exchange.on, greek), (distance, long), series);
                    }
                }
            }
        }
        Strike::Floating(strike) => {
            let difference = |derivative| Difference(long(derivative), samples.of(strike, derivative));
            let distance = difference(0);
            if let Some(sums) = series.next() {
                samples.pay(claim.quantity, totals, sums, Payoff::new(samples, claim, distance));
            }
            for &greek in &plan.greeks {
                match greek {
                    _ if claim.differences.contains(greek) => pass(series),
                    // Both grow with the spot alike, so the delta does not change with it.
                    Greek::Gamma => {
                        if let Some(sums) = series.next() {
                            samples.add(sums, samples.splat(0.0));
                        }
                    }
                    Greek::Theta => theta(samples, (claim, exchange, distance), series),
                    Greek::Delta | Greek::Vega | Greek::Rho => {
                        respond(
                            samples,
                            plan,
                            (claim, &exchange.on, greek),
                            (distance, difference),
                            series,
                        );
                    }
                }
            }
        }
    }
}

/// Leaves a series to the differences between worlds.
#[inline(always)]
fn pass<'a>(series: &mut impl Iterator<Item = &'a mut Series>) {
    series.next();
}

/// What a claim pays, discounted.
#[derive(Clone, Copy)]
pub(super) struct Payoff<S: Simd, D> {
    /// sign discount
    pub(super) scale: Float<S>,
    pub(super) distance: D,
}

impl<S: Simd, D: Value<S>> Payoff<S, D> {
    /// `distance` is what is received less what is given for it.
    #[inline(always)]
    pub(super) fn new<const SIDES: usize>(samples: Samples<'_, S, SIDES>, claim: &Claim, distance: D) -> Self {
        Self {
            scale: samples.splat(claim.sign * claim.discount),
            distance,
        }
    }
}

impl<S: Simd, D: Value<S>> Value<S> for Payoff<S, D> {
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        (self.scale * self.distance.at(group, at)).max(self.scale.of(0.0))
    }
}
