//! Policies of Bermudan options: those that the contract's words describe, the same bits on every tier.

use crate::jobs::{CALL, PUT, bermudan, early, prepared, schedule};
use crate::paths::normal;
use pricer::job::{Plan, Preparation};
use pricer::kernel::{Stopped, Tier};
use proto::pricer::v1::position::Payoff;
use proto::pricer::v1::{Bermudan, Continuation, Job};
use std::sync::atomic::AtomicBool;

fn option(job: &Job, position: usize) -> &Bermudan {
    match &job.positions[position].payoff {
        Some(Payoff::Bermudan(bermudan)) => bermudan,
        other => panic!("{other:?}"),
    }
}

fn holding(of: &Continuation, x: f64) -> f64 {
    of.constant + x * (of.linear + x * (of.quadratic + x * of.cubic))
}

const FIRST_PATH: u64 = 1 << 52;
const PATHS: u64 = 32_768;

/// The policy by the words of the contract and of the kernel's comment, with the system's mathematics, and the least squares by
/// Gaussian elimination.
fn policy_by_words(job: &Job, of: &Bermudan) -> Vec<[f64; 4]> {
    let underlying = job.underlyings[of.underlying as usize];
    let sign = if of.r#type() == PUT { -1.0 } else { 1.0 };
    let steps = &job.schedules[of.schedule as usize].steps;
    let time = |i: usize| job.times[steps[i] as usize - 1];
    let (mut motion, mut paid) = (vec![0.0; PATHS as usize], vec![0.0_f64; PATHS as usize]);
    let mut policy = Vec::new();
    for i in (0..steps.len()).rev() {
        let t = time(i);
        let discount = (-job.rate * t).exp();
        let mut points = Vec::new();
        for (p, motion) in motion.iter_mut().enumerate() {
            let z = normal(job, FIRST_PATH + p as u64, steps[i], of.underlying);
            *motion = if i + 1 == steps.len() {
                t.sqrt() * z
            } else {
                let later = time(i + 1);
                *motion * t / later + (t * (later - t) / later).sqrt() * z
            };
            let drift = job.rate - underlying.dividend_yield - underlying.volatility.powi(2) / 2.0;
            let price = underlying.spot * (drift * t + underlying.volatility * *motion).exp();
            points.push((price / of.strike - 1.0, sign * (price - of.strike)));
        }
        let mut fitted = [0.0; 4];
        if i + 1 < steps.len() {
            let worth = points.iter().zip(&paid).filter(|((_, gain), _)| *gain > 0.0);
            let rows: Vec<(f64, f64)> = worth.map(|(&(x, _), &paid)| (x, paid / discount)).collect();
            fitted = if rows.len() < 64 {
                [f64::INFINITY, 0.0, 0.0, 0.0]
            } else {
                cubic(&rows)
            };
            policy.push(fitted);
        }
        for (&(x, gain), paid) in points.iter().zip(&mut paid) {
            let holding = fitted[0] + x * (fitted[1] + x * (fitted[2] + x * fitted[3]));
            if gain
                > holding
                    .max(0.0)
                    .max(waiting(job, of, t, time(steps.len() - 1), of.strike * (1.0 + x)))
            {
                *paid = discount * gain;
            }
        }
    }
    policy.reverse();
    policy
}

/// What waiting for the expiry is worth at least, at a time and a price.
pub fn waiting(job: &Job, of: &Bermudan, time: f64, expiry: f64, price: f64) -> f64 {
    let left = expiry - time;
    let sign = if of.r#type() == PUT { -1.0 } else { 1.0 };
    let dividend_yield = job.underlyings[of.underlying as usize].dividend_yield;
    if left > 0.0 {
        sign * (price * (-dividend_yield * left).exp() - of.strike * (-job.rate * left).exp())
    } else {
        0.0
    }
}

/// Least squares by Gaussian elimination with pivots.
fn cubic(rows: &[(f64, f64)]) -> [f64; 4] {
    let mut m = [[0.0; 5]; 4];
    for &(x, v) in rows {
        for (i, row) in (0..).zip(&mut m) {
            let power = x.powi(i);
            for (j, entry) in (0..).zip(&mut row[..4]) {
                *entry += power * x.powi(j);
            }
            row[4] += power * v;
        }
    }
    for k in 0..4 {
        let pivot = (k..4)
            .max_by(|&a, &b| m[a][k].abs().total_cmp(&m[b][k].abs()))
            .expect("a row");
        m.swap(k, pivot);
        for i in (0..4).filter(|&i| i != k) {
            let above = m[k];
            let factor = m[i][k] / above[k];
            for (entry, above) in m[i].iter_mut().zip(above) {
                *entry -= factor * above;
            }
        }
    }
    std::array::from_fn(|i| m[i][4] / m[i][i])
}

#[test]
fn are_those_that_the_contract_describes() {
    let job = prepared(early());
    for position in [0, 1, 2, 5] {
        let of = option(&job, position);
        let expected = policy_by_words(&job, of);
        assert_eq!(of.policy.len(), expected.len());
        for (date, (found, expected)) in of.policy.iter().zip(expected).enumerate() {
            if expected[0] == f64::INFINITY {
                assert_eq!(found.constant, expected[0], "position {position}, date {date}");
                continue;
            }
            for x in [-0.2, -0.1, -0.01, 0.01, 0.1, 0.2] {
                let expected = expected.iter().rev().fold(0.0, |sum, c| sum * x + c);
                let found = holding(found, x);
                assert!(
                    (found - expected).abs() < 1e-6 * of.strike,
                    "position {position}, date {date}, {x}: {found}, not {expected}"
                );
            }
        }
    }
    assert!(option(&job, 5).policy.iter().any(|date| date.constant == f64::INFINITY));
    assert!(option(&job, 5).policy.iter().any(|date| date.constant.is_finite()));
}

#[test]
fn have_the_same_bits_on_every_tier() {
    let (_, lacking) = Preparation::of(early()).expect("a valid job");
    assert_eq!(
        lacking.len(),
        4,
        "the same option is calibrated once, and that of one date not at all"
    );
    for of in &lacking {
        let policy = |tier: Tier| tier.policy(of, &AtomicBool::new(false)).expect("nobody stops it");
        let expected = policy(Tier::fastest());
        for tier in Tier::all() {
            assert_eq!(policy(tier), expected, "{tier:?}");
        }
    }
}

#[test]
fn depend_on_the_option_and_its_market_alone() {
    let expected = prepared(early());
    let mut job = early();
    job.positions = vec![job.positions[2].clone(), job.positions[0].clone()];
    job.greeks.clear();
    job.antithetic = true;
    let found = prepared(job);
    assert_eq!(found.positions[0], expected.positions[2]);
    assert_eq!(found.positions[1], expected.positions[0]);
}

#[test]
fn that_are_there_stay() {
    let mut job = prepared(early());
    let Some(Payoff::Bermudan(bermudan)) = &mut job.positions[1].payoff else {
        panic!("{:?}", job.positions[1]);
    };
    bermudan.policy[2].cubic = 17.0;
    assert_eq!(prepared(job.clone()), job);
}

#[test]
fn are_broken_off_when_asked() {
    let (_, lacking) = Preparation::of(early()).expect("a valid job");
    assert_eq!(
        Tier::fastest().policy(&lacking[0], &AtomicBool::new(true)),
        Err(Stopped)
    );
}

/// Prices that hardly move, and prices beyond any number.
#[test]
fn of_markets_without_sense_are_the_same_everywhere() {
    for (volatility, time) in [(1e-9, 1.0), (5.0, 24.0)] {
        let mut job = early();
        for underlying in &mut job.underlyings {
            underlying.volatility = volatility;
        }
        job.times = (1..=6).map(|i| f64::from(i) * time).collect();
        job.positions = vec![bermudan(0, CALL, 90.0, 0), bermudan(0, PUT, 110.0, 0)];
        let found = prepared(job.clone());
        let (preparation, lacking) = Preparation::of(job).expect("a valid job");
        let scalar = Tier::all().next().expect("there is always one");
        let policy = |of| scalar.policy(of, &AtomicBool::new(false)).expect("nobody stops it");
        let policies: Vec<_> = lacking.iter().map(policy).collect();
        assert_eq!(preparation.complete(&policies), found);
        for position in 0..2 {
            let policy = &option(&found, position).policy;
            assert!(
                policy
                    .iter()
                    .all(|date| date.constant.is_finite() || date.constant == f64::INFINITY)
            );
        }
        Plan::compile(&found).expect("a complete job");
    }
}

#[test]
fn that_are_missing_or_too_short_are_named() {
    let missing = Plan::compile(&early()).expect_err("a refusal");
    let fields: Vec<_> = missing.iter().map(|violation| violation.field.as_str()).collect();
    let expected = [0, 1, 2, 4, 5].map(|i| format!("job.positions[{i}].bermudan.policy"));
    assert_eq!(fields, expected);
    assert!(missing[0].description.contains("Prepare"), "{missing:?}");

    let mut short = prepared(early());
    let Some(Payoff::Bermudan(bermudan)) = &mut short.positions[0].payoff else {
        panic!("{:?}", short.positions[0]);
    };
    bermudan.policy.pop();
    for refusal in [Plan::compile(&short).err(), Preparation::of(short).err()] {
        assert_eq!(refusal.expect("a refusal")[0].field, "job.positions[0].bermudan.policy");
    }
}

#[test]
fn need_dates_after_today_and_not_too_many() {
    let mut job = early();
    job.schedules[2] = schedule([0, 4]);
    let refused = Preparation::of(job).expect_err("a refusal");
    assert_eq!(refused[0].field, "job.positions[3].bermudan.schedule");

    let mut job = early();
    job.positions = vec![bermudan(0, PUT, 100.0, 0); 65_536 / 5 + 1];
    let refused = Preparation::of(job).expect_err("a refusal");
    assert_eq!(refused[0].field, "job.positions");
}
