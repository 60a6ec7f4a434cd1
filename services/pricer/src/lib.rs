//! An engine that values options by Monte Carlo, to the same bits on every machine.

pub mod config;
pub mod job;
pub mod kernel;
pub mod math;
pub mod pool;
pub mod service;
pub mod simd;
mod sync;

#[cfg(test)]
mod testing;
