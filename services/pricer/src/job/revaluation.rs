use super::check::{MOST_VIOLATIONS, Policies, Violation, check};
use super::movement::movement;
use super::plan::Plan;
use super::quantity::Quantities;
use super::walk::Walk;
use super::worth::{Held, Holding};
use proto::pricer::v1::position::Payoff;
use proto::pricer::v1::{Job, RevalueRequest, Sampling, Tail, Underlying};

/// A request for losses, compiled.
#[derive(Debug)]
pub struct Revaluation {
    /// How the underlyings move to the horizon, and the prices and motions there. It has no claims.
    pub plan: Plan,
    /// What is held, in the job's order.
    pub holdings: Vec<Holding>,
    /// The tails whose sums are asked for. Without any, the losses are.
    pub tails: Vec<Tail>,
    /// What the holdings are worth today.
    pub value: f64,
}

impl Revaluation {
    /// Compiles a request that keeps the constraints of its schema.
    ///
    /// # Errors
    /// What is wrong beyond the schema, as of [`Plan::compile`], and what has no closed form. At most 16 violations.
    pub fn compile(request: &RevalueRequest) -> Result<Self, Vec<Violation>> {
        let Some(job) = &request.job else {
            return Err(vec![violation("job", "is required")]);
        };
        let mut violations = check(job, Policies::Complete);
        violations.extend(beyond(job, &request.drifts));
        violations.truncate(MOST_VIOLATIONS);
        if !violations.is_empty() {
            return Err(violations);
        }
        Ok(Self::of(job, request))
    }

    fn of(job: &Job, request: &RevalueRequest) -> Self {
        let market = real_world(job, &request.drifts);
        let mut quantities = Quantities::new(&market, &[]);
        let mut holdings = Vec::with_capacity(job.positions.len());
        let mut value = 0.0;
        for position in &job.positions {
            let payoff = position.payoff.as_ref();
            let Some(held) = payoff.and_then(|payoff| Held::new(job, payoff)) else {
                continue;
            };
            let now = held.now();
            value = position.quantity.mul_add(now, value);
            holdings.push(Holding {
                quantity: position.quantity,
                now,
                price: quantities.price(held.underlying, HORIZON).0,
                motion: quantities.motion(held.underlying, HORIZON),
                worth: held.worth(quantities.centre(held.underlying, HORIZON)),
            });
        }
        let mut walk = Walk::default();
        quantities.observe(&mut walk);
        let spreads = movement(&market, &mut walk);
        Self {
            plan: Plan {
                key: [job.seed as u32, (job.seed >> 32) as u32],
                underlyings: job.underlyings.len(),
                moderate: walk.is_moderate(&spreads, false),
                walk,
                initial: quantities.initial,
                finishes: quantities.finishes,
                terms: Vec::new(),
                claims: Vec::new(),
                greeks: Vec::new(),
                antithetic: false,
                differences: Vec::new(),
                worlds: Vec::new(),
                shares: Vec::new(),
                tracks: None,
            },
            holdings,
            tails: request.tails.clone(),
            value,
        }
    }

    /// How many sums a block has where tails are asked for.
    #[must_use]
    pub fn series(&self) -> usize {
        self.tails.len() * self.holdings.len()
    }

    /// About how many bytes it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.plan.bytes() + size_of_val(&*self.holdings) + size_of_val(&*self.tails)
    }
}

/// The step of the horizon.
const HORIZON: u32 = 1;

/// The job whose underlyings grow as they do in the real world. There is no rate, so that the drifts are what they are to the bit.
fn real_world(job: &Job, drifts: &[f64]) -> Job {
    let risk_neutral = |of: &Underlying| job.rate - of.dividend_yield;
    let underlyings = job.underlyings.iter().enumerate().map(|(i, of)| Underlying {
        dividend_yield: -drifts.get(i).copied().unwrap_or_else(|| risk_neutral(of)),
        ..*of
    });
    Job {
        rate: 0.0,
        underlyings: underlyings.collect(),
        times: job.times.clone(),
        correlation_factor: job.correlation_factor.clone(),
        ..Job::default()
    }
}

/// What a job may have, but not where its losses are asked for.
fn beyond(job: &Job, drifts: &[f64]) -> Vec<Violation> {
    let mut found = Vec::new();
    if !job.greeks.is_empty() {
        found.push(violation("job.greeks", "must be empty: losses have none"));
    }
    if job.antithetic {
        found.push(violation(
            "job.antithetic",
            "must not be set: the losses of single scenarios are asked for",
        ));
    }
    if job.control_variates {
        found.push(violation(
            "job.control_variates",
            "must not be set: the losses of single scenarios are asked for",
        ));
    }
    if job.sampling() != Sampling::Unspecified {
        found.push(violation(
            "job.sampling",
            "must not be set: the losses of single scenarios are asked for",
        ));
    }
    if let Some(i) = job.underlyings.iter().position(|of| of.heston.is_some()) {
        let field = format!("job.underlyings[{i}].heston");
        found.push(violation(&field, "must not be set: losses need a constant volatility"));
    }
    let strangers = job.positions.iter().enumerate().filter(|(_, position)| {
        let closed = matches!(position.payoff, None | Some(Payoff::European(_) | Payoff::Digital(_)));
        !closed
    });
    found.extend(strangers.take(MOST_VIOLATIONS).map(|(i, _)| {
        violation(
            &format!("job.positions[{i}].payoff"),
            "must be european or digital: others have no closed form",
        )
    }));
    let (n, given) = (job.underlyings.len(), drifts.len());
    if given != 0 && given != n {
        let description = format!("must be empty or have {n} entries, one per underlying, not {given}");
        found.push(violation("drifts", &description));
    }
    found
}

fn violation(field: &str, description: &str) -> Violation {
    Violation {
        field: field.to_owned(),
        description: description.to_owned(),
    }
}
