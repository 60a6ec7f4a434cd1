//! The price and the pathwise greeks of a right to an exchange.

use super::samples::{Samples, Totals};
use super::series::Series;
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
    let long = |derivative| samples.vectors(exchange.long, derivative);
    match exchange.strike {
        Strike::Fixed(strike) => {
            let (received, strike) = (long(0), samples.splat(strike));
            let distance = move |group, at| received(group, at) - strike;
            pay(samples, claim, distance, totals, series);
            respond(samples, plan, (claim, &exchange.on), (distance, long), series);
        }
        Strike::Floating(strike) => {
            let difference = |derivative| {
                let (received, given) = (long(derivative), samples.vectors(strike, derivative));
                move |group, at| received(group, at) - given(group, at)
            };
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
    distance: impl Fn(usize, usize) -> Float<S>,
    totals: &mut Totals<'_>,
    series: &mut impl Iterator<Item = &'a mut Series>,
) {
    let [scale, zero] = [claim.sign * claim.discount, 0.0].map(|x| samples.splat(x));
    if let Some(sums) = series.next() {
        samples.pay(claim.quantity, totals, sums, |group, at| {
            (scale * distance(group, at)).max(zero)
        });
    }
}

/// A claim's greeks, to their series: from its distance, and from what that changes with, by the derivative so many slots further
/// (0: with the spot, in units of it).
#[inline(always)]
fn respond<'a, S: Simd, V, const SIDES: usize>(
    samples: Samples<'_, S, SIDES>,
    plan: &Plan,
    (claim, on): (&Claim, &On),
    (distance, slope): (impl Fn(usize, usize) -> Float<S> + Copy, impl Fn(u32) -> V),
    series: &mut impl Iterator<Item = &'a mut Series>,
) where
    V: Fn(usize, usize) -> Float<S>,
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
                    let slope = samples.vectors(term.price, derivative);
                    let value = pathwise(samples, claim, (distance, slope), (scale, None));
                    add_where(samples, which.map(|which| (which, index)), value, sums);
                }
                continue;
            }
        };
        if let Some(sums) = series.next() {
            let value = pathwise(samples, claim, (distance, slope(derivative)), (scale, decay));
            samples.add(sums, value);
        }
    }
}

/// What a claim changes with.
#[inline(always)]
fn pathwise<S: Simd, const SIDES: usize>(
    samples: Samples<'_, S, SIDES>,
    claim: &Claim,
    (distance, slope): (impl Fn(usize, usize) -> Float<S>, impl Fn(usize, usize) -> Float<S>),
    (scale, decay): (f64, Option<f64>),
) -> impl Fn(usize, usize) -> Float<S> {
    let [scale, sign, zero] = [scale, claim.sign, 0.0].map(|x| samples.splat(x));
    let decay = decay.map(|decay| samples.splat(decay));
    move |group, at| {
        let distance = sign * distance(group, at);
        let value = scale * slope(group, at);
        let value = decay.map_or(value, |decay| decay.mul_add(distance, value));
        value.or_else(zero.less(distance), zero)
    }
}

/// Adds values to a series; of an extreme basket 0 but where this slot says that it is the term of this index.
#[inline(always)]
fn add_where<S: Simd, const SIDES: usize>(
    samples: Samples<'_, S, SIDES>,
    which: Option<(u32, u32)>,
    value: impl Fn(usize, usize) -> Float<S>,
    sums: &mut Series,
) {
    match which {
        None => samples.add(sums, value),
        Some((slot, index)) => {
            let which = samples.row(slot);
            let [index, half, zero] = [index.into(), 0.5, 0.0].map(|x| samples.splat(x));
            samples.add(sums, |group, at| {
                let other = Float::load(samples.simd, &which[group], at) - index;
                value(group, at).or_else(other.abs().less(half), zero)
            });
        }
    }
}
