//! Arithmetic whose every bit is fixed: the same on each processor, in scalar and in vector code.
//!
//! Each function is a straight line of IEEE 754 binary64 operations (+, -, *, /, sqrt, all correctly rounded), of explicit
//! fused multiply-adds and of selections, on vectors of any width (see [`crate::simd`]). No call goes to the system's
//! mathematical library, whose results differ between versions, and nothing depends on whether a compiler may fuse `a * b + c`:
//! rustc never does unasked. `docs/numerics.md` derives the approximations.

mod exp;
mod inverse_normal;
mod log;
mod normal;
mod philox;
mod sobol;
mod uniform;

pub use exp::{MODERATE, exp, exp_of_moderate};
pub use inverse_normal::{centre, in_tail, inverse_normal, tail};
pub use log::{log, log_of_normal};
pub use normal::normal_distribution;
pub use philox::{Key, RoundKeys, philox4x32_10, round_keys};
pub use sobol::{DIMENSIONS, Points};
pub use uniform::centred_uniform;
