//! From the quantities of some groups to the sums of every series.

use super::barrier::barrier;
use super::bermudan::bermudan;
use super::digital::digital;
use super::exchange::exchange;
use super::paths::Paths;
use super::samples::{Samples, Totals};
use super::series::Series;
use super::table::Table;
use crate::job::{Claim, Payoff, Plan};
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
    let [of_total, of_claims @ ..] = sums else { return };
    let (mut totals, mut series) = (Totals::new(total.row_mut(0), true), of_claims.iter_mut());
    for claim in &plan.claims {
        value(samples, plan, claim, &mut totals, &mut series);
    }
    // A share goes to its row, as what a claim pays does to the totals; its own series is nobody's. Not in the loop above: claims
    // without greeks take so little that what is decided for each would be seen.
    let mut nobodys = [Series::ZERO];
    for share in &plan.shares {
        let mut row = Totals::new(rows.row_mut(share.row as usize), false);
        value(samples, plan, &share.claim, &mut row, &mut nobodys.iter_mut());
    }
    if !plan.claims.is_empty() {
        add_up(simd, total.row_mut(0), of_total);
    }
}

/// Adds what a claim pays to its series, and weighted to the totals.
#[inline(always)]
fn value<'a, S: Simd, const SIDES: usize>(
    samples: Samples<'_, S, SIDES>,
    plan: &Plan,
    claim: &Claim,
    totals: &mut Totals<'_>,
    series: &mut impl Iterator<Item = &'a mut Series>,
) {
    match &claim.payoff {
        Payoff::Exchange(of) => exchange(samples, plan, (claim, of), totals, series),
        Payoff::Digital(of) => digital(samples, plan, (claim, of), totals, series),
        Payoff::Barrier(of) => barrier(samples, plan, (claim, of), totals, series),
        Payoff::Bermudan { paid } => bermudan(samples, plan, (claim, *paid), totals, series),
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
