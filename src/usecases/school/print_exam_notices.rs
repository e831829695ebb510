//! The exam notices of a unit, to be printed and handed out.

use super::unit_of;
use crate::{
    domain::{
        access::Actor,
        audit::AccessPurpose,
        ids::{CandidateId, SeasonYear},
    },
    storage::{StorageError, exam_seat::PlacesOf},
    usecases::{
        Ctx,
        audit::{self, Act},
        exam_notice::{self, ExamNotice},
    },
};

/// The notices of the actor's unit, by number; none for anyone who has no unit. Each candidate can read that theirs was
/// taken.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx, actor: &Actor, season: SeasonYear) -> Result<Vec<ExamNotice>, StorageError> {
    let Some(unit) = unit_of(actor) else { return Ok(Vec::new()) };
    let mut tx = ctx.db.begin(actor).await?;
    let notices = exam_notice::fetch(&mut tx, ctx, PlacesOf::Unit(unit, season), season).await?;
    let taken: Vec<CandidateId> = notices.iter().map(|notice| notice.place.candidate_id).collect();
    let act = Act::new("exam_notices.print").purpose(AccessPurpose::Verification);
    audit::record_views(&mut tx, ctx, actor, act, &taken).await?;
    tx.commit().await?;
    Ok(notices)
}
