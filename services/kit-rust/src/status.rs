//! Errors with google.rpc details, so that callers act on data rather than on words.

use std::collections::HashMap;
use std::time::Duration;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};

/// INVALID_ARGUMENT with one BadRequest violation per (field path, description), in their order.
///
/// A field path is written as protovalidate writes it: `list[3].inner.field`.
pub fn invalid_argument<F, D>(violations: impl IntoIterator<Item = (F, D)>) -> Status
where
    F: Into<String>,
    D: Into<String>,
{
    let violations: Vec<FieldViolation> = violations
        .into_iter()
        .map(|(field, description)| FieldViolation::new(field, description))
        .collect();
    let message = match violations.as_slice() {
        [one] => format!("{}: {}", one.field, one.description),
        [first, rest @ ..] => format!("{}: {} (and {} more)", first.field, first.description, rest.len()),
        [] => "invalid argument".to_owned(),
    };
    Status::with_error_details(
        Code::InvalidArgument,
        message,
        ErrorDetails::with_bad_request(violations),
    )
}

/// RESOURCE_EXHAUSTED with RetryInfo: the caller is told when to try again.
pub fn resource_exhausted(message: impl Into<String>, retry_after: Duration) -> Status {
    Status::with_error_details(
        Code::ResourceExhausted,
        message,
        ErrorDetails::with_retry_info(Some(retry_after)),
    )
}

/// Any code with ErrorInfo: `reason` is UPPER_SNAKE and stable, unique within `domain`; `metadata` is for machines.
pub fn with_reason(
    code: Code,
    message: impl Into<String>,
    domain: &str,
    reason: &str,
    metadata: HashMap<String, String>,
) -> Status {
    Status::with_error_details(code, message, ErrorDetails::with_error_info(reason, domain, metadata))
}
