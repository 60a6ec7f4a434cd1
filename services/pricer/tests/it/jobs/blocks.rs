//! What the blocks of a job say.

use pricer::job::Plan;
use pricer::kernel::{Block, Tier, TierChoice};
use proto::pricer::v1::{Greek, Job, Position, position};
use std::ops::Range;
use std::sync::atomic::AtomicBool;

/// The underlyings of a position, in the order of its greeks.
pub fn underlyings(position: &Position) -> Vec<u32> {
    match position.payoff.as_ref().expect("a payoff") {
        position::Payoff::European(european) => vec![european.underlying],
        position::Payoff::Asian(asian) => vec![asian.underlying],
        position::Payoff::Digital(digital) => vec![digital.underlying],
        position::Payoff::Lookback(lookback) => vec![lookback.underlying],
        position::Payoff::Barrier(barrier) => vec![barrier.underlying],
        position::Payoff::Bermudan(bermudan) => vec![bermudan.underlying],
        position::Payoff::Basket(basket) => basket.terms.iter().map(|term| term.underlying).collect(),
    }
}

/// Where the series of each position are: its price and its greeks.
pub fn series(job: &Job) -> Vec<Range<usize>> {
    let mut next = 1;
    let of_position = |position: &Position| {
        let first = next;
        let per_underlying = |greek| matches!(greek, Greek::Delta | Greek::Vega | Greek::Gamma);
        let width = |greek| {
            if per_underlying(greek) {
                underlyings(position).len()
            } else {
                1
            }
        };
        next += 1 + job.greeks().map(width).sum::<usize>();
        first..next
    };
    job.positions.iter().map(of_position).collect()
}

pub fn plan(job: &Job) -> Plan {
    Plan::compile(job).unwrap_or_else(|violations| panic!("{violations:?}"))
}

pub fn block(choice: TierChoice, plan: &Plan, index: u64) -> Block {
    let tier = Tier::choose(choice).expect("a tier that this processor has");
    tier.block(plan, index, &AtomicBool::new(false))
        .expect("nobody stops it")
}

/// A sample mean with its standard error.
#[derive(Clone, Copy, Debug)]
pub struct Estimate {
    pub value: f64,
    pub error: f64,
}

impl Estimate {
    /// Within 4 standard errors, and some rounding where the spread is 0.
    #[track_caller]
    pub fn assert_near(self, expected: f64, what: &str) {
        let allowed = 4.0 * self.error + 1e-9 * expected.abs() + 1e-12;
        let Self { value, error } = self;
        assert!(
            (value - expected).abs() <= allowed,
            "{what}: {value} +- {error}, not {expected}"
        );
    }
}

/// The estimates of every series from so many blocks.
pub fn estimate(job: &Job, blocks: u64) -> Vec<Estimate> {
    estimate_of(job, 0..blocks)
}

/// The estimates of every series from these blocks.
pub fn estimate_of(job: &Job, blocks: Range<u64>) -> Vec<Estimate> {
    let plan = plan(job);
    let mut sums = vec![(0.0, 0.0); plan.series()];
    let mut n = 0.0;
    for index in blocks {
        let block = block(TierChoice::Auto, &plan, index);
        n += f64::from(block.samples);
        for (sum, (value, square)) in sums.iter_mut().zip(block.sums.iter().zip(&block.sums_of_squares)) {
            sum.0 += value;
            sum.1 += square;
        }
    }
    let estimate = |&(sum, square): &(f64, f64)| {
        let value = sum / n;
        let variance = (square / n - value * value).max(0.0);
        Estimate {
            value,
            error: (variance / (n - 1.0)).sqrt(),
        }
    };
    sums.iter().map(estimate).collect()
}
