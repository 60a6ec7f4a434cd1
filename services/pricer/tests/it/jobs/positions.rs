//! Positions, and the parts of a market.

use proto::pricer::v1::{
    Asian, Averaging, Barrier, BarrierKind, Basket, BasketKind, BasketTerm, Bermudan, Digital, European, Greek, Heston,
    Job, Lookback, OptionType, Position, Schedule, Underlying, position,
};

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
