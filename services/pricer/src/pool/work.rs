use super::Stopped;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// So short that nobody notices who waits for a turn, and long beside the 5 µs that waking a reader takes.
pub const TURN: Duration = Duration::from_micros(200);

/// Something that is computed item by item, in any order, by several threads at once.
pub trait Work: Send + Sync + 'static {
    /// What an item gives.
    type Output: Send + 'static;

    /// Computes an item.
    ///
    /// # Errors
    /// [`Stopped`], within a tenth of a second after `stop` is set.
    fn compute(&self, item: u64, stop: &AtomicBool) -> Result<Self::Output, Stopped>;
}

/// A work and how it is to be computed.
#[derive(Debug)]
pub struct Request<W> {
    /// What.
    pub work: W,
    /// Which items.
    pub items: Range<u64>,
    /// How many items may be computed, or wait for the reader, at a time.
    pub window: NonZeroUsize,
    /// How long a thread goes on with the work before it looks for others: an item is computed in any case, and one that was begun is
    /// completed. The reader is woken once for all of them.
    pub turn: Duration,
    /// The memory that the work and a full window take.
    pub bytes: usize,
    /// When nobody wants the rest any more.
    pub deadline: Option<Instant>,
}
