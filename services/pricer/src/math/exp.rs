//! The exponential function.
//!
//! k = x / log 2, rounded; r = x - k log 2, in two parts of log 2; |r| <= 0.3466. e^r = 1 + r (1 + r g(r)), g the polynomial of
//! degree 9 that makes the largest relative error of e^r least: 2^-57.8, its rounded coefficients included. Its even and its odd part are summed apart, each in powers of r^2, so that a processor can work on both at once.
//! 2^k is multiplied in two halves, so that the result overflows to infinity and underflows through the subnormal numbers to 0
//! as it should; where neither can happen, it is added to the exponent.
//!
//! The error is below 0.9 units in the last place (0.89 is the largest found, in a comparison with 128-bit arithmetic that the
//! tests repeat), and below 1.5 where the result is subnormal.

use super::log::{LN2_HIGH, LN2_LOW};
use crate::simd::{Float, Simd, Word};

/// Beyond these the result is infinity or 0 anyway.
const HIGHEST: f64 = 710.0;
const LOWEST: f64 = -746.0;
/// 1.5 * 2^52: added to a small number, it leaves the nearest integer in the low bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;
const BIAS: u64 = 1023;
/// Up to this magnitude [`exp_of_moderate`] serves.
pub const MODERATE: f64 = 700.0;
/// Of g, the even powers.
const EVEN: [f64; 5] = [
    0.500_000_000_000_001_1,
    0.041_666_666_666_525_78,
    0.001_388_888_894_487_141_3,
    2.480_149_172_924_513_7e-5,
    2.763_076_397_954_609e-7,
];
/// Of g, the odd powers.
const ODD: [f64; 5] = [
    0.166_666_666_666_664_38,
    0.008_333_333_333_473_704,
    1.984_126_956_070_344_8e-4,
    2.755_753_002_011_454_8e-6,
    2.502_038_121_124_648_7e-8,
];

/// e to the power of x, for any x that is not NaN.
#[inline(always)]
#[must_use]
pub fn exp<S: Simd>(x: Float<S>) -> Float<S> {
    let x = x.min(x.of(HIGHEST)).max(x.of(LOWEST));
    let (rounded, power) = reduced(x);
    // k + 2 * bias, in halves of which each is the exponent field of a normal number.
    let fields = rounded + rounded.of((2 * BIAS).wrapping_sub(ROUNDER.to_bits()));
    let first = fields.shift_right::<1>();
    let second = fields - first;
    power * first.shift_left::<52>().to_float() * second.shift_left::<52>().to_float()
}

/// The same to the bit for |x| <= [`MODERATE`], without what the ends need.
#[inline(always)]
#[must_use]
pub fn exp_of_moderate<S: Simd>(x: Float<S>) -> Float<S> {
    let (rounded, power) = reduced(x);
    // The low twelve bits are k modulo 4096: the sum of the exponents is right, for it is that of a normal number.
    (power.to_bits() + rounded.shift_left::<52>()).to_float()
}

/// k, in the low bits of a word, and e^r.
#[inline(always)]
fn reduced<S: Simd>(x: Float<S>) -> (Word<S>, Float<S>) {
    let rounded = x.mul_add(x.of(std::f64::consts::LOG2_E), x.of(ROUNDER));
    let k = rounded - x.of(ROUNDER);
    let r = k.mul_add(x.of(-LN2_LOW), k.mul_add(x.of(-LN2_HIGH), x));
    let square = r * r;
    let g = square.horner(&ODD).mul_add(r, square.horner(&EVEN));
    let power = g.mul_add(r, x.of(1.0)).mul_add(r, x.of(1.0));
    (rounded.to_bits(), power)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::Scalar;
    use crate::testing::{Exact, Sweep};

    fn exp(x: f64) -> f64 {
        super::exp(Float(Scalar, x)).1
    }

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
        assert!(worst < 0.9, "{worst} ulp");
    }

    #[test]
    fn subnormal_results_are_rounded_well() {
        let mut exact = Exact::new();
        for x in Sweep::between(-745.0, -708.4, 1_000) {
            let ulps = exact.ulps(exp(x), |e| e.exp(x));
            assert!(ulps < 1.5, "exp({x}): {ulps} ulp");
        }
    }

    #[test]
    fn both_forms_agree_on_moderate_numbers() {
        for x in Sweep::between(-MODERATE, MODERATE, 50_000).chain([-MODERATE, MODERATE, 0.0]) {
            let moderate = exp_of_moderate(Float(Scalar, x)).1;
            assert_eq!(moderate.to_bits(), exp(x).to_bits(), "{x}");
        }
    }
}
