//! One group of paths, from step 0 to the last, leaving every quantity in its slot.

use crate::job::{Finish, Mover, Observation, Plan};
use crate::math::{LANES, Lanes, exp, inverse_normal_of_uniform, philox4x32_10_lanes, uniform};

/// Where the paths of a group are.
pub(super) struct Paths {
    /// The Brownian motion of each underlying.
    motion: Vec<Lanes>,
    /// The independent normals of the present step, of each factor.
    normals: Vec<Lanes>,
}

impl Paths {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            motion: vec![[0.0; LANES]; plan.underlyings],
            normals: vec![[0.0; LANES]; plan.underlyings],
        }
    }
}

/// Simulates the 16 paths of a group of the whole job and leaves the plan's quantities in `slots`.
#[inline(always)]
pub(super) fn simulate(plan: &Plan, group: u64, paths: &mut Paths, slots: &mut [Lanes]) {
    for (slot, &initial) in slots.iter_mut().zip(&plan.initial) {
        *slot = [initial; LANES];
    }
    for motion in &mut paths.motion {
        *motion = [0.0; LANES];
    }
    let walk = &plan.walk;
    let mut next = 0;
    for phase in &walk.phases {
        let factors = &walk.factors[phase.factors.start as usize..phase.factors.end as usize];
        let movers = &walk.movers[phase.movers.start as usize..phase.movers.end as usize];
        for step in phase.steps.clone() {
            for &factor in factors {
                standard_normals(plan, group, step, factor, &mut paths.normals[factor as usize]);
            }
            let root_length = walk.root_lengths[step as usize - 1];
            for mover in movers {
                advance(plan, mover, root_length, paths);
            }
            while let Some(observation) = walk.observations.get(next)
                && observation.step == step
            {
                observe(plan, observation, &paths.motion[observation.underlying as usize], slots);
                next += 1;
            }
        }
    }
    for finish in &plan.finishes {
        apply(plan, finish, slots);
    }
}

#[inline(always)]
fn standard_normals(plan: &Plan, group: u64, step: u32, factor: u32, normals: &mut Lanes) {
    let words = philox4x32_10_lanes(4 * group, step, factor, plan.key);
    for (normal, &word) in normals.iter_mut().zip(&words) {
        *normal = inverse_normal_of_uniform(uniform(word));
    }
}

/// Correlates, in the order of the factors, and moves.
#[inline(always)]
fn advance(plan: &Plan, mover: &Mover, root_length: f64, paths: &mut Paths) {
    let loadings = &plan.walk.loadings[mover.loadings.start as usize..mover.loadings.end as usize];
    let mut correlated = [0.0; LANES];
    for loading in loadings {
        let normals = &paths.normals[loading.factor as usize];
        for lane in 0..LANES {
            correlated[lane] = loading.weight.mul_add(normals[lane], correlated[lane]);
        }
    }
    let motion = &mut paths.motion[mover.underlying as usize];
    for lane in 0..LANES {
        motion[lane] = root_length.mul_add(correlated[lane], motion[lane]);
    }
}

#[inline(always)]
fn observe(plan: &Plan, observation: &Observation, motion: &Lanes, slots: &mut [Lanes]) {
    let walk = &plan.walk;
    for &slot in &walk.motion_slots[observation.motions.start as usize..observation.motions.end as usize] {
        add(&mut slots[slot as usize], motion);
    }
    let prices = &walk.price_slots[observation.prices.start as usize..observation.prices.end as usize];
    if prices.is_empty() {
        return;
    }
    let mut price = [0.0; LANES];
    for lane in 0..LANES {
        price[lane] = exp(observation.volatility.mul_add(motion[lane], observation.centre));
    }
    let (vega, rho) = (plan.vega_slot(), plan.rho_slot());
    for &value in prices {
        add(&mut slots[value as usize], &price);
        if let Some(vega) = vega {
            let slot = &mut slots[(value + vega) as usize];
            for lane in 0..LANES {
                slot[lane] = price[lane].mul_add(motion[lane] - observation.vega_centre, slot[lane]);
            }
        }
        if let Some(rho) = rho {
            let slot = &mut slots[(value + rho) as usize];
            for lane in 0..LANES {
                slot[lane] = price[lane].mul_add(observation.time, slot[lane]);
            }
        }
    }
}

#[inline(always)]
fn add(sum: &mut Lanes, term: &Lanes) {
    for lane in 0..LANES {
        sum[lane] += term[lane];
    }
}

#[inline(always)]
fn apply(plan: &Plan, finish: &Finish, slots: &mut [Lanes]) {
    match *finish {
        Finish::Scale { slot, factor } => {
            for value in &mut slots[slot as usize] {
                *value *= factor;
            }
        }
        Finish::Geometric {
            quantity,
            factor,
            volatility,
            centre,
            mean_time,
            vega_centre,
        } => {
            let mut motion = slots[quantity.0 as usize];
            let mut average = [0.0; LANES];
            for lane in 0..LANES {
                motion[lane] *= factor;
                average[lane] = exp(volatility.mul_add(motion[lane], centre));
            }
            slots[quantity.0 as usize] = average;
            if let Some(vega) = plan.vega_slot() {
                let vega = &mut slots[(quantity.0 + vega) as usize];
                for lane in 0..LANES {
                    vega[lane] = average[lane] * (motion[lane] - vega_centre);
                }
            }
            if let Some(rho) = plan.rho_slot() {
                let rho = &mut slots[(quantity.0 + rho) as usize];
                for lane in 0..LANES {
                    rho[lane] = average[lane] * mean_time;
                }
            }
        }
    }
}
