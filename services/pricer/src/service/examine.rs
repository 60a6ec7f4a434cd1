use super::internal;
use super::simulation::Computation;
use crate::job::{self, Calibration, Plan, Preparation, Revaluation};
use kit::status;
use kit::validate::{MOST_VIOLATIONS, Refused, Validator, Violation};
use prost::{Message, Name};
use proto::pricer::v1::position::Payoff;
use proto::pricer::v1::{
    Basket, BasketKind, BasketTerm, Bermudan, Job, OptionType, PrepareRequest, RevalueRequest, Schedule,
    SimulateRequest,
};
use std::borrow::Cow;
use std::ops::Range;
use tonic::Status;

/// A request to compute blocks of a job.
pub(super) trait Order: Message + Name + Send + 'static {
    /// Its job.
    fn job(&mut self) -> &mut Option<Job>;
    /// Which blocks it wants.
    fn blocks(&self) -> Range<u64>;
    /// What it wants of them.
    fn compile(&self) -> Result<Computation, Vec<job::Violation>>;
}

impl Order for SimulateRequest {
    fn job(&mut self) -> &mut Option<Job> {
        &mut self.job
    }

    fn blocks(&self) -> Range<u64> {
        self.first_block..self.first_block.saturating_add(self.block_count.into())
    }

    fn compile(&self) -> Result<Computation, Vec<job::Violation>> {
        // Without a job, the schema has refused it.
        let job = self.job.as_ref().map_or_else(Default::default, Cow::Borrowed);
        Plan::compile(&job).map(Computation::Sums)
    }
}

impl Order for RevalueRequest {
    fn job(&mut self) -> &mut Option<Job> {
        &mut self.job
    }

    fn blocks(&self) -> Range<u64> {
        self.first_block..self.first_block.saturating_add(self.block_count.into())
    }

    fn compile(&self) -> Result<Computation, Vec<job::Violation>> {
        Revaluation::compile(self).map(Computation::Losses)
    }
}

/// Checks a request and compiles its job.
pub(super) fn examine<O: Order>(validator: &Validator, mut request: O) -> Result<Computation, Status> {
    checked(validator, &mut request, O::job)?;
    request.compile().map_err(refused)
}

/// Checks a request and says what its job lacks.
pub(super) fn examine_to_prepare(
    validator: &Validator,
    mut request: PrepareRequest,
) -> Result<(Preparation, Vec<Calibration>), Status> {
    checked(validator, &mut request, |request| &mut request.job)?;
    // Without a job, the schema has refused it.
    Preparation::of(request.job.unwrap_or_default()).map_err(refused)
}

fn refused(found: Vec<job::Violation>) -> Status {
    status::invalid_argument(found.into_iter().map(|v| (v.field, v.description)))
}

/// Checks that a request keeps the constraints of its schema.
///
/// The validator holds a hundred bytes and more for each number of a message. Schedules have up to a million of them, baskets and
/// policies tens of thousands, so each is checked by itself, and the message with the shortest there is in the place of each.
fn checked<M: Message + Name>(
    validator: &Validator,
    request: &mut M,
    job: fn(&mut M) -> &mut Option<Job>,
) -> Result<(), Status> {
    let apart = job(request).as_mut().map(Apart::take).unwrap_or_default();
    let mut found = violations(validator, request)?;
    for (i, schedule) in apart.schedules.iter().enumerate() {
        add(validator, schedule, &mut found, || format!("job.schedules[{i}]"))?;
    }
    for (i, payoff) in &apart.payoffs {
        let path = |member: &str| format!("job.positions[{i}].{member}");
        match payoff {
            Payoff::Basket(basket) => add(validator, basket, &mut found, || path("basket"))?,
            Payoff::Bermudan(bermudan) => add(validator, bermudan, &mut found, || path("bermudan"))?,
            Payoff::European(_) | Payoff::Asian(_) | Payoff::Digital(_) | Payoff::Lookback(_) | Payoff::Barrier(_) => {}
        }
    }
    let (Some(job), true) = (job(request), found.is_empty()) else {
        let told = found.into_iter().take(MOST_VIOLATIONS);
        return Err(status::invalid_argument(told.map(|v| (v.field, v.description))));
    };
    apart.put_back(job);
    Ok(())
}

/// The long parts of a job: its schedules, and its baskets and Bermudan options by their position.
#[derive(Default)]
struct Apart {
    schedules: Vec<Schedule>,
    payoffs: Vec<(usize, Payoff)>,
}

impl Apart {
    /// Leaves the shortest valid ones.
    fn take(job: &mut Job) -> Self {
        let short = vec![Schedule { steps: vec![1] }; job.schedules.len()];
        let payoffs = job.positions.iter_mut().enumerate().filter_map(|(i, position)| {
            let payoff = position.payoff.as_mut()?;
            let short = shortest(payoff)?;
            Some((i, std::mem::replace(payoff, short)))
        });
        Self {
            payoffs: payoffs.collect(),
            schedules: std::mem::replace(&mut job.schedules, short),
        }
    }

    fn put_back(self, job: &mut Job) {
        job.schedules = self.schedules;
        for (i, taken) in self.payoffs {
            job.positions[i].payoff = Some(taken);
        }
    }
}

/// The shortest valid payoff of a kind that may be long.
fn shortest(payoff: &Payoff) -> Option<Payoff> {
    let call = OptionType::Call.into();
    match payoff {
        Payoff::Basket(_) => Some(Payoff::Basket(Basket {
            kind: BasketKind::Sum.into(),
            terms: vec![BasketTerm::default()],
            r#type: call,
            strike: 0.0,
            step: 1,
        })),
        Payoff::Bermudan(_) => Some(Payoff::Bermudan(Bermudan {
            r#type: call,
            strike: 1.0,
            ..Bermudan::default()
        })),
        Payoff::European(_) | Payoff::Asian(_) | Payoff::Digital(_) | Payoff::Lookback(_) | Payoff::Barrier(_) => None,
    }
}

/// Adds what is wrong with a part of a job, unless enough has been found.
fn add<M: Message + Name>(
    validator: &Validator,
    part: &M,
    found: &mut Vec<Violation>,
    path: impl Fn() -> String,
) -> Result<(), Status> {
    if found.len() < MOST_VIOLATIONS {
        found.extend(violations(validator, part)?.into_iter().map(|violation| Violation {
            field: format!("{}.{}", path(), violation.field),
            ..violation
        }));
    }
    Ok(())
}

fn violations<M: Message + Name>(validator: &Validator, message: &M) -> Result<Vec<Violation>, Status> {
    match validator.check_encoded(&M::full_name(), &message.encode_to_vec()) {
        Ok(()) => Ok(Vec::new()),
        Err(Refused::Invalid(violations)) => Ok(violations),
        Err(broken @ Refused::Broken(_)) => Err(internal(&broken.to_string())),
    }
}
