//! Lookback options against what they add up to and between what bounds them. Their values path by path are in `paths.rs`.

use crate::greeks::with_greeks;
use crate::jobs::{CALL, PUT, block, estimate, european, lookback, plan, schedule};
use pricer::kernel::TierChoice;
use proto::pricer::v1::{OptionType, Position};

const TIMES: [f64; 4] = [0.2, 0.4, 0.7, 1.0];

/// A strike that every price is below, and one that every price is above.
const HIGH: f64 = 1e5;
const LOW: f64 = 1e-5;

fn sold(position: Position) -> Position {
    Position {
        quantity: -1.0,
        ..position
    }
}

/// On every path: S - m = (K - m) - (K - S) with K above all, and M - S = (M - K) - (S - K) with K below all.
#[test]
fn a_floating_strike_is_a_fixed_one_less_a_european_option() {
    for (floating, fixed, strike) in [(CALL, PUT, HIGH), (PUT, CALL, LOW)] {
        let positions = vec![
            lookback(0, floating, None, 0),
            sold(lookback(0, fixed, Some(strike), 0)),
            european(0, fixed, strike, 4),
        ];
        let found = block(TierChoice::Auto, &plan(&with_greeks(&TIMES, 4, positions)), 0);
        // 4096 paths, on which numbers of up to 1e5 are rounded.
        assert!(found.sums[0].abs() < 4096.0 * 1e-10, "{}", found.sums[0]);
        for greek in 2..5 {
            let all = [0, 4, 8].map(|position| found.sums[greek + position]);
            let rest = all[0] - all[1] + all[2];
            assert!(rest.abs() <= 1e-9 * all[1].abs(), "greek {greek}: {all:?}");
        }
    }
}

#[test]
fn more_fixings_are_worth_more_and_one_is_a_european_option() {
    let series = |kind: OptionType, strike: f64| {
        let mut positions: Vec<Position> = (0..4).map(|s| lookback(0, kind, Some(strike), s)).collect();
        positions.push(european(0, kind, strike, 4));
        let mut job = with_greeks(&TIMES, 4, positions);
        job.greeks.clear();
        job.schedules = vec![
            schedule([0, 1, 2, 3, 4]),
            schedule([1, 2, 3, 4]),
            schedule([2, 4]),
            schedule([4]),
        ];
        estimate(&job, 4)
    };
    for (kind, strike) in [(CALL, 100.0), (CALL, 130.0), (PUT, 100.0), (PUT, 80.0)] {
        let found = series(kind, strike);
        for pair in found[1..5].windows(2) {
            assert!(pair[0].value >= pair[1].value, "{found:?}");
        }
        assert!(found[2].value > 1.1 * found[4].value, "{found:?}");
        assert_eq!(found[4].value, found[5].value);
    }
}

/// M. Broadie, P. Glasserman and S. Kou, "Connecting discrete and continuous path-dependent options", 1999: a maximum over n even
/// steps is that over all times, lowered by exp(-0.5826 volatility sqrt(dt)); the latter has a closed form (Conze and Viswanathan
/// 1991, for a strike at today's price and no dividends).
#[test]
fn many_fixings_come_near_the_closed_form_of_all_times() {
    use crate::closed_form::normal_cdf;
    use crate::jobs::{job, underlying};
    let (spot, rate, volatility, steps) = (100.0_f64, 0.06_f64, 0.3_f64, 250_u32);
    let carry = 2.0 * rate / (volatility * volatility);
    let conze = |strike: f64| {
        let far = ((spot / strike).ln() + rate) / volatility + 0.5 * volatility;
        let discount = (-rate).exp();
        let option = spot * normal_cdf(far) - strike * discount * normal_cdf(far - volatility);
        let reflected = (spot / strike).powf(-carry) * normal_cdf(far - 2.0 * rate / volatility);
        option + spot / carry * discount * (rate.exp() * normal_cdf(far) - reflected)
    };
    let shift = (0.5826 * volatility * (1.0 / f64::from(steps)).sqrt()).exp();
    let strike = 105.0;
    let expected = conze(strike * shift) / shift;
    let times: Vec<f64> = (1..=steps).map(|i| f64::from(i) / f64::from(steps)).collect();
    let positions = vec![lookback(0, CALL, Some(strike), 0)];
    let of = underlying(spot, 0.0, volatility);
    let found = estimate(&job(rate, of, &times, vec![schedule(0..=steps)], positions), 20)[1];
    // The correction leaves terms that vanish faster than sqrt(dt).
    assert!(
        (found.value - expected).abs() < 4.0 * found.error + 0.02,
        "{found:?}, {expected}"
    );
    assert!(
        found.value + 10.0 * found.error < conze(strike),
        "all times are worth more"
    );
}
