//! The same job in another way.

use pricer::job::Preparation;
use pricer::kernel::Tier;
use proto::pricer::v1::{Greek, Job, Sampling};
use std::sync::atomic::AtomicBool;

/// With gamma and theta too.
pub fn of_second_order(mut job: Job) -> Job {
    job.greeks.extend([Greek::Gamma, Greek::Theta].map(i32::from));
    job
}

/// With the policies that it lacks.
pub fn prepared(job: Job) -> Job {
    let (preparation, lacking) = Preparation::of(job).unwrap_or_else(|violations| panic!("{violations:?}"));
    let policy = |of| {
        let found = Tier::fastest().policy(of, &AtomicBool::new(false));
        found.expect("nobody stops it")
    };
    let policies: Vec<_> = lacking.iter().map(policy).collect();
    preparation.complete(&policies)
}

/// Of Sobol points.
pub fn sobol(job: Job) -> Job {
    Job {
        sampling: Sampling::Sobol.into(),
        ..job
    }
}

/// With control variates.
pub fn controlled(job: Job) -> Job {
    Job {
        control_variates: true,
        ..job
    }
}

/// With antithetic variates.
pub fn antithetic(job: Job) -> Job {
    Job {
        antithetic: true,
        ..job
    }
}
