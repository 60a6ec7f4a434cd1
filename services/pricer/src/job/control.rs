//! What corrects a claim: something on the same path whose expectation is known.

use super::averages::{Averages, Sampled};
use super::lognormal::Lognormal;
use super::plan::{Averaging, Quantity};
use super::quantity::Quantities;
use super::worth::{Expiring, Pays};
use proto::pricer::v1::{self as wire, Job, position::Payoff};
use std::collections::HashMap;

/// What a claim pays becomes paid + slope (control - mean), with a slope that is known before the first path, so that its
/// expectation stays what it is.
#[derive(Clone, Copy, Debug)]
pub struct Control {
    /// What controls, or what is under it.
    pub quantity: Quantity,
    /// It is the claim's option on the quantity against this strike, discounted. None: it is the quantity itself.
    pub strike: Option<f64>,
    /// The control's expectation.
    pub mean: f64,
    /// Minus the coefficient of the claim's regression on the control.
    pub slope: f64,
}

/// Finds the controls of a job.
#[derive(Default)]
pub(super) struct Controls {
    averages: HashMap<(u32, u32), Averages>,
}

/// What a control needs of the claim that it is for.
#[derive(Clone, Copy)]
pub(super) struct Controlled {
    /// 1 for a call, -1 for a put.
    pub(super) sign: f64,
    /// exp(-rate expiry)
    pub(super) discount: f64,
    /// What it pays on.
    pub(super) long: Quantity,
}

impl Controls {
    /// That of a position. None: nothing corrects it.
    pub(super) fn find(
        &mut self,
        job: &Job,
        payoff: &Payoff,
        of: Controlled,
        quantities: &mut Quantities<'_>,
    ) -> Option<Control> {
        let pays = |strike, pays| Expiring {
            sign: of.sign,
            strike,
            pays,
        };
        match payoff {
            Payoff::European(european) => {
                let law = law_of_price(job, quantities, european.underlying, european.step);
                by_quantity(job, law, &pays(european.strike, Pays::Difference), of)
            }
            Payoff::Digital(digital) => {
                let law = law_of_price(job, quantities, digital.underlying, digital.step);
                let paid = digital.cash.map_or(Pays::Asset, Pays::Cash);
                by_quantity(job, law, &pays(digital.strike, paid), of)
            }
            Payoff::Asian(asian) => {
                let pays = pays(asian.strike?, Pays::Difference);
                self.by_average((job, asian), &pays, of, quantities)
            }
            _ => None,
        }
    }

    /// Control of a claim on an average: by the average itself where that is lognormal, otherwise by the same option on the geometric
    /// average (A. Kemna and A. Vorst, "A pricing method for options based on average asset values", 1990).
    fn by_average(
        &mut self,
        (job, asian): (&Job, &wire::Asian),
        pays: &Expiring,
        of: Controlled,
        quantities: &mut Quantities<'_>,
    ) -> Option<Control> {
        let key = (asian.underlying, asian.schedule);
        let averages = self.averages.entry(key).or_insert_with(|| {
            let sampled = Sampled {
                dynamics: quantities.dynamics(asian.underlying),
                spread: spread(job, asian.underlying),
            };
            Averages::new(job, &job.schedules[asian.schedule as usize].steps, sampled)
        });
        if averages.is_single() || asian.averaging() == wire::Averaging::Geometric {
            return by_quantity(job, averages.law, pays, of);
        }
        if !averages.law.varies() {
            return None;
        }
        let slope = -averages.slope(pays, job.antithetic);
        (slope != 0.0).then(|| Control {
            quantity: quantities.average(asian.underlying, asian.schedule, Averaging::Geometric),
            strike: Some(pays.strike),
            mean: of.discount * averages.law.pays(pays, 0.0),
            slope,
        })
    }
}

/// Control by the quantity that the claim pays on, whose law is this.
fn by_quantity(job: &Job, law: Lognormal, pays: &Expiring, of: Controlled) -> Option<Control> {
    law.varies().then(|| Control {
        quantity: of.long,
        strike: None,
        mean: law.mean(0.0),
        slope: -(of.discount * law.slope(pays, job.antithetic)),
    })
}

/// That of an underlying's price at a step after 0.
fn law_of_price(job: &Job, quantities: &Quantities<'_>, underlying: u32, step: u32) -> Lognormal {
    Lognormal {
        centre: quantities.centre(underlying, step),
        deviation: spread(job, underlying) * job.times[step as usize - 1].sqrt(),
    }
}

/// The standard deviation of an underlying's logarithm at a year, with the row of the correlation factor as it is; not a number where
/// its variance moves, for then no logarithm is normal.
fn spread(job: &Job, underlying: u32) -> f64 {
    let index = underlying as usize;
    let of = &job.underlyings[index];
    if of.heston.is_some() {
        return f64::NAN;
    }
    if job.correlation_factor.is_empty() {
        return of.volatility;
    }
    let first = index * (index + 1) / 2;
    let row = &job.correlation_factor[first..=first + index];
    let square = row.iter().fold(0.0, |square, weight| weight.mul_add(*weight, square));
    of.volatility * f64::sqrt(square)
}
