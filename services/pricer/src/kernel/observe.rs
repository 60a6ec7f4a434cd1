//! What is read of an underlying at a step, into the slots of the quantities that it is part of.

use super::bermudan::Exercising;
use super::extreme::{Candidate, Offer};
use super::heston::ReadDensity;
use super::paths::Paths;
use super::start::{Start, update};
use super::survival::{AllTheTime, Calendar, StepByStep, Variances};
use super::table::{Rows, Table, for_each};
use crate::job::{Observation, PathLikelihood, Plan, Target};
use crate::math::{exp, exp_of_moderate};
use crate::simd::{Float, Lanes, Simd};
use std::ops::Range;

/// Reads the motion, and the price where it is needed.
#[inline(always)]
pub(super) fn observe<S: Simd>(simd: S, plan: &Plan, observation: &Observation, paths: &mut Paths<'_>) {
    let Paths {
        motion,
        variances,
        normals,
        price,
        noises,
        slots,
        ..
    } = paths;
    let walk = &plan.walk;
    let motion = motion.row_mut(observation.underlying as usize);
    if plan.antithetic && observation.variance.is_none() {
        let (first, mirrored) = motion.split_at_mut(normals.groups());
        let zero = Float::splat(simd, 0.0);
        for_each!(mirrored, |group, at| zero - Float::load(simd, &first[group], at));
    }
    let motion = &*motion;
    for density in part(&walk.densities, &observation.densities) {
        simd.apart(ReadDensity {
            simd,
            density,
            noises,
            slots,
        });
    }
    for target in part(&walk.motion_slots, &observation.motions) {
        let start = Start::of(simd, plan, target, 0);
        let sums = slots.row_mut(target.slot as usize);
        update!(simd, start, sums, |sum, group, at| sum
            + Float::load(simd, &motion[group], at));
    }
    if let Some(target) = only_sum(plan, observation) {
        let start = Start::of(simd, plan, target, 0);
        let sums = slots.row_mut(target.slot as usize);
        add_prices(simd, plan, observation, motion, (start, sums));
    } else if observation.needs_price() {
        let price = price.row_mut(0);
        add_prices(simd, plan, observation, motion, (Start::at(simd, 0.0), price));
        let reading = Reading {
            simd,
            plan,
            price,
            motion,
            vega_centre: Float::splat(simd, observation.vega_centre),
            time: Float::splat(simd, observation.time),
        };
        for target in part(&walk.price_slots, &observation.prices) {
            reading.add(target, slots);
        }
        for target in part(&walk.highest_slots, &observation.highest) {
            reading.replace::<true>(target, slots);
        }
        for target in part(&walk.lowest_slots, &observation.lowest) {
            reading.replace::<false>(target, slots);
        }
        for right in part(&walk.exercises, &observation.exercises) {
            match observation.variance {
                None => simd.apart(Exercising::<_, false> {
                    reading,
                    exercise: right,
                    variances: &[],
                    slots,
                }),
                Some(row) => simd.apart(Exercising::<_, true> {
                    reading,
                    exercise: right,
                    variances: variances.row(row as usize),
                    slots,
                }),
            }
        }
    }
    for look in part(&walk.looks, &observation.looks) {
        match &look.likelihood {
            PathLikelihood::ByVolatility(likelihood) => simd.apart(StepByStep {
                simd,
                plan,
                look,
                likelihood,
                motion,
                slots,
            }),
            PathLikelihood::ByVariance(likelihood) => simd.apart(StepByStep {
                simd,
                plan,
                look,
                likelihood,
                motion,
                slots,
            }),
        }
    }
    for bridge in part(&walk.bridges, &observation.bridges) {
        match observation.variance {
            None => simd.apart(AllTheTime {
                simd,
                plan,
                bridge,
                clock: Calendar,
                motion,
                slots,
            }),
            Some(row) => simd.apart(AllTheTime {
                simd,
                plan,
                bridge,
                clock: Variances(variances.row(row as usize)),
                motion,
                slots,
            }),
        }
    }
}

#[inline(always)]
fn part<'a, T>(list: &'a [T], range: &Range<u32>) -> &'a [T] {
    &list[range.start as usize..range.end as usize]
}

/// The slot that the price is added to where that is all that it is for, so that it need not be kept.
#[inline(always)]
fn only_sum<'a>(plan: &'a Plan, observation: &Observation) -> Option<&'a Target> {
    let others = [&observation.highest, &observation.lowest, &observation.exercises];
    let sums_alone = others.into_iter().all(Range::is_empty);
    match part(&plan.walk.price_slots, &observation.prices) {
        [target] if sums_alone && plan.vega_slot().or(plan.rho_slot()).is_none() => Some(target),
        _ => None,
    }
}

/// Adds the prices to a row.
#[inline(always)]
fn add_prices<S: Simd>(
    simd: S,
    plan: &Plan,
    observation: &Observation,
    motion: &[Lanes],
    (start, sums): (Start<S>, &mut [Lanes]),
) {
    let volatility = Float::splat(simd, observation.volatility);
    let centre = Float::splat(simd, observation.centre);
    if plan.moderate {
        update!(simd, start, sums, |sum, group, at| {
            sum + exp_of_moderate(volatility.mul_add(Float::load(simd, &motion[group], at), centre))
        });
    } else {
        update!(simd, start, sums, |sum, group, at| {
            sum + exp(volatility.mul_add(Float::load(simd, &motion[group], at), centre))
        });
    }
}

/// The prices of some groups at a step, with what their derivatives are made of.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a, S: Simd> {
    pub(super) simd: S,
    pub(super) plan: &'a Plan,
    price: &'a [Lanes],
    motion: &'a [Lanes],
    vega_centre: Float<S>,
    /// The time of the step in years.
    pub(super) time: Float<S>,
}

impl<S: Simd> Reading<'_, S> {
    #[inline(always)]
    pub(super) fn price(&self, group: usize, at: usize) -> Float<S> {
        Float::load(self.simd, &self.price[group], at)
    }

    /// The derivative of the logarithm of the price to the volatility.
    #[inline(always)]
    pub(super) fn log_vega(&self, group: usize, at: usize) -> Float<S> {
        Float::load(self.simd, &self.motion[group], at) - self.vega_centre
    }

    /// Adds price and derivatives to a quantity.
    #[inline(always)]
    fn add(&self, target: &Target, slots: &mut Table<'_>) {
        let Self { simd, plan, .. } = *self;
        let row = |derivative| (target.slot + derivative) as usize;
        let start = Start::of(simd, plan, target, 0);
        update!(simd, start, slots.row_mut(row(0)), |sum, group, at| {
            sum + self.price(group, at)
        });
        if let Some(vega) = plan.vega_slot() {
            let start = Start::of(simd, plan, target, vega);
            update!(simd, start, slots.row_mut(row(vega)), |sum, group, at| {
                self.price(group, at).mul_add(self.log_vega(group, at), sum)
            });
        }
        if let Some(rho) = plan.rho_slot() {
            let start = Start::of(simd, plan, target, rho);
            update!(simd, start, slots.row_mut(row(rho)), |sum, group, at| {
                self.price(group, at).mul_add(self.time, sum)
            });
        }
    }

    /// Replaces a quantity where the price is beyond it.
    #[inline(always)]
    fn replace<const HIGHEST: bool>(&self, target: &Target, slots: &mut Table<'_>) {
        let Self { simd, plan, .. } = *self;
        let candidate = Candidate::<_, _, HIGHEST> {
            simd,
            plan,
            target: *target,
            value: Price(*self),
        };
        if let Some(vega) = plan.vega_slot() {
            candidate.replace_further(vega, slots, Vega(*self));
        }
        if let Some(rho) = plan.rho_slot() {
            candidate.replace_further(rho, slots, Rho(*self));
        }
        candidate.replace(slots);
    }
}

#[derive(Clone, Copy)]
struct Price<'a, S: Simd>(Reading<'a, S>);
#[derive(Clone, Copy)]
struct Vega<'a, S: Simd>(Reading<'a, S>);
#[derive(Clone, Copy)]
struct Rho<'a, S: Simd>(Reading<'a, S>);

impl<S: Simd> Offer<S> for Price<'_, S> {
    #[inline(always)]
    fn at(self, _: Rows<'_>, group: usize, at: usize) -> Float<S> {
        self.0.price(group, at)
    }
}

impl<S: Simd> Offer<S> for Vega<'_, S> {
    #[inline(always)]
    fn at(self, _: Rows<'_>, group: usize, at: usize) -> Float<S> {
        self.0.price(group, at) * self.0.log_vega(group, at)
    }
}

impl<S: Simd> Offer<S> for Rho<'_, S> {
    #[inline(always)]
    fn at(self, _: Rows<'_>, group: usize, at: usize) -> Float<S> {
        self.0.price(group, at) * self.0.time
    }
}
