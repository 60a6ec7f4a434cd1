//! Options on several prices against published values and closed forms.

use crate::closed_form::{Market, exchange};
use crate::jobs::{ALL_GREEKS, CALL, Estimate, PUT, antithetic, basket, block, estimate, everything, plan, underlying};
use crate::table::rows;
use pricer::kernel::TierChoice;
use proto::pricer::v1::{BasketKind, Job, OptionType};

fn number(text: &str) -> f64 {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn numbers(text: &str) -> Vec<f64> {
    text.split(' ').map(number).collect()
}

fn option(text: &str) -> OptionType {
    if text == "Put" { PUT } else { CALL }
}

fn pair(markets: [Market; 2], correlation: f64, expiry: f64) -> Job {
    Job {
        seed: 11,
        times: vec![expiry],
        rate: markets[0].rate,
        underlyings: markets
            .map(|m| underlying(m.spot, m.dividend_yield, m.volatility))
            .to_vec(),
        correlation_factor: vec![1.0, correlation, (1.0 - correlation * correlation).sqrt()],
        antithetic: true,
        ..Job::default()
    }
}

/// The lower triangle of the Cholesky factor.
fn cholesky(matrix: &[Vec<f64>]) -> Vec<f64> {
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for (i, wanted) in matrix.iter().enumerate() {
        let mut row: Vec<f64> = Vec::new();
        for (j, above) in rows.iter().enumerate() {
            let known: f64 = row.iter().zip(above).map(|(a, b)| a * b).sum();
            row.push((wanted[j] - known) / above[j]);
        }
        row.push((wanted[i] - row.iter().map(|x| x * x).sum::<f64>()).sqrt());
        rows.push(row);
    }
    rows.concat()
}

/// Within 4 standard errors and what the published number is rounded to.
#[track_caller]
fn assert_published(found: Estimate, expected: f64, rounding: f64, row: &[&str]) {
    assert!(
        (found.value - expected).abs() < 4.0 * found.error + rounding,
        "{row:?}: {found:?}"
    );
}

#[test]
fn published_lowest_and_highest_of_two() {
    let mut met = 0;
    for row in rows("ql_basket_two_asset_european.csv") {
        let kind = match row[0] {
            "MinBasket" => BasketKind::Min,
            "MaxBasket" => BasketKind::Max,
            // On futures, and approximations.
            _ => continue,
        };
        let market = |i: usize| Market {
            spot: number(row[3 + i]),
            dividend_yield: number(row[5 + i]),
            rate: number(row[7]),
            volatility: number(row[9 + i]),
        };
        let mut job = pair([market(0), market(1)], number(row[11]), number(row[8]));
        job.positions = vec![basket(kind, &[(0, 1.0), (1, 1.0)], option(row[1]), number(row[2]), 1)];
        assert_published(estimate(&job, 60)[1], number(row[12]), number(row[13]), &row);
        met += 1;
    }
    assert_eq!(met, 20);
}

#[test]
fn published_exchanges() {
    for row in rows("ql_margrabe_european.csv") {
        let quantities = [number(row[2]), number(row[3])];
        let market = |i: usize| Market {
            spot: number(row[i]),
            dividend_yield: number(row[4 + i]),
            rate: number(row[6]),
            volatility: number(row[8 + i]),
        };
        let (markets, correlation, expiry) = ([market(0), market(1)], number(row[10]), number(row[7]));
        let mut job = pair(markets, correlation, expiry);
        job.greeks = ALL_GREEKS.map(Into::into).to_vec();
        let terms = [(0, quantities[0]), (1, -quantities[1])];
        job.positions = vec![basket(BasketKind::Sum, &terms, CALL, 0.0, 1)];
        let found = estimate(&job, 60);
        let published = [11, 12, 13].map(|i| number(row[i]));
        for (found, expected) in found[1..4].iter().zip(published) {
            assert_published(*found, expected, number(row[18]), &row);
        }
        // The closed form has more digits, and vegas by differences.
        let exact = |markets: [Market; 2]| {
            let scaled = [0, 1].map(|i| Market {
                spot: quantities[i] * markets[i].spot,
                ..markets[i]
            });
            exchange(scaled, correlation, expiry)
        };
        let [price, delta, further] = exact(markets);
        found[1].assert_near(price, "the price");
        found[2].assert_near(quantities[0] * delta, "the first delta");
        found[3].assert_near(quantities[1] * further, "the second delta");
        for i in 0..2 {
            let bumped = |h: f64| {
                let mut markets = markets;
                markets[i].volatility += h;
                exact(markets)[0]
            };
            found[4 + i].assert_near((bumped(1e-5) - bumped(-1e-5)) / 2e-5, &format!("vega {i}"));
        }
        found[6].assert_near(0.0, "rho: an exchange does not depend on the rate");
    }
}

#[test]
fn published_spreads_and_baskets() {
    let mut met = 0;
    for row in rows("ql_basket_spread_benchmarks.csv") {
        let [spots, volatilities, yields, weights] = [3, 4, 5, 8].map(|i| numbers(row[i]));
        let n = spots.len();
        let matrix: Vec<Vec<f64>> = match row[7].strip_prefix("const ") {
            Some(all) => (0..n)
                .map(|i| (0..n).map(|j| if i == j { 1.0 } else { number(all) }).collect())
                .collect(),
            None => row[7].split(';').map(numbers).collect(),
        };
        // A strike is not below 0: an option on the basket's negative is the other kind at the negative strike.
        let (strike, kind) = (number(row[10]), option(row[2]));
        let (strike, kind, side) = match (strike < 0.0, kind) {
            (false, kind) => (strike, kind, 1.0),
            (true, OptionType::Put) => (-strike, CALL, -1.0),
            (true, _) => (-strike, PUT, -1.0),
        };
        let terms: Vec<(u32, f64)> = (0..).zip(weights.iter().map(|weight| side * weight)).collect();
        let underlyings = (0..n).map(|i| underlying(spots[i], yields[i], volatilities[i]));
        let job = Job {
            seed: 5,
            times: vec![number(row[9])],
            rate: number(row[6]),
            underlyings: underlyings.collect(),
            correlation_factor: cholesky(&matrix),
            positions: vec![basket(BasketKind::Sum, &terms, kind, strike, 1)],
            ..Job::default()
        };
        assert_published(estimate(&antithetic(job), 20)[1], number(row[11]), 5e-4, &row);
        met += 1;
    }
    assert_eq!(met, 57);
}

/// On every path.
#[test]
fn the_lowest_and_the_highest_of_two_are_their_sum() {
    let mut job = everything();
    let terms = [(0, 1.0), (1, 2.0)];
    job.positions = [BasketKind::Min, BasketKind::Max, BasketKind::Sum]
        .map(|kind| basket(kind, &terms, CALL, 0.0, 4))
        .to_vec();
    job.positions[2].quantity = -1.0;
    let found = block(TierChoice::Auto, &plan(&job), 0);
    assert!(
        found.sums[0].abs() < 1e-8 && found.sums_of_squares[0] < 1e-18,
        "{found:?}"
    );
    for greek in 0..6 {
        let [lowest, highest, sum] = [1, 7, 13].map(|first| found.sums[first + greek]);
        assert!(
            (lowest + highest - sum).abs() <= 1e-11 * sum.abs() + 1e-9,
            "{greek}: {lowest}, {highest}, {sum}"
        );
    }
}
