//! Typed configuration from the environment. Every mistake is collected, with the variable's name, and reported at once.

mod settings;
mod value;

pub use settings::{LogLevel, Settings};
pub use value::{FromVariable, Size};

use std::fmt;

/// Reads variables and collects what is wrong with them.
///
/// A variable `X` may be given as `X_FILE`: the value is then that file's content without the trailing newline. An empty
/// variable counts as unset, for compose files cannot unset one.
///
/// Readers return a stand-in where a variable is wrong, so that reading goes on; [`Variables::finish`] then fails.
pub struct Variables {
    lookup: Lookup,
    mistakes: Vec<Mistake>,
}

type Lookup = Box<dyn Fn(&str) -> Option<String>>;

/// What is wrong with one variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The variable.
    pub variable: String,
    /// What is wrong with it. Never holds the value of an `X_FILE`, which may be a secret.
    pub problem: String,
}

/// All mistakes of a configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError(pub Vec<Mistake>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{}: {}", mistake.variable, mistake.problem)?;
        }
        Ok(())
    }
}

impl Variables {
    /// The variables of this process.
    #[must_use]
    pub fn of_process() -> Self {
        // A value that is not UTF-8 is kept, damaged, so that parsing it names the variable instead of overlooking it.
        Self::new(|name| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()))
    }

    /// Variables from elsewhere, for tests.
    #[must_use]
    pub fn new(lookup: impl Fn(&str) -> Option<String> + 'static) -> Self {
        Self {
            lookup: Box::new(lookup),
            mistakes: Vec::new(),
        }
    }

    /// The value, or none where it is unset.
    pub fn optional<T: FromVariable>(&mut self, name: &str) -> Option<T> {
        self.parse(name, T::from_variable)
    }

    /// The value, or the default where it is unset.
    pub fn or<T: FromVariable>(&mut self, name: &str, default: T) -> T {
        self.optional(name).unwrap_or(default)
    }

    /// The value of a variable that must be set.
    pub fn required<T: FromVariable + Default>(&mut self, name: &str) -> T {
        if !self.is_set(name) {
            self.mistake(name, "is required");
        }
        self.optional(name).unwrap_or_default()
    }

    /// The value as `parse` understands it, or none where it is unset. The error completes the sentence "`NAME`: ...".
    pub fn parse<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let text = self.text(name)?;
        parse(&text).map_err(|problem| self.mistake(name, problem)).ok()
    }

    /// Notes a mistake that shows only where several values are seen together.
    pub fn mistake(&mut self, name: &str, problem: impl Into<String>) {
        self.mistakes.push(Mistake {
            variable: name.to_owned(),
            problem: problem.into(),
        });
    }

    /// # Errors
    /// All mistakes noted, where there is one.
    pub fn finish(self) -> Result<(), ConfigError> {
        if self.mistakes.is_empty() {
            Ok(())
        } else {
            Err(ConfigError(self.mistakes))
        }
    }

    fn lookup(&self, name: &str) -> Option<String> {
        (self.lookup)(name).filter(|value| !value.is_empty())
    }

    fn is_set(&self, name: &str) -> bool {
        self.lookup(name).is_some() || self.lookup(&format!("{name}_FILE")).is_some()
    }

    fn text(&mut self, name: &str) -> Option<String> {
        let file_name = format!("{name}_FILE");
        match (self.lookup(name), self.lookup(&file_name)) {
            (Some(_), Some(_)) => {
                self.mistake(name, format!("is given twice, as {name} and as {file_name}"));
                None
            }
            (None, Some(path)) => match std::fs::read_to_string(&path) {
                Ok(content) => Some(
                    content
                        .strip_suffix('\n')
                        .map(strip_carriage_return)
                        .unwrap_or(&content)
                        .to_owned(),
                ),
                Err(error) => {
                    self.mistake(&file_name, format!("cannot read {path}: {error}"));
                    None
                }
            },
            (value, None) => value,
        }
    }
}

fn strip_carriage_return(line: &str) -> &str {
    line.strip_suffix('\r').unwrap_or(line)
}
