use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::Notify;
use tokio_stream::{Stream, StreamExt};
use tokio_util::sync::CancellationToken;
use tonic::body::Body;
use tonic::server::{Grpc, NamedService, ServerStreamingService, UnaryService};
use tonic::{Request, Response, Status};
use tonic_prost::ProstCodec;

type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Status>> + Send>>;
type Texts = Pin<Box<dyn Stream<Item = Result<String, Status>> + Send>>;

#[derive(Clone)]
pub struct TestService {
    pub max_bytes: usize,
    pub draining: CancellationToken,
    pub dropped: Arc<Notify>,
}

impl NamedService for TestService {
    const NAME: &'static str = "test.v1.TestService";
}

impl tower::Service<http::Request<Body>> for TestService {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let service = self.clone();
        Box::pin(async move {
            let codec = ProstCodec::<String, String>::default();
            let mut grpc = Grpc::new(codec).max_decoding_message_size(service.max_bytes);
            Ok(match request.uri().path().rsplit_once('/') {
                Some((_, "Unary")) => grpc.unary(Unary, request).await,
                _ => grpc.server_streaming(Streaming(service), request).await,
            })
        })
    }
}

struct Unary;

impl UnaryService<String> for Unary {
    type Response = String;
    type Future = Answer<Response<String>>;

    fn call(&mut self, request: Request<String>) -> Self::Future {
        Box::pin(async move {
            match request.into_inner() {
                text if text == "panic" => panic!("a secret"),
                text if text == "unknown" => Err(Status::unknown("a secret")),
                text => Ok(Response::new(text)),
            }
        })
    }
}

struct Streaming(TestService);

impl ServerStreamingService<String> for Streaming {
    type Response = String;
    type ResponseStream = Texts;
    type Future = Answer<Response<Texts>>;

    fn call(&mut self, request: Request<String>) -> Self::Future {
        let (text, service) = (request.into_inner(), self.0.clone());
        Box::pin(async move {
            let first = tokio_stream::once(Ok(text.clone()));
            Ok(Response::new(match text.as_str() {
                "panic" => Box::pin(first.chain(futures_util::stream::once(async {
                    // What is ready before it is sent first.
                    tokio::task::yield_now().await;
                    panic!("a secret")
                }))) as Texts,
                "until draining" => {
                    let end = service.draining.cancelled_owned();
                    Box::pin(first.chain(futures_util::stream::once(async move {
                        end.await;
                        Ok("last".to_owned())
                    })))
                }
                _ => {
                    let told = Told(service.dropped);
                    Box::pin(first.chain(futures_util::stream::once(async move {
                        let _told = told;
                        std::future::pending().await
                    })))
                }
            }))
        })
    }
}

/// Tells when it is dropped.
struct Told(Arc<Notify>);

impl Drop for Told {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}
