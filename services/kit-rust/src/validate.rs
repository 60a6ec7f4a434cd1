//! Validation from the schema: the protovalidate constraints of the contracts, checked on whole messages.

use crate::status;
use prost::{Message, Name};
use prost_protovalidate::{Error, bridge::RuntimeBridge};
use tonic::Status;

/// More violations are not told to a caller: they travel in a header, whose size is limited.
pub const MOST_VIOLATIONS: usize = 16;

/// Checks messages against the constraints that a descriptor set carries. Build one and share it: constraints are compiled on
/// first use and kept.
pub struct Validator {
    rules: RuntimeBridge,
}

/// Why a message was refused.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Fields break constraints.
    #[error("{} constraints are broken", .0.len())]
    Invalid(Vec<Violation>),
    /// The schema's own constraints cannot be evaluated: a bug of the contract, not of the caller.
    #[error("constraints cannot be evaluated: {0}")]
    Broken(String),
}

/// One broken constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where, as a protovalidate path: `list[3].inner.field`.
    pub field: String,
    /// Which constraint, as protovalidate names it: `double.gt`, or the id of a CEL rule.
    pub rule: String,
    /// What it asks for.
    pub description: String,
}

impl Validator {
    /// Reads the constraints of an encoded `FileDescriptorSet`.
    ///
    /// # Panics
    /// When the bytes are no descriptor set. They are embedded when the program is built, so no input can cause it.
    #[must_use]
    pub fn new(descriptor_set: &[u8]) -> Self {
        Self {
            rules: RuntimeBridge::from_fds(descriptor_set),
        }
    }

    /// The contracts of this workspace.
    #[must_use]
    pub fn of_contracts() -> Self {
        Self::new(proto::FILE_DESCRIPTOR_SET)
    }

    /// Checks a message.
    ///
    /// # Errors
    /// INVALID_ARGUMENT with BadRequest violations, [`MOST_VIOLATIONS`] at most, one for each broken constraint; INTERNAL where the schema itself is wrong.
    pub fn check<M: Message + Name>(&self, message: &M) -> Result<(), Status> {
        self.check_encoded(&M::full_name(), &message.encode_to_vec())
            .map_err(|refused| match refused {
                Refused::Invalid(violations) => status::invalid_argument(
                    violations
                        .into_iter()
                        .take(MOST_VIOLATIONS)
                        .map(|v| (v.field, v.description)),
                ),
                Refused::Broken(cause) => {
                    tracing::error!(cause, message = M::NAME, "constraints cannot be evaluated");
                    Status::internal("constraints cannot be evaluated")
                }
            })
    }

    /// Checks the encoded message of the type named, such as `package.v1.Message`.
    ///
    /// # Errors
    /// See [`Refused`]. Bytes that do not decode, and a type that no contract holds, are [`Refused::Broken`].
    pub fn check_encoded(&self, full_name: &str, message: &[u8]) -> Result<(), Refused> {
        self.rules
            .validate_wire(full_name, message)
            .map_err(|error| match error {
                Error::Validation(invalid) => Refused::Invalid(invalid.violations().iter().map(describe).collect()),
                other => Refused::Broken(other.to_string()),
            })
    }
}

fn describe(violation: &prost_protovalidate::Violation) -> Violation {
    let message = violation.message();
    let description = if message.is_empty() {
        violation.rule_id()
    } else {
        message
    };
    Violation {
        field: violation.field_path(),
        rule: violation.rule_id().to_owned(),
        description: description.to_owned(),
    }
}
