//! What the benchmarks share: a clock that counts cycles, and jobs, made of what the tests make theirs of.

pub mod clock;
pub mod jobs;
#[path = "../../tests/it/jobs/positions.rs"]
pub mod positions;
#[path = "../../tests/it/jobs/variations.rs"]
pub mod variations;
