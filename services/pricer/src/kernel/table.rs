use crate::simd::Lanes;

/// Rows of numbers, one of each path of some groups.
pub(super) struct Table<'a> {
    cells: &'a mut [Lanes],
    groups: usize,
}

impl<'a> Table<'a> {
    /// So many rows of what is left of the memory.
    pub(super) fn take(memory: &mut &'a mut [Lanes], rows: usize, groups: usize) -> Self {
        let (cells, rest) = std::mem::take(memory).split_at_mut(rows * groups);
        *memory = rest;
        Self { cells, groups }
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
}
