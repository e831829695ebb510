//! The exam notices of a unit, to be printed and handed out.

use super::unit_of;
use crate::{
    domain::{access::Actor, ids::SeasonYear},
    storage::StorageError,
    usecases::{
        Ctx,
        exam_notice::{self, ExamNotice},
    },
};

/// The notices of the actor's unit, by number; none for anyone who has no unit.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx, actor: &Actor, season: SeasonYear) -> Result<Vec<ExamNotice>, StorageError> {
    match unit_of(actor) {
        Some(unit) => exam_notice::print(ctx, actor, unit, season).await,
        None => Ok(Vec::new()),
    }
}
