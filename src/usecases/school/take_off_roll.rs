//! Takes a row that was typed wrongly off the unit's roll, so that it no longer stands in another unit's way.

use crate::{
    domain::{
        access::{Actor, Permission},
        ids::{RegistrationUnitId, RollEntryId, SeasonYear},
    },
    storage::{
        StorageError,
        roll_entry::{roll_entry_delete, roll_entry_fetch},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

pub use crate::storage::roll_entry::RollRow;

/// Why nothing was taken off.
#[derive(Debug, thiserror::Error)]
pub enum TakeOffError {
    /// The unit's roll has no such row.
    #[error("no such row on the roll of the unit")]
    NotFound,
    /// The person has signed in as a candidate of the unit: there is a record by now, and the row stays.
    #[error("the person of the row has signed in")]
    SignedIn,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

fn unit_of(actor: &Actor) -> Result<RegistrationUnitId, TakeOffError> {
    actor.unit_for(Permission::ImportRoll).ok_or(TakeOffError::NotFound)
}

/// The row, before it is taken off.
///
/// # Errors
/// `NotFound`, also for the row of another unit; what the database says.
pub async fn view(ctx: &Ctx, actor: &Actor, season: SeasonYear, id: RollEntryId) -> Result<RollRow, TakeOffError> {
    let unit = unit_of(actor)?;
    let mut tx = ctx.db.begin(actor).await?;
    roll_entry_fetch(&mut tx, unit, season, id).await?.ok_or(TakeOffError::NotFound)
}

/// Takes the row off.
///
/// # Errors
/// See [`TakeOffError`].
pub async fn run(ctx: &Ctx, actor: &Actor, season: SeasonYear, id: RollEntryId) -> Result<(), TakeOffError> {
    let unit = unit_of(actor)?;
    let mut tx = ctx.db.begin(actor).await?;
    let row = roll_entry_fetch(&mut tx, unit, season, id).await?.ok_or(TakeOffError::NotFound)?;
    if row.has_signed_in {
        return Err(TakeOffError::SignedIn);
    }
    match roll_entry_delete(&mut tx, unit, season, id).await {
        Err(StorageError::Stale) => return Err(TakeOffError::SignedIn),
        deleted => deleted?,
    }
    audit::record(&mut tx, ctx, actor, Act::new("roll_entry.take_off").on(id.0)).await?;
    Ok(tx.commit().await?)
}
