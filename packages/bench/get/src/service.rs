//! The contract, served.

use bench_pool::{Database, Row};
use kit::validate::Validator;
use prost::Message;
use prost_types::Timestamp;
use proto::risk::v1::portfolio_service_server::PortfolioService;
use proto::risk::v1::{
    CreatePortfolioRequest, CreatePortfolioResponse, DeletePortfolioRequest, DeletePortfolioResponse,
    GetPortfolioRequest, GetPortfolioResponse, ListPortfoliosRequest, ListPortfoliosResponse, Portfolio,
    UpdatePortfolioRequest, UpdatePortfolioResponse,
};
use std::sync::Arc;
use std::time::SystemTime;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// The query of `services/risk/internal/store/queries/portfolios.sql`.
const GET: &str = "SELECT p.id, p.revision, p.create_time, p.update_time, r.content \
     FROM portfolios p JOIN portfolio_revisions r ON r.portfolio_id = p.id AND r.revision = p.revision \
     WHERE p.id = $1";

/// Portfolios as the database has them.
pub struct Portfolios {
    database: Database,
    validator: Arc<Validator>,
}

impl Portfolios {
    /// The service on a database.
    pub fn new(database: Database) -> Self {
        Self {
            database,
            validator: Arc::new(Validator::of_contracts()),
        }
    }
}

#[tonic::async_trait]
impl PortfolioService for Portfolios {
    async fn get_portfolio(
        &self,
        request: Request<GetPortfolioRequest>,
    ) -> Result<Response<GetPortfolioResponse>, Status> {
        let request = request.into_inner();
        self.validator.check(&request)?;
        let missing = || Status::not_found(format!("there is no {}", request.name));
        let id = parse(&request.name).ok_or_else(missing)?;
        let row = self.database.find(GET, &[&id]).await?.ok_or_else(missing)?;
        let portfolio = Some(portfolio_of(&row)?);
        Ok(Response::new(GetPortfolioResponse { portfolio }))
    }

    async fn create_portfolio(
        &self,
        _: Request<CreatePortfolioRequest>,
    ) -> Result<Response<CreatePortfolioResponse>, Status> {
        Err(not_compared())
    }

    async fn list_portfolios(
        &self,
        _: Request<ListPortfoliosRequest>,
    ) -> Result<Response<ListPortfoliosResponse>, Status> {
        Err(not_compared())
    }

    async fn update_portfolio(
        &self,
        _: Request<UpdatePortfolioRequest>,
    ) -> Result<Response<UpdatePortfolioResponse>, Status> {
        Err(not_compared())
    }

    async fn delete_portfolio(
        &self,
        _: Request<DeletePortfolioRequest>,
    ) -> Result<Response<DeletePortfolioResponse>, Status> {
        Err(not_compared())
    }
}

fn not_compared() -> Status {
    Status::unimplemented("the benchmark compares reading alone")
}

/// The id in a name, where it is written as the service writes it.
fn parse(name: &str) -> Option<Uuid> {
    let text = name.strip_prefix("portfolios/")?;
    Uuid::parse_str(text).ok().filter(|id| id.to_string() == text)
}

fn portfolio_of(row: &Row) -> Result<Portfolio, Status> {
    let content: &[u8] = row.get("content");
    let mut portfolio = Portfolio::decode(content).map_err(|_| Status::internal("internal error"))?;
    portfolio.name = format!("portfolios/{}", row.get::<_, Uuid>("id"));
    portfolio.create_time = Some(Timestamp::from(row.get::<_, SystemTime>("create_time")));
    portfolio.update_time = Some(Timestamp::from(row.get::<_, SystemTime>("update_time")));
    portfolio.etag = format!("r{}", row.get::<_, i64>("revision"));
    Ok(portfolio)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_that_of_nothing_unless_the_service_writes_it_so() {
        assert!(parse("portfolios/01a20c9f-dab6-7a5e-b158-202b8973ffd6").is_some());
        for wrong in [
            "01a20c9f-dab6-7a5e-b158-202b8973ffd6",
            "portfolios/01A20C9F-DAB6-7A5E-B158-202B8973FFD6",
            "portfolios/1",
        ] {
            assert!(parse(wrong).is_none(), "{wrong}");
        }
    }
}
