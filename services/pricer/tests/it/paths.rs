//! The paths are those that the contract describes: a simulation of its words, path by path, with the system's mathematics.

use crate::jobs::{CALL, antithetic, asian, barriers, block, early, european, everything, exotics, plan, prepared};
use crate::policies::waiting;
use pricer::kernel::TierChoice;
use pricer::math::{inverse_normal, philox4x32_10, round_keys};
use pricer::simd::{Float, Scalar, Word};
use proto::pricer::v1::position::Payoff;
use proto::pricer::v1::{Averaging, Barrier, BarrierKind, Bermudan, Job, OptionType};

/// The standard normal of a path, a step and a factor.
pub fn normal(job: &Job, path: u64, step: u32, factor: u32) -> f64 {
    let g = 4 * (path / 16) + path % 4;
    let counter = [g % (1 << 32), g / (1 << 32), step.into(), factor.into()].map(|word| Word(Scalar, word));
    let words = philox4x32_10(counter, &round_keys([job.seed as u32, (job.seed >> 32) as u32]));
    let word = words[(path % 16 / 4) as usize].1 as u32;
    inverse_normal(Float(Scalar, (f64::from(word) + 0.5) / 2f64.powi(32))).1
}

/// The prices of all underlyings at every step of a path, step 0 first.
fn path(job: &Job, path: u64) -> Vec<Vec<f64>> {
    path_of_side(job, path, 1.0)
}

/// The same with all normals times `side`.
fn path_of_side(job: &Job, path: u64, side: f64) -> Vec<Vec<f64>> {
    let mut log: Vec<f64> = job.underlyings.iter().map(|u| u.spot.ln()).collect();
    let mut prices = vec![job.underlyings.iter().map(|u| u.spot).collect::<Vec<f64>>()];
    let mut before = 0.0;
    for (step, &time) in (1..).zip(&job.times) {
        let z: Vec<f64> = (0..log.len())
            .map(|factor| side * normal(job, path, step, factor as u32))
            .collect();
        for (i, u) in job.underlyings.iter().enumerate() {
            let row = &job.correlation_factor[i * (i + 1) / 2..][..=i];
            let correlated: f64 = row.iter().zip(&z).map(|(weight, z)| weight * z).sum();
            let dt: f64 = time - before;
            log[i] += (job.rate - u.dividend_yield - u.volatility.powi(2) / 2.0) * dt;
            log[i] += u.volatility * dt.sqrt() * correlated;
        }
        prices.push(log.iter().map(|x| x.exp()).collect());
        before = time;
    }
    prices
}

#[test]
fn of_correlated_underlyings_on_a_grid() {
    let mut job = everything();
    job.greeks.clear();
    job.positions = vec![
        european(0, CALL, 100.0, 2),
        european(1, CALL, 50.0, 4),
        european(2, CALL, 10.0, 6),
        asian(1, CALL, Averaging::Arithmetic, Some(49.0), 1),
        asian(2, CALL, Averaging::Geometric, None, 0),
    ];
    // A block whose counters need their second word.
    let index = 1 << 22 | 3;
    let found = block(TierChoice::Auto, &plan(&job), index);
    let mut expected = [0.0; 6];
    for p in index * 4096..(index + 1) * 4096 {
        let s = path(&job, p);
        let discount = |step: usize| (-job.rate * job.times[step - 1]).exp();
        let mean = (s[0][1] + s[2][1] + s[3][1]) / 3.0;
        let product: f64 = (1..=5).map(|step| s[step][2]).product();
        let values = [
            discount(2) * (s[2][0] - 100.0).max(0.0),
            discount(4) * (s[4][1] - 50.0).max(0.0),
            discount(6) * (s[6][2] - 10.0).max(0.0),
            discount(3) * (mean - 49.0).max(0.0),
            discount(5) * (s[5][2] - product.powf(0.2)).max(0.0),
        ];
        expected[0] += values.iter().sum::<f64>();
        for (sum, value) in expected[1..].iter_mut().zip(values) {
            *sum += value;
        }
    }
    assert_close(&found.sums, &expected);
}

#[track_caller]
fn assert_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (series, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!(
            (found / expected - 1.0).abs() < 1e-12,
            "series {series}: {found}, not {expected}"
        );
    }
}

/// What the positions of `exotics` pay, discounted.
fn exotic_values(job: &Job, s: &[Vec<f64>]) -> [f64; 11] {
    let discount = |step: usize| (-job.rate * job.times[step - 1]).exp();
    let fixings = |steps: &[usize], u: usize| steps.iter().map(|&step| s[step][u]).collect::<Vec<f64>>();
    let lowest = |steps: &[usize], u| fixings(steps, u).into_iter().fold(f64::MAX, f64::min);
    let highest = |steps: &[usize], u| fixings(steps, u).into_iter().fold(0.0, f64::max);
    let (years, start) = ([1, 2, 3, 4, 5], [0, 2, 3]);
    let spread = 4.0 * s[4][2] + 0.5 * s[4][0] - s[4][1];
    [
        discount(3) * if s[3][0] > 103.0 { 10.0 } else { 0.0 },
        discount(6) * if s[6][1] < 52.0 { s[6][1] } else { 0.0 },
        discount(5) * (highest(&years, 0) - 104.0).max(0.0),
        discount(3) * (51.0 - lowest(&start, 1)).max(0.0),
        discount(3) * (s[3][2] - lowest(&start, 2)),
        discount(5) * (highest(&years, 0) - s[5][0]),
        discount(4) * (spread - 35.0).max(0.0),
        discount(4) * (35.0 - spread).max(0.0),
        discount(5) * (s[5][0].min(2.0 * s[5][1]) - 90.0).max(0.0),
        discount(5) * (120.0 - s[5][0].max(2.0 * s[5][1]).max(10.0 * s[5][2])).max(0.0),
        discount(2) * (s[2][0] - 2.0 * s[2][1]).max(0.0),
    ]
}

#[test]
fn of_payoffs_that_jump_remember_and_compare() {
    let mut job = exotics();
    job.greeks.clear();
    let sides: [(Job, &[f64]); 2] = [(job.clone(), &[1.0]), (antithetic(job), &[1.0, -1.0])];
    for (job, sides) in sides {
        let found = block(TierChoice::Auto, &plan(&job), 7);
        let (mut sums, mut squares) = ([0.0; 12], [0.0; 12]);
        for p in 7 * 4096..8 * 4096 {
            let values = sides
                .iter()
                .map(|&side| exotic_values(&job, &path_of_side(&job, p, side)));
            let mut sample = [0.0; 12];
            for (i, value) in values.flat_map(|values| (1..).zip(values)) {
                sample[i] += value / sides.len() as f64;
            }
            let weighted = job.positions.iter().zip(&sample[1..]);
            sample[0] = weighted.map(|(position, value)| position.quantity * value).sum();
            for (i, value) in sample.into_iter().enumerate() {
                sums[i] += value;
                squares[i] += value * value;
            }
        }
        assert_close(&found.sums, &sums);
        assert_close(&found.sums_of_squares, &squares);
    }
}

/// What a position with a barrier pays on a path, discounted, the rebate included.
fn barrier_value(job: &Job, barrier: &Barrier, s: &[Vec<f64>]) -> f64 {
    let u = barrier.underlying as usize;
    let steps = &job.schedules[barrier.schedule as usize].steps;
    let time = |step: u32| if step == 0 { 0.0 } else { job.times[step as usize - 1] };
    let discount = |step: u32| (-job.rate * time(step)).exp();
    let above = matches!(barrier.kind(), BarrierKind::UpOut | BarrierKind::UpIn);
    let distance = |step: u32| {
        let distance = (s[step as usize][u] / barrier.level).ln();
        if above { -distance } else { distance }
    };
    let (mut alive, mut paid) = (1.0, 0.0);
    for (i, &step) in steps.iter().enumerate() {
        let met = if distance(step) <= 0.0 {
            1.0
        } else if barrier.continuous && i > 0 && distance(steps[i - 1]) > 0.0 {
            let before = steps[i - 1];
            let variance = job.underlyings[u].volatility.powi(2) * (time(step) - time(before));
            (-2.0 * distance(before) * distance(step) / variance).exp()
        } else {
            0.0
        };
        paid += discount(step) * alive * met;
        alive *= 1.0 - met;
    }
    let last = *steps.last().expect("steps");
    let price = s[last as usize][u];
    let option = match barrier.r#type() {
        OptionType::Put => (barrier.strike - price).max(0.0),
        _ => (price - barrier.strike).max(0.0),
    };
    if matches!(barrier.kind(), BarrierKind::DownIn | BarrierKind::UpIn) {
        discount(last) * ((1.0 - alive) * option + barrier.rebate * alive)
    } else {
        discount(last) * alive * option + barrier.rebate * paid
    }
}

#[test]
fn of_barriers() {
    let mut job = barriers();
    job.greeks.clear();
    job.positions
        .retain(|position| matches!(position.payoff, Some(Payoff::Barrier(_))));
    let found = block(TierChoice::Auto, &plan(&job), 7);
    let mut sums = vec![0.0; job.positions.len() + 1];
    for p in 7 * 4096..8 * 4096 {
        let s = path(&job, p);
        for (i, position) in job.positions.iter().enumerate() {
            let Some(Payoff::Barrier(barrier)) = &position.payoff else {
                continue;
            };
            let value = barrier_value(&job, barrier, &s);
            sums[i + 1] += value;
            sums[0] += position.quantity * value;
        }
    }
    assert_close(&found.sums, &sums);
}

/// What a Bermudan option pays, discounted, and its delta, vega and rho.
fn exercised(job: &Job, of: &Bermudan, s: &[Vec<f64>]) -> [f64; 4] {
    let sign = if of.r#type() == OptionType::Put { -1.0 } else { 1.0 };
    let underlying = job.underlyings[of.underlying as usize];
    let steps = &job.schedules[of.schedule as usize].steps;
    for (i, &step) in steps.iter().enumerate() {
        let price = s[step as usize][of.underlying as usize];
        let x = price / of.strike - 1.0;
        let holding = of.policy.get(i).map_or(0.0, |date| {
            date.constant + date.linear * x + date.quadratic * x.powi(2) + date.cubic * x.powi(3)
        });
        let gain = sign * (price - of.strike);
        let t = job.times[step as usize - 1];
        let expiry = job.times[steps[steps.len() - 1] as usize - 1];
        if gain > holding.max(0.0).max(waiting(job, of, t, expiry, price)) {
            let discount = (-job.rate * t).exp();
            let growth = (job.rate - underlying.dividend_yield) * t;
            let log = (price / underlying.spot).ln();
            // sigma W = log(S / S0) - growth + sigma^2 t / 2.
            let log_vega = (log - growth) / underlying.volatility - underlying.volatility * t / 2.0;
            return [
                discount * gain,
                discount * sign * price / underlying.spot,
                discount * sign * price * log_vega,
                discount * (sign * price * t - t * gain),
            ];
        }
    }
    [0.0; 4]
}

#[test]
fn of_options_that_are_exercised_early() {
    let job = prepared(early());
    let found = block(TierChoice::Auto, &plan(&job), 9);
    let mut sums = [0.0; 24];
    for p in 9 * 4096..10 * 4096 {
        let s = path(&job, p);
        for (position, sums) in job.positions.iter().zip(sums.chunks_mut(4)) {
            if let Some(Payoff::Bermudan(of)) = &position.payoff {
                for (sum, value) in sums.iter_mut().zip(exercised(&job, of, &s)) {
                    *sum += value;
                }
            }
        }
    }
    for (series, (found, expected)) in found.sums[1..25].iter().zip(sums).enumerate() {
        assert!(
            (found - expected).abs() <= 1e-9 * expected.abs(),
            "series {series}: {found}, not {expected}"
        );
    }
}
