//! Control variates: the same values with smaller errors.

use crate::closed_form::Market;
use crate::jobs::{
    CALL, Estimate, PUT, antithetic, asian, barriers, block, controlled, digital, early, estimate_of, european,
    everything, exotics, job, moving_variances, plan, prepared, schedule, series, underlying, underlyings,
};
use crate::table::rows;
use pricer::kernel::TierChoice;
use proto::pricer::v1::{Averaging, Job, Position, position::Payoff};
use std::ops::Range;

const MARKET: Market = Market {
    spot: 100.0,
    dividend_yield: 0.03,
    rate: 0.06,
    volatility: 0.2,
};

fn variance_ratio(plain: Estimate, better: Estimate) -> f64 {
    (plain.error / better.error).powi(2)
}

fn both(job: &Job, blocks: Range<u64>) -> [Vec<Estimate>; 2] {
    [job.clone(), controlled(job.clone())].map(|job| estimate_of(&job, blocks.clone()))
}

/// The fixings of a row of the reference, and their job without positions.
fn averaging(row: &[&str]) -> Job {
    let number = |i: usize| -> f64 { row[i].parse().expect("a number") };
    let (first, count) = (number(0), number(1) as u32);
    let times: Vec<f64> = (0..count)
        .map(|i| first + f64::from(i) * (11.0 / 12.0) / f64::from(count - 1))
        .collect();
    let today = u32::from(first == 0.0);
    job(
        0.025,
        underlying(90.0, 0.06, 0.13),
        &times[today as usize..],
        vec![schedule(1 - today..=count - today)],
        vec![],
    )
}

#[test]
fn arithmetic_averages_of_the_reference_take_a_twentieth_of_the_paths_at_most() {
    let table = rows("asian_levy_check.csv");
    assert_eq!(table.len(), 15);
    for row in table.iter().filter(|row| row[1] != "500") {
        let number = |i: usize| -> f64 { row[i].parse().expect("a number") };
        let mut job = averaging(row);
        job.positions = vec![asian(0, PUT, Averaging::Arithmetic, Some(87.0), 0)];
        for job in [job.clone(), antithetic(job)] {
            let [plain, better] = both(&job, 0..24);
            let allowed = 4.0 * better[1].error.hypot(number(4));
            assert!(
                (better[1].value - number(3)).abs() < allowed,
                "{row:?}: {:?}",
                better[1]
            );
            let ratio = variance_ratio(plain[1], better[1]);
            assert!(ratio > 20.0, "{row:?}: {ratio}");
        }
    }
}

#[test]
fn values_are_those_of_the_closed_forms() {
    let fixings: Vec<f64> = (1..=10).map(|i| f64::from(i) / 10.0).collect();
    let mut positions = vec![];
    let mut expected = vec![];
    for (kind, strike) in [(CALL, 104.0), (PUT, 104.0), (CALL, 140.0), (PUT, 75.0), (CALL, 60.0)] {
        positions.extend([
            european(0, kind, strike, 10),
            digital(0, kind, strike, 10, Some(7.0)),
            digital(0, kind, strike, 10, None),
            asian(0, kind, Averaging::Geometric, Some(strike), 0),
            asian(0, kind, Averaging::Arithmetic, Some(strike), 1),
        ]);
        expected.extend([
            MARKET.european(kind, strike, 1.0),
            7.0 * MARKET.cash_or_nothing(kind, strike, 1.0),
            MARKET.asset_or_nothing(kind, strike, 1.0),
            MARKET.geometric(kind, strike, &fixings),
            // Of one date.
            MARKET.european(kind, strike, 0.4),
        ]);
    }
    let of = underlying(100.0, 0.03, 0.2);
    let job = job(0.06, of, &fixings, vec![schedule(1..=10), schedule([4])], positions);
    for job in [job.clone(), antithetic(job)] {
        let [plain, better] = both(&job, 0..30);
        for (i, expected) in expected.iter().enumerate() {
            better[i + 1].assert_near(*expected, &format!("{:?}", job.positions[i]));
            assert!(better[i + 1].error < plain[i + 1].error || plain[i + 1].error < 1e-9);
        }
        assert!(variance_ratio(plain[1], better[1]) > 3.0);
    }
}

/// Every controlled payoff, both ways, struck so many standard deviations from the median.
fn book(of: Market) -> Vec<Position> {
    let drift = of.rate - of.dividend_yield - 0.5 * of.volatility * of.volatility;
    let mut list = vec![];
    for deviations in [-3.0, -1.5, -0.4, 0.0, 0.6, 1.5, 3.0_f64] {
        let strike =
            |time: f64, variance: f64| of.spot * (drift * time + deviations * of.volatility * variance.sqrt()).exp();
        for kind in [CALL, PUT] {
            let last = strike(1.0, 1.0);
            list.extend([
                european(0, kind, last, 12),
                digital(0, kind, last, 12, Some(10.0)),
                digital(0, kind, last, 12, None),
            ]);
            // The mean of the dates, and that of the lesser of two.
            for (schedule, time, variance) in [(0, 6.5 / 12.0, 0.3762), (1, 0.5, 0.3205), (2, 0.3125, 0.1198)] {
                for averaging in [Averaging::Arithmetic, Averaging::Geometric] {
                    list.push(asian(0, kind, averaging, Some(strike(time, variance)), schedule));
                }
            }
        }
    }
    list
}

/// Which positions scatter more with their control, or have another value.
fn worse(of: Market, mirrored: bool) -> Vec<String> {
    let times: Vec<f64> = (1..=12).map(|i| f64::from(i) / 12.0).collect();
    let schedules = vec![schedule(1..=12), schedule(0..=12), schedule([0, 1, 2, 12])];
    let job = Job {
        antithetic: mirrored,
        ..job(
            of.rate,
            underlying(of.spot, of.dividend_yield, of.volatility),
            &times,
            schedules,
            book(of),
        )
    };
    let [plain, better] = both(&job, 0..8);
    let pairs = plain[1..].iter().zip(&better[1..]).zip(&job.positions);
    let worse = pairs.filter(|((plain, better), _)| {
        // Both are estimates: where next to nothing is explained, one may come out a little above the other; and where no path pays,
        // only the control is left, of a coefficient next to nothing.
        let nothing = 1e-9 * of.spot;
        let apart = (better.value - plain.value).abs();
        better.error > 1.02 * plain.error + nothing || apart > 5.0 * plain.error + nothing
    });
    worse
        .map(|(found, position)| {
            format!(
                "volatility {}, antithetic {mirrored}: {position:?}: {found:?}",
                of.volatility
            )
        })
        .collect()
}

#[test]
fn nothing_scatters_more_whatever_the_strike_and_the_volatility() {
    let volatilities = [1e-4, 0.01, 0.2, 0.5, 1.0, 1.5, 1.95, 3.0, 5.0];
    let markets = volatilities.map(|volatility| Market { volatility, ..MARKET });
    let worse: Vec<String> = markets
        .into_iter()
        .flat_map(|of| [false, true].map(|mirrored| worse(of, mirrored)).concat())
        .collect();
    assert!(worse.is_empty(), "{}", worse.join("\n"));
}

#[test]
fn what_has_no_control_keeps_its_bits() {
    let mut wild = everything();
    for underlying in &mut wild.underlyings {
        underlying.volatility = 5.0;
    }
    wild.times = (1..=6).map(|i| f64::from(i) * 8.0).collect();
    let averages_of_floating_strike = |position: &Position| match &position.payoff {
        Some(Payoff::Asian(asian)) => asian.strike.is_none(),
        Some(Payoff::European(_) | Payoff::Digital(_)) => false,
        _ => true,
    };
    for mut job in [exotics(), everything(), barriers(), prepared(early())] {
        job.positions.retain(averages_of_floating_strike);
        assert!(!job.positions.is_empty());
        assert_same(&job);
    }
    assert_same(&wild);
    let mut moving = moving_variances();
    // The second one's variance does not move.
    let of = |position: &Position| underlyings(position) != [1];
    moving.positions.retain(of);
    assert_same(&moving);
}

fn assert_same(job: &Job) {
    let [plain, corrected] = [job.clone(), controlled(job.clone())].map(|job| block(TierChoice::Auto, &plan(&job), 3));
    assert_eq!(plain, corrected);
}

#[test]
fn greeks_keep_their_bits_and_the_total_is_of_the_corrected() {
    let job = everything();
    let [plain, corrected] = [job.clone(), controlled(job.clone())].map(|job| block(TierChoice::Auto, &plan(&job), 3));
    let mut total = 0.0;
    for (series, position) in series(&job).into_iter().zip(&job.positions) {
        assert_eq!(
            plain.sums[series.start + 1..series.end],
            corrected.sums[series.start + 1..series.end]
        );
        total += position.quantity * corrected.sums[series.start];
    }
    assert!((corrected.sums[0] / total - 1.0).abs() < 1e-12);
    assert!(corrected.sums_of_squares[0] < plain.sums_of_squares[0]);
}

/// Then W has another variance than the time, and the expectation of the control is of that.
#[test]
fn rows_of_any_length_leave_the_value_what_it_is() {
    let mut job = everything();
    job.correlation_factor = vec![1.3, 0.6, 0.2, -0.3, 0.0, 0.5];
    job.greeks.clear();
    let [plain, better] = both(&job, 0..60);
    for (plain, better) in plain.iter().zip(&better) {
        better_than(*plain, *better);
    }
}

fn better_than(plain: Estimate, better: Estimate) {
    assert!(better.error <= plain.error, "{plain:?}, {better:?}");
    // Both are of the same paths, so that the difference scatters less than the worse one, or about as much.
    assert!(
        (better.value - plain.value).abs() < 4.0 * plain.error,
        "{plain:?}, {better:?}"
    );
}

#[test]
fn the_standard_error_is_that_of_the_corrected_samples() {
    let of = underlying(100.0, 0.03, 0.2);
    let positions = vec![european(0, CALL, 104.0, 1)];
    let job = controlled(job(0.06, of, &[1.0], vec![], positions));
    let exact = MARKET.european(CALL, 104.0, 1.0);
    let scores = (0..200).map(|index| {
        let found = estimate_of(&job, index..index + 1)[1];
        (found.value - exact) / found.error
    });
    let mean_square = scores.map(|z| z * z).sum::<f64>() / 200.0;
    assert!((0.7..1.4).contains(&mean_square), "{mean_square}");
}
