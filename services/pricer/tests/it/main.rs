//! The engine from outside: its estimates, its bits, and its service over the wire.

mod antithetic;
mod barriers;
mod baskets;
mod bermudans;
mod bits;
mod closed_form;
mod controls;
mod differences;
mod digitals;
mod estimates;
mod greeks;
mod heston;
mod heston_closed_form;
mod jobs;
mod lattice;
mod lookbacks;
mod losses;
mod moving_barriers;
mod moving_bermudans;
mod paths;
mod policies;
mod pool;
mod properties;
mod revaluing;
mod second_order;
mod sobol;
#[allow(dead_code, reason = "unit tests read more kinds of tables")]
#[path = "../../src/testing/table.rs"]
mod table;
mod variances;
mod wire;
