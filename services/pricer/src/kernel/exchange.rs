//! The price and the pathwise greeks of a right to an exchange.

use super::samples::{Samples, Totals};
use super::series::Series;
use super::value::{Difference, Slot, Value};
use crate::job::{Claim, Exchange, Greek, On, Plan, Strike};
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
            let distance = Difference(long(0), samples.splat(strike));
            pay(samples, claim, distance, totals, series);
            respond(samples, plan, (claim, &exchange.on), (distance, long), series);
        }
        Strike::Floating(strike) => {
            let difference = |derivative| Difference(long(derivative), samples.of(strike, derivative));
            pay(samples, claim, difference(0), totals, series);
            respond(
                samples,
                plan,
                (claim, &exchange.on),
                (difference(0), difference),
                series,
            );
        }
    }
}

/// A claim's price, to its series and, weighted, to the totals. `distance` is what is received less what is given for it.
#[inline(always)]
fn pay<'a, S: Simd, const SIDES: usize>(
    samples: Samples<'_, S, SIDES>,
    claim: &Claim,
    distance: impl Value<S>,
    totals: &mut Totals<'_>,
    series: &mut impl Iterator<Item = &'a mut Series>,
) {
    let scale = samples.splat(claim.sign * claim.discount);
    if let Some(sums) = series.next() {
        samples.pay(claim.quantity, totals, sums, Payoff { scale, distance });
    }
}

/// What a claim pays, discounted.
#[derive(Clone, Copy)]
pub(super) struct Payoff<S: Simd, D> {
    pub(super) scale: Float<S>,
    pub(super) distance: D,
}

impl<S: Simd, D: Value<S>> Value<S> for Payoff<S, D> {
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        (self.scale * self.distance.at(group, at)).max(self.scale.of(0.0))
    }
}

/// A claim's greeks, to their series: from its distance, and from what that changes with, by the derivative so many slots further
/// (0: with the spot, in units of it).
#[inline(always)]
fn respond<'a, S: Simd, V, const SIDES: usize>(
    samples: Samples<'_, S, SIDES>,
    plan: &Plan,
    (claim, on): (&Claim, &On),
    (distance, slope): (impl Value<S>, impl Fn(u32) -> V),
    series: &mut impl Iterator<Item = &'a mut Series>,
) where
    V: Value<S>,
{
    let per_slope = claim.sign * claim.discount;
    for &greek in &plan.greeks {
        let derivative = match greek {
            Greek::Delta => 0,
            Greek::Vega => plan.vega_slot().unwrap_or(0),
            Greek::Rho => plan.rho_slot().unwrap_or(0),
        };
        let (scale, decay) = match (greek, on) {
            (Greek::Delta, On::Underlying { spot }) => (per_slope / spot, None),
            (Greek::Vega, On::Underlying { .. }) => (per_slope, None),
            (Greek::Rho, _) => (per_slope, Some(-(claim.discount * claim.expiry))),
            (Greek::Delta | Greek::Vega, On::Basket { terms, which }) => {
                let terms = &plan.terms[terms.start as usize..terms.end as usize];
                for ((term, index), sums) in terms.iter().zip(0_u32..).zip(&mut *series) {
                    let scale = per_slope * term.weight;
                    let scale = if greek == Greek::Delta {
                        scale / term.spot
                    } else {
                        scale
                    };
                    let slope = samples.of(term.price, derivative);
                    let value = Pathwise::new(samples, claim, (distance, slope), (scale, None));
                    add_where(samples, which.map(|which| (which, index)), value, sums);
                }
                continue;
            }
        };
        if let Some(sums) = series.next() {
            let value = Pathwise::new(samples, claim, (distance, slope(derivative)), (scale, decay));
            samples.add(sums, value);
        }
    }
}

/// What a claim changes with.
#[derive(Clone, Copy)]
pub(super) struct Pathwise<S: Simd, D, V> {
    distance: D,
    slope: V,
    sign: Float<S>,
    scale: Float<S>,
    decay: Option<f64>,
}

impl<S: Simd, D: Value<S>, V: Value<S>> Pathwise<S, D, V> {
    #[inline(always)]
    pub(super) fn new<const SIDES: usize>(
        samples: Samples<'_, S, SIDES>,
        claim: &Claim,
        (distance, slope): (D, V),
        (scale, decay): (f64, Option<f64>),
    ) -> Self {
        Self {
            distance,
            slope,
            sign: samples.splat(claim.sign),
            scale: samples.splat(scale),
            decay,
        }
    }
}

impl<S: Simd, D: Value<S>, V: Value<S>> Value<S> for Pathwise<S, D, V> {
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        let distance = self.sign * self.distance.at(group, at);
        let value = self.scale * self.slope.at(group, at);
        let value = match self.decay {
            Some(decay) => value.of(decay).mul_add(distance, value),
            None => value,
        };
        let zero = distance.of(0.0);
        value.or_else(zero.less(distance), zero)
    }
}

/// Adds values to a series; of an extreme basket 0 but where this slot says that it is the term of this index.
#[inline(always)]
fn add_where<S: Simd, const SIDES: usize>(
    samples: Samples<'_, S, SIDES>,
    which: Option<(u32, u32)>,
    value: impl Value<S>,
    sums: &mut Series,
) {
    match which {
        None => samples.add(sums, value),
        Some((slot, index)) => {
            let (which, index) = (samples.slot(slot), samples.splat(index.into()));
            samples.add(sums, OfTerm { which, index, value });
        }
    }
}

/// A value where the slot has the index, else 0.
#[derive(Clone, Copy)]
struct OfTerm<'a, S: Simd, V> {
    which: Slot<'a, S>,
    index: Float<S>,
    value: V,
}

impl<S: Simd, V: Value<S>> Value<S> for OfTerm<'_, S, V> {
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        let other = self.which.at(group, at) - self.index;
        let counts = other.abs().less(other.of(0.5));
        self.value.at(group, at).or_else(counts, other.of(0.0))
    }
}
