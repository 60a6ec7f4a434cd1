//! The standard normal distribution function.
//!
//! With a = |x|, the tail beyond a is e^(-a^2 / 2) r(a). r falls from 1/2 at 0 as slowly as 1 / a, and is a rational function of a
//! over the whole range, whose largest relative error is 2.4e-18, and
//! 5.2e-17 with its coefficients rounded; `docs/numerics.md` tells how it was found. All coefficients are positive, so that Horner's rule adds nothing of opposite signs.
//! What rounding leaves out of a^2 is put back to first order: of an exponent of several hundred it is as many units in the last
//! place of the result.
//!
//! The error is below 6.5 units in the last place: 6.1 is the largest found, in a comparison with 256 bits and more that the tests
//! repeat; 1.2 above 0.

use super::exp::exp;
use crate::simd::{Float, Simd};

/// Beyond, the tail is less than half of the least number there is.
const FARTHEST: f64 = 39.0;
const OVER: [f64; 11] = [
    0.5,
    0.828_515_587_890_913_3,
    0.680_474_217_121_953_9,
    0.357_971_703_919_107_93,
    0.132_333_008_361_777_4,
    0.035_757_864_742_903_64,
    0.007_142_802_688_233_297,
    0.001_042_794_360_109_354_8,
    0.000_106_888_921_405_475_5,
    6.994_987_902_242_753e-6,
    2.246_408_154_078_660_5e-7,
];
const UNDER: [f64; 12] = [
    1.0,
    2.454_915_736_584_692,
    2.819_687_798_536_823_4,
    2.004_232_420_550_309_3,
    0.981_881_343_503_214_6,
    0.349_083_774_294_369_93,
    0.092_210_505_226_727_73,
    0.018_171_155_781_095_94,
    0.002_631_431_662_307_421,
    0.000_268_493_883_656_672_2,
    1.753_383_445_648_768_3e-5,
    5.630_910_195_374_192e-7,
];

/// The probability of a standard normal number below x, for any x that is not NaN.
#[inline(always)]
#[must_use]
pub fn normal_distribution<S: Simd>(x: Float<S>) -> Float<S> {
    let far = x.abs().min(x.of(FARTHEST));
    let square = far * far;
    let excess = square.sub_mul(far, far);
    let ratio = far.horner(&OVER) / far.horner(&UNDER);
    let rough = exp(square * x.of(-0.5)) * ratio;
    let tail = (excess * x.of(0.5)).mul_add(rough, rough);
    tail.or_else(x.less(x.of(0.0)), x.of(1.0) - tail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::Scalar;
    use crate::testing::{Exact, Sweep, hex_float, rows};

    fn normal_distribution(x: f64) -> f64 {
        super::normal_distribution(Float(Scalar, x)).1
    }

    #[test]
    fn the_ends_saturate() {
        assert_eq!(normal_distribution(0.0), 0.5);
        assert_eq!(normal_distribution(-0.0), 0.5);
        assert_eq!(normal_distribution(f64::INFINITY), 1.0);
        assert_eq!(normal_distribution(f64::MAX), 1.0);
        assert_eq!(normal_distribution(8.3), 1.0);
        assert!(normal_distribution(8.2) < 1.0);
        assert_eq!(normal_distribution(f64::NEG_INFINITY), 0.0);
        assert_eq!(normal_distribution(-38.5), 0.0);
        assert_eq!(normal_distribution(-38.47), 5e-324);
    }

    #[test]
    fn the_probabilities_of_the_reference_quantiles_hold() {
        let table = rows("inv_normal_cdf_reference.csv");
        assert!(table.len() > 20);
        for row in &table {
            let p = hex_float(row[1]);
            let quantile: f64 = row[3].parse().expect("a number");
            let found = normal_distribution(quantile);
            // A quantile that is rounded is one of p (1 + x dx) or so.
            let allowed = (1.0 + quantile * quantile) * 4e-16 * p;
            assert!((found - p).abs() <= allowed, "p = {}: {found:e}", row[0]);
        }
    }

    #[test]
    fn both_sides_add_up_to_one_and_it_never_falls() {
        let mut points: Vec<f64> = Sweep::between(-9.0, 9.0, 50_000).collect();
        points.sort_by(f64::total_cmp);
        let mut before = 0.0;
        for x in points {
            let found = normal_distribution(x);
            assert!(found > before * (1.0 - 1e-15), "{x}: {found} after {before}");
            before = found;
            let sum = found + normal_distribution(-x);
            assert!((sum - 1.0).abs() <= f64::EPSILON, "{x}: {sum}");
        }
    }

    #[test]
    fn the_bits_are_those_of_the_other_engine() {
        let digest = Sweep::between(-40.0, 40.0, 10_000).fold(0_u64, |digest, x| {
            digest.rotate_left(1) ^ normal_distribution(x).to_bits()
        });
        assert_eq!(
            digest, 0xab63_1f11_abd4_ff44,
            "the tests of the other engine have the same number"
        );
    }

    #[test]
    fn error_is_below_six_and_a_half_units_in_the_last_place_over_the_whole_range() {
        let mut exact = Exact::new();
        let mut worst = |points: &mut dyn Iterator<Item = f64>| {
            let ulps = points.map(|x| exact.ulps(normal_distribution(x), |e| e.normal_distribution(x)));
            ulps.fold(0.0_f64, f64::max)
        };
        let above = worst(&mut Sweep::between(0.0, 8.3, 4_000));
        let below = worst(&mut Sweep::between(-8.0, 0.0, 8_000));
        let far = worst(&mut Sweep::between(-38.5, -8.0, 300));
        assert!(above < 1.3, "{above} ulp");
        assert!(below < 6.5, "{below} ulp");
        assert!(far < 6.5, "{far} ulp");
    }
}
