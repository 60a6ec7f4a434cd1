use crate::simd::{Float, Lanes, Simd};

/// The sums of one series, lane by lane.
#[derive(Clone, Copy)]
pub(super) struct Series {
    values: Lanes,
    squares: Lanes,
}

/// Those of a vector's lanes, while groups are added to them.
pub(super) struct Running<S: Simd> {
    value: Float<S>,
    square: Float<S>,
}

impl Series {
    pub(super) const ZERO: Self = Self {
        values: Lanes::splat(0.0),
        squares: Lanes::splat(0.0),
    };

    #[inline(always)]
    pub(super) fn load<S: Simd>(&self, simd: S, at: usize) -> Running<S> {
        Running {
            value: Float::load(simd, &self.values, at),
            square: Float::load(simd, &self.squares, at),
        }
    }

    #[inline(always)]
    pub(super) fn store<S: Simd>(&mut self, running: Running<S>, at: usize) {
        running.value.store(&mut self.values, at);
        running.square.store(&mut self.squares, at);
    }

    /// The sums over the lanes, of the values and of their squares.
    pub(super) fn reduce(&self) -> (f64, f64) {
        (canonical(self.values.tree_sum()), canonical(self.squares.tree_sum()))
    }
}

impl<S: Simd> Running<S> {
    #[inline(always)]
    pub(super) fn add(&mut self, value: Float<S>) {
        self.value = self.value + value;
        self.square = value.mul_add(value, self.square);
    }

    /// Adds a value that counts in part: the part, and the same part of its square.
    #[inline(always)]
    pub(super) fn add_part(&mut self, part: Float<S>, value: Float<S>) {
        self.value = self.value + part;
        self.square = part.mul_add(value, self.square);
    }
}

/// Not-a-number in one form only: its sign and payload are the processor's choice.
pub(super) fn canonical(x: f64) -> f64 {
    if x.is_nan() { f64::NAN } else { x }
}
