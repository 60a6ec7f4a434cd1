use super::paths::Paths;
use super::series::Series;
use crate::job::Plan;
use crate::simd::Lanes;

/// The most groups that are computed at a time: enough that what is done once for all of them does not count.
pub(super) const MOST_GROUPS: usize = 16;
/// The fewest: the counters of two groups fill a vector of the widest kind.
const FEWEST_GROUPS: usize = 2;
/// What the groups at hand may take, so that they stay in about half of a core's second-level cache.
const KEPT_BYTES: usize = 256 * 1024;

/// How many groups of a plan are computed at a time. It does not show in the results.
pub(super) fn groups_at_a_time(plan: &Plan) -> usize {
    let mut groups = MOST_GROUPS;
    while groups > FEWEST_GROUPS && groups * group_bytes(plan) > KEPT_BYTES {
        groups /= 2;
    }
    groups
}

/// About how many bytes a thread needs to compute a block.
#[must_use]
pub fn scratch_bytes(plan: &Plan) -> usize {
    groups_at_a_time(plan) * group_bytes(plan) + plan.series() * size_of::<Series>()
}

fn group_bytes(plan: &Plan) -> usize {
    Paths::lanes_of_a_group(plan) * size_of::<Lanes>()
}
