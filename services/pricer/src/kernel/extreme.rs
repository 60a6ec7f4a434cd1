use super::start::Start;
use super::table::{Rows, Table};
use crate::job::{Plan, Target};
use crate::simd::{Float, Simd};

/// One more value for the highest or the lowest that there is. It may depend on slots before the extreme's.
pub(super) struct Candidate<'a, S: Simd, V, const HIGHEST: bool> {
    pub(super) simd: S,
    pub(super) plan: &'a Plan,
    /// The extreme.
    pub(super) target: Target,
    pub(super) value: V,
}

impl<S: Simd, V: Fn(Rows<'_>, usize, usize) -> Float<S>, const HIGHEST: bool> Candidate<'_, S, V, HIGHEST> {
    /// Replaces a slot so many after the extreme's where the candidate is beyond the extreme. All these before
    /// [`Self::replace`], for the extreme tells where.
    #[inline(always)]
    pub(super) fn replace_further(
        &self,
        further: u32,
        slots: &mut Table<'_>,
        new: impl Fn(Rows<'_>, usize, usize) -> Float<S>,
    ) {
        let value = self.target.slot as usize;
        let [extreme, start] = [0, further].map(|further| Start::of(self.simd, self.plan, &self.target, further));
        let (rows, row) = slots.split(value + further as usize);
        start.update(self.simd, row, |old, group, at| {
            let extreme = extreme.or_present(self.simd, &rows.row(value)[group], at);
            let beyond = Self::beyond((self.value)(rows, group, at), extreme);
            new(rows, group, at).or_else(beyond, old)
        });
    }

    /// Replaces the extreme where the candidate is beyond it.
    #[inline(always)]
    pub(super) fn replace(&self, slots: &mut Table<'_>) {
        let start = Start::of(self.simd, self.plan, &self.target, 0);
        let (rows, row) = slots.split(self.target.slot as usize);
        start.update(self.simd, row, |old, group, at| {
            let value = (self.value)(rows, group, at);
            value.or_else(Self::beyond(value, old), old)
        });
    }

    /// An equal value is not beyond.
    #[inline(always)]
    fn beyond(value: Float<S>, extreme: Float<S>) -> S::Mask {
        if HIGHEST {
            extreme.less(value)
        } else {
            value.less(extreme)
        }
    }
}
