//! From prices to baskets, term after term in their order. The slots hold what comes before the first term.

use super::observe::beyond;
use super::table::{Table, update};
use crate::job::{Plan, Quantity, Term};
use crate::simd::{Float, Simd};

/// The sum of the weighted prices, and its derivative to the rate.
#[inline(always)]
pub(super) fn sum<S: Simd>(simd: S, plan: &Plan, terms: &[Term], quantity: Quantity, slots: &mut Table) {
    for derivative in std::iter::once(0).chain(plan.rho_slot()) {
        for term in terms {
            let weight = Float::splat(simd, term.weight);
            let (rows, sums) = slots.split((quantity.0 + derivative) as usize);
            let price = rows.row((term.price.0 + derivative) as usize);
            update(simd, sums, |sum, group, at| {
                weight.mul_add(Float::load(simd, &price[group], at), sum)
            });
        }
    }
}

/// The highest or lowest weighted price, its derivative to the rate and, where it is asked for, the index of the term that it is.
/// The value last, for it tells where the others change.
#[inline(always)]
pub(super) fn extreme<S: Simd, const HIGHEST: bool>(
    simd: S,
    plan: &Plan,
    terms: &[Term],
    quantity: Quantity,
    which: Option<u32>,
    slots: &mut Table,
) {
    let value = quantity.0 as usize;
    for (term, index) in terms.iter().zip(0_u32..) {
        let weight = Float::splat(simd, term.weight);
        let price = term.price.0 as usize;
        if let Some(which) = which {
            let index = weight.of(index.into());
            let (rows, indices) = slots.split(which as usize);
            let [prices, values] = [price, value].map(|slot| rows.row(slot));
            update(simd, indices, |old, group, at| {
                let weighted = weight * Float::load(simd, &prices[group], at);
                index.or_else(
                    beyond::<S, HIGHEST>(weighted, Float::load(simd, &values[group], at)),
                    old,
                )
            });
        }
        if let Some(rho) = plan.rho_slot() {
            let (rows, rhos) = slots.split(value + rho as usize);
            let [prices, values, slopes] = [price, value, price + rho as usize].map(|slot| rows.row(slot));
            update(simd, rhos, |old, group, at| {
                let weighted = weight * Float::load(simd, &prices[group], at);
                let beyond = beyond::<S, HIGHEST>(weighted, Float::load(simd, &values[group], at));
                (weight * Float::load(simd, &slopes[group], at)).or_else(beyond, old)
            });
        }
        let (rows, values) = slots.split(value);
        let prices = rows.row(price);
        update(simd, values, |old, group, at| {
            let weighted = weight * Float::load(simd, &prices[group], at);
            weighted.or_else(beyond::<S, HIGHEST>(weighted, old), old)
        });
    }
}
