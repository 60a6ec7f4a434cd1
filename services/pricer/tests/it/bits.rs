//! The same bits on every machine and whatever surrounds a position.

use crate::jobs::{block, everything, plan};
use pricer::kernel::{Block, Tier, TierChoice};

/// FNV-1a over the bits of the sums.
fn digest(block: &Block) -> u64 {
    let words = block.sums.iter().chain(&block.sums_of_squares).map(|x| x.to_bits());
    words
        .flat_map(u64::to_le_bytes)
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        })
}

fn tiers() -> Vec<TierChoice> {
    let all = [TierChoice::Scalar, TierChoice::Avx2, TierChoice::Auto];
    all.into_iter().filter(|&choice| Tier::choose(choice).is_ok()).collect()
}

#[test]
fn every_tier_gives_the_digest_written_here() {
    let plan = plan(&everything());
    for choice in tiers() {
        assert_eq!(digest(&block(choice, &plan, 0)), GOLDEN[0], "{choice:?}");
        assert_eq!(digest(&block(choice, &plan, 268_435_456)), GOLDEN[1], "{choice:?}");
    }
}

/// Of blocks 0 and 2^28. They change only when the contract's numbers do, which makes stored results incomparable.
const GOLDEN: [u64; 2] = [0xbdeb_2368_3994_bf64, 0x3a81_37f7_803d_424b];

#[test]
fn a_position_does_not_depend_on_its_neighbours_nor_on_the_greeks_asked_for() {
    let job = everything();
    let together = block(TierChoice::Auto, &plan(&job), 5);
    let per_position = 1 + job.greeks.len();
    for (i, position) in job.positions.iter().enumerate() {
        let mut alone = job.clone();
        alone.positions = vec![*position];
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
