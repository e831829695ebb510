//! What approving and returning have in common: one transaction for the state, its history, the audit log and the
//! mail.

use serde_json::json;

use crate::{
    domain::{
        access::{Actor, Permission},
        exam::{
            queue::QueueGroup,
            state::{Action, ActionName, ExamWindows, PlainAction, ReasonedAction, TransitionRefusal},
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
    let mut tx = ctx.db.begin(actor).await?;
    let unit = move_form(&mut tx, ctx, actor, season, (id, version), action).await?;
    let waiting = next_waiting(&mut tx, unit, season.year).await?;
    tx.commit().await?;
    Ok(Decided { next: waiting })
}

/// What an action of a unit asks for, and leaves: the right, the word of the audit log, the mail.
const fn manner(action: ActionName) -> Option<(Permission, &'static str, Option<MailTemplate>)> {
    let changed = Some(MailTemplate::RegistrationChanged);
    Some(match action {
        ActionName::Reject => {
            (Permission::DecideRegistration, "exam_registration.reject", Some(MailTemplate::RegistrationReturned))
        }
        ActionName::Plain(PlainAction::Approve) => {
            (Permission::DecideRegistration, "exam_registration.approve", Some(MailTemplate::RegistrationApproved))
        }
        ActionName::Plain(PlainAction::Relock) => {
            (Permission::LockUnitList, "exam_registration.relock", Some(MailTemplate::RegistrationLocked))
        }
        ActionName::WithReason(ReasonedAction::DeclareIneligible) => {
            (Permission::LockUnitList, "exam_registration.declare_ineligible", changed)
        }
        ActionName::WithReason(ReasonedAction::Reinstate) => {
            (Permission::LockUnitList, "exam_registration.reinstate", changed)
        }
        ActionName::WithReason(ReasonedAction::Strike) => {
            (Permission::LockUnitList, "exam_registration.strike", changed)
        }
        _ => return None,
    })
}

/// Takes `action` on a registration of the actor's unit that was shown in `version`, with its event, its trace and its
/// mail. Gives the unit.
pub(super) async fn move_form(
    tx: &mut Tx,
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    (id, version): (ExamRegistrationId, i32),
    action: Action,
) -> Result<RegistrationUnitId, DecideError> {
    let (permission, audit_action, template) = manner(action.name()).ok_or(DecideError::NotFound)?;
    let unit = actor.unit_for(permission).ok_or(DecideError::NotFound)?;
    let windows = ExamWindows::of(season).ok_or(DecideError::NotPlanned)?;
    let candidate_id = school_record_candidate(tx, unit, id).await?.ok_or(DecideError::NotFound)?;
    let record = exam_registration_fetch_for_update(tx, candidate_id).await?.ok_or(DecideError::NotFound)?;
    if record.version != version {
        return Err(DecideError::Stale);
    }
    let (next, event) = record.state.clone().apply(action, ctx.now(), &windows).map_err(DecideError::Refused)?;
    let change = StateChange { event_id: ctx.fresh_uuid(), event: &event, actor, form_number: None };
    exam_registration_transition(tx, &record, &next, change).await?;
    let (before, after) =
        (record.state.status(), (next.status(), event.rejection.as_ref().map(|rejection| &rejection.text)));
    let category = event.rejection.as_ref().map(|rejection| rejection.category.as_str());
    let mut act = Act::new(audit_action)
        .about(candidate_id)
        .on(id.0)
        .changed(&before, &after)
        .with(json!({ "version": version, "category": category }));
    if let Some(reason) = &event.reason {
        act = act.because(reason);
    }
    audit::record(tx, ctx, actor, act).await?;
    if let Some(template) = template
        && !enqueue_to_candidate(tx, ctx, candidate_id, template).await?
    {
        tracing::warn!(registration = %id, "no address to write to");
    }
    Ok(unit)
}

async fn next_waiting(
    tx: &mut Tx,
    unit: RegistrationUnitId,
    season: SeasonYear,
) -> Result<Option<ExamRegistrationId>, StorageError> {
    let first = school_queue_fetch(tx, unit, season, QueuePart { group: None, after: None, limit: 1 }).await?;
    Ok(first.first().filter(|row| QueueGroup::needs_decision(row.group)).and_then(|row| row.registration_id))
}
