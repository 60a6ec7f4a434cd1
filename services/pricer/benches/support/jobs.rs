//! The jobs that are measured.

use super::positions::{
    CALL, PUT, asian, barrier, bermudan, european as european_option, job, moving, of_barrier, schedule, underlying,
};
use pricer::job::Plan;
use proto::pricer::v1::{Averaging, Barrier, BarrierKind, Greek, Heston, Job, Position, Underlying};

/// How many options the portfolio has, and on how many underlyings.
pub const OPTIONS: u32 = 1000;
const UNDERLYINGS: u32 = 10;

/// A job, compiled.
pub fn plan(job: &Job) -> Plan {
    Plan::compile(job).unwrap_or_else(|violations| panic!("{violations:?}"))
}

/// A call, one step.
pub fn european() -> Job {
    of_a_year(1, vec![european_option(0, CALL, 100.0, 1)])
}

/// A call on the arithmetic average over so many dates.
pub fn average(dates: u32) -> Job {
    of_a_year(dates, vec![asian(0, CALL, Averaging::Arithmetic, Some(100.0), 0)])
}

/// A call that a barrier ends, watched at so many dates, between them too where `continuous`.
pub fn watched(dates: u32, continuous: bool) -> Job {
    let barrier = Barrier {
        rebate: 1.0,
        continuous,
        ..barrier(0, CALL, 100.0, BarrierKind::DownOut, 80.0, 0)
    };
    let mut job = of_a_year(dates, vec![of_barrier(barrier)]);
    job.schedules = vec![schedule(0..=dates)];
    job
}

/// A put that may be exercised on so many dates, without its policy.
pub fn early(dates: u32) -> Job {
    of_a_year(dates, vec![bermudan(0, PUT, 100.0, 0)])
}

/// A call on a price that is simulated in so many steps.
pub fn in_steps(steps: u32) -> Job {
    of_a_year(steps, vec![european_option(0, CALL, 100.0, steps)])
}

/// The same job, where the variance moves.
pub fn with_moving_variance(mut job: Job) -> Job {
    let heston = Heston {
        mean_reversion: 2.0,
        long_run_variance: 0.04,
        volatility_of_variance: 0.5,
        correlation: -0.7,
    };
    job.underlyings[0] = moving(job.underlyings[0], heston);
    job
}

/// The same job with these greeks.
pub fn with_greeks(job: &Job, greeks: &[Greek]) -> Job {
    Job {
        greeks: greeks.iter().copied().map(Into::into).collect(),
        ..job.clone()
    }
}

/// A year of so many steps, all of them in the one schedule.
fn of_a_year(steps: u32, positions: Vec<Position>) -> Job {
    let times: Vec<f64> = (1..=steps).map(|i| f64::from(i) / f64::from(steps)).collect();
    job(0.03, market(0.2), &times, vec![schedule(1..=steps)], positions)
}

fn market(volatility: f64) -> Underlying {
    underlying(100.0, 0.01, volatility)
}

/// Calls on correlated underlyings at one horizon.
pub fn portfolio() -> Job {
    // The factor of a matrix whose correlations are all 1/2: row i has sqrt(1 / (2 (j + 1) (j + 2))) before its diagonal.
    let entry = |i: u32, j: u32| {
        let j = f64::from(j);
        let below = (1.0 / (2.0 * (j + 1.0) * (j + 2.0))).sqrt();
        if f64::from(i) > j { below } else { below * (j + 2.0) }
    };
    let call = |i: u32| european_option(i % UNDERLYINGS, CALL, 80.0 + 0.04 * f64::from(i), 1);
    Job {
        underlyings: (0..UNDERLYINGS).map(|i| market(0.15 + 0.02 * f64::from(i))).collect(),
        correlation_factor: (0..UNDERLYINGS)
            .flat_map(|i| (0..=i).map(move |j| entry(i, j)))
            .collect(),
        ..of_a_year(1, (0..OPTIONS).map(call).collect())
    }
}
