//! The engine's process.

fn main() {}
