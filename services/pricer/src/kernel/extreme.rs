use super::start::{Start, update};
use super::table::{Rows, Table};
use crate::job::{Plan, Target};
use crate::simd::{Float, Simd};

/// A number of each path that may depend on slots before the one that it goes into.
pub(super) trait Offer<S: Simd>: Copy {
    fn at(self, rows: Rows<'_>, group: usize, at: usize) -> Float<S>;
}

impl<S: Simd> Offer<S> for Float<S> {
    #[inline(always)]
    fn at(self, _: Rows<'_>, _: usize, _: usize) -> Float<S> {
        self
    }
}

/// One more value for the highest or the lowest that there is.
pub(super) struct Candidate<'a, S: Simd, V, const HIGHEST: bool> {
    pub(super) simd: S,
    pub(super) plan: &'a Plan,
    /// The extreme.
    pub(super) target: Target,
    pub(super) value: V,
}

impl<S: Simd, V: Offer<S>, const HIGHEST: bool> Candidate<'_, S, V, HIGHEST> {
    /// Replaces a slot so many after the extreme's where the candidate is beyond the extreme. All these before
    /// [`Self::replace`], for the extreme tells where.
    #[inline(always)]
    pub(super) fn replace_further(&self, further: u32, slots: &mut Table<'_>, new: impl Offer<S>) {
        let slot = self.target.slot as usize;
        let extreme = Start::of(self.simd, self.plan, &self.target, 0);
        let start = Start::of(self.simd, self.plan, &self.target, further);
        let (rows, row) = slots.split(slot + further as usize);
        update!(self.simd, start, row, |old, group, at| {
            let extreme = extreme.or_present(self.simd, &rows.row(slot)[group], at);
            let beyond = Self::beyond(self.value.at(rows, group, at), extreme);
            new.at(rows, group, at).or_else(beyond, old)
        });
    }

    /// Puts into a slot so many after the extreme's what is second: the extreme where the candidate is beyond it, else the
    /// candidate where it is beyond what is there.
    #[inline(always)]
    pub(super) fn put_second(&self, further: u32, slots: &mut Table<'_>) {
        let slot = self.target.slot as usize;
        let extreme = Start::of(self.simd, self.plan, &self.target, 0);
        let start = Start::of(self.simd, self.plan, &self.target, further);
        let (rows, row) = slots.split(slot + further as usize);
        update!(self.simd, start, row, |second, group, at| {
            let value = self.value.at(rows, group, at);
            let extreme = extreme.or_present(self.simd, &rows.row(slot)[group], at);
            let rest = value.or_else(Self::beyond(value, second), second);
            extreme.or_else(Self::beyond(value, extreme), rest)
        });
    }

    /// Replaces the extreme where the candidate is beyond it.
    #[inline(always)]
    pub(super) fn replace(&self, slots: &mut Table<'_>) {
        let start = Start::of(self.simd, self.plan, &self.target, 0);
        let (rows, row) = slots.split(self.target.slot as usize);
        update!(self.simd, start, row, |old, group, at| {
            let value = self.value.at(rows, group, at);
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
