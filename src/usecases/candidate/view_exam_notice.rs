//! The exam notice of the candidate who asks.

use crate::{
    domain::{access::Actor, ids::SeasonYear},
    storage::{StorageError, exam_seat::PlacesOf},
    usecases::{
        Ctx,
        exam_notice::{self, ExamNotice},
    },
};

/// The notice of the candidate who acts; `None` before the council has given out numbers.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx, actor: &Actor, season: SeasonYear) -> Result<Option<ExamNotice>, StorageError> {
    let Actor::Candidate(candidate) = actor else { return Ok(None) };
    let mut tx = ctx.db.begin(actor).await?;
    let notices = exam_notice::fetch(&mut tx, ctx, PlacesOf::Candidate(candidate.candidate_id), season).await?;
    tx.commit().await?;
    Ok(notices.into_iter().next())
}
