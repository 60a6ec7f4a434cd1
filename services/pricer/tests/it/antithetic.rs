//! A sample is the mean of two paths that mirror each other.

use crate::jobs::{
    CALL, Estimate, PUT, antithetic, asian, barriers, basket, block, digital, estimate, european, everything, exotics,
    job, lookback, plan, schedule, series, underlying,
};
use pricer::kernel::{TierChoice, scratch_bytes};
use proto::pricer::v1::{Averaging, BasketKind, Job};

/// The same job of mirrored paths, by the correlation factor.
fn mirrored(job: &Job) -> Job {
    Job {
        correlation_factor: job.correlation_factor.iter().map(|x| -x).collect(),
        ..job.clone()
    }
}

#[test]
fn sums_are_the_means_of_both() {
    for job in [everything(), exotics(), barriers()] {
        let both = block(TierChoice::Auto, &plan(&antithetic(job.clone())), 3);
        let [plain, mirrored] = [&job, &mirrored(&job)].map(|job| block(TierChoice::Auto, &plan(job), 3));
        for (i, &sum) in both.sums.iter().enumerate() {
            let mean = 0.5 * (plain.sums[i] + mirrored.sums[i]);
            // What the magnitudes add up to, at most.
            let scale = (4096.0 * (plain.sums_of_squares[i] + mirrored.sums_of_squares[i])).sqrt();
            assert!((sum - mean).abs() <= 1e-13 * scale, "series {i}: {sum}, not {mean}");
        }
    }
}

#[test]
fn squares_are_those_of_the_means() {
    // The second underlying mirrors the first, so that the total of halves is the mean of the sides.
    let of = underlying(100.0, 0.01, 0.3);
    let two = |positions: Vec<_>| Job {
        seed: 3,
        times: vec![0.5, 1.0],
        rate: 0.02,
        underlyings: vec![of, of],
        correlation_factor: vec![1.0, -1.0, 0.0],
        positions,
        ..Job::default()
    };
    let mut halves = two(vec![european(0, CALL, 105.0, 2), european(1, CALL, 105.0, 2)]);
    for position in &mut halves.positions {
        position.quantity = 0.5;
    }
    let halves = block(TierChoice::Auto, &plan(&halves), 0);
    let mut twice = european(0, CALL, 105.0, 2);
    twice.quantity = 2.0;
    let found = block(TierChoice::Auto, &plan(&antithetic(two(vec![twice]))), 0);
    for (found, expected) in [
        (found.sums[1], halves.sums[0]),
        (found.sums_of_squares[1], halves.sums_of_squares[0]),
        (found.sums[0], 2.0 * halves.sums[0]),
        (found.sums_of_squares[0], 4.0 * halves.sums_of_squares[0]),
    ] {
        assert!((found / expected - 1.0).abs() < 1e-12, "{found}, not {expected}");
    }
}

fn both(job: &Job, blocks: u64) -> [Vec<Estimate>; 2] {
    [job.clone(), antithetic(job.clone())].map(|job| estimate(&job, blocks))
}

#[test]
fn monotone_payoffs_have_the_same_mean_and_a_smaller_error() {
    let positions = vec![
        european(0, CALL, 105.0, 4),
        european(0, PUT, 105.0, 4),
        asian(0, CALL, Averaging::Arithmetic, Some(100.0), 0),
        digital(0, PUT, 98.0, 3, Some(10.0)),
        lookback(0, CALL, Some(100.0), 0),
        lookback(0, PUT, Some(100.0), 0),
    ];
    let of = underlying(100.0, 0.01, 0.2);
    let job = job(0.03, of, &[0.25, 0.5, 0.75, 1.0], vec![schedule(0..=4)], positions);
    let [plain, paired] = both(&job, 40);
    for (i, (plain, paired)) in plain.iter().zip(&paired).enumerate().skip(1) {
        let distance = (plain.value - paired.value).abs();
        assert!(
            distance < 4.0 * plain.error.hypot(paired.error),
            "series {i}: {plain:?}, {paired:?}"
        );
        // Two independent paths would bring 0.71; opposite ones bring less.
        assert!(paired.error < 0.68 * plain.error, "series {i}: {plain:?}, {paired:?}");
    }
}

#[test]
fn what_is_nearly_linear_in_the_normals_has_nearly_no_error() {
    let mut job = exotics();
    job.greeks.clear();
    for underlying in &mut job.underlyings {
        underlying.volatility = 0.01;
    }
    job.positions = vec![basket(BasketKind::Sum, &[(0, 1.0), (1, 1.0), (2, 1.0)], CALL, 0.0, 4)];
    let [plain, paired] = both(&job, 4);
    assert!(paired[1].error < 0.02 * plain[1].error, "{plain:?}, {paired:?}");
    let forward = |u: usize| job.underlyings[u].spot * (-job.underlyings[u].dividend_yield * job.times[3]).exp();
    paired[1].assert_near((0..3).map(forward).sum(), "the forwards");
}

#[test]
fn takes_about_twice_the_memory_of_its_paths_and_no_more_series() {
    let [plain, paired] = [exotics(), antithetic(exotics())].map(|job| plan(&job));
    assert_eq!(plain.series(), paired.series());
    assert_eq!(plain.series(), series(&exotics()).last().expect("positions").end);
    // So few slots that as many groups are computed at a time.
    let mut small = exotics();
    small.positions.truncate(2);
    let [plain, paired] = [small.clone(), antithetic(small)].map(|job| plan(&job));
    let ratio = scratch_bytes(&paired) as f64 / scratch_bytes(&plain) as f64;
    assert!((1.0..2.0).contains(&ratio), "{ratio}");
}
