//! The inverse of the standard normal distribution function: the rational approximations PPND16 of M. J. Wichura, "Algorithm
//! AS 241: The Percentage Points of the Normal Distribution", Applied Statistics 37 (1988), 477-484, about 1e-16 exact.
//!
//! Three regions: the centre, |p - 0.5| <= 0.425, a rational function of (p - 0.5)^2; the tail; and the far tail, where the
//! nearer end of the interval is closer than e^-25; both a rational function of sqrt(-log) of the distance to that end. All
//! regions are computed and one is selected, so that lanes never part.
//!
//! Against 20 digits the error is below 4e-16 relative (the tests hold it), but for p that is so near to 0.5 that p itself is
//! the coarser number.

use super::horner::horner;
use super::log::{log, log_of_normal};

/// The published coefficients, more digits than a binary64 holds.
#[allow(clippy::excessive_precision, reason = "digit for digit as published")]
mod coefficients {
    pub const CENTRE_RADIUS: f64 = 0.425;
    pub const CENTRE_RADIUS_SQUARED: f64 = 0.180625;
    pub const CENTRE_OVER: [f64; 8] = [
        3.3871328727963666080e0,
        1.3314166789178437745e2,
        1.9715909503065514427e3,
        1.3731693765509461125e4,
        4.5921953931549871457e4,
        6.7265770927008700853e4,
        3.3430575583588128105e4,
        2.5090809287301226727e3,
    ];
    pub const CENTRE_UNDER: [f64; 8] = [
        1.0,
        4.2313330701600911252e1,
        6.8718700749205790830e2,
        5.3941960214247511077e3,
        2.1213794301586595867e4,
        3.9307895800092710610e4,
        2.8729085735721942674e4,
        5.2264952788528545610e3,
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
pub fn inverse_normal(p: f64) -> f64 {
    let distance = distance_to_end(p);
    let root = (-log(distance)).sqrt();
    let r = root - FAR_TAIL_START;
    let far = (horner(r, &FAR_TAIL_OVER), horner(r, &FAR_TAIL_UNDER));
    let near = tail(root);
    combine(p, if root > FAR_TAIL_START { far } else { near })
}

/// The same to the bit for the p that [`super::uniform`] makes, without what those never need: 2^-33 and more are outside the
/// far tail, which starts at e^-25.
#[inline(always)]
#[must_use]
pub fn inverse_normal_of_uniform(p: f64) -> f64 {
    combine(p, tail((-log_of_normal(distance_to_end(p))).sqrt()))
}

#[inline(always)]
fn distance_to_end(p: f64) -> f64 {
    if p < 0.5 { p } else { 1.0 - p }
}

/// Numerator and denominator in the tail.
#[inline(always)]
fn tail(root: f64) -> (f64, f64) {
    let r = root - TAIL_START;
    (horner(r, &TAIL_OVER), horner(r, &TAIL_UNDER))
}

/// Takes the centre's fraction or the tail's, with one division for both.
#[inline(always)]
fn combine(p: f64, tail: (f64, f64)) -> f64 {
    let q = p - 0.5;
    let r = q.mul_add(-q, CENTRE_RADIUS_SQUARED);
    let centre = q.abs() <= CENTRE_RADIUS;
    let over = if centre {
        q * horner(r, &CENTRE_OVER)
    } else {
        tail.0.copysign(q)
    };
    let under = if centre { horner(r, &CENTRE_UNDER) } else { tail.1 };
    over / under
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{philox4x32_10, uniform};
    use crate::testing::{Sweep, hex_float, hex_words, rows};

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
            let found = philox4x32_10([i, 0, 0, 0], key)[word];
            assert_eq!(found, hex_words(row[3])[0], "{row:?}");
            let u = uniform(found);
            assert_eq!(u, hex_float(row[4]), "{row:?}");
            let z = inverse_normal_of_uniform(u);
            let expected: f64 = row[5].parse().expect("a number");
            assert!((z - expected).abs() <= 4e-16 * expected.abs(), "{row:?}: {z:e}");
            assert_eq!(z.to_bits(), inverse_normal(u).to_bits());
        }
    }

    #[test]
    fn both_forms_agree_and_are_odd_on_all_kinds_of_uniforms() {
        for x in Sweep::between(0.0, 4_294_967_295.0, 50_000).chain([0.0, 1.0, 2.0, 4_294_967_295.0]) {
            let word = x as u32;
            let z = inverse_normal_of_uniform(uniform(word));
            assert_eq!(z.to_bits(), inverse_normal(uniform(word)).to_bits());
            assert_eq!(z, -inverse_normal_of_uniform(uniform(!word)), "word {word}");
        }
    }

    #[test]
    fn grows_with_its_argument_across_the_seams() {
        let seams = [0.075, 0.925, (-25.0_f64).exp()];
        for seam in seams {
            let low = inverse_normal(seam * (1.0 - 1e-13));
            let high = inverse_normal(seam * (1.0 + 1e-13));
            assert!(low < high, "{seam}");
        }
        assert_eq!(inverse_normal(0.5), 0.0);
        assert!(inverse_normal(5e-324) < inverse_normal(f64::MIN_POSITIVE));
    }
}
