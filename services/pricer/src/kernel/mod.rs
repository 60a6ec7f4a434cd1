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
//! # Paths
//! Over a step the Brownian motion of an underlying grows by sqrt(dt) Z, fused, with Z the sum of its loadings times the factors'
//! normals. Where its variance moves, [`heston`] has the order of the operations, and takes this Z.
//!
//! # Slots
//! A path's slots start at [`crate::job::Plan::initial`]. At a step where an underlying is looked at, with W its Brownian motion
//! and S = exp(fma(volatility, W, centre)), in this order:
//!
//! ```text
//! sum of W       w = w + W
//! price, mean    Q = Q + S; dQ/dvolatility = fma(S, W - volatility t, dQ); dQ/drate = fma(S, t, dQ)
//! extreme        where S is beyond Q: dQ/dvolatility = S (W - volatility t), dQ/drate = S t, Q = S. An equal price is not beyond
//! exercise       gain = sign (S - K), x = fma(S, 1 / K, -1), of a Bermudan claim that has paid V, at first 0. Where V > 0 nothing
//!                changes; else where max(max(fma(fma(fma(c3, x, c2), x, c1), x, c0), 0), fma(w1, S, w0)) < gain, with
//!                fma(v, fma(fma(c6, x, c5), x, c4), c) for the polynomial c where the variance v moves:
//!                delta = ((sign D) / S0) S; vega = (sign D) (S (W - volatility t)); rho = ((sign D) K) t; V = D gain
//! ```
//!
//! An extreme starts at today's price where its schedule has step 0, else at an infinity that any price is beyond. At the end of a
//! path the finishes follow in the order in which the positions need them first; baskets of weighted prices w S of one step:
//!
//! ```text
//! sum            from 0 on, for each term in order: B = fma(w, S, B); dB/drate = fma(w, dS/drate, dB/drate)
//!                F = fma(w S, c, F)
//! min, max       from an infinity on, for each term in order: where w S is beyond B: its index, R = B, F = (w S) c,
//!                dB/drate = w dS/drate, B = w S; elsewhere R = w S where that is beyond R, which begins as B does
//! ```
//!
//! F, what a basket falls by as time passes, and R, its runner-up, are kept for theta and for gamma; c is below.
//!
//! # Estimators
//! With d = sign (long - strike) and D the discount, an exchange is worth D max(d, 0). Its greeks are pathwise (P. Glasserman,
//! "Monte Carlo Methods in Financial Engineering", 2003, section 7.2): the derivative of the discounted payoff along the path,
//! 0 where d <= 0. All quantities Q are homogeneous of degree 1 in the spot S0, so
//!
//! ```text
//! delta = D sign (Q_long - Q_strike) / S0          (a fixed strike counts as 0)
//! vega  = D sign (dQ_long - dQ_strike)             dS_t = S_t (W_t - volatility t), of a mean the mean,
//!                                                  of a geometric mean G (mean W - volatility mean t),
//!                                                  of an extreme that of the price that it is
//! rho   = D sign (dQ_long - dQ_strike) - D T d     dS_t = S_t t, of a mean the mean, of a geometric mean G mean t,
//!                                                  of an extreme that of the price that it is
//! ```
//!
//! with T the time of payment. They are unbiased because the payoffs are continuous in the parameters and their kinks are met
//! with probability 0. In the order of the operations:
//!
//! ```text
//! price = max((sign D) (long - strike), 0)
//! greek = scale (dlong - dstrike), and for rho fma(-(D T), sign (long - strike), that); 0 unless sign (long - strike) > 0
//!         scale = (sign D) / S0 for delta, sign D for the others
//! ```
//!
//! A basket has a delta and a vega for each of its terms, that of i with dlong = S_i or dS_i and
//! scale = ((sign D) w_i) / S0_i or (sign D) w_i; of a lowest or highest one, 0 but for the term that it is.
//!
//! A digital claim's payoff jumps, so its greeks are likelihood ratios (section 7.3): the payoff times the derivative of the
//! logarithm of the density of the price, which is lognormal with the Brownian motion W at expiry T.
//!
//! ```text
//! price = D cash or D S where sign (S - K) > 0, else 0                     (D cash is rounded once, before)
//! greek = score price, score = fma(fma(c2, W, c1), W, c0)
//!         delta   c = 0, 1 / ((S0 volatility) T), 0                        W / (S0 volatility T)
//!         vega    c = -(1 / volatility), -1, 1 / (volatility T)            (W^2 / T - 1) / volatility - W
//!         rho     c = -T, 1 / volatility, 0                                W / volatility - T
//! ```
//!
//! Gamma and theta are derived in `docs/numerics.md`. With e = 1/128 and f(Q) = max((sign D) (Q - strike), 0):
//!
//! ```text
//! gamma   of a European option   scale (S fma(c1, W, c0)) where sign (S - strike) > 0, else 0; scale = (sign D) / S0
//!                                c = -(1 / S0), 1 / ((S0 volatility) T)
//!         of a fixed strike      ((f(up) - f(Q)) + (f(down) - f(Q))) scale; scale = 1 / (e S0)^2
//!                                up, down = fma(+-e, Q, Q); of a basket's term x = w S the sum's fma(+-e, x, B), and the
//!                                min's or max's fma(+-e, x, x) where that is beyond the rest, else the rest: R for the term
//!                                that it is, B for the others
//!         of a floating strike   0
//! theta   fma(rate D, d, -(sign D) slope) where d = sign (long - strike) > 0, else 0
//!         slope   (M_long - M_strike) c, or F of a basket; M of a number is 0, of a quantity share (Q - fixed), but 0 where it
//!                 is an extreme that is still today's price
//!         share   m / n of a geometric average of which m of n fixings are later, else 1
//!         fixed   S0 (1 / n) of an arithmetic average with a fixing today, else 0
//!         c       fma(c1, W, c0), W at the claim's first date t: c = rate - yield - volatility^2 / 2, (volatility / 2) / t
//! digital gamma   c = -(g / (S0 volatility)), -(g / S0), g g            g = 1 / ((S0 volatility) T)
//!         theta   c = rate + 1/2 / T, -(drift / (volatility T)), -(1/2 / (T T))
//! ```
//!
//! What a path remembers of a barrier, and what an option with one is worth, is in the comment of `barrier.rs`.
//!
//! A Bermudan claim is exercised where that gains more than its policy c says that holding on is worth, and more than waiting for the
//! expiry is worth at least, of which w0 = (-(sign K)) exp(-(rate tau)) and w1 = sign exp(-(yield tau)) with tau = T - t; at the last
//! step all c and w are 0. A call without dividends is so never exercised early. The claim is worth V, and its greeks are pathwise at
//! the step at which it was exercised, the policy held fixed: near the best policy a small change of it changes nothing (V. Piterbarg,
//! "Risk sensitivities of Bermuda swaptions", 2004). That of rho, sign S t - t gain, is sign K t. Its gamma is the
//! likelihood ratio of that delta, and its theta pathwise, by the W of its first step, with the c of a European option and of a theta
//! above:
//!
//! ```text
//! gamma = ((sign D) / S0) (S fma(c1, W, c0))      theta = fma(rate D, gain, (-(sign D)) (S fma(c1, W, c0)))
//! ```
//!
//! Where the variance moves, gamma has S fma(1 / S0, n, -(1 / S0)) there, n of the first step's density, and vega and theta are
//! differences. `policy` says how the coefficients of a policy are found.
//!
//! # Antithetic variates
//! Each group has a mirrored one, whose W is 0 - W wherever it is looked at. Where a variance moves, it has 0 - Z, 0 - z and 0 - q
//! in the place of Z, z and q, and a variance of its own. A sample of any series is half of
//! (0 + value) + mirrored value; the total is fma(quantity, sample, total) over the claims in order, as without. So 4096 samples
//! take the random numbers of 4096 paths.
//!
//! # Control variates
//! A claim with a control pays fma(slope, C - mean, what it pays without) on each path. C is a quantity Q, or the claim's option on it,
//! max((sign D) (Q - strike), 0). [`crate::job::Control`] has mean and slope; the order of the operations that they come from is that of
//! `src/job/lognormal.rs` and `src/job/averages.rs`, and part of the contract too. Greeks are not corrected. Antithetic, each side is
//! corrected before the mean is taken.
//!
//! # Differences
//! What has no estimator is a difference of prices in the plan's worlds (`job/differences.rs` has their weights), each simulated on the
//! same groups. A row has a number of each sample, 0 at first. For each world in order, the plan itself last, and each of its shares in
//! order: row = fma(weight, sample of the price, row). The rows are then added to their series.
//!
//! # Sobol points
//! Where a plan has tracks, the normals of a step come from a bridge over the block's points instead of Philox: [`tracks`] has the
//! order of the operations. A block is one sample then: with S the sum of a series, m = S / 4096 and m m take the place of the sums.
//!
//! # Losses
//! A revaluation simulates the horizon alone, and [`losses`] says in which order it values positions there.

mod accumulate;
mod barrier;
mod basket;
mod bermudan;
mod block;
mod control;
mod correlated;
mod digital;
mod exchange;
mod extreme;
mod finish;
mod gamma;
mod heston;
mod losses;
mod memory;
mod normals;
mod observe;
mod paths;
mod pathwise;
mod policy;
mod right;
mod samples;
mod series;
mod simulate;
mod start;
mod survival;
mod table;
mod tails;
mod theta;
mod tier;
mod tracks;
mod value;
mod worth;

pub use block::{Block, Stopped};
pub use losses::scratch_bytes as scratch_bytes_of_losses;
pub use memory::scratch_bytes;
pub use policy::policy_bytes;
pub use tier::{Kernel, Tier, TierChoice, Unsupported};

use memory::{MOST_GROUPS, groups_at_a_time};

/// The paths of a block; antithetic, the pairs of paths.
pub const BLOCK_PATHS: u32 = 4096;
