use super::plan::Greek;
use super::quantity::Quantities;
use super::terms::{delta_score, discount, moves, sign, waiting};
use super::walk::{Continuation, Exercise, Opening, Target};
use proto::pricer::v1::{self as wire, Bermudan, Job, OptionType};
use std::collections::HashMap;

/// What makes Bermudan options the same: the underlying, the type, the strike's bits, the schedule, and the policy's bits.
type Key = (u32, OptionType, u64, u32, Vec<[u64; 7]>);

/// Finds the distinct Bermudan options of a job, by the slot of what they have paid.
#[derive(Default)]
pub(super) struct Bermudans {
    known: HashMap<Key, u32>,
}

impl Bermudans {
    pub(super) fn find(
        &mut self,
        (job, greeks): (&Job, &[Greek]),
        of: &Bermudan,
        quantities: &mut Quantities<'_>,
    ) -> u32 {
        let policy: Vec<Continuation> = of.policy.iter().map(continuation).collect();
        let bits = policy.iter().map(bits).collect();
        let key = (of.underlying, of.r#type(), of.strike.to_bits(), of.schedule, bits);
        *self
            .known
            .entry(key)
            .or_insert_with(|| make((job, greeks), of, &policy, quantities))
    }
}

fn make(
    (job, greeks): (&Job, &[Greek]),
    of: &Bermudan,
    policy: &[Continuation],
    quantities: &mut Quantities<'_>,
) -> u32 {
    let slot = quantities.slot(0.0);
    for _ in &job.greeks {
        quantities.slot(0.0);
    }
    // At the last step there is nothing to hold on for.
    let continuations = policy.iter().copied().chain([Continuation::default()]);
    let steps = &job.schedules[of.schedule as usize].steps;
    let time = |step: u32| job.times[step as usize - 1];
    let wire::Underlying { spot, volatility, .. } = job.underlyings[of.underlying as usize];
    let (gamma, theta) = (greeks.contains(&Greek::Gamma), greeks.contains(&Greek::Theta));
    let opening = if !moves(job, of.underlying) {
        (gamma || theta).then(|| {
            let fall = quantities.fall(of.underlying, steps[0]);
            Opening {
                slot: fall.motion,
                score: delta_score(spot, volatility, time(steps[0])),
                fall: fall.line,
            }
        })
    } else {
        gamma.then(|| Opening {
            slot: quantities.density(of.underlying, steps[0]).score,
            score: [-(1.0 / spot), 1.0 / spot],
            fall: [0.0; 2],
        })
    };
    let expiry = steps.last().copied().map_or(0.0, time);
    for (i, (&step, continuation)) in steps.iter().zip(continuations).enumerate() {
        let exercise = Exercise {
            paid: Target { slot, first: i == 0 },
            sign: sign(of.r#type()),
            strike: of.strike,
            spot,
            discount: discount(job.rate, time(step)),
            continuation,
            waiting: waiting(job, of, time(step), expiry),
            rate: job.rate,
            opening,
        };
        quantities.exercise(of.underlying, step, exercise);
    }
    slot
}

fn continuation(of: &wire::Continuation) -> Continuation {
    Continuation {
        powers: [of.constant, of.linear, of.quadratic, of.cubic],
        by_variance: [of.variance_constant, of.variance_linear, of.variance_quadratic],
    }
}

fn bits(of: &Continuation) -> [u64; 7] {
    let ([a, b, c, d], [e, f, g]) = (of.powers, of.by_variance);
    [a, b, c, d, e, f, g].map(f64::to_bits)
}
