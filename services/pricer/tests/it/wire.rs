//! The service over a real connection.

use crate::jobs::{
    ALL_GREEKS, CALL, PUT, antithetic, asian, barrier, basket, bermudan, block, digital, early, european, everything,
    exotics, lookback, of_barrier, plan, prepared, schedule, underlying,
};
use pricer::config::Config;
use pricer::kernel::{Tier, TierChoice};
use pricer::pool::Limits;
use pricer::service::Service;
use proto::pricer::v1::pricer_service_client::PricerServiceClient;
use proto::pricer::v1::pricer_service_server::{PricerService, PricerServiceServer};
use proto::pricer::v1::{
    Averaging, Barrier, BarrierKind, BasketKind, DescribeRequest, Job, PrepareRequest, SimulateRequest,
    SimulateResponse,
};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::TcpListenerStream;
use tokio_util::sync::CancellationToken;
use tonic::transport::{Channel, Server};
use tonic::{Code, Request, Status, Streaming};
use tonic_types::StatusExt;

pub struct Engine {
    pub client: PricerServiceClient<Channel>,
    draining: CancellationToken,
}

fn service(threads: usize, works: usize, draining: &CancellationToken) -> Service {
    let config = Config {
        threads: NonZeroUsize::new(threads).expect("a thread"),
        limits: Limits { works, bytes: 96 << 20 },
        tier: Tier::fastest(),
    };
    Service::start(&config, "host:9200".to_owned(), draining.clone()).expect("threads")
}

pub async fn engine(threads: usize, works: usize) -> Engine {
    let draining = CancellationToken::new();
    let service = service(threads, works, &draining);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = Server::builder().add_service(PricerServiceServer::new(service));
    tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
    let client = PricerServiceClient::connect(format!("http://{address}"))
        .await
        .expect("a connection");
    Engine { client, draining }
}

fn simulate(job: Job, first_block: u64, block_count: u32) -> SimulateRequest {
    SimulateRequest {
        job: Some(job),
        first_block,
        block_count,
    }
}

/// More than any test waits for.
fn endless() -> SimulateRequest {
    simulate(everything(), 0, 65_536)
}

impl Engine {
    async fn stream(
        &mut self,
        request: impl tonic::IntoRequest<SimulateRequest>,
    ) -> Result<Streaming<SimulateResponse>, Status> {
        Ok(self.client.simulate(request).await?.into_inner())
    }

    async fn all(&mut self, request: SimulateRequest) -> Result<Vec<SimulateResponse>, Status> {
        self.stream(request).await?.collect().await
    }

    async fn prepare(&mut self, job: Job) -> Result<Job, Status> {
        let answer = self.client.prepare(PrepareRequest { job: Some(job) }).await?;
        Ok(answer.into_inner().job.expect("a job"))
    }

    async fn refusal(&mut self, request: SimulateRequest) -> Status {
        self.all(request).await.expect_err("a refusal")
    }

    /// Asks until there is a place, as often as it is told to.
    async fn until_accepted(&mut self, request: SimulateRequest) -> Streaming<SimulateResponse> {
        loop {
            match self.stream(request.clone()).await {
                Ok(stream) => return stream,
                Err(full) if full.code() == Code::ResourceExhausted => {
                    let retry = full.get_details_retry_info().and_then(|info| info.retry_delay);
                    tokio::time::sleep(retry.expect("a delay")).await;
                }
                Err(other) => panic!("{other}"),
            }
        }
    }
}

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

/// What each bad job has wrong, by the path of the field.
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

#[tokio::test]
async fn refuses_what_the_queue_has_no_place_for_and_takes_it_once_there_is() {
    let mut engine = engine(2, 1).await;
    let mut running = engine.stream(endless()).await.expect("a place");
    running.next().await.expect("a block").expect("sums");
    let full = engine.refusal(simulate(everything(), 0, 1)).await;
    assert_eq!(full.code(), Code::ResourceExhausted);
    assert!(
        full.get_details_retry_info()
            .and_then(|info| info.retry_delay)
            .is_some_and(|delay| !delay.is_zero())
    );
    // Its place is given back when the dropped stream has stopped.
    drop(running);
    let found: Vec<_> = engine
        .until_accepted(simulate(everything(), 0, 3))
        .await
        .collect()
        .await;
    assert_eq!(found.len(), 3);
}

#[tokio::test]
async fn a_deadline_ends_the_stream_and_gives_its_place_back() {
    let mut engine = engine(2, 1).await;
    let mut request = Request::new(endless());
    // By the header alone: the client itself would break off at its own timeout.
    request
        .metadata_mut()
        .insert("grpc-timeout", "300m".parse().expect("a header"));
    let mut stream = engine.stream(request).await.expect("a place");
    let end = loop {
        match stream.next().await.expect("an end with a status") {
            Ok(_) => {}
            Err(status) => break status,
        }
    };
    assert_eq!(end.code(), Code::DeadlineExceeded);
    assert_eq!(
        engine.all(simulate(everything(), 0, 3)).await.expect("a place").len(),
        3
    );
}

#[tokio::test]
async fn drains_by_finishing_what_runs_and_refusing_the_rest() {
    let mut engine = engine(1, 8).await;
    let mut running = engine.stream(simulate(everything(), 0, 200)).await.expect("a place");
    running.next().await.expect("a block").expect("sums");
    engine.draining.cancel();
    assert_eq!(
        engine.refusal(simulate(everything(), 0, 1)).await.code(),
        Code::Unavailable
    );
    assert_eq!(running.collect::<Result<Vec<_>, _>>().await.expect("sums").len(), 199);
}

#[tokio::test]
async fn a_short_request_overtakes_a_long_one() {
    let mut engine = engine(1, 8).await;
    let mut long = engine.stream(endless()).await.expect("a place");
    long.next().await.expect("a block").expect("sums");
    let short = tokio::time::timeout(Duration::from_secs(60), engine.all(simulate(everything(), 0, 20)));
    assert_eq!(short.await.expect("its turns").expect("sums").len(), 20);
    long.next().await.expect("a block").expect("sums");
}
