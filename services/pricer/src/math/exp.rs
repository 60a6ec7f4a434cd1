//! The exponential function.
//!
//! k = x / log 2, rounded; r = x - k log 2, in two parts of log 2; |r| <= 0.3466. e^r is its Taylor series up to r^13 / 13!:
//! what is left out is below 2^-57 of the result, so there is no fitted coefficient. 2^k is multiplied in two halves, so that
//! the result overflows to infinity and underflows through the subnormal numbers to 0 as it should.
//!
//! The error is below 0.85 units in the last place (0.79 is the largest found, in a comparison with 128-bit arithmetic that the
//! tests repeat), and below 1.5 where the result is subnormal.

use super::horner::horner;
use super::log::{LN2_HIGH, LN2_LOW};

/// Beyond these the result is infinity or 0 anyway.
const HIGHEST: f64 = 710.0;
const LOWEST: f64 = -746.0;
/// 1.5 * 2^52: added to a small number, it leaves the nearest integer in the low bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;
const BIAS: u64 = 1023;
/// 1 / i!
const SERIES: [f64; 14] = [
    1.0,
    1.0,
    1.0 / 2.0,
    1.0 / 6.0,
    1.0 / 24.0,
    1.0 / 120.0,
    1.0 / 720.0,
    1.0 / 5_040.0,
    1.0 / 40_320.0,
    1.0 / 362_880.0,
    1.0 / 3_628_800.0,
    1.0 / 39_916_800.0,
    1.0 / 479_001_600.0,
    1.0 / 6_227_020_800.0,
];

/// e to the power of x, for any x that is not NaN.
#[inline(always)]
#[must_use]
pub fn exp(x: f64) -> f64 {
    let x = if x > HIGHEST { HIGHEST } else { x };
    let x = if x < LOWEST { LOWEST } else { x };
    let rounded = x.mul_add(std::f64::consts::LOG2_E, ROUNDER);
    let k = rounded - ROUNDER;
    let r = k.mul_add(-LN2_LOW, k.mul_add(-LN2_HIGH, x));
    // k + 2 * bias, in halves of which each is the exponent field of a normal number.
    let fields = rounded.to_bits().wrapping_sub(ROUNDER.to_bits()).wrapping_add(2 * BIAS);
    let first = fields >> 1;
    let second = fields.wrapping_sub(first);
    horner(r, &SERIES) * f64::from_bits(first << 52) * f64::from_bits(second << 52)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Exact, Sweep};

    #[test]
    fn the_ends_saturate() {
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(-0.0), 1.0);
        assert_eq!(exp(f64::INFINITY), f64::INFINITY);
        assert_eq!(exp(709.79), f64::INFINITY);
        assert!(exp(709.78).is_finite());
        assert_eq!(exp(f64::NEG_INFINITY), 0.0);
        assert_eq!(exp(-745.2), 0.0);
        assert_eq!(exp(-745.1), 5e-324);
    }

    #[test]
    fn error_is_below_a_unit_in_the_last_place() {
        let mut exact = Exact::new();
        let mut worst = 0.0_f64;
        for (low, high, count) in [(-1.0, 1.0, 12_000), (-40.0, 40.0, 6_000), (-708.0, 709.7, 4_000)] {
            for x in Sweep::between(low, high, count) {
                worst = worst.max(exact.ulps(exp(x), |e| e.exp(x)));
            }
        }
        assert!(worst < 0.85, "{worst} ulp");
    }

    #[test]
    fn subnormal_results_are_rounded_well() {
        let mut exact = Exact::new();
        for x in Sweep::between(-745.0, -708.4, 1_000) {
            let ulps = exact.ulps(exp(x), |e| e.exp(x));
            assert!(ulps < 1.5, "exp({x}): {ulps} ulp");
        }
    }
}
