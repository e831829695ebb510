//! Opens a closed account again, with the password and the second factor that it had.

use super::{AccountError, address, as_actor, managed_account, tell_releasers};
use crate::{
    domain::{
        access::StaffActor,
        ids::StaffId,
        staff_account::{ListedState, ReasonForm},
    },
    storage::staff_account::staff_account_reopen,
    usecases::{
        Ctx,
        audit::{self, Act},
        mail::{MailTemplate, enqueue},
    },
};

/// Opens the account for the reason given.
///
/// # Errors
/// `Invalid` without a reason; `NotFound`, `Forbidden`; `AlreadyDone`; `Storage`.
pub async fn run(ctx: &Ctx, actor: &StaffActor, id: StaffId, form: &ReasonForm) -> Result<(), AccountError> {
    let reason = form.parse().map_err(AccountError::Invalid)?;
    let acting = as_actor(actor);
    let mut tx = ctx.db.begin(&acting).await?;
    let account = managed_account(&mut tx, actor, id).await?;
    staff_account_reopen(&mut tx, id).await?;
    audit::record(
        &mut tx,
        ctx,
        &acting,
        Act::new("staff_account.reopen").on(id.0).because(reason).changed(&ListedState::Closed, &ListedState::Active),
    )
    .await?;
    enqueue(&mut tx, ctx, &address(&account.email, id.0)?, MailTemplate::StaffAccountReopened).await?;
    tell_releasers(&mut tx, ctx, account.role.kind(), &account.email).await?;
    tx.commit().await?;
    Ok(())
}
