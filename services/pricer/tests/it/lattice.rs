//! Options that may be exercised early on a binomial lattice (Cox, Ross and Rubinstein 1979), which knows nothing of simulation.

use crate::closed_form::Market;
use proto::pricer::v1::OptionType;

/// The value of an option that may be exercised on so many evenly spaced dates, the last of which is its expiry. An error of the
/// order of 1 / steps remains, and is nearly the same for near markets.
pub fn bermudan(market: Market, kind: OptionType, strike: f64, expiry: f64, dates: usize) -> f64 {
    let steps_a_date = 2_000 / dates;
    let steps = steps_a_date * dates;
    let dt = expiry / steps as f64;
    let up = (market.volatility * dt.sqrt()).exp();
    let growth = ((market.rate - market.dividend_yield) * dt).exp();
    let chance = (growth - 1.0 / up) / (up - 1.0 / up);
    let discount = (-market.rate * dt).exp();
    let sign = if kind == OptionType::Put { -1.0 } else { 1.0 };
    let gain = |step: usize, ups: usize| {
        let price = market.spot * up.powi(2 * ups as i32 - step as i32);
        (sign * (price - strike)).max(0.0)
    };
    let mut values: Vec<f64> = (0..=steps).map(|ups| gain(steps, ups)).collect();
    for step in (0..steps).rev() {
        let may_exercise = step > 0 && step % steps_a_date == 0;
        for ups in 0..=step {
            let holding = discount * (chance * values[ups + 1] + (1.0 - chance) * values[ups]);
            values[ups] = if may_exercise {
                holding.max(gain(step, ups))
            } else {
                holding
            };
        }
    }
    values[0]
}
