//! The price and the pathwise greeks of a right to an exchange.

use super::samples::{Samples, Series};
use crate::job::{Claim, Exchange, Greek, On, Plan, Strike};
use crate::simd::{Float, Lanes, Simd};

#[inline(always)]
pub(super) fn exchange<'a, S: Simd, const SIDES: usize>(
    samples: Samples<'_, S, SIDES>,
    plan: &Plan,
    (claim, exchange): (&Claim, &Exchange),
    totals: &mut [Lanes],
    series: &mut impl Iterator<Item = Series<'a>>,
) {
    if let Some(sums) = series.next() {
        price(samples, claim, exchange, totals, sums);
    }
    let slope = claim.sign * claim.discount;
    for &greek in &plan.greeks {
        let derivative = match greek {
            Greek::Delta => 0,
            Greek::Vega => plan.vega_slot().unwrap_or(0),
            Greek::Rho => plan.rho_slot().unwrap_or(0),
        };
        let (scale, decay) = match (greek, &exchange.on) {
            (Greek::Delta, On::Underlying { spot }) => (slope / spot, None),
            (Greek::Vega, On::Underlying { .. }) => (slope, None),
            (Greek::Rho, _) => (slope, Some(-(claim.discount * claim.expiry))),
            (Greek::Delta | Greek::Vega, On::Basket { terms, which }) => {
                let terms = &plan.terms[terms.start as usize..terms.end as usize];
                for ((term, index), sums) in terms.iter().zip(0_u32..).zip(&mut *series) {
                    let scale = slope * term.weight;
                    let part = Part {
                        slopes: samples.of(term.price, derivative),
                        scale: if greek == Greek::Delta {
                            scale / term.spot
                        } else {
                            scale
                        },
                        which: which.map(|which| (samples.row(which), index)),
                    };
                    partial(samples, claim, exchange, &part, sums);
                }
                continue;
            }
        };
        if let Some(sums) = series.next() {
            sensitivity(samples, (claim, exchange), derivative, (scale, decay), sums);
        }
    }
}

/// A claim's price, to its series and, weighted, to the totals.
#[inline(always)]
fn price<S: Simd, const SIDES: usize>(
    samples: Samples<'_, S, SIDES>,
    claim: &Claim,
    exchange: &Exchange,
    totals: &mut [Lanes],
    sums: Series<'_>,
) {
    let scale = samples.splat(claim.sign * claim.discount);
    let long = samples.of(exchange.long, 0);
    let load = |row: &[Lanes], group: usize, at| Float::load(samples.simd, &row[group], at);
    match exchange.strike {
        Strike::Fixed(strike) => {
            let strike = samples.splat(strike);
            samples.pay(claim.quantity, totals, sums, |group, at| {
                (scale * (load(long, group, at) - strike)).max(scale.of(0.0))
            });
        }
        Strike::Floating(strike) => {
            let strike = samples.of(strike, 0);
            samples.pay(claim.quantity, totals, sums, |group, at| {
                (scale * (load(long, group, at) - load(strike, group, at))).max(scale.of(0.0))
            });
        }
    }
}

/// A claim's greek by the quantities' derivative, to its series.
#[inline(always)]
fn sensitivity<S: Simd, const SIDES: usize>(
    samples: Samples<'_, S, SIDES>,
    (claim, exchange): (&Claim, &Exchange),
    derivative: u32,
    (scale, decay): (f64, Option<f64>),
    sums: Series<'_>,
) {
    let [scale, sign, zero] = [scale, claim.sign, 0.0].map(|x| samples.splat(x));
    let decay = decay.map(|decay| samples.splat(decay));
    let [long, slopes] = [0, derivative].map(|derivative| samples.of(exchange.long, derivative));
    let given = match exchange.strike {
        Strike::Fixed(strike) => Given::Number(samples.splat(strike)),
        Strike::Floating(strike) => Given::Rows([0, derivative].map(|derivative| samples.of(strike, derivative))),
    };
    samples.add(sums, |group, at| {
        let load = |row: &[Lanes]| Float::load(samples.simd, &row[group], at);
        let (distance, slope) = match given {
            Given::Number(strike) => (load(long) - strike, load(slopes)),
            Given::Rows([strike, slope]) => (load(long) - load(strike), load(slopes) - load(slope)),
        };
        let distance = sign * distance;
        let value = scale * slope;
        let value = decay.map_or(value, |decay| decay.mul_add(distance, value));
        value.or_else(zero.less(distance), zero)
    });
}

/// What is given for what a claim receives: a number, whose derivative is 0, or a quantity and its derivative.
#[derive(Clone, Copy)]
enum Given<'a, S: Simd> {
    Number(Float<S>),
    Rows([&'a [Lanes]; 2]),
}

/// How a basket depends on one of its underlyings.
struct Part<'a> {
    /// The price, or its derivative.
    slopes: &'a [Lanes],
    /// What a payoff changes with it.
    scale: f64,
    /// It counts where this row has this index only.
    which: Option<(&'a [Lanes], u32)>,
}

/// The greek of a claim on a basket to one of its underlyings, to its series.
#[inline(always)]
fn partial<S: Simd, const SIDES: usize>(
    samples: Samples<'_, S, SIDES>,
    claim: &Claim,
    exchange: &Exchange,
    part: &Part<'_>,
    sums: Series<'_>,
) {
    let Strike::Fixed(strike) = exchange.strike else {
        return;
    };
    let pathwise = Pathwise {
        simd: samples.simd,
        basket: samples.of(exchange.long, 0),
        slopes: part.slopes,
        scale: samples.splat(part.scale),
        sign: samples.splat(claim.sign),
        strike: samples.splat(strike),
    };
    match part.which {
        None => samples.add(sums, |group, at| pathwise.at(group, at)),
        Some((which, index)) => {
            let [index, half] = [index.into(), 0.5].map(|x| samples.splat(x));
            samples.add(sums, |group, at| {
                let other = Float::load(samples.simd, &which[group], at) - index;
                pathwise.at(group, at).or_else(other.abs().less(half), half.of(0.0))
            });
        }
    }
}

/// What a claim on a basket changes with a term that counts.
struct Pathwise<'a, S: Simd> {
    simd: S,
    basket: &'a [Lanes],
    slopes: &'a [Lanes],
    scale: Float<S>,
    sign: Float<S>,
    strike: Float<S>,
}

impl<S: Simd> Pathwise<'_, S> {
    #[inline(always)]
    fn at(&self, group: usize, at: usize) -> Float<S> {
        let distance = self.sign * (Float::load(self.simd, &self.basket[group], at) - self.strike);
        let nothing = distance.of(0.0);
        (self.scale * Float::load(self.simd, &self.slopes[group], at)).or_else(nothing.less(distance), nothing)
    }
}
