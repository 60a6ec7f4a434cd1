//! Simulates blocks of paths under a plan.
//!
//! There is one source of the kernel, generic over the width of the processor's vectors (see [`crate::simd`]). It is compiled
//! once for each [`Tier`] of instructions, and since its every operation is fixed (see [`crate::math`]), so is every bit of what
//! it returns.
//!
//! # The block scheme
//! Block b holds the paths from 4096 b on: 256 groups of 16 lanes. Each lane sums its 256 paths in their order, the square of a
//! value by a fused multiply-add; then the lanes are summed by [`crate::simd::Lanes::tree_sum`]. Up to 16 groups are computed
//! together, stage by stage: their normals, their motion, their prices, their sums. How many is a matter of speed and does not
//! show.
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
mod finish;
mod memory;
mod normals;
mod observe;
mod paths;
mod series;
mod simulate;
mod table;
mod tier;

pub use block::{Block, Stopped};
pub use memory::scratch_bytes;
pub use tier::{Kernel, Tier, TierChoice, Unsupported};

use memory::{MOST_GROUPS, groups_at_a_time};

/// The paths of a block.
pub const BLOCK_PATHS: u32 = 4096;
