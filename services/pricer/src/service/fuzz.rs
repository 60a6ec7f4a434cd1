//! Whatever comes over the wire, the decoder, the checks and the planner answer; none of them panics, and what they let through
//! can be computed.
//!
//! As a test these take random input of a few seconds. A fuzzer that watches the branches taken can drive the same targets for
//! longer, with a nightly compiler and `cargo install cargo-bolero`. In this crate's folder:
//!
//! ```sh
//! CARGO_PROFILE_RELEASE_CODEGEN_UNITS=1 cargo +nightly bolero test --profile release service::fuzz::planner -T 1min
//! ```
//!
//! What it tries and what it finds is kept in `src/service/__fuzz__`.

use super::examine::{Order, examine};
use super::simulation::Computation;
use crate::kernel::{BLOCK_PATHS, Stopped, Tier};
use bolero::check;
use kit::validate::Validator;
use prost::Message;
use proto::pricer::v1::{
    Asian, Averaging, Barrier, BarrierKind, Basket, BasketKind, BasketTerm, Bermudan, Continuation, Digital, European,
    Greek, Heston, Job, Lookback, OptionType, Position, RevalueRequest, Schedule, SimulateRequest, Tail, Underlying,
    position::Payoff,
};
use std::panic::{AssertUnwindSafe, RefUnwindSafe};
use std::sync::atomic::AtomicBool;

/// A small request that has one of everything.
fn request() -> SimulateRequest {
    let european = Payoff::European(European {
        underlying: 1,
        r#type: OptionType::Put.into(),
        strike: 95.0,
        step: 3,
    });
    let asian = |averaging: Averaging, strike| {
        Payoff::Asian(Asian {
            underlying: 0,
            r#type: OptionType::Call.into(),
            averaging: averaging.into(),
            strike,
            schedule: 0,
        })
    };
    let digital = Payoff::Digital(Digital {
        underlying: 0,
        r#type: OptionType::Call.into(),
        strike: 105.0,
        step: 2,
        cash: Some(10.0),
    });
    let lookback = Payoff::Lookback(Lookback {
        underlying: 1,
        r#type: OptionType::Put.into(),
        strike: None,
        schedule: 0,
    });
    let term = |underlying, weight| BasketTerm { underlying, weight };
    let basket = |kind: BasketKind| {
        Payoff::Basket(Basket {
            kind: kind.into(),
            terms: vec![term(1, 1.0), term(0, -0.5)],
            r#type: OptionType::Call.into(),
            strike: 50.0,
            step: 3,
        })
    };
    let barrier = |kind: BarrierKind, continuous| {
        Payoff::Barrier(Barrier {
            underlying: 1,
            r#type: OptionType::Put.into(),
            strike: 100.0,
            kind: kind.into(),
            level: 90.0,
            rebate: 2.0,
            schedule: 0,
            continuous,
        })
    };
    let bermudan = Payoff::Bermudan(Bermudan {
        underlying: 1,
        r#type: OptionType::Put.into(),
        strike: 101.0,
        schedule: 1,
        policy: vec![Continuation {
            constant: 1.0,
            linear: -90.0,
            quadratic: 50.0,
            cubic: 20.0,
            variance_constant: 30.0,
            variance_linear: 10.0,
            variance_quadratic: -5.0,
        }],
    });
    let payoffs = [
        european,
        asian(Averaging::Arithmetic, Some(100.0)),
        asian(Averaging::Geometric, None),
        digital,
        lookback,
        basket(BasketKind::Sum),
        basket(BasketKind::Max),
        barrier(BarrierKind::DownOut, false),
        barrier(BarrierKind::UpIn, true),
        bermudan,
    ];
    let underlying = Underlying {
        spot: 100.0,
        dividend_yield: 0.01,
        volatility: 0.2,
        heston: None,
    };
    let job = Job {
        seed: 7,
        times: vec![0.25, 0.5, 1.0],
        rate: 0.02,
        underlyings: vec![underlying; 2],
        correlation_factor: vec![1.0, 0.6, 0.8],
        schedules: [vec![0, 1, 3], vec![2, 3]].map(|steps| Schedule { steps }).to_vec(),
        positions: payoffs
            .map(|payoff| Position {
                quantity: 1.0,
                payoff: Some(payoff),
            })
            .to_vec(),
        greeks: [Greek::Delta, Greek::Vega, Greek::Rho].map(Into::into).to_vec(),
        antithetic: true,
        control_variates: true,
        ..Job::default()
    };
    SimulateRequest {
        job: Some(job),
        first_block: 0,
        block_count: 1,
    }
}

/// The same where variances move.
fn moving_request() -> SimulateRequest {
    let mut request = request();
    let job = request.job.as_mut().expect("a job");
    for underlying in &mut job.underlyings {
        underlying.heston = Some(Heston {
            mean_reversion: 2.0,
            long_run_variance: 0.04,
            volatility_of_variance: 0.5,
            correlation: -0.7,
        });
    }
    request
}

/// The same for losses, of what has a closed form.
fn losses() -> RevalueRequest {
    let mut job = request().job;
    if let Some(job) = &mut job {
        let closed = |position: &Position| matches!(position.payoff, Some(Payoff::European(_) | Payoff::Digital(_)));
        job.positions.retain(closed);
        job.greeks.clear();
        job.antithetic = false;
        job.control_variates = false;
    }
    RevalueRequest {
        job,
        drifts: vec![0.05, 0.1],
        tails: vec![Tail {
            threshold: 1.5,
            weight: 0.5,
        }],
        first_block: 0,
        block_count: 1,
    }
}

#[test]
fn decoder() {
    check!().for_each(|bytes: &[u8]| {
        if let Ok(request) = SimulateRequest::decode(bytes) {
            let again = SimulateRequest::decode(&*request.encode_to_vec()).expect("what was encoded can be decoded");
            assert_eq!(again.encode_to_vec(), request.encode_to_vec());
        }
    });
}

#[test]
fn planner() {
    check!()
        .with_type()
        .with_iterations(ITERATIONS)
        .for_each(replacing(&request()));
}

#[test]
fn planner_of_moving_variances() {
    check!()
        .with_type()
        .with_iterations(ITERATIONS)
        .for_each(replacing(&moving_request()));
}

#[test]
fn planner_of_losses() {
    check!()
        .with_type()
        .with_iterations(ITERATIONS)
        .for_each(replacing(&losses()));
}

/// Of a test, which is a few seconds' work. The targets are written out one by one, for a fuzzer finds a target by the function that
/// `check!` is in.
const ITERATIONS: usize = 4_000;

/// Replaces bytes of a good request, so that most of the rest is still understood, and asks for the answer.
fn replacing<O: Order + Clone + Default>(request: &O) -> impl Fn(&Vec<(u8, u8)>) + RefUnwindSafe + use<O> {
    // It keeps nothing of a message that it has checked.
    let validator = AssertUnwindSafe(Validator::of_contracts());
    let good = request.encode_to_vec();
    assert!(examine(&validator, request.clone()).is_ok());
    move |changes| {
        let mut bytes = good.clone();
        for &(place, byte) in changes.iter().take(4) {
            let place = usize::from(place) % bytes.len();
            bytes[place] = byte;
        }
        let Ok(request) = O::decode(&*bytes) else {
            return;
        };
        match examine(&validator, request) {
            Ok(computation) => compute_a_little(&computation),
            Err(refusal) => assert_eq!(refusal.code(), tonic::Code::InvalidArgument, "{refusal:?}"),
        }
    }
}

/// With the stop flag set: what a block needs is laid out, and its first step is refused.
fn compute_a_little(computation: &Computation) {
    assert!(computation.scratch_bytes() > 0 && computation.result_bytes() > 0);
    let block = |stop| computation.block(Tier::fastest(), 0, &AtomicBool::new(stop));
    assert_eq!(block(true), Err(Stopped));
    let (small, series) = match computation {
        Computation::Sums(plan) => {
            let soon = plan.walk.observations.iter().all(|observation| observation.step < 100);
            (soon, plan.series())
        }
        Computation::Losses(of) if of.tails.is_empty() => (true, 1 + BLOCK_PATHS as usize),
        Computation::Losses(of) => (true, of.series()),
    };
    if small {
        assert_eq!(block(false).expect("nobody stops it").sums.len(), series);
    }
}
