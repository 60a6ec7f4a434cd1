use astro_float::{BigFloat, Consts, RoundingMode};

const PRECISION: usize = 128;
const NEAREST: RoundingMode = RoundingMode::ToEven;

/// Arithmetic of 128 bits, to measure errors with.
pub struct Exact {
    constants: Consts,
}

impl Exact {
    pub fn new() -> Self {
        Self {
            constants: Consts::new().expect("memory for constants"),
        }
    }

    pub fn exp(&mut self, x: f64) -> BigFloat {
        big(x).exp(PRECISION, NEAREST, &mut self.constants)
    }

    pub fn ln(&mut self, x: f64) -> BigFloat {
        big(x).ln(PRECISION, NEAREST, &mut self.constants)
    }

    /// By how many units in the last place `found` is away from the exact value.
    pub fn ulps(&mut self, found: f64, exact: impl FnOnce(&mut Self) -> BigFloat) -> f64 {
        let exact = exact(self);
        in_ulps(&big(found).sub(&exact, PRECISION, NEAREST), found)
    }

    /// The standard normal distribution function.
    pub fn normal_distribution(&mut self, x: f64) -> BigFloat {
        let bits = bits_of_normal(x);
        let (above_half, _) = self.normal(x, bits);
        above_half.add(&BigFloat::from_f64(0.5, bits), bits, NEAREST)
    }

    /// By how many units in the last place `found` is away from the standard normal quantile of p.
    ///
    /// One step of Newton's method leads from `found` to a quantile about twice as exact: the step is the error.
    pub fn quantile_ulps(&mut self, p: f64, found: f64) -> f64 {
        let bits = bits_of_normal(found);
        let (above_half, density) = self.normal(found, bits);
        let wanted = big(p).sub(&BigFloat::from_f64(0.5, bits), bits, NEAREST);
        let step = above_half.sub(&wanted, bits, NEAREST).div(&density, bits, NEAREST);
        in_ulps(&step, found)
    }

    /// The standard normal distribution function at x less a half, and the density. The former is the latter times
    /// x + x^3 / 3 + x^5 / (3 5) + ...
    fn normal(&mut self, x: f64, bits: usize) -> (BigFloat, BigFloat) {
        let x = BigFloat::from_f64(x, bits);
        let square = x.mul(&x, bits, NEAREST);
        let half = BigFloat::from_f64(0.5, bits);
        let exponent = square.mul(&half, bits, NEAREST).neg();
        let root = self
            .constants
            .pi(bits, NEAREST)
            .mul(&BigFloat::from_u32(2, bits), bits, NEAREST)
            .sqrt(bits, NEAREST);
        let density = exponent
            .exp(bits, NEAREST, &mut self.constants)
            .div(&root, bits, NEAREST);
        let mut term = x;
        let mut sum = term.clone();
        let mut odd = 1;
        while term.exponent().unwrap_or(i32::MIN) > sum.exponent().unwrap_or(0) - bits as i32 {
            odd += 2;
            term = term
                .mul(&square, bits, NEAREST)
                .div(&BigFloat::from_u32(odd, bits), bits, NEAREST);
            sum = sum.add(&term, bits, NEAREST);
        }
        (density.mul(&sum, bits, NEAREST), density)
    }
}

/// As many as the distribution function at x needs: as many more than usual as its difference from a half or another number of
/// its size cancels.
fn bits_of_normal(x: f64) -> usize {
    PRECISION + 128 + (0.75 * x * x) as usize
}

/// A difference in units of the last place of a number.
fn in_ulps(difference: &BigFloat, of: f64) -> f64 {
    let magnitude = of.abs();
    // Scaled up, for a unit in the last place may be the least number there is.
    let unit = magnitude.next_up() - magnitude;
    (to_f64(difference) * 2f64.powi(100)).abs() / (unit * 2f64.powi(100))
}

/// The number itself. The library takes subnormal numbers for others, hence the detour.
fn big(x: f64) -> BigFloat {
    if x.abs() >= f64::MIN_POSITIVE {
        return BigFloat::from_f64(x, PRECISION);
    }
    let mut scaled = BigFloat::from_f64(x * 2f64.powi(100), PRECISION);
    if let Some(exponent) = scaled.exponent() {
        scaled.set_exponent(exponent - 100);
    }
    scaled
}

/// The leading 64 bits of it.
fn to_f64(x: &BigFloat) -> f64 {
    let Some((words, _, sign, exponent, _)) = x.as_raw_parts() else {
        panic!("{x} is not a number");
    };
    let top = words.last().copied().unwrap_or(0);
    let magnitude = top as f64 * 2f64.powi(-64) * 2f64.powi(exponent / 2) * 2f64.powi(exponent - exponent / 2);
    if sign == astro_float::Sign::Neg {
        -magnitude
    } else {
        magnitude
    }
}
