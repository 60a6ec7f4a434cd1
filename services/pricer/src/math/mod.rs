//! Arithmetic whose every bit is fixed: the same on each processor, in scalar and in vector code.
//!
//! Each function is a straight line of IEEE 754 binary64 operations (+, -, *, /, sqrt, all correctly rounded), of explicit
//! fused multiply-adds and of selections. No call goes to the system's mathematical library, whose results differ between
//! versions, and nothing depends on whether a compiler may fuse `a * b + c`: rustc never does unasked.
//!
//! The element-wise functions are `#[inline(always)]`, so that a loop of them over [`Lanes`] becomes vector code in a caller
//! that is compiled for vector instructions.

mod exp;
mod horner;
mod inverse_normal;
mod lanes;
mod log;
mod philox;
mod uniform;

pub use exp::exp;
pub use inverse_normal::{inverse_normal, inverse_normal_of_uniform};
pub use lanes::{LANES, Lanes, tree_sum};
pub use log::{log, log_of_normal};
pub use philox::{Key, philox4x32_10, philox4x32_10_lanes};
pub use uniform::uniform;
