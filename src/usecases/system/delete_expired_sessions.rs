//! Forgets sessions that are over. They open nothing any more; keeping them would only be keeping data.

use crate::{
    domain::access::Actor,
    storage::{StorageError, session_store::sessions_delete_expired},
    usecases::Ctx,
};

/// Deletes them, a day after their end; gives their number.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx) -> Result<u64, StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let deleted = sessions_delete_expired(&mut tx, ctx.clock.machine_now()).await?;
    tx.commit().await?;
    Ok(deleted)
}
