//! The inverse of the standard normal distribution function, in three regions: the centre, |p - 0.5| <= 0.48, a rational function
//! of (p - 0.5)^2; the tail; and the far tail, where the nearer end of the interval is closer than e^-25; both rational functions
//! of sqrt(-log) of the distance to that end.
//!
//! The tails are those of PPND16 in M. J. Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied
//! Statistics 37 (1988), 477-484. The centre is wider than there, with a minimax fraction of its own, so that few numbers are in
//! the tails; `docs/numerics.md` tells how it was found.
//!
//! The error is below 5.5 units in the last place: 5.1 is the largest found, in a comparison with 256 bits and more that the tests
//! repeat; 3.9 in the tails.

use super::log::{log, log_of_normal};
use crate::simd::{Float, Simd};

/// Those of the tails have more digits than a binary64 holds.
#[allow(clippy::excessive_precision, reason = "digit for digit as published")]
mod coefficients {
    pub const CENTRE_RADIUS: f64 = 0.48;
    pub const CENTRE_RADIUS_SQUARED: f64 = 0.2304;
    pub const CENTRE_OVER: [f64; 11] = [
        4.278643563816297,
        716.3738061704971,
        48014.653347612075,
        1658848.6695697014,
        31813066.751382962,
        341640576.45534676,
        1988531793.9367115,
        5824816763.839797,
        7484803326.871959,
        3196655891.5950093,
        200125432.90011182,
    ];
    pub const CENTRE_UNDER: [f64; 11] = [
        1.0,
        175.7354474135646,
        12477.08381353734,
        462130.37784615677,
        9653188.522855632,
        115369148.04480723,
        770298807.2426833,
        2708142314.0919175,
        4502604891.82604,
        2896360361.8751597,
        450649182.623067,
    ];
    pub const TAIL_START: f64 = 1.6;
    pub const TAIL_OVER: [f64; 8] = [
        1.42343711074968357734e0,
        4.63033784615654529590e0,
        5.76949722146069140550e0,
        3.64784832476320460504e0,
        1.27045825245236838258e0,
        2.41780725177450611770e-1,
        2.27238449892691845833e-2,
        7.74545014278341407640e-4,
    ];
    pub const TAIL_UNDER: [f64; 8] = [
        1.0,
        2.05319162663775882187e0,
        1.67638483018380384940e0,
        6.89767334985100004550e-1,
        1.48103976427480074590e-1,
        1.51986665636164571966e-2,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    ];
    pub const FAR_TAIL_START: f64 = 5.0;
    pub const FAR_TAIL_OVER: [f64; 8] = [
        6.65790464350110377720e0,
        5.46378491116411436990e0,
        1.78482653991729133580e0,
        2.96560571828504891230e-1,
        2.65321895265761230930e-2,
        1.24266094738807843860e-3,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    ];
    pub const FAR_TAIL_UNDER: [f64; 8] = [
        1.0,
        5.99832206555887937690e-1,
        1.36929880922735805310e-1,
        1.48753612908506148525e-2,
        7.86869131145613259100e-4,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    ];
}
use coefficients::*;

/// The standard normal quantile of p, for p in (0, 1) down to the least subnormal. Anything else gives a number without
/// meaning.
#[inline(always)]
#[must_use]
pub fn inverse_normal<S: Simd>(p: Float<S>) -> Float<S> {
    let half = p.of(0.5);
    let q = p - half;
    let distance = p.or_else(p.less(half), p.of(1.0) - p);
    let root = (p.of(0.0) - log(distance)).sqrt();
    let far = p.of(FAR_TAIL_START).less(root);
    let r = root - p.of(FAR_TAIL_START);
    let near = near_tail(root);
    let over = r.horner(&FAR_TAIL_OVER).or_else(far, near.0);
    let under = r.horner(&FAR_TAIL_UNDER).or_else(far, near.1);
    let tail = (over / under).with_sign_of(q);
    tail.or_else(in_tail(q), centre(q))
}

/// Where the quantile of q + 1/2 needs [`tail`]; elsewhere [`centre`] has it.
#[inline(always)]
pub fn in_tail<S: Simd>(q: Float<S>) -> S::Mask {
    q.of(CENTRE_RADIUS).less(q.abs())
}

/// The quantile of q + 1/2 for |q| <= 0.48.
#[inline(always)]
#[must_use]
pub fn centre<S: Simd>(q: Float<S>) -> Float<S> {
    let r = q.of(CENTRE_RADIUS_SQUARED).sub_mul(q, q);
    q * r.horner(&CENTRE_OVER) / r.horner(&CENTRE_UNDER)
}

/// The quantile of q + 1/2 for 0.48 < |q| < 1/2, for the q that [`super::centred_uniform`] makes: those, which end 2^-33 from
/// 1/2, are exact, and outside the far tail, which starts at e^-25.
#[inline(always)]
#[must_use]
pub fn tail<S: Simd>(q: Float<S>) -> Float<S> {
    let distance = q.of(0.5) - q.abs();
    let (over, under) = near_tail((q.of(0.0) - log_of_normal(distance)).sqrt());
    (over / under).with_sign_of(q)
}

/// Numerator and denominator.
#[inline(always)]
fn near_tail<S: Simd>(root: Float<S>) -> (Float<S>, Float<S>) {
    let r = root - root.of(TAIL_START);
    (r.horner(&TAIL_OVER), r.horner(&TAIL_UNDER))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{centred_uniform, philox4x32_10, round_keys};
    use crate::simd::{Scalar, Word};
    use crate::testing::{Exact, Sweep, hex_float, hex_words, rows};

    fn inverse_normal(p: f64) -> f64 {
        super::inverse_normal(Float(Scalar, p)).1
    }

    /// The centred uniform number of a word, and its quantile as the kernel finds it.
    fn of_word(word: u32) -> (f64, f64) {
        let q = centred_uniform(Word(Scalar, word.into()));
        let z = if in_tail(q) { tail(q) } else { centre(q) };
        (q.1, z.1)
    }

    #[test]
    fn the_reference_quantiles_hold_over_the_whole_range() {
        let table = rows("inv_normal_cdf_reference.csv");
        assert!(table.len() > 20);
        for row in &table {
            let p = hex_float(row[1]);
            let expected: f64 = row[3].parse().expect("a number");
            let found = inverse_normal(p);
            let error = (found - expected).abs();
            assert!(
                error <= 4e-16 * expected.abs(),
                "p = {}: {found:e}, not {expected:e}",
                row[0]
            );
        }
    }

    #[test]
    fn words_uniforms_and_normals_of_the_reference_hold() {
        let table = rows("philox4x32_10_u01_normal_vectors.csv");
        assert!(table.len() > 100);
        for row in &table {
            let key = hex_words(row[0]).try_into().expect("two words");
            let i: u32 = row[1].parse().expect("a number");
            let word: usize = row[2].parse().expect("a number");
            let counter = [i, 0, 0, 0].map(|word| Word(Scalar, u64::from(word)));
            let found = philox4x32_10(counter, &round_keys(key))[word].1 as u32;
            assert_eq!(found, hex_words(row[3])[0], "{row:?}");
            let (q, z) = of_word(found);
            let u = q + 0.5;
            assert_eq!(u, hex_float(row[4]), "{row:?}");
            let expected: f64 = row[5].parse().expect("a number");
            assert!((z - expected).abs() <= 4e-16 * expected.abs(), "{row:?}: {z:e}");
            assert_eq!(z.to_bits(), inverse_normal(u).to_bits());
        }
    }

    #[test]
    fn both_forms_agree_and_are_odd_on_all_kinds_of_uniforms() {
        for x in Sweep::between(0.0, 4_294_967_295.0, 50_000).chain([0.0, 1.0, 2.0, 4_294_967_295.0]) {
            let word = x as u32;
            let (q, z) = of_word(word);
            assert_eq!(z.to_bits(), inverse_normal(q + 0.5).to_bits());
            assert_eq!(z, -of_word(!word).1, "word {word}");
        }
    }

    #[test]
    fn grows_with_its_argument_across_the_seams() {
        let seams = [0.02, 0.98, (-25.0_f64).exp()];
        for seam in seams {
            let low = inverse_normal(seam * (1.0 - 1e-13));
            let high = inverse_normal(seam * (1.0 + 1e-13));
            assert!(low < high, "{seam}");
        }
        assert_eq!(inverse_normal(0.5), 0.0);
        assert!(inverse_normal(5e-324) < inverse_normal(f64::MIN_POSITIVE));
    }

    #[test]
    fn error_is_below_five_and_a_half_units_in_the_last_place_over_the_whole_range() {
        let mut exact = Exact::new();
        let mut worst = 0.0_f64;
        let mut check = |p: f64, z: f64| worst = worst.max(exact.quantile_ulps(p, z));
        for word in Sweep::between(0.0, 4_294_967_295.0, 8_000).chain([0.0, 1.0, 4_294_967_295.0]) {
            let (q, z) = of_word(word as u32);
            check(q + 0.5, z);
        }
        let ends = [5e-324, 1e-320, f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0];
        let seams = [0.02, 0.98, (-25.0_f64).exp()];
        let far = Sweep::between(-1022.0, -4.0, 300).map(f64::exp2);
        for p in Sweep::between(0.0, 1.0, 4_000).chain(far).chain(ends).chain(seams) {
            check(p, inverse_normal(p));
        }
        assert!(worst < 5.5, "{worst} ulp");
    }
}
