//! An engine that counts primes.

pub mod config;
pub mod primes;
pub mod service;
