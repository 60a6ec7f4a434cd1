//! Some groups of paths, from step 0 to the last, leaving every quantity in its slot.
//!
//! Where a plan is antithetic, each group has a second one after all the first, whose motion is that of the first with the signs
//! changed. It is mirrored where it is looked at; all that follows does not tell the two apart.

use super::block::Stopped;
use super::finish::finish;
use super::normals::standard_normals;
use super::observe::observe;
use super::table::Table;
use crate::job::{Mover, Plan};
use crate::simd::{Float, Lanes, Simd};
use std::sync::atomic::{AtomicBool, Ordering};

/// Where the paths of some groups are, and what has been read of them.
pub(super) struct Paths {
    /// The Brownian motion of each underlying. A mirrored group's is that of when it was last looked at.
    pub(super) motion: Table,
    /// The independent normals of the present step, of each factor.
    pub(super) normals: Table,
    /// The price that is being read.
    pub(super) price: Table,
    /// The plan's slots.
    pub(super) slots: Table,
}

impl Paths {
    pub(super) fn new(plan: &Plan, groups: usize) -> Self {
        let all = plan.sides() * groups;
        Self {
            motion: Table::new(plan.underlyings, all),
            normals: Table::new(plan.underlyings, groups),
            price: Table::new(1, all),
            slots: Table::new(plan.initial.len(), all),
        }
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        [&self.motion, &self.normals, &self.price, &self.slots]
            .map(Table::bytes)
            .iter()
            .sum()
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
    for last in &plan.finishes {
        finish(simd, plan, last, paths);
    }
    Ok(())
}

/// Correlates, in the order of the factors, and moves.
#[inline(always)]
fn advance<S: Simd>(simd: S, plan: &Plan, mover: &Mover, root_length: f64, paths: &mut Paths) {
    let loadings = &plan.walk.loadings[mover.loadings.start as usize..mover.loadings.end as usize];
    let root_length = Float::splat(simd, root_length);
    let groups = paths.normals.groups();
    let motion = &mut paths.motion.row_mut(mover.underlying as usize)[..groups];
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
