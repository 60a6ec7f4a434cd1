//! Options that may be exercised early on a binomial lattice (Cox, Ross and Rubinstein 1979), which knows nothing of simulation.

use crate::closed_form::Market;
use proto::pricer::v1::OptionType;

/// The value of an option that may be exercised on so many evenly spaced dates, the last of which is its expiry. An error of the
/// order of 1 / steps remains, and is nearly the same for near markets.
pub fn bermudan(market: Market, kind: OptionType, strike: f64, expiry: f64, dates: usize) -> f64 {
    let lattice = Lattice::new(market, expiry, dates);
    lattice.values(kind, strike, 0)[0]
}

/// Its gamma and theta, by the values at the nodes after two steps, for those of two lattices do not differ smoothly.
pub fn gamma_and_theta(market: Market, kind: OptionType, strike: f64, expiry: f64, dates: usize) -> [f64; 2] {
    let lattice = Lattice::new(market, expiry, dates);
    let (now, later) = (lattice.values(kind, strike, 0)[0], lattice.values(kind, strike, 2));
    let [down, same, up] = [0, 1, 2].map(|ups| lattice.price(2, ups));
    let slopes = [
        (later[1] - later[0]) / (same - down),
        (later[2] - later[1]) / (up - same),
    ];
    [
        (slopes[1] - slopes[0]) / (0.5 * (up - down)),
        (later[1] - now) / (2.0 * lattice.dt),
    ]
}

struct Lattice {
    market: Market,
    steps_a_date: usize,
    steps: usize,
    dt: f64,
    up: f64,
}

impl Lattice {
    fn new(market: Market, expiry: f64, dates: usize) -> Self {
        let steps_a_date = 2_000 / dates;
        let steps = steps_a_date * dates;
        let dt = expiry / steps as f64;
        let up = (market.volatility * dt.sqrt()).exp();
        Self {
            market,
            steps_a_date,
            steps,
            dt,
            up,
        }
    }

    fn price(&self, step: usize, ups: usize) -> f64 {
        self.market.spot * self.up.powi(2 * ups as i32 - step as i32)
    }

    /// At a step, the node with the fewest ups first.
    fn values(&self, kind: OptionType, strike: f64, at: usize) -> Vec<f64> {
        let growth = ((self.market.rate - self.market.dividend_yield) * self.dt).exp();
        let chance = (growth - 1.0 / self.up) / (self.up - 1.0 / self.up);
        let discount = (-self.market.rate * self.dt).exp();
        let sign = if kind == OptionType::Put { -1.0 } else { 1.0 };
        let gain = |step: usize, ups: usize| (sign * (self.price(step, ups) - strike)).max(0.0);
        let mut values: Vec<f64> = (0..=self.steps).map(|ups| gain(self.steps, ups)).collect();
        for step in (at..self.steps).rev() {
            let may_exercise = step > 0 && step % self.steps_a_date == 0;
            for ups in 0..=step {
                let holding = discount * (chance * values[ups + 1] + (1.0 - chance) * values[ups]);
                values[ups] = if may_exercise {
                    holding.max(gain(step, ups))
                } else {
                    holding
                };
            }
        }
        values.truncate(at + 1);
        values
    }
}
