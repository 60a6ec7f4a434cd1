//! From a job as it comes over the wire to a plan that a kernel can run.
//!
//! What positions share is found once: a price at a step, or an average over a schedule, that ten thousand positions refer to
//! is one [`Quantity`], computed once a path. What nobody refers to (a factor, a step after the last expiry, an exponential) is
//! not computed.

mod check;
mod compile;
mod plan;
mod quantity;
mod walk;

pub use check::Violation;
pub use plan::{Averaging, Claim, Finish, Greek, Plan, Quantity, Strike};
pub use walk::{Loading, Mover, Observation, Phase, Target, Walk};
