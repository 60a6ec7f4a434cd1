//! Jobs for tests, and what their blocks say.

use pricer::job::{Plan, Preparation};
use pricer::kernel::{Block, Tier, TierChoice};
use proto::pricer::v1::{
    Asian, Averaging, Barrier, BarrierKind, Basket, BasketKind, BasketTerm, Bermudan, Digital, European, Greek, Heston,
    Job, Lookback, OptionType, Position, Sampling, Schedule, Underlying, position,
};
use std::ops::Range;
use std::sync::atomic::AtomicBool;

pub const CALL: OptionType = OptionType::Call;
pub const PUT: OptionType = OptionType::Put;
/// The first derivatives to the market.
pub const ALL_GREEKS: [Greek; 3] = [Greek::Delta, Greek::Vega, Greek::Rho];

pub fn european(underlying: u32, kind: OptionType, strike: f64, step: u32) -> Position {
    unit(position::Payoff::European(European {
        underlying,
        r#type: kind.into(),
        strike,
        step,
    }))
}

pub fn asian(underlying: u32, kind: OptionType, averaging: Averaging, strike: Option<f64>, schedule: u32) -> Position {
    unit(position::Payoff::Asian(Asian {
        underlying,
        r#type: kind.into(),
        averaging: averaging.into(),
        strike,
        schedule,
    }))
}

/// One unit.
fn unit(payoff: position::Payoff) -> Position {
    Position {
        quantity: 1.0,
        payoff: Some(payoff),
    }
}

pub fn digital(underlying: u32, kind: OptionType, strike: f64, step: u32, cash: Option<f64>) -> Position {
    unit(position::Payoff::Digital(Digital {
        underlying,
        r#type: kind.into(),
        strike,
        step,
        cash,
    }))
}

pub fn lookback(underlying: u32, kind: OptionType, strike: Option<f64>, schedule: u32) -> Position {
    unit(position::Payoff::Lookback(Lookback {
        underlying,
        r#type: kind.into(),
        strike,
        schedule,
    }))
}

/// `terms`: underlyings and weights.
pub fn basket(kind: BasketKind, terms: &[(u32, f64)], option: OptionType, strike: f64, step: u32) -> Position {
    let terms = terms
        .iter()
        .map(|&(underlying, weight)| BasketTerm { underlying, weight });
    unit(position::Payoff::Basket(Basket {
        kind: kind.into(),
        terms: terms.collect(),
        r#type: option.into(),
        strike,
        step,
    }))
}

/// Watched step by step and without a rebate.
pub fn barrier(
    underlying: u32,
    option: OptionType,
    strike: f64,
    kind: BarrierKind,
    level: f64,
    schedule: u32,
) -> Barrier {
    Barrier {
        underlying,
        r#type: option.into(),
        strike,
        kind: kind.into(),
        level,
        rebate: 0.0,
        schedule,
        continuous: false,
    }
}

/// One unit of an option with a barrier.
pub fn of_barrier(barrier: Barrier) -> Position {
    unit(position::Payoff::Barrier(barrier))
}

/// Without a policy.
pub fn bermudan(underlying: u32, kind: OptionType, strike: f64, schedule: u32) -> Position {
    unit(position::Payoff::Bermudan(Bermudan {
        underlying,
        r#type: kind.into(),
        strike,
        schedule,
        policy: Vec::new(),
    }))
}

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

pub fn underlying(spot: f64, dividend_yield: f64, volatility: f64) -> Underlying {
    Underlying {
        spot,
        dividend_yield,
        volatility,
        heston: None,
    }
}

/// With a variance that moves.
pub fn moving(of: Underlying, heston: Heston) -> Underlying {
    Underlying {
        heston: Some(heston),
        ..of
    }
}

pub fn schedule(steps: impl IntoIterator<Item = u32>) -> Schedule {
    Schedule {
        steps: steps.into_iter().collect(),
    }
}

/// One underlying, seed 42.
pub fn job(rate: f64, of: Underlying, times: &[f64], schedules: Vec<Schedule>, positions: Vec<Position>) -> Job {
    Job {
        seed: 42,
        times: times.to_vec(),
        rate,
        underlyings: vec![of],
        schedules,
        positions,
        ..Job::default()
    }
}

/// Three correlated underlyings, averages and prices that pay, all greeks, a fixing today, underlyings that end early.
pub fn everything() -> Job {
    use Averaging::{Arithmetic, Geometric};
    let mut positions = vec![
        european(0, CALL, 100.0, 5),
        european(0, PUT, 95.0, 2),
        asian(0, CALL, Arithmetic, Some(100.0), 0),
        asian(1, PUT, Geometric, Some(52.0), 1),
        asian(1, CALL, Arithmetic, None, 0),
        asian(0, PUT, Geometric, None, 0),
        asian(2, CALL, Geometric, Some(9.5), 2),
    ];
    positions[1].quantity = -3.5;
    Job {
        seed: 0x0123_4567_89ab_cdef,
        times: vec![0.1, 0.25, 0.5, 0.75, 1.0, 1.5],
        rate: 0.03,
        underlyings: vec![
            underlying(100.0, 0.01, 0.2),
            underlying(50.0, 0.0, 0.35),
            underlying(10.0, -0.02, 0.6),
        ],
        correlation_factor: vec![1.0, 0.6, 0.8, -0.3, 0.0, 0.91_f64.sqrt()],
        schedules: vec![schedule([1, 2, 3, 4, 5]), schedule([0, 2, 3]), schedule([4])],
        positions,
        greeks: ALL_GREEKS.map(Into::into).to_vec(),
        ..Job::default()
    }
}

/// The same market with payoffs that jump, remember an extreme, or look at several underlyings.
pub fn exotics() -> Job {
    use BasketKind::{Max, Min, Sum};
    let terms = [(2, 4.0), (0, 0.5), (1, -1.0)];
    let mut positions = vec![
        digital(0, CALL, 103.0, 3, Some(10.0)),
        digital(1, PUT, 52.0, 6, None),
        lookback(0, CALL, Some(104.0), 0),
        lookback(1, PUT, Some(51.0), 1),
        lookback(2, CALL, None, 1),
        lookback(0, PUT, None, 0),
        basket(Sum, &terms, CALL, 35.0, 4),
        basket(Sum, &terms, PUT, 35.0, 4),
        basket(Min, &[(0, 1.0), (1, 2.0)], CALL, 90.0, 5),
        basket(Max, &[(1, 2.0), (2, 10.0), (0, 1.0)], PUT, 120.0, 5),
        basket(Sum, &[(0, 1.0), (1, -2.0)], CALL, 0.0, 2),
    ];
    positions[2].quantity = -2.5;
    Job {
        positions,
        ..everything()
    }
}

/// The positions of both and an average with a fixing today, with all greeks.
pub fn sensitive() -> Job {
    let mut job = everything();
    job.positions.extend(exotics().positions);
    job.positions.push(asian(1, PUT, Averaging::Arithmetic, Some(51.0), 1));
    job.positions.push(asian(1, CALL, Averaging::Arithmetic, None, 1));
    job.greeks.extend([Greek::Gamma, Greek::Theta].map(i32::from));
    job
}

/// With gamma and theta too.
pub fn of_second_order(mut job: Job) -> Job {
    job.greeks.extend([Greek::Gamma, Greek::Theta].map(i32::from));
    job
}

/// The same market with barriers of all kinds, watched either way, with and without rebates, shared, and met today already.
pub fn barriers() -> Job {
    use BarrierKind::{DownIn, DownOut, UpIn, UpOut};
    let plain = [
        barrier(0, CALL, 100.0, DownOut, 90.0, 0),
        barrier(0, CALL, 100.0, DownIn, 90.0, 0),
        barrier(2, CALL, 9.5, DownIn, 8.0, 1),
    ];
    let rebated = [
        barrier(0, PUT, 100.0, DownOut, 90.0, 0),
        barrier(1, PUT, 52.0, UpOut, 60.0, 1),
        barrier(1, CALL, 52.0, UpIn, 60.0, 1),
        barrier(2, PUT, 9.5, DownOut, 8.0, 1),
        barrier(2, PUT, 9.5, DownIn, 8.0, 1),
        barrier(0, CALL, 99.0, UpOut, 98.0, 1),
        barrier(0, PUT, 99.0, DownIn, 101.0, 1),
    ];
    let rebated = rebated.map(|barrier| Barrier { rebate: 2.5, ..barrier });
    let all = plain.into_iter().chain(rebated);
    let watched = all.clone().filter(|barrier| barrier.schedule == 1);
    let continuous = watched.map(|barrier| Barrier {
        continuous: true,
        ..barrier
    });
    let mut positions: Vec<Position> = all.clone().chain(continuous).map(of_barrier).collect();
    positions.insert(3, european(0, CALL, 100.0, 5));
    positions[1].quantity = -2.5;
    Job {
        positions,
        ..everything()
    }
}

/// The same market with options that may be exercised early, without their policies: calls and puts, the same one twice, one of a
/// single date, one that hardly any path is worth exercising of, and others on the same prices.
pub fn early() -> Job {
    let mut positions = vec![
        bermudan(0, PUT, 104.0, 0),
        bermudan(0, CALL, 101.0, 0),
        bermudan(1, CALL, 48.0, 1),
        bermudan(2, PUT, 11.0, 2),
        bermudan(0, PUT, 104.0, 0),
        bermudan(0, PUT, 68.0, 0),
        european(0, PUT, 104.0, 5),
        asian(0, PUT, Averaging::Arithmetic, Some(104.0), 0),
    ];
    positions[4].quantity = -0.5;
    Job {
        schedules: vec![schedule([1, 2, 3, 4, 5]), schedule([2, 6]), schedule([4])],
        positions,
        ..everything()
    }
}

/// With the policies that it lacks.
pub fn prepared(job: Job) -> Job {
    let (preparation, lacking) = Preparation::of(job).unwrap_or_else(|violations| panic!("{violations:?}"));
    let policy = |of| {
        let found = Tier::fastest().policy(of, &AtomicBool::new(false));
        found.expect("nobody stops it")
    };
    let policies: Vec<_> = lacking.iter().map(policy).collect();
    preparation.complete(&policies)
}

/// The same market with two variances that move, all that can be valued with them, and their greeks.
pub fn moving_variances() -> Job {
    let [mut means, exotics] = [everything(), exotics()];
    let on_second = exotics.positions[1].clone();
    means.positions.extend_from_slice(&exotics.positions[2..]);
    means.positions.push(on_second);
    let of = |index: usize, mean_reversion, long_run_variance, volatility_of_variance, correlation| {
        let heston = Heston {
            mean_reversion,
            long_run_variance,
            volatility_of_variance,
            correlation,
        };
        moving(means.underlyings[index], heston)
    };
    let [first, last] = [of(0, 1.5, 0.05, 0.6, -0.7), of(2, 0.8, 0.3, 1.1, 0.4)];
    means.underlyings[0] = first;
    means.underlyings[2] = last;
    Job {
        greeks: [Greek::Delta, Greek::Rho].map(Into::into).to_vec(),
        ..means
    }
}

/// The same with digital options on them, and all greeks.
pub fn moving_with_all_greeks() -> Job {
    let mut job = moving_variances();
    job.positions.extend([
        digital(0, CALL, 103.0, 3, Some(10.0)),
        digital(2, PUT, 10.0, 4, None),
        basket(BasketKind::Max, &[(1, 2.0), (2, 10.0)], PUT, 120.0, 5),
    ]);
    job.greeks = ALL_GREEKS.map(Into::into).to_vec();
    of_second_order(job)
}

/// An average of 252 dates.
pub fn daily_average() -> Job {
    Job {
        seed: 42,
        times: (1..=252).map(|day| f64::from(day) / 252.0).collect(),
        rate: 0.03,
        underlyings: vec![underlying(100.0, 0.01, 0.2)],
        schedules: vec![schedule(1..=252)],
        positions: vec![asian(0, CALL, Averaging::Arithmetic, Some(100.0), 0)],
        ..Job::default()
    }
}

/// More factors and steps than Sobol points have dimensions. Each underlying is correlated with the first by a half, and otherwise
/// independent.
pub fn many_factors() -> Job {
    let row = |i: usize| {
        let mut row = vec![0.0; i + 1];
        (row[0], row[i]) = if i == 0 { (1.0, 1.0) } else { (0.5, 0.75_f64.sqrt()) };
        row
    };
    let position = |i: u32| {
        let kind = if i % 2 == 1 { PUT } else { CALL };
        european(i % 10, kind, 60.0 + f64::from(i), 40 - i)
    };
    Job {
        seed: 7,
        times: (1..=40).map(|step| f64::from(step) / 16.0).collect(),
        rate: 0.02,
        underlyings: (0..10)
            .map(|i| underlying(f64::from(80 + 5 * i), 0.01, f64::from(4 + i) / 32.0))
            .collect(),
        correlation_factor: (0..10).flat_map(row).collect(),
        positions: (0..30).map(position).collect(),
        ..Job::default()
    }
}

/// Of Sobol points.
pub fn sobol(job: Job) -> Job {
    Job {
        sampling: Sampling::Sobol.into(),
        ..job
    }
}

/// With control variates.
pub fn controlled(job: Job) -> Job {
    Job {
        control_variates: true,
        ..job
    }
}

/// With antithetic variates.
pub fn antithetic(job: Job) -> Job {
    Job {
        antithetic: true,
        ..job
    }
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
