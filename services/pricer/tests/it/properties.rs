//! What holds for any job.

use crate::jobs::{
    CALL, PUT, asian, barrier, basket, block, digital, european, lookback, moving, of_barrier, plan, schedule, series,
    underlying,
};
use pricer::job::Plan;
use pricer::kernel::{Tier, TierChoice};
use proptest::prelude::*;
use proto::pricer::v1::{Averaging, Barrier, BarrierKind, BasketKind, Heston, Job, Position, Sampling};
use std::sync::atomic::AtomicBool;

const STEPS: u32 = 4;

fn position() -> impl Strategy<Value = Position> {
    let kind = prop_oneof![Just(CALL), Just(PUT)];
    let averaging = prop_oneof![Just(Averaging::Arithmetic), Just(Averaging::Geometric)];
    let payoff = (
        0..2_u32,
        kind,
        20.0..300.0_f64,
        1..=STEPS,
        averaging,
        0..11_u32,
        -10.0..10.0_f64,
    );
    payoff.prop_map(|(u, kind, strike, step, averaging, form, quantity)| {
        let position = match form {
            0 | 1 => european(u, kind, strike, step),
            2 => asian(u, kind, averaging, Some(strike), step % 2),
            3 => asian(u, kind, averaging, None, step % 2),
            4 => digital(u, kind, strike, step, (step % 2 == 0).then_some(strike)),
            5 => lookback(u, kind, (strike > 100.0).then_some(strike), step % 2),
            6 => basket(BasketKind::Sum, &[(u, quantity), (1 - u, 1.0)], kind, strike, step),
            7 => basket(BasketKind::Min, &[(u, quantity), (1 - u, 1.0)], kind, strike, step),
            8 => basket(BasketKind::Max, &[(u, 1.2), (1 - u, 1.0)], kind, strike, step),
            _ => of_barrier(Barrier {
                rebate: (quantity - 5.0).max(0.0),
                continuous: form == 9,
                ..barrier(
                    u,
                    kind,
                    90.0,
                    kind_of_barrier(step),
                    strike,
                    if form == 9 { 0 } else { step % 2 },
                )
            }),
        };
        Position { quantity, ..position }
    })
}

fn kind_of_barrier(step: u32) -> BarrierKind {
    [
        BarrierKind::DownOut,
        BarrierKind::DownIn,
        BarrierKind::UpOut,
        BarrierKind::UpIn,
    ][step as usize % 4]
}

fn job() -> impl Strategy<Value = Job> {
    let market = (
        any::<u64>(),
        -0.1..0.2_f64,
        -1.0..=1.0_f64,
        0.01..1.5_f64,
        0.01..1.5_f64,
        0.01..2.0_f64,
    );
    (
        market,
        prop::collection::vec(position(), 1..6),
        prop::sample::subsequence(vec![1, 2, 3, 4, 5], 0..=5),
        prop::sample::select(vec![
            (false, Sampling::Unspecified),
            (true, Sampling::Unspecified),
            (false, Sampling::Sobol),
        ]),
        any::<bool>(),
    )
        .prop_map(
            |((seed, rate, correlation, v0, v1, dt), positions, greeks, (antithetic, sampling), control_variates)| {
                Job {
                    seed,
                    times: (1..=STEPS).map(|i| f64::from(i) * dt).collect(),
                    rate,
                    underlyings: vec![underlying(100.0, 0.0, v0), underlying(80.0, 0.03, v1)],
                    correlation_factor: vec![1.0, correlation, (1.0 - correlation * correlation).sqrt()],
                    schedules: vec![schedule(0..=STEPS), schedule([1, 3])],
                    greeks,
                    positions,
                    antithetic,
                    control_variates,
                    sampling: sampling.into(),
                }
            },
        )
}

/// With a variance that moves.
fn moving_job() -> impl Strategy<Value = Job> {
    let heston = (0.1..5.0_f64, 0.001..0.5_f64, 0.01..1.5_f64, -1.0..0.3_f64);
    (job(), heston, 0..2_usize).prop_map(|(mut job, (kappa, theta, xi, rho), index)| {
        let heston = Heston {
            mean_reversion: kappa,
            long_run_variance: theta,
            volatility_of_variance: xi,
            correlation: rho,
        };
        job.underlyings[index] = moving(job.underlyings[index], heston);
        job
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn tiers_agree_and_sums_make_sense(job in prop_oneof![job(), moving_job()], index in 0..268_435_457_u64) {
        let plan = plan(&job);
        let found = block(TierChoice::Scalar, &plan, index);
        for tier in Tier::all() {
            prop_assert_eq!(&Ok(found.clone()), &tier.block(&plan, index, &AtomicBool::new(false)), "{:?}", tier);
        }
        let series = series(&job);
        prop_assert_eq!(found.sums.len(), series.last().map_or(1, |last| last.end));
        for (&sum, &square) in found.sums.iter().zip(&found.sums_of_squares) {
            prop_assert!(sum.is_finite() && square.is_finite());
            prop_assert!(sum * sum <= f64::from(found.samples) * square * (1.0 + 1e-12), "a negative variance");
        }
        let prices = series.iter().map(|series| found.sums[series.start]);
        // The estimate of nearly nothing may be below it once it is corrected.
        prop_assert!(job.control_variates || prices.clone().all(|price| price >= 0.0), "a negative price");
        let total: f64 = prices.zip(&job.positions).map(|(price, position)| position.quantity * price).sum();
        let scale: f64 = 1e-9 + found.sums.iter().map(|x| x.abs()).sum::<f64>();
        prop_assert!((total - found.sums[0]).abs() <= 1e-11 * scale, "the total is the weighted sum");
    }

    #[test]
    fn puts_and_calls_keep_their_parity_on_every_path(strike in 1.0..400.0_f64, step in 1..=STEPS, seed: u64) {
        let mut positions = vec![european(0, CALL, strike, step), european(0, PUT, strike, step), european(0, CALL, 1e-6, step)];
        positions[1].quantity = -1.0;
        positions[2].quantity = -1.0;
        let job = Job {
            seed,
            times: vec![0.2, 0.4, 0.7, 1.5],
            rate: 0.04,
            underlyings: vec![underlying(100.0, 0.01, 0.3)],
            positions,
            ..Job::default()
        };
        let found = block(TierChoice::Auto, &plan(&job), 0);
        // Each path's call - put - price is -D strike, so the sum is 4096 times that and nothing is spread.
        let each = -(-0.04 * job.times[step as usize - 1]).exp() * (strike - 1e-6);
        prop_assert!((found.sums[0] / (4096.0 * each) - 1.0).abs() < 1e-12);
        prop_assert!((found.sums_of_squares[0] / (4096.0 * each * each) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn any_job_compiles_or_is_refused(
        times in prop::collection::vec(any::<f64>(), 0..4),
        factor in prop::collection::vec(any::<f64>(), 0..4),
        steps in prop::collection::vec(0..5_u32, 0..4),
        (u, s, step) in (0..3_u32, 0..3_u32, 0..5_u32),
    ) {
        let job = Job {
            times,
            underlyings: vec![underlying(1.0, 0.0, 0.1); 2],
            correlation_factor: factor,
            schedules: vec![schedule(steps)],
            positions: vec![
                european(u, CALL, 1.0, step),
                asian(u, CALL, Averaging::Arithmetic, (step > 2).then_some(1.0), s),
                digital(u, CALL, 1.0, step, None),
                lookback(u, CALL, None, s),
                of_barrier(Barrier {
                    continuous: step > 2,
                    ..barrier(u, CALL, 1.0, kind_of_barrier(step), 1.1, s)
                }),
                basket(BasketKind::Max, &[(u, 1.0), (s, 1.0)], CALL, 1.0, step),
                Position::default(),
            ],
            control_variates: true,
            ..Job::default()
        };
        prop_assert!(Plan::compile(&job).is_err(), "the position without a payoff is refused always");
        let valid = Job { positions: job.positions[..6].to_vec(), ..job };
        if let Ok(plan) = Plan::compile(&valid) {
            block(TierChoice::Auto, &plan, 0);
        }
    }
}
