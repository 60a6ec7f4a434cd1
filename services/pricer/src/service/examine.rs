use super::internal;
use super::simulation::Computation;
use crate::job::{self, Plan, Revaluation};
use kit::status;
use kit::validate::{MOST_VIOLATIONS, Refused, Validator, Violation};
use prost::{Message, Name};
use proto::pricer::v1::position::Payoff;
use proto::pricer::v1::{
    Basket, BasketKind, BasketTerm, Job, OptionType, Position, RevalueRequest, Schedule, SimulateRequest,
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
///
/// The validator holds a hundred bytes and more for each number of a message. Schedules have up to a million of them and baskets
/// tens of thousands, so each is checked by itself, and the message with the shortest there is in the place of each.
pub(super) fn examine<O: Order>(validator: &Validator, mut request: O) -> Result<Computation, Status> {
    let apart = request.job().as_mut().map(Apart::take).unwrap_or_default();
    let mut found = violations(validator, &request)?;
    for (i, schedule) in apart.schedules.iter().enumerate() {
        add(validator, schedule, &mut found, || format!("job.schedules[{i}]"))?;
    }
    for (i, basket) in &apart.baskets {
        add(validator, basket, &mut found, || format!("job.positions[{i}].basket"))?;
    }
    let (Some(job), true) = (request.job(), found.is_empty()) else {
        let told = found.into_iter().take(MOST_VIOLATIONS);
        return Err(status::invalid_argument(told.map(|v| (v.field, v.description))));
    };
    apart.put_back(job);
    let refused = |found: Vec<job::Violation>| found.into_iter().map(|v| (v.field, v.description));
    request
        .compile()
        .map_err(|found| status::invalid_argument(refused(found)))
}

/// The long parts of a job: its schedules, and its baskets by their position.
#[derive(Default)]
struct Apart {
    schedules: Vec<Schedule>,
    baskets: Vec<(usize, Basket)>,
}

impl Apart {
    /// Leaves the shortest valid ones.
    fn take(job: &mut Job) -> Self {
        let short = vec![Schedule { steps: vec![1] }; job.schedules.len()];
        let baskets = job.positions.iter_mut().enumerate().filter_map(|(i, position)| {
            let basket = basket(position)?;
            let short = Basket {
                kind: BasketKind::Sum.into(),
                terms: vec![BasketTerm::default()],
                r#type: OptionType::Call.into(),
                strike: 0.0,
                step: 1,
            };
            Some((i, std::mem::replace(basket, short)))
        });
        Self {
            baskets: baskets.collect(),
            schedules: std::mem::replace(&mut job.schedules, short),
        }
    }

    fn put_back(self, job: &mut Job) {
        job.schedules = self.schedules;
        for (i, taken) in self.baskets {
            if let Some(basket) = basket(&mut job.positions[i]) {
                *basket = taken;
            }
        }
    }
}

fn basket(position: &mut Position) -> Option<&mut Basket> {
    match &mut position.payoff {
        Some(Payoff::Basket(basket)) => Some(basket),
        _ => None,
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
