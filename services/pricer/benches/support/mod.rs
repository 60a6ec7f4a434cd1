//! What the benchmarks share: a clock that counts cycles, and jobs.

pub mod clock;
pub mod jobs;
