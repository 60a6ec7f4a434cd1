use super::series::Series;
use super::table::Table;
use crate::job::Quantity;
use crate::simd::{Float, Lanes, Simd};

/// The samples at hand: what the slots hold of their paths. Each is one path, or with two sides the mean of two: of a group and
/// of its mirrored one.
#[derive(Clone, Copy)]
pub(super) struct Samples<'a, S: Simd, const SIDES: usize> {
    pub(super) simd: S,
    pub(super) slots: &'a Table<'a>,
}

/// The claims' total of each sample at hand.
pub(super) struct Totals<'a> {
    row: &'a mut [Lanes],
    /// No claim is in it yet: what the row holds is of other samples.
    empty: bool,
}

impl<'a> Totals<'a> {
    pub(super) fn new(row: &'a mut [Lanes]) -> Self {
        Self { row, empty: true }
    }

    /// Adds them to their series.
    #[inline(always)]
    pub(super) fn add_to<S: Simd>(self, simd: S, series: &mut Series) {
        series.add(simd, self.row.len(), |group, at| {
            Float::load(simd, &self.row[group], at)
        });
    }
}

impl<'a, S: Simd, const SIDES: usize> Samples<'a, S, SIDES> {
    #[inline(always)]
    pub(super) fn splat(self, x: f64) -> Float<S> {
        Float::splat(self.simd, x)
    }

    #[inline(always)]
    pub(super) fn row(self, slot: u32) -> &'a [Lanes] {
        self.slots.row(slot as usize)
    }

    /// A quantity's value, or the derivative that is so many slots further.
    #[inline(always)]
    pub(super) fn of(self, quantity: Quantity, derivative: u32) -> &'a [Lanes] {
        self.row(quantity.0 + derivative)
    }

    /// Its vectors, by group and by where in the group they start.
    #[inline(always)]
    pub(super) fn vectors(self, quantity: Quantity, derivative: u32) -> impl Fn(usize, usize) -> Float<S> + Copy + 'a
    where
        S: 'a,
    {
        let row = self.of(quantity, derivative);
        move |group, at| Float::load(self.simd, &row[group], at)
    }

    /// Adds to a series what `value` gives of each path.
    #[inline(always)]
    pub(super) fn add(self, series: &mut Series, value: impl Fn(usize, usize) -> Float<S>) {
        series.add(self.simd, self.slots.groups() / SIDES, self.mean(value));
    }

    /// The same for a price, which goes into the totals too, times a quantity.
    #[inline(always)]
    pub(super) fn pay(
        self,
        quantity: f64,
        totals: &mut Totals<'_>,
        series: &mut Series,
        value: impl Fn(usize, usize) -> Float<S>,
    ) {
        let quantity = self.splat(quantity);
        let mean = self.mean(value);
        let Totals { row, empty } = totals;
        let first = std::mem::take(empty);
        series.add(self.simd, row.len(), |group, at| {
            let value = mean(group, at);
            let total = &mut row[group];
            let before = if first {
                value.of(0.0)
            } else {
                Float::load(self.simd, total, at)
            };
            quantity.mul_add(value, before).store(total, at);
            value
        });
    }

    /// Half the sum over the sides, the first first.
    #[inline(always)]
    fn mean(self, value: impl Fn(usize, usize) -> Float<S>) -> impl Fn(usize, usize) -> Float<S> {
        let groups = self.slots.groups() / SIDES;
        move |group, at| {
            if SIDES == 1 {
                return value(group, at);
            }
            let mut both = Float::splat(self.simd, 0.0);
            for side in 0..SIDES {
                both = both + value(group + side * groups, at);
            }
            both * both.of(0.5)
        }
    }
}
