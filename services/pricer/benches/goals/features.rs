//! What a feature costs: a job with it, over the same job or a plainer one of as many steps.

use crate::support::jobs::{average, early, in_steps, plan, watched, with_greeks, with_moving_variance};
use crate::support::positions::ALL_GREEKS;
use crate::support::variations::{antithetic, controlled, of_second_order, prepared, sobol};
use pricer::job::Plan;
use proto::pricer::v1::{Greek, Job};

/// How many steps each has.
const STEPS: u32 = 32;

/// Two plans whose blocks are timed one after the other.
pub struct Feature {
    /// What is measured over what.
    pub name: &'static str,
    pub with: Plan,
    pub without: Plan,
}

/// All that a reader may ask for.
pub fn features() -> Vec<Feature> {
    let asian = average(STEPS);
    let asian_and_greeks = with_greeks(&asian, &ALL_GREEKS);
    let barrier = watched(STEPS, true);
    let moving = with_moving_variance(in_steps(STEPS));
    let second_order = [Greek::Gamma, Greek::Theta];
    [
        ("Asian with delta, vega and rho", asian_and_greeks.clone(), &asian),
        (
            "Asian with gamma and theta too",
            of_second_order(asian_and_greeks),
            &asian,
        ),
        ("Asian with a control variate", controlled(asian.clone()), &asian),
        ("Asian of antithetic paths", antithetic(asian.clone()), &asian),
        ("Asian of Sobol points", sobol(asian.clone()), &asian),
        ("barrier on dates, over the Asian", watched(STEPS, false), &asian),
        ("barrier at all times, over the Asian", barrier.clone(), &asian),
        ("its delta, vega and rho", with_greeks(&barrier, &ALL_GREEKS), &barrier),
        (
            "its gamma and theta, by differences",
            with_greeks(&barrier, &second_order),
            &barrier,
        ),
        ("Bermudan put, over the Asian", prepared(early(STEPS)), &asian),
        (
            "European, Heston's variance over a constant",
            moving.clone(),
            &in_steps(STEPS),
        ),
        (
            "its vega and theta, by differences",
            with_greeks(&moving, &[Greek::Vega, Greek::Theta]),
            &moving,
        ),
    ]
    .map(|(name, with, without): (_, Job, &Job)| Feature {
        name,
        with: plan(&with),
        without: plan(without),
    })
    .into()
}
