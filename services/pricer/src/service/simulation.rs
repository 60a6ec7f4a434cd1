use crate::job::{Plan, Revaluation};
use crate::kernel::{BLOCK_PATHS, Block, Stopped, Tier, scratch_bytes, scratch_bytes_of_losses};
use crate::pool::{self, Done, Work};
use proto::pricer::v1::{RevalueResponse, SimulateResponse};
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

/// What is computed of each block.
pub(super) enum Computation {
    /// The sums of prices and greeks.
    Sums(Plan),
    /// Losses until a horizon.
    Losses(Revaluation),
}

impl Computation {
    pub(super) fn block(&self, tier: Tier, index: u64, stop: &AtomicBool) -> Result<Block, Stopped> {
        match self {
            Self::Sums(plan) => tier.block(plan, index, stop),
            Self::Losses(of) => tier.losses(of, index, stop),
        }
    }

    /// About how many bytes it takes itself.
    fn bytes(&self) -> usize {
        match self {
            Self::Sums(plan) => plan.bytes(),
            Self::Losses(of) => of.bytes(),
        }
    }

    /// The bytes of what it gives of a block.
    pub(super) fn result_bytes(&self) -> usize {
        match self {
            Self::Sums(plan) => plan.result_bytes(),
            Self::Losses(of) if of.tails.is_empty() => (1 + BLOCK_PATHS as usize) * size_of::<f64>(),
            Self::Losses(of) => 2 * of.series() * size_of::<f64>(),
        }
    }

    /// About how many bytes a thread needs to compute a block.
    pub(super) fn scratch_bytes(&self) -> usize {
        match self {
            Self::Sums(plan) => scratch_bytes(plan),
            Self::Losses(of) => scratch_bytes_of_losses(of),
        }
    }
}

/// The blocks of one request.
pub(super) struct Simulation {
    of: Computation,
    tier: Tier,
}

impl Work for Simulation {
    type Output = Block;

    fn compute(&self, item: u64, stop: &AtomicBool) -> Result<Block, Stopped> {
        self.of.block(self.tier, item, stop)
    }
}

impl Simulation {
    /// As the pool wants it, for a pool of so many threads.
    pub(super) fn request(
        of: Computation,
        tier: Tier,
        blocks: Range<u64>,
        threads: usize,
        deadline: Option<Instant>,
    ) -> pool::Request<Self> {
        let count = usize::try_from(blocks.end - blocks.start).unwrap_or(usize::MAX);
        let window = window(threads, of.result_bytes());
        // A block that waits for its reader is there as sums, and for a moment as an encoded message too.
        let waiting = window.get().min(count) * 2 * of.result_bytes();
        let running = threads.min(count) * of.scratch_bytes();
        let bytes = of.bytes() + waiting + running;
        pool::Request {
            work: Self { of, tier },
            items: blocks,
            window,
            bytes,
            deadline,
        }
    }
}

/// Enough that every thread has work while the results of as many travel; more where results are small, so that a reader who
/// comes seldom does not make threads wait.
fn window(threads: usize, result_bytes: usize) -> NonZeroUsize {
    const READY_BYTES: usize = 1 << 20;
    let ready = (READY_BYTES / result_bytes.max(1)).clamp(1, 3 * threads);
    NonZeroUsize::MIN.saturating_add(threads + ready - 1)
}

pub(super) fn response(done: Done<Block>) -> SimulateResponse {
    SimulateResponse {
        block: done.item,
        paths: done.output.samples,
        sums: done.output.sums,
        sums_of_squares: done.output.sums_of_squares,
        busy: done.busy.try_into().ok(),
    }
}

/// The losses of a block, or the sums of its tails.
pub(super) fn revalued(done: Done<Block>) -> RevalueResponse {
    let mut response = RevalueResponse {
        block: done.item,
        scenarios: BLOCK_PATHS,
        busy: done.busy.try_into().ok(),
        ..RevalueResponse::default()
    };
    let Block {
        mut sums,
        sums_of_squares,
        ..
    } = done.output;
    if sums_of_squares.is_empty() {
        response.losses = sums.split_off(1);
        response.value = sums[0];
    } else {
        (response.sums, response.sums_of_squares) = (sums, sums_of_squares);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_keeps_threads_busy_and_memory_small() {
        assert_eq!(window(2, 100).get(), 8);
        assert_eq!(window(2, 640_000).get(), 3);
        assert_eq!(window(2, 10_000_000).get(), 3);
        assert_eq!(window(64, 8).get(), 256);
    }
}
