//! A step of an underlying whose variance v follows Heston's model.
//!
//! The scheme is the quadratic-exponential one of L. Andersen, "Efficient Simulation of the Heston Stochastic Volatility Model",
//! Journal of Computational Finance 11 (2008), 1-42, sections 3.2 and 4.2, with psi_c = 3/2, gamma_1 = gamma_2 = 1/2 and the
//! martingale correction K0* of section 4.3. v at the end has the right mean m and variance s^2: it is a (b + z)^2 where
//! psi = s^2 / m^2 is at most 3/2, and otherwise 0 with probability p and exponential beyond. X, the logarithm of the price over
//! its forward, takes the place of the Brownian motion. It starts at 0, v at the square of today's volatility. With q + 1/2 = u the
//! uniform number and z the normal of the variance's factor, Z the underlying's own, and the names of
//! [`crate::job::VarianceStep`]:
//!
//! ```text
//! m = fma(decay, v, level)   s2 = fma(slope, v, rest)   w = ((m + m) m) / s2                       (w = 2 / psi)
//! exponential where w < 4/3:
//!     o = 1 / (2 + w)   p = (2 - w) o   r = (w + w) o   g = m / r                                  (r = 1 - p, g = 1 / beta)
//!     v' = g max(log(r / (1/2 - q)), 0)
//!     c = -log(p + r / (1 - growth g))
//! quadratic elsewhere:
//!     k = max(w - 1, 0)   b2 = k + sqrt(w k)   a = m / (1 + b2)   t = sqrt(b2) + z
//!     v' = a (t t)
//!     f = growth a   d = 1 - (f + f)   c = log(d) / 2 - (f b2) / d
//! X' = fma(sqrt(share (v + v')), Z, X + fma(-(share / 2), v, fma(tilt, v', c)))
//! ```
//!
//! Where the greeks of a digital claim need the density of the price given its variance, that is normal in X: e and s are summed up
//! from 0 on, and read at its step.
//!
//! ```text
//! e = fma(sqrt(share (v + v')), Z, e)   s = s + share (v + v')
//! i = 1 / s   n = e i                   the claim's price times fma(1 / S0, n, 0) for delta, fma(T, n, -T) for rho, and
//!                                       fma(1 / S0^2, fma(n, n, -i) - n, 0) for gamma
//! ```
//!
//! c is log E exp(-growth v'), so that exp X is a martingale: Andersen's K1 v is in his K0* with the opposite sign, and is left
//! out of both. One logarithm serves both kinds, and masks choose: paths do not branch.

use super::correlated::Correlated;
use super::paths::Paths;
use super::table::Table;
use super::value::Value;
use crate::job::{Density, Mover, Plan, Variance, VarianceStep};
use crate::math::log_of_normal;
use crate::simd::{Float, Piece, Simd};

/// 2 / psi_c.
const LEAST_QUADRATIC: f64 = 4.0 / 3.0;

/// Moves a price and its variance. The uniform numbers and the normals at hand are those of the variance's factor.
pub(super) struct Advance<'a, 'b, S> {
    pub(super) simd: S,
    pub(super) plan: &'a Plan,
    pub(super) mover: &'a Mover,
    pub(super) variance: &'a Variance,
    pub(super) step: u32,
    pub(super) paths: &'a mut Paths<'b>,
}

impl<S: Simd> Piece for Advance<'_, '_, S> {
    type Output = ();

    #[inline(always)]
    fn run(mut self) {
        self.side::<false>();
        if self.plan.antithetic {
            self.side::<true>();
        }
    }
}

impl<S: Simd> Advance<'_, '_, S> {
    /// The groups themselves, or those that mirror them.
    #[inline(always)]
    fn side<const MIRRORED: bool>(&mut self) {
        let Self {
            simd,
            plan,
            mover,
            variance,
            step,
            ref mut paths,
        } = *self;
        let Paths {
            motion,
            variances,
            normals,
            variance_normals,
            uniforms,
            noises,
            ..
        } = &mut **paths;
        let step_of = &plan.walk.variance_steps[(variance.first_step + step) as usize - 1];
        let correlated = Correlated::new(simd, plan, mover, normals);
        let (shocks, uniforms) = (variance_normals.row(0), uniforms.row(0));
        let first = if MIRRORED { normals.groups() } else { 0 };
        let motion = &mut motion.row_mut(mover.underlying as usize)[first..];
        let variances = &mut variances.row_mut(variance.row as usize)[first..];
        for group in 0..normals.groups() {
            let (motion, variances) = (&mut motion[group], &mut variances[group]);
            for at in Float::<S>::starts() {
                let normal = turned::<S, MIRRORED>(correlated.at(group, at));
                let shock = turned::<S, MIRRORED>(Float::load(simd, &shocks[group], at));
                let uniform = turned::<S, MIRRORED>(Float::load(simd, &uniforms[group], at));
                let (before, start) = if step == 1 {
                    (normal.of(0.0), normal.of(variance.initial))
                } else {
                    (Float::load(simd, motion, at), Float::load(simd, variances, at))
                };
                let moved = moved(step_of, (before, start), (normal, shock, uniform));
                if let Some(row) = variance.noise {
                    let noise = (moved.spread, normal, moved.square);
                    add_noise(noise, noises, row, (first + group, at, step == 1));
                }
                moved.motion.store(motion, at);
                moved.variance.store(variances, at);
            }
        }
    }
}

/// Where a step has led to.
pub(super) struct Moved<S: Simd> {
    /// X' and v'.
    pub(super) motion: Float<S>,
    pub(super) variance: Float<S>,
    /// share (v + v') and its root.
    square: Float<S>,
    spread: Float<S>,
}

/// A step from X and v on, with the underlying's own normal, and the normal and the uniform number of the variance's factor.
#[inline(always)]
pub(super) fn moved<S: Simd>(
    step: &VarianceStep,
    (before, start): (Float<S>, Float<S>),
    (normal, shock, uniform): (Float<S>, Float<S>, Float<S>),
) -> Moved<S> {
    let (end, correction) = variance_at_the_end(step, start, shock, uniform);
    let square = start.of(step.share) * (start + end);
    let spread = square.sqrt();
    let tilted = end.of(step.tilt).mul_add(end, correction);
    let drift = end.of(-(0.5 * step.share)).mul_add(start, tilted);
    Moved {
        motion: spread.mul_add(normal, before + drift),
        variance: end,
        square,
        spread,
    }
}

/// A random number that is symmetric about 0, on its own path or on the mirrored one.
#[inline(always)]
fn turned<S: Simd, const MIRRORED: bool>(x: Float<S>) -> Float<S> {
    if MIRRORED { x.of(0.0) - x } else { x }
}

/// Adds a step to what moves the logarithm of a price and is independent of its variance, and to the variance of that.
#[inline(always)]
fn add_noise<S: Simd>(
    (spread, normal, square): (Float<S>, Float<S>, Float<S>),
    noises: &mut Table<'_>,
    row: u32,
    (group, at, first): (usize, usize, bool),
) {
    let (noise, sum) = (2 * row as usize, 2 * row as usize + 1);
    let (noise_before, sum_before) = if first {
        (normal.of(0.0), normal.of(0.0))
    } else {
        (
            Float::load(normal.0, &noises.row(noise)[group], at),
            Float::load(normal.0, &noises.row(sum)[group], at),
        )
    };
    spread
        .mul_add(normal, noise_before)
        .store(&mut noises.row_mut(noise)[group], at);
    (sum_before + square).store(&mut noises.row_mut(sum)[group], at);
}

/// A score of a price, given its variance, to be read.
pub(super) struct ReadDensity<'a, 'b, S> {
    pub(super) simd: S,
    pub(super) density: &'a Density,
    pub(super) noises: &'a Table<'b>,
    pub(super) slots: &'a mut Table<'b>,
}

impl<S: Simd> Piece for ReadDensity<'_, '_, S> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self {
            simd,
            density,
            noises,
            slots,
        } = self;
        let row = 2 * density.row as usize;
        for group in 0..noises.groups() {
            for at in Float::<S>::starts() {
                let noise = Float::load(simd, &noises.row(row)[group], at);
                let inverse = noise.of(1.0) / Float::load(simd, &noises.row(row + 1)[group], at);
                let score = noise * inverse;
                let bend = score.mul_add(score, noise.of(0.0) - inverse) - score;
                score.store(&mut slots.row_mut(density.score as usize)[group], at);
                bend.store(&mut slots.row_mut(density.bend as usize)[group], at);
            }
        }
    }
}

/// The variance at the end of a step, and what keeps the price a martingale.
#[inline(always)]
fn variance_at_the_end<S: Simd>(
    step: &VarianceStep,
    start: Float<S>,
    shock: Float<S>,
    uniform: Float<S>,
) -> (Float<S>, Float<S>) {
    let of = |x: f64| start.of(x);
    let mean = of(step.decay).mul_add(start, of(step.level));
    let square = of(step.slope).mul_add(start, of(step.rest));
    let w = ((mean + mean) * mean) / square;
    let exponential = w.less(of(LEAST_QUADRATIC));

    let over = of(1.0) / (of(2.0) + w);
    let none = (of(2.0) - w) * over;
    let some = (w + w) * over;
    let scale = mean / some;
    let zero = of(0.0);
    let drawn = scale * log_of_normal(some / (of(0.5) - uniform)).max(zero);
    let expected = none + some / (of(1.0) - of(step.growth) * scale);

    let k = (w - of(1.0)).max(zero);
    let b_square = k + (w * k).sqrt();
    let a = mean / (of(1.0) + b_square);
    let root = b_square.sqrt() + shock;
    let moved = a * (root * root);
    let f = of(step.growth) * a;
    let d = of(1.0) - (f + f);

    let log = log_of_normal(expected.or_else(exponential, d));
    let of_exponential = zero - log;
    let of_quadratic = of(0.5) * log - (f * b_square) / d;
    (
        drawn.or_else(exponential, moved),
        of_exponential.or_else(exponential, of_quadratic),
    )
}
