//! From the quantities of some groups to the sums of every series.

use super::barrier::barrier;
use super::bermudan::bermudan;
use super::digital::digital;
use super::exchange::exchange;
use super::paths::Paths;
use super::samples::{Samples, Totals};
use super::series::Series;
use crate::job::{Payoff, Plan};
use crate::simd::Simd;

/// Adds the groups in the slots, of so many sides, to the sums: each claim's series, and the total over the claims.
#[inline(always)]
pub(super) fn accumulate<S: Simd, const SIDES: usize>(
    simd: S,
    plan: &Plan,
    paths: &mut Paths<'_>,
    sums: &mut [Series],
) {
    let Paths { slots, total, .. } = paths;
    let samples = Samples::<S, SIDES> { simd, slots };
    let mut totals = Totals::new(total.row_mut(0));
    let mut series = sums.iter_mut();
    let Some(total) = series.next() else { return };
    for claim in &plan.claims {
        match &claim.payoff {
            Payoff::Exchange(of) => exchange(samples, plan, (claim, of), &mut totals, &mut series),
            Payoff::Digital(of) => digital(samples, plan, (claim, of), &mut totals, &mut series),
            Payoff::Barrier(of) => barrier(samples, plan, (claim, of), &mut totals, &mut series),
            Payoff::Bermudan { paid } => bermudan(samples, plan, (claim, *paid), &mut totals, &mut series),
        }
    }
    totals.add_to(simd, total);
}
