//! The derivative of a right to an exchange along each path.

use super::samples::Samples;
use super::series::Series;
use super::value::{Slot, Value};
use crate::job::{Claim, Greek, On, Plan};
use crate::simd::{Float, Simd};

/// Adds one of a claim's first derivatives to its series: from its distance, and from what that changes with, by the derivative
/// so many slots further (0: with the spot, in units of it).
#[inline(always)]
pub(super) fn respond<'a, S: Simd, V, const SIDES: usize>(
    samples: Samples<'_, S, SIDES>,
    plan: &Plan,
    (claim, on, greek): (&Claim, &On, Greek),
    (distance, slope): (impl Value<S>, impl Fn(u32) -> V),
    series: &mut impl Iterator<Item = &'a mut Series>,
) where
    V: Value<S>,
{
    let per_slope = claim.sign * claim.discount;
    let derivative = match greek {
        Greek::Vega => plan.vega_slot().unwrap_or(0),
        Greek::Rho => plan.rho_slot().unwrap_or(0),
        Greek::Delta | Greek::Gamma | Greek::Theta => 0,
    };
    let (scale, decay) = match (greek, on) {
        (Greek::Rho, _) => (per_slope, Some(-(claim.discount * claim.expiry))),
        (Greek::Delta, On::Underlying { spot, .. }) => (per_slope / spot, None),
        (_, On::Underlying { .. }) => (per_slope, None),
        (_, On::Basket { terms, which, .. }) => {
            let terms = &plan.terms[terms.start as usize..terms.end as usize];
            for ((term, index), sums) in terms.iter().zip(0_u32..).zip(&mut *series) {
                if greek == Greek::Vega && term.moves {
                    continue;
                }
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
            return;
        }
    };
    if let Some(sums) = series.next() {
        let value = Pathwise::new(samples, claim, (distance, slope(derivative)), (scale, decay));
        samples.add(sums, value);
    }
}

/// What a claim changes with: scale times the slope and decay times the distance, where that is positive.
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
            let is = IsTerm::new(samples, slot, index);
            let other = samples.splat(0.0);
            samples.add(sums, Either { is, value, other });
        }
    }
}

/// Where a basket is the term of this index.
#[derive(Clone, Copy)]
pub(super) struct IsTerm<'a, S: Simd> {
    which: Slot<'a, S>,
    index: Float<S>,
}

impl<'a, S: Simd> IsTerm<'a, S> {
    #[inline(always)]
    pub(super) fn new<const SIDES: usize>(samples: Samples<'a, S, SIDES>, slot: u32, index: u32) -> Self {
        Self {
            which: samples.slot(slot),
            index: samples.splat(index.into()),
        }
    }
}

/// A value where a basket is the term, and another where it is not.
#[derive(Clone, Copy)]
pub(super) struct Either<'a, S: Simd, A, B> {
    pub(super) is: IsTerm<'a, S>,
    pub(super) value: A,
    pub(super) other: B,
}

impl<S: Simd, A: Value<S>, B: Value<S>> Value<S> for Either<'_, S, A, B> {
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        let IsTerm { which, index } = self.is;
        let distance = which.at(group, at) - index;
        let is = distance.abs().less(distance.of(0.5));
        self.value.at(group, at).or_else(is, self.other.at(group, at))
    }
}
