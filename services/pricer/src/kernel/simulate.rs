//! Some groups of paths, from step 0 to the last, leaving every quantity in its slot.

use super::block::Stopped;
use super::normals::standard_normals;
use super::table::{Table, for_each, update};
use crate::job::{Finish, Mover, Observation, Plan};
use crate::math::{exp, exp_of_moderate};
use crate::simd::{Float, Lanes, Simd};
use std::sync::atomic::{AtomicBool, Ordering};

/// Where the paths of some groups are, and what has been read of them.
pub(super) struct Paths {
    /// The Brownian motion of each underlying.
    motion: Table,
    /// The independent normals of the present step, of each factor.
    normals: Table,
    /// The price that is being read.
    price: Table,
    /// The plan's slots.
    pub(super) slots: Table,
}

impl Paths {
    pub(super) fn new(plan: &Plan, groups: usize) -> Self {
        Self {
            motion: Table::new(plan.underlyings, groups),
            normals: Table::new(plan.underlyings, groups),
            price: Table::new(1, groups),
            slots: Table::new(plan.initial.len(), groups),
        }
    }
}

/// Simulates the groups of the whole job from `first_group` on and leaves the plan's quantities in the slots. `stop` is looked
/// at in each step.
#[inline(always)]
pub(super) fn simulate<S: Simd>(
    simd: S,
    plan: &Plan,
    first_group: u64,
    paths: &mut Paths,
    stop: &AtomicBool,
) -> Result<(), Stopped> {
    for (slot, &initial) in plan.initial.iter().enumerate() {
        paths.slots.row_mut(slot).fill(Lanes::splat(initial));
    }
    paths.motion.fill(0.0);
    let walk = &plan.walk;
    let mut next = 0;
    for phase in &walk.phases {
        let factors = &walk.factors[phase.factors.start as usize..phase.factors.end as usize];
        let movers = &walk.movers[phase.movers.start as usize..phase.movers.end as usize];
        for step in phase.steps.clone() {
            if stop.load(Ordering::Relaxed) {
                return Err(Stopped);
            }
            for &factor in factors {
                let normals = paths.normals.row_mut(factor as usize);
                standard_normals(simd, plan.key, first_group, (step, factor), normals);
            }
            let root_length = walk.root_lengths[step as usize - 1];
            for mover in movers {
                advance(simd, plan, mover, root_length, paths);
            }
            while let Some(observation) = walk.observations.get(next)
                && observation.step == step
            {
                observe(simd, plan, observation, paths);
                next += 1;
            }
        }
    }
    for finish in &plan.finishes {
        apply(simd, plan, finish, paths);
    }
    Ok(())
}

/// Correlates, in the order of the factors, and moves.
#[inline(always)]
fn advance<S: Simd>(simd: S, plan: &Plan, mover: &Mover, root_length: f64, paths: &mut Paths) {
    let loadings = &plan.walk.loadings[mover.loadings.start as usize..mover.loadings.end as usize];
    let root_length = Float::splat(simd, root_length);
    let motion = paths.motion.row_mut(mover.underlying as usize);
    for (group, motion) in motion.iter_mut().enumerate() {
        for at in Float::<S>::starts() {
            let mut correlated = root_length.of(0.0);
            for loading in loadings {
                let normals = &paths.normals.row(loading.factor as usize)[group];
                correlated = correlated
                    .of(loading.weight)
                    .mul_add(Float::load(simd, normals, at), correlated);
            }
            let moved = root_length.mul_add(correlated, Float::load(simd, motion, at));
            moved.store(motion, at);
        }
    }
}

#[inline(always)]
fn observe<S: Simd>(simd: S, plan: &Plan, observation: &Observation, paths: &mut Paths) {
    let walk = &plan.walk;
    let motion = paths.motion.row(observation.underlying as usize);
    for &slot in &walk.motion_slots[observation.motions.start as usize..observation.motions.end as usize] {
        update(simd, paths.slots.row_mut(slot as usize), |sum, group, at| {
            sum + Float::load(simd, &motion[group], at)
        });
    }
    let prices = &walk.price_slots[observation.prices.start as usize..observation.prices.end as usize];
    if prices.is_empty() {
        return;
    }
    let [volatility, centre] = [observation.volatility, observation.centre].map(|x| Float::splat(simd, x));
    let price = paths.price.row_mut(0);
    if plan.moderate {
        for_each(simd, price, |group, at| {
            exp_of_moderate(volatility.mul_add(Float::load(simd, &motion[group], at), centre))
        });
    } else {
        for_each(simd, price, |group, at| {
            exp(volatility.mul_add(Float::load(simd, &motion[group], at), centre))
        });
    }
    let price = |group: usize, at| Float::load(simd, &price[group], at);
    let [vega_centre, time] = [observation.vega_centre, observation.time].map(|x| Float::splat(simd, x));
    for &value in prices {
        update(simd, paths.slots.row_mut(value as usize), |sum, group, at| {
            sum + price(group, at)
        });
        if let Some(vega) = plan.vega_slot() {
            update(simd, paths.slots.row_mut((value + vega) as usize), |sum, group, at| {
                price(group, at).mul_add(Float::load(simd, &motion[group], at) - vega_centre, sum)
            });
        }
        if let Some(rho) = plan.rho_slot() {
            update(simd, paths.slots.row_mut((value + rho) as usize), |sum, group, at| {
                price(group, at).mul_add(time, sum)
            });
        }
    }
}

#[inline(always)]
fn apply<S: Simd>(simd: S, plan: &Plan, finish: &Finish, paths: &mut Paths) {
    let Paths { slots, price, .. } = paths;
    match *finish {
        Finish::Scale { slot, factor } => {
            let factor = Float::splat(simd, factor);
            update(simd, slots.row_mut(slot as usize), |value, _, _| value * factor);
        }
        Finish::Geometric {
            quantity,
            factor,
            volatility,
            centre,
            mean_time,
            vega_centre,
        } => {
            let [factor, volatility, centre] = [factor, volatility, centre].map(|x| Float::splat(simd, x));
            let [mean_time, vega_centre] = [mean_time, vega_centre].map(|x| Float::splat(simd, x));
            let average = price.row_mut(0);
            for_each(simd, average, |group, at| {
                let sum = &slots.row(quantity.0 as usize)[group];
                exp(volatility.mul_add(Float::load(simd, sum, at) * factor, centre))
            });
            let average = |group: usize, at| Float::load(simd, &average[group], at);
            if let Some(vega) = plan.vega_slot() {
                let (sums, vegas) = slots.two_rows(quantity.0 as usize, vega as usize);
                for_each(simd, vegas, |group, at| {
                    average(group, at) * (Float::load(simd, &sums[group], at) * factor - vega_centre)
                });
            }
            if let Some(rho) = plan.rho_slot() {
                let rhos = slots.row_mut((quantity.0 + rho) as usize);
                for_each(simd, rhos, |group, at| average(group, at) * mean_time);
            }
            for_each(simd, slots.row_mut(quantity.0 as usize), average);
        }
    }
}
