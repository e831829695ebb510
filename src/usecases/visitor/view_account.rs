//! One's own account: where alerts go, and the last sign-ins.

pub use crate::storage::account::PastSignIn;
use crate::{
    domain::{access::Actor, candidate::contact::EmailAddress},
    storage::{StorageError, account::sign_ins_fetch, mail_outbox::candidate_email_fetch},
    usecases::Ctx,
};

/// So many sign-ins are shown.
const SIGN_INS: i64 = 5;

/// What the page shows.
#[derive(Debug, Clone)]
pub struct AccountView {
    /// Where a candidate's alerts go; `None` for staff, and where nothing was entered yet.
    pub email: Option<EmailAddress>,
    /// The last sign-ins, the latest first.
    pub sign_ins: Vec<PastSignIn>,
}

/// The account of `actor`.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx, actor: &Actor) -> Result<AccountView, StorageError> {
    // The log of sign-ins is no table of the actor's own.
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let view = match actor {
        Actor::Candidate(candidate) => AccountView {
            email: candidate_email_fetch(&mut tx, candidate.candidate_id).await?,
            sign_ins: sign_ins_fetch(&mut tx, candidate.candidate_id.0, SIGN_INS).await?,
        },
        Actor::Staff(staff) => {
            AccountView { email: None, sign_ins: sign_ins_fetch(&mut tx, staff.staff_id.0, SIGN_INS).await? }
        }
        Actor::Visitor | Actor::System => AccountView { email: None, sign_ins: Vec::new() },
    };
    tx.commit().await?;
    Ok(view)
}
