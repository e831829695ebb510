//! Forgets sessions that have ended by themselves. They open nothing any more; keeping them would only be keeping data.

use tower_sessions::session_store::Error;

use crate::{storage::session_store::PostgresSessionStore, usecases::Ctx};

/// Deletes them; gives their number.
///
/// # Errors
/// `Backend` when the database does not answer.
pub async fn run(ctx: &Ctx) -> Result<u64, Error> {
    PostgresSessionStore::new(ctx.db.clone()).delete_expired().await
}
