//! The jobs that are measured.

use pricer::job::Plan;
use proto::pricer::v1::{
    Asian, Averaging, European, Job, OptionType, Position, Sampling, Schedule, Underlying, position::Payoff,
};

/// How many options the portfolio has, and on how many underlyings.
pub const OPTIONS: u32 = 1000;
const UNDERLYINGS: u32 = 10;

/// A job, compiled.
pub fn plan(job: &Job) -> Plan {
    Plan::compile(job).unwrap_or_else(|violations| panic!("{violations:?}"))
}

/// One of spot 100.
pub fn underlying(volatility: f64) -> Underlying {
    Underlying {
        spot: 100.0,
        dividend_yield: 0.01,
        volatility,
        heston: None,
    }
}

fn call(underlying: u32, strike: f64) -> Position {
    let european = European {
        underlying,
        r#type: OptionType::Call.into(),
        strike,
        step: 1,
    };
    Position {
        quantity: 1.0,
        payoff: Some(Payoff::European(european)),
    }
}

/// A call, one step.
pub fn european() -> Plan {
    plan(&Job {
        seed: 42,
        times: vec![1.0],
        rate: 0.03,
        underlyings: vec![underlying(0.2)],
        positions: vec![call(0, 100.0)],
        ..Job::default()
    })
}

/// A call on the arithmetic average over so many dates.
pub fn asian(dates: u32) -> Plan {
    plan(&average(dates))
}

/// The same of Sobol points.
pub fn asian_of_points(dates: u32) -> Plan {
    plan(&Job {
        sampling: Sampling::Sobol.into(),
        ..average(dates)
    })
}

fn average(dates: u32) -> Job {
    let asian = Asian {
        underlying: 0,
        r#type: OptionType::Call.into(),
        averaging: Averaging::Arithmetic.into(),
        strike: Some(100.0),
        schedule: 0,
    };
    Job {
        seed: 42,
        times: (1..=dates).map(|i| f64::from(i) / f64::from(dates)).collect(),
        rate: 0.03,
        underlyings: vec![underlying(0.2)],
        schedules: vec![Schedule {
            steps: (1..=dates).collect(),
        }],
        positions: vec![Position {
            quantity: 1.0,
            payoff: Some(Payoff::Asian(asian)),
        }],
        ..Job::default()
    }
}

/// Calls on correlated underlyings at one horizon.
pub fn portfolio() -> Plan {
    plan(&calls())
}

/// The job of the portfolio.
pub fn calls() -> Job {
    // The factor of a matrix whose correlations are all 1/2: row i has sqrt(1 / (2 (j + 1) (j + 2))) before its diagonal.
    let entry = |i: u32, j: u32| {
        let j = f64::from(j);
        let below = (1.0 / (2.0 * (j + 1.0) * (j + 2.0))).sqrt();
        if f64::from(i) > j { below } else { below * (j + 2.0) }
    };
    Job {
        seed: 42,
        times: vec![1.0],
        rate: 0.03,
        underlyings: (0..UNDERLYINGS)
            .map(|i| underlying(0.15 + 0.02 * f64::from(i)))
            .collect(),
        correlation_factor: (0..UNDERLYINGS)
            .flat_map(|i| (0..=i).map(move |j| entry(i, j)))
            .collect(),
        positions: (0..OPTIONS)
            .map(|i| call(i % UNDERLYINGS, 80.0 + 0.04 * f64::from(i)))
            .collect(),
        ..Job::default()
    }
}
