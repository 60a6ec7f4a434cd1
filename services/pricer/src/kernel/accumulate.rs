//! From the quantities of some groups to the sums of every series.

use super::barrier::barrier;
use super::bermudan::bermudan;
use super::digital::digital;
use super::exchange::exchange;
use super::paths::Paths;
use super::samples::{Samples, Totals};
use super::series::Series;
use super::table::Table;
use crate::job::{Payoff, Plan};
use crate::simd::{Float, Lanes, Simd};

/// Adds the groups in the slots, of so many sides, to the sums: each claim's series, and the total over the claims.
#[inline(always)]
pub(super) fn accumulate<S: Simd, const SIDES: usize>(
    simd: S,
    plan: &Plan,
    paths: &mut Paths<'_>,
    (rows, sums): (&mut Table<'_>, &mut [Series]),
) {
    let Paths { slots, total, .. } = paths;
    let samples = Samples::<S, SIDES> { simd, slots };
    let (total, mut empty, mut next) = (total.row_mut(0), true, 1);
    let claims = plan.claims.iter().map(|claim| (claim, None));
    let shares = plan.shares.iter().map(|share| (&share.claim, Some(share.row)));
    // A share goes to its row, as what a claim pays does to the totals; its own series is nobody's.
    let mut nobodys = [Series::ZERO];
    for (claim, row) in claims.chain(shares) {
        let (mut totals, mut series) = match row {
            None => (Totals::new(&mut *total, empty), sums[next..].iter_mut()),
            Some(row) => (Totals::new(rows.row_mut(row as usize), false), nobodys.iter_mut()),
        };
        match &claim.payoff {
            Payoff::Exchange(of) => exchange(samples, plan, (claim, of), &mut totals, &mut series),
            Payoff::Digital(of) => digital(samples, plan, (claim, of), &mut totals, &mut series),
            Payoff::Barrier(of) => barrier(samples, plan, (claim, of), &mut totals, &mut series),
            Payoff::Bermudan { paid } => bermudan(samples, plan, (claim, *paid), &mut totals, &mut series),
        }
        let rest = series.len();
        if row.is_none() {
            (empty, next) = (false, sums.len() - rest);
        }
    }
    if !empty {
        add_up(simd, total, &mut sums[0]);
    }
}

/// Adds the rows, of so many groups, to the series whose samples they are.
#[inline(always)]
pub(super) fn add_differences<S: Simd>(simd: S, plan: &Plan, (rows, groups): (&[Lanes], usize), sums: &mut [Series]) {
    for (row, &of) in rows.chunks_exact(groups).zip(&plan.differences) {
        add_up(simd, row, &mut sums[of as usize]);
    }
}

#[inline(always)]
fn add_up<S: Simd>(simd: S, samples: &[Lanes], series: &mut Series) {
    for at in Float::<S>::starts() {
        let mut running = series.load(simd, at);
        for sample in samples {
            running.add(Float::load(simd, sample, at));
        }
        series.store(running, at);
    }
}
