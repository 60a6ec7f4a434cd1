//! What a path remembers of a barrier.

use super::walk::Density;

/// How likely a path has not met a barrier yet, found once for all positions that have the barrier in common.
#[derive(Clone, Copy, Debug)]
pub struct Survival {
    /// The first of its slots: for the probability, then for what it changes with by each of [`super::Plan::greeks`], then for what
    /// the next look needs of this one.
    pub slot: u32,
    /// The first of the slots for the worth of 1 that is paid when the barrier is met, and for its greeks. None: nobody asks.
    pub paid: Option<u32>,
    /// The next look is the first: the slots have their initial values.
    pub first: bool,
}

/// A look at a barrier at a step. With W the Brownian motion, the path survives where side W + shift is positive.
#[derive(Clone, Debug)]
pub struct Look {
    /// Of which the next look needs W.
    pub survival: Survival,
    /// 1 where the barrier is below, -1 where it is above.
    pub side: f64,
    /// side (centre - log level) / volatility.
    pub shift: f64,
    /// exp(-rate t) of the time t of the step.
    pub discount: f64,
    /// What the logarithm of the density of the path up to here changes with.
    pub likelihood: PathLikelihood,
}

/// What the logarithm of the density of a path changes with.
#[derive(Clone, Debug)]
pub enum PathLikelihood {
    /// Of a path whose volatility is constant.
    ByVolatility(ByVolatility),
    /// Of a path whose variance moves, given that.
    ByVariance(ByVariance),
}

/// Of a path whose variance moves: the spot is in the density of the first price alone that is looked at.
#[derive(Clone, Debug)]
pub struct ByVariance {
    /// Of that price. None: nobody asks for delta or gamma, and there is no other greek of a density.
    pub density: Option<Density>,
    /// 1 / spot: times the score of the density.
    pub delta: f64,
    /// 1 / spot^2: times its bend.
    pub gamma: f64,
}

/// Of a path whose volatility is constant.
#[derive(Clone, Debug)]
pub struct ByVolatility {
    /// 1 / (spot volatility t1), t1 the time of the first look: times W at it.
    pub delta: f64,
    /// The coefficients of 1, w and w^2, w the growth of W since the look before over the time dt:
    /// (w^2 / dt - 1) / volatility - w.
    pub vega: [f64; 3],
    /// -t and 1 / volatility: W / volatility - t, which has the discount's change in it.
    pub rho: [f64; 2],
    /// That of a digital claim that expires at t1: the coefficients of 1, W and W^2, W at the first look.
    pub gamma: [f64; 3],
    /// The same of theta, which has the discount's change in it.
    pub theta: [f64; 3],
}

/// The stretch from one look at a barrier to the next, on which a path may meet it unseen.
///
/// In units of the volatility a path is side W + shift from the barrier. With a and b so at both ends, where both are positive, it
/// meets the barrier between them with the probability exp(-2 a b / dt); elsewhere it does for sure. Where the variance v moves, a
/// stretch is a step of the grid, the unit is 1, and the variance that a path has on its way to the barrier and back takes the place
/// of dt: (v + v') dt / 2, v' that at the end, less skew (a + b) dt.
#[derive(Clone, Debug)]
pub struct Bridge {
    /// Of which the next look needs b, or 0 where it is negative, and then where the variance moves that.
    pub survival: Survival,
    /// 1 where the barrier is below, -1 where it is above.
    pub side: f64,
    /// side (centre - log level) / volatility at the end of the stretch.
    pub shift: f64,
    /// -2 / dt.
    pub pull: f64,
    /// side correlation volatility_of_variance / 4, by how much less a variance that moves is on the way for each unit of it; otherwise
    /// 0.
    pub skew: f64,
    /// exp(-rate t) of the time t that a meeting is dated at: that of the end, or of the schedule's next step.
    pub discount: f64,
    /// What that changes with by the rate: -t of it.
    pub decay: f64,
    /// pull times what a and what b change with by the spot, the volatility and the rate.
    pub slopes: [[f64; 2]; 3],
}
