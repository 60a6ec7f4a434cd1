//! Gamma and theta of what jumps or is exercised early, and the greeks of prices whose variance moves, against closed forms, a
//! lattice, and differences of prices on the same paths.

use crate::barriers::{all_kinds, continuous, watched_twice};
use crate::closed_form::Market;
use crate::greeks::MARKET;
use crate::heston_closed_form;
use crate::jobs::{
    CALL, Estimate, PUT, antithetic, barrier, bermudan, block, digital, estimate, european, job, moving,
    moving_with_all_greeks, of_barrier, plan, prepared, schedule, series, underlying,
};
use crate::lattice;
use crate::second_order::{asking, differences};
use pricer::kernel::TierChoice;
use proto::pricer::v1::position::Payoff;
use proto::pricer::v1::{Barrier, BarrierKind, Greek, Heston, Job, OptionType, Position, Schedule};

const BOTH: [Greek; 2] = [Greek::Gamma, Greek::Theta];

fn on_market(times: &[f64], fixings: Schedule, positions: Vec<Position>) -> Job {
    let of = underlying(MARKET.spot, MARKET.dividend_yield, MARKET.volatility);
    asking(&BOTH, job(MARKET.rate, of, times, vec![fixings], positions))
}

/// Within 4 standard errors and a part of the expected value; the error must say something.
#[track_caller]
fn assert_within(found: Estimate, expected: f64, part: f64, most_error: f64, what: &str) {
    let Estimate { value, error } = found;
    let allowed = 4.0 * error + part * expected.abs();
    assert!((value - expected).abs() < allowed, "{what}: {found:?}, not {expected}");
    assert!(error < most_error, "{what}: {found:?} says little");
}

#[test]
fn of_barriers_that_are_watched_all_the_time() {
    for (kind, at) in all_kinds() {
        let knocks_in = matches!(at.0, BarrierKind::DownIn | BarrierKind::UpIn);
        // Only the rebate that is paid at expiry has no error of its date.
        let rebate = if knocks_in { 4.0 } else { 0.0 };
        let positions = vec![continuous(kind, 103.0, at, rebate)];
        let found = estimate(&on_market(&[0.3, 0.5, 0.8], schedule(0..=3), positions), 60);
        let [gamma, theta] = differences(|m, nearer| m.barrier(kind, 103.0, at, rebate, 0.8 - nearer));
        let what = format!("{kind:?} {at:?}");
        assert_within(found[2], gamma, 1e-3, 1e-3, &format!("{what}, gamma"));
        assert_within(found[3], theta, 1e-3, 0.3, &format!("{what}, theta"));
    }
}

/// Where a bump of 1/128 of the spot would cross the barrier.
#[test]
fn of_a_barrier_that_is_near() {
    for at in [(BarrierKind::DownOut, 99.6), (BarrierKind::UpIn, 100.3)] {
        let positions = vec![continuous(CALL, 97.0, at, 0.0)];
        let found = estimate(&on_market(&[0.3, 0.8], schedule(0..=2), positions), 150);
        let exact = |spot: f64| Market { spot, ..MARKET }.barrier(CALL, 97.0, at, 0.0, 0.8);
        let h = 0.02;
        let gamma = (exact(100.0 + h) - 2.0 * exact(100.0) + exact(100.0 - h)) / (h * h);
        let [_, theta] = differences(|m, nearer| m.barrier(CALL, 97.0, at, 0.0, 0.8 - nearer));
        assert_within(found[2], gamma, 1e-3, 4e-3, &format!("{at:?}, gamma"));
        assert_within(found[3], theta, 1e-3, 1.2, &format!("{at:?}, theta"));
    }
}

#[test]
fn of_barriers_that_are_looked_at_twice() {
    let dates = [0.3, 0.8];
    for (kind, at) in all_kinds() {
        let position = of_barrier(Barrier {
            rebate: 6.0,
            ..barrier(0, kind, 95.0, at.0, at.1, 0)
        });
        let found = estimate(&on_market(&dates, schedule(1..=2), vec![position]), 60);
        let exact = |m: Market, nearer: f64| watched_twice(m, kind, 95.0, at, 6.0, dates.map(|date| date - nearer));
        let [gamma, theta] = differences(exact);
        let what = format!("{kind:?} {at:?}");
        assert_within(found[2], gamma, 1e-3, 1e-3, &format!("{what}, gamma"));
        assert_within(found[3], theta, 1e-3, 0.3, &format!("{what}, theta"));
    }
}

/// The means add up, though the option and the two with the barrier have different estimators.
#[test]
fn in_and_out_add_up_to_the_option() {
    for watched in [false, true] {
        let of = |kind| {
            of_barrier(Barrier {
                continuous: watched,
                ..barrier(0, CALL, 100.0, kind, 90.0, 0)
            })
        };
        let positions = vec![
            of(BarrierKind::DownIn),
            of(BarrierKind::DownOut),
            european(0, CALL, 100.0, 4),
        ];
        let job = on_market(&[0.25, 0.5, 0.75, 1.0], schedule(0..=4), positions);
        let found = estimate(&antithetic(job), 60);
        for greek in [2, 3] {
            let [begun, ended, all] = [0, 3, 6].map(|position| found[greek + position]);
            let error = begun.error.hypot(ended.error).hypot(all.error);
            // The bump loses about 0.1 %.
            let allowed = 4.0 * error + 1e-3 * all.value.abs();
            let distance = (begun.value + ended.value - all.value).abs();
            assert!(distance < allowed, "{watched}, {greek}: {begun:?} {ended:?} {all:?}");
            assert!(error < 0.1 * all.value.abs(), "{watched}, {greek}: {error}");
        }
    }
}

#[test]
fn of_a_barrier_met_today() {
    let cases = [BarrierKind::DownOut, BarrierKind::DownIn];
    for (at, continuous) in cases.into_iter().flat_map(|at| [(at, false), (at, true)]) {
        let position = of_barrier(Barrier {
            rebate: 3.0,
            continuous,
            ..barrier(0, CALL, 103.0, at, 104.0, 0)
        });
        let positions = vec![position, european(0, CALL, 103.0, 2)];
        let found = estimate(&on_market(&[0.5, 1.0], schedule(0..=2), positions), 60);
        for greek in [2, 3] {
            let [barrier, option] = [found[greek], found[greek + 3]];
            if at == BarrierKind::DownOut {
                assert_eq!(
                    (barrier.value, barrier.error),
                    (0.0, 0.0),
                    "what was paid does not change"
                );
            } else {
                let error = barrier.error.hypot(option.error);
                assert_within(Estimate { error, ..barrier }, option.value, 1e-3, 0.2, "begun");
            }
        }
    }
}

#[test]
fn of_options_that_are_exercised_early() {
    for kind in [CALL, PUT] {
        let dates: Vec<f64> = (1..=20).map(|i| f64::from(i) / 20.0).collect();
        let job = on_market(&dates, schedule(1..=20), vec![bermudan(0, kind, 100.0, 0)]);
        let found = estimate(&prepared(antithetic(job)), 200);
        let [gamma, theta] = lattice::gamma_and_theta(MARKET, kind, 100.0, 1.0, 20);
        assert_within(found[2], gamma, 0.02, 4e-4, &format!("{kind:?}, gamma"));
        assert_within(found[3], theta, 0.02, 0.15, &format!("{kind:?}, theta"));
    }
}

#[test]
fn of_a_single_date_of_exercise_are_those_of_a_european_option() {
    let positions = vec![bermudan(0, PUT, 104.0, 0), european(0, PUT, 104.0, 1)];
    let job = on_market(&[0.8], schedule([1]), positions);
    let found = block(TierChoice::Auto, &plan(&job), 0).sums;
    for greek in [2, 3] {
        assert!((found[greek] / found[greek + 3] - 1.0).abs() < 1e-12, "{found:?}");
    }
}

const MOVING: Heston = Heston {
    mean_reversion: 2.0,
    long_run_variance: 0.04,
    volatility_of_variance: 0.5,
    correlation: -0.7,
};

fn on_moving(years: f64, greeks: &[Greek], positions: &dyn Fn(u32) -> Vec<Position>) -> Job {
    let steps = (32.0 * years).ceil() as u32;
    let times: Vec<f64> = (1..=steps).map(|i| years * f64::from(i) / f64::from(steps)).collect();
    let of = underlying(MARKET.spot, MARKET.dividend_yield, MARKET.volatility);
    asking(
        greeks,
        job(MARKET.rate, moving(of, MOVING), &times, vec![], positions(steps)),
    )
}

/// Delta, vega, rho, gamma and theta by differences of a value, which gets how many years there are.
fn all_differences(value: &dyn Fn(Market, f64) -> f64, years: f64) -> [f64; 5] {
    let slope = |bump: &dyn Fn(f64) -> f64, h: f64| (bump(h) - bump(-h)) / (2.0 * h);
    let at_spot = |h: f64| {
        let spot = MARKET.spot + h;
        value(Market { spot, ..MARKET }, years)
    };
    let at_volatility = |h: f64| {
        let volatility = MARKET.volatility + h;
        value(Market { volatility, ..MARKET }, years)
    };
    let at_rate = |h: f64| {
        let rate = MARKET.rate + h;
        value(Market { rate, ..MARKET }, years)
    };
    let h = 0.1;
    [
        slope(&at_spot, h),
        slope(&at_volatility, 1e-3),
        slope(&at_rate, 1e-4),
        (at_spot(h) - 2.0 * at_spot(0.0) + at_spot(-h)) / (h * h),
        -slope(&|h| value(MARKET, years + h), 1e-3),
    ]
}

const ALL: [Greek; 5] = [Greek::Delta, Greek::Vega, Greek::Rho, Greek::Gamma, Greek::Theta];

#[test]
fn of_european_options_on_a_variance_that_moves() {
    for (kind, strike) in [(CALL, 100.0), (PUT, 85.0)] {
        let found = estimate(&on_moving(1.0, &ALL, &|last| vec![european(0, kind, strike, last)]), 60);
        let value = |m: Market, years| heston_closed_form::european(m, MOVING, kind, strike, years);
        let most_errors = [0.01, 0.3, 0.5, 1e-3, 0.1];
        let expected = all_differences(&value, 1.0);
        for (i, greek) in ALL.into_iter().enumerate() {
            let what = format!("{kind:?} {strike}, {greek:?}");
            assert_within(found[2 + i], expected[i], 2e-3, most_errors[i], &what);
        }
    }
}

/// A digital option is the slope of a European one by its strike.
#[test]
fn of_digital_options_on_a_variance_that_moves() {
    let cash = |m: Market, kind: OptionType, years: f64| {
        let sign = if kind == CALL { -1.0 } else { 1.0 };
        let [up, down] = [0.05, -0.05].map(|h| heston_closed_form::european(m, MOVING, kind, 102.0 + h, years));
        sign * (up - down) / 0.1
    };
    let positions = |last| {
        vec![
            digital(0, CALL, 102.0, last, Some(10.0)),
            digital(0, PUT, 102.0, last, None),
        ]
    };
    let found = estimate(&on_moving(0.5, &ALL, &positions), 100);
    let call = |m: Market, years| 10.0 * cash(m, CALL, years);
    // Less than the strike in cash by what a put is worth.
    let put =
        |m: Market, years| 102.0 * cash(m, PUT, years) - heston_closed_form::european(m, MOVING, PUT, 102.0, years);
    let values: [&dyn Fn(Market, f64) -> f64; 2] = [&call, &put];
    for (k, (value, scale)) in values.into_iter().zip([1.0, 10.0]).enumerate() {
        let most_errors = [0.005, 0.5, 0.5, 5e-4, 0.5].map(|most| scale * most);
        let expected = all_differences(value, 0.5);
        for (i, greek) in ALL.into_iter().enumerate() {
            let what = format!("digital {k}, {greek:?}");
            assert_within(found[2 + 6 * k + i], expected[i], 5e-3, most_errors[i], &what);
        }
    }
}

/// What a vega and a theta by common random numbers are differences of.
#[test]
fn differences_are_those_of_prices_on_the_same_paths() {
    const STRETCH: f64 = 1.0 / 64.0;
    let job = moving_with_all_greeks();
    let found = block(TierChoice::Auto, &plan(&job), 3).sums;
    let price = |position: &Position, change: &dyn Fn(&mut Job)| {
        let mut changed = asking(&[], job.clone());
        changed.positions = vec![position.clone()];
        change(&mut changed);
        block(TierChoice::Auto, &plan(&changed), 3).sums[1]
    };
    let mut met = 0;
    for (position, series) in job.positions.iter().zip(series(&job)) {
        let underlyings = crate::jobs::underlyings(position);
        if underlyings
            .iter()
            .all(|&of| job.underlyings[of as usize].heston.is_none())
        {
            continue;
        }
        // Price, deltas, vegas, rho, gammas, theta.
        let n = underlyings.len();
        for (k, &of) in underlyings.iter().enumerate() {
            let of = of as usize;
            if job.underlyings[of].heston.is_none() {
                continue;
            }
            let [up, down] = [STRETCH, -STRETCH]
                .map(|by| price(position, &|job: &mut Job| job.underlyings[of].volatility *= 1.0 + by));
            let vega = (up - down) / (2.0 * STRETCH * job.underlyings[of].volatility);
            assert_close(
                found[series.start + 1 + n + k],
                vega,
                up,
                &format!("vega, {position:?}"),
            );
        }
        let step = match &position.payoff {
            Some(Payoff::European(of)) => of.step,
            Some(Payoff::Digital(of)) => of.step,
            Some(Payoff::Basket(of)) => of.step,
            _ => 1,
        };
        let alone = !matches!(position.payoff, Some(Payoff::Asian(_) | Payoff::Lookback(_)));
        let first = job.times[0];
        let [later, nearer] = [STRETCH, -STRETCH].map(|by| {
            let stretch = |time: &mut f64| *time += by * if alone { *time } else { first };
            price(position, &|job: &mut Job| job.times.iter_mut().for_each(stretch))
        });
        let theta = (nearer - later) / (2.0 * STRETCH * job.times[step as usize - 1]);
        assert_close(found[series.end - 1], theta, later, &format!("theta, {position:?}"));
        met += 1;
    }
    assert!(met > 10);
}

#[track_caller]
fn assert_close(found: f64, expected: f64, scale: f64, what: &str) {
    let allowed = 1e-9 * (expected.abs() + 1e3 * scale.abs()) + 1e-9;
    assert!((found - expected).abs() < allowed, "{what}: {found}, not {expected}");
}
