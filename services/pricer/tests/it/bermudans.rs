//! Options that may be exercised early against published values, a lattice, and what bounds them.

use crate::closed_form::Market;
use crate::greeks::{MARKET, differences, with_greeks};
use crate::jobs::{CALL, Estimate, PUT, antithetic, bermudan, estimate, european, job, prepared, schedule, underlying};
use crate::lattice;
use crate::table::rows;
use proto::pricer::v1::{Job, OptionType, Position};

/// What a policy of least squares may cost: part of the value.
const LEFT_BY_THE_POLICY: f64 = 0.003;

#[track_caller]
fn assert_value(found: Estimate, expected: f64, what: &str) {
    let Estimate { value, error } = found;
    let least = expected * (1.0 - LEFT_BY_THE_POLICY) - 4.0 * error;
    assert!(
        (least..=expected + 4.0 * error).contains(&value),
        "{what}: {value} +- {error}, not {expected}"
    );
}

fn dates(expiry: f64, count: u32) -> Vec<f64> {
    (1..=count).map(|i| expiry * f64::from(i) / f64::from(count)).collect()
}

#[test]
fn puts_of_fifty_dates_a_year_as_published_by_longstaff_and_schwartz() {
    let table = rows("ls2001_table1_american_put.csv");
    assert_eq!(table.len(), 10);
    for row in table {
        let number = |column: usize| row[column].parse::<f64>().expect("a number");
        let (spot, strike, rate, volatility, expiry) = (number(0), number(1), number(2), number(4), number(5));
        let count = (50.0 * expiry) as u32;
        let of = underlying(spot, number(3), volatility);
        let schedules = vec![schedule(1..=count)];
        let put = vec![bermudan(0, PUT, strike, 0)];
        let job = job(rate, of, &dates(expiry, count), schedules, put);
        let found = estimate(&prepared(antithetic(job)), 12);
        assert_value(found[1], number(10), &format!("{row:?}"));
    }
}

/// A call and a put of 20 dates in the market with dividends, which make early exercise of the call worth something.
fn pair(kind: OptionType) -> (Job, Position) {
    let option = bermudan(0, kind, 100.0, 0);
    (with_greeks(&dates(1.0, 20), 20, vec![option.clone()]), option)
}

#[test]
fn values_and_greeks_are_those_of_a_lattice() {
    for kind in [CALL, PUT] {
        let value = |market: Market| lattice::bermudan(market, kind, 100.0, 1.0, 20);
        let found = estimate(&prepared(antithetic(pair(kind).0)), 48);
        assert_value(found[1], value(MARKET), &format!("{kind:?}"));
        // Bumps large enough that the lattice's nodes do not show.
        for (greek, (found, expected)) in found[2..].iter().zip(differences(value)).enumerate() {
            let allowed = 4.0 * found.error + 0.01 * expected.abs();
            assert!(
                (found.value - expected).abs() < allowed,
                "{kind:?}, greek {greek}: {found:?}, not {expected}"
            );
        }
    }
}

#[test]
fn a_call_without_dividends_is_not_exercised_early() {
    let of = underlying(100.0, 0.0, 0.25);
    let times = dates(1.0, 20);
    let positions = vec![bermudan(0, CALL, 100.0, 0), european(0, CALL, 100.0, 20)];
    let job = job(0.05, of, &times, vec![schedule(1..=20)], positions);
    let found = estimate(&prepared(job), 16);
    assert_eq!(found[1].value, found[2].value);
}

#[test]
fn more_dates_are_worth_more() {
    for kind in [CALL, PUT] {
        for strike in [80.0, 100.0, 125.0] {
            let mut positions: Vec<Position> = (0..4).map(|s| bermudan(0, kind, strike, s)).collect();
            positions.push(european(0, kind, strike, 24));
            let mut job = with_greeks(&dates(1.0, 24), 24, positions);
            job.greeks.clear();
            job.schedules = vec![
                schedule(1..=24),
                schedule((2..=24).step_by(2)),
                schedule([12, 24]),
                schedule([24]),
            ];
            let found = estimate(&prepared(antithetic(job)), 8);
            for pair in found[1..4].windows(2) {
                let least = pair[1].value * (1.0 - LEFT_BY_THE_POLICY);
                assert!(pair[0].value > least, "{kind:?} {strike}: {found:?}");
            }
            assert_eq!(found[4].value, found[5].value, "one date is a European option");
        }
    }
}

#[test]
fn a_put_is_worth_more_than_a_european_one_and_at_most_its_strike() {
    let positions = vec![bermudan(0, PUT, 130.0, 0), european(0, PUT, 130.0, 20)];
    let found = estimate(&prepared(with_greeks(&dates(1.0, 20), 20, positions)), 8);
    let [put, other] = [found[1], found[5]];
    assert!(
        put.value > other.value + 4.0 * (put.error + other.error),
        "{put:?} {other:?}"
    );
    assert!(
        put.value > 29.5 && put.value < 130.0,
        "{put:?}: exercising at once gives nearly 30"
    );
}
