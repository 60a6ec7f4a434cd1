//! Sensitivities against closed forms, and against differences of two runs on the same random numbers.

use crate::closed_form::Market;
use crate::jobs::{
    ALL_GREEKS, CALL, Estimate, PUT, antithetic, asian, barriers, estimate, european, everything, exotics, job,
    schedule, series, underlying, underlyings,
};
use proto::pricer::v1::position::Payoff;
use proto::pricer::v1::{Averaging, Job, Position};

pub const MARKET: Market = Market {
    spot: 100.0,
    dividend_yield: 0.02,
    rate: 0.05,
    volatility: 0.25,
};

pub fn with_greeks(times: &[f64], steps: u32, positions: Vec<Position>) -> Job {
    let of = underlying(MARKET.spot, MARKET.dividend_yield, MARKET.volatility);
    let mut job = job(MARKET.rate, of, times, vec![schedule(1..=steps)], positions);
    job.greeks = ALL_GREEKS.map(Into::into).to_vec();
    job
}

/// Delta, vega and rho of a value by central differences.
pub fn differences(value: impl Fn(Market) -> f64) -> [f64; 3] {
    let h = 1e-4;
    let slope = |bump: &dyn Fn(f64) -> Market, h: f64| (value(bump(h)) - value(bump(-h))) / (2.0 * h);
    [
        slope(
            &|h| Market {
                spot: MARKET.spot + h,
                ..MARKET
            },
            100.0 * h,
        ),
        slope(
            &|h| Market {
                volatility: MARKET.volatility + h,
                ..MARKET
            },
            h,
        ),
        slope(
            &|h| Market {
                rate: MARKET.rate + h,
                ..MARKET
            },
            h,
        ),
    ]
}

#[track_caller]
pub fn assert_all(found: &[Estimate], expected: [f64; 3], what: &str) {
    for (greek, (found, expected)) in found.iter().zip(expected).enumerate() {
        // 1e-5 is what central differences lose at most here.
        let found = Estimate {
            error: found.error + 1e-5,
            ..*found
        };
        found.assert_near(expected, &format!("{what}, greek {greek}"));
    }
}

#[test]
fn of_european_options() {
    let found = estimate(
        &with_greeks(
            &[0.3, 0.8],
            2,
            vec![european(0, CALL, 95.0, 2), european(0, PUT, 110.0, 2)],
        ),
        100,
    );
    assert_all(&found[2..5], MARKET.european_greeks(CALL, 95.0, 0.8), "call");
    assert_all(&found[6..9], MARKET.european_greeks(PUT, 110.0, 0.8), "put");
}

#[test]
fn of_published_values() {
    // Haug, the delta of a call and the vega of a put.
    let mut delta = job(
        0.1,
        underlying(105.0, 0.1, 0.36),
        &[0.5],
        vec![],
        vec![european(0, CALL, 100.0, 1)],
    );
    delta.greeks = vec![ALL_GREEKS[0].into()];
    Estimate {
        error: estimate(&delta, 100)[2].error + 1e-4,
        ..estimate(&delta, 100)[2]
    }
    .assert_near(0.5946, "delta");
    let mut vega = job(
        0.1,
        underlying(55.0, 0.0, 0.3),
        &[0.75],
        vec![],
        vec![european(0, PUT, 60.0, 1)],
    );
    vega.greeks = vec![ALL_GREEKS[1].into()];
    Estimate {
        error: estimate(&vega, 100)[2].error + 1e-4,
        ..estimate(&vega, 100)[2]
    }
    .assert_near(18.9358, "vega");
}

#[test]
fn of_options_on_geometric_averages() {
    let times = [0.2, 0.4, 0.6, 0.8, 1.0];
    let positions = vec![
        asian(0, CALL, Averaging::Geometric, Some(98.0), 0),
        asian(0, PUT, Averaging::Geometric, Some(103.0), 0),
        asian(0, CALL, Averaging::Geometric, None, 0),
        asian(0, PUT, Averaging::Geometric, None, 0),
    ];
    let found = estimate(&with_greeks(&times, 5, positions), 100);
    assert_all(&found[2..5], differences(|m| m.geometric(CALL, 98.0, &times)), "call");
    assert_all(&found[6..9], differences(|m| m.geometric(PUT, 103.0, &times)), "put");
    assert_all(
        &found[10..13],
        differences(|m| m.geometric_floating(CALL, &times)),
        "average strike call",
    );
    assert_all(
        &found[14..17],
        differences(|m| m.geometric_floating(PUT, &times)),
        "average strike put",
    );
}

/// The pathwise ones, that is.
#[test]
fn every_sensitivity_is_the_slope_of_its_price_on_the_same_paths() {
    for job in [everything(), exotics(), antithetic(exotics()), barriers()] {
        assert_slopes(&job, 10);
    }
}

fn assert_slopes(job: &Job, blocks: u64) {
    let found = estimate(job, blocks);
    let h = 1e-4;
    for (i, (position, series)) in job.positions.iter().zip(series(job)).enumerate() {
        let continuous = match &position.payoff {
            Some(Payoff::Digital(_)) => false,
            Some(Payoff::Barrier(barrier)) => barrier.continuous,
            _ => true,
        };
        if !continuous {
            continue;
        }
        let slope = |bump: &dyn Fn(&mut Job, f64), h: f64| {
            let [up, down] = [h, -h].map(|h| {
                let mut bumped = job.clone();
                bumped.positions = vec![position.clone()];
                bumped.greeks.clear();
                bump(&mut bumped, h);
                estimate(&bumped, blocks)[1].value
            });
            (up - down) / (2.0 * h)
        };
        let deltas = underlyings(position).into_iter().map(|u| {
            let u = u as usize;
            slope(&|job, h| job.underlyings[u].spot += h, h * job.underlyings[u].spot)
        });
        let vegas = underlyings(position)
            .into_iter()
            .map(|u| slope(&|job, h| job.underlyings[u as usize].volatility += h, h));
        let rho = std::iter::once_with(|| slope(&|job, h| job.rate += h, h));
        for (greek, slope) in deltas.chain(vegas).chain(rho).enumerate() {
            let pathwise = found[series.start + 1 + greek];
            // The few paths whose payoff has its kink within the bump are what differs.
            let allowed = 0.02 * pathwise.error + 1e-5 * slope.abs() + 1e-12;
            assert!(
                (pathwise.value - slope).abs() < allowed,
                "position {i}, greek {greek}: {pathwise:?}, {slope}"
            );
        }
    }
}
