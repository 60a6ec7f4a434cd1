use crate::support::jobs::{plan, underlying};
use pricer::job::Plan;
use proto::pricer::v1::{Barrier, BarrierKind, Job, OptionType, Position, Schedule, position::Payoff};

/// A call that a barrier ends, watched at so many dates, between them too where `continuous`.
pub fn barrier(dates: u32, continuous: bool) -> Plan {
    let barrier = Barrier {
        underlying: 0,
        r#type: OptionType::Call.into(),
        strike: 100.0,
        kind: BarrierKind::DownOut.into(),
        level: 80.0,
        rebate: 1.0,
        schedule: 0,
        continuous,
    };
    plan(&Job {
        seed: 42,
        times: (1..=dates).map(|i| f64::from(i) / f64::from(dates)).collect(),
        rate: 0.03,
        underlyings: vec![underlying(0.2)],
        schedules: vec![Schedule {
            steps: (0..=dates).collect(),
        }],
        positions: vec![Position {
            quantity: 1.0,
            payoff: Some(Payoff::Barrier(barrier)),
        }],
        ..Job::default()
    })
}
