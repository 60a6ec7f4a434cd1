//! The same bits on every machine and whatever surrounds a position.

use crate::jobs::{
    CALL, PUT, antithetic, asian, barriers, basket, bermudan, block, controlled, daily_average, early, european,
    everything, exotics, lookback, many_factors, moving_barriers, moving_early, moving_variances,
    moving_with_all_greeks, of_second_order, plan, prepared, schedule, sensitive, series, sobol,
};
use pricer::job::Plan;
use pricer::kernel::{Block, Tier, TierChoice};
use proto::pricer::v1::position::Payoff;
use proto::pricer::v1::{Averaging, BasketKind, Job};
use std::sync::atomic::AtomicBool;

/// FNV-1a over the bits of the sums.
pub fn digest(block: &Block) -> u64 {
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
fn every_tier_gives_the_digests_written_here() {
    let jobs = [
        everything(),
        exotics(),
        antithetic(everything()),
        antithetic(exotics()),
        barriers(),
        antithetic(barriers()),
        sensitive(),
        antithetic(sensitive()),
        prepared(early()),
        prepared(antithetic(early())),
        moving_variances(),
        of_second_order(barriers()),
        of_second_order(antithetic(barriers())),
        prepared(of_second_order(early())),
        prepared(of_second_order(antithetic(early()))),
        moving_with_all_greeks(),
        controlled(sensitive()),
        controlled(antithetic(sensitive())),
        sobol(everything()),
        sobol(sensitive()),
        sobol(barriers()),
        prepared(sobol(early())),
        sobol(moving_variances()),
        sobol(daily_average()),
        sobol(many_factors()),
        sobol(of_second_order(barriers())),
        sobol(moving_with_all_greeks()),
        antithetic(moving_with_all_greeks()),
        moving_barriers(),
        antithetic(moving_barriers()),
        sobol(moving_barriers()),
        prepared(moving_early()),
        prepared(antithetic(moving_early())),
        prepared(sobol(moving_early())),
    ];
    let plans = jobs.map(|job| plan(&job));
    for tier in Tier::all() {
        let of_plan = |plan: &Plan| [0, 268_435_456].map(|index| digest(&compute(tier, plan, index)));
        let found = plans.each_ref().map(of_plan);
        assert_eq!(found, DIGESTS, "{tier:?}: {found:#x?}");
    }
}

/// Of blocks 0 and 2^28 of each. They change only when the contract's numbers do, which makes stored results incomparable.
const DIGESTS: [[u64; 2]; 34] = [
    [0xb697_760b_70b8_6d15, 0x6d13_82f2_d971_ee00],
    [0xa7c7_798c_5876_e555, 0xc95e_7832_aca9_9a2d],
    [0x3b8d_e2cd_7e8b_a1a1, 0x9286_b55e_c209_b58b],
    [0x7e1b_8c12_944c_3cc0, 0x7de6_4b57_53fe_9565],
    [0x8427_7415_03c1_8321, 0x8a9b_06a5_37b3_a1e6],
    [0xdfea_b51c_d897_7f8a, 0x0d63_8bf8_402c_1ef4],
    [0x0344_350a_9fd4_a8b7, 0xba31_1214_7801_07e8],
    [0x7881_e281_ab76_1571, 0x705a_7876_78aa_c7af],
    [0x11e5_e230_2c2d_e97e, 0x05bc_201a_9369_f59f],
    [0x70e3_b2a1_2a18_efd7, 0x31bb_2a37_2902_bf61],
    [0x3c87_b4dc_1b30_921a, 0x7afe_876d_2f57_4fbf],
    [0x78c2_2caa_035e_adad, 0x0b8d_73bd_e7bf_2cfe],
    [0x070b_c445_f590_e638, 0x2c6c_a140_cefa_6cb3],
    [0x72b2_d7fc_8fa3_106e, 0xbab4_bc93_1bfa_4851],
    [0x993b_4327_8197_0846, 0x4ffd_9067_f8d2_a0c5],
    [0xc342_c5fb_7d49_80f2, 0x3292_23fc_9e96_7743],
    [0xcbc7_8762_5d3f_2eb5, 0x0412_a587_433f_7446],
    [0xa05d_a851_c83d_cea0, 0xce4c_d760_9de8_0d7d],
    [0x3fc5_3b05_0d36_f70c, 0x9871_a3fc_6681_bcc6],
    [0xa79c_4ec9_46b8_4fc4, 0x510b_62af_ab90_ca10],
    [0xa7b6_6852_8f79_2c8e, 0x73e1_bcd4_c7a7_c49f],
    [0xf016_c2f4_210e_19aa, 0x1eb4_940b_977a_eef8],
    [0xf3e0_30e1_4b23_c80e, 0x32d9_fc93_7521_410d],
    [0x1f13_7b85_9372_f6b5, 0x0b08_d783_c228_2b09],
    [0x7237_18b1_06cf_3765, 0xafcc_c035_24ed_6080],
    [0xddc6_b762_c598_0023, 0x38e9_29c6_90a2_33ca],
    [0x5e9c_4bad_fbd7_6c19, 0xdb36_9893_fa52_289a],
    [0x931e_4e1f_0a86_bb99, 0xddc6_65d1_13e9_46ca],
    [0x20c2_f814_d2b5_f5f4, 0x1948_f3c3_b2ff_1856],
    [0x9e56_ddb4_7502_2f8e, 0xd4fd_15d4_5b2a_9969],
    [0xa3fb_1da4_930c_22c3, 0xf983_8211_c921_390f],
    [0x54b5_52eb_fffb_46a4, 0x2680_f7e9_fd44_0b63],
    [0x006b_fcaa_e9b7_e40c, 0x4343_851d_2c44_e2fa],
    [0x1106_bf26_c148_34fe, 0x3d17_bb25_1977_2feb],
];

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
    for job in [
        everything(),
        exotics(),
        antithetic(exotics()),
        barriers(),
        antithetic(barriers()),
        sensitive(),
        prepared(of_second_order(antithetic(early()))),
        of_second_order(antithetic(barriers())),
        moving_with_all_greeks(),
        antithetic(moving_with_all_greeks()),
        antithetic(moving_barriers()),
        prepared(antithetic(moving_early())),
        controlled(sensitive()),
    ] {
        let together = block(TierChoice::Auto, &plan(&job), 5);
        for (i, (position, series)) in job.positions.iter().zip(series(&job)).enumerate() {
            let mut alone = job.clone();
            alone.positions = vec![position.clone()];
            let found = block(TierChoice::Auto, &plan(&alone), 5);
            let first = series.start;
            assert_eq!(found.sums[1..], together.sums[series], "position {i}");
            alone.greeks.clear();
            assert_eq!(
                block(TierChoice::Auto, &plan(&alone), 5).sums[1],
                together.sums[first],
                "position {i} without greeks"
            );
        }
    }
}

#[test]
fn how_many_groups_are_kept_does_not_show() {
    // So many distinct quantities that only one pair of groups fits into the cache.
    for mut job in [
        everything(),
        antithetic(exotics()),
        barriers(),
        prepared(early()),
        sobol(everything()),
    ] {
        let few = block(TierChoice::Auto, &plan(&job), 1);
        let times: Vec<f64> = (1..=4000).map(|i| f64::from(i) * 1e-6).collect();
        job.times = [&times[..], &job.times].concat();
        let shift = |step: &mut u32| *step = if *step == 0 { 0 } else { *step + 4000 };
        for schedule in &mut job.schedules {
            schedule.steps.iter_mut().for_each(shift);
        }
        for position in &mut job.positions {
            match position.payoff.as_mut().expect("a payoff") {
                Payoff::European(european) => shift(&mut european.step),
                Payoff::Digital(digital) => shift(&mut digital.step),
                Payoff::Basket(basket) => shift(&mut basket.step),
                Payoff::Asian(_) | Payoff::Lookback(_) | Payoff::Barrier(_) | Payoff::Bermudan(_) => {}
            }
        }
        let series = plan(&job).series();
        let shifted = block(TierChoice::Auto, &plan(&job), 1);
        assert_ne!(few, shifted, "the grid is part of the job");
        job.positions
            .extend((1..=4000).map(|step| european(0, CALL, 90.0, step)));
        let many = block(TierChoice::Auto, &plan(&job), 1);
        assert_eq!(many.sums[1..series], shifted.sums[1..series]);
        assert_eq!(many.sums_of_squares[1..series], shifted.sums_of_squares[1..series]);
    }
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
    for mut job in [everything(), barriers()] {
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
}

#[test]
fn a_single_fixing_or_a_single_term_is_a_european_option() {
    use proto::pricer::v1::Averaging::{Arithmetic, Geometric};
    let mut job = antithetic(everything());
    job.schedules = vec![schedule([3])];
    job.positions = vec![
        european(1, PUT, 51.0, 3),
        asian(1, PUT, Arithmetic, Some(51.0), 0),
        lookback(1, PUT, Some(51.0), 0),
        basket(BasketKind::Sum, &[(1, 1.0)], PUT, 51.0, 3),
        basket(BasketKind::Min, &[(1, 1.0)], PUT, 51.0, 3),
        basket(BasketKind::Max, &[(1, 1.0)], PUT, 51.0, 3),
        bermudan(1, PUT, 51.0, 0),
        asian(1, PUT, Geometric, Some(51.0), 0),
    ];
    for antithetic in [false, true] {
        let found = block(
            TierChoice::Auto,
            &plan(&Job {
                antithetic,
                ..job.clone()
            }),
            0,
        );
        let of = |position: usize| &found.sums[1 + 4 * position..][..4];
        for position in 1..6 {
            assert_eq!(of(position), of(0), "position {position}");
        }
        for position in 6..8 {
            assert_eq!(
                of(position)[..3],
                of(0)[..3],
                "position {position}, but for rounding in rho"
            );
        }
    }
}

#[test]
fn equal_terms_leave_the_derivative_to_the_first() {
    // Two underlyings that move as one.
    let mut job = everything();
    job.underlyings[1] = job.underlyings[0];
    job.correlation_factor[1..3].copy_from_slice(&[1.0, 0.0]);
    job.positions = [BasketKind::Min, BasketKind::Max]
        .map(|kind| basket(kind, &[(1, 1.0), (0, 1.0)], CALL, 100.0, 3))
        .to_vec();
    job.positions.push(european(0, CALL, 100.0, 3));
    let found = block(TierChoice::Auto, &plan(&job), 0);
    let [price, delta, vega, rho] = found.sums[13..17] else {
        panic!("{found:?}");
    };
    for series in [1..7, 7..13] {
        assert_eq!(found.sums[series], [price, delta, 0.0, vega, 0.0, rho]);
    }
}

/// What is divided by the volatility or by the length of a step is without bounds then, but no price is without meaning.
#[test]
fn barriers_have_a_price_however_small_the_volatility_and_the_steps() {
    for mut job in [barriers(), moving_barriers()] {
        job.times[..2].copy_from_slice(&[5e-324, 1e-323]);
        for (underlying, volatility) in job.underlyings.iter_mut().zip([5e-324, 1e-160, 1e-300]) {
            underlying.volatility = volatility;
        }
        let plan = plan(&job);
        let scalar = compute(Tier::choose(TierChoice::Scalar).expect("always there"), &plan, 3);
        for tier in Tier::all() {
            assert_eq!(digest(&compute(tier, &plan, 3)), digest(&scalar), "{tier:?}");
        }
        for series in series(&job) {
            assert!(scalar.sums[series.start].is_finite(), "series {}", series.start);
        }
    }
}
