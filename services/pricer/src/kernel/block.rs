use super::accumulate::{Sums, accumulate};
use super::simulate::{Paths, simulate};
use super::{BLOCK_PATHS, groups_at_a_time};
use crate::job::Plan;
use crate::simd::{LANES, Lanes, Simd};
use std::sync::atomic::AtomicBool;

const GROUPS: usize = BLOCK_PATHS as usize / LANES;

/// The sums over the samples of a block. The total is first, then each claim's price and greeks.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Sums of the values.
    pub sums: Vec<f64>,
    /// Sums of their squares.
    pub sums_of_squares: Vec<f64>,
}

/// The computation was broken off because it was asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

/// The whole block, compiled for whatever the caller is compiled for.
#[inline(always)]
pub(super) fn block<S: Simd>(simd: S, plan: &Plan, index: u64, stop: &AtomicBool) -> Result<Block, Stopped> {
    let groups = groups_at_a_time(plan);
    let mut paths = Paths::new(plan, groups);
    let mut sums = Sums::new(plan, groups);
    for done in (0..GROUPS).step_by(groups) {
        simulate(simd, plan, index * GROUPS as u64 + done as u64, &mut paths, stop)?;
        if plan.antithetic {
            accumulate::<S, 2>(simd, plan, &paths.slots, &mut sums);
        } else {
            accumulate::<S, 1>(simd, plan, &paths.slots, &mut sums);
        }
    }
    Ok(Block {
        sums: reduce(&sums.values),
        sums_of_squares: reduce(&sums.squares),
    })
}

fn reduce(series: &[Lanes]) -> Vec<f64> {
    series.iter().map(|&lanes| canonical(lanes.tree_sum())).collect()
}

/// Not-a-number in one form only: its sign and payload are the processor's choice.
fn canonical(x: f64) -> f64 {
    if x.is_nan() { f64::NAN } else { x }
}
