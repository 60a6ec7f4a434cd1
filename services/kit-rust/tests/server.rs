//! A whole server, asked by real clients.

mod support;

use kit::server::ServeError;
use std::time::Duration;
use support::{Running, serving, with};
use tokio_stream::StreamExt;
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_types::StatusExt;

async fn health(running: &Running, service: &str) -> Result<ServingStatus, tonic::Status> {
    let request = HealthCheckRequest {
        service: service.to_owned(),
    };
    running
        .health()
        .check(request)
        .await
        .map(|answer| answer.into_inner().status())
}

#[tokio::test]
async fn health_knows_the_process_and_each_service() {
    let running = serving().await;
    for service in ["", "test.v1.TestService"] {
        assert_eq!(
            health(&running, service).await.unwrap(),
            ServingStatus::Serving,
            "{service:?}"
        );
    }
    assert_eq!(
        health(&running, "test.v1.Other").await.unwrap_err().code(),
        Code::NotFound
    );
    running.stop().await.unwrap();
}

#[tokio::test]
async fn readiness_is_off_before_anything_else_stops() {
    let running = with(|settings| settings.drain_delay = Duration::from_secs(3)).await;
    let mut stream = running.stream("endless").await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap(), "endless");
    running.shutdown.cancel();
    while health(&running, "").await.unwrap() == ServingStatus::Serving {
        tokio::task::yield_now().await;
    }
    assert!(!running.draining.is_cancelled());
    assert_eq!(running.unary("still served").await.unwrap(), "still served");
    drop(stream);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn requests_that_run_are_waited_for() {
    let running = serving().await;
    let mut stream = running.stream("until draining").await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap(), "until draining");
    running.shutdown.cancel();
    assert_eq!(stream.next().await.unwrap().unwrap(), "last");
    assert!(stream.next().await.is_none());
    running.stop().await.unwrap();
}

#[tokio::test]
async fn the_drain_has_a_bound() {
    let running = with(|settings| settings.drain_timeout = Duration::from_millis(50)).await;
    let mut stream = running.stream("endless").await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap(), "endless");
    running.shutdown.cancel();
    assert_eq!(stream.next().await.unwrap().unwrap_err().code(), Code::Unavailable);
    assert!(matches!(running.stop().await, Err(ServeError::BrokenOff(_))));
}

#[tokio::test]
async fn a_watch_of_health_does_not_hold_the_drain() {
    let running = serving().await;
    let mut watch = running
        .health()
        .watch(HealthCheckRequest::default())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(watch.next().await.unwrap().unwrap().status(), ServingStatus::Serving);
    running.shutdown.cancel();
    assert_eq!(watch.next().await.unwrap().unwrap().status(), ServingStatus::NotServing);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn nothing_of_a_panic_reaches_the_caller_but_an_id() {
    let running = serving().await;
    let unary = running.unary("panic").await.unwrap_err();
    let mut stream = running.stream("panic").await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap(), "panic");
    let streamed = stream.next().await.unwrap().unwrap_err();
    let foreign = running.unary("unknown").await.unwrap_err();
    for status in [&unary, &streamed, &foreign] {
        assert_eq!(status.code(), Code::Internal);
        let id = status.message().strip_prefix("internal error, id ").unwrap();
        assert!(
            id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{id}"
        );
    }
    assert_ne!(unary.message(), streamed.message());
    assert_eq!(running.unary("and goes on").await.unwrap(), "and goes on");
    running.stop().await.unwrap();
}

#[tokio::test]
async fn one_request_too_many_is_refused_with_a_delay_and_health_is_not() {
    let running = with(|settings| settings.max_concurrent_requests = 1).await;
    let mut stream = running.stream("endless").await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap(), "endless");
    let refused = running.unary("one too many").await.unwrap_err();
    assert_eq!(refused.code(), Code::ResourceExhausted);
    let delay = refused.get_details_retry_info().unwrap().retry_delay;
    assert_eq!(delay, Some(Duration::from_secs(1)));
    assert_eq!(health(&running, "").await.unwrap(), ServingStatus::Serving);
    // Whoever leaves makes room, as soon as the server has noticed.
    drop(stream);
    while running.unary("next").await.is_err() {
        tokio::task::yield_now().await;
    }
    running.stop().await.unwrap();
}

#[tokio::test]
async fn a_deadline_ends_a_stream_and_its_handler() {
    let running = serving().await;
    let mut stream = running
        .stream_for("endless", Some(Duration::from_millis(50)))
        .await
        .unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap(), "endless");
    assert_eq!(stream.next().await.unwrap().unwrap_err().code(), Code::DeadlineExceeded);
    running.dropped().await;
    running.stop().await.unwrap();
}

#[tokio::test]
async fn a_caller_who_leaves_ends_the_handler() {
    let running = serving().await;
    let mut stream = running.stream("endless").await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap(), "endless");
    drop(stream);
    running.dropped().await;
    running.stop().await.unwrap();
}

#[tokio::test]
async fn a_message_may_not_be_too_large() {
    let running = with(|settings| settings.max_request_bytes = 1000).await;
    assert!(running.unary(&"x".repeat(900)).await.is_ok());
    assert_eq!(
        running.unary(&"x".repeat(1100)).await.unwrap_err().code(),
        Code::OutOfRange
    );
    running.stop().await.unwrap();
}

#[tokio::test]
async fn reflection_tells_what_is_served_and_nothing_else() {
    use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
    use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
    use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;
    let running = serving().await;
    let asked = tonic_reflection::pb::v1::ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let mut client = ServerReflectionClient::new(running.channel());
    let mut answers = client
        .server_reflection_info(tokio_stream::once(asked))
        .await
        .unwrap()
        .into_inner();
    let Some(MessageResponse::ListServicesResponse(listed)) = answers.next().await.unwrap().unwrap().message_response
    else {
        panic!("no list")
    };
    let mut names: Vec<_> = listed.service.into_iter().map(|service| service.name).collect();
    names.sort();
    assert_eq!(names, ["grpc.health.v1.Health", "test.v1.TestService"]);
    running.stop().await.unwrap();
}
