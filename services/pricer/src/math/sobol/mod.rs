//! The points of a block: the first 4096 of Sobol's sequence, scrambled anew for each block.

mod directions;
mod points;

pub use directions::DIMENSIONS;
pub use points::Points;

/// How many bits the index of a point of a block has: so many direction numbers a dimension needs.
const BITS: usize = 12;
