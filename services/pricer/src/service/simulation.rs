use crate::job::Plan;
use crate::kernel::{BLOCK_PATHS, Block, Stopped, Tier, scratch_bytes};
use crate::pool::{self, Done, Work};
use proto::pricer::v1::SimulateResponse;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

/// The blocks of one request.
pub(super) struct Simulation {
    plan: Plan,
    tier: Tier,
}

impl Work for Simulation {
    type Output = Block;

    fn compute(&self, item: u64, stop: &AtomicBool) -> Result<Block, Stopped> {
        self.tier.block(&self.plan, item, stop)
    }
}

impl Simulation {
    /// As the pool wants it, for a pool of so many threads.
    pub(super) fn request(
        plan: Plan,
        tier: Tier,
        blocks: Range<u64>,
        threads: usize,
        deadline: Option<Instant>,
    ) -> pool::Request<Self> {
        let count = usize::try_from(blocks.end - blocks.start).unwrap_or(usize::MAX);
        let window = window(threads, plan.result_bytes());
        // A block that waits for its reader is there as sums, and for a moment as an encoded message too.
        let waiting = window.get().min(count) * 2 * plan.result_bytes();
        let running = threads.min(count) * scratch_bytes(&plan);
        let bytes = plan.bytes() + waiting + running;
        pool::Request {
            work: Self { plan, tier },
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
        paths: BLOCK_PATHS,
        sums: done.output.sums,
        sums_of_squares: done.output.sums_of_squares,
        busy: done.busy.try_into().ok(),
    }
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
