//! What happens to quantities while time passes, so that all dates come nearer by the same amount.
//!
//! Only the first interval of a claim shortens. With t its end and W the Brownian motion there, a price at t or later falls by
//! itself times (rate - yield - volatility^2 / 2) + volatility W / (2 t) per year: by its drift, and as what is left of the first
//! interval scatters less.

use super::plan::{Averaging, Extreme};

/// How fast the later prices of an underlying fall, in units of themselves and per year: a line in its W at one step.
#[derive(Clone, Copy, Debug)]
pub struct Fall {
    /// The slot of W.
    pub motion: u32,
    /// drift, and volatility / (2 t)
    pub line: [f64; 2],
}

/// Which part of a quantity falls with the later prices: share (quantity - fixed), but nothing where it is today's price still.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// What today's price is of an arithmetic average.
    pub fixed: f64,
    /// How many of a geometric average's fixings are later, of all.
    pub share: f64,
    /// Of an extreme that began as today's price: its end of the order, and that price.
    pub today: Option<(Extreme, f64)>,
}

/// A claim on one underlying as time passes.
#[derive(Clone, Copy, Debug)]
pub struct Passing {
    /// From its first date on.
    pub fall: Fall,
    /// Of what is received.
    pub long: Part,
    /// Of what is given, where that is a quantity.
    pub strike: Part,
}

impl Part {
    /// All of it.
    pub(super) const ALL: Self = Self {
        fixed: 0.0,
        share: 1.0,
        today: None,
    };

    /// Of an average over these steps.
    pub(super) fn of_average(averaging: Averaging, steps: &[u32], spot: f64) -> Self {
        if steps[0] != 0 {
            return Self::ALL;
        }
        let count = steps.len() as f64;
        match averaging {
            Averaging::Arithmetic => Self {
                fixed: spot * (1.0 / count),
                ..Self::ALL
            },
            Averaging::Geometric => Self {
                share: (count - 1.0) / count,
                ..Self::ALL
            },
        }
    }

    /// Of an extreme over these steps.
    pub(super) fn of_extreme(side: Extreme, steps: &[u32], spot: f64) -> Self {
        Self {
            today: (steps[0] == 0).then_some((side, spot)),
            ..Self::ALL
        }
    }
}
