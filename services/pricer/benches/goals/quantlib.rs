//! QuantLib beside the engine, where there is a Python that has it.

use std::process::Command;

/// Paths and steps a second.
pub struct Rates {
    pub european: f64,
    pub asian: f64,
}

/// The Python to ask, from the environment; there is none by default.
pub fn python() -> Option<String> {
    std::env::var("QUANTLIB_PYTHON").ok()
}

/// Has `quantlib.py` measure once.
pub fn measure(python: &str) -> Rates {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/goals/quantlib.py");
    let output = Command::new(python)
        .arg(script)
        .output()
        .unwrap_or_else(|e| panic!("{python}: {e}"));
    let said = String::from_utf8_lossy(&output.stdout);
    let rates: Vec<f64> = said.split_whitespace().filter_map(|rate| rate.parse().ok()).collect();
    let [european, asian] = rates[..] else {
        panic!("{python}: {}", String::from_utf8_lossy(&output.stderr));
    };
    Rates { european, asian }
}
