//! Requests of units that one form be unlocked, and what the department makes of them: a second person's decision.

use serde_json::json;
use uuid::Uuid;

use super::DepartmentError;
use crate::{
    domain::{
        access::{Actor, Permission},
        audit::AccessPurpose,
        candidate::contact::EmailAddress,
        exam::state::{Action, ExamWindows, ReasonedAction, TransitionRefusal},
        ids::CandidateId,
        season::Season,
    },
    storage::{
        StorageError,
        exam_registration::{StateChange, exam_registration_fetch_for_update, exam_registration_transition},
        staff::staff_email_fetch,
        unlock_request::{unlock_request_decide, unlock_requests_count, unlock_requests_waiting},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        mail::{MailTemplate, enqueue, enqueue_to_candidate},
    },
};

pub use crate::storage::unlock_request::UnlockRequest;

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum UnlockError {
    /// There is no such request, or it is not of the actor's department.
    #[error("no such request in the department")]
    NotFound,
    /// Whoever made the request does not decide it.
    #[error("one's own request")]
    Own,
    /// Somebody else has decided it, or the form has changed.
    #[error("the request or its form changed since it was shown")]
    Stale,
    /// The rules do not allow it now.
    #[error("the transition is refused: {0:?}")]
    Refused(TransitionRefusal),
    /// The database.
    #[error(transparent)]
    Storage(StorageError),
}

impl From<StorageError> for UnlockError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Stale => Self::Stale,
            other => Self::Storage(other),
        }
    }
}

/// The requests that wait in the actor's department, the oldest first. Each candidate can read that they were looked at.
///
/// # Errors
/// `Forbidden` for whoever has no department; what the database says.
pub async fn list(ctx: &Ctx, actor: &Actor) -> Result<Vec<UnlockRequest>, DepartmentError> {
    let department = actor.department_for(Permission::UnlockRegistration).ok_or(DepartmentError::Forbidden)?;
    let mut tx = ctx.db.begin(actor).await?;
    let requests = unlock_requests_waiting(&mut tx, &department).await?;
    let seen: Vec<CandidateId> = requests.iter().map(|request| request.candidate_id).collect();
    let look = Act::new("unlock_requests.view").purpose(AccessPurpose::Verification);
    audit::record_views(&mut tx, ctx, actor, look, &seen).await?;
    tx.commit().await?;
    Ok(requests)
}

/// How many requests wait in the actor's department: a figure, for the link to them.
///
/// # Errors
/// `Forbidden` for whoever has no department; what the database says.
pub async fn count(ctx: &Ctx, actor: &Actor) -> Result<u64, DepartmentError> {
    let department = actor.department_for(Permission::UnlockRegistration).ok_or(DepartmentError::Forbidden)?;
    let mut tx = ctx.db.begin(actor).await?;
    Ok(unlock_requests_count(&mut tx, &department).await?)
}

/// Unlocks the form, or refuses to for a reason.
///
/// # Errors
/// See [`UnlockError`].
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    id: Uuid,
    refusal: Option<&str>,
) -> Result<(), UnlockError> {
    let department = actor.department_for(Permission::ApproveUnlock).ok_or(UnlockError::NotFound)?;
    let Actor::Staff(staff) = actor else { return Err(UnlockError::NotFound) };
    let windows = ExamWindows::of(season).ok_or(UnlockError::NotFound)?;
    let mut tx = ctx.db.begin(actor).await?;
    let waiting = unlock_requests_waiting(&mut tx, &department).await?;
    let request = waiting.into_iter().find(|request| request.id == id).ok_or(UnlockError::NotFound)?;
    if request.requested_by == staff.staff_id {
        return Err(UnlockError::Own);
    }
    unlock_request_decide(&mut tx, id, refusal, ctx.now(), staff.staff_id).await?;
    let candidate_id = request.candidate_id;
    let action = if refusal.is_some() { "unlock_request.refuse" } else { "unlock_request.grant" };
    if refusal.is_none() {
        let record = exam_registration_fetch_for_update(&mut tx, candidate_id).await?.ok_or(UnlockError::Stale)?;
        let unlock = Action::WithReason(ReasonedAction::Unlock, request.reason.clone());
        let (next, event) = record.state.clone().apply(unlock, ctx.now(), &windows).map_err(UnlockError::Refused)?;
        let change = StateChange { event_id: ctx.fresh_uuid(), event: &event, actor, form_number: None };
        exam_registration_transition(&mut tx, &record, &next, change).await?;
        enqueue_to_candidate(&mut tx, ctx, candidate_id, MailTemplate::RegistrationChanged).await?;
    }
    let requester = staff_email_fetch(&mut tx, request.requested_by).await?;
    match requester.as_deref().map(EmailAddress::parse) {
        Some(Ok(email)) => enqueue(&mut tx, ctx, &email, MailTemplate::UnlockDecided).await?,
        _ => tracing::warn!("whoever asked for an unlocking has no address that can be written to"),
    }
    let reason = refusal.unwrap_or(&request.reason);
    let details = json!({ "form_number": request.form_number });
    let act = Act::new(action).about(candidate_id).on(id).because(reason).with(details);
    audit::record(&mut tx, ctx, actor, act).await?;
    Ok(tx.commit().await?)
}
