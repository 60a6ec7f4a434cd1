use super::table::Table;
use crate::job::Quantity;
use crate::simd::{Float, Lanes, Simd};

/// The samples at hand: what the slots hold of their paths. Each is one path, or with two sides the mean of two: of a group and
/// of its mirrored one.
#[derive(Clone, Copy)]
pub(super) struct Samples<'a, S: Simd, const SIDES: usize> {
    pub(super) simd: S,
    pub(super) slots: &'a Table,
}

/// The sums of a series and of its squares.
pub(super) type Series<'a> = (&'a mut Lanes, &'a mut Lanes);

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

    /// Adds to a series what `value` gives of each path.
    #[inline(always)]
    pub(super) fn add(self, series: Series<'_>, value: impl Fn(usize, usize) -> Float<S>) {
        sum(self.simd, self.slots.groups() / SIDES, series, self.mean(value));
    }

    /// The same for a price, which goes into the totals too, times a quantity.
    #[inline(always)]
    pub(super) fn pay(
        self,
        quantity: f64,
        totals: &mut [Lanes],
        series: Series<'_>,
        value: impl Fn(usize, usize) -> Float<S>,
    ) {
        let quantity = self.splat(quantity);
        let mean = self.mean(value);
        sum(self.simd, totals.len(), series, |group, at| {
            let value = mean(group, at);
            let total = &mut totals[group];
            quantity
                .mul_add(value, Float::load(self.simd, total, at))
                .store(total, at);
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

/// Adds to a series what `sample` gives for each vector of each group, in the order of the groups.
#[inline(always)]
pub(super) fn sum<S: Simd>(
    simd: S,
    groups: usize,
    (sums, squares): Series<'_>,
    mut sample: impl FnMut(usize, usize) -> Float<S>,
) {
    for at in Float::<S>::starts() {
        let mut sum = Float::load(simd, sums, at);
        let mut square = Float::load(simd, squares, at);
        for group in 0..groups {
            let x = sample(group, at);
            sum = sum + x;
            square = x.mul_add(x, square);
        }
        sum.store(sums, at);
        square.store(squares, at);
    }
}
