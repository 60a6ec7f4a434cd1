//! Jobs of which one thing was moved, on the same random numbers.

use super::plan::{BUMP, Plan, Share};
use crate::math::log;
use crate::simd::{Float, Scalar};
use proto::pricer::v1::{Job, Position, Underlying};
use std::collections::BTreeMap;

/// By how much of themselves volatilities and times are moved, up and down.
pub(super) const STRETCH: f64 = 1.0 / 64.0;
/// The least part of itself that a spot is moved by, however near a barrier is.
const LEAST_BUMP: f64 = 1.0 / 1_048_576.0;

/// How a world differs from the job's, in the order of the worlds. A position's do not depend on what else is in the job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Move {
    /// All spots, by a part of themselves, of which these are the bits.
    Spots(u64),
    /// Today's volatility of all underlyings whose variance moves.
    Volatilities,
    /// That of one of them.
    Volatility(u32),
    /// All dates by that part of themselves: for what looks at one date alone.
    Times,
    /// All dates by that part of the first step: for the others.
    FirstStep,
    /// The rate, by so much per year, of which these are the bits.
    Rate(u64),
}

/// A job of which one thing was moved, and where the worth of its positions goes. Their quantities are the weights.
struct World {
    job: Job,
    rows: Vec<u32>,
}

/// The worlds that a job needs, each move's up and down.
pub(super) struct Worlds<'a> {
    job: &'a Job,
    known: BTreeMap<Move, [World; 2]>,
}

/// By how much of itself the spot is moved for an option with a barrier: so little that it stays on its side, for the price is
/// another function on the other.
pub(super) fn bump(spot: f64, level: f64) -> f64 {
    let distance = (log(Float(Scalar, spot)).1 - log(Float(Scalar, level)).1).abs();
    let mut bump = BUMP;
    while bump > LEAST_BUMP && distance < bump + bump {
        bump *= 0.5;
    }
    bump
}

impl<'a> Worlds<'a> {
    pub(super) fn new(job: &'a Job) -> Self {
        Self {
            job,
            known: BTreeMap::new(),
        }
    }

    /// Has a position's worth in the two worlds of a move, times these weights, added to a row.
    pub(super) fn add(&mut self, at: Move, position: &Position, row: u32, weights: [f64; 2]) {
        let job = self.job;
        let pair = self.known.entry(at).or_insert_with(|| {
            [1.0, -1.0].map(|direction| World {
                job: moved(job, at, direction),
                rows: Vec::new(),
            })
        });
        for (world, quantity) in pair.iter_mut().zip(weights) {
            world.job.positions.push(Position {
                quantity,
                ..position.clone()
            });
            world.rows.push(row);
        }
    }

    /// Compiles them, up before down.
    pub(super) fn compile(self) -> Vec<Plan> {
        let compile = |World { job, rows }| {
            let mut plan = Plan::without_worlds(&job);
            let claims = std::mem::take(&mut plan.claims);
            plan.shares = claims
                .into_iter()
                .zip(rows)
                .map(|(claim, row)| Share { claim, row })
                .collect();
            plan
        };
        self.known.into_values().flatten().map(compile).collect()
    }
}

/// The job without positions and greeks, and with what is moved.
fn moved(job: &Job, at: Move, direction: f64) -> Job {
    let stretch = direction * STRETCH;
    let spot_by = match at {
        Move::Spots(bits) => direction * f64::from_bits(bits),
        _ => 0.0,
    };
    let rate_by = match at {
        Move::Rate(bits) => direction * f64::from_bits(bits),
        _ => 0.0,
    };
    let underlyings = job.underlyings.iter().zip(0_u32..).map(|(of, i)| {
        let moves = match at {
            Move::Volatilities => of.heston.is_some(),
            Move::Volatility(underlying) => underlying == i,
            Move::Spots(_) | Move::Times | Move::FirstStep | Move::Rate(_) => false,
        };
        let volatility_by = if moves { stretch } else { 0.0 };
        Underlying {
            spot: spot_by.mul_add(of.spot, of.spot),
            volatility: volatility_by.mul_add(of.volatility, of.volatility),
            ..*of
        }
    });
    let later = |&time: &f64| match at {
        Move::Times => stretch.mul_add(time, time),
        Move::FirstStep => stretch.mul_add(job.times[0], time),
        Move::Spots(_) | Move::Volatilities | Move::Volatility(_) | Move::Rate(_) => time,
    };
    Job {
        seed: job.seed,
        times: job.times.iter().map(later).collect(),
        rate: job.rate + rate_by,
        underlyings: underlyings.collect(),
        correlation_factor: job.correlation_factor.clone(),
        schedules: job.schedules.clone(),
        antithetic: job.antithetic,
        ..Job::default()
    }
}
