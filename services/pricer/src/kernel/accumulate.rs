//! From the quantities of some groups to the sums of every series.

use super::paths::Paths;
use super::series::Series;
use crate::job::{Claim, Greek, Plan, Strike};
use crate::simd::{Float, Lanes, Simd};

/// Adds the groups in the slots to the sums: each claim's series, and the total over the claims.
#[inline(always)]
pub(super) fn accumulate<S: Simd>(simd: S, plan: &Plan, paths: &mut Paths<'_>, sums: &mut [Series]) {
    let Paths { slots, total, .. } = paths;
    let totals = total.row_mut(0);
    let mut all = sums.iter_mut();
    let Some(total) = all.next() else { return };
    for (i, claim) in plan.claims.iter().enumerate() {
        let long = |derivative: u32| slots.row((claim.long.0 + derivative) as usize);
        let Some(series) = all.next() else { return };
        match claim.strike {
            Strike::Fixed(strike) => {
                let given = Float::splat(simd, strike);
                pay(simd, claim, Difference { long: long(0), given }, i == 0, totals, series);
                for (&greek, series) in plan.greeks.iter().zip(&mut all) {
                    let distance = Difference { long: long(0), given };
                    let slope = Difference {
                        long: long(derivative(plan, greek)),
                        given: given.of(0.0),
                    };
                    respond(simd, claim, greek, distance, slope, series);
                }
            }
            Strike::Floating(strike) => {
                let given = |derivative: u32| slots.row((strike.0 + derivative) as usize);
                pay(
                    simd,
                    claim,
                    Difference {
                        long: long(0),
                        given: given(0),
                    },
                    i == 0,
                    totals,
                    series,
                );
                for (&greek, series) in plan.greeks.iter().zip(&mut all) {
                    let distance = Difference {
                        long: long(0),
                        given: given(0),
                    };
                    let slot = derivative(plan, greek);
                    let slope = Difference {
                        long: long(slot),
                        given: given(slot),
                    };
                    respond(simd, claim, greek, distance, slope, series);
                }
            }
        }
    }
    for at in Float::<S>::starts() {
        let mut running = total.load(simd, at);
        for value in &*totals {
            running.add(Float::load(simd, value, at));
        }
        total.store(running, at);
    }
}

/// How far from a quantity's own slot that of its derivative is.
fn derivative(plan: &Plan, greek: Greek) -> u32 {
    let slot = match greek {
        Greek::Delta => None,
        Greek::Vega => plan.vega_slot(),
        Greek::Rho => plan.rho_slot(),
    };
    slot.unwrap_or(0)
}

/// What is received less what is given for it, in value or in a derivative.
#[derive(Clone, Copy)]
struct Difference<'a, G> {
    long: &'a [Lanes],
    given: G,
}

/// A number, or a quantity's row.
trait Given<S: Simd>: Copy {
    fn at(self, simd: S, group: usize, at: usize) -> Float<S>;
}

impl<S: Simd> Given<S> for Float<S> {
    #[inline(always)]
    fn at(self, _: S, _: usize, _: usize) -> Float<S> {
        self
    }
}

impl<S: Simd> Given<S> for &[Lanes] {
    #[inline(always)]
    fn at(self, simd: S, group: usize, at: usize) -> Float<S> {
        Float::load(simd, &self[group], at)
    }
}

impl<G> Difference<'_, G> {
    #[inline(always)]
    fn at<S: Simd>(self, simd: S, group: usize, at: usize) -> Float<S>
    where
        G: Given<S>,
    {
        Float::load(simd, &self.long[group], at) - self.given.at(simd, group, at)
    }
}

/// Adds a claim's values, where the difference has the claim's sign, to its series and, weighted, to the totals.
#[inline(always)]
fn pay<S: Simd, G: Given<S>>(
    simd: S,
    claim: &Claim,
    difference: Difference<'_, G>,
    first: bool,
    totals: &mut [Lanes],
    series: &mut Series,
) {
    let quantity = Float::splat(simd, claim.quantity);
    let scale = quantity.of(claim.sign * claim.discount);
    for at in Float::<S>::starts() {
        let mut running = series.load(simd, at);
        for (group, total) in totals.iter_mut().enumerate() {
            let value = (scale * difference.at(simd, group, at)).max(scale.of(0.0));
            let before = if first {
                value.of(0.0)
            } else {
                Float::load(simd, total, at)
            };
            quantity.mul_add(value, before).store(total, at);
            running.add(value);
        }
        series.store(running, at);
    }
}

/// Adds a claim's greek to its series.
#[inline(always)]
fn respond<S: Simd, G: Given<S>>(
    simd: S,
    claim: &Claim,
    greek: Greek,
    difference: Difference<'_, G>,
    slope: Difference<'_, G>,
    series: &mut Series,
) {
    let per_slope = claim.sign * claim.discount;
    let scale = Float::splat(
        simd,
        if greek == Greek::Delta {
            per_slope / claim.spot
        } else {
            per_slope
        },
    );
    let sign = scale.of(claim.sign);
    let decay = scale.of(-(claim.discount * claim.expiry));
    for at in Float::<S>::starts() {
        let mut running = series.load(simd, at);
        for group in 0..difference.long.len() {
            let distance = sign * difference.at(simd, group, at);
            let value = scale * slope.at(simd, group, at);
            let value = if greek == Greek::Rho {
                decay.mul_add(distance, value)
            } else {
                value
            };
            running.add(value.or_else(distance.of(0.0).less(distance), value.of(0.0)));
        }
        series.store(running, at);
    }
}
