//! Each function and each kernel on each tier that the processor has, in cycles a number and a path.
//!
//! ```sh
//! cargo bench -p pricer --bench functions
//! ```
//!
//! Criterion, for what it measures can be replaced: here it counts cycles of the core (see `../support/clock.rs`), which a clock
//! that goes up and down leaves alone.

mod rows;
#[allow(dead_code, reason = "tests and the other benchmark need more of it")]
#[path = "../support/mod.rs"]
mod support;

use criterion::measurement::{Measurement, ValueFormatter};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pricer::job::{Preparation, Revaluation};
use pricer::kernel::{BLOCK_PATHS, Tier};
use pricer::math::round_keys;
use proto::pricer::v1::RevalueRequest;
use proto::pricer::v1::position::Payoff;
use rows::{Centre, Exp, ExpOfModerate, InverseNormal, Log, NUMBERS, NormalDistribution, Tail, Uniforms, row};
use std::hint::black_box;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};
use support::clock::cycle;
use support::jobs::{
    OPTIONS, average, early, european, in_steps, plan, portfolio, watched, with_greeks, with_moving_variance,
};
use support::positions::ALL_GREEKS;
use support::variations::{controlled, prepared, sobol};

/// Cycles of the core.
struct Cycles;

impl Measurement for Cycles {
    type Intermediate = (f64, Instant);
    type Value = f64;

    fn start(&self) -> Self::Intermediate {
        (cycle(), Instant::now())
    }

    fn end(&self, (cycle, start): Self::Intermediate) -> f64 {
        start.elapsed().as_secs_f64() / cycle
    }

    fn add(&self, a: &f64, b: &f64) -> f64 {
        a + b
    }

    fn zero(&self) -> f64 {
        0.0
    }

    fn to_f64(&self, value: &f64) -> f64 {
        *value
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        &Cycles
    }
}

impl ValueFormatter for Cycles {
    fn scale_values(&self, _: f64, _: &mut [f64]) -> &'static str {
        "cycles"
    }

    fn scale_throughputs(&self, _: f64, throughput: &Throughput, values: &mut [f64]) -> &'static str {
        if let Throughput::Elements(elements) = throughput {
            for value in values {
                *value /= *elements as f64;
            }
        }
        "cycles each"
    }

    fn scale_for_machines(&self, _: &mut [f64]) -> &'static str {
        "cycles"
    }
}

fn functions(criterion: &mut Criterion<Cycles>) {
    macro_rules! measure {
        ($($name:literal: $kernel:ident, $low:expr, $high:expr;)*) => {$(
            let mut group = criterion.benchmark_group($name);
            group.throughput(Throughput::Elements(NUMBERS as u64));
            let from = row($low, $high);
            for tier in Tier::all() {
                let mut to = from.clone();
                group.bench_function(BenchmarkId::from_parameter(tier.name()), |bencher| {
                    bencher.iter(|| tier.run($kernel { from: black_box(&from), to: black_box(&mut to) }));
                });
            }
            group.finish();
        )*};
    }
    measure! {
        "exp": Exp, -700.0, 700.0;
        "exp of moderate": ExpOfModerate, -1.0, 8.0;
        "log": Log, 1e-10, 0.5;
        "normal distribution": NormalDistribution, -8.0, 8.0;
        "inverse normal, centre": Centre, -0.48, 0.48;
        "inverse normal, tail": Tail, 0.48, 0.5 - 1e-9;
        "inverse normal, all regions": InverseNormal, 1e-9, 1.0;
    }
    let mut group = criterion.benchmark_group("uniform");
    group.throughput(Throughput::Elements(NUMBERS as u64));
    let keys = round_keys([42, 0]);
    for tier in Tier::all() {
        let mut to = row(0.0, 1.0);
        group.bench_function(BenchmarkId::from_parameter(tier.name()), |bencher| {
            bencher.iter(|| {
                tier.run(Uniforms {
                    keys,
                    to: black_box(&mut to),
                })
            });
        });
    }
    group.finish();
}

fn kernels(criterion: &mut Criterion<Cycles>) {
    let stop = AtomicBool::new(false);
    let asian = average(252);
    for (name, job, each) in [
        ("European, a path", european(), 1),
        ("arithmetic Asian, a step", asian.clone(), 252),
        ("the same with 3 greeks, a step", with_greeks(&asian, &ALL_GREEKS), 252),
        ("the same with its control, a step", controlled(asian.clone()), 252),
        ("the same of Sobol points, a step", sobol(asian), 252),
        ("barrier on dates, a step", watched(252, false), 252),
        ("barrier at all times, a step", watched(252, true), 252),
        ("Bermudan put, a date", prepared(early(50)), 50),
        ("portfolio, a payoff", portfolio(), OPTIONS),
        ("a variance that moves, a step", with_moving_variance(in_steps(32)), 32),
    ] {
        let plan = plan(&job);
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Elements(u64::from(BLOCK_PATHS) * u64::from(each)));
        for tier in Tier::all() {
            group.bench_function(BenchmarkId::from_parameter(tier.name()), |bencher| {
                bencher.iter(|| tier.block(&plan, black_box(1), &stop));
            });
        }
        group.finish();
    }
}

fn policies(criterion: &mut Criterion<Cycles>) {
    let stop = AtomicBool::new(false);
    let (_, calibrations) = Preparation::of(early(50)).unwrap_or_else(|violations| panic!("{violations:?}"));
    let mut group = criterion.benchmark_group("policy of a Bermudan put, a date");
    group.throughput(Throughput::Elements(50));
    for tier in Tier::all() {
        group.bench_function(BenchmarkId::from_parameter(tier.name()), |bencher| {
            bencher.iter(|| tier.policy(black_box(&calibrations[0]), &stop));
        });
    }
    group.finish();
}

/// The portfolio of calls, revalued three weeks before they expire.
fn losses(criterion: &mut Criterion<Cycles>) {
    let mut job = portfolio();
    job.times = vec![1.0 - 0.06, 1.0];
    for position in &mut job.positions {
        if let Some(Payoff::European(european)) = &mut position.payoff {
            european.step = 2;
        }
    }
    let request = RevalueRequest {
        job: Some(job),
        ..RevalueRequest::default()
    };
    let of = Revaluation::compile(&request).unwrap_or_else(|violations| panic!("{violations:?}"));
    let stop = AtomicBool::new(false);
    let mut group = criterion.benchmark_group("losses, a position");
    group.throughput(Throughput::Elements(u64::from(BLOCK_PATHS) * u64::from(OPTIONS)));
    for tier in Tier::all() {
        group.bench_function(BenchmarkId::from_parameter(tier.name()), |bencher| {
            bencher.iter(|| tier.losses(&of, black_box(1), &stop));
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .with_measurement(Cycles)
        .sample_size(20)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_secs(1));
    targets = functions, kernels, losses, policies
}
criterion_main!(benches);
