//! The same bits on every machine and whatever surrounds a position.

use crate::jobs::{CALL, PUT, asian, block, european, everything, plan, schedule};
use pricer::job::Plan;
use pricer::kernel::{Block, Tier, TierChoice};
use proto::pricer::v1::Averaging;
use std::sync::atomic::AtomicBool;

/// FNV-1a over the bits of the sums.
fn digest(block: &Block) -> u64 {
    let words = block.sums.iter().chain(&block.sums_of_squares).map(|x| x.to_bits());
    words
        .flat_map(u64::to_le_bytes)
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        })
}

fn compute(tier: Tier, plan: &Plan, index: u64) -> Block {
    tier.block(plan, index, &AtomicBool::new(false))
        .expect("nobody stops it")
}

#[test]
fn every_tier_gives_the_digest_written_here() {
    let plan = plan(&everything());
    for tier in Tier::all() {
        let found = [0, 268_435_456].map(|index| digest(&compute(tier, &plan, index)));
        assert_eq!(found, EVERYTHING, "{tier:?}: {found:#x?}");
    }
}

/// Of blocks 0 and 2^28. They change only when the contract's numbers do, which makes stored results incomparable.
const EVERYTHING: [u64; 2] = [0xb697_760b_70b8_6d15, 0x6d13_82f2_d971_ee00];

/// By this number machines of different kinds are compared, each with the tiers that it has.
#[test]
fn every_tier_gives_the_same_four_million_paths() {
    let mut job = everything();
    job.underlyings.truncate(2);
    job.correlation_factor.truncate(3);
    job.times = vec![0.75];
    job.schedules = vec![schedule([0, 1])];
    job.positions = vec![
        european(0, CALL, 105.0, 1),
        asian(1, PUT, Averaging::Arithmetic, Some(50.0), 0),
    ];
    let plan = plan(&job);
    for tier in Tier::all() {
        let digests = (0..1024).map(|index| digest(&compute(tier, &plan, index)));
        let found = digests.fold(0_u64, |all, block| all.rotate_left(1) ^ block);
        assert_eq!(found, FOUR_MILLION_PATHS, "{tier:?}: {found:#x}");
    }
}

const FOUR_MILLION_PATHS: u64 = 0x4dda_da86_1351_6d8d;

#[test]
fn a_position_does_not_depend_on_its_neighbours_nor_on_the_greeks_asked_for() {
    let job = everything();
    let together = block(TierChoice::Auto, &plan(&job), 5);
    let per_position = 1 + job.greeks.len();
    for (i, position) in job.positions.iter().enumerate() {
        let mut alone = job.clone();
        alone.positions = vec![position.clone()];
        let first = 1 + i * per_position;
        let found = block(TierChoice::Auto, &plan(&alone), 5);
        assert_eq!(
            found.sums[1..],
            together.sums[first..first + per_position],
            "position {i}"
        );
        alone.greeks.clear();
        assert_eq!(
            block(TierChoice::Auto, &plan(&alone), 5).sums[1],
            together.sums[first],
            "position {i} without greeks"
        );
    }
}

#[test]
fn how_many_groups_are_kept_does_not_show() {
    // So many distinct quantities that only one group fits into the cache.
    let mut job = everything();
    let few = block(TierChoice::Auto, &plan(&job), 1);
    let times: Vec<f64> = (1..=4000).map(|i| f64::from(i) * 1e-6).collect();
    job.times = [&times[..], &job.times].concat();
    let shift = |step: u32| if step == 0 { 0 } else { step + 4000 };
    for schedule in &mut job.schedules {
        schedule.steps = schedule.steps.iter().map(|&step| shift(step)).collect();
    }
    for position in &mut job.positions {
        if let Some(proto::pricer::v1::position::Payoff::European(european)) = &mut position.payoff {
            european.step = shift(european.step);
        }
    }
    let one = job.positions.clone();
    let shifted = block(TierChoice::Auto, &plan(&job), 1);
    assert_ne!(few, shifted, "the grid is part of the job");
    job.positions
        .extend((1..=4000).map(|step| crate::jobs::european(0, crate::jobs::CALL, 90.0, step)));
    let many = block(TierChoice::Auto, &plan(&job), 1);
    let series = 1 + one.len() * 4;
    assert_eq!(many.sums[1..series], shifted.sums[1..series]);
    assert_eq!(many.sums_of_squares[1..series], shifted.sums_of_squares[1..series]);
}

#[test]
fn the_exponential_of_moderate_numbers_does_not_show() {
    let mut plan = plan(&everything());
    assert!(plan.moderate);
    let found = block(TierChoice::Auto, &plan, 2);
    plan.moderate = false;
    assert_eq!(block(TierChoice::Auto, &plan, 2), found);
}

#[test]
fn prices_that_overflow_do_so_on_every_tier_alike() {
    let mut job = everything();
    for underlying in &mut job.underlyings {
        underlying.volatility = 5.0;
    }
    job.times = (1..=6).map(|i| f64::from(i) * 16.0).collect();
    let plan = plan(&job);
    assert!(!plan.moderate);
    let scalar = compute(Tier::choose(TierChoice::Scalar).expect("always there"), &plan, 3);
    for tier in Tier::all() {
        assert_eq!(digest(&compute(tier, &plan, 3)), digest(&scalar), "{tier:?}");
    }
}

#[test]
fn a_single_fixing_is_a_european_option() {
    use proto::pricer::v1::Averaging::{Arithmetic, Geometric};
    let mut job = everything();
    job.schedules = vec![crate::jobs::schedule([3])];
    let asian = |averaging| crate::jobs::asian(1, crate::jobs::PUT, averaging, Some(51.0), 0);
    job.positions = vec![
        crate::jobs::european(1, crate::jobs::PUT, 51.0, 3),
        asian(Arithmetic),
        asian(Geometric),
    ];
    let found = block(TierChoice::Auto, &plan(&job), 0);
    assert_eq!(found.sums[1..5], found.sums[5..9]);
    assert_eq!(
        found.sums[1..4],
        found.sums[9..12],
        "but for rounding in the geometric rho"
    );
}
