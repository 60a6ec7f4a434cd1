//! Jobs completed with the policies that they lack.

use super::{engine, service, simulate};
use crate::jobs::{PUT, bermudan, early, everything, prepared, schedule};
use proto::pricer::v1::pricer_service_server::PricerService;
use proto::pricer::v1::{Job, PrepareRequest};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tonic::{Code, Request};
use tonic_types::StatusExt;

/// More policies than any test waits for.
fn endless_options() -> Job {
    let mut job = early();
    job.times = (1..=1024).map(|i| f64::from(i) / 1024.0).collect();
    job.schedules = vec![schedule(1..=1024)];
    job.positions = (0..64).map(|i| bermudan(0, PUT, 80.0 + f64::from(i), 0)).collect();
    job
}

#[tokio::test]
async fn completes_a_job_and_gives_back_one_that_is_complete() {
    let mut engine = engine(2, 1).await;
    for job in [early(), everything(), prepared(early())] {
        let found = engine.prepare(job.clone()).await.expect("a job");
        assert_eq!(found, prepared(job));
        assert_eq!(engine.all(simulate(found, 0, 1)).await.expect("sums").len(), 1);
    }
}

#[tokio::test]
async fn an_option_without_a_policy_is_refused_where_it_is_simulated() {
    let mut engine = engine(1, 1).await;
    let mut job = early();
    job.positions.truncate(1);
    let status = engine.refusal(simulate(job.clone(), 0, 1)).await;
    let violations = status.get_details_bad_request().expect("details").field_violations;
    assert_eq!(violations[0].field, "job.positions[0].bermudan.policy");
    // Against the schema, in the part that is checked by itself.
    job.positions[0] = bermudan(0, PUT, -1.0, 0);
    let status = engine.prepare(job).await.expect_err("a refusal");
    let violations = status.get_details_bad_request().expect("details").field_violations;
    assert_eq!(violations[0].field, "job.positions[0].bermudan.strike");
}

/// Without a connection, for the transport at either end breaks off at the same time, and calls that CANCELLED.
#[tokio::test]
async fn a_deadline_ends_a_preparation_and_gives_its_place_back() {
    let service = service(2, 1, &CancellationToken::new());
    let request = |timeout: &str| {
        let mut request = Request::new(PrepareRequest {
            job: Some(endless_options()),
        });
        request
            .metadata_mut()
            .insert("grpc-timeout", timeout.parse().expect("a header"));
        request
    };
    for timeout in ["100m", "200m"] {
        let end = loop {
            match service.prepare(request(timeout)).await.expect_err("a deadline") {
                full if full.code() == Code::ResourceExhausted => tokio::time::sleep(Duration::from_millis(10)).await,
                end => break end,
            }
        };
        assert_eq!(end.code(), Code::DeadlineExceeded);
    }
}

#[tokio::test]
async fn a_preparation_that_nobody_waits_for_ends_and_gives_its_place_back() {
    let mut engine = engine(2, 1).await;
    let gone = tokio::time::timeout(Duration::from_millis(100), engine.prepare(endless_options()));
    gone.await.expect_err("nobody waits so long");
    let found = loop {
        match engine.prepare(early()).await {
            Err(full) if full.code() == Code::ResourceExhausted => tokio::time::sleep(Duration::from_millis(10)).await,
            found => break found,
        }
    };
    found.expect("a job");
}
