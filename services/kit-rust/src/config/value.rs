//! How the text of a variable becomes a value.

use std::time::Duration;

/// A type that a variable can hold.
pub trait FromVariable: Sized {
    /// # Errors
    /// Completes the sentence "`NAME`: ...", such as "must be a whole number".
    fn from_variable(text: &str) -> Result<Self, String>;
}

/// A number of bytes: digits, or digits with a unit of 1024 (`KiB`, `MiB`, `GiB`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(pub usize);

impl FromVariable for String {
    fn from_variable(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

impl FromVariable for bool {
    fn from_variable(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| format!("must be true or false, not {text:?}"))
    }
}

macro_rules! whole_number {
    ($($type:ty),*) => {$(
        impl FromVariable for $type {
            fn from_variable(text: &str) -> Result<Self, String> {
                text.parse().map_err(|_| format!("must be a whole number from {} to {}, not {text:?}", Self::MIN, Self::MAX))
            }
        }
    )*};
}
whole_number!(u16, u32, u64, usize, i64);

impl FromVariable for f64 {
    fn from_variable(text: &str) -> Result<Self, String> {
        text.parse()
            .ok()
            .filter(|value: &f64| value.is_finite())
            .ok_or_else(|| format!("must be a number, not {text:?}"))
    }
}

impl FromVariable for Duration {
    fn from_variable(text: &str) -> Result<Self, String> {
        let problem = || format!("must be a duration such as 500ms, 10s or 2m, not {text:?}");
        let unit_at = text
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .ok_or_else(problem)?;
        let (number, unit) = text.split_at(unit_at);
        let seconds = match unit {
            "ms" => 1e-3,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            _ => return Err(problem()),
        };
        let number: f64 = number.parse().map_err(|_| problem())?;
        Duration::try_from_secs_f64(number * seconds).map_err(|_| problem())
    }
}

impl FromVariable for Size {
    fn from_variable(text: &str) -> Result<Self, String> {
        let problem = || format!("must be a size such as 4194304 or 4MiB, not {text:?}");
        let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
        let shift = match unit {
            "" => 0,
            "KiB" => 10,
            "MiB" => 20,
            "GiB" => 30,
            _ => return Err(problem()),
        };
        let number: usize = number.parse().map_err(|_| problem())?;
        number.checked_mul(1 << shift).map(Size).ok_or_else(problem)
    }
}
