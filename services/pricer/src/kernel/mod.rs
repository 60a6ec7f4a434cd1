//! Simulates blocks of paths under a plan.
//!
//! There is one source of the kernel. It is compiled once for the plain processor and once for each tier of vector
//! instructions, and since its every operation is fixed (see [`crate::math`]), so is every bit of what it returns.
//!
//! # The block scheme
//! Block b holds the paths from 4096 b on: 256 groups of 16 lanes. Each lane sums its 256 paths in their order, the square of a
//! value by a fused multiply-add; then the lanes are summed by [`crate::math::tree_sum`]. How many groups are kept in memory
//! at a time is a matter of speed and does not show.
//!
//! # Estimators
//! With d = sign (long - strike) and D the discount, a claim is worth D max(d, 0). Its greeks are pathwise (P. Glasserman,
//! "Monte Carlo Methods in Financial Engineering", 2003, section 7.2): the derivative of the discounted payoff along the path,
//! 0 where d <= 0. All quantities Q are homogeneous of degree 1 in the spot S0, so
//!
//! ```text
//! delta = D sign (Q_long - Q_strike) / S0          (a fixed strike counts as 0)
//! vega  = D sign (dQ_long - dQ_strike)             dS_t = S_t (W_t - volatility t), of a mean the mean,
//!                                                  of a geometric mean G (mean W - volatility mean t)
//! rho   = D sign (dQ_long - dQ_strike) - D T d     dS_t = S_t t, of a mean the mean, of a geometric mean G mean t
//! ```
//!
//! with T the time of payment. They are unbiased because the payoffs are continuous in the parameters and their kinks are met
//! with probability 0.

mod accumulate;
mod block;
mod simulate;
mod tier;

pub use block::{BLOCK_PATHS, Block, Stopped};
pub use tier::{Tier, TierChoice, Unsupported};
