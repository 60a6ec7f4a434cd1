//! What is lost until the horizon.
//!
//! The only step of the simulation is the horizon. There, with S and W of a holding's underlying and the normal distribution
//! function N,
//!
//! ```text
//! asset    (amount S) N(fma(slope, W, centre)); 0 without that leg
//! cash     fma(amount, N(fma(slope, W, centre)), asset); the asset without that leg
//! expiring d = sign (S - strike) where it is positive, else 0; S or the cash instead where it pays these
//! loss     (worth - now) (-quantity)
//! total    from 0 on, for each holding in order: total + loss
//! ```
//!
//! How the constants are computed is in `job/worth.rs`. A tail counts a scenario w times: once where the total is above its
//! threshold, its weight where it is neither above nor below, else not at all. Per holding, each lane sums over its groups
//!
//! ```text
//! x = loss where w > 0, else 0;   sum = sum + w x;   square = fma(x, w x, square)
//! ```
//!
//! and the lanes are summed as those of any series.

use super::block::{Block, GROUPS, Stopped};
use super::memory;
use super::paths::Paths;
use super::series::{Series, canonical};
use super::simulate::Simulate;
use super::tails::Tails;
use super::value::Value;
use super::worth::{Visit, visit};
use super::{BLOCK_PATHS, Kernel, groups_at_a_time};
use crate::job::Revaluation;
use crate::simd::{Float, Lanes, Simd};
use std::sync::atomic::{AtomicBool, Ordering};

/// The losses of a block, or the sums of its tails, to be computed.
pub(super) struct LossesOf<'a> {
    pub(super) revaluation: &'a Revaluation,
    pub(super) index: u64,
    pub(super) stop: &'a AtomicBool,
}

/// About how many bytes a thread needs to compute the losses of a block.
#[must_use]
pub fn scratch_bytes(of: &Revaluation) -> usize {
    let weights = of.tails.len() * groups_at_a_time(&of.plan) * size_of::<Lanes>();
    memory::scratch_bytes(&of.plan) + weights + of.series() * size_of::<Series>()
}

impl Kernel for LossesOf<'_> {
    type Output = Result<Block, Stopped>;

    #[inline(always)]
    fn run<W: Simd, S: Simd>(self, words: W, simd: S) -> Self::Output {
        let Self {
            revaluation: of,
            index,
            stop,
        } = self;
        let groups = groups_at_a_time(&of.plan);
        let mut memory = vec![Lanes::splat(0.0); Paths::lanes_of_a_group(&of.plan) * groups];
        let mut paths = Paths::new(&of.plan, groups, &mut memory);
        let mut weights = vec![Lanes::splat(0.0); of.tails.len() * groups];
        let mut series = vec![Series::ZERO; of.series()];
        let mut losses = vec![of.value];
        if of.tails.is_empty() {
            losses.reserve_exact(BLOCK_PATHS as usize);
        }
        for done in (0..GROUPS).step_by(groups) {
            simd.apart(Simulate {
                words,
                simd,
                plan: &of.plan,
                first_group: index * GROUPS as u64 + done as u64,
                paths: &mut paths,
                stop,
            })?;
            let Paths {
                slots, total, price, ..
            } = &mut paths;
            let total = total.row_mut(0);
            total.fill(Lanes::splat(0.0));
            for holding in &of.holdings {
                // Ten thousand of them take longer than anybody may be kept waiting.
                if stop.load(Ordering::Relaxed) {
                    return Err(Stopped);
                }
                visit(simd, holding, slots, AddTo { total: &mut *total });
            }
            if of.tails.is_empty() {
                losses.extend(total.iter().flat_map(|lanes| lanes.0).map(canonical));
            } else {
                let tails = Tails::weigh(simd, &of.tails, total, &mut weights);
                tails.add(simd, of, (slots, price.row_mut(0)), &mut series, stop)?;
            }
        }
        if of.tails.is_empty() {
            return Ok(Block {
                samples: BLOCK_PATHS,
                sums: losses,
                sums_of_squares: Vec::new(),
            });
        }
        let (sums, sums_of_squares) = series.iter().map(Series::reduce).unzip();
        Ok(Block {
            samples: BLOCK_PATHS,
            sums,
            sums_of_squares,
        })
    }
}

/// Adds the losses of a holding to those of the ones before it.
struct AddTo<'a> {
    total: &'a mut [Lanes],
}

impl<S: Simd> Visit<S> for AddTo<'_> {
    #[inline(always)]
    fn visit(self, loss: impl Value<S>) {
        for (group, total) in self.total.iter_mut().enumerate() {
            for at in Float::<S>::starts() {
                let loss = loss.at(group, at);
                (Float::load(loss.0, total, at) + loss).store(total, at);
            }
        }
    }
}
