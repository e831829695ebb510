//! Decides an appeal against a mark: that it stands, or what it should be, which a second person confirms. The published
//! mark stays as it was; the new one counts beside it from that moment on, and in no result that was published before.

use serde_json::json;

use super::mark_appeals::find;
use crate::{
    domain::{
        access::{Actor, Permission},
        exam::mark_appeal::{
            AppealAction, AppealActionName, AppealRefusal, AppealState, AppealStatus, AppealWindows, DecisionForm,
        },
        field_errors::FieldErrors,
        ids::MarkAppealId,
        season::Season,
    },
    storage::{
        StorageError,
        mark_appeal::{NewAppealEvent, mark_appeal_event_append, mark_appeal_move, mark_change_append},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        mail::{MailTemplate, enqueue_to_candidate},
    },
};

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideAppealError {
    /// There is no such appeal of the actor's council, or the actor has none.
    #[error("no such appeal of the council")]
    NotFound,
    /// Only somebody who leads the council confirms another mark.
    #[error("the actor may not confirm")]
    MayNotConfirm,
    /// What is wrong with the decision as typed.
    #[error("the decision as typed is refused")]
    Invalid(FieldErrors),
    /// The appeal changed since it was shown.
    #[error("the appeal changed since it was shown")]
    Stale,
    /// The rules do not allow it.
    #[error("refused: {0:?}")]
    Refused(AppealRefusal),
    /// The database.
    #[error(transparent)]
    Storage(StorageError),
}

impl From<StorageError> for DecideAppealError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Stale => Self::Stale,
            other => Self::Storage(other),
        }
    }
}

/// Does with the appeal `id`, shown in `version`, what `form` says; gives the state that it then has.
///
/// # Errors
/// See [`DecideAppealError`].
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    (id, version): (MarkAppealId, i32),
    form: &DecisionForm,
) -> Result<AppealStatus, DecideAppealError> {
    let department = actor.department_for(Permission::DecideMarkAppeal).ok_or(DecideAppealError::NotFound)?;
    let Actor::Staff(staff) = actor else { return Err(DecideAppealError::NotFound) };
    let windows = AppealWindows::of(season).ok_or(DecideAppealError::NotFound)?;
    let mut tx = ctx.db.begin(actor).await?;
    let appeal = find(&mut tx, &department, season, id).await?.ok_or(DecideAppealError::NotFound)?;
    let action = form.parse(appeal.published, staff.staff_id).map_err(DecideAppealError::Invalid)?;
    if action.name() == AppealActionName::Confirm && !actor.may(Permission::ConfirmMarkChange) {
        return Err(DecideAppealError::MayNotConfirm);
    }
    if appeal.version != version {
        return Err(DecideAppealError::Stale);
    }
    let (now, from) = (ctx.now(), appeal.state.status());
    let next = appeal
        .state
        .clone()
        .apply(appeal.published, action.clone(), now, &windows)
        .map_err(DecideAppealError::Refused)?;
    mark_appeal_move(&mut tx, id, version, &next).await?;
    if let AppealState::Changed(decision) = &next {
        mark_change_append(&mut tx, season.year, &appeal, decision).await?;
    }
    let mark = match &action {
        AppealAction::Propose(proposal) => Some(proposal.mark),
        _ => None,
    };
    let event = NewAppealEvent {
        id: ctx.fresh_uuid(),
        appeal: id,
        at: now,
        actor,
        from: Some(from),
        to: next.status(),
        mark,
        reason: action.reason(),
    };
    mark_appeal_event_append(&mut tx, &event).await?;
    let decided = match &next {
        AppealState::Kept(decision) | AppealState::Changed(decision) => Some(decision),
        AppealState::Submitted | AppealState::Withdrawn | AppealState::Proposed(_) => None,
    };
    let word = match action.name() {
        AppealActionName::Propose => "mark_appeal.propose",
        AppealActionName::SendBack => "mark_appeal.send_back",
        AppealActionName::Confirm => "mark_appeal.confirm",
        AppealActionName::Keep | AppealActionName::Withdraw => "mark_appeal.keep",
    };
    let shown = decided.map(|decision| decision.mark).or(mark);
    let act = Act::new(word).on(id.0).changed(&appeal.published, &shown);
    let act = act.with(json!({ "subject": appeal.subject.as_str(), "before": appeal.published, "after": shown }));
    // What is only proposed is not told to the candidate, who reads the log's entries about themselves.
    let act = match decided {
        Some(decision) => act.about(appeal.candidate_id).because(&decision.reason),
        None => match action.reason() {
            Some(reason) => act.because(reason),
            None => act,
        },
    };
    audit::record(&mut tx, ctx, actor, act).await?;
    if decided.is_some() {
        enqueue_to_candidate(&mut tx, ctx, appeal.candidate_id, MailTemplate::MarkAppealDecided).await?;
    }
    tx.commit().await?;
    Ok(next.status())
}
