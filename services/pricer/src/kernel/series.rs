use crate::simd::{Float, Lanes, Simd};

/// The sums of one series, lane by lane.
#[derive(Clone, Copy)]
pub(super) struct Series {
    values: Lanes,
    squares: Lanes,
}

impl Series {
    pub(super) const ZERO: Self = Self {
        values: Lanes::splat(0.0),
        squares: Lanes::splat(0.0),
    };

    /// Adds what `sample` gives for each vector of each group, in the order of the groups.
    #[inline(always)]
    pub(super) fn add<S: Simd>(&mut self, simd: S, groups: usize, mut sample: impl FnMut(usize, usize) -> Float<S>) {
        for at in Float::<S>::starts() {
            let mut sum = Float::load(simd, &self.values, at);
            let mut square = Float::load(simd, &self.squares, at);
            for group in 0..groups {
                let value = sample(group, at);
                sum = sum + value;
                square = value.mul_add(value, square);
            }
            sum.store(&mut self.values, at);
            square.store(&mut self.squares, at);
        }
    }

    /// The sums over the lanes, of the values and of their squares.
    pub(super) fn reduce(&self) -> (f64, f64) {
        (canonical(self.values.tree_sum()), canonical(self.squares.tree_sum()))
    }
}

/// Not-a-number in one form only: its sign and payload are the processor's choice.
fn canonical(x: f64) -> f64 {
    if x.is_nan() { f64::NAN } else { x }
}
