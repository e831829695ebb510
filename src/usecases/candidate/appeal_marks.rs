//! Appeals against marks: each chosen paper is an appeal of its own, which the exam council decides by itself.

use serde_json::json;

use super::mark_appeals::{AppealError, load};
use crate::{
    domain::{
        access::{Actor, CandidateActor},
        exam::mark_appeal::{AppealForm, AppealPhase, AppealStatus},
        ids::MarkAppealId,
        season::Season,
    },
    storage::mark_appeal::{NewAppeal, NewAppealEvent, mark_appeal_event_append, mark_appeal_insert},
    usecases::{
        Ctx,
        audit::{self, Act},
        mail::{MailTemplate, enqueue_to_candidate},
    },
};

/// Appeals against the marks of the papers in `form`; all or none.
///
/// # Errors
/// See [`AppealError`].
pub async fn run(ctx: &Ctx, candidate: &CandidateActor, season: &Season, form: &AppealForm) -> Result<(), AppealError> {
    if !candidate.is_level_2 {
        return Err(AppealError::NotLevel2);
    }
    let (now, actor) = (ctx.now(), Actor::Candidate(candidate.clone()));
    let mut tx = ctx.db.begin(&actor).await?;
    let own = load(&mut tx, ctx, candidate, season).await?;
    let windows = own.windows.ok_or(AppealError::Nothing)?;
    windows.check(AppealPhase::Receiving, now).map_err(AppealError::Refused)?;
    let number = own.number.as_ref().ok_or(AppealError::Nothing)?;
    let open: Vec<_> = own.open.iter().map(|(subject, _)| *subject).collect();
    let chosen = form.parse(&open).map_err(AppealError::Invalid)?;
    for (subject, published) in own.open.iter().copied().filter(|(subject, _)| chosen.contains(subject)) {
        let id = MarkAppealId(ctx.fresh_uuid());
        let appeal = NewAppeal { id, candidate: candidate.candidate_id, number, subject, published };
        mark_appeal_insert(&mut tx, season.year, &appeal, now).await?;
        let event = NewAppealEvent {
            id: ctx.fresh_uuid(),
            appeal: id,
            at: now,
            actor: &actor,
            from: None,
            to: AppealStatus::Submitted,
            mark: None,
            reason: None,
        };
        mark_appeal_event_append(&mut tx, &event).await?;
        let details = json!({ "subject": subject.as_str(), "mark": published });
        let act = Act::new("mark_appeal.submit").about(candidate.candidate_id).on(id.0).with(details);
        audit::record(&mut tx, ctx, &actor, act).await?;
    }
    enqueue_to_candidate(&mut tx, ctx, candidate.candidate_id, MailTemplate::MarkAppealReceived).await?;
    Ok(tx.commit().await?)
}
