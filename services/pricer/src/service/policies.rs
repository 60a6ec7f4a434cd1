use crate::job::{Calibration, Continuation, Preparation};
use crate::kernel::{Stopped, Tier, policy_bytes};
use crate::pool::{self, Failure, Results, Work};
use proto::pricer::v1::Job;
use std::num::NonZeroUsize;
use std::sync::atomic::AtomicBool;
use std::time::Instant;
use tokio_stream::StreamExt;

/// The policies to be found for one request, each an item.
pub(super) struct Policies {
    calibrations: Vec<Calibration>,
    tier: Tier,
}

impl Work for Policies {
    type Output = Vec<Continuation>;

    fn compute(&self, item: u64, stop: &AtomicBool) -> Result<Self::Output, Stopped> {
        self.tier.policy(&self.calibrations[item as usize], stop)
    }
}

impl Policies {
    /// As a pool of so many threads wants it. `job` is about how many bytes the job takes.
    pub(super) fn request(
        calibrations: Vec<Calibration>,
        tier: Tier,
        threads: usize,
        job: usize,
        deadline: Option<Instant>,
    ) -> pool::Request<Self> {
        let items = calibrations.len();
        let dates: usize = calibrations.iter().map(|calibration| calibration.dates.len()).sum();
        let most = calibrations.iter().map(policy_bytes).max().unwrap_or(0);
        let found = dates * size_of::<Continuation>();
        pool::Request {
            work: Self { calibrations, tier },
            items: 0..items as u64,
            // All of them are kept in any case.
            window: NonZeroUsize::MIN.saturating_add(items),
            turn: pool::TURN,
            bytes: job + 2 * found + threads.min(items) * most,
            deadline,
        }
    }
}

/// Waits for all policies and completes the job.
pub(super) async fn complete(preparation: Preparation, mut results: Results<Policies>) -> Result<Job, Failure> {
    let mut found = Vec::new();
    while let Some(done) = results.next().await {
        let done = done?;
        found.push((done.item, done.output));
    }
    found.sort_unstable_by_key(|&(item, _)| item);
    let policies: Vec<_> = found.into_iter().map(|(_, policy)| policy).collect();
    Ok(preparation.complete(&policies))
}
