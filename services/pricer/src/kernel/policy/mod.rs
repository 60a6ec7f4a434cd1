//! When to exercise a Bermudan option, by least squares (F. Longstaff and E. Schwartz, "Valuing American Options by Simulation: A
//! Simple Least-Squares Approach", Review of Financial Studies 14 (2001), 113-147), on 32768 paths that no block has: those of
//! the blocks from 2^40 on.
//!
//! The paths are made from their ends, so that three numbers a path are stored: where it is, its price, and what its option pays.
//! With t' the date after t and z the normal of t's step and of the underlying's factor,
//!
//! ```text
//! W(t) = fma(sqrt(t (t' - t) / t'), z, (t / t') W(t')), and at the last date fma(sqrt(t), z, 0 0)
//! ```
//!
//! which is the Brownian bridge to W(0) = 0. S = exp(fma(volatility, W, centre)), gain = sign (S - K), x = fma(S, 1 / K, -1). At
//! the last date the option pays V = D gain where gain > 0, else 0. At each date before, in descending order:
//!
//! ```text
//! where gain > 0, each lane sums its 2048 paths in their order, and the lanes are summed as those of a block:
//!     the powers 1, x, x x, (x x) x, ... (((((x x) x) x) x) x), and V, and of the first three powers fma(power, V, sum)
//! the coefficients c minimise the sum of (c0 + c1 x + c2 x^2 + c3 x^3 - V)^2 over these paths (see `regress`)
//! continuation = c / D, of each
//! where max(max(fma(fma(fma(c3, x, c2), x, c1), x, c0), 0), fma(w1, S, w0)) < gain: V = D gain
//! ```
//!
//! with the w of the kernel's comment.
//!
//! Where the variance v moves, the paths are followed from today on, by the steps of `heston.rs` with the normal of the underlying's
//! factor for Z, and S = exp(X + centre). v is in the least squares too:
//!
//! ```text
//! the functions f: 1, x, x x, (x x) x, v, v x, (v x) x; each lane sums, for i and each j up to i, fma(f_i, f_j, sum) and fma(f_i, V, sum)
//! where max(max(fma(v, fma(fma(c6, x, c5), x, c4), fma(fma(fma(c3, x, c2), x, c1), x, c0)), 0), fma(w1, S, w0)) < gain: V = D gain
//! ```
//!
//! The paths that are worth exercising alone count, as Longstaff and Schwartz have it. Fewer than 64 of them say too little, and
//! numbers that are not finite nothing: then the option is not exercised at that date, which infinity as the constant says.

mod bridge;
mod forward;
mod moments;
mod regress;
mod sweep;

pub(super) use sweep::PolicyOf;

use super::BLOCK_PATHS;
use crate::job::{Calibration, Continuation};
use crate::simd::{LANES, Lanes};

/// Paths are many enough that the policy costs a price less than a thousandth, and few enough that 50 dates take some
/// hundredths of a second.
const PATHS: usize = 32_768;
/// The least number of paths worth exercising that a policy is made of.
const LEAST_PATHS: f64 = 64.0;
/// The first block whose paths are for policies.
const FIRST_BLOCK: u64 = 1 << 40;
const FIRST_GROUP: u64 = FIRST_BLOCK * (BLOCK_PATHS as usize / LANES) as u64;
/// Groups of paths.
const GROUPS: usize = PATHS / LANES;
/// Not exercised at all.
const NEVER: Continuation = Continuation {
    powers: [f64::INFINITY, 0.0, 0.0, 0.0],
    by_variance: [0.0; 3],
};

/// About how many bytes a thread needs to find a policy: three numbers a path, or where the variance moves two at the beginning of
/// each stretch of dates, two at each date of a stretch, and three.
#[must_use]
pub fn policy_bytes(calibration: &Calibration) -> usize {
    let of_variances = calibration.moving.as_ref().map_or(0, |_| {
        let length = stretch(calibration);
        2 * (calibration.dates.len().div_ceil(length) + length)
    });
    (3 + of_variances) * PATHS * size_of::<f64>()
}

/// How many dates are in a stretch: about as many as there are stretches.
fn stretch(calibration: &Calibration) -> usize {
    calibration.dates.len().isqrt().max(1)
}

/// A number of each path.
fn zeros() -> Vec<Lanes> {
    vec![Lanes::splat(0.0); GROUPS]
}
