//! The arithmetic and the geometric average of the same prices.

use super::lognormal::Lognormal;
use super::quantity::Dynamics;
use super::worth::{Expiring, exp_of};
use proto::pricer::v1::Job;

/// How many values of a standard normal number stand for all, from -7.875 to 7.875.
const POINTS: usize = 64;
/// How far apart they are.
const SPACING: f64 = 0.25;
/// The square root of 2 pi.
const ROOT_OF_TURN: f64 = 2.506_628_274_631_000_7;
/// The least coefficient: below it the control pays so much more often than the claim that it explains next to nothing.
const FLATTEST: f64 = 1.0 / 64.0;
/// The largest: what is beyond comes of paths too rare to be drawn.
const STEEPEST: f64 = 2.0;

/// An underlying whose prices are averaged.
#[derive(Clone, Copy)]
pub(super) struct Sampled {
    pub(super) dynamics: Dynamics,
    /// The standard deviation of its logarithm at a year.
    pub(super) spread: f64,
}

/// Those of an underlying over a schedule, of which the geometric one is lognormal. Z is its logarithm, standardised.
pub(super) struct Averages {
    /// That of the geometric average.
    pub(super) law: Lognormal,
    /// Each price is on average exp(level + slope z) if Z is z.
    prices: Vec<Price>,
    /// The average of those at each point. None: nobody has asked yet.
    arithmetic: Option<[f64; POINTS]>,
}

struct Price {
    level: f64,
    slope: f64,
}

impl Averages {
    /// Of n prices, the logarithm of the one at t has the covariance spread^2 m(t) with that of the geometric average, m(t) the mean
    /// over the dates u of min(t, u); the variance of the latter is the mean of those.
    pub(super) fn new(job: &Job, steps: &[u32], of: Sampled) -> Self {
        let time = |&step: &u32| if step == 0 { 0.0 } else { job.times[step as usize - 1] };
        let times: Vec<f64> = steps.iter().map(time).collect();
        let count = times.len() as f64;
        let variance = of.spread * of.spread;
        let (mut sum, mut common) = (0.0, 0.0);
        let mut shared = Vec::with_capacity(times.len());
        for (i, &time) in times.iter().enumerate() {
            sum += time;
            let later = (times.len() - 1 - i) as f64;
            let mean = time.mul_add(later, sum) / count;
            common += mean;
            shared.push(mean);
        }
        let law = Lognormal {
            centre: of.dynamics.centre(sum / count),
            deviation: ((variance * common) / count).sqrt(),
        };
        let price = |(&time, &shared): (&f64, &f64)| {
            let slope = (variance * shared) / law.deviation;
            let mean = (0.5 * variance).mul_add(time, of.dynamics.centre(time));
            let level = (-0.5 * slope).mul_add(slope, mean);
            Price { level, slope }
        };
        Self {
            law,
            prices: times.iter().zip(&shared).map(price).collect(),
            arithmetic: None,
        }
    }

    /// Both are the only price.
    pub(super) fn is_single(&self) -> bool {
        self.prices.len() == 1
    }

    /// The coefficient of an option on the arithmetic average by the same on the geometric one: the regression, at the points, of
    /// what the former would pay if each price were what it is on average given Z. 0: nothing is to be corrected.
    pub(super) fn slope(&mut self, of: &Expiring, mirrored: bool) -> f64 {
        let Self {
            law,
            prices,
            arithmetic,
        } = self;
        let arithmetic = arithmetic.get_or_insert_with(|| at_points(prices));
        let mut paid = arithmetic.map(|average| pays(of, average));
        let mut control = POINTS_OF_Z.map(|z| pays(of, exp_of(law.deviation.mul_add(z, law.centre))));
        if mirrored {
            (paid, control) = (folded(&paid), folded(&control));
        }
        let found = regression(&paid, &control);
        if found < FLATTEST { 0.0 } else { found.min(STEEPEST) }
    }
}

const POINTS_OF_Z: [f64; POINTS] = {
    let mut list = [0.0; POINTS];
    let mut k = 0;
    while k < POINTS {
        list[k] = (k as f64 - 0.5 * (POINTS - 1) as f64) * SPACING;
        k += 1;
    }
    list
};

/// What the arithmetic average is on average at each point.
fn at_points(prices: &[Price]) -> [f64; POINTS] {
    POINTS_OF_Z.map(|z| {
        let price = |price: &Price| exp_of(price.slope.mul_add(z, price.level));
        prices.iter().map(price).fold(0.0, |sum, price| sum + price) / prices.len() as f64
    })
}

/// The covariance of both over the variance of the second, weighted as the points are; 0 where that does not vary.
fn regression(paid: &[f64; POINTS], control: &[f64; POINTS]) -> f64 {
    let weights = POINTS_OF_Z.map(|z| exp_of(-0.5 * (z * z)) * (SPACING / ROOT_OF_TURN));
    let mean = |of: &[f64; POINTS]| {
        let weighted = of.iter().zip(&weights);
        weighted.fold(0.0, |sum, (x, weight)| weight.mul_add(*x, sum))
    };
    let (mean_paid, mean_control) = (mean(paid), mean(control));
    let (mut covariance, mut variance) = (0.0, 0.0);
    for ((paid, control), weight) in paid.iter().zip(control).zip(&weights) {
        let distance = control - mean_control;
        covariance = (weight * distance).mul_add(paid - mean_paid, covariance);
        variance = (weight * distance).mul_add(distance, variance);
    }
    if variance > 0.0 { covariance / variance } else { 0.0 }
}

/// The means of each point and of its mirror image.
fn folded(of: &[f64; POINTS]) -> [f64; POINTS] {
    std::array::from_fn(|k| 0.5 * (of[k] + of[POINTS - 1 - k]))
}

/// What an option that pays a difference pays on this price.
fn pays(of: &Expiring, price: f64) -> f64 {
    let difference = of.sign * (price - of.strike);
    if difference > 0.0 { difference } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::super::worth::Pays;
    use super::*;
    use proto::pricer::v1::Underlying;

    fn averages(volatility: f64, times: &[f64], steps: &[u32]) -> Averages {
        let underlying = Underlying {
            spot: 100.0,
            dividend_yield: 0.02,
            volatility,
            heston: None,
        };
        let job = Job {
            rate: 0.05,
            times: times.to_vec(),
            underlyings: vec![underlying],
            ..Job::default()
        };
        let dynamics = Dynamics::of(&job, 0);
        let spread = volatility;
        Averages::new(&job, steps, Sampled { dynamics, spread })
    }

    fn option(sign: f64, strike: f64) -> Expiring {
        Expiring {
            sign,
            strike,
            pays: Pays::Difference,
        }
    }

    #[test]
    fn the_law_is_that_of_the_sum_over_all_pairs() {
        let times = [0.1, 0.15, 0.4, 1.0, 2.5];
        for steps in [&[0, 1, 2, 3, 4, 5][..], &[2, 3, 5], &[4]] {
            let dates: Vec<f64> = steps
                .iter()
                .map(|&step| if step == 0 { 0.0 } else { times[step as usize - 1] })
                .collect();
            let n = dates.len() as f64;
            let pairs = dates.iter().flat_map(|a| dates.iter().map(|b| a.min(*b)));
            let deviation = 0.3 * (pairs.sum::<f64>() / (n * n)).sqrt();
            let centre = 100_f64.ln() + (0.05 - 0.02 - 0.5 * 0.09) * dates.iter().sum::<f64>() / n;
            let found = averages(0.3, &times, steps).law;
            assert!(
                (found.deviation / deviation - 1.0).abs() < 1e-14,
                "{found:?}, not {deviation}"
            );
            assert!((found.centre / centre - 1.0).abs() < 1e-14, "{found:?}, not {centre}");
        }
    }

    /// Only the last date moves, so that both averages are functions of one price: the regression is that of the functions.
    #[test]
    fn the_slope_is_that_of_the_regression_where_one_normal_number_is_all() {
        let mut averages = averages(0.5, &[1.0], &[0, 1]);
        let (n, width) = (20_000, 16.0);
        for (of, mirrored) in [
            (option(1.0, 103.0), false),
            (option(-1.0, 110.0), false),
            (option(1.0, 95.0), true),
        ] {
            let paid = |z: f64| {
                let price = 100.0 * (0.5 * z + 0.03 - 0.125).exp();
                [0.5 * (100.0 + price), (100.0 * price).sqrt()].map(|average| pays(&of, average))
            };
            let sample = |z: f64| {
                let [a, b] = [paid(z), paid(if mirrored { -z } else { z })];
                [0, 1].map(|i| 0.5 * (a[i] + b[i]))
            };
            let mut sums = [0.0; 5];
            for i in 0..n {
                let z = (f64::from(i) + 0.5) * width / f64::from(n) - 0.5 * width;
                let weight = (-0.5 * z * z).exp();
                let [x, c] = sample(z);
                for (sum, term) in sums.iter_mut().zip([1.0, x, c, x * c, c * c]) {
                    *sum += weight * term;
                }
            }
            let [all, x, c, xc, cc] = sums;
            let expected = (xc - x * c / all) / (cc - c * c / all);
            let found = averages.slope(&of, mirrored);
            assert!((found / expected - 1.0).abs() < 0.01, "{of:?}: {found}, not {expected}");
        }
    }

    #[test]
    fn the_slope_is_near_one_at_the_money_and_within_bounds_elsewhere() {
        let times: Vec<f64> = (1..=12).map(|i| f64::from(i) / 12.0).collect();
        let steps: Vec<u32> = (1..=12).collect();
        let mut calm = averages(0.2, &times, &steps);
        for sign in [-1.0, 1.0] {
            let slope = calm.slope(&option(sign, 100.0), false);
            assert!((0.9..1.1).contains(&slope), "{slope}");
        }
        let mut wild = averages(3.0, &times, &steps);
        assert_eq!(wild.slope(&option(1.0, 1e5), false), STEEPEST);
        assert_eq!(wild.slope(&option(-1.0, 1e-3), false), 0.0);
        assert_eq!(calm.slope(&option(-1.0, 1e-3), true), 0.0, "nothing is ever paid");
    }
}
