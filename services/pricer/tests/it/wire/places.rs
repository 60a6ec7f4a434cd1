//! Places in the queue: who gets one, and when it is given back.

use super::{endless, engine, simulate};
use crate::jobs::everything;
use std::time::Duration;
use tokio_stream::StreamExt;
use tonic::{Code, Request};
use tonic_types::StatusExt;

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
