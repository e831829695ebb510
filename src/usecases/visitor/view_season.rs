//! The current season: its windows and rules.

use crate::{
    domain::{access::Actor, season::Season},
    storage::{StorageError, season::season_require_current},
    usecases::Ctx,
};

/// The current season.
///
/// # Errors
/// `Driver`; `Inconsistent` where no season is current or one is unreadable.
pub async fn run(ctx: &Ctx) -> Result<Season, StorageError> {
    let mut tx = ctx.db.begin(&Actor::Visitor).await?;
    let season = season_require_current(&mut tx).await?;
    tx.commit().await?;
    Ok(season)
}
