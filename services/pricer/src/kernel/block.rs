use super::accumulate::{MOST_GROUPS, Sums, accumulate};
use super::simulate::{Paths, simulate};
use crate::job::Plan;
use crate::math::{LANES, Lanes, tree_sum};
use std::sync::atomic::{AtomicBool, Ordering};

/// The paths of a block.
pub const BLOCK_PATHS: u32 = 4096;
const GROUPS: usize = BLOCK_PATHS as usize / LANES;
/// What the quantities of the groups that are kept may take: about half of a core's second-level cache.
const KEPT_BYTES: usize = 256 * 1024;

/// The sums over the paths of a block. The total is first, then each claim's price and greeks.
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

/// The whole block, compiled for whatever the caller is compiled for. `stop` is looked at once per group, for a group of the
/// largest job takes tens of milliseconds.
#[inline(always)]
pub(super) fn block(plan: &Plan, index: u64, stop: &AtomicBool) -> Result<Block, Stopped> {
    let slots_per_group = plan.initial.len();
    let kept = (KEPT_BYTES / size_of::<Lanes>() / slots_per_group.max(1)).clamp(1, MOST_GROUPS);
    let mut slots = vec![[0.0; LANES]; kept * slots_per_group];
    let mut paths = Paths::new(plan);
    let mut sums = Sums::new(plan.series());
    let first = index * GROUPS as u64;
    let mut done = 0;
    while done < GROUPS {
        let groups = kept.min(GROUPS - done);
        for (i, slots) in slots.chunks_exact_mut(slots_per_group).take(groups).enumerate() {
            if stop.load(Ordering::Relaxed) {
                return Err(Stopped);
            }
            simulate(plan, first + (done + i) as u64, &mut paths, slots);
        }
        accumulate(plan, &slots, groups, &mut sums);
        done += groups;
    }
    Ok(Block {
        sums: reduce(&sums.values),
        sums_of_squares: reduce(&sums.squares),
    })
}

fn reduce(series: &[Lanes]) -> Vec<f64> {
    series.iter().map(|&lanes| canonical(tree_sum(lanes))).collect()
}

/// Not-a-number in one form only: its sign and payload are the processor's choice.
fn canonical(x: f64) -> f64 {
    if x.is_nan() { f64::NAN } else { x }
}
