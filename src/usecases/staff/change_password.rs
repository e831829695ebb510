//! Changes one's own password, for whoever knows the one before. All other sessions of the account end with it: where
//! somebody else had got hold of the password, they are out.

use serde_json::json;

use super::address;
use crate::{
    domain::{
        access::{Actor, SessionEnd, SessionOwner, StaffActor},
        field_errors::{FieldErrorCode, FieldErrors},
        ids::SessionId,
        password::{NewPassword, normalized},
        staff_sign_in::typed_password,
    },
    storage::{
        StorageError,
        session_store::sessions_end_of,
        staff::staff_password_hash_renew,
        staff_account::{AccountRecord, staff_account_fetch},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        mail::{MailTemplate, enqueue},
        password::{self, OwnPasswordError, PasswordError},
        throttle::Throttled,
    },
};

/// The field of the password as it is.
pub const CURRENT: &str = "current_password";
/// The field of the one to come.
pub const NEW: &str = "password";

/// Why the password stays.
#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
    /// The form, also when the password before is not right.
    #[error("the form is not right")]
    Invalid(FieldErrors),
    /// Too many tries.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// A password could not be hashed now.
    #[error(transparent)]
    Hashing(#[from] PasswordError),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<OwnPasswordError> for ChangePasswordError {
    fn from(error: OwnPasswordError) -> Self {
        match error {
            OwnPasswordError::Wrong => Self::Invalid(FieldErrors::one(CURRENT, FieldErrorCode::WrongPassword)),
            OwnPasswordError::Throttled(throttled) => Self::Throttled(throttled),
            OwnPasswordError::Hashing(error) => Self::Hashing(error),
            OwnPasswordError::Storage(error) => Self::Storage(error),
        }
    }
}

/// The account whose password is changed: the actor's own.
///
/// # Errors
/// `Driver`; `Inconsistent` for an account that is not there.
pub async fn view(ctx: &Ctx, actor: &StaffActor) -> Result<AccountRecord, StorageError> {
    let mut tx = ctx.db.begin(&Actor::Staff(actor.clone())).await?;
    let account = staff_account_fetch(&mut tx, actor.staff_id).await?;
    tx.commit().await?;
    account.ok_or(StorageError::inconsistent("staff", "id", actor.staff_id.0))
}

/// Sets `new` in place of `current`; ends all sessions of the account but `this`, and gives how many there were.
///
/// # Errors
/// [`ChangePasswordError`]
pub async fn run(
    ctx: &Ctx,
    actor: &StaffActor,
    this: SessionId,
    (current, new): (&str, &str),
) -> Result<u64, ChangePasswordError> {
    let account = view(ctx, actor).await?;
    let (current, new) = check(&account, current, new).map_err(ChangePasswordError::Invalid)?;
    let before = password::prove(ctx, actor, &current).await?.password_hash;
    let after = ctx.passwords.hash(&ctx.rng, &new).await?;
    let now = ctx.clock.machine_now();
    // Sessions are the portal's alone; whose they are is compared by it.
    let mut tx = ctx.db.begin(&Actor::System).await?;
    if !staff_password_hash_renew(&mut tx, actor.staff_id, &before, &after).await? {
        // Changed in another window meanwhile: what was typed is the password no more.
        return Err(OwnPasswordError::Wrong.into());
    }
    let owner = SessionOwner::Staff(actor.staff_id);
    let ended = sessions_end_of(&mut tx, owner, Some(this), SessionEnd::AccountChanged, now).await?;
    let act = Act::new("staff_account.change_password")
        .on(actor.staff_id.0)
        .changed(&before, &after)
        .with(json!({ "sessions": ended }));
    audit::record(&mut tx, ctx, &Actor::Staff(actor.clone()), act).await?;
    enqueue(&mut tx, ctx, &address(&account.email, actor.staff_id.0)?, MailTemplate::StaffPasswordChanged).await?;
    tx.commit().await?;
    Ok(ended)
}

/// Both passwords, as far as can be told without comparing the current one.
fn check(account: &AccountRecord, current: &str, new: &str) -> Result<(String, NewPassword), FieldErrors> {
    let mut errors = FieldErrors::new();
    let current = errors.collect(CURRENT, typed_password(current));
    let about = [account.full_name.as_str(), account.email.as_str(), account.office.as_str()];
    let new = errors.collect(NEW, password::check(new, &about));
    match (current, new) {
        (Some(current), Some(new)) if normalized(&current) == new.expose() => {
            Err(FieldErrors::one(NEW, FieldErrorCode::SamePassword))
        }
        (Some(current), Some(new)) => Ok((current, new)),
        _ => Err(errors),
    }
}
