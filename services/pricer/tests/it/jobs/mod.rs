//! Jobs for tests, and what their blocks say.

mod blocks;
mod positions;
mod variations;
mod whole;

pub use blocks::*;
pub use positions::*;
pub use variations::*;
pub use whole::*;
