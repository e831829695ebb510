//! Takes an appeal against a mark back, while appeals are received. The paper can then be appealed anew.

use serde_json::json;

use super::mark_appeals::{AppealError, load};
use crate::{
    domain::{
        access::{Actor, CandidateActor},
        exam::mark_appeal::{AppealAction, AppealRefusal, AppealState, AppealStatus},
        ids::MarkAppealId,
        season::Season,
    },
    storage::mark_appeal::{NewAppealEvent, mark_appeal_event_append, mark_appeal_move},
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

/// Takes back the candidate's own appeal `id`.
///
/// # Errors
/// See [`AppealError`]; `NotFound` also for somebody else's.
pub async fn run(ctx: &Ctx, candidate: &CandidateActor, season: &Season, id: MarkAppealId) -> Result<(), AppealError> {
    let (now, actor) = (ctx.now(), Actor::Candidate(candidate.clone()));
    let mut tx = ctx.db.begin(&actor).await?;
    let own = load(&mut tx, ctx, candidate, season).await?;
    let appeal = own.appeals.iter().find(|appeal| appeal.id == id).ok_or(AppealError::NotFound)?;
    let windows = own.windows.ok_or(AppealError::Nothing)?;
    // Every other state is one that the candidate leaves by nothing; what belongs to it is not the candidate's to see.
    let state = match appeal.status {
        AppealStatus::Submitted => AppealState::Submitted,
        status => return Err(AppealError::Refused(AppealRefusal::IllegalState { status })),
    };
    let next = state.apply(appeal.published, AppealAction::Withdraw, now, &windows).map_err(AppealError::Refused)?;
    mark_appeal_move(&mut tx, id, appeal.version, &next).await?;
    let event = NewAppealEvent {
        id: ctx.fresh_uuid(),
        appeal: id,
        at: now,
        actor: &actor,
        from: Some(appeal.status),
        to: next.status(),
        mark: None,
        reason: None,
    };
    mark_appeal_event_append(&mut tx, &event).await?;
    let details = json!({ "subject": appeal.subject.as_str() });
    let act = Act::new("mark_appeal.withdraw").about(candidate.candidate_id).on(id.0).with(details);
    audit::record(&mut tx, ctx, &actor, act).await?;
    Ok(tx.commit().await?)
}
