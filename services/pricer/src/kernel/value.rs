use crate::simd::{Float, Lanes, Simd};

/// A number of each path. Not a closure, for that is a function of its own, in which the operations of vectors are not inlined.
pub(super) trait Value<S: Simd>: Copy {
    fn at(self, group: usize, at: usize) -> Float<S>;
}

/// What is in a slot.
#[derive(Clone, Copy)]
pub(super) struct Slot<'a, S> {
    pub(super) simd: S,
    pub(super) row: &'a [Lanes],
}

/// The first less the second.
#[derive(Clone, Copy)]
pub(super) struct Difference<A, B>(pub(super) A, pub(super) B);

/// Both multiplied.
#[derive(Clone, Copy)]
pub(super) struct Product<A, B>(pub(super) A, pub(super) B);

/// The second coefficient times a slot and the first, fused.
#[derive(Clone, Copy)]
pub(super) struct Line<'a, S> {
    pub(super) of: Slot<'a, S>,
    pub(super) line: [f64; 2],
}

impl<S: Simd, A: Value<S>, B: Value<S>> Value<S> for Product<A, B> {
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        self.0.at(group, at) * self.1.at(group, at)
    }
}

impl<S: Simd> Value<S> for Line<'_, S> {
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        self.of.at(group, at).horner(&self.line)
    }
}

impl<S: Simd> Value<S> for Slot<'_, S> {
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        Float::load(self.simd, &self.row[group], at)
    }
}

impl<S: Simd> Value<S> for Float<S> {
    #[inline(always)]
    fn at(self, _: usize, _: usize) -> Float<S> {
        self
    }
}

impl<S: Simd, A: Value<S>, B: Value<S>> Value<S> for Difference<A, B> {
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        self.0.at(group, at) - self.1.at(group, at)
    }
}
