//! By what factor variances fall, as docs/numerics.md says it: the tables there are compared with what is found here.
//!
//! ```sh
//! cargo test -p pricer --test it variances -- --nocapture
//! ```
//!
//! prints them. They have the same figures on every machine, for the blocks have the same bits.

use crate::jobs::{
    CALL, Estimate, PUT, antithetic, asian, barrier, basket, controlled, digital, estimate, european, exotics, job,
    lookback, moving, of_barrier, schedule, series, sobol, underlying,
};
use proto::pricer::v1::Averaging::{Arithmetic, Geometric};
use proto::pricer::v1::{BarrierKind, BasketKind, Heston, Job, Position, Underlying};

/// 81,920 samples.
const BLOCKS_OF_CONTROLS: u64 = 20;
/// As many, each the mean of two paths.
const BLOCKS_OF_PAIRS: u64 = 20;
/// A variance that moves as a share's does.
const USUAL: Heston = Heston {
    mean_reversion: 1.5,
    long_run_variance: 0.04,
    volatility_of_variance: 0.5,
    correlation: -0.7,
};
/// Each is one sample where it is of Sobol points, so that factors are known to 14 %.
const BLOCKS_OF_POINTS: u64 = 100;

/// A year, with so many dates.
fn year(dates: u32, of: Underlying, positions: Vec<Position>) -> Job {
    let times: Vec<f64> = (1..=dates).map(|i| f64::from(i) / f64::from(dates)).collect();
    job(0.03, of, &times, vec![schedule(1..=dates)], positions)
}

fn share() -> Underlying {
    underlying(100.0, 0.01, 0.2)
}

/// The variance of the first estimate over that of the second.
fn factor(plain: Estimate, better: Estimate) -> f64 {
    let ratio = plain.error / better.error;
    ratio * ratio
}

/// To two figures.
fn rounded(factor: f64) -> String {
    let unit = 10_f64.powi(factor.log10().floor() as i32 - 1);
    let figures = (factor / unit).round() * unit;
    match figures {
        ..1.0 => format!("{figures:.2}"),
        ..10.0 => format!("{figures:.1}"),
        ..1000.0 => format!("{figures:.0}"),
        _ => format!("{:.0},{:03.0}", (figures / 1000.0).floor(), figures % 1000.0),
    }
}

#[track_caller]
fn assert_in_docs(table: &str) {
    println!("{table}");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/numerics.md");
    let docs = std::fs::read_to_string(path).expect("docs/numerics.md");
    assert!(docs.contains(table), "docs/numerics.md has not this table:\n{table}");
}

#[test]
fn control_variates_lower_variances_as_the_docs_say() {
    let claims = [
        (
            "arithmetic average of 252 dates, call at 100",
            asian(0, CALL, Arithmetic, Some(100.0), 0),
        ),
        ("the same at 120", asian(0, CALL, Arithmetic, Some(120.0), 0)),
        ("the same, put at 90", asian(0, PUT, Arithmetic, Some(90.0), 0)),
        (
            "geometric average of 252 dates, call at 100",
            asian(0, CALL, Geometric, Some(100.0), 0),
        ),
        ("European call at 80", european(0, CALL, 80.0, 252)),
        ("European call at 100", european(0, CALL, 100.0, 252)),
        ("European put at 100", european(0, PUT, 100.0, 252)),
        ("European call at 120", european(0, CALL, 120.0, 252)),
        ("digital call at 100, cash", digital(0, CALL, 100.0, 252, Some(1.0))),
        ("digital put at 100, the price", digital(0, PUT, 100.0, 252, None)),
    ];
    let (names, positions): (Vec<_>, Vec<_>) = claims.into_iter().unzip();
    let plain = year(252, share(), positions);
    let factors = |job: Job| -> Vec<String> {
        let [plain, corrected] = [job.clone(), controlled(job)].map(|job| estimate(&job, BLOCKS_OF_CONTROLS));
        let factor_of = |(&plain, &corrected): (&Estimate, &Estimate)| match plain.error {
            ..1e-9 => "nothing is left to explain".to_owned(),
            _ => rounded(factor(plain, corrected)),
        };
        plain.iter().zip(&corrected).skip(1).map(factor_of).collect()
    };
    let (alone, mirrored) = (factors(plain.clone()), factors(antithetic(plain)));
    let mut table = "| claim, at a price of 100 | alone | antithetic |\n| --- | --- | --- |\n".to_owned();
    for ((name, alone), mirrored) in names.iter().zip(alone).zip(mirrored) {
        table += &format!("| {name} | {alone} | {mirrored} |\n");
    }
    assert_in_docs(&table);
}

#[test]
fn antithetic_variates_lower_variances_as_the_docs_say() {
    let claims = [
        ("European call at 80", european(0, CALL, 80.0, 32)),
        ("European call at 100", european(0, CALL, 100.0, 32)),
        ("European put at 100", european(0, PUT, 100.0, 32)),
        ("European call at 120", european(0, CALL, 120.0, 32)),
        (
            "arithmetic average of 32 dates, call at 100",
            asian(0, CALL, Arithmetic, Some(100.0), 0),
        ),
        ("digital call at 105, cash", digital(0, CALL, 105.0, 32, Some(1.0))),
        (
            "call on the highest of 32 prices at 100",
            lookback(0, CALL, Some(100.0), 0),
        ),
        (
            "call at 100 that a barrier at 90 ends, 32 dates",
            of_barrier(barrier(0, CALL, 100.0, BarrierKind::DownOut, 90.0, 0)),
        ),
    ];
    let (names, positions): (Vec<_>, Vec<_>) = claims.into_iter().unzip();
    let factors = |of: Underlying| -> Vec<String> {
        let plain = year(32, of, positions.clone());
        let [plain, pairs] = [plain.clone(), antithetic(plain)].map(|job| estimate(&job, BLOCKS_OF_PAIRS));
        // A pair is two paths.
        let factor_of = |(&plain, &pair): (&Estimate, &Estimate)| rounded(factor(plain, pair) / 2.0);
        plain.iter().zip(&pairs).skip(1).map(factor_of).collect()
    };
    let (constant, moves) = (factors(share()), factors(moving(share(), USUAL)));
    let mut table =
        "| claim, at a price of 100 | constant volatility | a variance that moves |\n| --- | --- | --- |\n".to_owned();
    for ((name, constant), moves) in names.iter().zip(constant).zip(moves) {
        table += &format!("| {name} | {constant} | {moves} |\n");
    }
    assert_in_docs(&table);
}

/// Four underlyings whose correlations are all one half, and a year of 252 steps.
fn four_underlyings() -> Job {
    let root = f64::sqrt;
    let correlation_factor = vec![
        1.0,
        0.5,
        root(3.0 / 4.0),
        0.5,
        root(1.0 / 12.0),
        root(2.0 / 3.0),
        0.5,
        root(1.0 / 12.0),
        root(1.0 / 24.0),
        root(5.0 / 8.0),
    ];
    let sum = [(0, 0.25), (1, 0.25), (2, 0.25), (3, 0.25)];
    let positions = vec![
        basket(BasketKind::Sum, &sum, CALL, 100.0, 252),
        asian(3, CALL, Arithmetic, Some(100.0), 0),
    ];
    Job {
        underlyings: vec![share(); 4],
        correlation_factor,
        ..year(252, share(), positions)
    }
}

#[test]
fn sobol_points_lower_variances_as_the_docs_say() {
    let ended = barrier(0, CALL, 100.0, BarrierKind::DownOut, 90.0, 0);
    let average = |averaging| asian(0, CALL, averaging, Some(100.0), 0);
    let highest = || lookback(0, CALL, Some(100.0), 0);
    let lower = series(&exotics())[8].start;
    // Each job with the names of some of its series; the total is the first, and the price of its first position the next.
    let jobs: [(Job, &[(usize, &str)]); 7] = [
        (
            year(1, share(), vec![european(0, CALL, 100.0, 1)]),
            &[(1, "European call")],
        ),
        (
            year(
                32,
                share(),
                vec![
                    average(Geometric),
                    average(Arithmetic),
                    asian(0, CALL, Arithmetic, None, 0),
                    highest(),
                    of_barrier(ended),
                ],
            ),
            &[
                (1, "call on a geometric average of 32 dates"),
                (2, "call on an arithmetic average of 32 dates"),
                (3, "call against the arithmetic average of 32 dates"),
                (4, "call on the highest of 32 prices"),
                (5, "call that a barrier at 90 ends, 32 dates"),
            ],
        ),
        (
            year(252, share(), vec![average(Geometric), average(Arithmetic), highest()]),
            &[
                (1, "call on a geometric average of 252 dates"),
                (2, "call on an arithmetic average of 252 dates"),
                (3, "call on the highest of 252 prices"),
            ],
        ),
        (
            four_underlyings(),
            &[
                (1, "call on the sum of four underlyings, 252 steps"),
                (2, "call on the arithmetic average of the last of these"),
            ],
        ),
        (
            year(
                32,
                moving(share(), USUAL),
                vec![european(0, CALL, 100.0, 32), average(Geometric)],
            ),
            &[
                (1, "European call where the variance moves, 32 steps"),
                (2, "call on a geometric average there"),
            ],
        ),
        (
            Job {
                positions: vec![exotics().positions[8].clone()],
                greeks: Vec::new(),
                ..exotics()
            },
            &[(1, "call on the lower of two prices, alone")],
        ),
        (
            exotics(),
            &[
                (lower, "the same beside others on three underlyings, six steps"),
                (lower + 4, "its vega to the second of them"),
            ],
        ),
    ];
    let mut table =
        "| variance of pseudo-random paths over that of as many Sobol points | |\n| --- | --- |\n".to_owned();
    for (job, names) in jobs {
        let [plain, points] = [job.clone(), sobol(job)].map(|job| estimate(&job, BLOCKS_OF_POINTS));
        for &(i, name) in names {
            table += &format!("| {name} | {} |\n", rounded(factor(plain[i], points[i])));
        }
    }
    assert_in_docs(&table);
}
