//! Jobs that are refused, and what the refusal says.

use super::{engine, simulate};
use crate::jobs::{
    ALL_GREEKS, CALL, asian, barrier, basket, digital, european, everything, lookback, of_barrier, schedule, underlying,
};
use proto::pricer::v1::{Averaging, Barrier, BarrierKind, BasketKind, Job, SimulateRequest};
use tonic::Code;
use tonic_types::StatusExt;

#[tokio::test]
async fn names_the_field_that_is_wrong() {
    type Spoil = fn(&mut Job);
    let table: [(&str, Spoil); 31] = [
        ("job.times", |job| job.times.clear()),
        ("job.times[2]", |job| job.times[2] = job.times[1]),
        ("job.times[1]", |job| job.times[1] = f64::NAN),
        ("job.rate", |job| job.rate = f64::INFINITY),
        ("job.underlyings[1].volatility", |job| {
            job.underlyings[1].volatility = -0.2
        }),
        ("job.underlyings[0].spot", |job| job.underlyings[0].spot = 0.0),
        ("job.correlation_factor", |job| job.correlation_factor.truncate(5)),
        ("job.correlation_factor[1]", |job| job.correlation_factor[1] = 1.5),
        ("job.schedules[0].steps[3]", |job| job.schedules[0].steps[3] = 3),
        ("job.schedules[2].steps[0]", |job| job.schedules[2].steps[0] = 0),
        ("job.schedules[1].steps[2]", |job| job.schedules[1].steps[2] = 7),
        ("job.schedules[1].steps", |job| job.schedules[1].steps.clear()),
        ("job.positions", |job| job.positions.clear()),
        ("job.positions[1].payoff", |job| job.positions[1].payoff = None),
        ("job.positions[0].european.step", |job| {
            job.positions[0] = european(0, CALL, 1.0, 7)
        }),
        ("job.positions[0].european.underlying", |job| {
            job.positions[0] = european(3, CALL, 1.0, 1)
        }),
        ("job.positions[2].asian.underlying", |job| {
            job.positions[2] = asian(3, CALL, Averaging::Geometric, None, 0)
        }),
        ("job.positions[2].asian.schedule", |job| {
            job.positions[2] = asian(0, CALL, Averaging::Geometric, None, 3)
        }),
        ("job.positions[0].digital.underlying", |job| {
            job.positions[0] = digital(3, CALL, 1.0, 1, None)
        }),
        ("job.positions[0].digital.step", |job| {
            job.positions[0] = digital(0, CALL, 1.0, 7, Some(1.0))
        }),
        ("job.positions[0].digital.cash", |job| {
            job.positions[0] = digital(0, CALL, 1.0, 1, Some(0.0))
        }),
        ("job.positions[1].lookback.underlying", |job| {
            job.positions[1] = lookback(3, CALL, None, 0)
        }),
        ("job.positions[1].lookback.schedule", |job| {
            job.positions[1] = lookback(0, CALL, None, 3)
        }),
        ("job.positions[1].barrier.underlying", |job| {
            job.positions[1] = of_barrier(barrier(3, CALL, 1.0, BarrierKind::DownOut, 0.9, 0))
        }),
        ("job.positions[1].barrier.schedule", |job| {
            job.positions[1] = of_barrier(barrier(0, CALL, 1.0, BarrierKind::DownOut, 0.9, 3))
        }),
        ("job.positions[1].barrier.rebate", |job| {
            let barrier = barrier(0, CALL, 1.0, BarrierKind::UpIn, 0.9, 0);
            job.positions[1] = of_barrier(Barrier {
                rebate: -1.0,
                ..barrier
            })
        }),
        ("job.positions[3].barrier.schedule", |job| {
            let barrier = barrier(0, CALL, 1.0, BarrierKind::UpIn, 0.9, 0);
            let continuous = true;
            job.positions[3] = of_barrier(Barrier { continuous, ..barrier })
        }),
        ("job.positions[0].basket.terms[1].underlying", |job| {
            job.positions[0] = basket(BasketKind::Sum, &[(0, 1.0), (3, 1.0)], CALL, 0.0, 1)
        }),
        ("job.positions[0].basket.terms[2].underlying", |job| {
            job.positions[0] = basket(BasketKind::Min, &[(1, 1.0), (0, 1.0), (1, 2.0)], CALL, 0.0, 1)
        }),
        ("job.positions[0].basket.terms", |job| {
            job.positions[0] = basket(BasketKind::Max, &[], CALL, 0.0, 1)
        }),
        ("job.positions[0].basket.step", |job| {
            job.positions[0] = basket(BasketKind::Sum, &[(0, 1.0)], CALL, 0.0, 7)
        }),
    ];
    let mut engine = engine(1, 1).await;
    for (field, spoil) in table {
        let mut job = everything();
        spoil(&mut job);
        let status = engine.refusal(simulate(job, 0, 1)).await;
        assert_eq!(status.code(), Code::InvalidArgument, "{field}: {status}");
        let violations = status.get_details_bad_request().expect("details").field_violations;
        let fields: Vec<&str> = violations.iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(fields, [field], "{status}");
    }
    for (field, request) in [
        (
            "job",
            SimulateRequest {
                job: None,
                first_block: 0,
                block_count: 1,
            },
        ),
        ("block_count", simulate(everything(), 0, 0)),
        ("block_count", simulate(everything(), 0, 65_537)),
        ("first_block", simulate(everything(), 268_435_457, 1)),
    ] {
        let status = engine.refusal(request).await;
        let violations = status.get_details_bad_request().expect("details").field_violations;
        assert_eq!(
            violations
                .iter()
                .map(|violation| violation.field.as_str())
                .collect::<Vec<_>>(),
            [field]
        );
    }
    // Beyond the schema, and against it.
    for position in [european(7, CALL, 1.0, 9), european(0, CALL, f64::NAN, 1)] {
        let mut worst = everything();
        worst.positions = vec![position; 10_000];
        let status = engine.refusal(simulate(worst, 0, 1)).await;
        let violations = status.get_details_bad_request().expect("details").field_violations;
        assert_eq!(violations.len(), 16, "no more than a header holds");
    }
}

#[tokio::test]
async fn barriers_are_looked_at_so_often_and_no_more() {
    let mut job = everything();
    job.times = (1..=1024).map(|i| f64::from(i) / 1024.0).collect();
    job.schedules = vec![schedule(1..=1024)];
    job.positions = vec![of_barrier(barrier(0, CALL, 100.0, BarrierKind::DownOut, 90.0, 0)); 257];
    let mut engine = engine(1, 1).await;
    let status = engine.refusal(simulate(job.clone(), 0, 1)).await;
    let violations = status.get_details_bad_request().expect("details").field_violations;
    assert_eq!(violations.len(), 1);
    assert_eq!(violations[0].field, "job.positions");
    assert_eq!(
        violations[0].description,
        "the schedules of their barriers must have at most 262144 steps in all, not 263168"
    );
    job.positions.truncate(256);
    engine.all(simulate(job, 0, 1)).await.expect("sums");
}

/// A basket of so many of a hundred underlyings, in each of some positions.
fn baskets(positions: usize, terms: u32) -> Job {
    let terms: Vec<(u32, f64)> = (0..terms).map(|u| (u, 0.01)).collect();
    Job {
        times: vec![1.0],
        underlyings: vec![underlying(100.0, 0.0, 0.2); 100],
        positions: (0..positions)
            .map(|i| basket(BasketKind::Sum, &terms, CALL, 80.0 + i as f64 / 100.0, 1))
            .collect(),
        greeks: ALL_GREEKS.map(Into::into).to_vec(),
        ..Job::default()
    }
}

#[tokio::test]
async fn baskets_have_as_many_terms_as_a_message_of_sums_can_hold() {
    let mut engine = engine(2, 1).await;
    let found = engine.all(simulate(baskets(500, 100), 0, 1)).await.expect("sums");
    assert_eq!((found.len(), found[0].sums.len()), (1, 1 + 500 * 202));
    let status = engine.refusal(simulate(baskets(501, 100), 0, 1)).await;
    assert_eq!(status.code(), Code::InvalidArgument, "{status}");
    let violations = status.get_details_bad_request().expect("details").field_violations;
    assert_eq!(violations.len(), 1);
    assert_eq!(violations[0].field, "job.positions");
    assert_eq!(
        violations[0].description,
        "their baskets must have at most 50000 terms in all, not 50100"
    );
}
