//! Estimates against values known exactly, within 4 standard errors.

use crate::closed_form::Market;
use crate::jobs::{CALL, PUT, asian, estimate, european, job, schedule, underlying};
use crate::table::rows;
use proto::pricer::v1::{Averaging, Job};

#[test]
fn european_options_of_the_reference() {
    for row in rows("ql_european_haug.csv") {
        let number = |i: usize| -> f64 { row[i].parse().expect("a number") };
        let kind = if row[0] == "Put" { PUT } else { CALL };
        let market = Market {
            spot: number(2),
            dividend_yield: number(3),
            rate: number(4),
            volatility: number(7),
        };
        let of = underlying(market.spot, market.dividend_yield, market.volatility);
        let job = job(
            market.rate,
            of,
            &[number(6)],
            vec![],
            vec![european(0, kind, number(1), 1)],
        );
        let price = estimate(&job, 100)[1];
        assert!(price.error < 5e-4 * market.spot, "{row:?}: {price:?}");
        price.assert_near(market.european(kind, number(1), number(6)), &format!("{row:?}"));
    }
}

#[test]
fn steps_before_the_expiry_change_nothing_but_the_sample() {
    let market = Market {
        spot: 100.0,
        dividend_yield: 0.02,
        rate: 0.05,
        volatility: 0.3,
    };
    let times: Vec<f64> = (1..=12).map(|i| f64::from(i * i) / 100.0).collect();
    let positions = vec![
        european(0, CALL, 105.0, 12),
        european(0, PUT, 105.0, 12),
        european(0, PUT, 90.0, 3),
    ];
    let found = estimate(
        &job(market.rate, underlying(100.0, 0.02, 0.3), &times, vec![], positions),
        40,
    );
    found[1].assert_near(market.european(CALL, 105.0, 1.44), "call");
    found[2].assert_near(market.european(PUT, 105.0, 1.44), "put");
    found[3].assert_near(market.european(PUT, 90.0, 0.09), "short put");
}

#[test]
fn geometric_averages_have_their_closed_form() {
    let market = Market {
        spot: 100.0,
        dividend_yield: 0.03,
        rate: 0.06,
        volatility: 0.2,
    };
    let fixings: Vec<f64> = (1..=10).map(|i| f64::from(i) / 10.0).collect();
    let with_today = [&[0.0], &fixings[..4]].concat();
    let positions = vec![
        asian(0, CALL, Averaging::Geometric, Some(100.0), 0),
        asian(0, PUT, Averaging::Geometric, Some(104.0), 0),
        asian(0, CALL, Averaging::Geometric, None, 0),
        asian(0, PUT, Averaging::Geometric, None, 0),
        asian(0, CALL, Averaging::Geometric, Some(99.0), 1),
        asian(0, CALL, Averaging::Geometric, None, 1),
    ];
    let schedules = vec![schedule(1..=10), schedule(0..=4)];
    let found = estimate(
        &job(
            market.rate,
            underlying(100.0, 0.03, 0.2),
            &fixings,
            schedules,
            positions,
        ),
        60,
    );
    found[1].assert_near(market.geometric(CALL, 100.0, &fixings), "call");
    found[2].assert_near(market.geometric(PUT, 104.0, &fixings), "put");
    found[3].assert_near(market.geometric_floating(CALL, &fixings), "average strike call");
    found[4].assert_near(market.geometric_floating(PUT, &fixings), "average strike put");
    found[5].assert_near(market.geometric(CALL, 99.0, &with_today), "call that fixes today");
    found[6].assert_near(
        market.geometric_floating(CALL, &with_today),
        "average strike call that fixes today",
    );
}

#[test]
fn the_published_average_strike_option_counts_from_its_first_fixing() {
    // The row says fixings at 0.1, 0.2 ... 1; the program it comes from measures every time from the first of them.
    let row = rows("ql_asian_geometric.csv")
        .into_iter()
        .find(|row| row[0] == "discrete_geometric")
        .expect("the row");
    let number = |i: usize| -> f64 { row[i].parse().expect("a number") };
    let market = Market {
        spot: number(3),
        dividend_yield: number(5),
        rate: number(6),
        volatility: number(7),
    };
    let fixings: Vec<f64> = (0..10).map(|i| f64::from(i) / 10.0).collect();
    let exact = market.geometric_floating(CALL, &fixings);
    assert!((exact - number(10)).abs() <= number(11), "{exact}");
    let positions = vec![asian(0, CALL, Averaging::Geometric, None, 0)];
    let of = underlying(market.spot, market.dividend_yield, market.volatility);
    estimate(
        &job(market.rate, of, &fixings[1..], vec![schedule(0..10)], positions),
        60,
    )[1]
    .assert_near(exact, "call");
}

#[test]
fn arithmetic_averages_of_the_reference() {
    let (rate, of) = (0.025, underlying(90.0, 0.06, 0.13));
    for row in rows("asian_levy_check.csv") {
        let number = |i: usize| -> f64 { row[i].parse().expect("a number") };
        let (first, n) = (number(0), number(1) as u32);
        if n > 100 {
            continue;
        }
        // Eleven months from the first fixing to the last, or less where the first is late: the published case.
        let length = 11.0 / 12.0;
        let times: Vec<f64> = (0..n)
            .map(|i| first + f64::from(i) * length / f64::from(n - 1))
            .collect();
        let today = times[0] == 0.0;
        let grid = if today { &times[1..] } else { &times[..] };
        let fixings = if today { schedule(0..n) } else { schedule(1..=n) };
        let positions = vec![
            asian(0, PUT, Averaging::Arithmetic, Some(87.0), 0),
            asian(0, CALL, Averaging::Arithmetic, None, 0),
        ];
        let found = estimate(&job(rate, of, grid, vec![fixings], positions), 30);
        for (found, value, error) in [(found[1], number(3), number(4)), (found[2], number(5), number(6))] {
            let distance = (found.value - value).abs();
            assert!(distance <= 4.0 * found.error.hypot(error), "{row:?}: {found:?}");
        }
    }
}

#[test]
fn the_total_knows_the_correlation() {
    let (s, t) = ([100.0, 40.0], 2.0);
    let (v, r) = ([0.3, 0.2], 0.01);
    for correlation in [-0.9, 0.0, 0.5, 1.0_f64] {
        let mut job = Job {
            seed: 7,
            times: vec![1.0, t],
            rate: r,
            underlyings: vec![underlying(s[0], 0.0, v[0]), underlying(s[1], 0.0, v[1])],
            correlation_factor: vec![1.0, correlation, (1.0 - correlation * correlation).sqrt()],
            // So deep in the money that each is worth what the underlying is.
            positions: vec![european(0, CALL, 1e-9, 2), european(1, CALL, 1e-9, 2)],
            ..Job::default()
        };
        let blocks = 50;
        let variance = |job: &Job| estimate(job, blocks)[0].error.powi(2) * (blocks as f64 * 4096.0);
        let sum = variance(&job);
        job.positions[1].quantity = -1.0;
        let difference = variance(&job);
        let covariance = (sum - difference) / 4.0;
        let expected = s[0] * s[1] * ((correlation * v[0] * v[1] * t).exp() - 1.0);
        // The sample covariance of 204,800 paths scatters by about 0.5 % of the product of the deviations.
        let scale = s[0] * s[1] * v[0] * v[1] * t;
        assert!(
            (covariance - expected).abs() < 0.02 * scale,
            "{correlation}: {covariance}, not {expected}"
        );
    }
}
