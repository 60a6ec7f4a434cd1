use super::table::Table;
use crate::job::Plan;
use crate::simd::Lanes;

/// Where the paths of some groups are, and what has been read of them.
///
/// Where a plan is antithetic, each group has a second one after all the first, whose normals are those of the first with the signs
/// changed. Rows of what differs between the two are twice as long.
pub(super) struct Paths<'a> {
    /// The Brownian motion of each underlying. A mirrored group's is that of when it was last looked at, but where the variance
    /// moves.
    pub(super) motion: Table<'a>,
    /// The variances that move.
    pub(super) variances: Table<'a>,
    /// The independent normals of the present step, of each factor.
    pub(super) normals: Table<'a>,
    /// Those of the variance that moves now; no row where none does.
    pub(super) variance_normals: Table<'a>,
    /// What the normals at hand are made of.
    pub(super) uniforms: Table<'a>,
    /// The motions of the factors at each step, where they are of Sobol points.
    pub(super) tracks: Table<'a>,
    /// The price that is being read.
    pub(super) price: Table<'a>,
    /// Of each price that a density is read of, a row for what moves its logarithm and is independent of its variance, and one for the
    /// variance of that.
    pub(super) noises: Table<'a>,
    /// The claims' total of each sample.
    pub(super) total: Table<'a>,
    /// The plan's slots.
    pub(super) slots: Table<'a>,
}

impl<'a> Paths<'a> {
    /// How much memory a group takes.
    pub(super) fn lanes_of_a_group(plan: &Plan) -> usize {
        let (variances, normals) = Self::rows_of_variances(plan);
        let of_a_side = plan.underlyings + 1 + plan.initial.len() + variances + Self::rows_of_noises(plan);
        plan.sides() * of_a_side + plan.underlyings + normals + Self::rows_of_tracks(plan) + 2
    }

    fn rows_of_noises(plan: &Plan) -> usize {
        2 * plan.walk.noises as usize
    }

    /// How many rows there are of variances, and of their normals.
    fn rows_of_variances(plan: &Plan) -> (usize, usize) {
        let variances = plan.walk.variances as usize;
        (variances, variances.min(1))
    }

    fn rows_of_tracks(plan: &Plan) -> usize {
        plan.tracks.as_ref().map_or(0, |tracks| tracks.count as usize)
    }

    /// So many groups, in [`Self::lanes_of_a_group`] times as much memory.
    pub(super) fn new(plan: &Plan, groups: usize, mut memory: &'a mut [Lanes]) -> Self {
        let mut take = |rows, groups| Table::take(&mut memory, rows, groups);
        let all = plan.sides() * groups;
        let (variances, variance_normals) = Self::rows_of_variances(plan);
        Self {
            motion: take(plan.underlyings, all),
            variances: take(variances, all),
            normals: take(plan.underlyings, groups),
            variance_normals: take(variance_normals, groups),
            uniforms: take(1, groups),
            tracks: take(Self::rows_of_tracks(plan), groups),
            noises: take(Self::rows_of_noises(plan), all),
            price: take(1, all),
            total: take(1, groups),
            slots: take(plan.initial.len(), all),
        }
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        let tables = [
            &self.motion,
            &self.variances,
            &self.normals,
            &self.variance_normals,
            &self.uniforms,
            &self.tracks,
            &self.noises,
            &self.price,
            &self.total,
            &self.slots,
        ];
        tables.map(Table::bytes).iter().sum()
    }
}
