//! What the service answers: the same as `cmd/backend`, which is grpc-go's.

use std::collections::HashMap;
use std::iter;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio_stream::{Stream, StreamExt};
use tonic::metadata::{Ascii, MetadataValue};
use tonic::{Code, Request, Response, Status, Streaming};
use tonic_types::{ErrorDetails, StatusExt};
use v1::sample_service_server::SampleService;
use v1::{
    CountRequest, CountResponse, FailRequest, FailResponse, GetRequest, GetResponse, PutRequest, PutResponse,
    SumRequest, SumResponse, TalkRequest, TalkResponse,
};

/// The generated bindings.
#[allow(clippy::all, missing_docs, reason = "generated")]
pub mod v1 {
    include!("../../gen/sample/v1/sample.v1.rs");
}

/// Implements the service.
pub struct Sample;

type Answers<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl SampleService for Sample {
    type CountStream = Watched<Answers<CountResponse>>;
    type TalkStream = Answers<TalkResponse>;

    async fn get(&self, request: Request<GetRequest>) -> Result<Response<GetResponse>, Status> {
        let back = request.metadata().get("sample-header").cloned();
        let GetRequest { name, times } = request.into_inner();
        demand_name(&name)?;
        let mut response = Response::new(GetResponse {
            text: name.repeat(times.max(1) as usize),
        });
        echo(&mut response, back);
        Ok(response)
    }

    async fn put(&self, request: Request<PutRequest>) -> Result<Response<PutResponse>, Status> {
        let PutRequest { name, size } = request.into_inner();
        demand_name(&name)?;
        Ok(Response::new(PutResponse { name, size }))
    }

    async fn fail(&self, request: Request<FailRequest>) -> Result<Response<FailResponse>, Status> {
        let FailRequest { code, message } = request.into_inner();
        let known = HashMap::from([("message".to_owned(), message.clone())]);
        let details = ErrorDetails::with_error_info("ASKED_FOR", "sample.example", known);
        Err(Status::with_error_details(Code::from_i32(code), message, details))
    }

    async fn count(&self, request: Request<CountRequest>) -> Result<Response<Self::CountStream>, Status> {
        let until = request.into_inner().until;
        let numbers = (1..).take_while(move |&number| until == 0 || number <= until);
        let answers = numbers.map(|number| Ok(CountResponse { number }));
        Ok(Response::new(Watched {
            answers: Box::pin(tokio_stream::iter(answers)),
            complete: false,
        }))
    }

    async fn sum(&self, request: Request<Streaming<SumRequest>>) -> Result<Response<SumResponse>, Status> {
        let mut requests = request.into_inner();
        let mut response = SumResponse::default();
        while let Some(SumRequest { number }) = requests.message().await? {
            response.sum += number;
            response.messages += 1;
        }
        Ok(Response::new(response))
    }

    async fn talk(&self, request: Request<Streaming<TalkRequest>>) -> Result<Response<Self::TalkStream>, Status> {
        let answers = request
            .into_inner()
            .map(|asked| asked.map(|TalkRequest { text }| TalkResponse { text }));
        Ok(Response::new(Box::pin(answers)))
    }
}

fn demand_name(name: &str) -> Result<(), Status> {
    if name.is_empty() {
        return Err(Status::invalid_argument("name must not be empty"));
    }
    Ok(())
}

/// Sends the header back as header.
fn echo<T>(response: &mut Response<T>, back: Option<MetadataValue<Ascii>>) {
    for value in iter::once(back).flatten() {
        response.metadata_mut().insert("sample-header", value);
    }
}

/// Answers of which it is told, on standard output, when nobody waited for the last.
pub struct Watched<S> {
    answers: S,
    complete: bool,
}

impl<S: Stream + Unpin> Stream for Watched<S> {
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let next = Pin::new(&mut self.answers).poll_next(context);
        self.complete |= matches!(next, Poll::Ready(None));
        next
    }
}

impl<S> Drop for Watched<S> {
    fn drop(&mut self) {
        if !self.complete {
            println!("a stream of answers was left");
        }
    }
}
