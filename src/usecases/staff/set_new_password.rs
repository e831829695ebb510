//! Sets the new password that a person above asked for. Whoever holds the link does it, and goes on to the second step
//! of the sign-in as if they had typed that password there: to a code as before, or to enrolment where there is none.

use serde_json::json;

use super::AccountError;
use crate::{
    domain::{
        access::{Actor, StaffActor},
        field_errors::FieldErrors,
        ids::StaffPasswordResetId,
        staff_account::{LinkEvent, LinkState},
    },
    storage::{
        Tx,
        staff::staff_password_hash_set,
        staff_account::{AccountRecord, staff_account_fetch},
        staff_link::{PasswordResetRecord, staff_password_reset_fetch_for_update, staff_password_resets_end},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        password,
        visitor::sign_in_staff::{PasswordAccepted, second_step},
    },
};

/// The account whose password the link sets.
///
/// # Errors
/// `NotFound`; `LinkEnded` when it is no longer open, or the account is closed; `Storage`.
pub async fn view(ctx: &Ctx, id: StaffPasswordResetId) -> Result<AccountRecord, AccountError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let (_, account) = open_reset(&mut tx, ctx, id).await?;
    tx.commit().await?;
    Ok(account)
}

/// Sets the password; gives whose it is, for the second step.
///
/// # Errors
/// As [`view`]; `Invalid` for a password that may not be used; `Hashing`.
pub async fn run(ctx: &Ctx, id: StaffPasswordResetId, password: &str) -> Result<PasswordAccepted, AccountError> {
    let account = view(ctx, id).await?;
    let about = [account.full_name.as_str(), account.email.as_str(), account.office.as_str()];
    let password =
        password::check(password, &about).map_err(|code| AccountError::Invalid(FieldErrors::one("password", code)))?;
    let password_hash = ctx.passwords.hash(&ctx.rng, &password).await?;
    let now = ctx.clock.machine_now();
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let (reset, account) = open_reset(&mut tx, ctx, id).await?;
    let state = reset.link.after(LinkEvent::Accept, now).map_err(AccountError::LinkEnded)?;
    staff_password_resets_end(&mut tx, account.id, state, now).await?;
    let before = staff_password_hash_set(&mut tx, account.id, &password_hash).await?;
    let act = Act::new("staff_account.set_password")
        .on(account.id.0)
        .changed(&before, &password_hash)
        .with(json!({ "reset": id.0 }));
    let actor = Actor::Staff(StaffActor { staff_id: account.id, role: account.role });
    audit::record(&mut tx, ctx, &actor, act).await?;
    let accepted = second_step(&mut tx, ctx, account.id).await?;
    tx.commit().await?;
    Ok(accepted)
}

async fn open_reset(
    tx: &mut Tx,
    ctx: &Ctx,
    id: StaffPasswordResetId,
) -> Result<(PasswordResetRecord, AccountRecord), AccountError> {
    let reset = staff_password_reset_fetch_for_update(tx, id).await?.ok_or(AccountError::NotFound)?;
    let state = reset.link.state_at(ctx.clock.machine_now());
    if state != LinkState::Open {
        return Err(AccountError::LinkEnded(state));
    }
    let account = staff_account_fetch(tx, reset.staff_id).await?.ok_or(AccountError::NotFound)?;
    if account.closed_at.is_some() { Err(AccountError::LinkEnded(LinkState::Revoked)) } else { Ok((reset, account)) }
}
