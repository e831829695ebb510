//! What moving a case has in common, whoever moves it: one transaction for the step, the audit log and the mail.

use serde_json::json;
use uuid::Uuid;

use super::{
    Ctx,
    audit::{self, Act},
    mail::{MailTemplate, enqueue_to_candidate},
};
use crate::{
    domain::{
        access::Actor,
        registry::case::{CaseState, IllegalTransition, Party, Trigger, apply},
        season::Season,
    },
    storage::{
        StorageError, Tx,
        registry_case::{CaseStep, RegistryCase, registry_case_move},
    },
};

/// Why a case was not moved.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// There is no such case, or it is not the actor's.
    #[error("no such case")]
    NotFound,
    /// It was moved since it was shown.
    #[error("the case changed since it was shown")]
    Stale,
    /// The candidate has a number: from then on the record stays, and what is wrong becomes a slip (domain.md §3.9).
    #[error("the candidate has a number")]
    Numbered,
    /// The rules do not allow it.
    #[error(transparent)]
    Refused(#[from] IllegalTransition),
    /// The database.
    #[error(transparent)]
    Storage(StorageError),
}

impl From<StorageError> for CaseError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Stale => Self::Stale,
            other => Self::Storage(other),
        }
    }
}

/// A move.
pub(super) struct Move<'a> {
    pub action: &'static str,
    pub party: Party,
    pub trigger: Trigger,
    pub reason: Option<&'a str>,
}

/// Moves `case` as `actor`; gives where it stands then.
pub(super) async fn move_case(
    tx: &mut Tx,
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    case: &RegistryCase,
    wanted: &Move<'_>,
) -> Result<CaseState, CaseError> {
    let to = apply(case.kind, case.state, wanted.trigger, wanted.party)?;
    let at = ctx.now();
    let due_at = if to.is_end() { case.due_at } else { season.rules.case_days.due_at(to, at) };
    let step = CaseStep {
        event_id: ctx.fresh_uuid(),
        actor: (actor.kind(), actor_id(actor)),
        trigger: Some(wanted.trigger),
        to,
        reason: wanted.reason,
        at,
        due_at,
    };
    registry_case_move(tx, case, &step).await?;
    let details = json!({ "kind": case.kind, "trigger": wanted.trigger, "state": to });
    let act = Act::new(wanted.action).about(case.candidate_id).on(case.id.0).changed(&case.state, &to).with(details);
    let act = match wanted.reason {
        Some(reason) => act.because(reason),
        None => act,
    };
    audit::record(tx, ctx, actor, act).await?;
    if wanted.party != Party::Candidate {
        enqueue_to_candidate(tx, ctx, case.candidate_id, MailTemplate::RegistryCaseMoved).await?;
    }
    Ok(to)
}

const fn actor_id(actor: &Actor) -> Option<Uuid> {
    match actor {
        Actor::Visitor | Actor::System => None,
        Actor::Candidate(candidate) => Some(candidate.candidate_id.0),
        Actor::Staff(staff) => Some(staff.staff_id.0),
    }
}
