use pricer::job::{Calibration, Preparation};
use proto::pricer::v1::{Bermudan, Job, OptionType, Position, Schedule, Underlying, position::Payoff};

/// A put that may be exercised on so many dates of a year, at the money.
pub fn put(dates: u32) -> Calibration {
    let put = Bermudan {
        r#type: OptionType::Put.into(),
        strike: 100.0,
        ..Bermudan::default()
    };
    let job = Job {
        seed: 42,
        times: (1..=dates).map(|i| f64::from(i) / f64::from(dates)).collect(),
        rate: 0.03,
        underlyings: vec![Underlying {
            spot: 100.0,
            dividend_yield: 0.01,
            volatility: 0.2,
            heston: None,
        }],
        schedules: vec![Schedule {
            steps: (1..=dates).collect(),
        }],
        positions: vec![Position {
            quantity: 1.0,
            payoff: Some(Payoff::Bermudan(put)),
        }],
        ..Job::default()
    };
    let (_, mut lacking) = Preparation::of(job).unwrap_or_else(|violations| panic!("{violations:?}"));
    lacking.remove(0)
}
