//! A member of staff signs in: e-mail address and password first, then a code of their authenticator (or a recovery
//! code). Nobody acts as staff without both.
//!
//! Whether the address is unknown, the password wrong or the account closed is said to nobody but the audit log, and
//! all three take the time of one hash. The log never holds the address: what is typed there may be anyone's. How often
//! may be tried is counted before anything is hashed, for addresses without an account too.

use serde_json::{Value, json};

use crate::{
    domain::{
        access::{Actor, StaffActor},
        ids::StaffId,
        second_factor::SecondFactorCode,
        staff_sign_in::StaffCredentials,
    },
    storage::{
        StorageError, Tx,
        second_factor::second_factor_fetch_for_update,
        staff::{StaffAccount, staff_fetch, staff_fetch_by_email, staff_password_hash_renew},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        password::{PasswordError, Verdict},
        second_factor::{self, Checked, CodeError},
        throttle::Throttled,
    },
};

/// Whose password was right. Not signed in yet.
#[derive(Debug, Clone, Copy)]
pub struct PasswordAccepted {
    /// The account.
    pub staff_id: StaffId,
    /// Whether it has a second factor; else enrolment has begun.
    pub is_enrolled: bool,
}

/// Who has signed in.
#[derive(Debug, Clone)]
pub struct SignedInStaff {
    /// The account and its role.
    pub actor: StaffActor,
    /// The name to show.
    pub full_name: String,
    /// How many recovery codes are left, when one was used.
    pub recovery_codes_left: Option<i64>,
}

/// Why nobody has signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInStaffError {
    /// Unknown address, wrong password or closed account: which one is not told.
    #[error("these credentials open no account")]
    Refused,
    /// Too many tries.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The password was not compared.
    #[error(transparent)]
    Hashing(#[from] PasswordError),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The account that `credentials` open, up to its second factor.
///
/// # Errors
/// `Refused`, `Throttled`, or what the machine says.
pub async fn run(ctx: &Ctx, credentials: StaffCredentials) -> Result<PasswordAccepted, SignInStaffError> {
    let StaffCredentials { email, password } = credentials;
    ctx.throttles.sign_in.check(&email, ctx.trace.network)?;
    // Nobody has signed in yet: the portal itself looks for the account.
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let account = staff_fetch_by_email(&mut tx, &email).await?;
    // No connection is held while hashing.
    tx.commit().await?;
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let verdict = ctx.passwords.verify(&ctx.rng, &password, hash).await?;
    match (account, verdict) {
        (Some(account), Verdict::Right { renewed }) if !account.is_disabled => {
            Ok(accept(ctx, &account, renewed.as_deref()).await?)
        }
        (account, verdict) => {
            let reason = match (&account, verdict) {
                (None, _) => "unknown_account",
                (Some(_), Verdict::Wrong) => "wrong_password",
                (Some(_), Verdict::Right { .. }) => "disabled_account",
            };
            let mut tx = ctx.db.begin(&Actor::System).await?;
            let about = account.map(|account| account.actor.staff_id);
            refuse(&mut tx, ctx, "staff.sign_in_refused", about, json!({ "reason": reason })).await?;
            tx.commit().await?;
            Err(SignInStaffError::Refused)
        }
    }
}

/// Stores a newer hash of the password, and leads to the second step.
async fn accept(ctx: &Ctx, account: &StaffAccount, renewed: Option<&str>) -> Result<PasswordAccepted, StorageError> {
    let staff_id = account.actor.staff_id;
    let mut tx = ctx.db.begin(&Actor::System).await?;
    if let Some(renewed) = renewed {
        staff_password_hash_renew(&mut tx, staff_id, &account.password_hash, renewed).await?;
    }
    let accepted = second_step(&mut tx, ctx, staff_id).await?;
    tx.commit().await?;
    Ok(accepted)
}

/// The second step of an account whose password was right, or was set by whoever holds the link to do so: a code, or
/// the enrolment that begins here where the account has no second factor.
///
/// # Errors
/// `Driver`.
pub(in crate::usecases) async fn second_step(
    tx: &mut Tx,
    ctx: &Ctx,
    staff_id: StaffId,
) -> Result<PasswordAccepted, StorageError> {
    let factor = second_factor_fetch_for_update(tx, staff_id).await?;
    let is_enrolled = factor.is_some_and(|factor| factor.is_confirmed);
    if !is_enrolled {
        second_factor::begin_enrolment(tx, ctx, staff_id).await?;
    }
    Ok(PasswordAccepted { staff_id, is_enrolled })
}

/// Signs in whose password was right before, with a code.
///
/// # Errors
/// `Wrong`, `Throttled`, `OtherStep` for an account that was closed or reset meanwhile, or what the machine says.
pub async fn run_code(ctx: &Ctx, staff_id: StaffId, code: &SecondFactorCode) -> Result<SignedInStaff, CodeError> {
    let ready = second_factor::prepare(ctx, staff_id, code).await?;
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let account = staff_fetch(&mut tx, staff_id).await?.filter(|account| !account.is_disabled);
    let account = account.ok_or(CodeError::OtherStep)?;
    let actor = Actor::Staff(account.actor.clone());
    let checked = second_factor::check_code(&mut tx, ctx, staff_id, &ready).await?;
    let recovery_codes_left = match &checked {
        Checked::RightTotp => None,
        Checked::RightRecovery { left } => {
            let act = Act::new("staff.recovery_code_used").on(staff_id.0).with(json!({ "left": left }));
            audit::record(&mut tx, ctx, &actor, act).await?;
            Some(*left)
        }
        Checked::Wrong => {
            refuse(&mut tx, ctx, "staff.code_refused", Some(staff_id), json!({ "reason": "wrong_code" })).await?;
            tx.commit().await?;
            return Err(CodeError::Wrong);
        }
        Checked::Throttled(throttled) => return Err((*throttled).into()),
        Checked::NotEnrolled => return Err(CodeError::OtherStep),
    };
    audit::record(&mut tx, ctx, &actor, Act::new("staff.sign_in").on(staff_id.0)).await?;
    tx.commit().await?;
    Ok(SignedInStaff { actor: account.actor, full_name: account.full_name, recovery_codes_left })
}

/// Nobody has signed in: a visitor did this, whoever the account belongs to.
async fn refuse(
    tx: &mut Tx,
    ctx: &Ctx,
    action: &'static str,
    account: Option<StaffId>,
    details: Value,
) -> Result<(), StorageError> {
    let act = Act::new(action).on(account.map(|id| id.0)).with(details);
    audit::record(tx, ctx, &Actor::Visitor, act).await
}
