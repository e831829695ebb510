//! Forgets sessions that are over, and what was typed when they were. They open nothing any more; keeping them would only
//! be keeping data.

use crate::{
    domain::access::Actor,
    storage::{
        StorageError,
        session_store::{REMEMBERED_MINUTES, sessions_delete_expired},
        unsaved_section::unsaved_sections_delete_before,
    },
    usecases::Ctx,
};

/// Deletes them, a day after their end; gives the number of sessions.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx) -> Result<u64, StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let now = ctx.clock.machine_now();
    let deleted = sessions_delete_expired(&mut tx, now).await?;
    unsaved_sections_delete_before(&mut tx, now.plus_minutes(-REMEMBERED_MINUTES)).await?;
    tx.commit().await?;
    Ok(deleted)
}
