//! Brings the database up to date: migrations, then reference data.

use crate::{
    domain::access::Actor,
    storage::{StorageError, migrate::migrate, reference::reference_load},
    usecases::Ctx,
};

/// Migrates and loads; gives the number of rows per table. Doing it twice changes nothing.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx) -> Result<Vec<(&'static str, u64)>, StorageError> {
    migrate(&ctx.db).await?;
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let loaded = reference_load(&mut tx).await?;
    tx.commit().await?;
    Ok(loaded)
}
