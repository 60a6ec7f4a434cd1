use super::passing::Fall;
use super::plan::{Averaging, Extreme, Finish, Greek, Quantity};
use super::survival::{Bridge, Look};
use super::walk::{Density, Exercise, Observation, Target, Walk};
use crate::math::log;
use crate::simd::{Float, Scalar};
use proto::pricer::v1::{self as wire, Job};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// What of an underlying does not change along a path. Where its variance moves, the motion is the whole of what moves the
/// logarithm of its price about that of its forward: the volatility counts as 1, and its square as 0.
#[derive(Clone, Copy)]
pub(super) struct Dynamics {
    log_spot: f64,
    /// The growth of the median logarithm per year.
    pub(super) drift: f64,
    pub(super) volatility: f64,
}

impl Dynamics {
    pub(super) fn of(job: &Job, underlying: u32) -> Self {
        let wire::Underlying {
            spot,
            dividend_yield,
            volatility,
            heston,
        } = job.underlyings[underlying as usize];
        let (volatility, half_variance) = match heston {
            Some(_) => (1.0, 0.0),
            None => (volatility, (0.5 * volatility) * volatility),
        };
        Self {
            log_spot: log(Float(Scalar, spot)).1,
            drift: (job.rate - dividend_yield) - half_variance,
            volatility,
        }
    }

    /// The logarithm of the median price at a time.
    pub(super) fn centre(self, time: f64) -> f64 {
        self.drift.mul_add(time, self.log_spot)
    }
}

/// The slots that an underlying's price at a step is added to or replaces, those that its W is added to, how barriers are watched
/// there, and what is exercised on it.
#[derive(Default)]
struct Reading {
    prices: Vec<Target>,
    motions: Vec<Target>,
    highest: Vec<Target>,
    lowest: Vec<Target>,
    looks: Vec<Look>,
    bridges: Vec<Bridge>,
    exercises: Vec<Exercise>,
    densities: Vec<Density>,
}

/// Finds the distinct quantities of a job and gives them slots.
pub(super) struct Quantities<'a> {
    job: &'a Job,
    dynamics: Vec<Dynamics>,
    /// How many slots a quantity has.
    slots: usize,
    prices: HashMap<(u32, u32), Quantity>,
    motions: HashMap<(u32, u32), u32>,
    averages: HashMap<(u32, u32, Averaging), Quantity>,
    extremes: HashMap<(u32, u32, Extreme), Quantity>,
    densities: HashMap<(u32, u32), Density>,
    /// The rows of the densities, by the underlying.
    noises: HashMap<u32, u32>,
    /// By step, then by underlying.
    readings: BTreeMap<(u32, u32), Reading>,
    pub(super) initial: Vec<f64>,
    pub(super) finishes: Vec<Finish>,
}

impl<'a> Quantities<'a> {
    /// For a checked job.
    pub(super) fn new(job: &'a Job, greeks: &[Greek]) -> Self {
        let dynamics = (0..job.underlyings.len() as u32).map(|underlying| Dynamics::of(job, underlying));
        Self {
            job,
            dynamics: dynamics.collect(),
            slots: 1 + greeks.iter().filter(|&&greek| has_slot(greek)).count(),
            prices: HashMap::new(),
            motions: HashMap::new(),
            averages: HashMap::new(),
            extremes: HashMap::new(),
            densities: HashMap::new(),
            noises: HashMap::new(),
            readings: BTreeMap::new(),
            initial: Vec::new(),
            finishes: Vec::new(),
        }
    }

    /// The price of an underlying at a step after 0.
    pub(super) fn price(&mut self, underlying: u32, step: u32) -> Quantity {
        if let Some(&known) = self.prices.get(&(underlying, step)) {
            return known;
        }
        let quantity = self.quantity(0.0);
        let slot = quantity.0;
        self.reading(underlying, step).prices.push(Target { slot, first: true });
        self.prices.insert((underlying, step), quantity);
        quantity
    }

    /// The slot of an underlying's W at a step after 0.
    pub(super) fn motion(&mut self, underlying: u32, step: u32) -> u32 {
        if let Some(&known) = self.motions.get(&(underlying, step)) {
            return known;
        }
        let slot = self.slot(0.0);
        self.reading(underlying, step)
            .motions
            .push(Target { slot, first: true });
        self.motions.insert((underlying, step), slot);
        slot
    }

    /// How the prices of an underlying from a step after 0 on fall as time passes.
    pub(super) fn fall(&mut self, underlying: u32, step: u32) -> Fall {
        let motion = self.motion(underlying, step);
        let Dynamics { drift, volatility, .. } = self.dynamics[underlying as usize];
        Fall {
            motion,
            line: [drift, (0.5 * volatility) / self.time(step)],
        }
    }

    /// The score of an underlying's price at a step after 0, whose variance moves.
    pub(super) fn density(&mut self, underlying: u32, step: u32) -> Density {
        if let Some(&known) = self.densities.get(&(underlying, step)) {
            return known;
        }
        let rows = self.noises.len() as u32;
        let density = Density {
            row: *self.noises.entry(underlying).or_insert(rows),
            score: self.slot(0.0),
            bend: self.slot(0.0),
        };
        self.reading(underlying, step).densities.push(density);
        self.densities.insert((underlying, step), density);
        density
    }

    /// The logarithm of an underlying's price at a step after 0 where its W is 0.
    pub(super) fn centre(&self, underlying: u32, step: u32) -> f64 {
        self.dynamics[underlying as usize].centre(self.time(step))
    }

    /// The highest or the lowest price of an underlying over a schedule.
    pub(super) fn extreme(&mut self, underlying: u32, schedule: u32, side: Extreme) -> Quantity {
        let key = (underlying, schedule, side);
        if let Some(&known) = self.extremes.get(&key) {
            return known;
        }
        let steps = self.job.schedules[schedule as usize].steps.as_slice();
        // Today's price is known, and its derivatives to volatility and rate are 0.
        let quantity = self.quantity(if steps[0] == 0 {
            self.job.underlyings[underlying as usize].spot
        } else {
            side.nothing()
        });
        for (step, target) in targets(steps, quantity) {
            let reading = self.reading(underlying, step);
            let slots = match side {
                Extreme::Lowest => &mut reading.lowest,
                Extreme::Highest => &mut reading.highest,
            };
            slots.push(target);
        }
        self.extremes.insert(key, quantity);
        quantity
    }

    /// The average of an underlying over a schedule.
    pub(super) fn average(&mut self, underlying: u32, schedule: u32, averaging: Averaging) -> Quantity {
        let key = (underlying, schedule, averaging);
        if let Some(&known) = self.averages.get(&key) {
            return known;
        }
        let steps = self.job.schedules[schedule as usize].steps.as_slice();
        let quantity = match averaging {
            Averaging::Arithmetic => self.arithmetic(underlying, steps),
            Averaging::Geometric => self.geometric(underlying, steps),
        };
        self.averages.insert(key, quantity);
        quantity
    }

    fn arithmetic(&mut self, underlying: u32, steps: &[u32]) -> Quantity {
        // Today's price is known, and its derivatives to volatility and rate are 0.
        let today = if steps[0] == 0 {
            self.job.underlyings[underlying as usize].spot
        } else {
            0.0
        };
        let quantity = self.quantity(today);
        for (step, target) in targets(steps, quantity) {
            self.reading(underlying, step).prices.push(target);
        }
        let factor = 1.0 / steps.len() as f64;
        let slots = quantity.0..quantity.0 + self.slots as u32;
        self.finishes.extend(slots.map(|slot| Finish::Scale { slot, factor }));
        quantity
    }

    /// Needs no price on the way: the mean of log S follows from the mean of W.
    fn geometric(&mut self, underlying: u32, steps: &[u32]) -> Quantity {
        let quantity = self.quantity(0.0);
        let mut sum_of_times = 0.0;
        for (step, target) in targets(steps, quantity) {
            self.reading(underlying, step).motions.push(target);
            sum_of_times += self.time(step);
        }
        let dynamics = self.dynamics[underlying as usize];
        let mean_time = sum_of_times / steps.len() as f64;
        self.finishes.push(Finish::Geometric {
            quantity,
            factor: 1.0 / steps.len() as f64,
            volatility: dynamics.volatility,
            centre: dynamics.centre(mean_time),
            mean_time,
            vega_centre: dynamics.volatility * mean_time,
        });
        quantity
    }

    /// Notes that a claim on an underlying may be exercised at a step after 0.
    pub(super) fn exercise(&mut self, underlying: u32, step: u32, exercise: Exercise) {
        self.reading(underlying, step).exercises.push(exercise);
    }

    /// A new one, its value `initial` at step 0 and its derivatives 0.
    pub(super) fn quantity(&mut self, initial: f64) -> Quantity {
        let quantity = Quantity(self.slot(initial));
        self.initial.resize(self.initial.len() + self.slots - 1, 0.0);
        quantity
    }

    /// A new one, `initial` at step 0.
    pub(super) fn slot(&mut self, initial: f64) -> u32 {
        self.initial.push(initial);
        self.initial.len() as u32 - 1
    }

    /// Looks at a barrier on an underlying at a step after 0.
    pub(super) fn look(&mut self, underlying: u32, step: u32, look: Look) {
        self.reading(underlying, step).looks.push(look);
    }

    /// Watches a barrier on an underlying up to a step after 0.
    pub(super) fn bridge(&mut self, underlying: u32, step: u32, bridge: Bridge) {
        self.reading(underlying, step).bridges.push(bridge);
    }

    pub(super) fn dynamics(&self, underlying: u32) -> Dynamics {
        self.dynamics[underlying as usize]
    }

    fn reading(&mut self, underlying: u32, step: u32) -> &mut Reading {
        self.readings.entry((step, underlying)).or_default()
    }

    fn time(&self, step: u32) -> f64 {
        self.job.times[step as usize - 1]
    }

    /// Adds all observations to a walk, by step and then by underlying.
    pub(super) fn observe(&mut self, walk: &mut Walk) {
        walk.noises = self.noises.len() as u32;
        for ((step, underlying), reading) in std::mem::take(&mut self.readings) {
            let dynamics = self.dynamics[underlying as usize];
            let time = self.time(step);
            walk.observations.push(Observation {
                step,
                underlying,
                volatility: dynamics.volatility,
                centre: self.centre(underlying, step),
                time,
                vega_centre: dynamics.volatility * time,
                // The rows are numbered where the underlyings are made to move.
                variance: None,
                prices: append(&mut walk.price_slots, &reading.prices),
                motions: append(&mut walk.motion_slots, &reading.motions),
                highest: append(&mut walk.highest_slots, &reading.highest),
                lowest: append(&mut walk.lowest_slots, &reading.lowest),
                looks: append(&mut walk.looks, &reading.looks),
                bridges: append(&mut walk.bridges, &reading.bridges),
                exercises: append(&mut walk.exercises, &reading.exercises),
                densities: append(&mut walk.densities, &reading.densities),
            });
        }
    }
}

/// Whether a quantity's derivative is kept.
fn has_slot(greek: Greek) -> bool {
    matches!(greek, Greek::Vega | Greek::Rho)
}

/// The steps after 0 at which a quantity reads, and how.
fn targets(steps: &[u32], quantity: Quantity) -> impl Iterator<Item = (u32, Target)> {
    let later = steps.iter().copied().filter(|&step| step != 0);
    later.enumerate().map(move |(i, step)| {
        let target = Target {
            slot: quantity.0,
            first: i == 0,
        };
        (step, target)
    })
}

/// Where in the list the items are now.
fn append<T: Clone>(list: &mut Vec<T>, items: &[T]) -> Range<u32> {
    let first = list.len() as u32;
    list.extend_from_slice(items);
    first..list.len() as u32
}
