//! One's own account: where alerts go, what staff sign in with, and the last sign-ins.

pub use crate::storage::account::PastSignIn;
use crate::{
    domain::{
        access::{Actor, StaffActor},
        candidate::contact::EmailAddress,
        ids::StaffId,
    },
    storage::{
        StorageError, Tx, account::sign_ins_fetch, mail_outbox::candidate_email_fetch,
        second_factor::recovery_codes_left, staff_account::staff_account_fetch,
    },
    usecases::Ctx,
};

/// So many sign-ins are shown.
const SIGN_INS: i64 = 5;

/// What the page shows.
#[derive(Debug, Clone, Default)]
pub struct AccountView {
    /// Where a candidate's alerts go; `None` for staff, and where nothing was entered yet.
    pub email: Option<EmailAddress>,
    /// What is known of a member of staff; `None` for candidates.
    pub staff: Option<StaffView>,
    /// The last sign-ins, the latest first.
    pub sign_ins: Vec<PastSignIn>,
}

/// What a member of staff sees of their own account.
#[derive(Debug, Clone)]
pub struct StaffView {
    /// The address that the account is known by.
    pub email: String,
    /// The name of its office; empty for the whole country.
    pub office: String,
    /// How many recovery codes nobody has used.
    pub recovery_codes_left: i64,
}

/// The account of `actor`.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx, actor: &Actor) -> Result<AccountView, StorageError> {
    // The log of sign-ins is no table of the actor's own, and neither are recovery codes.
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let view = match actor {
        Actor::Candidate(candidate) => AccountView {
            email: candidate_email_fetch(&mut tx, candidate.candidate_id).await?,
            staff: None,
            sign_ins: sign_ins_fetch(&mut tx, candidate.candidate_id.0, SIGN_INS).await?,
        },
        Actor::Staff(StaffActor { staff_id, .. }) => AccountView {
            email: None,
            staff: staff_view(&mut tx, *staff_id).await?,
            sign_ins: sign_ins_fetch(&mut tx, staff_id.0, SIGN_INS).await?,
        },
        Actor::Visitor | Actor::System => AccountView::default(),
    };
    tx.commit().await?;
    Ok(view)
}

async fn staff_view(tx: &mut Tx, staff: StaffId) -> Result<Option<StaffView>, StorageError> {
    let Some(account) = staff_account_fetch(tx, staff).await? else { return Ok(None) };
    let recovery_codes_left = recovery_codes_left(tx, staff).await?;
    Ok(Some(StaffView { email: account.email, office: account.office, recovery_codes_left }))
}
