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
//! The paths that are worth exercising alone count, as Longstaff and Schwartz have it. Fewer than 64 of them say too little, and
//! numbers that are not finite nothing: then the option is not exercised at that date, which infinity as the constant says.

mod moments;
mod regress;
mod sweep;

pub(super) use sweep::PolicyOf;

use crate::simd::LANES;

/// Paths are many enough that the policy costs a price less than a thousandth, and few enough that 50 dates take some
/// hundredths of a second.
const PATHS: usize = 32_768;
/// The least number of paths worth exercising that a policy is made of.
const LEAST_PATHS: f64 = 64.0;
/// The first block whose paths are for policies.
const FIRST_BLOCK: u64 = 1 << 40;
/// About how many bytes a thread needs to find a policy: three numbers a path.
pub const POLICY_BYTES: usize = 3 * PATHS * size_of::<f64>();
/// Groups of paths.
const GROUPS: usize = PATHS / LANES;
/// Not exercised at all.
const NEVER: [f64; 4] = [f64::INFINITY, 0.0, 0.0, 0.0];
