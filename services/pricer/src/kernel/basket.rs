//! From prices to baskets, term after term in their order. A basket's slots are after those of the prices.

use super::extreme::{Candidate, Offer};
use super::start::{Start, update};
use super::table::{Rows, Table};
use crate::job::{Fall, Plan, Quantity, Target, Term};
use crate::simd::{Float, Simd};

/// The sum of the weighted prices, its derivative to the rate and, where it is asked for, what it falls by as time passes.
#[inline(always)]
pub(super) fn sum<S: Simd>(
    simd: S,
    plan: &Plan,
    terms: &[Term],
    (quantity, fall): (Quantity, Option<u32>),
    slots: &mut Table<'_>,
) {
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
    let Some(slot) = fall else { return };
    for (term, target) in in_turn(terms, quantity) {
        let Some(falls) = Falls::of(simd, term) else { return };
        let (rows, sums) = slots.split(slot as usize);
        let start = Start::of(simd, plan, &target, slot - quantity.0);
        update!(simd, start, sums, |sum, group, at| {
            let (weighted, fall) = falls.factors(rows, group, at);
            weighted.mul_add(fall, sum)
        });
    }
}

/// The slots of what an extreme has beside its value, of what is asked for.
#[derive(Clone, Copy)]
pub(super) struct Further {
    /// The index of the term that it is.
    pub(super) which: Option<u32>,
    /// What it would be without that term.
    pub(super) runner_up: Option<u32>,
    /// What it falls by as time passes.
    pub(super) fall: Option<u32>,
}

/// The highest or lowest weighted price, its derivative to the rate, and what is asked for beside.
#[inline(always)]
pub(super) fn extreme<S: Simd, const HIGHEST: bool>(
    simd: S,
    plan: &Plan,
    terms: &[Term],
    (quantity, further): (Quantity, Further),
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
        if let Some(which) = further.which {
            candidate.replace_further(which - quantity.0, slots, index);
        }
        if let Some(slot) = further.runner_up {
            candidate.put_second(slot - quantity.0, slots);
        }
        if let (Some(slot), Some(falls)) = (further.fall, Falls::of(simd, term)) {
            candidate.replace_further(slot - quantity.0, slots, falls);
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

/// What a weighted price falls by as time passes.
#[derive(Clone, Copy)]
struct Falls<S: Simd> {
    price: Weighted<S>,
    fall: Fall,
}

impl<S: Simd> Falls<S> {
    #[inline(always)]
    fn of(simd: S, term: &Term) -> Option<Self> {
        let fall = term.fall?;
        let price = Weighted {
            weight: Float::splat(simd, term.weight),
            slot: term.price.0 as usize,
        };
        Some(Self { price, fall })
    }

    /// The weighted price, and how fast it falls in units of itself.
    #[inline(always)]
    fn factors(self, rows: Rows<'_>, group: usize, at: usize) -> (Float<S>, Float<S>) {
        let motion = Float::load(self.price.weight.0, &rows.row(self.fall.motion as usize)[group], at);
        (self.price.at(rows, group, at), motion.horner(&self.fall.line))
    }
}

impl<S: Simd> Offer<S> for Falls<S> {
    #[inline(always)]
    fn at(self, rows: Rows<'_>, group: usize, at: usize) -> Float<S> {
        let (weighted, fall) = self.factors(rows, group, at);
        weighted * fall
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
