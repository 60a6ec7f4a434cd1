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
        let difference = to_f64(&big(found).sub(&exact, PRECISION, NEAREST));
        let magnitude = found.abs();
        // Scaled up, for a unit in the last place may be the least number there is.
        let unit = magnitude.next_up() - magnitude;
        (difference * 2f64.powi(100)).abs() / (unit * 2f64.powi(100))
    }
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
