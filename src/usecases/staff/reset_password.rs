//! Asks for a new password of an account: the old one and all sessions end at once, and a one-time link goes to the account's address.
//! The second factor stays, so that the link alone opens nothing.

use super::{AccountError, address, as_actor, fresh_link, managed_open_account, tell_releasers};
use crate::{
    domain::{
        access::StaffActor,
        ids::{StaffId, StaffPasswordResetId},
        staff_account::ReasonForm,
        text::hex,
    },
    storage::{
        session_store::sessions_end_of_staff,
        staff::staff_password_hash_set,
        staff_link::{PasswordResetRecord, staff_password_reset_insert},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        mail::{MailTemplate, enqueue_with_link},
    },
};

/// Sends the link, for the reason given.
///
/// # Errors
/// `Invalid` without a reason; `NotFound`, `Forbidden`, `Closed`; `Hashing`; `Storage`.
pub async fn run(ctx: &Ctx, actor: &StaffActor, id: StaffId, form: &ReasonForm) -> Result<(), AccountError> {
    let reason = form.parse().map_err(AccountError::Invalid)?;
    let acting = as_actor(actor);
    let now = ctx.clock.machine_now();
    let mut tx = ctx.db.begin(&acting).await?;
    managed_open_account(&mut tx, actor, id).await?;
    tx.commit().await?;
    // A password that nobody knows: trying it takes the time that any other takes. Hashed with nothing held.
    let nobody_knows = hex(&ctx.rng.bytes::<32>());
    let password_hash = ctx.passwords.hash_unchecked(&ctx.rng, &nobody_knows).await?;
    let mut tx = ctx.db.begin(&acting).await?;
    let account = managed_open_account(&mut tx, actor, id).await?;
    let reset = PasswordResetRecord { id: StaffPasswordResetId(ctx.fresh_uuid()), staff_id: id, link: fresh_link(now) };
    staff_password_reset_insert(&mut tx, &reset, actor.staff_id, now).await?;
    sessions_end_of_staff(&mut tx, id).await?;
    let before = staff_password_hash_set(&mut tx, id, &password_hash).await?;
    let act = Act::new("staff_account.reset_password").on(id.0).because(reason).changed(&before, &password_hash);
    audit::record(&mut tx, ctx, &acting, act).await?;
    let email = address(&account.email, id.0)?;
    enqueue_with_link(&mut tx, ctx, &email, MailTemplate::StaffPasswordReset, reset.id.0).await?;
    tell_releasers(&mut tx, ctx, account.role.kind(), &account.email).await?;
    tx.commit().await?;
    Ok(())
}
