//! From the quantities of some groups to the sums of every series.

use super::digital::digital;
use super::exchange::exchange;
use super::samples::{Samples, sum};
use super::table::Table;
use crate::job::{Payoff, Plan};
use crate::simd::{Float, Lanes, Simd};

/// The sums of each series, lane by lane.
pub(super) struct Sums {
    pub(super) values: Vec<Lanes>,
    pub(super) squares: Vec<Lanes>,
    /// The claims' total of each sample of the groups at hand.
    totals: Table,
}

impl Sums {
    pub(super) fn new(plan: &Plan, groups: usize) -> Self {
        Self {
            values: vec![Lanes::splat(0.0); plan.series()],
            squares: vec![Lanes::splat(0.0); plan.series()],
            totals: Table::new(1, groups),
        }
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.values) + size_of_val(&*self.squares) + self.totals.bytes()
    }
}

/// Adds the groups in `slots`, of so many sides, to the sums: each claim's series, and the total over the claims.
#[inline(always)]
pub(super) fn accumulate<S: Simd, const SIDES: usize>(simd: S, plan: &Plan, slots: &Table, sums: &mut Sums) {
    let samples = Samples::<S, SIDES> { simd, slots };
    let totals = sums.totals.row_mut(0);
    totals.fill(Lanes::splat(0.0));
    let mut series = sums.values.iter_mut().zip(&mut sums.squares);
    let total = series.next();
    for claim in &plan.claims {
        match &claim.payoff {
            Payoff::Exchange(of) => exchange(samples, plan, (claim, of), totals, &mut series),
            Payoff::Digital(of) => digital(samples, plan, (claim, of), totals, &mut series),
        }
    }
    if let Some(series) = total {
        sum(simd, totals.len(), series, |group, at| {
            Float::load(simd, &totals[group], at)
        });
    }
}
