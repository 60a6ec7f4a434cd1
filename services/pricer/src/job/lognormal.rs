//! What a quantity whose logarithm is normal pays on average, in closed form.

use super::worth::{Expiring, Pays, exp_of, log_of};
use crate::math::normal_distribution;
use crate::simd::{Float, Scalar};

/// A quantity whose logarithm is normal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lognormal {
    /// The mean of its logarithm, which is that of its median.
    pub(super) centre: f64,
    /// The standard deviation of its logarithm.
    pub(super) deviation: f64,
}

/// Below, a quantity hardly varies, and differences are made of rounding.
const LEAST_DEVIATION: f64 = 1.0 / 65536.0;
/// Above, moments are of paths so rare that no run has them.
const MOST_DEVIATION: f64 = 2.0;

impl Lognormal {
    /// Whether a regression on it is worth something. Not where it is no number.
    pub(super) fn varies(&self) -> bool {
        (LEAST_DEVIATION..=MOST_DEVIATION).contains(&self.deviation)
    }

    /// Its expectation if its median were e^shift times what it is.
    pub(super) fn mean(&self, shift: f64) -> f64 {
        exp_of((0.5 * self.deviation).mul_add(self.deviation, self.centre + shift))
    }

    /// What a payoff on it pays on average if its median were e^shift times what it is: the formula of F. Black, "The pricing of
    /// commodity contracts", 1976, without the discount.
    pub(super) fn pays(&self, of: &Expiring, shift: f64) -> f64 {
        let near = ((self.centre + shift) - log_of(of.strike)) / self.deviation;
        let asset = self.mean(shift) * chance_below(of.sign * (near + self.deviation));
        let chance = chance_below(of.sign * near);
        match of.pays {
            Pays::Asset => asset,
            Pays::Cash(cash) => cash * chance,
            Pays::Difference => of.sign * (-of.strike).mul_add(chance, asset),
        }
    }

    /// The coefficient of the best linear approximation of a payoff by the quantity Q, its covariance with Q over the variance of Q.
    /// With F the mean of Q, v the deviation and P(x) the payoff's mean where the median is e^x times what it is,
    /// E(payoff Q) = F P(v^2), for weighting by Q moves the mean of its logarithm by v^2. So the coefficient is that of the chord of
    /// P over F from 0 to v^2,
    ///
    /// ```text
    /// (P(v^2) - P(0)) / (F (e^(v^2) - 1))
    /// ```
    ///
    /// and, where both are means over a path and the mirrored one, whose Q is proportional to 1 / Q,
    ///
    /// ```text
    /// (P(v^2) - 2 P(0) + P(-v^2)) / (F (e^(v^2 / 2) - e^(-v^2 / 2))^2)
    /// ```
    ///
    /// As v goes to 0 these become derivatives; a chord of v / 64 is short enough for them, and not lost in rounding.
    pub(super) fn slope(&self, of: &Expiring, mirrored: bool) -> f64 {
        let square = self.deviation * self.deviation;
        let length = square.max(self.deviation / 64.0);
        let half = 0.5 * length;
        if mirrored {
            let here = self.pays(of, 0.0);
            let bend = (self.pays(of, length) - here) + (self.pays(of, -length) - here);
            let width = exp_of(half) - exp_of(-half);
            return bend / (self.mean(0.0) * (width * width));
        }
        let (low, high) = (0.5 * square - half, 0.5 * square + half);
        (self.pays(of, high) - self.pays(of, low)) / (self.mean(high) - self.mean(low))
    }
}

fn chance_below(x: f64) -> f64 {
    normal_distribution(Float(Scalar, x)).1
}
