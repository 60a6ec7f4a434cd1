use super::table::Table;
use crate::job::Plan;
use crate::simd::Lanes;

/// Where the paths of some groups are, and what has been read of them.
pub(super) struct Paths<'a> {
    /// The Brownian motion of each underlying.
    pub(super) motion: Table<'a>,
    /// The independent normals of the present step, of each factor.
    pub(super) normals: Table<'a>,
    /// What the normals at hand are made of.
    pub(super) uniforms: Table<'a>,
    /// The price that is being read.
    pub(super) price: Table<'a>,
    /// The claims' total.
    pub(super) total: Table<'a>,
    /// The plan's slots.
    pub(super) slots: Table<'a>,
}

impl<'a> Paths<'a> {
    /// How many rows of memory it takes.
    pub(super) fn rows(plan: &Plan) -> usize {
        2 * plan.underlyings + 3 + plan.initial.len()
    }

    pub(super) fn new(plan: &Plan, groups: usize, mut memory: &'a mut [Lanes]) -> Self {
        let mut take = |rows| Table::take(&mut memory, rows, groups);
        Self {
            motion: take(plan.underlyings),
            normals: take(plan.underlyings),
            uniforms: take(1),
            price: take(1),
            total: take(1),
            slots: take(plan.initial.len()),
        }
    }
}
