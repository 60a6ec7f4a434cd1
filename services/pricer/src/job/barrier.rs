use super::claim::Barrier;
use super::quantity::{Dynamics, Quantities};
use super::survival::{Bridge, ByVariance, ByVolatility, Look, PathLikelihood, Survival};
use super::terms::{discount, gamma_score, theta_score};
use super::walk::Density;
use crate::math::log;
use crate::simd::{Float, Scalar};
use proto::pricer::v1::{self as wire, BarrierKind, Greek, Job};
use std::collections::HashMap;

/// What makes barriers the same: underlying, schedule, the bits of the level, whether it is above, whether it is watched between
/// the steps.
type Key = (u32, u32, u64, bool, bool);

/// Distances from a barrier are cut to this, so that the product of two is finite whatever the market.
const FAR: f64 = 1e150;

/// Finds the distinct barriers of a job.
#[derive(Default)]
pub(super) struct Barriers {
    known: HashMap<Key, usize>,
    watched: Vec<Watched>,
}

/// A barrier that is watched.
struct Watched {
    survival: Survival,
    underlying: u32,
    schedule: u32,
    continuous: bool,
    log_level: f64,
    /// 1 where it is below, -1 where it is above.
    side: f64,
    dynamics: Dynamics,
    spot: f64,
    /// Today's variance, where it moves.
    variance: Option<f64>,
    /// How it moves with the price: what [`Bridge::skew`] is.
    skew: f64,
    /// Of the first price that is looked at, where the variance moves and a greek needs it.
    density: Option<Density>,
}

impl Barriers {
    /// What a position with this barrier pays, at a last step with this discount.
    pub(super) fn find(
        &mut self,
        job: &Job,
        barrier: &wire::Barrier,
        (last, discount): (u32, f64),
        quantities: &mut Quantities<'_>,
    ) -> Barrier {
        let (above, knocks_in) = match barrier.kind() {
            BarrierKind::DownOut | BarrierKind::Unspecified => (false, false),
            BarrierKind::DownIn => (false, true),
            BarrierKind::UpOut => (true, false),
            BarrierKind::UpIn => (true, true),
        };
        let (underlying, schedule) = (barrier.underlying, barrier.schedule);
        let key = (underlying, schedule, barrier.level.to_bits(), above, barrier.continuous);
        let index = *self.known.entry(key).or_insert_with(|| {
            self.watched.push(Watched::new(job, barrier, above, quantities));
            self.watched.len() - 1
        });
        let watched = &mut self.watched[index];
        let rebated = barrier.rebate > 0.0;
        if rebated && !knocks_in {
            watched.pay(job, quantities);
        }
        let rebate = if knocks_in {
            discount * barrier.rebate
        } else {
            barrier.rebate
        };
        Barrier {
            price: quantities.price(underlying, last),
            strike: barrier.strike,
            spot: watched.spot,
            survival: watched.survival,
            knocks_in,
            continuous: barrier.continuous,
            rebate: rebated.then_some(rebate),
        }
    }

    /// Has the quantities read what the barriers need. Once all positions are known, for the last of them may be the first to pay
    /// where a barrier is met.
    pub(super) fn watch(&self, job: &Job, quantities: &mut Quantities<'_>) {
        for watched in &self.watched {
            let mut start = 0.0;
            for (i, [step, dated]) in watched.looks(job).into_iter().enumerate() {
                let [end, dated] = [step, dated].map(|step| job.times[step as usize - 1]);
                let survival = Survival {
                    first: i == 0,
                    ..watched.survival
                };
                if watched.continuous {
                    let bridge = watched.bridge(survival, [start, end], (dated, job.rate));
                    quantities.bridge(watched.underlying, step, bridge);
                } else {
                    let look = watched.look(survival, [start, end], job.rate);
                    quantities.look(watched.underlying, step, look);
                }
                start = end;
            }
        }
    }
}

impl Watched {
    fn new(job: &Job, barrier: &wire::Barrier, above: bool, quantities: &mut Quantities<'_>) -> Self {
        let wire::Underlying {
            spot,
            volatility,
            heston,
            ..
        } = job.underlyings[barrier.underlying as usize];
        let mut watched = Self {
            survival: Survival {
                slot: 0,
                paid: None,
                first: false,
            },
            underlying: barrier.underlying,
            schedule: barrier.schedule,
            continuous: barrier.continuous,
            log_level: log(Float(Scalar, barrier.level)).1,
            side: if above { -1.0 } else { 1.0 },
            dynamics: quantities.dynamics(barrier.underlying),
            spot,
            variance: heston.map(|_| volatility * volatility),
            skew: 0.0,
            density: None,
        };
        if let Some(heston) = heston {
            watched.skew = (0.25 * watched.side) * (heston.correlation * heston.volatility_of_variance);
        }
        let met = watched.is_met_today(job);
        watched.survival.slot = with_greeks(job, if met { 0.0 } else { 1.0 }, quantities);
        quantities.slot(if watched.continuous {
            watched.shift(0.0).max(0.0)
        } else {
            0.0
        });
        if let Some(variance) = watched.variance {
            if watched.continuous {
                quantities.slot(variance);
            } else if job.greeks().any(|greek| matches!(greek, Greek::Delta | Greek::Gamma)) {
                let [first, _] = watched.looks(job)[0];
                watched.density = Some(quantities.density(barrier.underlying, first));
            }
        }
        watched
    }

    /// The steps after 0 at which it is looked at, each with the step that a meeting is dated at. Watched all the time where the
    /// variance moves, it is looked at in all steps of the grid, for a bridge needs the variance on its way.
    fn looks(&self, job: &Job) -> Vec<[u32; 2]> {
        let steps = job.schedules[self.schedule as usize].steps.iter().copied();
        let later = steps.filter(|&step| step != 0);
        if !self.continuous || self.variance.is_none() {
            return later.map(|step| [step, step]).collect();
        }
        let mut next = 1;
        let mut looks = Vec::new();
        for dated in later {
            looks.extend((next..=dated).map(|step| [step, dated]));
            next = dated + 1;
        }
        looks
    }

    /// Makes slots for what is paid when the barrier is met.
    fn pay(&mut self, job: &Job, quantities: &mut Quantities<'_>) {
        if self.survival.paid.is_none() {
            let met = self.is_met_today(job);
            self.survival.paid = Some(with_greeks(job, if met { 1.0 } else { 0.0 }, quantities));
        }
    }

    fn is_met_today(&self, job: &Job) -> bool {
        job.schedules[self.schedule as usize].steps[0] == 0 && self.shift(0.0) <= 0.0
    }

    /// How far the median price is from the barrier.
    fn shift(&self, time: f64) -> f64 {
        let centre = self.dynamics.centre(time);
        (self.side * ((centre - self.log_level) / self.dynamics.volatility)).clamp(-FAR, FAR)
    }

    fn look(&self, survival: Survival, [start, end]: [f64; 2], rate: f64) -> Look {
        let likelihood = match self.variance {
            Some(_) => PathLikelihood::ByVariance(ByVariance {
                density: self.density,
                delta: 1.0 / self.spot,
                gamma: 1.0 / (self.spot * self.spot),
            }),
            None => PathLikelihood::ByVolatility(self.by_volatility([start, end], rate)),
        };
        Look {
            survival,
            side: self.side,
            shift: self.shift(end),
            discount: discount(rate, end),
            likelihood,
        }
    }

    fn by_volatility(&self, [start, end]: [f64; 2], rate: f64) -> ByVolatility {
        let volatility = self.dynamics.volatility;
        ByVolatility {
            delta: 1.0 / ((self.spot * volatility) * end),
            vega: [-(1.0 / volatility), -1.0, 1.0 / (volatility * (end - start))],
            rho: [-end, 1.0 / volatility],
            gamma: gamma_score(self.spot, volatility, end),
            theta: theta_score(rate, self.dynamics.drift, volatility, end),
        }
    }

    fn bridge(&self, survival: Survival, [start, end]: [f64; 2], (dated, rate): (f64, f64)) -> Bridge {
        // The smallest normal number, so that it is finite.
        let pull = -2.0 / (end - start).max(f64::MIN_POSITIVE);
        let discount = discount(rate, dated);
        let [from, to] = [start, end].map(|time| self.slopes(time).map(|slope| pull * slope));
        Bridge {
            survival,
            side: self.side,
            shift: self.shift(end),
            pull,
            skew: self.skew,
            discount,
            decay: -(discount * dated),
            slopes: [0, 1, 2].map(|greek| [from[greek], to[greek]]),
        }
    }

    /// What the distance from the barrier changes with on a path: by the spot, the volatility and the rate.
    fn slopes(&self, time: f64) -> [f64; 3] {
        let volatility = self.dynamics.volatility;
        [
            (self.side / volatility) / self.spot,
            -(self.shift(time) / volatility) - self.side * time,
            (self.side * time) / volatility,
        ]
    }
}

/// The first of new slots for a number and for each of its greeks, which are 0 at step 0.
fn with_greeks(job: &Job, initial: f64, quantities: &mut Quantities<'_>) -> u32 {
    let slot = quantities.slot(initial);
    for _ in &job.greeks {
        quantities.slot(0.0);
    }
    slot
}
