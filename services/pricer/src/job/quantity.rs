use super::plan::{Averaging, Finish, Greek, Quantity};
use super::walk::{Observation, Source, Use};
use crate::math::log_of_normal;
use bimetal_proto::pricer::v1::Job;
use std::collections::{BTreeMap, HashMap};

/// What of an underlying does not change along a path.
#[derive(Clone, Copy)]
struct Dynamics {
    log_spot: f64,
    /// The growth of the median logarithm per year.
    drift: f64,
    volatility: f64,
}

/// Finds the distinct quantities of a job and gives them slots.
pub(super) struct Quantities<'a> {
    job: &'a Job,
    dynamics: Vec<Dynamics>,
    vega: bool,
    rho: bool,
    prices: HashMap<(u32, u32), Quantity>,
    averages: HashMap<(u32, u32, Averaging), Quantity>,
    /// By step, then by underlying.
    readings: BTreeMap<(u32, u32), Vec<Use>>,
    pub(super) initial: Vec<f64>,
    pub(super) finishes: Vec<Finish>,
}

impl<'a> Quantities<'a> {
    /// For a checked job.
    pub(super) fn new(job: &'a Job, greeks: &[Greek]) -> Self {
        let dynamics = job.underlyings.iter().map(|underlying| {
            let half_variance = (0.5 * underlying.volatility) * underlying.volatility;
            Dynamics {
                log_spot: log_of_normal(underlying.spot),
                drift: (job.rate - underlying.dividend_yield) - half_variance,
                volatility: underlying.volatility,
            }
        });
        Self {
            job,
            dynamics: dynamics.collect(),
            vega: greeks.contains(&Greek::Vega),
            rho: greeks.contains(&Greek::Rho),
            prices: HashMap::new(),
            averages: HashMap::new(),
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
        let quantity = self.slots(0.0);
        self.read_price(underlying, step, quantity);
        self.prices.insert((underlying, step), quantity);
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
        let quantity = self.slots(today);
        for &step in steps.iter().filter(|&&step| step != 0) {
            self.read_price(underlying, step, quantity);
        }
        let factor = 1.0 / steps.len() as f64;
        self.finishes.push(Finish::Scale {
            slot: quantity.value,
            factor,
        });
        if self.vega {
            self.finishes.push(Finish::Scale {
                slot: quantity.vega,
                factor,
            });
        }
        if self.rho {
            self.finishes.push(Finish::Scale {
                slot: quantity.rho,
                factor,
            });
        }
        quantity
    }

    /// Needs no price on the way: the mean of log S follows from the mean of W.
    fn geometric(&mut self, underlying: u32, steps: &[u32]) -> Quantity {
        let quantity = self.slots(0.0);
        let mut sum_of_times = 0.0;
        for &step in steps.iter().filter(|&&step| step != 0) {
            self.read(underlying, step, Source::Motion, quantity.value);
            sum_of_times += self.time(step);
        }
        let Dynamics {
            log_spot,
            drift,
            volatility,
        } = self.dynamics[underlying as usize];
        let mean_time = sum_of_times / steps.len() as f64;
        self.finishes.push(Finish::Geometric {
            quantity,
            factor: 1.0 / steps.len() as f64,
            volatility,
            centre: drift.mul_add(mean_time, log_spot),
            mean_time,
            vega_centre: volatility * mean_time,
        });
        quantity
    }

    fn slots(&mut self, initial: f64) -> Quantity {
        let mut quantity = Quantity {
            value: self.slot(initial),
            ..Quantity::default()
        };
        if self.vega {
            quantity.vega = self.slot(0.0);
        }
        if self.rho {
            quantity.rho = self.slot(0.0);
        }
        quantity
    }

    fn slot(&mut self, initial: f64) -> u32 {
        self.initial.push(initial);
        self.initial.len() as u32 - 1
    }

    fn read_price(&mut self, underlying: u32, step: u32, quantity: Quantity) {
        self.read(underlying, step, Source::Price, quantity.value);
        if self.vega {
            self.read(underlying, step, Source::Vega, quantity.vega);
        }
        if self.rho {
            self.read(underlying, step, Source::Rho, quantity.rho);
        }
    }

    fn read(&mut self, underlying: u32, step: u32, source: Source, slot: u32) {
        self.readings
            .entry((step, underlying))
            .or_default()
            .push(Use { source, slot });
    }

    fn time(&self, step: u32) -> f64 {
        self.job.times[step as usize - 1]
    }

    /// All observations with their uses, by step and then by underlying.
    pub(super) fn observations(&mut self) -> (Vec<Observation>, Vec<Use>) {
        let readings = std::mem::take(&mut self.readings);
        let mut observations = Vec::with_capacity(readings.len());
        let mut uses = Vec::with_capacity(readings.values().map(Vec::len).sum());
        for ((step, underlying), wanted) in readings {
            let Dynamics {
                log_spot,
                drift,
                volatility,
            } = self.dynamics[underlying as usize];
            let time = self.time(step);
            let first = uses.len() as u32;
            uses.extend_from_slice(&wanted);
            observations.push(Observation {
                step,
                underlying,
                volatility,
                centre: drift.mul_add(time, log_spot),
                time,
                vega_centre: volatility * time,
                needs_price: wanted.iter().any(|u| u.source != Source::Motion),
                uses: first..uses.len() as u32,
            });
        }
        (observations, uses)
    }
}
