//! PostgreSQL for the benchmark's services in Rust: a pool with the bounds that `services/kit-go/postgres` gives those in Go, so that
//! the two differ in the language alone.

use deadpool_postgres::{Manager, ManagerConfig, Pool, PoolError, RecyclingMethod, Runtime, Timeouts};
use kit::app::Variable;
use kit::config::Variables;
use std::time::Duration;
use tokio_postgres::NoTls;
use tonic::Status;

pub use tokio_postgres::Row;
pub use tokio_postgres::types::ToSql;

/// How long a new connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// How long a statement may take, and a transaction may do nothing, in PostgreSQL's own words.
const STATEMENT_TIMEOUT: &str = "10s";
/// Bounds a call however patient its caller is.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(8);

/// How the database is reached.
#[derive(Clone, Debug)]
pub struct Config {
    /// `DATABASE_URL`.
    pub url: tokio_postgres::Config,
    /// `DATABASE_CONNECTIONS`: how many there are at most. Defaults to 12.
    pub connections: usize,
}

/// What [`Config::read`] reads, for `--help`.
pub const VARIABLES: &[Variable] = &[
    Variable {
        name: "DATABASE_URL",
        default: "required",
        meaning: "the database, such as postgres://user@host:5432/database",
    },
    Variable {
        name: "DATABASE_CONNECTIONS",
        default: "12",
        meaning: "connections at most",
    },
];

impl Config {
    /// Reads it; mistakes are left with `variables`.
    pub fn read(variables: &mut Variables) -> Self {
        // The parser's own text may hold the password.
        let problem = |_| "must be a URL such as postgres://user@host:5432/database".to_owned();
        let text: String = variables.required("DATABASE_URL");
        let url = text.parse().map_err(problem).unwrap_or_else(|problem| {
            variables.mistake("DATABASE_URL", problem);
            tokio_postgres::Config::new()
        });
        let connections = variables.parse("DATABASE_CONNECTIONS", |text: &str| match text.parse() {
            Ok(n @ 1..=1000) => Ok(n),
            _ => Err(format!("must be 1 to 1000, not {text:?}")),
        });
        Self {
            url,
            connections: connections.unwrap_or(12),
        }
    }
}

/// A pool of connections. Clones share it.
#[derive(Clone)]
pub struct Database(Pool);

impl Database {
    /// A pool whose connections see one schema, as a service's of its own. It connects when it is first used.
    ///
    /// # Panics
    /// Never: the runtime that a pool with timeouts needs is given.
    #[must_use]
    pub fn new(config: &Config, schema: &str, application: &str) -> Self {
        let mut url = config.url.clone();
        url.connect_timeout(CONNECT_TIMEOUT);
        url.application_name(application);
        url.options(format!(
            "-c search_path={schema} -c statement_timeout={STATEMENT_TIMEOUT} \
             -c idle_in_transaction_session_timeout={STATEMENT_TIMEOUT}"
        ));
        // As pgxpool does it: a connection that was in use a moment ago is not asked whether it still lives.
        let recycling_method = RecyclingMethod::Fast;
        let manager = Manager::from_config(url, NoTls, ManagerConfig { recycling_method });
        let pool = Pool::builder(manager)
            .max_size(config.connections)
            .runtime(Runtime::Tokio1)
            .timeouts(Timeouts::wait_millis(REQUEST_TIMEOUT.as_millis() as u64))
            .build();
        Self(pool.expect("the runtime is given"))
    }

    /// The row that a query gives, if there is one. Its statement is prepared once a connection, as pgx does it.
    ///
    /// # Errors
    /// UNAVAILABLE where the database is away or slow, INTERNAL where it refuses the query.
    pub async fn find(&self, query: &str, parameters: &[&(dyn ToSql + Sync)]) -> Result<Option<Row>, Status> {
        let found = async {
            let client = self.0.get().await.map_err(unavailable)?;
            let statement = client.prepare_cached(query).await.map_err(refused)?;
            client.query_opt(&statement, parameters).await.map_err(refused)
        };
        tokio::time::timeout(REQUEST_TIMEOUT, found)
            .await
            .unwrap_or_else(|_| Err(Status::unavailable("the service cannot answer at the moment")))
    }
}

fn unavailable(error: PoolError) -> Status {
    tracing::warn!(%error, "no connection");
    Status::unavailable("the service cannot answer at the moment")
}

fn refused(error: tokio_postgres::Error) -> Status {
    tracing::error!(%error, "the database refuses");
    if error.is_closed() {
        return Status::unavailable("the service cannot answer at the moment");
    }
    Status::internal("internal error")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(url: &'static str, connections: &'static str) -> bool {
        let mut variables = Variables::new(move |name| match name {
            "DATABASE_URL" => Some(url.to_owned()),
            "DATABASE_CONNECTIONS" => Some(connections.to_owned()),
            _ => None,
        });
        Config::read(&mut variables);
        variables.finish().is_err()
    }

    #[test]
    fn a_url_and_a_number_are_wanted() {
        assert!(!mistakes("postgres://me:secret@localhost:5432/db?sslmode=disable", "8"));
        assert!(mistakes("localhost", "8"));
        assert!(mistakes("postgres://me@localhost/db", "none"));
        assert!(mistakes("postgres://me@localhost/db", "0"));
    }

    #[tokio::test]
    async fn a_database_that_is_away_is_unavailable() {
        let config = Config {
            url: "postgres://me@127.0.0.1:1/db".parse().unwrap(),
            connections: 1,
        };
        let status = Database::new(&config, "s", "test")
            .find("SELECT 1", &[])
            .await
            .unwrap_err();
        assert_eq!(status.code(), tonic::Code::Unavailable);
    }
}
