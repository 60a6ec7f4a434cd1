//! Losses over a real connection.

use crate::jobs::{ALL_GREEKS, CALL, basket, european, moving_variances};
use crate::losses::{block, book, compile};
use crate::wire::{Engine, engine};
use pricer::kernel::Tier;
use proto::pricer::v1::{BasketKind, Job, RevalueRequest, RevalueResponse, Sampling, Tail};
use tokio_stream::StreamExt;
use tonic::{Code, Status};
use tonic_types::StatusExt;

/// Every loss of a block, or the sums of two tails.
fn requests() -> [RevalueRequest; 2] {
    let tail = |threshold, weight| Tail { threshold, weight };
    let tails = vec![tail(30.0, 1.0), tail(5.0, 0.5)];
    [book(), RevalueRequest { tails, ..book() }]
}

impl Engine {
    async fn revalued(&mut self, request: RevalueRequest) -> Result<Vec<RevalueResponse>, Status> {
        self.client.revalue(request).await?.into_inner().collect().await
    }
}

#[tokio::test]
async fn gives_what_the_kernel_does_of_each_block() {
    let mut engine = engine(3, 64).await;
    for mut request in requests() {
        (request.first_block, request.block_count) = (7, 5);
        let of = compile(&request);
        let mut found = engine.revalued(request).await.expect("losses");
        found.sort_by_key(|response| response.block);
        assert_eq!(found.len(), 5);
        for (response, index) in found.into_iter().zip(7..) {
            let expected = block(Tier::fastest(), &of, index);
            assert_eq!((response.block, response.scenarios), (index, 4096));
            assert!(response.busy.is_some_and(|busy| busy.seconds > 0 || busy.nanos > 0));
            if of.tails.is_empty() {
                assert_eq!((response.value, &response.losses[..]), (of.value, &expected.sums[1..]));
                assert!(response.sums.is_empty() && response.sums_of_squares.is_empty());
            } else {
                assert_eq!(response.sums, expected.sums);
                assert_eq!(response.sums_of_squares, expected.sums_of_squares);
                assert!(response.value == 0.0 && response.losses.is_empty());
            }
        }
    }
}

#[tokio::test]
async fn names_what_has_no_losses() {
    type Spoil = fn(&mut RevalueRequest, &mut Job);
    let table: [(&str, Spoil); 13] = [
        ("job.times[1]", |_, job| job.times[1] = 0.05),
        ("job.greeks", |_, job| job.greeks = ALL_GREEKS.map(Into::into).to_vec()),
        ("job.antithetic", |_, job| job.antithetic = true),
        ("job.control_variates", |_, job| job.control_variates = true),
        ("job.sampling", |_, job| job.sampling = Sampling::Sobol.into()),
        ("job.underlyings[1].heston", |_, job| {
            job.underlyings[1].heston = moving_variances().underlyings[0].heston
        }),
        ("job.positions[2].payoff", |_, job| {
            job.positions[2] = basket(BasketKind::Sum, &[(0, 1.0)], CALL, 100.0, 2)
        }),
        ("job.positions[1].european.step", |_, job| {
            job.positions[1] = european(0, CALL, 100.0, 5)
        }),
        ("drifts", |request, _| request.drifts.truncate(2)),
        ("drifts[1]", |request, _| request.drifts[1] = f64::NAN),
        ("tails[1].weight", |request, _| request.tails[1].weight = 1.5),
        ("tails[0].threshold", |request, _| {
            request.tails[0].threshold = f64::INFINITY
        }),
        ("block_count", |request, _| request.block_count = 0),
    ];
    let mut engine = engine(1, 1).await;
    for (field, spoil) in table {
        let [_, mut request] = requests();
        let mut job = request.job.take().expect("a job");
        spoil(&mut request, &mut job);
        request.job = Some(job);
        let status = engine.revalued(request).await.expect_err("a refusal");
        assert_eq!(status.code(), Code::InvalidArgument, "{field}: {status}");
        let violations = status.get_details_bad_request().expect("details").field_violations;
        let fields: Vec<&str> = violations.iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(fields, [field], "{status}");
    }
    let without = RevalueRequest { job: None, ..book() };
    let status = engine.revalued(without).await.expect_err("a refusal");
    assert!(status.message().contains("job"), "{status}");
}
