//! When a caller stops waiting.

use http::HeaderMap;
use std::time::{Duration, Instant};

/// When the caller stops waiting, from its `grpc-timeout`: at most eight digits and a unit. None where there is no such header
/// or where it is malformed.
#[must_use]
pub fn of(headers: &HeaderMap) -> Option<Instant> {
    let timeout = parse(headers.get("grpc-timeout")?.to_str().ok()?)?;
    Instant::now().checked_add(timeout)
}

fn parse(text: &str) -> Option<Duration> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let count: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(count * 3600)),
        "M" => Some(Duration::from_secs(count * 60)),
        "S" => Some(Duration::from_secs(count)),
        "m" => Some(Duration::from_millis(count)),
        "u" => Some(Duration::from_micros(count)),
        "n" => Some(Duration::from_nanos(count)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_is_understood() {
        let seconds = [
            ("2H", 7200.0),
            ("3M", 180.0),
            ("4S", 4.0),
            ("99999999m", 99_999.999),
            ("6u", 6e-6),
            ("7n", 7e-9),
        ];
        for (text, expected) in seconds {
            assert_eq!(
                parse(text).map(|timeout| timeout.as_secs_f64()),
                Some(expected),
                "{text}"
            );
        }
    }

    #[test]
    fn anything_else_is_no_deadline() {
        for text in ["", "S", "1", "1x", "-1S", "+1S", "1.5S", "123456789S", "1\u{b5}"] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}
