//! What approving and returning have in common: one transaction for the state, its history, the audit log and the
//! mail.

use serde_json::json;

use super::{claim_registration::take_next, queue_at};
use crate::{
    domain::{
        access::{Actor, Permission},
        exam::state::{Action, ActionName, ExamWindows, PlainAction, ReasonedAction, TransitionRefusal},
        ids::ExamRegistrationId,
        season::Season,
        time::Instant,
    },
    storage::{
        StorageError, Tx,
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
    /// The candidate waits for the answer to a request for a correction.
    #[error("a request for a correction is open")]
    OpenCorrection,
    /// The candidate said that somebody else acts in their name: the contact data stays as it is.
    #[error("the candidate's contact data is frozen")]
    Frozen,
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
    let now = ctx.now();
    let mut tx = ctx.db.begin(actor).await?;
    let at = queue_at(season, unit, now);
    let row = school_queue_fetch(&mut tx, &at, QueuePart { only: Some(id), ..QueuePart::first(1) }).await?;
    if let Some(claim) = row.into_iter().find_map(|row| row.claim).filter(|claim| claim.staff_id != staff.staff_id) {
        return Err(DecideError::Claimed { name: claim.name, until: claim.until });
    }
    move_form(&mut tx, ctx, actor, season, (id, version), (action, reason)).await?;
    registration_claim_end(&mut tx, id, staff.staff_id, now).await?;
    let next = take_next(&mut tx, &at, staff.staff_id, None).await?;
    tx.commit().await?;
    Ok(Decided { next })
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
        ActionName::Plain(PlainAction::Reopen) => (Permission::DecideRegistration, "exam_registration.reopen", changed),
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
/// mail. `reason` is the code of a rejection's reason.
pub(super) async fn move_form(
    tx: &mut Tx,
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    (id, version): (ExamRegistrationId, i32),
    (action, reason): (Action, Option<&str>),
) -> Result<(), DecideError> {
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
        .with(json!({ "version": version, "category": category, "reason": reason }));
    if let Some(reason) = &event.reason {
        act = act.because(reason);
    }
    audit::record(tx, ctx, actor, act).await?;
    if let Some(template) = template
        && !enqueue_to_candidate(tx, ctx, candidate_id, template).await?
    {
        tracing::warn!(registration = %id, "no address to write to");
    }
    Ok(())
}
