//! Takes a submitted exam registration back before the unit has decided, so that it can be changed.

use super::exam_registration::{ExamRegistration, ExamRegistrationError, audit, change_state, load};
use crate::{
    domain::{
        access::Actor,
        exam::state::{Action, TransitionRefusal},
    },
    usecases::{Ctx, audit::Act},
};

/// Why it was not taken back.
#[derive(Debug)]
pub enum NotWithdrawn {
    /// It does not wait for a decision, or the window is not open.
    Refused(TransitionRefusal),
    /// It changed its state since it was shown.
    Stale,
}

/// What came of it, with the registration before.
#[derive(Debug)]
pub struct WithdrawOutcome {
    /// The registration before.
    pub registration: ExamRegistration,
    /// Whether it was taken back.
    pub withdrawn: Result<(), NotWithdrawn>,
}

/// Takes the form back; `shown_version` is the version of its record that the page showed.
///
/// # Errors
/// See [`ExamRegistrationError`]; a refusal is an outcome.
pub async fn run(ctx: &Ctx, actor: &Actor, shown_version: i32) -> Result<WithdrawOutcome, ExamRegistrationError> {
    let mut tx = ctx.db.begin(actor).await?;
    let registration = load(&mut tx, ctx, actor, &[]).await?;
    let record = &registration.record;
    let change = record.state.clone().apply(Action::Withdraw, ctx.now(), &registration.windows);
    let withdrawn = match change {
        Err(refusal) => Err(NotWithdrawn::Refused(refusal)),
        Ok(_) if record.version != shown_version => Err(NotWithdrawn::Stale),
        Ok((next, event)) => {
            change_state(&mut tx, ctx, actor, record, (&next, &event), None).await?;
            let act = Act::new("exam_registration.withdraw").changed(&record.state.status(), &next.status());
            audit(&mut tx, ctx, actor, record, act).await?;
            tx.commit().await?;
            Ok(())
        }
    };
    Ok(WithdrawOutcome { registration, withdrawn })
}
