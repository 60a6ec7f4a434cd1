use super::MOST_GROUPS;
use crate::simd::{Float, Lanes, Simd};

/// Rows of numbers, one of each path of some groups.
pub(super) struct Table {
    cells: Vec<Lanes>,
    groups: usize,
}

impl Table {
    /// Holds zeros.
    pub(super) fn new(rows: usize, groups: usize) -> Self {
        Self {
            cells: vec![Lanes::splat(0.0); rows * groups],
            groups,
        }
    }

    #[inline(always)]
    pub(super) fn groups(&self) -> usize {
        self.groups
    }

    #[inline(always)]
    pub(super) fn row(&self, row: usize) -> &[Lanes] {
        &self.cells[row * self.groups..][..self.groups]
    }

    #[inline(always)]
    pub(super) fn row_mut(&mut self, row: usize) -> &mut [Lanes] {
        &mut self.cells[row * self.groups..][..self.groups]
    }

    /// A row to read and one after it to write.
    #[inline(always)]
    pub(super) fn two_rows(&mut self, first: usize, further: usize) -> (&[Lanes], &mut [Lanes]) {
        let (before, after) = self.cells.split_at_mut((first + further) * self.groups);
        (&before[first * self.groups..][..self.groups], &mut after[..self.groups])
    }

    pub(super) fn fill(&mut self, x: f64) {
        self.cells.fill(Lanes::splat(x));
    }
}

/// Sets every vector of a row to what `value` gives for its group and for where in the group it starts.
#[inline(always)]
pub(super) fn for_each<S: Simd>(simd: S, row: &mut [Lanes], value: impl Fn(usize, usize) -> Float<S>) {
    update(simd, row, |_, group, at| value(group, at));
}

/// The same of what `value` gives for the present one, too.
#[inline(always)]
pub(super) fn update<S: Simd>(simd: S, row: &mut [Lanes], value: impl Fn(Float<S>, usize, usize) -> Float<S>) {
    for (group, lanes) in row.iter_mut().enumerate() {
        for at in Float::<S>::starts() {
            value(Float::load(simd, lanes, at), group, at).store(lanes, at);
        }
    }
}
