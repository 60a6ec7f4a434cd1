//! What unit tests share: reference tables, evenly spread numbers, and arithmetic of a higher precision.

mod exact;
mod sweep;
mod table;

pub use exact::Exact;
pub use sweep::Sweep;
pub use table::{hex_float, hex_words, rows};
