//! Closes an account: nobody signs in with it any more, and its sessions end at once. What it invited and nobody has
//! taken up is taken back, for it may have been closed because someone else had got hold of it.

use super::{AccountError, address, as_actor, managed_account};
use crate::{
    domain::{
        access::StaffActor,
        ids::StaffId,
        staff_account::{LinkState, ListedState, ReasonForm},
    },
    storage::{
        session_store::sessions_end_of_staff,
        staff_account::staff_account_close,
        staff_link::{staff_invitations_revoke_of, staff_password_resets_end},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        mail::{MailTemplate, enqueue},
    },
};

/// Closes the account for the reason given.
///
/// # Errors
/// `Invalid` without a reason; `NotFound`, `Forbidden`; `AlreadyDone`; `Storage`.
pub async fn run(ctx: &Ctx, actor: &StaffActor, id: StaffId, form: &ReasonForm) -> Result<(), AccountError> {
    let reason = form.parse().map_err(AccountError::Invalid)?;
    let acting = as_actor(actor);
    let now = ctx.clock.machine_now();
    let mut tx = ctx.db.begin(&acting).await?;
    let account = managed_account(&mut tx, actor, id).await?;
    staff_account_close(&mut tx, id, actor.staff_id, now, &reason).await?;
    sessions_end_of_staff(&mut tx, id).await?;
    staff_password_resets_end(&mut tx, id, LinkState::Revoked, now).await?;
    for invitation in staff_invitations_revoke_of(&mut tx, id, now).await? {
        audit::record(
            &mut tx,
            ctx,
            &acting,
            Act::new("staff_account.revoke_invitation")
                .on_a("staff_invitation", invitation.0)
                .changed(&LinkState::Open, &LinkState::Revoked),
        )
        .await?;
    }
    audit::record(
        &mut tx,
        ctx,
        &acting,
        Act::new("staff_account.close").on(id.0).because(reason).changed(&ListedState::Active, &ListedState::Closed),
    )
    .await?;
    enqueue(&mut tx, ctx, &address(&account.email, id.0)?, MailTemplate::StaffAccountClosed).await?;
    tx.commit().await?;
    Ok(())
}
