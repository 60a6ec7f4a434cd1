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

    /// A row to write, and those before it to read.
    #[inline(always)]
    pub(super) fn split(&mut self, row: usize) -> (Rows<'_>, &mut [Lanes]) {
        let (before, from) = self.cells.split_at_mut(row * self.groups);
        let groups = self.groups;
        (Rows { cells: before, groups }, &mut from[..groups])
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.cells)
    }

    pub(super) fn fill(&mut self, x: f64) {
        self.cells.fill(Lanes::splat(x));
    }
}

/// Some rows of a table, to read.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    cells: &'a [Lanes],
    groups: usize,
}

impl<'a> Rows<'a> {
    #[inline(always)]
    pub(super) fn row(self, row: usize) -> &'a [Lanes] {
        &self.cells[row * self.groups..][..self.groups]
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
