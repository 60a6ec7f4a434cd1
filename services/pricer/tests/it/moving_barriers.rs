//! Options with barriers on prices whose variance moves.

use crate::barriers::{all_kinds, continuous};
use crate::closed_form::Market;
use crate::greeks::{self, MARKET, assert_all};
use crate::heston_closed_form;
use crate::jobs::{
    ALL_GREEKS, CALL, Estimate, PUT, antithetic, barrier, block, estimate, european, job, moving, moving_barriers,
    of_barrier, of_second_order, plan, schedule, series, underlying,
};
use crate::second_order::asking;
use pricer::job::Plan;
use pricer::kernel::TierChoice;
use proto::pricer::v1::BarrierKind::{DownIn, DownOut, UpIn, UpOut};
use proto::pricer::v1::position::Payoff;
use proto::pricer::v1::{Barrier, Greek, Heston, Job, Position, Schedule};

/// A share's: it falls where its variance rises.
const USUAL: Heston = Heston {
    mean_reversion: 2.0,
    long_run_variance: 0.04,
    volatility_of_variance: 0.5,
    correlation: -0.7,
};

/// A year in so many steps.
fn year(market: Market, heston: Heston, steps: u32, schedules: Vec<Schedule>, positions: Vec<Position>) -> Job {
    let times: Vec<f64> = (1..=steps).map(|i| f64::from(i) / f64::from(steps)).collect();
    let of = underlying(market.spot, market.dividend_yield, market.volatility);
    job(market.rate, moving(of, heston), &times, schedules, positions)
}

fn all_greeks(job: Job) -> Job {
    of_second_order(asking(&ALL_GREEKS, job))
}

/// Where neither drift nor variance tells one side from the other, an option that a barrier begins is worth as many options of the
/// other type as reflect it (P. Carr, K. Ellis and V. Gupta, "Static Hedging of Exotic Options", Journal of Finance 53 (1998),
/// 1165-1190).
#[test]
fn a_price_without_a_side_has_the_values_of_reflected_options() {
    for (xi, steps) in [(0.5, 32), (1.0, 64)] {
        let heston = Heston {
            correlation: 0.0,
            volatility_of_variance: xi,
            ..USUAL
        };
        let value = |spot: f64, volatility: f64, kind, strike| {
            let market = Market {
                spot,
                volatility,
                dividend_yield: MARKET.rate,
                ..MARKET
            };
            heston_closed_form::european(market, heston, kind, strike, 1.0)
        };
        let begun = |spot, volatility, kind, strike: f64, level: f64| {
            let other = if kind == CALL { PUT } else { CALL };
            strike / level * value(spot, volatility, other, level * level / strike)
        };
        let cases = [
            (CALL, 100.0, DownIn, 90.0),
            (CALL, 105.0, DownOut, 95.0),
            (PUT, 100.0, UpIn, 112.0),
            (PUT, 95.0, UpOut, 104.0),
        ];
        let exact = |case: usize, spot: f64, volatility: f64| {
            let (kind, strike, at, level) = cases[case];
            let begun = begun(spot, volatility, kind, strike, level);
            if matches!(at, DownIn | UpIn) {
                begun
            } else {
                value(spot, volatility, kind, strike) - begun
            }
        };
        let positions = cases.map(|(kind, strike, at, level)| continuous(kind, strike, (at, level), 0.0));
        let market = Market {
            dividend_yield: MARKET.rate,
            ..MARKET
        };
        let job = year(market, heston, steps, vec![schedule([0, steps])], positions.to_vec());
        let found = estimate(&asking(&[Greek::Delta, Greek::Vega, Greek::Gamma], job), 60);
        for (case, of) in cases.iter().enumerate() {
            let [price, delta, vega, gamma] = found[1 + 4 * case..][..4] else {
                panic!("{found:?}")
            };
            let at = |spot, volatility| exact(case, spot, volatility);
            let (spot, volatility, h) = (MARKET.spot, MARKET.volatility, 0.05);
            let slope = (at(spot + h, volatility) - at(spot - h, volatility)) / (2.0 * h);
            let bend = (at(spot + h, volatility) - 2.0 * at(spot, volatility) + at(spot - h, volatility)) / (h * h);
            let by_volatility = (at(spot, volatility + 0.001) - at(spot, volatility - 0.001)) / 0.002;
            for (found, expected, most, what) in [
                (price, at(spot, volatility), 0.03, "price"),
                (delta, slope, 0.006, "delta"),
                (vega, by_volatility, 0.5, "vega"),
                (gamma, bend, 0.004, "gamma"),
            ] {
                assert!(found.error < most, "{xi}, {of:?}, {what}: {found:?}");
                let error = found.error + 5e-4 * expected.abs();
                Estimate { error, ..found }.assert_near(expected, &format!("{xi}, {of:?}, {what}"));
            }
        }
    }
}

/// The values of finite differences by which QuantLib tests its own (fdheston.cpp, testFdmHestonBarrier, to 0.01).
#[test]
fn a_price_that_falls_where_its_variance_rises_has_the_values_of_finite_differences() {
    let heston = Heston {
        mean_reversion: 2.5,
        long_run_variance: 0.04,
        volatility_of_variance: 0.66,
        correlation: -0.8,
    };
    let market = Market {
        spot: 100.0,
        dividend_yield: 0.0,
        rate: 0.05,
        volatility: 0.2,
    };
    let positions = vec![continuous(CALL, 100.0, (UpOut, 135.0), 0.0)];
    let job = year(market, heston, 64, vec![schedule([0, 64])], positions);
    let found = estimate(&antithetic(asking(&[Greek::Delta, Greek::Gamma], job)), 100);
    for (found, (expected, most)) in found[1..]
        .iter()
        .zip([(9.1530, 0.02), (0.5218, 0.005), (-0.0354, 0.005)])
    {
        assert!(found.error < most, "{found:?}");
        let error = found.error + (0.01_f64).min(0.02 * f64::abs(expected)) / 4.0;
        Estimate { error, ..*found }.assert_near(expected, "by finite differences");
    }
}

#[test]
fn a_variance_that_hardly_moves_gives_the_closed_forms() {
    let heston = Heston {
        mean_reversion: 0.001,
        long_run_variance: MARKET.volatility * MARKET.volatility,
        volatility_of_variance: 0.001,
        correlation: -0.5,
    };
    for (kind, at) in all_kinds() {
        let positions = vec![continuous(kind, 103.0, at, 4.0)];
        let job = asking(&ALL_GREEKS, year(MARKET, heston, 24, vec![schedule(0..=24)], positions));
        let found = estimate(&job, 40);
        let exact = |m: Market| m.barrier(kind, 103.0, at, 4.0, 1.0);
        let what = format!("{kind:?} {at:?}");
        // A rebate that is due when the barrier is met is dated at the schedule's next step, and so are its greeks.
        let late = if matches!(at.0, DownOut | UpOut) {
            1.0 / 24.0
        } else {
            0.0
        };
        let loosened = |found: Estimate, by: f64| Estimate {
            error: found.error + by / 4.0,
            ..found
        };
        loosened(found[1], 4.0 * MARKET.rate * late).assert_near(exact(MARKET), &what);
        let loosened: Vec<_> = found[2..]
            .iter()
            .zip([0.02, 0.3, 4.0])
            .map(|(&found, by)| loosened(found, by * late))
            .collect();
        assert_all(&loosened, greeks::differences(exact), &what);
    }
}

/// One date alone: what is left of a call below the level is nothing, and above it a call on the level and what that is above the
/// strike.
#[test]
fn looked_at_once_it_is_an_option_and_a_digital_one() {
    let position = of_barrier(barrier(0, CALL, 95.0, DownOut, 105.0, 0));
    let job = year(MARKET, USUAL, 32, vec![schedule([32])], vec![position]);
    let found = estimate(&all_greeks(job), 200);
    let value = |market: Market, nearer: f64| {
        let call = |strike| heston_closed_form::european(market, USUAL, CALL, strike, 1.0 - nearer);
        call(105.0) - 10.0 * (call(105.01) - call(104.99)) / 0.02
    };
    let [delta, vega, rho] = greeks::differences(|market| value(market, 0.0));
    let [gamma, theta] = crate::second_order::differences(value);
    for (i, (expected, part, most)) in [
        (value(MARKET, 0.0), 1e-3, 0.02),
        (delta, 1e-3, 0.003),
        (vega, 3e-3, 1.0),
        (rho, 3e-3, 1.0),
        (gamma, 1e-3, 5e-4),
        (theta, 3e-3, 3.0),
    ]
    .into_iter()
    .enumerate()
    {
        let found = found[1 + i];
        assert!(found.error < most, "series {i}: {found:?}, {expected}");
        let error = found.error + part * expected.abs() / 4.0;
        Estimate { error, ..found }.assert_near(expected, &format!("series {i}"));
    }
}

/// What looking at more and more dates tends to, a series in the root of their distance h of which the first two powers cancel in
/// 8/3 V(h) - 2 V(4 h) + 1/3 V(16 h) (M. Broadie, P. Glasserman and S. Kou, "A Continuity Correction for Discrete Barrier Options",
/// Mathematical Finance 7 (1997), 325-349); and what few steps give.
#[test]
fn watched_all_the_time_is_the_limit_of_many_dates_and_needs_few_steps() {
    for (at, level) in [(DownOut, 90.0), (UpOut, 125.0)] {
        let on_dates = |(quantity, schedule)| Position {
            quantity,
            ..of_barrier(barrier(0, CALL, 100.0, at, level, schedule))
        };
        let of = |steps: u32| {
            let every = |n: u32| schedule((0..=steps).step_by((steps / n) as usize));
            let watched = of_barrier(Barrier {
                continuous: true,
                ..barrier(0, CALL, 100.0, at, level, 0)
            });
            let limit = [(8.0 / 3.0, 0), (-2.0, 1), (1.0 / 3.0, 2)].map(on_dates);
            let schedules = vec![every(steps), every(steps / 4), every(steps / 16)];
            let together = year(MARKET, USUAL, steps, schedules.clone(), limit.to_vec());
            let alone = year(MARKET, USUAL, steps, schedules, vec![watched]);
            [together, alone]
        };
        let [limit, fine] = of(256).map(|job| estimate(&job, 24)[0]);
        let coarse = estimate(&of(16)[1], 100)[0];
        for found in [limit, coarse] {
            let error = found.error.hypot(fine.error) + 5e-4 * fine.value;
            Estimate { error, ..found }.assert_near(fine.value, &format!("{at:?}, {fine:?}"));
        }
    }
}

/// Path by path, whatever the greek's estimator loses is lost on both sides.
#[test]
fn in_and_out_add_up_to_the_option_on_every_path() {
    for continuous in [false, true] {
        let of = |kind| {
            of_barrier(Barrier {
                continuous,
                ..barrier(0, CALL, 100.0, kind, 90.0, 0)
            })
        };
        let mut option = european(0, CALL, 100.0, 32);
        option.quantity = -1.0;
        let job = year(
            MARKET,
            USUAL,
            32,
            vec![schedule(0..=32)],
            vec![of(DownIn), of(DownOut), option],
        );
        for antithetic in [false, true] {
            let job = Job {
                antithetic,
                ..job.clone()
            };
            let found = block(TierChoice::Auto, &plan(&job), 0);
            let scale = found.sums[3];
            assert!(found.sums[0].abs() < 1e-13 * scale, "{continuous}: {found:?}");
            assert!(
                found.sums_of_squares[0] < 1e-24 * scale * scale,
                "{continuous}: {found:?}"
            );
        }
        let found = estimate(&all_greeks(job), 60);
        for greek in 2..=6 {
            let [begun, ended, all] = [0, 6, 12].map(|position| found[greek + position]);
            let error = begun.error.hypot(ended.error).hypot(all.error);
            let allowed = 4.0 * error + 2e-3 * all.value.abs();
            let distance = (begun.value + ended.value - all.value).abs();
            assert!(distance < allowed, "{continuous}, {greek}: {begun:?} {ended:?} {all:?}");
        }
    }
}

#[test]
fn what_was_met_today_is_paid_or_an_option() {
    for continuous in [false, true] {
        let of = |kind| {
            of_barrier(Barrier {
                rebate: 3.0,
                continuous,
                ..barrier(0, CALL, 103.0, kind, 104.0, 0)
            })
        };
        let positions = vec![of(DownOut), of(DownIn), european(0, CALL, 103.0, 8)];
        let job = all_greeks(year(MARKET, USUAL, 8, vec![schedule([0, 4, 8])], positions));
        let found = block(TierChoice::Auto, &plan(&job), 0);
        let [ended, begun, option] = series(&job).try_into().expect("three positions");
        let mut paid = vec![0.0; 6];
        paid[0] = 3.0 * 4096.0;
        assert_eq!(found.sums[ended], paid);
        assert_eq!(found.sums[begun.start], found.sums[option.start]);
    }
}

#[test]
fn what_needs_a_density_that_is_not_there_is_refused() {
    let mut job = moving_barriers();
    for underlying in &mut job.underlyings {
        if let Some(heston) = &mut underlying.heston {
            heston.correlation = -1.0;
        }
    }
    let refused = |job: &Job| -> Vec<String> {
        let found = Plan::compile(job).err().unwrap_or_default();
        found.into_iter().map(|violation| violation.field).collect()
    };
    let on_dates = |(i, position): (usize, &Position)| match &position.payoff {
        Some(Payoff::Barrier(of)) if of.underlying != 1 && !of.continuous => {
            Some(format!("job.positions[{i}].barrier.underlying"))
        }
        _ => None,
    };
    let expected: Vec<String> = job.positions.iter().enumerate().filter_map(on_dates).collect();
    assert!(!expected.is_empty());
    assert_eq!(refused(&job), expected);
    job.greeks = [Greek::Vega, Greek::Rho, Greek::Theta].map(Into::into).to_vec();
    assert_eq!(refused(&job), [""; 0]);
}

#[test]
fn each_step_of_the_grid_counts_as_a_look() {
    let positions = vec![continuous(CALL, 100.0, (DownOut, 90.0), 0.0); 65];
    let of = |steps| year(MARKET, USUAL, steps, vec![schedule([0, steps])], positions.clone());
    assert!(Plan::compile(&of(4032)).is_ok());
    let found = Plan::compile(&of(4034)).expect_err("65 times 4034 looks");
    assert_eq!(found[0].field, "job.positions");
}
