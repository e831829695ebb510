//! Takes the seat: once, whatever is clicked how often, and only while it is the candidate's.

use serde_json::json;

use super::freeze::is_frozen;
use super::view_result::{confirmation_window, fetch, visible};
use crate::{
    domain::{
        access::{Actor, CandidateActor},
        admission::enrolment::{ConfirmRefusal, Confirmed, confirm},
        ids::ProgrammeId,
    },
    storage::{
        StorageError, enrolment::enrolment_insert, publication::publication_fetch_and_hold,
        season::season_require_current,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        mail::{self, MailTemplate},
    },
};

/// Why the seat is not taken.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmEnrolmentError {
    /// Confirming needs an electronic identity of level 2.
    #[error("identity of level 2 needed")]
    NeedsLevel2,
    /// The candidate's acts are frozen.
    #[error("the candidate's acts are frozen")]
    Frozen,
    /// The person has to prove themselves anew.
    #[error("confirming needs a fresh sign-in")]
    NeedsFreshSignIn,
    /// Results are not public.
    #[error("results are not public")]
    NotPublished,
    /// The seat is another one than the candidate saw.
    #[error("the seat is another one")]
    OtherSeat,
    /// The domain's refusal.
    #[error(transparent)]
    Refused(#[from] ConfirmRefusal),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Confirms the seat in `seen`, the programme that the page named. A second time it changes nothing and succeeds.
///
/// # Errors
/// [`ConfirmEnrolmentError`].
pub async fn run(ctx: &Ctx, candidate: &CandidateActor, seen: ProgrammeId) -> Result<(), ConfirmEnrolmentError> {
    if !candidate.is_level_2 {
        return Err(ConfirmEnrolmentError::NeedsLevel2);
    }
    let (now, actor) = (ctx.now(), Actor::Candidate(candidate.clone()));
    let mut tx = ctx.db.begin(&actor).await?;
    if is_frozen(&mut tx, candidate.candidate_id).await? {
        return Err(ConfirmEnrolmentError::Frozen);
    }
    let season = season_require_current(&mut tx).await?;
    let publication = publication_fetch_and_hold(&mut tx, season.year).await?;
    let publication = visible(publication, &season.calendar, now).map_err(|_| ConfirmEnrolmentError::NotPublished)?;
    let window = confirmation_window(&season.calendar)?;
    let result = fetch(&mut tx, candidate, publication, window, now).await?;
    let seat = result.admitted().map(|preference| preference.programme_id);
    let standing = result.enrolment.as_ref().map(|enrolment| &enrolment.confirmation);
    let Confirmed::Now(confirmation) = confirm(seat, standing, now, window)? else { return Ok(()) };
    if confirmation.programme != seen {
        return Err(ConfirmEnrolmentError::OtherSeat);
    }
    // Last of all, so that nobody proves themselves for what could not be done anyway.
    if !ctx.is_fresh(candidate) {
        return Err(ConfirmEnrolmentError::NeedsFreshSignIn);
    }
    let receipt_number = ctx.rng.public_number("NH");
    if !enrolment_insert(&mut tx, candidate.candidate_id, publication.run, confirmation, &receipt_number).await? {
        // The other of two clicks was faster.
        return Ok(());
    }
    audit::record(
        &mut tx,
        ctx,
        &actor,
        Act::new("enrolment.confirm")
            .about(candidate.candidate_id)
            .on_a("programme", confirmation.programme.0)
            .changed(&None::<()>, &confirmation.programme)
            .with(json!({ "receipt_number": receipt_number, "run": publication.run })),
    )
    .await?;
    mail::enqueue_to_candidate(&mut tx, ctx, candidate.candidate_id, MailTemplate::EnrolmentConfirmed).await?;
    Ok(tx.commit().await?)
}
