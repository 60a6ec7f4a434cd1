//! What the engine is to reach, measured: cycles of one thread, and ratios of two things in one run.
//!
//! ```sh
//! cargo bench -p pricer --bench goals
//! ```
//!
//! Everything is measured once in each of many rounds, one after the other, so that what else happens on the machine meets all
//! alike; medians are shown, with half the distance between the quartiles.
//!
//! QuantLib is measured beside it where `QUANTLIB_PYTHON` names a Python that has it:
//!
//! ```sh
//! python3 -m venv /tmp/quantlib && /tmp/quantlib/bin/pip install QuantLib==1.44
//! QUANTLIB_PYTHON=/tmp/quantlib/bin/python cargo bench -p pricer --bench goals
//! ```

mod features;
mod payoffs;
mod quantlib;
#[allow(dead_code, reason = "tests and the other benchmark need more of it")]
#[path = "../support/mod.rs"]
mod support;

use features::{Feature, features};
use payoffs::ExpAndPayoff;
use pricer::job::Plan;
use pricer::kernel::{BLOCK_PATHS, Block, Stopped, Tier};
use pricer::pool::{self, Limits, Pool, Request, Work};
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};
use support::clock::cycle;
use support::jobs::{OPTIONS, average, european, plan, portfolio};
use support::variations::sobol;
use tokio_stream::StreamExt;

const ROUNDS: usize = 41;
const DATES: u32 = 252;

fn main() {
    let vectors: Vec<Tier> = Tier::all().skip(1).collect();
    let plans = [
        ("European, a path", european(), 8, 1),
        ("arithmetic Asian of 252 dates, a step", average(DATES), 1, DATES),
        ("1,000 options on 10 underlyings, a payoff", portfolio(), 1, OPTIONS),
        ("the Asian of Sobol points, a step", sobol(average(DATES)), 1, DATES),
    ]
    .map(|(name, job, blocks, steps)| (name, plan(&job), blocks, steps));
    println!("cycles of one thread, medians of {ROUNDS} rounds");
    for (name, plan, blocks, steps) in &plans {
        let found = interleaved(&vectors, |tier| {
            let count = f64::from(*blocks) * f64::from(BLOCK_PATHS) * f64::from(*steps);
            let before = cycle();
            time_blocks(tier, plan, *blocks).as_secs_f64() / before.min(cycle()) / count
        });
        for (&tier, found) in vectors.iter().zip(found) {
            row(name, tier, found);
        }
    }
    println!("ratios, medians of as many rounds or fewer");
    beside_its_least(&vectors, &plans[2].1);
    features().iter().for_each(|feature| over_without(&vectors, feature));
    two_threads_over_one("European", plan(&european()), 4096);
    two_threads_over_one("Asian", plan(&average(DATES)), 48);
    match quantlib::python() {
        Some(python) => over_quantlib(&python, &vectors, &plans[0].1, &plans[1].1),
        None => println!("QuantLib: not measured, for QUANTLIB_PYTHON is not set"),
    }
}

fn row(name: &str, tier: Tier, (median, spread): (f64, f64)) {
    println!("{name:<44} {:>10} {median:>9.2} ± {spread:.2}", tier.name());
}

fn beside_its_least(tiers: &[Tier], plan: &Plan) {
    let motions = ExpAndPayoff::motions(plan);
    let found = interleaved(tiers, |tier| {
        let whole = time_blocks(tier, plan, 1);
        let start = Instant::now();
        black_box(tier.run(ExpAndPayoff {
            plan,
            motions: &motions,
        }));
        whole.as_secs_f64() / start.elapsed().as_secs_f64()
    });
    for (&tier, found) in tiers.iter().zip(found) {
        row("portfolio over its exp and payoff alone", tier, found);
    }
}

/// What a feature costs.
fn over_without(tiers: &[Tier], feature: &Feature) {
    let found = interleaved(tiers, |tier| {
        let [with, without] = [&feature.with, &feature.without].map(|plan| time_blocks(tier, plan, 4).as_secs_f64());
        with / without
    });
    for (&tier, found) in tiers.iter().zip(found) {
        row(feature.name, tier, found);
    }
}

/// Through the pool, as the service does it.
fn two_threads_over_one(name: &str, plan: Plan, blocks: u64) {
    let tier = Tier::fastest();
    let plan = Arc::new(plan);
    let ratio = || {
        let [one, two] = [1, 2].map(|threads| time_pool(tier, &plan, blocks, threads).as_secs_f64());
        one / two
    };
    let found = median((0..ROUNDS / 4).map(|_| ratio()).collect());
    row(&format!("{name}, two threads over one"), tier, found);
}

fn over_quantlib(python: &str, tiers: &[Tier], european: &Plan, asian: &Plan) {
    let mut ratios = vec![[vec![], vec![]]; tiers.len()];
    for _ in 0..ROUNDS / 8 {
        let other = quantlib::measure(python);
        for (ratios, &tier) in ratios.iter_mut().zip(tiers) {
            let paths = |plan, blocks| f64::from(blocks * BLOCK_PATHS) / time_blocks(tier, plan, blocks).as_secs_f64();
            ratios[0].push(paths(european, 1000) / other.european);
            ratios[1].push(paths(asian, 8) * f64::from(DATES) / other.asian);
        }
    }
    for (&tier, [european, asian]) in tiers.iter().zip(ratios) {
        row("European, paths over QuantLib's", tier, median(european));
        row("Asian, steps over QuantLib's", tier, median(asian));
    }
}

/// The medians of what is measured of each tier, in turns.
fn interleaved(tiers: &[Tier], measure: impl Fn(Tier) -> f64) -> Vec<(f64, f64)> {
    let mut found = vec![Vec::with_capacity(ROUNDS); tiers.len()];
    for _ in 0..ROUNDS {
        for (found, &tier) in found.iter_mut().zip(tiers) {
            found.push(measure(tier));
        }
    }
    found.into_iter().map(median).collect()
}

/// The median of some numbers, and half the distance of the quartiles around it.
fn median(mut numbers: Vec<f64>) -> (f64, f64) {
    numbers.sort_by(f64::total_cmp);
    let at = |quarter: usize| numbers[(numbers.len() - 1) * quarter / 4];
    (at(2), (at(3) - at(1)) / 2.0)
}

fn time_blocks(tier: Tier, plan: &Plan, blocks: u32) -> Duration {
    let stop = AtomicBool::new(false);
    let start = Instant::now();
    for index in 0..blocks {
        black_box(tier.block(plan, index.into(), &stop)).expect("nobody stops it");
    }
    start.elapsed()
}

/// As the service has it computed.
struct Blocks {
    plan: Arc<Plan>,
    tier: Tier,
}

impl Work for Blocks {
    type Output = Block;

    fn compute(&self, item: u64, stop: &AtomicBool) -> Result<Block, Stopped> {
        self.tier.block(&self.plan, item, stop)
    }
}

fn time_pool(tier: Tier, plan: &Arc<Plan>, blocks: u64, threads: usize) -> Duration {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    let limits = Limits {
        works: 1,
        bytes: 1 << 20,
    };
    let pool = Pool::start(NonZeroUsize::new(threads).expect("a thread"), limits).expect("threads");
    runtime.block_on(async {
        let request = Request {
            work: Blocks {
                plan: Arc::clone(plan),
                tier,
            },
            items: 0..blocks,
            window: pool::window(threads, plan.result_bytes()),
            turn: pool::TURN,
            bytes: 1,
            deadline: None,
        };
        let start = Instant::now();
        let results = pool
            .reserve(1)
            .and_then(|place| place.submit(request))
            .expect("a place");
        assert_eq!(
            results.fold(0, |count, result| count + u64::from(result.is_ok())).await,
            blocks
        );
        start.elapsed()
    })
}
