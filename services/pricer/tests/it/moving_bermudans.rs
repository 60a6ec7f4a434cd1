//! Options that may be exercised early, on prices whose variance moves.

use crate::closed_form::Market;
use crate::greeks::MARKET;
use crate::heston_closed_form;
use crate::jobs::{
    CALL, Estimate, PUT, antithetic, bermudan, block, estimate, european, job, moving, moving_early, plan, prepared,
    schedule, underlying,
};
use crate::second_order::asking;
use pricer::job::{Plan, Preparation};
use pricer::kernel::{Stopped, Tier, TierChoice};
use proto::pricer::v1::position::Payoff;
use proto::pricer::v1::{Greek, Heston, Job, Position};
use std::sync::atomic::AtomicBool;

/// By which QuantLib tests its finite differences (fdheston.cpp, testFdmHestonAmerican).
const PUBLISHED: (Market, Heston) = (
    Market {
        spot: 100.0,
        dividend_yield: 0.0,
        rate: 0.05,
        volatility: 0.2,
    },
    Heston {
        mean_reversion: 2.5,
        long_run_variance: 0.04,
        volatility_of_variance: 0.66,
        correlation: -0.8,
    },
);

/// So many years in so many steps, of which every one is in the only schedule.
fn on((market, heston): (Market, Heston), (years, steps): (f64, u32), positions: Vec<Position>) -> Job {
    let times: Vec<f64> = (1..=steps).map(|i| years * f64::from(i) / f64::from(steps)).collect();
    let of = underlying(market.spot, market.dividend_yield, market.volatility);
    let schedules = vec![schedule(1..=steps)];
    job(market.rate, moving(of, heston), &times, schedules, positions)
}

/// Within so many parts of a thousand besides 4 standard errors: what dates instead of any time and the policy lose.
#[track_caller]
fn assert_near(found: Estimate, expected: f64, thousandths: f64, what: &str) {
    let error = found.error + 1e-3 * thousandths / 4.0 * expected.abs();
    Estimate { error, ..found }.assert_near(expected, what);
}

#[test]
fn published_values_of_american_puts() {
    let job = on(PUBLISHED, (1.0, 64), vec![bermudan(0, PUT, 100.0, 0)]);
    let job = asking(&[Greek::Delta, Greek::Gamma], antithetic(job));
    let found = estimate(&prepared(job), 60);
    for (found, (expected, thousandths)) in found[1..]
        .iter()
        .zip([(5.66032, 6.0), (-0.30065, 35.0), (0.02202, 80.0)])
    {
        assert!(found.error < 0.03 * f64::abs(expected), "{found:?}, {expected}");
        assert_near(*found, expected, thousandths, "a year");
    }
    // S. Ikonen and J. Toivanen, "Efficient numerical methods for pricing American options under stochastic volatility", Numerical
    // Methods for Partial Differential Equations 24 (2008), 104-126, as QuantLib's testFdmHestonIkonenToivanen has them.
    let heston = Heston {
        mean_reversion: 5.0,
        long_run_variance: 0.16,
        volatility_of_variance: 0.9,
        correlation: 0.1,
    };
    for (spot, expected) in [(9.0, 1.10763), (10.0, 0.520038), (11.0, 0.213681), (12.0, 0.082046)] {
        let market = Market {
            spot,
            dividend_yield: 0.0,
            rate: 0.1,
            volatility: 0.25,
        };
        let job = on((market, heston), (0.25, 50), vec![bermudan(0, PUT, 10.0, 0)]);
        let found = estimate(&prepared(antithetic(job)), 30)[1];
        assert_near(found, expected, 6.0, &format!("at {spot}"));
    }
}

#[test]
fn a_variance_that_hardly_moves_gives_the_values_of_a_constant_volatility() {
    let heston = Heston {
        mean_reversion: 1.0,
        long_run_variance: MARKET.volatility * MARKET.volatility,
        volatility_of_variance: 0.001,
        correlation: -0.5,
    };
    for kind in [CALL, PUT] {
        let still = asking(
            &[Greek::Delta, Greek::Rho, Greek::Gamma],
            on((MARKET, heston), (1.0, 12), vec![bermudan(0, kind, 104.0, 0)]),
        );
        let mut constant = still.clone();
        constant.underlyings[0].heston = None;
        let [still, constant] = [still, constant].map(|job| estimate(&prepared(antithetic(job)), 60));
        // Each policy is off by something else, and greeks are off by a first order of that.
        let thousandths = [4.0, 4.0, 25.0, 25.0, 80.0];
        for (i, (still, constant)) in still.iter().zip(&constant).enumerate() {
            let error = still.error.hypot(constant.error);
            assert_near(
                Estimate { error, ..*still },
                constant.value,
                thousandths[i],
                &format!("{kind:?}, series {i}"),
            );
        }
    }
}

/// With the right to exercise on more dates an option is worth no less, and one of them alone is a European option.
#[test]
fn more_dates_are_worth_more_than_the_european_option() {
    let mut job = on(PUBLISHED, (1.0, 32), vec![]);
    job.schedules = vec![schedule([32]), schedule([16, 32]), schedule((4..=32).step_by(4))];
    job.positions = (0..3).map(|dates| bermudan(0, PUT, 105.0, dates)).collect();
    let found = estimate(&prepared(antithetic(job)), 40);
    let [one, two, eight] = [1, 2, 3].map(|i| found[i]);
    let (market, heston) = PUBLISHED;
    one.assert_near(
        heston_closed_form::european(market, heston, PUT, 105.0, 1.0),
        "one date",
    );
    for (more, less) in [(two, one), (eight, two)] {
        assert!(
            more.value > less.value + 4.0 * less.error.hypot(more.error),
            "{found:?}"
        );
    }
    // Nobody would pay more than the strike less what is left of it.
    assert!(eight.value < 105.0 - 100.0 + one.value, "{found:?}");
}

#[test]
fn a_call_without_dividends_is_a_european_one_on_every_path() {
    let positions = vec![bermudan(0, CALL, 95.0, 0), european(0, CALL, 95.0, 16)];
    let job = asking(
        &[Greek::Delta, Greek::Vega, Greek::Rho],
        prepared(on(PUBLISHED, (1.0, 16), positions)),
    );
    let found = block(TierChoice::Auto, &plan(&job), 3);
    for i in 1..5 {
        let [early, late] = [found.sums[i], found.sums[i + 4]];
        // Rho is made in another way.
        assert!((early - late).abs() < 1e-12 * late.abs(), "series {i}: {found:?}");
    }
}

/// A policy that does not know the variance loses.
#[test]
fn the_variance_is_worth_knowing() {
    let with = prepared(antithetic(on(PUBLISHED, (1.0, 16), vec![bermudan(0, PUT, 100.0, 0)])));
    let mut without = with.clone();
    let Some(Payoff::Bermudan(of)) = &mut without.positions[0].payoff else {
        panic!("{without:?}")
    };
    assert!(
        of.policy.iter().all(|date| date.variance_constant > 0.0),
        "{:?}",
        of.policy
    );
    for date in &mut of.policy {
        // As it is where the variance is what it comes to in the long run.
        date.constant += 0.04 * std::mem::take(&mut date.variance_constant);
        date.linear += 0.04 * std::mem::take(&mut date.variance_linear);
        date.quadratic += 0.04 * std::mem::take(&mut date.variance_quadratic);
    }
    without.positions[0].quantity = -1.0;
    let together = Job {
        positions: vec![with.positions[0].clone(), without.positions[0].clone()],
        ..with
    };
    let gained = estimate(&together, 40)[0];
    assert!(gained.value > 4.0 * gained.error, "{gained:?}");
}

/// All greeks by worlds and densities add up where the option is certain to be exercised at the first date: it is that forward then.
#[test]
fn deep_in_the_money_all_greeks_are_those_of_a_forward() {
    let (market, heston) = PUBLISHED;
    let mut job = on((market, heston), (0.5, 16), vec![]);
    job.schedules = vec![schedule([4, 16])];
    job.positions = vec![bermudan(0, PUT, 400.0, 0)];
    let greeks = [Greek::Delta, Greek::Vega, Greek::Rho, Greek::Gamma, Greek::Theta];
    let found = estimate(&asking(&greeks, prepared(antithetic(job))), 40);
    let (t, rate) = (0.125, market.rate);
    let discount = f64::exp(-rate * t);
    let expected = [
        400.0 * discount - 100.0,
        -1.0,
        0.0,
        -400.0 * t * discount,
        0.0,
        400.0 * rate * discount,
    ];
    for (i, (found, expected)) in found[1..].iter().zip(expected).enumerate() {
        let error = found.error + 1e-6 * expected.abs();
        Estimate { error, ..*found }.assert_near(expected, &format!("series {i}"));
    }
}

#[test]
fn every_tier_finds_the_same_policies() {
    let (_, calibrations) = Preparation::of(moving_early()).expect("a valid job");
    assert!(calibrations.len() > 2);
    for calibration in &calibrations {
        let scalar = Tier::choose(TierChoice::Scalar).expect("always there");
        let wanted = scalar.policy(calibration, &AtomicBool::new(false));
        for tier in Tier::all() {
            assert_eq!(tier.policy(calibration, &AtomicBool::new(false)), wanted, "{tier:?}");
        }
        assert_eq!(scalar.policy(calibration, &AtomicBool::new(true)), Err(Stopped));
    }
}

#[test]
fn what_needs_a_density_that_is_not_there_is_refused() {
    let mut job = prepared(moving_early());
    for underlying in &mut job.underlyings {
        if let Some(heston) = &mut underlying.heston {
            heston.correlation = 1.0;
            heston.volatility_of_variance = 0.1;
        }
    }
    let found = Plan::compile(&job).expect_err("no density");
    assert_eq!(found[0].field, "job.positions[0].bermudan.underlying");
    job.greeks = [Greek::Delta, Greek::Vega, Greek::Rho, Greek::Theta]
        .map(Into::into)
        .to_vec();
    assert!(Plan::compile(&job).is_ok());
}

#[test]
fn each_step_of_the_grid_counts_where_a_policy_is_to_be_found() {
    let positions = vec![bermudan(0, PUT, 100.0, 0); 17];
    let of = |steps| {
        let mut job = on(PUBLISHED, (1.0, steps), positions.clone());
        job.schedules = vec![schedule([1, steps])];
        Preparation::of(job).map(|(_, calibrations)| calibrations.len())
    };
    assert_eq!(of(3855).expect("65,535 steps"), 1);
    assert_eq!(of(3856).expect_err("65,552 steps")[0].field, "job.positions");
}
