//! Gamma and theta against closed forms, published values, differences on the same paths, and what they add up to.

use crate::closed_form::{Market, exchange};
use crate::greeks::MARKET;
use crate::jobs::{
    CALL, Estimate, PUT, antithetic, asian, basket, block, digital, estimate, european, job, lookback, plan, schedule,
    sensitive, series, underlying, underlyings,
};
use crate::table::rows;
use pricer::kernel::TierChoice;
use proto::pricer::v1::position::Payoff;
use proto::pricer::v1::{Averaging, BasketKind, Greek, Job, Position, Underlying};

const TIMES: [f64; 5] = [0.2, 0.4, 0.6, 0.8, 1.0];

pub fn asking(greeks: &[Greek], job: Job) -> Job {
    Job {
        greeks: greeks.iter().copied().map(Into::into).collect(),
        ..job
    }
}

fn on_market(positions: Vec<Position>) -> Job {
    let of = underlying(MARKET.spot, MARKET.dividend_yield, MARKET.volatility);
    let schedules = vec![schedule(1..=5), schedule(0..=5)];
    asking(
        &[Greek::Gamma, Greek::Theta],
        job(MARKET.rate, of, &TIMES, schedules, positions),
    )
}

/// Gamma by a second difference of a value, theta by a first one of its dates: the value gets how much nearer they are.
pub fn differences(value: impl Fn(Market, f64) -> f64) -> [f64; 2] {
    let at = |spot: f64| value(Market { spot, ..MARKET }, 0.0);
    let (bump, time) = (0.05, 1e-4);
    [
        (at(MARKET.spot + bump) - 2.0 * at(MARKET.spot) + at(MARKET.spot - bump)) / (bump * bump),
        (value(MARKET, time) - value(MARKET, -time)) / (2.0 * time),
    ]
}

/// Within 4 standard errors, and what bump and differences lose: some thousandths of the whole.
#[track_caller]
fn assert_both(found: &[Estimate], expected: [f64; 2], what: &str) {
    for (found, (expected, name)) in found.iter().zip(expected.into_iter().zip(["gamma", "theta"])) {
        assert!(
            found.error < 0.05 * expected.abs() + 0.01,
            "{what}, {name}: {found:?}, {expected}"
        );
        let error = found.error + 5e-4 * expected.abs() + 1e-6;
        Estimate { error, ..*found }.assert_near(expected, &format!("{what}, {name}"));
    }
}

#[test]
fn of_european_options() {
    let positions = vec![european(0, CALL, 95.0, 4), european(0, PUT, 110.0, 2)];
    let found = estimate(&on_market(positions), 100);
    assert_both(&found[2..4], MARKET.european_gamma_and_theta(CALL, 95.0, 0.8), "call");
    assert_both(&found[5..7], MARKET.european_gamma_and_theta(PUT, 110.0, 0.4), "put");
}

#[test]
fn of_published_values() {
    let mut met = 0;
    for row in rows("ql_european_greeks_haug.csv") {
        let (greek, per) = match row[0] {
            "gamma" => (Greek::Gamma, 1.0),
            "theta_per_day" => (Greek::Theta, 365.0),
            _ => continue,
        };
        let number = |i: usize| -> f64 { row[i].parse().unwrap_or_else(|e| panic!("{}: {e}", row[i])) };
        let kind = if row[1] == "Put" { PUT } else { CALL };
        let of = underlying(number(3), number(4), number(8));
        let positions = vec![european(0, kind, number(2), 1)];
        let job = asking(&[greek], job(number(5), of, &[number(7)], vec![], positions));
        let found = estimate(&job, 100)[2];
        let found = Estimate {
            value: found.value / per,
            error: found.error / per + 1e-4 / 4.0,
        };
        found.assert_near(number(9), row[0]);
        met += 1;
    }
    assert_eq!(met, 2);
}

#[test]
fn of_digital_options() {
    let positions = vec![
        digital(0, CALL, 104.0, 4, Some(10.0)),
        digital(0, PUT, 97.0, 1, Some(3.0)),
        digital(0, CALL, 104.0, 4, None),
        digital(0, PUT, 97.0, 4, None),
    ];
    let found = estimate(&on_market(positions), 300);
    let exact: [&dyn Fn(Market, f64) -> f64; 4] = [
        &|m, nearer| 10.0 * m.cash_or_nothing(CALL, 104.0, 0.8 - nearer),
        &|m, nearer| 3.0 * m.cash_or_nothing(PUT, 97.0, 0.2 - nearer),
        &|m, nearer| m.asset_or_nothing(CALL, 104.0, 0.8 - nearer),
        &|m, nearer| m.asset_or_nothing(PUT, 97.0, 0.8 - nearer),
    ];
    for (i, exact) in exact.into_iter().enumerate() {
        assert_both(&found[2 + 3 * i..][..2], differences(exact), &format!("digital {i}"));
    }
}

#[test]
fn of_options_on_geometric_averages() {
    use Averaging::Geometric;
    let positions = vec![
        asian(0, CALL, Geometric, Some(98.0), 0),
        asian(0, PUT, Geometric, Some(103.0), 1),
        asian(0, CALL, Geometric, None, 0),
        asian(0, PUT, Geometric, None, 1),
    ];
    let found = estimate(&on_market(positions), 200);
    let fixings = |nearer: f64, today: bool| {
        let later = TIMES.map(|time| time - nearer);
        [if today { &[0.0][..] } else { &[] }, &later[..]].concat()
    };
    let exact: [&dyn Fn(Market, f64) -> f64; 4] = [
        &|m, nearer| m.geometric(CALL, 98.0, &fixings(nearer, false)),
        &|m, nearer| m.geometric(PUT, 103.0, &fixings(nearer, true)),
        &|m, nearer| m.geometric_floating(CALL, &fixings(nearer, false)),
        &|m, nearer| m.geometric_floating(PUT, &fixings(nearer, true)),
    ];
    for (i, exact) in exact.into_iter().enumerate() {
        assert_both(&found[2 + 3 * i..][..2], differences(exact), &format!("option {i}"));
    }
    for floating in [8, 11] {
        assert_eq!((found[floating].value, found[floating].error), (0.0, 0.0));
    }
}

#[test]
fn of_an_exchange() {
    let (correlation, expiry) = (0.3, 0.7);
    let markets = [
        MARKET,
        Market {
            spot: 95.0,
            volatility: 0.35,
            ..MARKET
        },
    ];
    let job = Job {
        seed: 11,
        times: vec![expiry],
        rate: MARKET.rate,
        underlyings: markets
            .map(|m| underlying(m.spot, m.dividend_yield, m.volatility))
            .to_vec(),
        correlation_factor: vec![1.0, correlation, (1.0_f64 - correlation * correlation).sqrt()],
        positions: vec![basket(BasketKind::Sum, &[(0, 1.0), (1, -1.0)], CALL, 0.0, 1)],
        ..Job::default()
    };
    let found = estimate(&asking(&[Greek::Gamma, Greek::Theta], job), 100);
    let delta = |of: usize, bump: f64| {
        let mut bumped = markets;
        bumped[of].spot += bump;
        exchange(bumped, correlation, expiry)[1 + of]
    };
    for of in 0..2 {
        let gamma = (delta(of, 0.01) - delta(of, -0.01)) / 0.02;
        let found = Estimate {
            error: found[2 + of].error + 5e-4 * gamma,
            ..found[2 + of]
        };
        found.assert_near(gamma, &format!("gamma {of}"));
    }
    let value = |nearer: f64| exchange(markets, correlation, expiry - nearer)[0];
    found[4].assert_near((value(1e-5) - value(-1e-5)) / 2e-5, "theta");
}

fn is_one_price(position: &Position) -> bool {
    matches!(position.payoff, Some(Payoff::European(_) | Payoff::Digital(_)))
}

/// Those of common random numbers, of which the difference is that of three valuations.
#[test]
fn gamma_is_the_second_difference_of_three_prices_on_the_same_paths() {
    const BUMP: f64 = 1.0 / 128.0;
    for job in [sensitive(), antithetic(sensitive())] {
        let job = asking(&[Greek::Gamma], job);
        let found = block(TierChoice::Auto, &plan(&job), 2);
        for (i, (position, series)) in job.positions.iter().zip(series(&job)).enumerate() {
            if is_one_price(position) {
                continue;
            }
            for (k, of) in underlyings(position).into_iter().enumerate() {
                let [up, here, down] = [BUMP, 0.0, -BUMP].map(|bump| {
                    let mut bumped = asking(&[], job.clone());
                    bumped.positions = vec![position.clone()];
                    bumped.underlyings[of as usize].spot *= 1.0 + bump;
                    block(TierChoice::Auto, &plan(&bumped), 2).sums[1]
                });
                let bump = BUMP * job.underlyings[of as usize].spot;
                let expected = (up - 2.0 * here + down) / (bump * bump);
                let gamma = found.sums[series.start + 1 + k];
                let allowed = 1e-8 * (expected.abs() + here / (bump * bump)) + 1e-9;
                assert!(
                    (gamma - expected).abs() < allowed,
                    "position {i}, term {k}: {gamma}, not {expected}"
                );
            }
        }
    }
}

/// Where the first date is the first step, a shorter first interval moves the same paths.
#[test]
fn theta_is_the_slope_of_the_price_on_the_same_paths() {
    let mut job = sensitive();
    job.times = TIMES.to_vec();
    job.schedules = vec![schedule(1..=5), schedule([0, 1, 3]), schedule([1])];
    for position in &mut job.positions {
        match position.payoff.as_mut().expect("a payoff") {
            Payoff::European(european) => european.step = 1,
            Payoff::Digital(digital) => digital.step = 1,
            Payoff::Basket(basket) => basket.step = 1,
            Payoff::Asian(_) | Payoff::Lookback(_) | Payoff::Barrier(_) | Payoff::Bermudan(_) => {}
        }
    }
    for job in [job.clone(), antithetic(job)] {
        let job = asking(&[Greek::Theta], job);
        let found = estimate(&job, 10);
        let time = 1e-5;
        for (i, (position, series)) in job.positions.iter().zip(series(&job)).enumerate() {
            if matches!(position.payoff, Some(Payoff::Digital(_))) {
                continue;
            }
            let [nearer, farther] = [time, -time].map(|time| {
                let mut moved = asking(&[], job.clone());
                moved.positions = vec![position.clone()];
                moved.times.iter_mut().for_each(|date| *date -= time);
                estimate(&moved, 10)[1].value
            });
            let (theta, slope) = (found[series.start + 1], (nearer - farther) / (2.0 * time));
            // The few paths whose payoff has its kink within the step are what differs.
            let allowed = 0.02 * theta.error + 1e-5 * slope.abs();
            assert!(
                (theta.value - slope).abs() < allowed,
                "position {i}: {theta:?}, not {slope}"
            );
        }
    }
}

/// theta + (rate - yield) S delta + volatility^2 S^2 gamma / 2 = rate V, by Black and Scholes; also where no closed form is known.
#[test]
fn price_and_greeks_solve_the_equation_of_black_and_scholes() {
    let of = underlying(MARKET.spot, MARKET.dividend_yield, MARKET.volatility);
    let positions = vec![
        european(0, CALL, 104.0, 5),
        digital(0, PUT, 99.0, 3, None),
        asian(0, CALL, Averaging::Arithmetic, Some(101.0), 0),
        asian(0, PUT, Averaging::Arithmetic, None, 0),
        lookback(0, CALL, Some(102.0), 0),
        lookback(0, PUT, None, 0),
        basket(BasketKind::Max, &[(0, 1.0)], PUT, 103.0, 4),
    ];
    let job = job(MARKET.rate, of, &TIMES, vec![schedule(1..=5)], positions);
    let job = asking(&[Greek::Delta, Greek::Gamma, Greek::Theta], antithetic(job));
    let found = estimate(&job, 200);
    let Underlying {
        spot,
        volatility,
        dividend_yield,
        heston: _,
    } = of;
    for (i, series) in series(&job).into_iter().enumerate() {
        let [price, delta, gamma, theta] = found[series] else {
            panic!("four series")
        };
        let weights = [
            -job.rate,
            (job.rate - dividend_yield) * spot,
            0.5 * volatility * volatility * spot * spot,
            1.0,
        ];
        let terms = [price, delta, gamma, theta].into_iter().zip(weights);
        let (value, error) = terms.fold((0.0, 0.0), |(value, error), (term, weight)| {
            (value + weight * term.value, error + (weight * term.error).abs())
        });
        // The bias of the bump is about 0.1 % of the term of gamma.
        let bias = 2e-3 * weights[2] * gamma.value.abs();
        assert!(value.abs() < 4.0 * error + bias, "position {i}: {value} +- {error}");
        assert!(error < 0.06 * theta.value.abs(), "position {i}: {theta:?} says little");
    }
}

/// A call less a put is linear in what is received.
#[test]
fn a_call_and_a_put_bend_alike() {
    let pair = |make: &dyn Fn(proto::pricer::v1::OptionType) -> Position| [CALL, PUT].map(make);
    let pairs = [
        pair(&|kind| asian(0, kind, Averaging::Arithmetic, Some(101.0), 1)),
        pair(&|kind| basket(BasketKind::Sum, &[(0, 1.0), (1, -1.0)], kind, 50.0, 5)),
    ];
    let job = asking(
        &[Greek::Gamma],
        Job {
            positions: pairs.concat(),
            ..sensitive()
        },
    );
    let found = block(TierChoice::Auto, &plan(&job), 0).sums;
    for (call, put) in [(2, 4), (6, 9), (7, 10)] {
        assert!(found[call] > 0.0);
        assert!(
            (found[call] - found[put]).abs() < 1e-8 * found[call],
            "{} and {}",
            found[call],
            found[put]
        );
    }
}
