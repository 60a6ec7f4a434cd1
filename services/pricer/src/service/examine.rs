use super::internal;
use crate::job::Plan;
use kit::status;
use kit::validate::{MOST_VIOLATIONS, Refused, Validator, Violation};
use prost::{Message, Name};
use proto::pricer::v1::{Schedule, SimulateRequest};
use tonic::Status;

/// Checks a request and compiles its job.
///
/// The validator holds a hundred bytes and more for each number of a message. Schedules have up to a million of them, so each is
/// checked by itself, and the message with one step in the place of each.
pub(super) fn examine(validator: &Validator, mut request: SimulateRequest) -> Result<Plan, Status> {
    let schedules = request.job.as_mut().map(|job| {
        let short = vec![Schedule { steps: vec![1] }; job.schedules.len()];
        std::mem::replace(&mut job.schedules, short)
    });
    let mut found = violations(validator, &request)?;
    for (i, schedule) in schedules.iter().flatten().enumerate() {
        if found.len() >= MOST_VIOLATIONS {
            break;
        }
        found.extend(violations(validator, schedule)?.into_iter().map(|violation| Violation {
            field: format!("job.schedules[{i}].{}", violation.field),
            ..violation
        }));
    }
    let (Some(mut job), Some(schedules), true) = (request.job, schedules, found.is_empty()) else {
        let told = found.into_iter().take(MOST_VIOLATIONS);
        return Err(status::invalid_argument(told.map(|v| (v.field, v.description))));
    };
    job.schedules = schedules;
    Plan::compile(&job).map_err(|found| status::invalid_argument(found.into_iter().map(|v| (v.field, v.description))))
}

fn violations<M: Message + Name>(validator: &Validator, message: &M) -> Result<Vec<Violation>, Status> {
    match validator.check_encoded(&M::full_name(), &message.encode_to_vec()) {
        Ok(()) => Ok(Vec::new()),
        Err(Refused::Invalid(violations)) => Ok(violations),
        Err(broken @ Refused::Broken(_)) => Err(internal(&broken.to_string())),
    }
}
