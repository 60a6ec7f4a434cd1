//! The lines that a request leaves, and the trace they belong to.

mod support;

use kit::config::LogLevel;
use kit::logging::JsonLines;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::trace::SdkTracerProvider;
use serde_json::Value;
use std::io;
use std::sync::{Arc, Mutex};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::layer::{Layer, SubscriberExt};

#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl io::Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Buffer {
    fn lines(&self) -> Vec<Value> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// The test's runtime has one thread, so what is set for that thread is seen by server and client alike.
#[tokio::test]
async fn a_panic_is_logged_with_its_id_its_stack_and_the_callers_trace() {
    let buffer = Buffer::default();
    let writer = {
        let buffer = buffer.clone();
        move || buffer.clone()
    };
    let spans = tracing_opentelemetry::layer().with_tracer(SdkTracerProvider::builder().build().tracer("test"));
    let lines = JsonLines::new("engine", writer).with_filter(LevelFilter::from(LogLevel::Debug));
    let subscriber = tracing_subscriber::registry()
        .with(spans.with_filter(LevelFilter::INFO))
        .with(lines);
    let _default = tracing::subscriber::set_default(subscriber);
    kit::panics::install_hook();

    let running = support::serving().await;
    let trace = "0af7651916cd43dd8448eb211c80319c";
    let status = running
        .unary_traced("panic", &format!("00-{trace}-b7ad6b7169203331-01"))
        .await
        .unwrap_err();
    let id = status.message().rsplit_once(' ').unwrap().1.to_owned();
    running.stop().await.unwrap();

    let lines = buffer.lines();
    let with_id: Vec<_> = lines.iter().filter(|line| line["id"] == id.as_str()).collect();
    let [panicked] = with_id.as_slice() else {
        panic!("{lines:#?}")
    };
    assert_eq!(panicked["msg"], "panic in a handler");
    assert_eq!(
        (&panicked["level"], &panicked["component"]),
        (&"error".into(), &"engine".into())
    );
    assert_eq!(panicked["panic"], "a secret");
    assert!(panicked["stack"].as_str().unwrap().contains("service.rs"), "{panicked}");
    assert_eq!(panicked["trace_id"], trace);
    let access = |line: &&Value| line["msg"] == "request" && line["code"] == "INTERNAL";
    let request = lines.iter().find(access).unwrap();
    assert_eq!(
        (&request["trace_id"], &request["method"]),
        (&trace.into(), &"test.v1.TestService/Unary".into())
    );
    assert_eq!(request["span_id"].as_str().unwrap().len(), 16);
    assert!(request["duration_ms"].as_f64().unwrap() >= 0.0);
    let order: Vec<_> = lines.iter().filter_map(|line| line["msg"].as_str()).collect();
    assert!(order.contains(&"listening") && order.contains(&"draining"), "{order:?}");
}
