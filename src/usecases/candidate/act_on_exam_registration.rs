//! What a candidate does to the exam registration as a whole, beside handing it in: take it back, give it up, begin it
//! again, and confirm what the signature on paper confirms.

use super::exam_registration::{ExamRegistration, ExamRegistrationError, audit, candidate_of, change_state, load};
use crate::{
    domain::{
        access::Actor,
        exam::state::{PlainAction, TransitionRefusal},
        stored_words::stored_words,
    },
    usecases::{Ctx, audit::Act},
};

/// What the candidate does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CandidateAct {
    /// Takes the form back before the unit has decided, so that it can be changed.
    Withdraw,
    /// Gives it up.
    Cancel,
    /// Takes up again what was given up.
    BeginAgain,
    /// Confirms that the form in the signed-off list is right.
    Confirm,
}

stored_words!(CandidateAct {
    Withdraw => "withdraw",
    Cancel => "cancel",
    BeginAgain => "begin-again",
    Confirm => "confirm",
});

impl CandidateAct {
    /// The action of the transition table.
    #[must_use]
    pub const fn action(self) -> PlainAction {
        match self {
            Self::Withdraw => PlainAction::Withdraw,
            Self::Cancel => PlainAction::Cancel,
            Self::BeginAgain => PlainAction::BeginAgain,
            Self::Confirm => PlainAction::Confirm,
        }
    }

    const fn audit_action(self) -> &'static str {
        match self {
            Self::Withdraw => "exam_registration.withdraw",
            Self::Cancel => "exam_registration.cancel",
            Self::BeginAgain => "exam_registration.begin_again",
            Self::Confirm => "exam_registration.confirm",
        }
    }

    /// Whether it stands for a signature, which an electronic identity of level 2 gives.
    #[must_use]
    pub const fn needs_level_2(self) -> bool {
        matches!(self, Self::Confirm)
    }
}

/// Why it was not done.
#[derive(Debug)]
pub enum NotDone {
    /// The form is in another state, or the window is not open.
    Refused(TransitionRefusal),
    /// It changed its state since it was shown.
    Stale,
    /// The electronic identity is not of level 2.
    NotLevel2,
}

/// What came of it, with the registration before.
#[derive(Debug)]
pub struct ActOutcome {
    /// The registration before.
    pub registration: ExamRegistration,
    /// Whether it was done.
    pub done: Result<(), NotDone>,
}

/// Does `act` to the candidate's form; `shown_version` is the version of its record that the page showed.
///
/// # Errors
/// See [`ExamRegistrationError`]; a refusal is an outcome.
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    act: CandidateAct,
    shown_version: i32,
) -> Result<ActOutcome, ExamRegistrationError> {
    let is_level_2 = candidate_of(actor)?.is_level_2;
    let mut tx = ctx.db.begin(actor).await?;
    let registration = load(&mut tx, ctx, actor, &[]).await?;
    let record = &registration.record;
    let change = record.state.clone().apply(act.action(), ctx.now(), &registration.windows);
    let done = match change {
        Err(refusal) => Err(NotDone::Refused(refusal)),
        Ok(_) if act.needs_level_2() && !is_level_2 => Err(NotDone::NotLevel2),
        Ok(_) if record.version != shown_version => Err(NotDone::Stale),
        Ok((next, event)) => {
            change_state(&mut tx, ctx, actor, record, (&next, &event), None).await?;
            let trace = Act::new(act.audit_action()).changed(&record.state.status(), &next.status());
            audit(&mut tx, ctx, actor, record, trace).await?;
            tx.commit().await?;
            Ok(())
        }
    };
    Ok(ActOutcome { registration, done })
}
