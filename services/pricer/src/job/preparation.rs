//! What a job lacks before it can be simulated.

use super::check::{Policies, Violation, check};
use super::heston::VarianceStep;
use super::quantity::Dynamics;
use super::terms::{discount, sign, waiting};
use super::walk::Continuation;
use crate::math::Key;
use proto::pricer::v1::position::Payoff;
use proto::pricer::v1::{self as wire, Bermudan, Job};
use std::collections::HashMap;

/// A job, and the Bermudan options of it whose policy is to be found; what is the same of several positions is found once.
#[derive(Debug)]
pub struct Preparation {
    job: Job,
    /// The positions that lack a policy, each with its calibration.
    lacking: Vec<(usize, usize)>,
}

/// A Bermudan option whose policy is to be found.
#[derive(Debug)]
pub struct Calibration {
    /// The key of the random numbers.
    pub key: Key,
    /// The factor of the random numbers: its underlying.
    pub factor: u32,
    /// How the variance of the underlying moves. None: not at all.
    pub moving: Option<Moving>,
    /// The volatility of the underlying.
    pub volatility: f64,
    /// 1 for a call, -1 for a put.
    pub sign: f64,
    /// What the price is exchanged for.
    pub strike: f64,
    /// When it may be exercised, ascending; the last is its expiry.
    pub dates: Vec<Date>,
}

/// How the variance of an underlying moves until an option's expiry.
#[derive(Debug)]
pub struct Moving {
    /// The factor of its random numbers.
    pub factor: u32,
    /// Today's.
    pub initial: f64,
    /// Its steps, of the grid.
    pub steps: Vec<VarianceStep>,
}

/// A step at which an option may be exercised. With W the Brownian motion, the price is S = exp(volatility W + centre).
#[derive(Clone, Copy, Debug)]
pub struct Date {
    /// The step.
    pub step: u32,
    /// Its time t in years.
    pub time: f64,
    /// log(spot) + (rate - dividend yield - volatility^2 / 2) t.
    pub centre: f64,
    /// exp(-rate t).
    pub discount: f64,
    /// What waiting for the expiry is worth at least, by the powers of S. Nothing at the expiry.
    pub waiting: [f64; 2],
}

impl Preparation {
    /// Of a job that keeps the constraints of its schema, with what is to be found.
    ///
    /// # Errors
    /// What [`super::Plan::compile`] finds wrong, but that a policy may be missing.
    pub fn of(job: Job) -> Result<(Self, Vec<Calibration>), Vec<Violation>> {
        let violations = check(&job, Policies::Lacking);
        if !violations.is_empty() {
            return Err(violations);
        }
        let (mut calibrations, mut lacking, mut known) = (Vec::new(), Vec::new(), HashMap::new());
        for (i, position) in job.positions.iter().enumerate() {
            let Some(Payoff::Bermudan(bermudan)) = &position.payoff else {
                continue;
            };
            if !bermudan.policy.is_empty() || job.schedules[bermudan.schedule as usize].steps.len() == 1 {
                continue;
            }
            let Bermudan {
                underlying,
                strike,
                schedule,
                ..
            } = *bermudan;
            let key = (underlying, bermudan.r#type(), strike.to_bits(), schedule);
            let calibration = *known.entry(key).or_insert_with(|| {
                calibrations.push(Calibration::of(&job, bermudan));
                calibrations.len() - 1
            });
            lacking.push((i, calibration));
        }
        Ok((Self { job, lacking }, calibrations))
    }

    /// The job with the policies that were found, one for each calibration.
    #[must_use]
    pub fn complete(mut self, policies: &[Vec<Continuation>]) -> Job {
        for (position, calibration) in self.lacking {
            if let Some(Payoff::Bermudan(bermudan)) = &mut self.job.positions[position].payoff {
                bermudan.policy = policies[calibration].iter().map(continuation).collect();
            }
        }
        self.job
    }
}

impl Calibration {
    fn of(job: &Job, bermudan: &Bermudan) -> Self {
        let dynamics = Dynamics::of(job, bermudan.underlying);
        let steps = &job.schedules[bermudan.schedule as usize].steps;
        let time = |step: u32| job.times[step as usize - 1];
        let expiry = steps.last().copied().map_or(0.0, time);
        let date = |&step: &u32| {
            let time = time(step);
            Date {
                step,
                time,
                centre: dynamics.centre(time),
                discount: discount(job.rate, time),
                waiting: waiting(job, bermudan, time, expiry),
            }
        };
        Self {
            key: [job.seed as u32, (job.seed >> 32) as u32],
            factor: bermudan.underlying,
            moving: moving(job, bermudan.underlying, steps[steps.len() - 1]),
            volatility: dynamics.volatility,
            sign: sign(bermudan.r#type()),
            strike: bermudan.strike,
            dates: steps.iter().map(date).collect(),
        }
    }
}

fn moving(job: &Job, underlying: u32, last_step: u32) -> Option<Moving> {
    let of = &job.underlyings[underlying as usize];
    let heston = of.heston.as_ref()?;
    Some(Moving {
        factor: job.underlyings.len() as u32 + underlying,
        initial: of.volatility * of.volatility,
        steps: VarianceStep::along(heston, &job.times[..last_step as usize]).collect(),
    })
}

fn continuation(of: &Continuation) -> wire::Continuation {
    let [constant, linear, quadratic, cubic] = of.powers;
    let [variance_constant, variance_linear, variance_quadratic] = of.by_variance;
    wire::Continuation {
        constant,
        linear,
        quadratic,
        cubic,
        variance_constant,
        variance_linear,
        variance_quadratic,
    }
}
