use super::series::Series;
use super::table::Table;
use super::value::{Slot, Value};
use crate::job::Quantity;
use crate::simd::{Float, Lanes, Piece, Simd};

/// The samples at hand: what the slots hold of their paths. Each is one path, or with two sides the mean of two: of a group and
/// of its mirrored one.
#[derive(Clone, Copy)]
pub(super) struct Samples<'a, S: Simd, const SIDES: usize> {
    pub(super) simd: S,
    pub(super) slots: &'a Table<'a>,
}

/// A total of each sample at hand: of the claims, or of a difference between worlds.
pub(super) struct Totals<'a> {
    row: &'a mut [Lanes],
    /// No claim is in it yet: what the row holds is of other samples.
    empty: bool,
}

impl<'a> Totals<'a> {
    pub(super) fn new(row: &'a mut [Lanes], empty: bool) -> Self {
        Self { row, empty }
    }
}

impl<'a, S: Simd, const SIDES: usize> Samples<'a, S, SIDES> {
    #[inline(always)]
    pub(super) fn splat(self, x: f64) -> Float<S> {
        Float::splat(self.simd, x)
    }

    /// A slot.
    #[inline(always)]
    pub(super) fn slot(self, slot: u32) -> Slot<'a, S> {
        Slot {
            simd: self.simd,
            row: self.slots.row(slot as usize),
        }
    }

    /// A quantity's value, or the derivative that is so many slots further.
    #[inline(always)]
    pub(super) fn of(self, quantity: Quantity, derivative: u32) -> Slot<'a, S> {
        self.slot(quantity.0 + derivative)
    }

    /// Adds to a series what there is of each path.
    #[inline(always)]
    pub(super) fn add(self, series: &mut Series, value: impl Value<S>) {
        self.simd.apart(Add {
            samples: self,
            series,
            value,
        });
    }

    /// The same for a price, which goes into the totals too, times a quantity. Not apart: where a claim has no greeks, this is all
    /// that there is of it, and the call would be seen.
    #[inline(always)]
    pub(super) fn pay(self, quantity: f64, totals: &mut Totals<'_>, series: &mut Series, value: impl Value<S>) {
        let quantity = self.splat(quantity);
        let first = std::mem::take(&mut totals.empty);
        for at in Float::<S>::starts() {
            let mut running = series.load(self.simd, at);
            for (group, total) in totals.row.iter_mut().enumerate() {
                let value = self.mean(value, group, at);
                let before = if first {
                    value.of(0.0)
                } else {
                    Float::load(self.simd, total, at)
                };
                quantity.mul_add(value, before).store(total, at);
                running.add(value);
            }
            series.store(running, at);
        }
    }

    /// Half the sum over the sides, the first first.
    #[inline(always)]
    fn mean(self, value: impl Value<S>, group: usize, at: usize) -> Float<S> {
        if SIDES == 1 {
            return value.at(group, at);
        }
        let mut both = self.splat(0.0);
        for side in 0..SIDES {
            both = both + value.at(group + side * (self.slots.groups() / SIDES), at);
        }
        both * both.of(0.5)
    }
}

/// See [`Samples::add`].
struct Add<'a, S: Simd, V, const SIDES: usize> {
    samples: Samples<'a, S, SIDES>,
    series: &'a mut Series,
    value: V,
}

impl<S: Simd, V: Value<S>, const SIDES: usize> Piece for Add<'_, S, V, SIDES> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { samples, series, value } = self;
        for at in Float::<S>::starts() {
            let mut running = series.load(samples.simd, at);
            for group in 0..samples.slots.groups() / SIDES {
                running.add(samples.mean(value, group, at));
            }
            series.store(running, at);
        }
    }
}
