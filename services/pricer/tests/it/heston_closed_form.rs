//! European options on a price whose variance follows Heston's model, by the characteristic function of its logarithm.

use crate::closed_form::Market;
use proto::pricer::v1::{Heston, OptionType};
use std::ops::{Add, Div, Mul, Sub};

/// The value. With X the logarithm of the price over its forward F, a call is
///
/// ```text
/// e^(-rT) (F - sqrt(F K) / pi * integral from 0 of Re(exp(i u log(F / K)) E exp(i (u - i/2) X)) / (u^2 + 1/4) du)
/// ```
///
/// (A. Lewis, "Option Valuation under Stochastic Volatility", 2000, chapter 2), and a put has its parity with it.
pub fn european(market: Market, heston: Heston, kind: OptionType, strike: f64, expiry: f64) -> f64 {
    let forward = market.spot * ((market.rate - market.dividend_yield) * expiry).exp();
    let discount = (-market.rate * expiry).exp();
    let log = (forward / strike).ln();
    let integrand = |u: f64| {
        let turned = Complex(0.0, u * log).exp() * characteristic(market, heston, u, expiry);
        turned.0 / (u * u + 0.25)
    };
    let integral = simpson(integrand, 400.0, 40_000);
    let call = discount * (forward - (forward * strike).sqrt() / std::f64::consts::PI * integral);
    if kind == OptionType::Put {
        call - discount * (forward - strike)
    } else {
        call
    }
}

/// E exp(i z X) for z = u - i/2, of which z^2 + i z = u^2 + 1/4 is real. The form whose logarithm needs no other branch:
/// H. Albrecher, P. Mayer, W. Schoutens, J. Tistaert, "The little Heston trap", Wilmott Magazine (2007).
fn characteristic(market: Market, heston: Heston, u: f64, expiry: f64) -> Complex {
    let Heston {
        mean_reversion: kappa,
        long_run_variance: theta,
        volatility_of_variance: xi,
        correlation: rho,
    } = heston;
    let one = Complex(1.0, 0.0);
    let beta = Complex(kappa - 0.5 * rho * xi, -rho * xi * u);
    let d = (beta * beta + Complex(xi * xi * (u * u + 0.25), 0.0)).sqrt();
    let g = (beta - d) / (beta + d);
    let faded = (d * Complex(-expiry, 0.0)).exp();
    let of_start = (beta - d) * ((one - faded) / (one - g * faded));
    let of_mean = (beta - d) * Complex(expiry, 0.0) - Complex(2.0, 0.0) * ((one - g * faded) / (one - g)).ln();
    let start = Complex(market.volatility.powi(2) / (xi * xi), 0.0);
    (start * of_start + Complex(kappa * theta / (xi * xi), 0.0) * of_mean).exp()
}

/// Simpson's rule from 0 to `end` in an even number of intervals.
fn simpson(f: impl Fn(f64) -> f64, end: f64, intervals: usize) -> f64 {
    let width = end / intervals as f64;
    let weighted = |i: usize| f(i as f64 * width) * if i % 2 == 1 { 4.0 } else { 2.0 };
    let inner: f64 = (1..intervals).map(weighted).sum();
    (f(0.0) + inner + f(end)) * width / 3.0
}

/// Real and imaginary part.
#[derive(Clone, Copy)]
struct Complex(f64, f64);

impl Complex {
    fn exp(self) -> Self {
        let (sine, cosine) = self.1.sin_cos();
        Self(self.0.exp() * cosine, self.0.exp() * sine)
    }

    /// The principal branch.
    fn ln(self) -> Self {
        Self(self.0.hypot(self.1).ln(), self.1.atan2(self.0))
    }

    /// The root with a real part that is not negative.
    fn sqrt(self) -> Self {
        let half = Self(0.5, 0.0) * self.ln();
        half.exp()
    }
}

impl Add for Complex {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0, self.1 + other.1)
    }
}

impl Sub for Complex {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0, self.1 - other.1)
    }
}

impl Mul for Complex {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self(self.0 * other.0 - self.1 * other.1, self.0 * other.1 + self.1 * other.0)
    }
}

impl Div for Complex {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let square = other.0 * other.0 + other.1 * other.1;
        let over = self * Self(other.0, -other.1);
        Self(over.0 / square, over.1 / square)
    }
}

/// A published value of a call on a price of 100 with that strike, exact to its last digit.
pub struct Published {
    pub market: Market,
    pub heston: Heston,
    pub expiry: f64,
    value: f64,
    digit: f64,
}

/// The first two cases of table 1 of Andersen's paper, then both of M. Broadie and O. Kaya, "Exact Simulation of Stochastic
/// Volatility and Other Affine Jump Diffusion Processes", Operations Research 54 (2006), 217-231.
pub fn published() -> [Published; 4] {
    let case =
        |[kappa, theta, xi, rho]: [f64; 4], [start, rate, expiry]: [f64; 3], (value, digit): (f64, f64)| Published {
            market: Market {
                spot: 100.0,
                dividend_yield: 0.0,
                rate,
                volatility: f64::sqrt(start),
            },
            heston: Heston {
                mean_reversion: kappa,
                long_run_variance: theta,
                volatility_of_variance: xi,
                correlation: rho,
            },
            expiry,
            value,
            digit,
        };
    [
        case([0.5, 0.04, 1.0, -0.9], [0.04, 0.0, 10.0], (13.085, 1e-3)),
        case([0.3, 0.04, 0.9, -0.5], [0.04, 0.0, 15.0], (16.649, 1e-3)),
        case([2.0, 0.09, 1.0, -0.3], [0.09, 0.05, 5.0], (34.9998, 1e-4)),
        case([6.21, 0.019, 0.61, -0.7], [0.010201, 0.0319, 1.0], (6.8061, 1e-4)),
    ]
}

#[test]
fn published_values_hold() {
    for Published {
        market,
        heston,
        expiry,
        value,
        digit,
    } in published()
    {
        let found = european(market, heston, OptionType::Call, 100.0, expiry);
        assert!((found - value).abs() < digit, "{heston:?}: {found}, not {value}");
    }
}

#[test]
fn a_variance_that_hardly_moves_gives_the_value_of_black_and_scholes() {
    let market = Market {
        spot: 100.0,
        dividend_yield: 0.02,
        rate: 0.05,
        volatility: 0.25,
    };
    let heston = Heston {
        mean_reversion: 1.0,
        long_run_variance: 0.0625,
        volatility_of_variance: 0.001,
        correlation: 0.0,
    };
    for kind in [OptionType::Call, OptionType::Put] {
        let (found, expected) = (
            european(market, heston, kind, 110.0, 1.5),
            market.european(kind, 110.0, 1.5),
        );
        assert!((found - expected).abs() < 1e-5, "{found}, not {expected}");
    }
}
