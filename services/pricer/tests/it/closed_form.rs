//! Values known exactly: of options on a price that is lognormal at expiry.

use proto::pricer::v1::{BarrierKind, OptionType};
use std::f64::consts::{PI, SQRT_2};

/// The standard normal distribution function, about 1e-14 exact: a series near 0, a continued fraction further out.
pub fn normal_cdf(x: f64) -> f64 {
    if x < 0.0 {
        return 0.5 * erfc(-x / SQRT_2);
    }
    1.0 - 0.5 * erfc(x / SQRT_2)
}

fn normal_density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / (2.0 * PI).sqrt()
}

/// For x >= 0. The series is 2 x e^(-x^2) / sqrt(pi) (1 + 2 x^2 / 3 + (2 x^2)^2 / 15 + ...), the fraction is Lentz's.
fn erfc(x: f64) -> f64 {
    let tail = (-x * x).exp() / PI.sqrt();
    if x < 2.0 {
        let (mut term, mut sum, mut n) = (1.0, 1.0, 1.0);
        while term > 1e-17 * sum {
            n += 2.0;
            term *= 2.0 * x * x / n;
            sum += term;
        }
        return 1.0 - 2.0 * x * tail * sum;
    }
    let fraction = (1..=200).rev().fold(x, |below, k| x + f64::from(k) / 2.0 / below);
    tail / fraction
}

/// A payoff max(sign (A - K), 0) at `expiry`, log A normal with the mean and the standard deviation given.
pub fn lognormal_option(kind: OptionType, mean: f64, deviation: f64, strike: f64, rate: f64, expiry: f64) -> f64 {
    let sign = if kind == OptionType::Put { -1.0 } else { 1.0 };
    let far = (mean + deviation * deviation - strike.ln()) / deviation;
    let near = far - deviation;
    let forward = (mean + 0.5 * deviation * deviation).exp();
    (-rate * expiry).exp() * sign * (forward * normal_cdf(sign * far) - strike * normal_cdf(sign * near))
}

/// What an option is written on, and the market.
#[derive(Clone, Copy, Debug)]
pub struct Market {
    pub spot: f64,
    pub dividend_yield: f64,
    pub rate: f64,
    pub volatility: f64,
}

impl Market {
    fn drift(self) -> f64 {
        self.rate - self.dividend_yield - 0.5 * self.volatility * self.volatility
    }

    /// Black and Scholes.
    pub fn european(self, kind: OptionType, strike: f64, expiry: f64) -> f64 {
        let mean = self.spot.ln() + self.drift() * expiry;
        lognormal_option(kind, mean, self.volatility * expiry.sqrt(), strike, self.rate, expiry)
    }

    /// Delta, vega and rho of the same.
    pub fn european_greeks(self, kind: OptionType, strike: f64, expiry: f64) -> [f64; 3] {
        let sign = if kind == OptionType::Put { -1.0 } else { 1.0 };
        let deviation = self.volatility * expiry.sqrt();
        let near = ((self.spot / strike).ln() + self.drift() * expiry) / deviation;
        let far = near + deviation;
        let carried = (-self.dividend_yield * expiry).exp();
        [
            sign * carried * normal_cdf(sign * far),
            self.spot * carried * normal_density(far) * expiry.sqrt(),
            sign * strike * expiry * (-self.rate * expiry).exp() * normal_cdf(sign * near),
        ]
    }

    /// Gamma and theta of the same.
    pub fn european_gamma_and_theta(self, kind: OptionType, strike: f64, expiry: f64) -> [f64; 2] {
        let sign = if kind == OptionType::Put { -1.0 } else { 1.0 };
        let deviation = self.volatility * expiry.sqrt();
        let near = ((self.spot / strike).ln() + self.drift() * expiry) / deviation;
        let carried = (-self.dividend_yield * expiry).exp();
        let density = self.spot * carried * normal_density(near + deviation);
        let paid = strike * (-self.rate * expiry).exp() * normal_cdf(sign * near);
        let received = self.spot * carried * normal_cdf(sign * (near + deviation));
        [
            density / (self.spot * self.spot * deviation),
            -0.5 * density * self.volatility / expiry.sqrt()
                + sign * (self.dividend_yield * received - self.rate * paid),
        ]
    }

    /// Pays 1 where the price is above the strike (call) or below it (put).
    pub fn cash_or_nothing(self, kind: OptionType, strike: f64, expiry: f64) -> f64 {
        let sign = if kind == OptionType::Put { -1.0 } else { 1.0 };
        let near = ((self.spot / strike).ln() + self.drift() * expiry) / (self.volatility * expiry.sqrt());
        (-self.rate * expiry).exp() * normal_cdf(sign * near)
    }

    /// Pays the price instead of 1.
    pub fn asset_or_nothing(self, kind: OptionType, strike: f64, expiry: f64) -> f64 {
        let sign = if kind == OptionType::Put { -1.0 } else { 1.0 };
        let deviation = self.volatility * expiry.sqrt();
        let far = ((self.spot / strike).ln() + self.drift() * expiry) / deviation + deviation;
        self.spot * (-self.dividend_yield * expiry).exp() * normal_cdf(sign * far)
    }

    /// An option that a barrier ends or begins, watched all the time, with a rebate: of an out option paid when the barrier is met,
    /// of an in option at expiry where it never was. Reiner and Rubinstein 1991, in the letters of Haug.
    pub fn barrier(
        self,
        kind: OptionType,
        strike: f64,
        (at, level): (BarrierKind, f64),
        rebate: f64,
        expiry: f64,
    ) -> f64 {
        use BarrierKind::{DownIn, UpIn, UpOut};
        let Self {
            spot,
            dividend_yield,
            rate,
            volatility,
        } = self;
        let phi = if kind == OptionType::Put { -1.0 } else { 1.0 };
        let eta = if matches!(at, UpIn | UpOut) { -1.0 } else { 1.0 };
        let knocks_in = matches!(at, DownIn | UpIn);
        if eta * (spot - level) <= 0.0 {
            return if knocks_in {
                self.european(kind, strike, expiry)
            } else {
                rebate
            };
        }
        let deviation = volatility * expiry.sqrt();
        let mu = (rate - dividend_yield) / volatility.powi(2) - 0.5;
        let lambda = (mu * mu + 2.0 * rate / volatility.powi(2)).sqrt();
        let far = |ratio: f64| ratio.ln() / deviation + (1.0 + mu) * deviation;
        let (discount, carried) = ((-rate * expiry).exp(), (-dividend_yield * expiry).exp());
        let option = |x: f64| {
            phi * (spot * carried * normal_cdf(phi * x) - strike * discount * normal_cdf(phi * (x - deviation)))
        };
        let mirror = level / spot;
        let mirrored = |y: f64| {
            let [price, paid] = [y, y - deviation].map(|y| normal_cdf(eta * y));
            phi * mirror.powf(2.0 * mu) * (spot * carried * mirror.powi(2) * price - strike * discount * paid)
        };
        let (a, b) = (option(far(spot / strike)), option(far(spot / level)));
        let (c, d) = (mirrored(far(level * level / (spot * strike))), mirrored(far(mirror)));
        let never = [far(spot / level), far(mirror)].map(|x| normal_cdf(eta * (x - deviation)));
        let e = rebate * discount * (never[0] - mirror.powf(2.0 * mu) * never[1]);
        let z = mirror.ln() / deviation + lambda * deviation;
        let f = rebate
            * (mirror.powf(mu + lambda) * normal_cdf(eta * z)
                + mirror.powf(mu - lambda) * normal_cdf(eta * (z - 2.0 * lambda * deviation)));
        // The price ends where the option pays whether it has met the barrier or not: with the strike on that side of the level.
        let begun = match (phi == eta, (strike - level) * eta > 0.0) {
            (true, true) => c,
            (true, false) => a - b + d,
            (false, true) => b - c + d,
            (false, false) => a,
        };
        if knocks_in { begun + e } else { a - begun + f }
    }

    /// An option on the geometric average, paid at the last fixing: the mean of log S is normal.
    pub fn geometric(self, kind: OptionType, strike: f64, fixings: &[f64]) -> f64 {
        let (mean, variance) = self.mean_log(fixings);
        lognormal_option(
            kind,
            mean,
            variance.sqrt(),
            strike,
            self.rate,
            *fixings.last().expect("fixings"),
        )
    }

    /// Pays S - G or G - S at the last fixing, G the geometric average: an exchange of two lognormals (Margrabe).
    pub fn geometric_floating(self, kind: OptionType, fixings: &[f64]) -> f64 {
        let expiry = *fixings.last().expect("fixings");
        let (mean, variance) = self.mean_log(fixings);
        let average = (mean + 0.5 * variance).exp();
        let price = self.spot * ((self.rate - self.dividend_yield) * expiry).exp();
        let covariance = self.volatility.powi(2) * fixings.iter().sum::<f64>() / fixings.len() as f64;
        let spread = (self.volatility.powi(2) * expiry + variance - 2.0 * covariance).sqrt();
        let far = (price / average).ln() / spread + 0.5 * spread;
        let near = far - spread;
        let sign = if kind == OptionType::Put { -1.0 } else { 1.0 };
        (-self.rate * expiry).exp() * sign * (price * normal_cdf(sign * far) - average * normal_cdf(sign * near))
    }

    fn mean_log(self, fixings: &[f64]) -> (f64, f64) {
        let n = fixings.len() as f64;
        let mean = self.spot.ln() + self.drift() * fixings.iter().sum::<f64>() / n;
        let pairs = fixings.iter().flat_map(|&a| fixings.iter().map(move |&b| a.min(b)));
        (mean, self.volatility.powi(2) * pairs.sum::<f64>() / (n * n))
    }
}

/// Pays max(A - B, 0) on two prices (Margrabe): the price and both deltas.
pub fn exchange([a, b]: [Market; 2], correlation: f64, expiry: f64) -> [f64; 3] {
    let variance = a.volatility.powi(2) + b.volatility.powi(2) - 2.0 * correlation * a.volatility * b.volatility;
    let deviation = (variance * expiry).sqrt();
    let [carried_a, carried_b] = [a, b].map(|m| (-m.dividend_yield * expiry).exp());
    let far = ((a.spot * carried_a) / (b.spot * carried_b)).ln() / deviation + 0.5 * deviation;
    let deltas = [carried_a * normal_cdf(far), -carried_b * normal_cdf(far - deviation)];
    [a.spot * deltas[0] + b.spot * deltas[1], deltas[0], deltas[1]]
}

#[test]
fn the_distribution_function_is_that_of_the_tables() {
    for (x, expected) in [
        (0.0, 0.5),
        (1.0, 0.841_344_746_068_542_9),
        (-2.0, 0.022_750_131_948_179_21),
        (-5.0, 2.866_515_718_791_939e-7),
    ] {
        assert!((normal_cdf(x) / expected - 1.0).abs() < 1e-13, "{x}: {}", normal_cdf(x));
    }
}

#[test]
fn published_values_of_european_options_hold() {
    for row in super::table::rows("ql_european_haug.csv") {
        let number = |i: usize| -> f64 { row[i].parse().expect("a number") };
        let kind = if row[0] == "Put" {
            OptionType::Put
        } else {
            OptionType::Call
        };
        let market = Market {
            spot: number(2),
            dividend_yield: number(3),
            rate: number(4),
            volatility: number(7),
        };
        let value = market.european(kind, number(1), number(6));
        assert!((value - number(8)).abs() <= number(9), "{row:?}: {value}");
    }
}

#[test]
fn published_values_of_barriers_hold() {
    for row in super::table::rows("ql_barrier_haug.csv") {
        if row[4] != "european" {
            continue;
        }
        let number = |i: usize| -> f64 { row[i].parse().expect("a number") };
        let kind = if row[3] == "Put" {
            OptionType::Put
        } else {
            OptionType::Call
        };
        let at = match row[0] {
            "DownOut" => BarrierKind::DownOut,
            "DownIn" => BarrierKind::DownIn,
            "UpOut" => BarrierKind::UpOut,
            _ => BarrierKind::UpIn,
        };
        let market = Market {
            spot: number(6),
            dividend_yield: number(7),
            rate: number(8),
            volatility: number(10),
        };
        let value = market.barrier(kind, number(5), (at, number(1)), number(2), number(9));
        assert!((value - number(11)).abs() <= number(12), "{row:?}: {value}");
    }
}
