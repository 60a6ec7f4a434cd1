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

#[cfg(test)]
mod tests {
    use super::*;

    /// What a payoff pays on average, and its slope alone and with mirrored paths.
    struct Row {
        law: Lognormal,
        of: Expiring,
        mean: f64,
        slopes: [f64; 2],
    }

    const fn row([centre, deviation]: [f64; 2], of: Expiring, mean: f64, slopes: [f64; 2]) -> Row {
        let law = Lognormal { centre, deviation };
        Row { law, of, mean, slopes }
    }

    const fn paying(pays: Pays, sign: f64, strike: f64) -> Expiring {
        Expiring { sign, strike, pays }
    }

    /// Of arithmetic of 50 digits.
    const EXACT: [Row; 11] = [
        row(
            [4.6, 0.2],
            paying(Pays::Difference, 1.0, 100.0),
            8.794_064_838_081_619,
            [0.608_095_563_502_292_4, 2.527_333_440_847_232],
        ),
        row(
            [4.6, 0.2],
            paying(Pays::Difference, -1.0, 90.0),
            3.210_514_661_737_604_6,
            [-0.211_772_898_474_553_37, 1.314_159_011_531_795],
        ),
        row(
            [4.6, 0.01],
            paying(Pays::Difference, 1.0, 101.0),
            0.028_908_369_875_360_82,
            [0.067_190_727_434_784_14, 12.978_616_193_702_413],
        ),
        row(
            [4.6, 2.0],
            paying(Pays::Difference, -1.0, 30.0),
            4.801_180_222_251_34,
            [-0.000_120_460_875_922_062_9, 0.000_370_688_271_025_885_6],
        ),
        row(
            [4.6, 2.0],
            paying(Pays::Difference, 1.0, 3000.0),
            320.530_174_324_982_6,
            [0.952_548_722_892_518_2, 0.962_040_799_076_528],
        ),
        row(
            [-3.0, 0.5],
            paying(Pays::Asset, 1.0, 0.04),
            0.046_589_236_308_840_9,
            [1.273_074_872_392_790_6, 0.906_600_205_180_060],
        ),
        row(
            [4.6, 0.3],
            paying(Pays::Cash(10.0), -1.0, 120.0),
            7.340_054_385_514_734,
            [-0.108_780_999_145_558_97, -0.214_609_592_222_708_64],
        ),
        row(
            [4.6, 1.0 / 65536.0],
            paying(Pays::Difference, 1.0, 99.485),
            0.000_323_945_618_931_234_2,
            [0.326_066_381_674_713_6, 23_619.214_059_969_49],
        ),
        row(
            [4.6, 1.0 / 65536.0],
            paying(Pays::Cash(10.0), -1.0, 99.483),
            1.930_547_905_945_662,
            [-1_805.179_683_090_932_6, 102_534_290.908_924_36],
        ),
        row(
            [27.0, 1.5],
            paying(Pays::Asset, 1.0, 1e12),
            1_409_023_609_380.605_5,
            [1.010_987_697_925_518, 1.021_546_184_216_452],
        ),
        row(
            [4.6, 0.001],
            paying(Pays::Asset, -1.0, 99.6),
            87.268_930_276_809_15,
            [-202.537_357_701_344_25, -236_466.294_913_843],
        ),
    ];

    #[test]
    fn means_and_slopes_are_those_of_fifty_digits() {
        for Row { law, of, mean, slopes } in EXACT {
            let deviation = law.deviation;
            assert!(law.varies());
            let found = law.pays(&of, 0.0);
            // A logarithm is rounded before it is divided by the deviation.
            let allowed = (4e-16 + 1e-16 / deviation) * law.mean(0.0) + 1e-14 * mean;
            assert!((found - mean).abs() < allowed, "{law:?}, {of:?}: {found}, not {mean}");
            for (mirrored, slope) in [(false, slopes[0]), (true, slopes[1])] {
                let found = law.slope(&of, mirrored);
                // Of a chord that is longer than the quantity's own, the slope is another by its square.
                let exact = deviation > 1.0 / 64.0;
                let allowed = if exact { 1e-11 } else { 1e-3 } * slope.abs();
                assert!((found - slope).abs() < allowed, "{law:?}, {of:?}: {found}, not {slope}");
            }
        }
    }

    #[test]
    fn nothing_is_regressed_on_what_hardly_varies_or_too_much() {
        let law = |deviation| Lognormal { centre: 0.0, deviation };
        for deviation in [0.0, 1e-5, 2.001, f64::INFINITY, f64::NAN] {
            assert!(!law(deviation).varies(), "{deviation}");
        }
    }
}
