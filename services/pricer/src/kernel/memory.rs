use super::paths::Paths;
use super::series::Series;
use super::tracks::dimensions;
use crate::job::Plan;
use crate::math::Points;
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
    let points = dimensions(plan) * size_of::<Points>();
    groups_at_a_time(plan) * group_bytes(plan) + plan.series() * size_of::<Series>() + points
}

/// How much memory a group takes that is used anew for each of a plan's worlds.
pub(super) fn lanes_of_a_world(plan: &Plan) -> usize {
    let all = plan.worlds.iter().chain([plan]);
    all.map(Paths::lanes_of_a_group).max().unwrap_or(0)
}

fn group_bytes(plan: &Plan) -> usize {
    (lanes_of_a_world(plan) + plan.differences.len()) * size_of::<Lanes>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::tracks::points;
    use proto::pricer::v1::position::Payoff;
    use proto::pricer::v1::{
        Basket, BasketKind, BasketTerm, Digital, Greek, Heston, Job, OptionType, Position, Sampling, Underlying,
    };

    /// So many baskets of two underlyings, each at a step of its own, and a digital claim.
    fn job(baskets: u32, antithetic: bool) -> Job {
        let (kind, option) = (BasketKind::Max.into(), OptionType::Call.into());
        let basket = |step| {
            Payoff::Basket(Basket {
                kind,
                terms: [0, 1]
                    .map(|underlying| BasketTerm {
                        underlying,
                        weight: 1.0,
                    })
                    .to_vec(),
                r#type: option,
                strike: 1.0,
                step,
            })
        };
        let digital = Payoff::Digital(Digital {
            r#type: option,
            strike: 1.0,
            step: 1,
            ..Digital::default()
        });
        let underlying = Underlying {
            spot: 1.0,
            dividend_yield: 0.0,
            volatility: 0.1,
            heston: None,
        };
        let payoffs = (1..=baskets).map(basket).chain([digital]);
        Job {
            times: (1..=baskets).map(f64::from).collect(),
            underlyings: vec![underlying; 2],
            positions: payoffs
                .map(|payoff| Position {
                    quantity: 1.0,
                    payoff: Some(payoff),
                })
                .collect(),
            greeks: vec![Greek::Delta.into(), Greek::Vega.into()],
            antithetic,
            ..Job::default()
        }
    }

    /// With a variance that moves.
    fn moving() -> Job {
        let mut job = job(1, false);
        job.greeks = vec![Greek::Delta.into()];
        job.underlyings[0].heston = Some(Heston {
            mean_reversion: 1.0,
            long_run_variance: 0.04,
            volatility_of_variance: 0.5,
            correlation: 0.0,
        });
        job
    }

    /// Of Sobol points.
    fn sobol() -> Job {
        let sampling = Sampling::Sobol.into();
        Job {
            sampling,
            ..job(40, false)
        }
    }

    #[test]
    fn what_a_thread_needs_is_what_it_uses() {
        for job in [
            job(1, false),
            job(1, true),
            job(300, false),
            job(300, true),
            moving(),
            Job {
                antithetic: true,
                ..moving()
            },
            sobol(),
        ] {
            let plan = Plan::compile(&job).expect("a valid job");
            let groups = groups_at_a_time(&plan);
            let mut memory = vec![Lanes::splat(0.0); Paths::lanes_of_a_group(&plan) * groups];
            let sums = vec![Series::ZERO; plan.series()];
            let rest = size_of_val(&*sums) + size_of_val(&*points(&plan, 0));
            let used = Paths::new(&plan, groups, &mut memory).bytes() + rest;
            assert_eq!(scratch_bytes(&plan), used, "{job:?}");
        }
    }
}
