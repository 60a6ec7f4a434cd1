use pricer::job::Plan;
use proto::pricer::v1::{European, Heston, Job, OptionType, Position, Underlying, position::Payoff};

/// A call on a price whose variance moves, after so many steps of 1/32 of a year.
pub fn heston(steps: u32) -> Plan {
    let job = Job {
        seed: 42,
        times: (1..=steps).map(|i| f64::from(i) / 32.0).collect(),
        rate: 0.03,
        underlyings: vec![Underlying {
            spot: 100.0,
            dividend_yield: 0.01,
            volatility: 0.2,
            heston: Some(Heston {
                mean_reversion: 2.0,
                long_run_variance: 0.04,
                volatility_of_variance: 0.5,
                correlation: -0.7,
            }),
        }],
        positions: vec![Position {
            quantity: 1.0,
            payoff: Some(Payoff::European(European {
                underlying: 0,
                r#type: OptionType::Call.into(),
                strike: 100.0,
                step: steps,
            })),
        }],
        ..Job::default()
    };
    Plan::compile(&job).unwrap_or_else(|violations| panic!("{violations:?}"))
}
