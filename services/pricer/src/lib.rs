//! An engine that values options by Monte Carlo, to the same bits on every machine.

#![allow(
    clippy::needless_range_loop,
    reason = "loops over lanes index several arrays side by side"
)]

pub mod config;
pub mod job;
pub mod kernel;
pub mod math;
pub mod pool;
pub mod service;

#[cfg(test)]
mod testing;
