//! What a candidate sees and does about the freeze that "Không phải tôi" brought (`domain/candidate/freeze`).

use serde_json::json;

pub use crate::domain::candidate::freeze::{Freeze, LiftRefusal};
use crate::{
    domain::{
        access::{Actor, CandidateActor},
        candidate::{alert::Alert, contact::EmailAddress},
        ids::CandidateId,
    },
    storage::{
        StorageError, Tx,
        alert::{alert_fetch, alert_recipients_fetch},
        candidate_freeze::{candidate_freeze_alert, candidate_freeze_fetch, candidate_freeze_lift},
        mail_outbox::candidate_email_fetch,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        mail::{self, MailTemplate},
    },
};

/// Whether risky acts of `candidate` are refused.
pub(super) async fn is_frozen(tx: &mut Tx, candidate: CandidateId) -> Result<bool, StorageError> {
    Ok(candidate_freeze_fetch(tx, candidate).await?.refuses())
}

/// The freeze as its page shows it.
#[derive(Debug, Clone)]
pub struct FreezeView {
    /// The state.
    pub freeze: Freeze,
    /// Whether the candidate may lift it with this sign-in.
    pub is_fresh: bool,
    /// What "Không phải tôi" was said to.
    pub alert: Option<Alert>,
    /// Where mail goes now.
    pub email: Option<EmailAddress>,
}

/// The freeze of `candidate`.
///
/// # Errors
/// What the database says.
pub async fn view(ctx: &Ctx, candidate: &CandidateActor) -> Result<FreezeView, StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let freeze = candidate_freeze_fetch(&mut tx, candidate.candidate_id).await?;
    let alert = match candidate_freeze_alert(&mut tx, candidate.candidate_id).await? {
        Some(id) => alert_fetch(&mut tx, id).await?.map(|(alert, _)| alert),
        None => None,
    };
    let email = candidate_email_fetch(&mut tx, candidate.candidate_id).await?;
    tx.commit().await?;
    Ok(FreezeView { freeze, is_fresh: freeze.lift(candidate.authenticated_at).is_ok(), alert, email })
}

/// Why it is not lifted.
#[derive(Debug, thiserror::Error)]
pub enum LiftError {
    /// The domain's refusal.
    #[error(transparent)]
    Refused(#[from] LiftRefusal),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Lifts the freeze, and tells everyone who was told of it.
///
/// # Errors
/// [`LiftError`].
pub async fn lift(ctx: &Ctx, candidate: &CandidateActor) -> Result<(), LiftError> {
    let (id, now) = (candidate.candidate_id, ctx.clock.machine_now());
    // The candidate's own role may read a freeze and not write it; who may lift it is decided here.
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let freeze = candidate_freeze_fetch(&mut tx, id).await?;
    freeze.lift(candidate.authenticated_at)?;
    let alert = candidate_freeze_alert(&mut tx, id).await?;
    let Freeze::Frozen { since } = freeze else { return Err(LiftRefusal::NotFrozen.into()) };
    if !candidate_freeze_lift(&mut tx, id, since, now).await? {
        // Somebody said "Không phải tôi" again meanwhile.
        return Err(LiftRefusal::NeedsFreshSignIn.into());
    }
    let act = Act::new("candidate_freeze.lift")
        .about(id)
        .on_a("alert", alert.map(|alert| alert.0))
        .changed(&freeze, &Freeze::Free)
        .with(json!({ "frozen_since": since.iso() }));
    audit::record(&mut tx, ctx, &Actor::Candidate(candidate.clone()), act).await?;
    let mut recipients = match alert {
        Some(alert) => alert_recipients_fetch(&mut tx, alert).await?,
        None => Vec::new(),
    };
    let current = candidate_email_fetch(&mut tx, id).await?;
    recipients.extend(current.filter(|current| !recipients.contains(current)));
    for recipient in &recipients {
        mail::enqueue(&mut tx, ctx, recipient, MailTemplate::FreezeLifted).await?;
    }
    Ok(tx.commit().await?)
}
