//! A clock that counts cycles of the core.
//!
//! The processor's time-stamp counter ticks at a rate of its own, and the core's clock goes up and down. So a chain of dependent
//! additions, one a cycle on every core there is, is timed beside what is measured.

use std::arch::asm;
use std::time::Instant;

/// How long a core takes for a cycle at the moment: the shortest of some runs of 10 µs, for a run that was interrupted says
/// nothing.
pub fn cycle() -> f64 {
    (0..8).map(|_| additions()).fold(f64::INFINITY, f64::min)
}

/// Seconds for one of a chain of additions.
fn additions() -> f64 {
    const TURNS: u32 = 4000;
    let start = Instant::now();
    let mut sum = 1_u64;
    for _ in 0..TURNS {
        // SAFETY: adds registers; no memory, no stack.
        #[cfg(target_arch = "x86_64")]
        unsafe {
            asm!(
                "add {0}, {1}", "add {0}, {1}", "add {0}, {1}", "add {0}, {1}", "add {0}, {1}",
                "add {0}, {1}", "add {0}, {1}", "add {0}, {1}", "add {0}, {1}", "add {0}, {1}",
                inout(reg) sum, in(reg) 3_u64, options(nomem, nostack),
            );
        }
        // SAFETY: as above.
        #[cfg(target_arch = "aarch64")]
        unsafe {
            asm!(
                "add {0}, {0}, {1}", "add {0}, {0}, {1}", "add {0}, {0}, {1}", "add {0}, {0}, {1}", "add {0}, {0}, {1}",
                "add {0}, {0}, {1}", "add {0}, {0}, {1}", "add {0}, {0}, {1}", "add {0}, {0}, {1}", "add {0}, {0}, {1}",
                inout(reg) sum, in(reg) 3_u64, options(nomem, nostack),
            );
        }
    }
    std::hint::black_box(sum);
    start.elapsed().as_secs_f64() / f64::from(10 * TURNS)
}
