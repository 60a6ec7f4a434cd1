//! A Bermudan claim: at the steps at which it may be exercised, and what it has paid in the end.

use super::observe::Reading;
use super::right::Right;
use super::samples::{Samples, Totals};
use super::series::Series;
use super::start::Start;
use super::table::Table;
use crate::job::{Claim, Exercise, Greek, Opening, Plan};
use crate::simd::{Float, Lanes, Piece, Simd};

/// Has the claim paid, and its greeks told, on the paths where its policy exercises it now and did not before.
///
/// MOVES: its variance does. A plan where none does so has nothing to look at for it.
pub(super) struct Exercising<'a, 'b, S: Simd, const MOVES: bool> {
    pub(super) reading: Reading<'a, S>,
    pub(super) exercise: &'a Exercise,
    /// Those of the price, where they move; else none.
    pub(super) variances: &'a [Lanes],
    pub(super) slots: &'a mut Table<'b>,
}

impl<S: Simd, const MOVES: bool> Piece for Exercising<'_, '_, S, MOVES> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self {
            reading,
            exercise,
            variances,
            slots,
        } = self;
        let Reading { simd, plan, .. } = reading;
        let Exercise {
            paid: target,
            sign,
            strike,
            spot,
            discount,
            ref continuation,
            ref waiting,
            rate,
            opening,
        } = *exercise;
        let right = Right::new(simd, sign, strike);
        let zero = Float::splat(simd, 0.0);
        let start = Start::of(simd, plan, &target, 0);
        let row = target.slot as usize;
        for group in 0..slots.groups() {
            for at in Float::<S>::starts() {
                let price = reading.price(group, at);
                let gain = right.gain(price);
                let variance = match variances.get(group) {
                    Some(lanes) if MOVES => Some(Float::load(simd, lanes, at)),
                    _ => None,
                };
                let now = right.exercised((price, variance), gain, (continuation, waiting));
                let paid = start.or_present(simd, &slots.row(row)[group], at);
                let before = zero.less(paid);
                for (&greek, further) in plan.greeks.iter().zip(1..) {
                    let told = match greek {
                        // Differences between worlds.
                        Greek::Vega | Greek::Theta if MOVES => continue,
                        Greek::Delta => Float::splat(simd, (sign * discount) / spot) * price,
                        Greek::Vega => Float::splat(simd, sign * discount) * (price * reading.log_vega(group, at)),
                        Greek::Rho => Float::splat(simd, (sign * discount) * strike) * reading.time,
                        Greek::Gamma => {
                            let Some(Opening { slot, score, .. }) = opening else {
                                continue;
                            };
                            let slope = price * line(simd, slots, slot, &score, (group, at));
                            Float::splat(simd, (sign * discount) / spot) * slope
                        }
                        Greek::Theta => {
                            let Some(Opening { slot, fall, .. }) = opening else {
                                continue;
                            };
                            let slope = price * line(simd, slots, slot, &fall, (group, at));
                            let growth = Float::splat(simd, rate * discount);
                            growth.mul_add(gain, Float::splat(simd, -(sign * discount)) * slope)
                        }
                    };
                    let start = Start::of(simd, plan, &target, further);
                    let lanes = &mut slots.row_mut(row + further as usize)[group];
                    let old = start.or_present(simd, lanes, at);
                    old.or_else(before, told.or_else(now, zero)).store(lanes, at);
                }
                let pays = (price.of(discount) * gain).or_else(now, zero);
                paid.or_else(before, pays).store(&mut slots.row_mut(row)[group], at);
            }
        }
    }
}

/// A line in what is in a slot.
#[inline(always)]
fn line<S: Simd>(
    simd: S,
    slots: &Table<'_>,
    slot: u32,
    coefficients: &[f64; 2],
    (group, at): (usize, usize),
) -> Float<S> {
    Float::load(simd, &slots.row(slot as usize)[group], at).horner(coefficients)
}

/// What it has paid, and its greeks, to their series.
#[inline(always)]
pub(super) fn bermudan<'a, S: Simd, const SIDES: usize>(
    samples: Samples<'_, S, SIDES>,
    plan: &Plan,
    (claim, paid): (&Claim, u32),
    totals: &mut Totals<'_>,
    series: &mut impl Iterator<Item = &'a mut Series>,
) {
    if let Some(sums) = series.next() {
        samples.pay(claim.quantity, totals, sums, samples.slot(paid));
    }
    for ((greek, further), sums) in plan.greeks.iter().zip(1..).zip(series) {
        if !claim.differences.contains(*greek) {
            samples.add(sums, samples.slot(paid + further));
        }
    }
}
