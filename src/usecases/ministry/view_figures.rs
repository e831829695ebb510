//! How far the season is, in numbers.

use crate::{
    domain::{
        access::{Actor, Permission},
        ids::SeasonYear,
    },
    storage::{StorageError, season_figures::season_figures_fetch},
    usecases::Ctx,
};

pub use crate::storage::season_figures::SeasonFigures;

/// The figures of a season; `None` for whoever may not see them.
///
/// # Errors
/// `Driver`.
pub async fn run(ctx: &Ctx, actor: &Actor, season: SeasonYear) -> Result<Option<SeasonFigures>, StorageError> {
    if !actor.may(Permission::ViewSeasonFigures) {
        return Ok(None);
    }
    let mut tx = ctx.db.begin(actor).await?;
    let figures = season_figures_fetch(&mut tx, season).await?;
    tx.commit().await?;
    Ok(Some(figures))
}
