//! What a request is answered with.

use super::{engine, simulate};
use crate::jobs::{
    ALL_GREEKS, CALL, antithetic, asian, block, european, everything, exotics, plan, schedule, underlying,
};
use pricer::kernel::{Tier, TierChoice};
use proto::pricer::v1::{Averaging, DescribeRequest, Job};
use std::collections::BTreeMap;

#[tokio::test]
async fn describes_itself() {
    let found = engine(3, 1)
        .await
        .client
        .describe(DescribeRequest {})
        .await
        .expect("an answer")
        .into_inner();
    assert_eq!(
        (found.instance.as_str(), found.threads, found.lanes),
        ("host:9200", 3, 16)
    );
    assert_eq!(found.tier, Tier::fastest().name());
    assert_eq!(found.version, env!("CARGO_PKG_VERSION"));
}

#[tokio::test]
async fn gives_the_same_bits_however_blocks_are_split_over_requests_and_threads() {
    let mut job = antithetic(everything());
    job.positions.extend(exotics().positions);
    let expected: BTreeMap<u64, _> = (10..26)
        .map(|b| (b, block(TierChoice::Scalar, &plan(&job), b)))
        .collect();
    for threads in [1, 3] {
        for split in [vec![16], vec![3, 13], vec![1; 16]] {
            let mut engine = engine(threads, 64).await;
            let mut found = BTreeMap::new();
            let mut first = 10;
            for count in split {
                for response in engine.all(simulate(job.clone(), first, count)).await.expect("sums") {
                    assert!(response.busy.is_some_and(|busy| busy.seconds > 0 || busy.nanos > 0));
                    let sums = pricer::kernel::Block {
                        samples: response.paths,
                        sums: response.sums,
                        sums_of_squares: response.sums_of_squares,
                    };
                    assert!(
                        found.insert(response.block, sums).is_none(),
                        "block {} came twice",
                        response.block
                    );
                }
                first += u64::from(count);
            }
            assert_eq!(found, expected);
        }
    }
}

#[tokio::test]
async fn a_job_of_the_largest_size_is_served() {
    let job = Job {
        times: vec![0.5, 1.0],
        underlyings: vec![underlying(100.0, 0.0, 0.2)],
        schedules: vec![schedule([1, 2])],
        positions: (0..10_000)
            .map(|i| match i % 2 {
                0 => european(0, CALL, 50.0 + f64::from(i) / 100.0, 1 + i as u32 % 2),
                _ => asian(0, CALL, Averaging::Arithmetic, Some(50.0 + f64::from(i) / 100.0), 0),
            })
            .collect(),
        greeks: ALL_GREEKS.map(Into::into).to_vec(),
        ..Job::default()
    };
    let expected = block(TierChoice::Auto, &plan(&job), 1);
    let found = engine(2, 1).await.all(simulate(job, 1, 1)).await.expect("sums");
    assert_eq!((found.len(), found[0].sums.len()), (1, 40_001));
    assert_eq!(found[0].sums, expected.sums);
}
