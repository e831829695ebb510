//! Takes the second factor of an account away, which then sets one up anew at its next sign-in, after its password.
//!
//! A person above does it, who knows whom they have before them; no mail alone ever leads here. The mail that goes out
//! says that it was done, so that an account's person learns of a reset they did not ask for.

use super::{AccountError, address, managed_open_account, tell_releasers};
use crate::{
    domain::{
        access::{Actor, StaffActor},
        ids::StaffId,
        staff_account::ReasonForm,
    },
    storage::session_store::sessions_end_of_staff,
    usecases::{
        Ctx,
        audit::{self, Act},
        mail::{MailTemplate, enqueue},
        second_factor,
    },
};

/// Takes the second factor away for the reason given.
///
/// # Errors
/// `Invalid` without a reason; `NotFound`, `Forbidden`, `Closed`; `AlreadyDone` when the account has none; `Storage`.
pub async fn run(ctx: &Ctx, actor: &StaffActor, id: StaffId, form: &ReasonForm) -> Result<(), AccountError> {
    let reason = form.parse().map_err(AccountError::Invalid)?;
    // Second factors are the portal's alone, so it is the portal that writes; who may ask for it is checked here.
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let account = managed_open_account(&mut tx, actor, id).await?;
    let Some(before) = second_factor::reset(&mut tx, id).await? else { return Err(AccountError::AlreadyDone) };
    sessions_end_of_staff(&mut tx, id).await?;
    let act = Act::new("staff_account.reset_second_factor").on(id.0).because(reason).changed(&before, &None::<()>);
    audit::record(&mut tx, ctx, &super::as_actor(actor), act).await?;
    enqueue(&mut tx, ctx, &address(&account.email, id.0)?, MailTemplate::StaffSecondFactorReset).await?;
    tell_releasers(&mut tx, ctx, account.role.kind(), &account.email).await?;
    tx.commit().await?;
    Ok(())
}
