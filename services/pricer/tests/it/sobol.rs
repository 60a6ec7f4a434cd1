//! Scrambled Sobol points: the means of blocks are unbiased, close together, and spread as their standard error says.

use crate::closed_form::{Market, lognormal_option};
use crate::jobs::{
    ALL_GREEKS, CALL, Estimate, PUT, antithetic, asian, barriers, basket, block, daily_average, digital, early,
    estimate, european, everything, exotics, many_factors, moving_variances, plan, prepared, schedule, sobol,
    underlying,
};
use pricer::job::Plan;
use pricer::kernel::TierChoice;
use proto::pricer::v1::{Averaging, BasketKind, Greek, Job, Position};

const MARKET: Market = Market {
    spot: 100.0,
    dividend_yield: 0.01,
    rate: 0.03,
    volatility: 0.2,
};

/// So many dates in a year of that market.
fn dates(count: u32, positions: Vec<Position>) -> Job {
    Job {
        seed: 42,
        times: (1..=count).map(|i| f64::from(i) / f64::from(count)).collect(),
        rate: MARKET.rate,
        underlyings: vec![underlying(MARKET.spot, MARKET.dividend_yield, MARKET.volatility)],
        schedules: vec![schedule(1..=count)],
        positions,
        ..Job::default()
    }
}

fn geometric_average(count: u32) -> Job {
    dates(count, vec![asian(0, CALL, Averaging::Geometric, Some(100.0), 0)])
}

/// Of the same: its mean logarithm is normal.
fn value_of_geometric_average(count: u32) -> f64 {
    let n = f64::from(count);
    let mean_time = 0.5 * (n + 1.0) / n;
    let variance = (n + 1.0) * (2.0 * n + 1.0) / (6.0 * n * n);
    let drift = MARKET.rate - MARKET.dividend_yield - 0.5 * MARKET.volatility * MARKET.volatility;
    let (mean, deviation) = (
        MARKET.spot.ln() + drift * mean_time,
        MARKET.volatility * variance.sqrt(),
    );
    lognormal_option(CALL, mean, deviation, 100.0, MARKET.rate, 1.0)
}

/// By what factor the variance of as many paths is less, series by series.
fn gains(job: &Job, blocks: u64) -> Vec<f64> {
    let [plain, points] = [job.clone(), sobol(job.clone())].map(|job| estimate(&job, blocks));
    let gain = |(plain, points): (&Estimate, &Estimate)| (plain.error / points.error).powi(2);
    plain.iter().zip(&points).map(gain).collect()
}

#[test]
fn closed_forms_hold_within_errors_that_are_much_smaller() {
    for count in [1, 32, 252] {
        let found = estimate(&sobol(geometric_average(count)), 32)[1];
        found.assert_near(value_of_geometric_average(count), &format!("{count} dates"));
        assert!(found.error < 5e-4 * found.value, "{count} dates: {found:?}");
    }
    let mut of = dates(
        2,
        vec![
            european(0, CALL, 105.0, 2),
            european(0, PUT, 95.0, 1),
            digital(0, CALL, 107.0, 2, Some(1.0)),
        ],
    );
    of.greeks = [ALL_GREEKS.as_slice(), &[Greek::Gamma]]
        .concat()
        .into_iter()
        .map(Into::into)
        .collect();
    let found = estimate(&sobol(of), 32);
    for (first, (kind, strike, expiry)) in [(1, (CALL, 105.0, 1.0)), (6, (PUT, 95.0, 0.5))] {
        let [delta, vega, rho] = MARKET.european_greeks(kind, strike, expiry);
        let [gamma, _] = MARKET.european_gamma_and_theta(kind, strike, expiry);
        let exact = [MARKET.european(kind, strike, expiry), delta, vega, rho, gamma];
        for (i, exact) in exact.into_iter().enumerate() {
            found[first + i].assert_near(exact, &format!("series {}", first + i));
        }
    }
    found[11].assert_near(MARKET.cash_or_nothing(CALL, 107.0, 1.0), "a digital option");
}

#[test]
fn the_variance_is_less_by_far() {
    let [geometric, arithmetic] =
        [Averaging::Geometric, Averaging::Arithmetic].map(|kind| asian(0, CALL, kind, Some(100.0), 0));
    let gains_of_averages = gains(&dates(32, vec![geometric, arithmetic]), 48);
    assert!(
        gains_of_averages[1..].iter().all(|&gain| gain > 200.0),
        "{gains_of_averages:?}"
    );
    let daily = gains(&daily_average(), 12);
    assert!(daily[1] > 200.0, "{daily:?}");
    let european = gains(&dates(1, vec![european(0, CALL, 105.0, 1)]), 48);
    assert!(european[1] > 1000.0, "{european:?}");
    let several = gains(&many_factors(), 24);
    assert!(several[0] > 20.0, "the total of {several:?}");
}

/// Greeks that jump where several factors meet may be: see docs/numerics.md.
#[test]
fn no_price_is_worse_than_with_pseudo_random_numbers() {
    for job in [
        everything(),
        exotics(),
        barriers(),
        prepared(early()),
        moving_variances(),
    ] {
        let job = Job {
            greeks: Vec::new(),
            ..job
        };
        for (series, gain) in gains(&job, 48).into_iter().enumerate() {
            // The variance of 48 means is known to a factor of 1.9 within 4 of its own standard deviations. What never pays
            // has none.
            assert!(gain.is_nan() || gain > 1.0 / 1.9, "series {series}: {gain}");
        }
    }
}

#[test]
fn errors_are_as_large_as_they_say() {
    let exact = value_of_geometric_average(32);
    let mut squares = 0.0;
    for seed in 0..40 {
        let found = estimate(
            &sobol(Job {
                seed,
                ..geometric_average(32)
            }),
            20,
        )[1];
        squares += ((found.value - exact) / found.error).powi(2);
    }
    let root = (squares / 40.0).sqrt();
    assert!((0.7..1.45).contains(&root), "{root} standard errors");
}

/// Points whose dimensions were mixed up, or correlated, would give the paths another law.
#[test]
fn paths_have_the_moments_of_correlated_brownian_motions() {
    // Spreads of two underlyings at two dates, against the closed form of an exchange option.
    let exchange = |step| basket(BasketKind::Sum, &[(0, 1.0), (1, -1.0)], CALL, 0.0, step);
    let of = sobol(Job {
        seed: 42,
        times: vec![1.0 / 3.0, 1.0],
        rate: 0.03,
        underlyings: vec![underlying(100.0, 0.01, 0.2), underlying(90.0, 0.0, 0.3)],
        correlation_factor: vec![1.0, 0.6, 0.8],
        positions: vec![exchange(1), exchange(2)],
        ..Job::default()
    });
    let found = estimate(&of, 32);
    let volatility = (0.2_f64 * 0.2 + 0.3 * 0.3 - 2.0 * 0.6 * 0.2 * 0.3).sqrt();
    for (found, expiry) in found[1..].iter().zip([1.0 / 3.0, 1.0]) {
        // In units of the second price, which grows at its yield.
        let deviation = volatility * f64::sqrt(expiry);
        let mean = f64::ln(100.0) - 0.01 * expiry - 0.5 * deviation * deviation;
        found.assert_near(
            lognormal_option(CALL, mean, deviation, 90.0, 0.0, expiry),
            "an exchange",
        );
    }
}

#[test]
fn what_is_not_made_of_points_is_refused() {
    let fields = |job: &Job| -> Vec<String> {
        let found = Plan::compile(job).expect_err("a refusal");
        found.into_iter().map(|violation| violation.field).collect()
    };
    assert_eq!(fields(&antithetic(sobol(everything()))), ["job.sampling"]);
    let mut large = sobol(everything());
    let steps = |count: u32| (1..=count).map(f64::from).collect();
    large.times = steps(65_536 / 3);
    assert!(Plan::compile(&large).is_ok());
    large.times = steps(65_536 / 3 + 1);
    assert_eq!(fields(&large), ["job.sampling"]);
}

#[test]
fn a_block_is_one_sample() {
    let found = block(TierChoice::Auto, &plan(&sobol(everything())), 9);
    assert_eq!(found.samples, 1);
    for (mean, square) in found.sums.iter().zip(&found.sums_of_squares) {
        assert_eq!(*square, mean * mean);
    }
    let plain = block(TierChoice::Auto, &plan(&everything()), 9);
    assert_eq!(plain.samples, 4096);
    assert!((found.sums[1] / (plain.sums[1] / 4096.0) - 1.0).abs() < 0.1);
}
