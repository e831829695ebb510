//! What approving and returning have in common: one transaction for the state, its history, the audit log and the
//! mail.

use serde_json::json;

use crate::{
    domain::{
        access::{Actor, Permission},
        exam::{
            queue::QueueGroup,
            state::{Action, ActionName, ExamWindows, TransitionRefusal},
        },
        ids::{ExamRegistrationId, RegistrationUnitId, SeasonYear},
        season::Season,
    },
    storage::{
        StorageError, Tx,
        exam_registration::{StateChange, exam_registration_fetch_for_update, exam_registration_transition},
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
    /// The next registration that waits for the unit.
    pub next: Option<ExamRegistrationId>,
}

/// Takes `action` on a registration of the actor's unit that was shown in `version`.
pub(super) async fn decide(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    id: ExamRegistrationId,
    version: i32,
    action: Action,
) -> Result<Decided, DecideError> {
    let unit = actor.unit_for(Permission::DecideRegistration).ok_or(DecideError::NotFound)?;
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
            .with(json!({ "version": version, "category": category })),
    )
    .await?;
    if !enqueue_to_candidate(&mut tx, ctx, candidate_id, template).await? {
        tracing::warn!(registration = %id, "no address to write to");
    }
    let waiting = next_waiting(&mut tx, unit, season.year).await?;
    tx.commit().await?;
    Ok(Decided { next: waiting })
}

async fn next_waiting(
    tx: &mut Tx,
    unit: RegistrationUnitId,
    season: SeasonYear,
) -> Result<Option<ExamRegistrationId>, StorageError> {
    let first = school_queue_fetch(tx, unit, season, QueuePart { group: None, after: None, limit: 1 }).await?;
    Ok(first.first().filter(|row| QueueGroup::needs_decision(row.group)).and_then(|row| row.registration_id))
}
