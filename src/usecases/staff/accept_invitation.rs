//! Takes an invitation up: whoever holds its link sets the password, and the account begins.
//!
//! Nobody has signed in yet, so the portal itself reads and writes; in the audit log it is the first act of the new
//! account. The person goes on to set up the second factor, without which the account does nothing.

use serde_json::json;

use super::AccountError;
use crate::{
    domain::{
        access::{Actor, StaffActor},
        field_errors::FieldErrors,
        ids::{StaffId, StaffInvitationId},
        staff_account::{LinkEvent, LinkState},
    },
    storage::{
        StorageError,
        staff_account::{NewAccount, ONE_ACCOUNT_AN_ADDRESS, staff_account_insert},
        staff_link::{
            InvitationRecord, staff_invitation_end, staff_invitation_fetch, staff_invitation_fetch_for_update,
        },
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        password,
        visitor::sign_in_staff::{PasswordAccepted, second_step},
    },
};

/// The invitation that a link opens.
///
/// # Errors
/// `NotFound`; `LinkEnded` when it is no longer open; `Storage`.
pub async fn view(ctx: &Ctx, id: StaffInvitationId) -> Result<InvitationRecord, AccountError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let invitation = staff_invitation_fetch(&mut tx, id).await?.ok_or(AccountError::NotFound)?;
    tx.commit().await?;
    match invitation.link.state_at(ctx.clock.machine_now()) {
        LinkState::Open => Ok(invitation),
        ended => Err(AccountError::LinkEnded(ended)),
    }
}

/// Makes the account with this password; gives whose it is, for the second step.
///
/// # Errors
/// `NotFound`; `LinkEnded`; `Invalid` for a password that may not be used; `AlreadyDone` when the address has an
/// account by now; `Hashing`; `Storage`.
pub async fn run(ctx: &Ctx, id: StaffInvitationId, password: &str) -> Result<PasswordAccepted, AccountError> {
    let invitation = view(ctx, id).await?;
    let about = [invitation.full_name.as_str(), invitation.email.as_str(), invitation.office.as_str()];
    let password =
        password::check(password, &about).map_err(|code| AccountError::Invalid(FieldErrors::one("password", code)))?;
    // No lock and no connection is held while hashing.
    let password_hash = ctx.passwords.hash(&ctx.rng, &password).await?;
    let now = ctx.clock.machine_now();
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let invitation = staff_invitation_fetch_for_update(&mut tx, id).await?.ok_or(AccountError::NotFound)?;
    let state = invitation.link.after(LinkEvent::Accept, now).map_err(AccountError::LinkEnded)?;
    let account = NewAccount {
        id: StaffId(ctx.fresh_uuid()),
        role: &invitation.role,
        full_name: &invitation.full_name,
        email: &invitation.email,
        password_hash: &password_hash,
        invited_by: invitation.invited_by,
        at: now,
    };
    let actor = StaffActor { staff_id: account.id, role: invitation.role.clone() };
    match staff_account_insert(&mut tx, account).await {
        Err(StorageError::Conflict { constraint }) if constraint == ONE_ACCOUNT_AN_ADDRESS => {
            return Err(AccountError::AlreadyDone);
        }
        made => made?,
    }
    staff_invitation_end(&mut tx, id, state, now, Some(actor.staff_id)).await?;
    let act = Act::new("staff_account.accept_invitation")
        .on(actor.staff_id.0)
        .changed(&None::<()>, &invitation.role)
        .with(json!({ "invitation": id.0 }));
    audit::record(&mut tx, ctx, &Actor::Staff(actor.clone()), act).await?;
    let accepted = second_step(&mut tx, ctx, actor.staff_id).await?;
    tx.commit().await?;
    Ok(accepted)
}
