//! The contract, served.

use bench_pool::{Database, Row};
use kit::validate::Validator;
use prost_types::Timestamp;
use proto::prime_tally::v1::prime_tally_service_server::PrimeTallyService;
use proto::prime_tally::v1::{
    CancelRunRequest, CancelRunResponse, CreateRunRequest, CreateRunResponse, GetRunRequest, GetRunResponse, Range,
    Run, WatchRunRequest, WatchRunResponse,
};
use std::sync::Arc;
use std::time::SystemTime;
use tonic::codegen::BoxStream;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// The query of the service's `internal/store/queries/runs.sql`.
const GET: &str = "SELECT r.*, coalesce(sum(s.last - s.first), 0)::bigint AS done, coalesce(sum(s.primes), 0)::bigint AS primes \
     FROM runs r LEFT JOIN shards s ON s.run_id = r.id \
     WHERE r.id = $1 \
     GROUP BY r.id";

/// Runs as the database has them.
pub struct Runs {
    database: Database,
    validator: Arc<Validator>,
}

impl Runs {
    /// The service on a database.
    pub fn new(database: Database) -> Self {
        Self {
            database,
            validator: Arc::new(Validator::of_contracts()),
        }
    }
}

#[tonic::async_trait]
impl PrimeTallyService for Runs {
    type WatchRunStream = BoxStream<WatchRunResponse>;

    async fn get_run(&self, request: Request<GetRunRequest>) -> Result<Response<GetRunResponse>, Status> {
        let request = request.into_inner();
        self.validator.check(&request)?;
        let missing = || Status::not_found(format!("there is no {}", request.name));
        let id = parse(&request.name).ok_or_else(missing)?;
        let row = self.database.find(GET, &[&id]).await?.ok_or_else(missing)?;
        let run = Some(run_of(&row));
        Ok(Response::new(GetRunResponse { run }))
    }

    async fn create_run(&self, _: Request<CreateRunRequest>) -> Result<Response<CreateRunResponse>, Status> {
        Err(not_compared())
    }

    async fn watch_run(&self, _: Request<WatchRunRequest>) -> Result<Response<Self::WatchRunStream>, Status> {
        Err(not_compared())
    }

    async fn cancel_run(&self, _: Request<CancelRunRequest>) -> Result<Response<CancelRunResponse>, Status> {
        Err(not_compared())
    }
}

fn not_compared() -> Status {
    Status::unimplemented("the benchmark compares reading alone")
}

/// The id in a name, where it is written as the service writes it.
fn parse(name: &str) -> Option<Uuid> {
    let text = name.strip_prefix("runs/")?;
    Uuid::parse_str(text).ok().filter(|id| id.to_string() == text)
}

fn run_of(row: &Row) -> Run {
    let number = |column: &str| u64::try_from(row.get::<_, i64>(column)).unwrap_or_default();
    Run {
        name: format!("runs/{}", row.get::<_, Uuid>("id")),
        range: Some(Range {
            begin: number("first"),
            end: number("last"),
        }),
        state: i32::from(row.get::<_, i16>("state")),
        numbers_done: number("done"),
        primes: number("primes"),
        error: None,
        create_time: Some(Timestamp::from(row.get::<_, SystemTime>("create_time"))),
        end_time: row.get::<_, Option<SystemTime>>("end_time").map(Timestamp::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_that_of_nothing_unless_the_service_writes_it_so() {
        assert!(parse("runs/01a20c9f-dab6-7a5e-b158-202b8973ffd6").is_some());
        for wrong in [
            "01a20c9f-dab6-7a5e-b158-202b8973ffd6",
            "runs/01A20C9F-DAB6-7A5E-B158-202B8973FFD6",
            "runs/1",
        ] {
            assert!(parse(wrong).is_none(), "{wrong}");
        }
    }
}
