//! From a job as it comes over the wire to a plan that a kernel can run.
//!
//! What positions share is found once: a price at a step, an average or an extreme over a schedule, or a basket, that ten
//! thousand positions refer to is one [`Quantity`], computed once a path; so is whether a barrier has been met. What nobody refers
//! to (a factor, a step after the last expiry, an exponential) is not computed.

mod averages;
mod barrier;
mod basket;
mod bermudan;
mod check;
mod check_volatility;
mod claim;
mod compile;
mod control;
mod differences;
mod heston;
mod lognormal;
mod movement;
mod passing;
mod plan;
mod preparation;
mod quantity;
mod revaluation;
mod survival;
mod terms;
mod tracks;
mod walk;
mod worlds;
mod worth;

pub use check::Violation;
pub use claim::{Barrier, Claim, Digital, Exchange, Likelihood, On, Payoff, Rivals, Score, Strike, Term};
pub use control::Control;
pub use heston::{Variance, VarianceStep};
pub use passing::{Fall, Part, Passing};
pub use plan::{Averaging, BUMP, BasketKind, Extreme, Finish, Greek, Greeks, Plan, Quantity, Share};
pub use preparation::{Calibration, Date, Moving, Preparation};
pub use revaluation::Revaluation;
pub use survival::{Bridge, ByVariance, ByVolatility, Look, PathLikelihood, Survival};
pub use tracks::{Node, Tracks};
pub use walk::{Continuation, Density, Exercise, Loading, Mover, Observation, Opening, Phase, Target, Walk};
pub use worth::{Expiring, Holding, Leg, Living, Pays, Worth};
