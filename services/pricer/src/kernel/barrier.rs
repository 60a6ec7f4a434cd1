//! The price of an option with a barrier, and its greeks.
//!
//! With s = 1 for a barrier below and -1 for one above, a path is h = fma(s, W, shift) from the barrier in units of the volatility:
//! shift = s ((centre - log level) / volatility), centre = log S - volatility W. P is the probability that it has not met the
//! barrier, H the worth of 1 that is paid where it does, D the discount of the time t that a meeting is dated at, of the step or the
//! schedule's next. At step 0, where the schedule has it,
//! P = 0 and H = 1 where h <= 0; otherwise P = 1 and H = 0. Then at each step
//!
//! ```text
//! step by step     m = 0 where h > 0, else P
//! all the time     m = P e,  e = exp((a b) k), which is 1 where a b = 0
//!                  a, b: h and 0, the greater, at the step before and at this one; k = -2 / dt
//!                  P = P - m,  H = fma(D, m, H)
//! ```
//!
//! e is the probability that a Brownian bridge meets a barrier which both its ends are on the same side of (P. Glasserman, "Monte
//! Carlo Methods in Financial Engineering", 2003, section 6.4). Where the variance v moves, the volatility counts as 1, and what is
//! watched all the time is so in each step of the grid, with v' its variance at the end:
//!
//! ```text
//! all the time     w = (a + b) skew,  skew = (s / 4) (correlation volatility_of_variance)
//!                  j = 1 / max((v + v') / 2 - min(w, 0), 2^-128),  i = fma(max(w, 0) j, j, j),  e = exp(((a b) k) i)
//! ```
//!
//! With x = max((sign D) (S - K), 0) of the last step,
//!
//! ```text
//! out = P x,        with a rebate R  fma(R, H, P x)
//! in = (1 - P) x,   with a rebate R  fma(D R, P, (1 - P) x)                (D R is rounded once, before)
//! ```
//!
//! # Greeks
//! Gamma and theta of what is watched all the time are differences between worlds: `differences.rs`. But for these, watched all the
//! time, P is continuous in the path, so greeks are pathwise. k times what a and b change with, which does not
//! depend on the path, is known before: by the spot (s / volatility) / spot, by the volatility -(shift / volatility) - s t, by the
//! rate (s t) / volatility. At each step
//!
//! ```text
//! u = fma(a, k db, b (k da)) where a b > 0, else 0; where the variance moves fma(that, i, (((a b) skew) (j j)) (k da + k db)), and
//!     there is no u by the volatility
//! dm = e fma(P, u, dP),  dP = dP - dm,  dH = fma(D, dm, dH), and for rho fma(-(D t), m, that)
//! ```
//!
//! and at the end, dx the pathwise greek of an exchange, w = P and dw = dP of an out option, w = 1 - P and dw = 0 - dP of an in option,
//!
//! ```text
//! greek = fma(w, dx, dw x)
//! of an out option with a rebate fma(R, dH, that), of an in option fma(D R, dP, that), and for rho fma(-(T (D R)), P, that)
//! ```
//!
//! Where the variance moves, vega and theta are differences between worlds, and so is rho of what is looked at step by step.
//!
//! Looked at step by step, P jumps, so greeks are likelihood ratios (section 7.3). The score g of the path up to a step, with W1 and
//! t1 those of the first look after today and w what W has grown by since the look before, is at each step
//!
//! ```text
//! delta   W1 (1 / ((S0 volatility) t1))
//! gamma   fma(fma(c2, W1, c1), W1, c0), c those of a digital claim that expires at t1; so theta, with the discount's change in it
//! vega    g + fma(fma(1 / (volatility dt), w, -1), w, -(1 / volatility))     (w^2 / dt - 1) / volatility - w
//! rho     fma(1 / volatility, W, -t)                                         the discount's change is in it
//! dH = fma(D, m g, dH)
//! ```
//!
//! or where the variance moves, of the first look after today alone, with n and i of `heston.rs`
//!
//! ```text
//! delta   (1 / S0) n
//! gamma   (1 / S0^2) (fma(n, n, 0 - i) - n)
//! ```
//!
//! so that what is paid early is weighted by no more of the path than it depends on. At the end, with g of the last step,
//!
//! ```text
//! greek = g (w x), of an out option with a rebate fma(R, dH, that), of an in option fma(D R, g P, that)
//! ```

use super::exchange::Payoff;
use super::pathwise::Pathwise;
use super::samples::{Samples, Totals};
use super::series::Series;
use super::value::{Difference, Slot, Value};
use crate::job::{Barrier, Claim, Greek, Plan};
use crate::simd::{Float, Simd};

#[inline(always)]
pub(super) fn barrier<'a, S: Simd, const SIDES: usize>(
    samples: Samples<'_, S, SIDES>,
    plan: &Plan,
    (claim, barrier): (&Claim, &Barrier),
    totals: &mut Totals<'_>,
    series: &mut impl Iterator<Item = &'a mut Series>,
) {
    let price = |derivative| samples.of(barrier.price, derivative);
    let distance = Difference(price(0), samples.splat(barrier.strike));
    let scale = claim.sign * claim.discount;
    let payoff = Payoff {
        scale: samples.splat(scale),
        distance,
    };
    let survival = |further| samples.slot(barrier.survival.slot + further);
    // What is paid instead of the option, and how likely or at which discount.
    let rebate = |further| {
        let amount = barrier.rebate?;
        let slots = if barrier.knocks_in {
            barrier.survival.slot
        } else {
            barrier.survival.paid?
        };
        Some((amount, samples.slot(slots + further)))
    };
    let weight = Weight {
        survival: survival(0),
        rest: barrier.knocks_in.then_some(1.0),
    };
    let option = Product(weight, payoff);
    if let Some(sums) = series.next() {
        let rebate = rebate(0);
        samples.pay(claim.quantity, totals, sums, Rebated { option, rebate });
    }
    for ((greek, further), sums) in plan.greeks.iter().zip(1..).zip(series) {
        if claim.differences.contains(*greek) {
            continue;
        }
        let rebate = rebate(further);
        if !barrier.continuous {
            let option = Product(survival(further), option);
            if barrier.knocks_in {
                let rebate = rebate.map(|(amount, score)| (amount, Product(score, survival(0))));
                samples.add(sums, Rebated { option, rebate });
            } else {
                samples.add(sums, Rebated { option, rebate });
            }
            continue;
        }
        let (slope, scale, decay) = match greek {
            Greek::Delta => (0, scale / barrier.spot, None),
            Greek::Vega => (plan.vega_slot().unwrap_or(0), scale, None),
            Greek::Rho => {
                let decay = -(claim.discount * claim.expiry);
                (plan.rho_slot().unwrap_or(0), scale, Some(decay))
            }
            Greek::Gamma | Greek::Theta => continue,
        };
        let change = Weight {
            survival: survival(further),
            rest: barrier.knocks_in.then_some(0.0),
        };
        let option = Slope {
            weight,
            slope: Pathwise::new(samples, claim, (distance, price(slope)), (scale, decay)),
            rest: Product(change, payoff),
        };
        let late = (*greek == Greek::Rho && barrier.knocks_in)
            .then_some(barrier.rebate)
            .flatten();
        let late = late.map(|amount| (-(claim.expiry * amount), survival(0)));
        let option = Rebated { option, rebate };
        samples.add(sums, Rebated { option, rebate: late });
    }
}

/// The probability that an option is alive at the end, or what that changes with.
#[derive(Clone, Copy)]
struct Weight<'a, S: Simd> {
    survival: Slot<'a, S>,
    /// What the survival is taken from, where the barrier begins the option. None: it is the survival itself.
    rest: Option<f64>,
}

/// The first times the second.
#[derive(Clone, Copy)]
struct Product<A, B>(A, B);

/// weight slope + rest
#[derive(Clone, Copy)]
struct Slope<A, B, C> {
    weight: A,
    slope: B,
    rest: C,
}

/// What an option is worth with so much of another thing.
#[derive(Clone, Copy)]
struct Rebated<A, B> {
    option: A,
    rebate: Option<(f64, B)>,
}

impl<S: Simd> Value<S> for Weight<'_, S> {
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        let survival = self.survival.at(group, at);
        match self.rest {
            Some(all) => survival.of(all) - survival,
            None => survival,
        }
    }
}

impl<S: Simd, A: Value<S>, B: Value<S>> Value<S> for Product<A, B> {
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        self.0.at(group, at) * self.1.at(group, at)
    }
}

impl<S: Simd, A: Value<S>, B: Value<S>, C: Value<S>> Value<S> for Slope<A, B, C> {
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        let weight = self.weight.at(group, at);
        weight.mul_add(self.slope.at(group, at), self.rest.at(group, at))
    }
}

impl<S: Simd, A: Value<S>, B: Value<S>> Value<S> for Rebated<A, B> {
    #[inline(always)]
    fn at(self, group: usize, at: usize) -> Float<S> {
        let option = self.option.at(group, at);
        match self.rebate {
            Some((amount, of)) => option.of(amount).mul_add(of.at(group, at), option),
            None => option,
        }
    }
}
