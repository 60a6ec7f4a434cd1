//! What threads wait for each other with: the standard library's, but for the pool's model (`tests/model`), which puts a
//! scheduler of its own in this place.

pub(crate) use std::sync::{Arc, Condvar, Mutex, MutexGuard};
pub(crate) use std::thread;
