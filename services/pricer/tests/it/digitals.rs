//! Digital options against closed forms, and against what they add up to.

use crate::closed_form::Market;
use crate::greeks::{MARKET, assert_all, differences, with_greeks};
use crate::jobs::{CALL, PUT, block, digital, estimate, european, plan};
use pricer::kernel::TierChoice;

const TIMES: [f64; 2] = [0.3, 0.8];

#[test]
fn have_their_closed_forms_and_greeks() {
    let positions = vec![
        digital(0, CALL, 104.0, 2, Some(10.0)),
        digital(0, PUT, 97.0, 1, Some(3.0)),
        digital(0, CALL, 104.0, 2, None),
        digital(0, PUT, 97.0, 2, None),
    ];
    let found = estimate(&with_greeks(&TIMES, 2, positions), 200);
    let exact: [&dyn Fn(Market) -> f64; 4] = [
        &|m| 10.0 * m.cash_or_nothing(CALL, 104.0, 0.8),
        &|m| 3.0 * m.cash_or_nothing(PUT, 97.0, 0.3),
        &|m| m.asset_or_nothing(CALL, 104.0, 0.8),
        &|m| m.asset_or_nothing(PUT, 97.0, 0.8),
    ];
    for (i, exact) in exact.into_iter().enumerate() {
        let found = &found[1 + 4 * i..][..4];
        found[0].assert_near(exact(MARKET), &format!("digital {i}"));
        assert_all(&found[1..], differences(exact), &format!("digital {i}"));
    }
}

/// On every path, so that neither sum is more than rounding.
#[test]
fn an_option_is_an_asset_less_its_strike_in_cash() {
    for (kind, strike) in [(CALL, 96.0), (PUT, 103.0)] {
        let mut positions = vec![
            digital(0, kind, strike, 2, None),
            digital(0, kind, strike, 2, Some(strike)),
            european(0, kind, strike, 2),
        ];
        let [long, short] = if kind == CALL { [1.0, -1.0] } else { [-1.0, 1.0] };
        positions[0].quantity = long;
        positions[1].quantity = short;
        positions[2].quantity = -1.0;
        let found = block(TierChoice::Auto, &plan(&with_greeks(&TIMES, 2, positions)), 0);
        assert!(found.sums[0].abs() < 1e-9, "{found:?}");
        assert!(found.sums_of_squares[0] < 1e-18, "{found:?}");
    }
}

#[test]
fn a_call_and_a_put_pay_on_every_path() {
    let positions = vec![
        digital(0, CALL, 101.0, 2, Some(7.0)),
        digital(0, PUT, 101.0, 2, Some(7.0)),
    ];
    let found = block(TierChoice::Auto, &plan(&with_greeks(&TIMES, 2, positions)), 0);
    let each = 7.0 * (-MARKET.rate * 0.8).exp();
    assert!((found.sums[0] / (4096.0 * each) - 1.0).abs() < 1e-12, "{found:?}");
    assert!((found.sums_of_squares[0] / (4096.0 * each * each) - 1.0).abs() < 1e-12);
}
