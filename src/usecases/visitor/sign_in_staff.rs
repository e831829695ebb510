//! A member of staff signs in with e-mail address and password.
//!
//! Whether the address is unknown, the password wrong or the account closed is said to nobody but the audit log, and
//! all three take the time of one hash. The log never holds the address: what is typed there may be anyone's.

use serde_json::json;

use crate::{
    domain::{
        access::{Actor, StaffActor},
        staff_sign_in::StaffCredentials,
    },
    storage::{
        StorageError,
        staff::{StaffAccount, staff_fetch_by_email},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        password::Verdict,
    },
};

/// Who has signed in.
#[derive(Debug, Clone)]
pub struct SignedInStaff {
    /// The account and its role.
    pub actor: StaffActor,
    /// The name to show.
    pub full_name: String,
}

/// Why nobody has signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInStaffError {
    /// Unknown address, wrong password or closed account: which one is not told.
    #[error("these credentials open no account")]
    Refused,
    /// The thread that compares passwords broke off.
    #[error("the password was not compared")]
    NotCompared,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The account that `credentials` open.
///
/// # Errors
/// `Refused`, or what the machine says.
pub async fn run(ctx: &Ctx, credentials: StaffCredentials) -> Result<SignedInStaff, SignInStaffError> {
    let StaffCredentials { email, password } = credentials;
    // Nobody has signed in yet: the portal itself looks for the account.
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let account = staff_fetch_by_email(&mut tx, &email).await?;
    // No connection is held while hashing.
    tx.commit().await?;
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let verdict = ctx.passwords.verify(&ctx.rng, &password, hash).await;
    let is_right = matches!(verdict.map_err(|_| SignInStaffError::NotCompared)?, Verdict::Right { .. });
    let refusal = match &account {
        None => Some("unknown_account"),
        Some(_) if !is_right => Some("wrong_password"),
        Some(account) if account.is_disabled => Some("disabled_account"),
        Some(_) => None,
    };
    match (account, refusal) {
        (Some(account), None) => {
            let actor = Actor::Staff(account.actor.clone());
            record(ctx, &actor, "staff.sign_in", Some(&account), None).await?;
            Ok(SignedInStaff { actor: account.actor, full_name: account.full_name })
        }
        (account, refusal) => {
            record(ctx, &Actor::Visitor, "staff.sign_in_refused", account.as_ref(), refusal).await?;
            Err(SignInStaffError::Refused)
        }
    }
}

async fn record(
    ctx: &Ctx,
    actor: &Actor,
    action: &'static str,
    account: Option<&StaffAccount>,
    refusal: Option<&'static str>,
) -> Result<(), StorageError> {
    let mut tx = ctx.db.begin(actor).await?;
    audit::record(
        &mut tx,
        ctx,
        actor,
        Act::new(action)
            .on(account.map(|account| account.actor.staff_id.0))
            .with(refusal.map_or_else(|| json!({}), |reason| json!({ "reason": reason }))),
    )
    .await?;
    tx.commit().await
}
