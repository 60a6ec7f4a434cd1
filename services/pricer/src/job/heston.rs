//! Underlyings whose variance follows Heston's model: what the scheme of `crate::kernel`'s module `heston` needs of each step.

use crate::math::exp;
use crate::simd::{Float, Scalar};
use proto::pricer::v1::Heston;

/// How the variance of an underlying moves.
#[derive(Clone, Copy, Debug)]
pub struct Variance {
    /// Which of the variances it is.
    pub row: u32,
    /// The factor of its random numbers.
    pub factor: u32,
    /// Today's.
    pub initial: f64,
    /// Of step 1, into [`super::Walk::variance_steps`]; those of the later steps follow.
    pub first_step: u32,
    /// The row of what a [`super::Density`] reads. None: nobody reads it.
    pub noise: Option<u32>,
}

/// A step of a variance v and of the price that has it, of length dt. The names of the parameters are those of the contract's
/// `Heston`, by their Greek letters: kappa, theta, xi, rho.
#[derive(Clone, Copy, Debug)]
pub struct VarianceStep {
    /// exp(-kappa dt). The mean of v at the end is decay v + level.
    pub decay: f64,
    /// theta (1 - decay)
    pub level: f64,
    /// xi^2 decay (1 - decay) / kappa. The variance of v at the end is slope v + rest.
    pub slope: f64,
    /// theta xi^2 (1 - decay)^2 / (2 kappa)
    pub rest: f64,
    /// How much of v at the end is in the logarithm of the price: Andersen's K2, dt (kappa rho / xi - 1/2) / 2 + rho / xi.
    pub tilt: f64,
    /// How much of v at both ends is in the variance of what else moves the logarithm: K3 = K4, dt (1 - rho^2) / 2.
    pub share: f64,
    /// tilt + share / 2, A: the price is expected to grow by the mean of exp(growth v) of v at the end.
    pub growth: f64,
}

impl VarianceStep {
    pub(super) fn new(heston: &Heston, length: f64) -> Self {
        let Heston {
            mean_reversion: kappa,
            long_run_variance: theta,
            volatility_of_variance: xi,
            correlation: rho,
        } = *heston;
        let decay = exp(Float(Scalar, -(kappa * length))).1;
        // Not 0, however short the step: no variance stands still, and no quotient is 0 / 0.
        let fall = (1.0 - decay).max(LEAST_FALL);
        let square = xi * xi;
        let slant = rho / xi;
        let tilt = (0.5 * length) * (kappa * slant - 0.5) + slant;
        let share = (0.5 * length) * (1.0 - rho * rho);
        Self {
            decay,
            level: theta * fall,
            slope: square * decay * fall / kappa,
            rest: (0.5 * theta) * square * (fall * fall) / kappa,
            tilt,
            share,
            growth: 0.5 * share + tilt,
        }
    }

    /// The steps of a grid that ends at these times.
    pub(super) fn along(heston: &Heston, times: &[f64]) -> impl Iterator<Item = Self> {
        let starts = std::iter::once(&0.0).chain(times);
        starts.zip(times).map(|(start, end)| Self::new(heston, end - start))
    }

    /// Whether the scheme's expected price is finite whatever v was.
    ///
    /// It is the mean of exp(growth v), infinite from growth = 1 / (2 a) on where v is a (b + Z)^2, and from beta on where it is
    /// exponential. With s^2 / m at most xi^2 (1 - decay) / kappa, 2 a is at most 2/3 of that (where psi <= 3/2), and 1 / beta =
    /// (m + s^2 / m) / 2 at most 5/6 (where psi > 3/2).
    pub(super) fn is_short_enough(heston: &Heston, length: f64) -> bool {
        let Heston {
            mean_reversion: kappa,
            volatility_of_variance: xi,
            ..
        } = *heston;
        let Self { decay, growth, .. } = Self::new(heston, length);
        growth * (xi * xi * (1.0 - decay) / kappa) < 1.0
    }
}

/// The distance of 1 from the next number below.
const LEAST_FALL: f64 = 0.5 * f64::EPSILON;
