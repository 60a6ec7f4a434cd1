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

/// Sets every vector of a row to what the expression gives for its group and for where in the group it starts. A macro, for a
/// closure is a function of its own, in which the operations of vectors are not inlined.
macro_rules! for_each {
    ($row:expr, |$group:ident, $at:ident| $value:expr) => {
        for ($group, lanes) in $row.iter_mut().enumerate() {
            for $at in Float::<S>::starts() {
                $value.store(lanes, $at);
            }
        }
    };
}
pub(super) use for_each;
