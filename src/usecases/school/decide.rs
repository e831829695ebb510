//! What approving and returning have in common: one transaction for the state, its history, the audit log and the
//! mail.

use serde_json::json;

use super::{claim_registration::take_next, queue_at};
use crate::{
    domain::{
        access::{Actor, Permission},
        exam::state::{Action, ActionName, ExamWindows, TransitionRefusal},
        ids::ExamRegistrationId,
        season::Season,
        time::Instant,
    },
    storage::{
        StorageError,
        exam_registration::{StateChange, exam_registration_fetch_for_update, exam_registration_transition},
        registration_claim::registration_claim_end,
        school_queue::{QueuePart, school_queue_fetch},
        school_record::school_record_candidate,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        mail::{MailTemplate, enqueue_to_candidate},
    },
};

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// The unit has no such registration.
    #[error("no such registration in the unit")]
    NotFound,
    /// The form changed since it was shown: withdrawn, submitted again, or decided by a colleague.
    #[error("the registration changed since it was shown")]
    Stale,
    /// A colleague works on it until then.
    #[error("another member of staff has claimed the registration")]
    Claimed {
        /// Who.
        name: String,
        /// Until when.
        until: Instant,
    },
    /// The rules do not allow it.
    #[error("the transition is refused: {0:?}")]
    Refused(TransitionRefusal),
    /// The season plans no registration.
    #[error("the season plans no registration")]
    NotPlanned,
    /// The database.
    #[error(transparent)]
    Storage(StorageError),
}

impl From<StorageError> for DecideError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Stale => Self::Stale,
            other => Self::Storage(other),
        }
    }
}

/// What a decision leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decided {
    /// The next registration that waits for the unit and is nobody else's; it is the actor's by now.
    pub next: Option<ExamRegistrationId>,
}

/// Takes `action`, with the code of its reason, on a registration of the actor's unit that was shown in `version`.
pub(super) async fn decide(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    id: ExamRegistrationId,
    version: i32,
    (action, reason): (Action, Option<&str>),
) -> Result<Decided, DecideError> {
    let (Some(unit), Actor::Staff(staff)) = (actor.unit_for(Permission::DecideRegistration), actor) else {
        return Err(DecideError::NotFound);
    };
    let windows = ExamWindows::of(&season.calendar).ok_or(DecideError::NotPlanned)?;
    let (audit_action, template) = match action.name() {
        ActionName::Approve => ("exam_registration.approve", MailTemplate::RegistrationApproved),
        _ => ("exam_registration.reject", MailTemplate::RegistrationReturned),
    };
    let now = ctx.now();
    let mut tx = ctx.db.begin(actor).await?;
    let candidate_id = school_record_candidate(&mut tx, unit, id).await?.ok_or(DecideError::NotFound)?;
    let record = exam_registration_fetch_for_update(&mut tx, candidate_id).await?.ok_or(DecideError::NotFound)?;
    if record.version != version {
        return Err(DecideError::Stale);
    }
    let at = queue_at(season, unit, now);
    let row = school_queue_fetch(&mut tx, &at, QueuePart { only: Some(id), ..QueuePart::first(1) }).await?;
    if let Some(claim) = row.into_iter().find_map(|row| row.claim).filter(|claim| claim.staff_id != staff.staff_id) {
        return Err(DecideError::Claimed { name: claim.name, until: claim.until });
    }
    let (next, event) = record.state.clone().apply(action, now, &windows).map_err(DecideError::Refused)?;
    let change = StateChange { event_id: ctx.fresh_uuid(), event: &event, actor, form_number: None };
    exam_registration_transition(&mut tx, &record, &next, change).await?;
    let (before, after) =
        (record.state.status(), (next.status(), event.rejection.as_ref().map(|rejection| &rejection.text)));
    let category = event.rejection.as_ref().map(|rejection| rejection.category.as_str());
    audit::record(
        &mut tx,
        ctx,
        actor,
        Act::new(audit_action)
            .about(candidate_id)
            .on(id.0)
            .changed(&before, &after)
            .with(json!({ "version": version, "category": category, "reason": reason })),
    )
    .await?;
    if !enqueue_to_candidate(&mut tx, ctx, candidate_id, template).await? {
        tracing::warn!(registration = %id, "no address to write to");
    }
    registration_claim_end(&mut tx, id, staff.staff_id, now).await?;
    let next = take_next(&mut tx, &at, staff.staff_id, None).await?;
    tx.commit().await?;
    Ok(Decided { next })
}
