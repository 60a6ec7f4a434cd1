//! From prices to baskets, term after term in their order. A basket's slots are after those of the prices.

use super::extreme::{Candidate, Offer};
use super::start::{Start, update};
use super::table::{Rows, Table};
use crate::job::{Plan, Quantity, Target, Term};
use crate::simd::{Float, Simd};

/// The sum of the weighted prices, and its derivative to the rate.
#[inline(always)]
pub(super) fn sum<S: Simd>(simd: S, plan: &Plan, terms: &[Term], quantity: Quantity, slots: &mut Table<'_>) {
    for derivative in std::iter::once(0).chain(plan.rho_slot()) {
        for (term, target) in in_turn(terms, quantity) {
            let weight = Float::splat(simd, term.weight);
            let (rows, sums) = slots.split((quantity.0 + derivative) as usize);
            let price = rows.row((term.price.0 + derivative) as usize);
            let start = Start::of(simd, plan, &target, derivative);
            update!(simd, start, sums, |sum, group, at| {
                weight.mul_add(Float::load(simd, &price[group], at), sum)
            });
        }
    }
}

/// The highest or lowest weighted price, its derivative to the rate and, where it is asked for, the index of the term that it is.
#[inline(always)]
pub(super) fn extreme<S: Simd, const HIGHEST: bool>(
    simd: S,
    plan: &Plan,
    terms: &[Term],
    (quantity, which): (Quantity, Option<u32>),
    slots: &mut Table<'_>,
) {
    for ((term, target), index) in in_turn(terms, quantity).zip(0_u32..) {
        let weight = Float::splat(simd, term.weight);
        let index = weight.of(index.into());
        let weighted = |derivative: u32| Weighted {
            weight,
            slot: (term.price.0 + derivative) as usize,
        };
        let candidate = Candidate::<_, _, HIGHEST> {
            simd,
            plan,
            target,
            value: weighted(0),
        };
        if let Some(which) = which {
            candidate.replace_further(which - quantity.0, slots, index);
        }
        if let Some(rho) = plan.rho_slot() {
            candidate.replace_further(rho, slots, weighted(rho));
        }
        candidate.replace(slots);
    }
}

/// A weighted slot.
#[derive(Clone, Copy)]
struct Weighted<S: Simd> {
    weight: Float<S>,
    slot: usize,
}

impl<S: Simd> Offer<S> for Weighted<S> {
    #[inline(always)]
    fn at(self, rows: Rows<'_>, group: usize, at: usize) -> Float<S> {
        self.weight * Float::load(self.weight.0, &rows.row(self.slot)[group], at)
    }
}

/// Each term, and what it goes into.
fn in_turn(terms: &[Term], quantity: Quantity) -> impl Iterator<Item = (&Term, Target)> {
    terms.iter().enumerate().map(move |(i, term)| {
        let target = Target {
            slot: quantity.0,
            first: i == 0,
        };
        (term, target)
    })
}
