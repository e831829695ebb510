//! What a unit does to one form after its decision: take an approval back, find a candidate ineligible or eligible after all, strike the form,
//! put an unlocked one back into the list, or ask the department to unlock one.

use super::decide::{DecideError, move_form};
use crate::{
    domain::{
        access::{Actor, Permission},
        exam::state::{Action, ExamRegistrationState, ExamWindows, PlainAction, ReasonedAction, TransitionRefusal},
        ids::ExamRegistrationId,
        season::Season,
        stored_words::stored_words,
        time::Instant,
    },
    storage::{
        correction_request::correction_request_latest,
        exam_registration::exam_registration_fetch_for_update,
        school_record::school_record_candidate,
        unlock_request::{unlock_is_requested, unlock_request_insert},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchoolAct {
    /// Takes the approval back: the form waits again, to be returned or approved anew.
    Reopen,
    /// Finds that the candidate may not sit the exam.
    DeclareIneligible,
    /// Finds that they may after all.
    Reinstate,
    /// Ends the form.
    Strike,
    /// Puts an unlocked form back into the list.
    Relock,
    /// Asks the department to unlock the form.
    RequestUnlock,
}

stored_words!(SchoolAct {
    Reopen => "reopen",
    DeclareIneligible => "declare-ineligible",
    Reinstate => "reinstate",
    Strike => "strike",
    Relock => "relock",
    RequestUnlock => "request-unlock",
});

impl SchoolAct {
    /// The right that it takes.
    #[must_use]
    pub const fn permission(self) -> Permission {
        match self {
            Self::RequestUnlock => Permission::RequestUnlock,
            Self::Reopen => Permission::DecideRegistration,
            _ => Permission::LockUnitList,
        }
    }

    /// Whether it needs a reason, which the candidate reads.
    #[must_use]
    pub const fn needs_reason(self) -> bool {
        !matches!(self, Self::Relock | Self::Reopen)
    }

    /// The action of the transition table; for a request the one that it asks for.
    fn action(self, reason: &str) -> Action {
        let with_reason = |action| Action::WithReason(action, reason.to_owned());
        match self {
            Self::DeclareIneligible => with_reason(ReasonedAction::DeclareIneligible),
            Self::Reinstate => with_reason(ReasonedAction::Reinstate),
            Self::Strike => with_reason(ReasonedAction::Strike),
            Self::RequestUnlock => with_reason(ReasonedAction::Unlock),
            Self::Relock => Action::Plain(PlainAction::Relock),
            Self::Reopen => Action::Plain(PlainAction::Reopen),
        }
    }

    /// Whether a form in `state` could be dealt with like this at `now`.
    ///
    /// # Errors
    /// Why not.
    pub fn check(
        self,
        state: &ExamRegistrationState,
        now: Instant,
        windows: &ExamWindows,
    ) -> Result<(), TransitionRefusal> {
        state.clone().apply(self.action("–"), now, windows).map(drop)
    }
}

/// Does `act`, for `reason`, to a form of the actor's unit that was shown in `version`.
///
/// # Errors
/// See [`DecideError`]; `Stale` also where the same was asked for already, `OpenCorrection` only of putting it back.
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    (id, version): (ExamRegistrationId, i32),
    act: SchoolAct,
    reason: &str,
) -> Result<(), DecideError> {
    if act == SchoolAct::RequestUnlock {
        return request_unlock(ctx, actor, season, (id, version), reason).await;
    }
    let mut tx = ctx.db.begin(actor).await?;
    // In the list again, nobody could answer it any more.
    let request = correction_request_latest(&mut tx, id).await?;
    if act == SchoolAct::Relock && request.is_some_and(|request| request.decided_at.is_none()) {
        return Err(DecideError::OpenCorrection);
    }
    move_form(&mut tx, ctx, actor, season, (id, version), (act.action(reason), None)).await?;
    Ok(tx.commit().await?)
}

async fn request_unlock(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    (id, version): (ExamRegistrationId, i32),
    reason: &str,
) -> Result<(), DecideError> {
    let unit = actor.unit_for(Permission::RequestUnlock).ok_or(DecideError::NotFound)?;
    let Actor::Staff(staff) = actor else { return Err(DecideError::NotFound) };
    let windows = ExamWindows::of(season).ok_or(DecideError::NotPlanned)?;
    let mut tx = ctx.db.begin(actor).await?;
    let candidate_id = school_record_candidate(&mut tx, unit, id).await?.ok_or(DecideError::NotFound)?;
    let record = exam_registration_fetch_for_update(&mut tx, candidate_id).await?.ok_or(DecideError::NotFound)?;
    if record.version != version || unlock_is_requested(&mut tx, id).await? {
        return Err(DecideError::Stale);
    }
    SchoolAct::RequestUnlock.check(&record.state, ctx.now(), &windows).map_err(DecideError::Refused)?;
    let request = ctx.fresh_uuid();
    unlock_request_insert(&mut tx, request, id, reason, ctx.now(), staff.staff_id).await?;
    let trace = Act::new("unlock_request.make").about(candidate_id).on(request).because(reason);
    audit::record(&mut tx, ctx, actor, trace).await?;
    Ok(tx.commit().await?)
}
