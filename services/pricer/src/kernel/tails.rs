//! The sums over the scenarios of tails.

use super::MOST_GROUPS;
use super::block::Stopped;
use super::series::Series;
use super::table::Table;
use super::value::Value;
use super::worth::{Visit, visit};
use crate::job::Revaluation;
use crate::simd::{Float, LANES, Lanes, Simd};
use proto::pricer::v1::Tail;
use std::sync::atomic::{AtomicBool, Ordering};

/// How much each scenario at hand counts in each tail.
pub(super) struct Tails<'a> {
    /// A row of groups for each tail.
    weights: &'a [Lanes],
    groups: usize,
    /// Whether any scenario of a group counts in any tail. Those of others would add zeros.
    counting: [bool; MOST_GROUPS],
}

impl<'a> Tails<'a> {
    /// Of scenarios with these losses. There is a row of weights for each tail.
    #[inline(always)]
    pub(super) fn weigh<S: Simd>(simd: S, tails: &[Tail], losses: &[Lanes], weights: &'a mut [Lanes]) -> Self {
        let groups = losses.len();
        let mut counting = [false; MOST_GROUPS];
        for (tail, row) in tails.iter().zip(weights.chunks_exact_mut(groups)) {
            let threshold = Float::splat(simd, tail.threshold);
            for ((loss, weights), counts) in losses.iter().zip(row).zip(&mut counting) {
                for at in Float::<S>::starts() {
                    let loss = Float::load(simd, loss, at);
                    let at_most = loss.of(0.0).or_else(loss.less(threshold), loss.of(tail.weight));
                    let weight = loss.of(1.0).or_else(threshold.less(loss), at_most);
                    weight.store(weights, at);
                }
                *counts |= weights.0 != [0.0; LANES];
            }
        }
        Self {
            weights,
            groups,
            counting,
        }
    }

    /// Adds the losses of each holding to the series of each tail. `losses` is room for those of one holding. `stop` is looked at
    /// for each.
    #[inline(always)]
    pub(super) fn add<S: Simd>(
        &self,
        simd: S,
        of: &Revaluation,
        (slots, losses): (&Table<'_>, &mut [Lanes]),
        series: &mut [Series],
        stop: &AtomicBool,
    ) -> Result<(), Stopped> {
        for (i, holding) in of.holdings.iter().enumerate() {
            if stop.load(Ordering::Relaxed) {
                return Err(Stopped);
            }
            let tails = self;
            visit(
                simd,
                holding,
                slots,
                Fill {
                    tails,
                    losses: &mut *losses,
                },
            );
            for (weights, series) in self.rows().zip(series.chunks_exact_mut(of.holdings.len())) {
                add_parts(simd, weights, losses, &mut series[i]);
            }
        }
        Ok(())
    }

    fn rows(&self) -> impl Iterator<Item = &[Lanes]> {
        self.weights.chunks_exact(self.groups)
    }
}

/// Keeps the losses of a holding in the groups that count.
struct Fill<'a> {
    tails: &'a Tails<'a>,
    losses: &'a mut [Lanes],
}

impl<S: Simd> Visit<S> for Fill<'_> {
    #[inline(always)]
    fn visit(self, loss: impl Value<S>) {
        for (group, losses) in self.losses.iter_mut().enumerate() {
            if self.tails.counting[group] {
                for at in Float::<S>::starts() {
                    loss.at(group, at).store(losses, at);
                }
            } else {
                *losses = Lanes::splat(0.0);
            }
        }
    }
}

#[inline(always)]
fn add_parts<S: Simd>(simd: S, weights: &[Lanes], losses: &[Lanes], series: &mut Series) {
    for at in Float::<S>::starts() {
        let mut running = series.load(simd, at);
        for (weights, losses) in weights.iter().zip(losses) {
            let (weight, loss) = (Float::load(simd, weights, at), Float::load(simd, losses, at));
            let nothing = weight.of(0.0);
            let loss = loss.or_else(nothing.less(weight), nothing);
            running.add_part(weight * loss, loss);
        }
        series.store(running, at);
    }
}
