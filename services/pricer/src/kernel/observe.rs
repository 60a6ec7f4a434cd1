//! What is read of an underlying at a step, into the slots.

use super::simulate::Paths;
use super::table::{Table, for_each, update};
use crate::job::{Observation, Plan};
use crate::math::{exp, exp_of_moderate};
use crate::simd::{Float, Lanes, Simd};
use std::ops::Range;

#[inline(always)]
pub(super) fn observe<S: Simd>(simd: S, plan: &Plan, observation: &Observation, paths: &mut Paths) {
    let Paths {
        motion,
        normals,
        price,
        slots,
    } = paths;
    let walk = &plan.walk;
    let motion = motion.row_mut(observation.underlying as usize);
    if plan.antithetic {
        let (first, mirrored) = motion.split_at_mut(normals.groups());
        for_each(simd, mirrored, |group, at| {
            Float::splat(simd, 0.0) - Float::load(simd, &first[group], at)
        });
    }
    let motion = &*motion;
    for &slot in part(&walk.motion_slots, &observation.motions) {
        update(simd, slots.row_mut(slot as usize), |sum, group, at| {
            sum + Float::load(simd, &motion[group], at)
        });
    }
    if !observation.needs_price() {
        return;
    }
    let [volatility, centre] = [observation.volatility, observation.centre].map(|x| Float::splat(simd, x));
    let price = price.row_mut(0);
    if plan.moderate {
        for_each(simd, price, |group, at| {
            exp_of_moderate(volatility.mul_add(Float::load(simd, &motion[group], at), centre))
        });
    } else {
        for_each(simd, price, |group, at| {
            exp(volatility.mul_add(Float::load(simd, &motion[group], at), centre))
        });
    }
    let reading = Reading {
        simd,
        price,
        motion,
        vega_centre: Float::splat(simd, observation.vega_centre),
        time: Float::splat(simd, observation.time),
    };
    for &value in part(&walk.price_slots, &observation.prices) {
        reading.add(plan, value, slots);
    }
    for &value in part(&walk.highest_slots, &observation.highest) {
        reading.replace::<true>(plan, value, slots);
    }
    for &value in part(&walk.lowest_slots, &observation.lowest) {
        reading.replace::<false>(plan, value, slots);
    }
}

#[inline(always)]
fn part<'a>(list: &'a [u32], range: &Range<u32>) -> &'a [u32] {
    &list[range.start as usize..range.end as usize]
}

/// The prices of some groups at a step, with what their derivatives are made of.
struct Reading<'a, S: Simd> {
    simd: S,
    price: &'a [Lanes],
    motion: &'a [Lanes],
    vega_centre: Float<S>,
    time: Float<S>,
}

impl<S: Simd> Reading<'_, S> {
    #[inline(always)]
    fn price(&self, group: usize, at: usize) -> Float<S> {
        Float::load(self.simd, &self.price[group], at)
    }

    /// The derivative of the logarithm of the price to the volatility.
    #[inline(always)]
    fn log_vega(&self, group: usize, at: usize) -> Float<S> {
        Float::load(self.simd, &self.motion[group], at) - self.vega_centre
    }

    /// Adds price and derivatives to a quantity, by its value's slot.
    #[inline(always)]
    fn add(&self, plan: &Plan, value: u32, slots: &mut Table) {
        let simd = self.simd;
        update(simd, slots.row_mut(value as usize), |sum, group, at| {
            sum + self.price(group, at)
        });
        if let Some(vega) = plan.vega_slot() {
            update(simd, slots.row_mut((value + vega) as usize), |sum, group, at| {
                self.price(group, at).mul_add(self.log_vega(group, at), sum)
            });
        }
        if let Some(rho) = plan.rho_slot() {
            update(simd, slots.row_mut((value + rho) as usize), |sum, group, at| {
                self.price(group, at).mul_add(self.time, sum)
            });
        }
    }

    /// Replaces a quantity, by its value's slot, where the price is beyond it; the derivatives first, for the value tells where.
    #[inline(always)]
    fn replace<const HIGHEST: bool>(&self, plan: &Plan, value: u32, slots: &mut Table) {
        let simd = self.simd;
        if let Some(vega) = plan.vega_slot() {
            let (rows, vegas) = slots.split((value + vega) as usize);
            let values = rows.row(value as usize);
            update(simd, vegas, |old, group, at| {
                let price = self.price(group, at);
                let beyond = beyond::<S, HIGHEST>(price, Float::load(simd, &values[group], at));
                (price * self.log_vega(group, at)).or_else(beyond, old)
            });
        }
        if let Some(rho) = plan.rho_slot() {
            let (rows, rhos) = slots.split((value + rho) as usize);
            let values = rows.row(value as usize);
            update(simd, rhos, |old, group, at| {
                let price = self.price(group, at);
                let beyond = beyond::<S, HIGHEST>(price, Float::load(simd, &values[group], at));
                (price * self.time).or_else(beyond, old)
            });
        }
        update(simd, slots.row_mut(value as usize), |old, group, at| {
            let price = self.price(group, at);
            price.or_else(beyond::<S, HIGHEST>(price, old), old)
        });
    }
}

/// Where a value is beyond what was the extreme; an equal one is not.
#[inline(always)]
pub(super) fn beyond<S: Simd, const HIGHEST: bool>(value: Float<S>, extreme: Float<S>) -> S::Mask {
    if HIGHEST {
        extreme.less(value)
    } else {
        value.less(extreme)
    }
}
