use crate::job::{Plan, Revaluation};
use crate::kernel::{BLOCK_PATHS, Block, Stopped, Tier, scratch_bytes, scratch_bytes_of_losses};
use crate::pool::{self, Done, Limits, Work};
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
    /// As the pool wants it, for a pool of so many threads. No more blocks are computed at a time than there is memory for, but one in
    /// any case.
    pub(super) fn request(
        of: Computation,
        tier: Tier,
        blocks: Range<u64>,
        (threads, limits): (usize, Limits),
        deadline: Option<Instant>,
    ) -> pool::Request<Self> {
        let count = usize::try_from(blocks.end - blocks.start).unwrap_or(usize::MAX);
        // A block that waits for its reader is there as sums, and for a moment as an encoded message too.
        let (waits, runs) = (2 * of.result_bytes(), of.scratch_bytes());
        let room = limits.bytes.saturating_sub(of.bytes()) / (waits + runs);
        let window = pool::window(threads, of.result_bytes()).min(NonZeroUsize::new(room).unwrap_or(NonZeroUsize::MIN));
        let waiting = window.get().min(count) * waits;
        let running = threads.min(window.get()).min(count) * runs;
        let bytes = of.bytes() + waiting + running;
        pool::Request {
            work: Self { of, tier },
            items: blocks,
            window,
            turn: pool::TURN,
            bytes,
            deadline,
        }
    }
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
    use proto::pricer::v1::{
        Basket, BasketKind, BasketTerm, Greek, Job, OptionType, Position, Underlying, position::Payoff,
    };

    const MIB: usize = 1 << 20;

    /// 50,000 terms of baskets, each with a price of its own, everything asked for, nothing shared.
    fn largest() -> Computation {
        let basket = |step| Basket {
            kind: BasketKind::Max.into(),
            terms: (0..100)
                .map(|underlying| BasketTerm {
                    underlying,
                    weight: 1.0,
                })
                .collect(),
            r#type: OptionType::Call.into(),
            strike: 100.0,
            step,
        };
        let position = |step| Position {
            quantity: 1.0,
            payoff: Some(Payoff::Basket(basket(step))),
        };
        let underlying = Underlying {
            spot: 100.0,
            volatility: 0.2,
            ..Underlying::default()
        };
        let job = Job {
            times: (1..=500).map(f64::from).collect(),
            underlyings: vec![underlying; 100],
            positions: (1..=500).map(position).collect(),
            greeks: [Greek::Delta, Greek::Vega, Greek::Rho, Greek::Gamma, Greek::Theta]
                .map(Into::into)
                .to_vec(),
            antithetic: true,
            ..Job::default()
        };
        Computation::Sums(Plan::compile(&job).expect("a valid job"))
    }

    fn request(of: Computation, threads: usize, memory: usize) -> pool::Request<Simulation> {
        let limits = Limits {
            works: 1,
            bytes: memory,
        };
        Simulation::request(of, Tier::fastest(), 0..1000, (threads, limits), None)
    }

    #[test]
    fn the_largest_job_takes_what_its_bound_says() {
        let of = largest();
        assert!(of.scratch_bytes() < 144 * MIB, "{}", of.scratch_bytes());
        assert!(of.result_bytes() < 4 * MIB, "{}", of.result_bytes());
    }

    #[test]
    fn a_large_job_is_computed_by_as_many_threads_as_it_leaves_memory_for() {
        let one = request(largest(), 1, 0).bytes;
        for (memory, blocks) in [(96 * MIB, 1), (512 * MIB, 3), (4096 * MIB, 9)] {
            let found = request(largest(), 8, memory);
            assert_eq!(found.window.get(), blocks, "{memory}");
            assert!(found.bytes <= one.max(memory), "{} of {memory}", found.bytes);
        }
    }
}
