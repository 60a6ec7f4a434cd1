use super::accumulate::{accumulate, add_differences};
use super::memory::lanes_of_a_world;
use super::paths::Paths;
use super::series::{Series, canonical};
use super::simulate::Simulate;
use super::table::Table;
use super::tracks::{Lay, points};
use super::{BLOCK_PATHS, Kernel, groups_at_a_time};
use crate::job::Plan;
use crate::simd::{LANES, Lanes, Simd};
use std::sync::atomic::AtomicBool;

pub(super) const GROUPS: usize = BLOCK_PATHS as usize / LANES;

/// The sums over the samples of a block. The total is first, then each claim's price and greeks.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// How many independent ones there are: the paths, or where they are of Sobol points one, their mean.
    pub samples: u32,
    /// Sums of the values.
    pub sums: Vec<f64>,
    /// Sums of their squares.
    pub sums_of_squares: Vec<f64>,
}

/// The computation was broken off because it was asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

/// A block to be computed.
pub(super) struct BlockOf<'a> {
    pub(super) plan: &'a Plan,
    pub(super) index: u64,
    pub(super) stop: &'a AtomicBool,
}

impl Kernel for BlockOf<'_> {
    type Output = Result<Block, Stopped>;

    #[inline(always)]
    fn run<W: Simd, S: Simd>(self, words: W, simd: S) -> Self::Output {
        let Self { plan, index, stop } = self;
        let groups = groups_at_a_time(plan);
        let mut memory = vec![Lanes::splat(0.0); lanes_of_a_world(plan) * groups];
        let mut differences = vec![Lanes::splat(0.0); plan.differences.len() * groups];
        let mut series = vec![Series::ZERO; plan.series()];
        let points = points(plan, index);
        for done in (0..GROUPS).step_by(groups) {
            let first_group = index * GROUPS as u64 + done as u64;
            differences.fill(Lanes::splat(0.0));
            // The plan itself is the last, and the only one with series.
            for world in plan.worlds.iter().chain([plan]) {
                let mut paths = Paths::new(world, groups, &mut memory);
                if let Some(tracks) = &world.tracks {
                    simd.apart(Lay {
                        words,
                        simd,
                        plan: world,
                        tracks,
                        points: &points,
                        first_group,
                        paths: &mut paths,
                        stop,
                    })?;
                }
                simd.apart(Simulate {
                    words,
                    simd,
                    plan: world,
                    first_group,
                    paths: &mut paths,
                    stop,
                })?;
                let mut rows = Table::take(&mut &mut *differences, plan.differences.len(), groups);
                if world.antithetic {
                    accumulate::<S, 2>(simd, world, &mut paths, (&mut rows, &mut series));
                } else {
                    accumulate::<S, 1>(simd, world, &mut paths, (&mut rows, &mut series));
                }
            }
            add_differences(simd, plan, (&differences, groups), &mut series);
        }
        let sums = series.iter().map(Series::reduce);
        let (samples, (sums, sums_of_squares)) = if plan.tracks.is_some() {
            (1, sums.map(|(sum, _)| sample(sum)).unzip())
        } else {
            (BLOCK_PATHS, sums.unzip())
        };
        Ok(Block {
            samples,
            sums,
            sums_of_squares,
        })
    }
}

/// The mean of a sum over the paths, and its square.
fn sample(sum: f64) -> (f64, f64) {
    let mean = sum / f64::from(BLOCK_PATHS);
    (canonical(mean), canonical(mean * mean))
}
