//! Options with barriers against closed forms and published values, and against what they add up to. Their values path by path are
//! in `paths.rs`.

use crate::closed_form::{Market, normal_cdf};
use crate::greeks::{MARKET, assert_all, differences, with_greeks};
use crate::jobs::{
    CALL, Estimate, PUT, barrier, block, estimate, european, job, of_barrier, plan, schedule, underlying,
};
use crate::table::rows;
use pricer::kernel::TierChoice;
use proto::pricer::v1::BarrierKind::{DownIn, DownOut, UpIn, UpOut};
use proto::pricer::v1::{Barrier, BarrierKind, OptionType, Position, Schedule};

/// A barrier on each side with either effect, and either type of option.
pub fn all_kinds() -> impl Iterator<Item = (OptionType, (BarrierKind, f64))> {
    let barriers = [(DownOut, 88.0), (DownIn, 88.0), (UpOut, 118.0), (UpIn, 118.0)];
    [CALL, PUT]
        .into_iter()
        .flat_map(move |kind| barriers.map(|barrier| (kind, barrier)))
}

fn kind_of(name: &str) -> BarrierKind {
    match name {
        "DownOut" => DownOut,
        "DownIn" => DownIn,
        "UpOut" => UpOut,
        "UpIn" => UpIn,
        _ => panic!("{name}"),
    }
}

/// Watched all the time.
pub fn continuous(kind: OptionType, strike: f64, (at, level): (BarrierKind, f64), rebate: f64) -> Position {
    of_barrier(Barrier {
        rebate,
        continuous: true,
        ..barrier(0, kind, strike, at, level, 0)
    })
}

fn even(years: f64, steps: u32) -> Vec<f64> {
    (1..=steps).map(|i| years * f64::from(i) / f64::from(steps)).collect()
}

#[test]
fn published_values_with_a_rebate() {
    let (steps, years) = (8, 0.5);
    let all: Vec<_> = rows("ql_barrier_haug.csv")
        .into_iter()
        .filter(|row| row[4] == "european")
        .collect();
    assert_eq!(all.len(), 36);
    for volatility in ["0.25", "0.30"] {
        let rows: Vec<_> = all.iter().filter(|row| row[10] == volatility).collect();
        let number = |row: &[&str], i: usize| -> f64 { row[i].parse().expect("a number") };
        let first = rows[0];
        let of = underlying(number(first, 6), number(first, 7), number(first, 10));
        let position = |row: &&Vec<&str>| {
            let kind = if row[3] == "Put" { PUT } else { CALL };
            let at = (kind_of(row[0]), number(row, 1));
            continuous(kind, number(row, 5), at, number(row, 2))
        };
        let rate = number(first, 8);
        let positions = rows.iter().copied().map(|row| position(&row)).collect();
        let job = job(rate, of, &even(years, steps), vec![schedule(0..=steps)], positions);
        for (row, found) in rows.iter().zip(&estimate(&job, 15)[1..]) {
            let expected = number(row, 11);
            let noise = 4.0 * found.error + number(row, 12);
            // A rebate that is due when the barrier is met is dated at the end of its interval.
            let out = matches!(kind_of(row[0]), DownOut | UpOut);
            let late = if out {
                number(row, 2) * rate * years / f64::from(steps)
            } else {
                0.0
            };
            let range = expected - late - noise..=expected + noise;
            assert!(range.contains(&found.value), "{row:?}: {found:?}");
        }
    }
}

#[test]
fn published_values_in_one_step() {
    for row in rows("ql_barrier_babsiri_beaglehole.csv") {
        let number = |i: usize| -> f64 { row[i].parse().expect("a number") };
        let of = underlying(number(4), number(6), number(1));
        let positions = vec![continuous(CALL, number(2), (kind_of(row[0]), number(3)), 0.0)];
        let found = estimate(&job(number(5), of, &[1.0], vec![schedule([0, 1])], positions), 60)[1];
        let found = Estimate {
            error: found.error + number(8) / 4.0,
            ..found
        };
        assert!(found.error < 0.03 * number(7).max(1.0), "{row:?}: {found:?}");
        found.assert_near(number(7), &format!("{row:?}"));
    }
}

#[test]
fn watched_all_the_time_they_have_their_closed_forms_and_greeks() {
    for (kind, at) in all_kinds() {
        let knocks_in = matches!(at.0, DownIn | UpIn);
        // Only the rebate that is paid at expiry has no error of its date.
        let rebate = if knocks_in { 4.0 } else { 0.0 };
        let mut job = with_greeks(&[0.3, 0.5, 0.8], 3, vec![continuous(kind, 103.0, at, rebate)]);
        job.schedules = vec![schedule(0..=3)];
        let found = estimate(&job, 60);
        let exact = |m: Market| m.barrier(kind, 103.0, at, rebate, 0.8);
        found[1].assert_near(exact(MARKET), &format!("{kind:?} {at:?}"));
        assert_all(&found[2..], differences(exact), &format!("{kind:?} {at:?}"));
    }
}

/// Watched at two dates: the price at the first is integrated over by Simpson's rule, what follows is made of digital options.
pub fn watched_twice(
    m: Market,
    kind: OptionType,
    strike: f64,
    (at, level): (BarrierKind, f64),
    rebate: f64,
    dates: [f64; 2],
) -> f64 {
    let above = matches!(at, UpIn | UpOut);
    let knocks_in = matches!(at, DownIn | UpIn);
    let safe_side = if above { PUT } else { CALL };
    let left = dates[1] - dates[0];
    // (S - K) where S > x, or (K - S) where S < x.
    let cut = |m: Market, x: f64| {
        let [asset, cash] = [m.asset_or_nothing(kind, x, left), m.cash_or_nothing(kind, x, left)];
        if kind == CALL {
            asset - strike * cash
        } else {
            strike * cash - asset
        }
    };
    let alive = |m: Market| match (kind, above) {
        (CALL, false) => cut(m, strike.max(level)),
        (CALL, true) => cut(m, strike) - cut(m, strike.max(level)),
        (_, false) => cut(m, strike) - cut(m, strike.min(level)),
        (_, true) => cut(m, strike.min(level)),
    };
    let never = |m: Market| m.cash_or_nothing(safe_side, level, left);
    let discount = |years: f64| (-m.rate * years).exp();
    let later = |m: Market| {
        if knocks_in {
            m.european(kind, strike, left) - alive(m) + rebate * never(m)
        } else {
            alive(m) + rebate * (discount(left) - never(m))
        }
    };
    let deviation = m.volatility * dates[0].sqrt();
    let drift = (m.rate - m.dividend_yield - 0.5 * m.volatility.powi(2)) * dates[0];
    let edge = ((level / m.spot).ln() - drift) / deviation;
    let integrate = |from: f64, to: f64, value: &dyn Fn(Market) -> f64| {
        let n = 600;
        let width = (to - from) / f64::from(n);
        let terms = (0..=n).map(|i| {
            let z = from + width * f64::from(i);
            let weight = if i == 0 || i == n {
                1.0
            } else {
                f64::from(2 + 2 * (i % 2))
            };
            let spot = m.spot * (drift + deviation * z).exp();
            weight * (-0.5 * z * z).exp() * value(Market { spot, ..m })
        });
        discount(dates[0]) * terms.sum::<f64>() * width / 3.0 / (2.0 * std::f64::consts::PI).sqrt()
    };
    let (safe, beyond) = if above {
        ((-9.0, edge), (edge, 9.0))
    } else {
        ((edge, 9.0), (-9.0, edge))
    };
    let met = if knocks_in {
        integrate(beyond.0, beyond.1, &|m| m.european(kind, strike, left))
    } else {
        rebate * discount(dates[0]) * normal_cdf(if above { -edge } else { edge })
    };
    integrate(safe.0, safe.1, &later) + met
}

#[test]
fn looked_at_twice_they_have_their_values_and_greeks() {
    let dates = [0.3, 0.8];
    for strike in [95.0, 130.0] {
        for (kind, at) in all_kinds() {
            let position = of_barrier(Barrier {
                rebate: 6.0,
                ..barrier(0, kind, strike, at.0, at.1, 0)
            });
            let found = estimate(&with_greeks(&dates, 2, vec![position]), 60);
            let exact = |m: Market| watched_twice(m, kind, strike, at, 6.0, dates);
            let what = format!("{kind:?} {strike} {at:?}");
            found[1].assert_near(exact(MARKET), &what);
            assert_all(&found[2..], differences(exact), &what);
        }
    }
}

/// M. Broadie, P. Glasserman and S. Kou, "A continuity correction for discrete barrier options", Mathematical Finance 7 (1997): n even
/// steps are worth what all the time is with the barrier moved away by exp(0.5826 volatility sqrt(dt)).
#[test]
fn many_looks_come_near_the_closed_form_with_the_barrier_moved() {
    let (steps, years) = (100, 0.8);
    let beyond = (0.5826 * MARKET.volatility * (years / f64::from(steps)).sqrt()).exp();
    let positions = all_kinds()
        .map(|(kind, (at, level))| of_barrier(barrier(0, kind, 100.0, at, level, 0)))
        .collect();
    let mut job = with_greeks(&even(years, steps), steps, positions);
    job.greeks.clear();
    for ((kind, (at, level)), found) in all_kinds().zip(&estimate(&job, 10)[1..]) {
        let moved = if matches!(at, UpIn | UpOut) {
            level * beyond
        } else {
            level / beyond
        };
        let expected = MARKET.barrier(kind, 100.0, (at, moved), 0.0, years);
        // The correction leaves terms that vanish faster than sqrt(dt).
        let distance = (found.value - expected).abs();
        assert!(
            distance < 4.0 * found.error + 0.01,
            "{kind:?} {at:?}: {found:?}, {expected}"
        );
    }
}

/// On every path, to rounding.
#[test]
fn in_and_out_add_up_to_the_option() {
    for (kind, level) in [(CALL, 88.0), (PUT, 88.0), (CALL, 118.0), (PUT, 118.0)] {
        let kinds = if level < 100.0 {
            [DownIn, DownOut]
        } else {
            [UpIn, UpOut]
        };
        for continuous in [false, true] {
            let mut positions: Vec<Position> = kinds
                .map(|at| {
                    of_barrier(Barrier {
                        continuous,
                        ..barrier(0, kind, 100.0, at, level, 0)
                    })
                })
                .to_vec();
            positions.push(Position {
                quantity: -1.0,
                ..european(0, kind, 100.0, 3)
            });
            let mut job = with_greeks(&[0.2, 0.5, 1.0], 3, positions);
            job.schedules = vec![schedule(0..=3)];
            let found = block(TierChoice::Auto, &plan(&job), 0);
            assert!(found.sums[0].abs() < 1e-9, "{}", found.sums[0]);
            assert!(found.sums_of_squares[0] < 1e-20, "{}", found.sums_of_squares[0]);
            if continuous {
                for greek in 2..5 {
                    let [begun, ended, all] = [0, 4, 8].map(|position| found.sums[greek + position]);
                    assert!((begun + ended - all).abs() < 1e-9 * all.abs(), "greek {greek}");
                }
            }
        }
    }
}

#[test]
fn the_more_it_is_watched_the_less_is_left() {
    let schedules: [Schedule; 4] = [
        schedule([4]),
        schedule([2, 4]),
        schedule([1, 2, 3, 4]),
        schedule([0, 4]),
    ];
    for (kind, (at, level)) in all_kinds().filter(|(_, (at, _))| matches!(at, DownOut | UpOut)) {
        let positions = (0..4)
            .map(|schedule| {
                of_barrier(Barrier {
                    continuous: schedule == 3,
                    ..barrier(0, kind, 103.0, at, level, schedule)
                })
            })
            .collect();
        let mut job = with_greeks(&even(1.0, 4), 4, positions);
        job.greeks.clear();
        job.schedules = schedules.to_vec();
        let found = estimate(&job, 4);
        for pair in found[1..5].windows(2) {
            assert!(pair[0].value > pair[1].value, "{kind:?} {at:?}: {found:?}");
        }
    }
}

#[test]
fn a_barrier_out_of_reach_changes_nothing() {
    for (kind, at) in all_kinds() {
        let far = if at.1 < 100.0 { 1e-6 } else { 1e9 };
        for watched in [false, true] {
            let position = |rebate| {
                of_barrier(Barrier {
                    rebate,
                    continuous: watched,
                    ..barrier(0, kind, 103.0, at.0, far, 0)
                })
            };
            let mut job = with_greeks(&[0.2, 0.5, 1.0], 3, vec![position(3.0), european(0, kind, 103.0, 3)]);
            job.schedules = vec![schedule(0..=3)];
            let found = block(TierChoice::Auto, &plan(&job), 0);
            let [barrier, european] = [found.sums[1], found.sums[5]];
            if matches!(at.0, DownOut | UpOut) {
                assert_eq!(barrier, european, "{kind:?} {at:?}");
            } else {
                let rebate = 3.0 * 4096.0 * (-MARKET.rate).exp();
                assert!((barrier / rebate - 1.0).abs() < 1e-12, "{kind:?} {at:?}: {barrier}");
            }
        }
    }
}

#[test]
fn a_barrier_met_today_has_ended_or_begun_the_option() {
    let cases = [(DownOut, 100.0), (DownIn, 100.0), (UpOut, 99.0), (UpIn, 99.0)];
    for (at, continuous) in cases.into_iter().flat_map(|at| [(at, false), (at, true)]) {
        let position = of_barrier(Barrier {
            rebate: 3.0,
            continuous,
            ..barrier(0, CALL, 103.0, at.0, at.1, 0)
        });
        let mut job = with_greeks(&[0.5, 1.0], 2, vec![position, european(0, CALL, 103.0, 2)]);
        job.schedules = vec![schedule([0, 1, 2])];
        let found = block(TierChoice::Auto, &plan(&job), 0);
        if matches!(at.0, DownIn | UpIn) {
            assert_eq!(found.sums[1], found.sums[5], "{at:?}");
        } else {
            assert_eq!(
                found.sums[1..5],
                [3.0 * 4096.0, 0.0, 0.0, 0.0],
                "{at:?}, continuous {continuous}"
            );
        }
    }
}
