//! The natural logarithm.
//!
//! x = 2^k m with m in [sqrt(1/2), sqrt(2)), f = m - 1 (exact), s = f / (2 + f):
//!
//! ```text
//! log m = log((1 + s) / (1 - s)) = 2 s + s R,   R = 2 (s^2 / 3 + s^4 / 5 + s^6 / 7 + ...)
//! ```
//!
//! The series is cut after s^20 / 21. As |s| <= 0.1716, what is left out is below 2^-60 of the result, so there is no fitted
//! coefficient. As 2 s = f - s f, the leading term is the exact f: log m = f - (h - s (h + R)) with h = f^2 / 2. k log 2 is
//! added in two parts.
//!
//! The error is below 0.8 units in the last place: 0.75 is the largest found, in a comparison with 128-bit arithmetic that the
//! tests repeat.

use crate::simd::{Float, Simd, Word};

/// log 2, the leading 32 bits: products with an exponent are exact.
pub(super) const LN2_HIGH: f64 = f64::from_bits(0x3FE6_2E42_FEE0_0000);
/// log 2 - LN2_HIGH.
pub(super) const LN2_LOW: f64 = f64::from_bits(0x3DEA_39EF_3579_3C76);
/// 2 / (2 i + 3): R is this polynomial in s^2, times s^2.
const SERIES: [f64; 10] = [
    2.0 / 3.0,
    2.0 / 5.0,
    2.0 / 7.0,
    2.0 / 9.0,
    2.0 / 11.0,
    2.0 / 13.0,
    2.0 / 15.0,
    2.0 / 17.0,
    2.0 / 19.0,
    2.0 / 21.0,
];
/// The bits of sqrt(1/2), cut after the leading 32.
const SQRT_HALF: u64 = 0x3FE6_A09E_0000_0000;
const ONE: u64 = 0x3FF0_0000_0000_0000;
const MANTISSA: u64 = 0x000F_FFFF_FFFF_FFFF;
const TWO_POW_54: f64 = 18_014_398_509_481_984.0;

/// log x for positive finite x, subnormal numbers included. Anything else gives a number without meaning.
#[inline(always)]
#[must_use]
pub fn log<S: Simd>(x: Float<S>) -> Float<S> {
    let subnormal = x.less(x.of(f64::MIN_POSITIVE));
    let scaled = x * x.of(TWO_POW_54);
    log_scaled(scaled.or_else(subnormal, x), x.of(54.0).or_else(subnormal, x.of(0.0)))
}

/// log x for positive finite x that is not subnormal. Anything else gives a number without meaning.
#[inline(always)]
#[must_use]
pub fn log_of_normal<S: Simd>(x: Float<S>) -> Float<S> {
    log_scaled(x, x.of(0.0))
}

/// log(x / 2^shift) for a normal x.
#[inline(always)]
fn log_scaled<S: Simd>(x: Float<S>, shift: Float<S>) -> Float<S> {
    // Adding 1 - sqrt(1/2) in bits makes the exponent field step at 2^k sqrt(1/2) rather than at 2^k.
    let bits = x.to_bits();
    let bits = bits + bits.of(ONE - SQRT_HALF);
    let k = exponent(bits) - shift;
    let f = ((bits & bits.of(MANTISSA)) + bits.of(SQRT_HALF)).to_float() - x.of(1.0);
    let s = f / (x.of(2.0) + f);
    let z = s * s;
    let r = z * z.horner(&SERIES);
    let h = (x.of(0.5) * f) * f;
    let small = s.mul_add(h + r, k * x.of(LN2_LOW));
    k.mul_add(x.of(LN2_HIGH), f - (h - small))
}

/// The unbiased exponent field as a number, without a conversion instruction that vector units lack: set into the low bits of
/// 2^52, then 2^52 and the bias are taken off.
#[inline(always)]
fn exponent<S: Simd>(bits: Word<S>) -> Float<S> {
    const TWO_POW_52: f64 = 4_503_599_627_370_496.0;
    let above = (bits.of(TWO_POW_52.to_bits()) | bits.shift_right::<52>()).to_float();
    above - above.of(TWO_POW_52 + 1023.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::Scalar;
    use crate::testing::{Exact, Sweep};

    fn log(x: f64) -> f64 {
        super::log(Float(Scalar, x)).1
    }

    fn log_of_normal(x: f64) -> f64 {
        super::log_of_normal(Float(Scalar, x)).1
    }

    #[test]
    fn exact_where_the_result_is_exact() {
        assert_eq!(log(1.0).to_bits(), 0);
        assert_eq!(log_of_normal(1.0).to_bits(), 0);
    }

    #[test]
    fn error_is_below_eight_tenths_of_a_unit_in_the_last_place() {
        let mut exact = Exact::new();
        let mut worst = 0.0_f64;
        let mut check = |x: f64| worst = worst.max(exact.ulps(log(x), |e| e.ln(x)));
        for x in Sweep::between(0.5, 2.0, 12_000) {
            check(x);
        }
        for x in Sweep::between(1e-10, 0.5, 6_000) {
            check(x);
        }
        for e in Sweep::between(-1074.0, 1023.0, 4_000) {
            check(e.exp2());
        }
        for x in [
            5e-324,
            f64::MIN_POSITIVE,
            f64::MAX,
            1.0 + f64::EPSILON,
            1.0 - f64::EPSILON / 2.0,
        ] {
            check(x);
        }
        assert!(worst < 0.8, "{worst} ulp");
    }

    #[test]
    fn both_forms_agree_on_normal_numbers() {
        for x in Sweep::between(1e-10, 1e3, 10_000) {
            assert_eq!(log(x).to_bits(), log_of_normal(x).to_bits());
        }
    }
}
