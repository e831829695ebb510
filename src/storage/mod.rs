//! The database. The only folder with SQL; one file an aggregate, functions named noun first
//! (`season_fetch_current`).
//!
//! A transaction begins as an [`Actor`]: who acts and for which tenant is set with `SET LOCAL`, for the policies of the
//! database (migrations/0021_row_security.sql), which show and take the rows of that tenant alone. They bind whoever
//! owns no table, so the pool refuses a connection whose role does, and no query finds a row outside a transaction that
//! names its actor. Rows are turned into the domain's types while loading; a
//! row that the domain refuses is [`StorageError::Inconsistent`], never a guess.

pub mod access_log;
pub mod access_question;
pub mod account;
pub mod alert;
pub mod amendment;
pub mod audit;
pub mod audit_chain;
pub mod audit_search;
pub mod batch_approval;
pub mod bill;
pub mod candidate_freeze;
pub mod candidate_overview;
pub mod catalogue;
pub mod class_list;
pub mod clock;
mod copy;
pub mod correction_request;
pub mod csv_source;
pub mod demo;
pub mod demo_population;
pub mod document;
pub mod enrolment;
pub mod exam_needs;
pub mod exam_reference;
pub mod exam_registration;
pub mod exam_seat;
pub mod exam_venue;
pub mod gateway_statement;
pub mod institution;
pub mod ledger;
pub mod mail_outbox;
pub mod mark;
pub mod mark_appeal;
pub mod mark_import;
pub mod matching_records;
pub mod matching_result;
pub mod matching_run;
pub mod migrate;
pub mod office;
pub mod payment_extension;
pub mod payment_history;
pub mod payment_link;
pub mod payment_notice;
pub mod payment_order;
pub mod payment_overview;
pub mod payment_timeline;
pub mod person;
pub mod population;
pub mod preference_list;
pub mod publication;
pub mod pupil_search;
pub mod reference;
pub mod registrant;
pub mod registration_claim;
pub mod registration_history;
pub mod registration_unit;
pub mod registry_case;
pub mod registry_comparison;
pub mod reminder_round;
pub mod roll_entry;
pub mod roll_import;
pub mod roll_verdict;
pub mod roll_work;
pub mod run_difference;
pub mod school_queue;
pub mod school_record;
pub mod season;
pub mod season_figures;
pub mod second_factor;
pub mod session_store;
pub mod staff;
pub mod staff_account;
pub mod staff_link;
pub mod stored_file;
pub mod support;
pub mod unit_list;
pub mod unit_progress;
pub mod unlock_request;
pub mod unsaved_section;

use std::time::Duration;

use sqlx::{
    Connection as _, PgConnection, PgPool, Postgres, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use uuid::Uuid;

use crate::domain::access::Actor;

/// After so many rows it is told how far a long transfer is.
const PROGRESS_EVERY: usize = 1 << 19;

/// What can go wrong below the use cases.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The database did not answer, or not as it should.
    #[error("database: {}", in_the_log(.0))]
    Driver(#[source] sqlx::Error),
    /// A row that the domain refuses.
    #[error("inconsistent row: {table}.{column} of {id}")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row; nil where it has no id of its own.
        id: Uuid,
    },
    /// A named constraint was violated.
    #[error("constraint {constraint} violated")]
    Conflict {
        /// The constraint's name.
        constraint: String,
    },
    /// Someone else saved first: the version read is no longer the version stored.
    #[error("stale version")]
    Stale,
}

impl From<sqlx::Error> for StorageError {
    fn from(error: sqlx::Error) -> Self {
        let constraint = error.as_database_error().and_then(|error| error.constraint()).map(str::to_owned);
        constraint.map_or_else(|| Self::Driver(error), |constraint| Self::Conflict { constraint })
    }
}

impl StorageError {
    /// An inconsistent row.
    #[must_use]
    pub const fn inconsistent(table: &'static str, column: &'static str, id: Uuid) -> Self {
        Self::Inconsistent { table, column, id }
    }
}

/// What a log may say of a failure: codes, and names of the schema; never a value of a row. What PostgreSQL says of
/// data (class 22), constraints (23) and raised errors (P0) may quote values, so these are told by their code alone.
fn in_the_log(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => {
            let code = error.code().unwrap_or_default();
            let quotes_values = ["22", "23", "P0"].iter().any(|class| code.starts_with(class));
            let words = if quotes_values { "" } else { error.message() };
            format!("{code} {} {words}", error.table().unwrap_or_default())
        }
        sqlx::Error::Io(error) => format!("connection: {}", error.kind()),
        sqlx::Error::PoolTimedOut => "no connection in time".to_owned(),
        sqlx::Error::PoolClosed => "the pool is closed".to_owned(),
        sqlx::Error::RowNotFound => "a row that has to be there is not".to_owned(),
        sqlx::Error::ColumnDecode { index, .. } => format!("column {index} cannot be read"),
        sqlx::Error::Configuration(words) => words.to_string(),
        sqlx::Error::Tls(_) => "TLS".to_owned(),
        sqlx::Error::Protocol(_) => "the protocol was broken".to_owned(),
        _ => "something else".to_owned(),
    }
}

/// The pool of connections.
#[derive(Debug, Clone)]
pub struct Db {
    pool: PgPool,
}

/// How long anybody waits for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);

/// The role of `DATABASE_URL` could pass the policies of the database by.
#[derive(Debug, thiserror::Error)]
#[error(
    "DATABASE_URL names the role {0}, which owns tables or could get past row-level security; the portal serves as a \
     role that owns nothing (portal_app, see docs/operations.md)"
)]
struct MightyRole(String);

/// Refuses a role that is, or may become, the owner of any table, a superuser or one who bypasses row-level security.
/// What is temporary is the application's own.
async fn require_powerless(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let role = sqlx::query!(
        r#"SELECT rolname::text AS "name!", rolsuper OR rolbypassrls OR rolcreaterole OR EXISTS (
               SELECT FROM pg_class WHERE relpersistence <> 't' AND pg_has_role(pg_roles.oid, relowner, 'MEMBER')
           ) AS "is_mighty!"
           FROM pg_roles WHERE rolname = current_user"#
    );
    let role = role.fetch_one(connection).await?;
    if role.is_mighty { Err(sqlx::Error::Configuration(MightyRole(role.name).into())) } else { Ok(()) }
}

impl Db {
    /// Connects lazily: the portal starts, and says so, while the database is still down. Each connection is refused
    /// that the policies of the database would not bind.
    ///
    /// # Errors
    /// An unreadable `url`.
    pub fn connect_lazy(url: &str, max_connections: u32) -> Result<Self, StorageError> {
        let options = PgPoolOptions::new()
            .max_connections(max_connections)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .after_connect(|connection, _| Box::pin(require_powerless(connection)));
        Ok(Self { pool: options.connect_lazy(url).map_err(StorageError::Driver)? })
    }

    /// The same as the owner of the tables, who migrates and loads what the application only reads. The policies bind
    /// the owner too, so it acts as the portal itself.
    ///
    /// # Errors
    /// An unreadable `url`.
    pub fn connect_owner_lazy(url: &str, max_connections: u32) -> Result<Self, StorageError> {
        let options: PgConnectOptions = url.parse().map_err(StorageError::Driver)?;
        let options = options.options([("portal.actor_kind", Actor::System.kind())]);
        let pool = PgPoolOptions::new().max_connections(max_connections).acquire_timeout(ACQUIRE_TIMEOUT);
        Ok(Self { pool: pool.connect_lazy_with(options) })
    }

    /// Looks once whether the pool would take its connections: a wrong role should end the start, and not be told to
    /// everyone who asks for a page. A database that does not answer is no such reason.
    ///
    /// # Errors
    /// `Driver` for a role that the policies would not bind.
    pub async fn require_powerless_role(&self) -> Result<(), StorageError> {
        let options = self.pool.connect_options();
        let connected = tokio::time::timeout(ACQUIRE_TIMEOUT, PgConnection::connect_with(&options)).await;
        let Ok(Ok(mut connection)) = connected else { return Ok(()) };
        let refused = require_powerless(&mut connection).await;
        let _ = connection.close().await;
        match refused {
            Err(error @ sqlx::Error::Configuration(_)) => Err(StorageError::Driver(error)),
            _ => Ok(()),
        }
    }

    /// Begins a transaction as `actor`. Dropped without [`Tx::commit`], it leaves nothing behind.
    ///
    /// # Errors
    /// `Driver` when the database does not answer.
    pub async fn begin(&self, actor: &Actor) -> Result<Tx, StorageError> {
        Self::identified(self.pool.begin().await?, actor).await
    }

    /// The same, to read alone: all that is read was so at one moment.
    ///
    /// # Errors
    /// `Driver`, also for a write within it.
    pub async fn begin_snapshot(&self, actor: &Actor) -> Result<Tx, StorageError> {
        let inner = self.pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
        Self::identified(inner, actor).await
    }

    async fn identified(mut inner: Transaction<'static, Postgres>, actor: &Actor) -> Result<Tx, StorageError> {
        let (id, tenant_kind, tenant) = identify(actor);
        sqlx::query!(
            "SELECT set_config('portal.actor_kind', $1, true) AS kind, set_config('portal.actor_id', $2, true) AS id,
                    set_config('portal.tenant_kind', $3, true) AS tenant_kind,
                    set_config('portal.tenant', $4, true) AS tenant",
            actor.kind(),
            id,
            tenant_kind,
            tenant
        )
        .fetch_one(&mut *inner)
        .await?;
        Ok(Tx { inner })
    }

    /// The pool, for what cannot live in one transaction: migrations.
    #[must_use]
    pub const fn pool(&self) -> &PgPool {
        &self.pool
    }
}

/// The actor's id, the kind of tenant and the tenant as the database's settings carry them.
fn identify(actor: &Actor) -> (String, &'static str, String) {
    match actor {
        Actor::Visitor | Actor::System => (String::new(), "", String::new()),
        Actor::Candidate(candidate) => {
            (candidate.candidate_id.to_string(), "candidate", candidate.candidate_id.to_string())
        }
        Actor::Staff(staff) => {
            let tenant = staff.role.tenant();
            (staff.staff_id.to_string(), tenant.kind(), tenant.id())
        }
    }
}

/// An open transaction.
#[derive(Debug)]
pub struct Tx {
    inner: Transaction<'static, Postgres>,
}

impl Tx {
    /// The connection, for queries.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.inner
    }

    /// Makes all of it durable.
    ///
    /// # Errors
    /// `Driver`; whether it was committed is then unknown.
    pub async fn commit(self) -> Result<(), StorageError> {
        Ok(self.inner.commit().await?)
    }
}
