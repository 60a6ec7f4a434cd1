//! What is read of an underlying at a step, into the slots of the quantities that it is part of.

use super::paths::Paths;
use super::table::Table;
use crate::job::{Observation, Plan, Target};
use crate::math::{exp, exp_of_moderate};
use crate::simd::{Float, Lanes, Simd};

/// Reads the motion, and the price where it is needed.
#[inline(always)]
pub(super) fn observe<S: Simd>(simd: S, plan: &Plan, observation: &Observation, paths: &mut Paths<'_>) {
    let walk = &plan.walk;
    let motion = paths.motion.row(observation.underlying as usize);
    for target in &walk.motion_slots[observation.motions.start as usize..observation.motions.end as usize] {
        let start = start(simd, plan, target, 0);
        for (sum, motion) in paths.slots.row_mut(target.slot as usize).iter_mut().zip(motion) {
            for at in Float::<S>::starts() {
                (or_present(start, sum, at, simd) + Float::load(simd, motion, at)).store(sum, at);
            }
        }
    }
    let prices = &walk.price_slots[observation.prices.start as usize..observation.prices.end as usize];
    let Paths { price, slots, .. } = paths;
    let price = price.row_mut(0);
    match prices {
        [] => {}
        [target] if plan.vega_slot().or(plan.rho_slot()).is_none() => {
            let start = start(simd, plan, target, 0);
            add_prices(
                simd,
                plan,
                observation,
                motion,
                start,
                slots.row_mut(target.slot as usize),
            );
        }
        targets => {
            add_prices(simd, plan, observation, motion, Some(Float::splat(simd, 0.0)), price);
            for target in targets {
                share(simd, plan, observation, target, (motion, price), slots);
            }
        }
    }
}

/// What a slot holds before its first reading. None: it has had one, and holds a sum.
#[inline(always)]
fn start<S: Simd>(simd: S, plan: &Plan, target: &Target, derivative: u32) -> Option<Float<S>> {
    let initial = plan.initial[(target.slot + derivative) as usize];
    target.first.then(|| Float::splat(simd, initial))
}

/// The sum so far.
#[inline(always)]
fn or_present<S: Simd>(start: Option<Float<S>>, sum: &Lanes, at: usize, simd: S) -> Float<S> {
    match start {
        Some(start) => start,
        None => Float::load(simd, sum, at),
    }
}

/// Adds the prices to a row.
#[inline(always)]
fn add_prices<S: Simd>(
    simd: S,
    plan: &Plan,
    observation: &Observation,
    motion: &[Lanes],
    start: Option<Float<S>>,
    sums: &mut [Lanes],
) {
    if plan.moderate {
        add_exponentials::<S, true>(simd, observation, motion, start, sums);
    } else {
        add_exponentials::<S, false>(simd, observation, motion, start, sums);
    }
}

#[inline(always)]
fn add_exponentials<S: Simd, const MODERATE: bool>(
    simd: S,
    observation: &Observation,
    motion: &[Lanes],
    start: Option<Float<S>>,
    sums: &mut [Lanes],
) {
    let volatility = Float::splat(simd, observation.volatility);
    let centre = Float::splat(simd, observation.centre);
    for (sum, motion) in sums.iter_mut().zip(motion) {
        for at in Float::<S>::starts() {
            let exponent = volatility.mul_add(Float::load(simd, motion, at), centre);
            let price = if MODERATE {
                exp_of_moderate(exponent)
            } else {
                exp(exponent)
            };
            (or_present(start, sum, at, simd) + price).store(sum, at);
        }
    }
}

/// Adds prices, and their derivatives, to a quantity.
#[inline(always)]
fn share<S: Simd>(
    simd: S,
    plan: &Plan,
    observation: &Observation,
    target: &Target,
    (motion, prices): (&[Lanes], &[Lanes]),
    slots: &mut Table<'_>,
) {
    let value_start = start(simd, plan, target, 0);
    for (sum, price) in slots.row_mut(target.slot as usize).iter_mut().zip(prices) {
        for at in Float::<S>::starts() {
            (or_present(value_start, sum, at, simd) + Float::load(simd, price, at)).store(sum, at);
        }
    }
    if let Some(vega) = plan.vega_slot() {
        let start = start(simd, plan, target, vega);
        let centre = Float::splat(simd, observation.vega_centre);
        let sums = slots.row_mut((target.slot + vega) as usize).iter_mut();
        for (sum, (price, motion)) in sums.zip(prices.iter().zip(motion)) {
            for at in Float::<S>::starts() {
                let slope = Float::load(simd, motion, at) - centre;
                let before = or_present(start, sum, at, simd);
                Float::load(simd, price, at).mul_add(slope, before).store(sum, at);
            }
        }
    }
    if let Some(rho) = plan.rho_slot() {
        let start = start(simd, plan, target, rho);
        let time = Float::splat(simd, observation.time);
        for (sum, price) in slots.row_mut((target.slot + rho) as usize).iter_mut().zip(prices) {
            for at in Float::<S>::starts() {
                let before = or_present(start, sum, at, simd);
                Float::load(simd, price, at).mul_add(time, before).store(sum, at);
            }
        }
    }
}
