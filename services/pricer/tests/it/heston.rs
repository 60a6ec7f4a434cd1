//! Prices whose variance moves.

use crate::closed_form::{self, Market};
use crate::heston_closed_form::{self, Published, published};
use crate::jobs::{
    CALL, Estimate, PUT, antithetic, asian, basket, digital, estimate, european, job, moving, moving_variances, plan,
    schedule, series, underlying, underlyings,
};
use pricer::job::Plan;
use proto::pricer::v1::{Averaging, BasketKind, Greek, Heston, Job, Position, position::Payoff};

const MARKET: Market = Market {
    spot: 100.0,
    dividend_yield: 0.01,
    rate: 0.03,
    volatility: 0.25,
};

/// A share's: it falls where its variance rises.
const USUAL: Heston = Heston {
    mean_reversion: 2.0,
    long_run_variance: 0.04,
    volatility_of_variance: 0.5,
    correlation: -0.7,
};

/// On one underlying, to the end of so many years in steps of about that length.
fn on(market: Market, heston: Heston, (years, step): (f64, f64), positions: &dyn Fn(u32) -> Vec<Position>) -> Job {
    let steps = (years / step).ceil() as u32;
    let times: Vec<f64> = (1..=steps).map(|i| years * f64::from(i) / f64::from(steps)).collect();
    let of = moving(
        underlying(market.spot, market.dividend_yield, market.volatility),
        heston,
    );
    job(market.rate, of, &times, vec![], positions(steps))
}

#[test]
fn european_options_have_their_value() {
    for (correlation, strike) in [(-0.7, 90.0), (-0.7, 120.0), (0.0, 100.0), (0.6, 110.0)] {
        let heston = Heston { correlation, ..USUAL };
        let job = on(MARKET, heston, (1.0, 1.0 / 32.0), &|last| {
            vec![european(0, CALL, strike, last), european(0, PUT, strike, last)]
        });
        let [plain, mirrored] = [job.clone(), antithetic(job)].map(|job| estimate(&job, 100));
        for (i, kind) in (1..).zip([CALL, PUT]) {
            let expected = heston_closed_form::european(MARKET, heston, kind, strike, 1.0);
            let what = format!("{kind:?}, correlation {correlation}, strike {strike}");
            plain[i].assert_near(expected, &what);
            mirrored[i].assert_near(expected, &format!("{what}, antithetic"));
            // Two independent paths would bring 0.71.
            assert!(
                mirrored[i].error < 0.69 * plain[i].error,
                "{what}: {plain:?}, {mirrored:?}"
            );
        }
    }
}

/// The markets with which papers try schemes: variances that are often near to 0.
#[test]
fn markets_that_try_schemes_are_priced_well() {
    for Published {
        market, heston, expiry, ..
    } in published()
    {
        let job = on(market, heston, (expiry, 1.0 / 16.0), &|last| {
            [60.0, 100.0, 140.0]
                .map(|strike| european(0, CALL, strike, last))
                .to_vec()
        });
        let found = estimate(&job, 24);
        for (found, strike) in found[1..].iter().zip([60.0, 100.0, 140.0]) {
            let expected = heston_closed_form::european(market, heston, CALL, strike, expiry);
            found.assert_near(expected, &format!("{heston:?}, strike {strike}"));
        }
    }
}

/// Even over steps that are far too long for the distribution.
#[test]
fn the_discounted_price_is_a_martingale() {
    for (correlation, step) in [(-0.9, 1.0), (0.8, 0.5), (0.3, 1.0 / 32.0)] {
        let heston = Heston {
            correlation,
            volatility_of_variance: 1.0,
            ..USUAL
        };
        let all = |last| {
            (1..=last)
                .step_by(1 + last as usize / 3)
                .map(|i| european(0, CALL, 1e-6, i))
                .collect()
        };
        let job = on(MARKET, heston, (2.0, step), &all);
        for (found, position) in estimate(&job, 100)[1..].iter().zip(&job.positions) {
            let Some(Payoff::European(of)) = &position.payoff else {
                panic!("{position:?}")
            };
            let time = job.times[of.step as usize - 1];
            let expected = MARKET.spot * (-MARKET.dividend_yield * time).exp() - 1e-6 * (-MARKET.rate * time).exp();
            found.assert_near(expected, &format!("correlation {correlation}, time {time}"));
        }
    }
}

#[test]
fn a_variance_that_hardly_moves_gives_the_values_of_black_and_scholes() {
    let heston = Heston {
        mean_reversion: 1.0,
        long_run_variance: 0.0625,
        volatility_of_variance: 0.001,
        correlation: -0.5,
    };
    let job = on(MARKET, heston, (1.0, 0.25), &|last| {
        vec![
            european(0, CALL, 105.0, last),
            asian(0, PUT, Averaging::Geometric, Some(98.0), 0),
            digital(0, CALL, 102.0, last, Some(1.0)),
        ]
    });
    let times = job.times.clone();
    let found = estimate(
        &Job {
            schedules: vec![schedule(1..=4)],
            ..job
        },
        100,
    );
    let expected = [
        MARKET.european(CALL, 105.0, 1.0),
        MARKET.geometric(PUT, 98.0, &times),
        MARKET.cash_or_nothing(CALL, 102.0, 1.0),
    ];
    for (i, (found, expected)) in found[1..].iter().zip(expected).enumerate() {
        found.assert_near(expected, &format!("position {i}"));
    }
}

#[test]
fn delta_and_rho_are_those_of_the_closed_form() {
    let mut job = on(MARKET, USUAL, (1.0, 1.0 / 32.0), &|last| {
        vec![european(0, PUT, 105.0, last)]
    });
    job.greeks = [Greek::Delta, Greek::Rho].map(Into::into).to_vec();
    let found = estimate(&job, 100);
    let value = |market| heston_closed_form::european(market, USUAL, PUT, 105.0, 1.0);
    let h = 0.01;
    let delta = [h, -h].map(|h| {
        value(Market {
            spot: MARKET.spot + h,
            ..MARKET
        })
    });
    let rho = [h, -h].map(|h| {
        value(Market {
            rate: MARKET.rate + 0.01 * h,
            ..MARKET
        })
    });
    found[2].assert_near((delta[0] - delta[1]) / (2.0 * h), "delta");
    found[3].assert_near((rho[0] - rho[1]) / (0.02 * h), "rho");
}

#[test]
fn every_sensitivity_is_the_slope_of_its_price_on_the_same_paths() {
    let job = moving_variances();
    let (blocks, h) = (10, 1e-4);
    let found = estimate(&job, blocks);
    // The last is digital, on an underlying whose variance does not move.
    let pathwise = job.positions.len() - 1;
    for (position, series) in job.positions.iter().zip(series(&job)).take(pathwise) {
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
            let spot = job.underlyings[u as usize].spot;
            slope(&|job, h| job.underlyings[u as usize].spot += h, h * spot)
        });
        let rho = std::iter::once_with(|| slope(&|job, h| job.rate += h, h));
        for (found, slope) in found[series.start + 1..].iter().zip(deltas.chain(rho)) {
            let allowed = 0.02 * found.error + 1e-5 * slope.abs() + 1e-12;
            assert!(
                (found.value - slope).abs() < allowed,
                "{position:?}: {found:?}, {slope}"
            );
        }
    }
}

#[test]
fn prices_are_correlated_as_their_own_noise_is() {
    // Variances that hardly move, so that Margrabe's formula holds.
    let heston = Heston {
        volatility_of_variance: 0.001,
        correlation: 0.0,
        ..USUAL
    };
    let of = moving(underlying(100.0, 0.0, 0.2), heston);
    let flat = Market {
        spot: 100.0,
        dividend_yield: 0.0,
        rate: 0.0,
        volatility: 0.2,
    };
    for correlation in [0.0, 0.8] {
        let exchange = basket(BasketKind::Sum, &[(0, 1.0), (1, -1.0)], CALL, 0.0, 2);
        let mut job = job(0.0, of, &[0.5, 1.0], vec![], vec![exchange]);
        job.underlyings.push(of);
        job.correlation_factor = vec![1.0, correlation, f64::sqrt(1.0 - correlation * correlation)];
        let [expected, ..] = closed_form::exchange([flat, flat], correlation, 1.0);
        estimate(&job, 60)[1].assert_near(expected, &format!("correlation {correlation}"));
    }
}

#[test]
fn what_needs_a_constant_volatility_is_refused_by_its_field() {
    let refused = |job: &Job| -> Vec<String> {
        let violations = Plan::compile(job).expect_err("a refusal");
        violations.into_iter().map(|violation| violation.field).collect()
    };
    let good = moving_variances();
    let mut digitals = good;
    digitals.positions[0] = digital(2, CALL, 10.0, 3, None);
    let certain = Heston {
        correlation: -1.0,
        ..USUAL
    };
    digitals.underlyings[2].heston = Some(certain);
    assert_eq!(refused(&digitals), ["job.positions[0].digital.underlying"]);
    digitals.greeks = [Greek::Vega, Greek::Theta].map(Into::into).to_vec();
    assert!(Plan::compile(&digitals).is_ok(), "these need no density");
}

#[test]
fn a_step_too_long_for_a_finite_price_is_refused() {
    let heston = Heston {
        volatility_of_variance: 2.0,
        correlation: 0.9,
        ..USUAL
    };
    let compiled = |heston, step| Plan::compile(&on(MARKET, heston, (4.0, step), &|_| vec![european(0, CALL, 1.0, 1)]));
    let violations = compiled(heston, 2.0).expect_err("too long");
    assert_eq!(violations[0].field, "job.times[0]");
    assert!(
        violations[0].description.contains("underlyings[0].heston"),
        "{violations:?}"
    );
    assert!(compiled(heston, 0.5).is_ok());
    let negative = Heston {
        correlation: -0.9,
        ..heston
    };
    assert!(
        compiled(negative, 4.0).is_ok(),
        "no step is too long where the correlation is not positive"
    );
}

#[test]
fn the_vegas_of_baskets_on_many_of_them_are_refused() {
    let of = moving(underlying(100.0, 0.0, 0.2), USUAL);
    for (count, allowed) in [(8, true), (9, false)] {
        let terms: Vec<(u32, f64)> = (0..count).map(|i| (i, 1.0)).collect();
        let mut job = job(
            0.0,
            of,
            &[0.5],
            vec![],
            vec![basket(BasketKind::Sum, &terms, CALL, 1.0, 1)],
        );
        job.underlyings = vec![of; count as usize];
        job.greeks = [Greek::Delta, Greek::Vega].map(Into::into).to_vec();
        let refused = Plan::compile(&job).map_err(|violations| violations[0].field.clone());
        assert_eq!(refused.is_ok(), allowed, "{count}");
        assert!(allowed || refused.is_err_and(|field| field == "job.greeks[1]"));
    }
}

#[test]
fn a_step_of_no_length_to_speak_of_gives_numbers() {
    let mut job = moving_variances();
    job.times = (1..=6).map(|i| f64::from(i) * 1e-300).collect();
    for found in estimate(&job, 1) {
        let Estimate { value, error } = found;
        assert!(value.is_finite() && error.is_finite(), "{found:?}");
    }
    assert!(!plan(&job).moderate, "nothing bounds a variance that moves");
}
