//! Another authenticator in place of the one that an account has, by its own person.
//!
//! Three steps, of which the last alone changes anything. Whoever asks proves both factors that they have
//! ([`begin_change`]); the new authenticator takes over a secret ([`view_change`]); a code of it puts the new one in the
//! place of the old ([`confirm_change`]). Until then the old one is good, so that nobody who is interrupted is locked
//! out.
//!
//! The secret that waits is kept by the session that proved the factors, sealed as all of them are: no other session of
//! the account sees it, and it ends with that session. It names the factor that it replaces; where that is another one
//! by now (reset by a person above, or changed in another window), it replaces nothing.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    Checked, CodeError, Enrolment, RecoveryCodes, TotpSecret, broken_secret, check_code, prepare, recovery, shown,
};
use crate::{
    domain::{
        access::{Actor, SessionEnd, SessionOwner, StaffActor},
        candidate::contact::EmailAddress,
        ids::SessionId,
        second_factor::SecondFactorCode,
        time::Instant,
    },
    storage::{
        StorageError,
        second_factor::{second_factor_confirm, second_factor_fetch_for_update, second_factor_replace},
        session_store::sessions_end_of,
        staff::staff_fetch,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        mail::{MailTemplate, enqueue},
        password::{self, OwnPasswordError},
    },
};

/// So long an authenticator may take to be set up.
const CHANGE_SECONDS: i64 = 15 * 60;

/// An authenticator that waits to take the place of the one in use.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDevice {
    sealed_secret: Vec<u8>,
    /// The sealed secret that it replaces.
    replaces: Vec<u8>,
    begun_at: Instant,
}

// Secrets stay out of logs, be they sealed.
impl std::fmt::Debug for NewDevice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewDevice")
    }
}

impl NewDevice {
    /// Whether it still waits.
    fn waits(&self, now: Instant) -> bool {
        now < self.begun_at.plus_seconds(CHANGE_SECONDS)
    }
}

/// Why no change began.
#[derive(Debug, thiserror::Error)]
pub enum BeginChangeError {
    /// The password.
    #[error(transparent)]
    Password(#[from] OwnPasswordError),
    /// The code.
    #[error(transparent)]
    Code(#[from] CodeError),
}

impl From<StorageError> for BeginChangeError {
    fn from(error: StorageError) -> Self {
        Self::Code(error.into())
    }
}

/// Begins for whoever knows the password and has a code of the authenticator in use, or a recovery code.
///
/// # Errors
/// [`BeginChangeError`]. No code is compared, nor used up, before the password is right.
pub async fn begin_change(
    ctx: &Ctx,
    actor: &StaffActor,
    password: &str,
    code: &SecondFactorCode,
) -> Result<NewDevice, BeginChangeError> {
    password::prove(ctx, actor, password).await?;
    let staff = actor.staff_id;
    let who = Actor::Staff(actor.clone());
    let ready = prepare(ctx, staff, code).await?;
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let checked = check_code(&mut tx, ctx, staff, &ready).await?;
    match &checked {
        Checked::RightRecovery { left } => {
            let act = Act::new("staff.recovery_code_used").on(staff.0).with(json!({ "left": left }));
            audit::record(&mut tx, ctx, &who, act).await?;
        }
        Checked::Wrong => {
            audit::record(&mut tx, ctx, &who, Act::new("staff.code_refused").on(staff.0)).await?;
        }
        Checked::RightTotp | Checked::Throttled(_) | Checked::NotEnrolled => {}
    }
    let factor = second_factor_fetch_for_update(&mut tx, staff).await?;
    tx.commit().await?;
    match checked {
        Checked::RightTotp | Checked::RightRecovery { .. } => {}
        Checked::Wrong => return Err(CodeError::Wrong.into()),
        Checked::Throttled(throttled) => return Err(CodeError::Throttled(throttled).into()),
        Checked::NotEnrolled => return Err(CodeError::OtherStep.into()),
    }
    let replaces = factor.ok_or(CodeError::OtherStep)?.sealed_secret;
    let sealed_secret = TotpSecret::fresh(ctx).seal(ctx, staff).ok_or(broken_secret(staff))?;
    Ok(NewDevice { sealed_secret, replaces, begun_at: ctx.clock.machine_now() })
}

/// What the new authenticator takes over; `None` when it waited too long.
///
/// # Errors
/// `Driver`; `Inconsistent` for a secret that does not open.
pub async fn view_change(ctx: &Ctx, actor: &StaffActor, device: &NewDevice) -> Result<Option<Enrolment>, StorageError> {
    if !device.waits(ctx.clock.machine_now()) {
        return Ok(None);
    }
    let mut tx = ctx.db.begin(&Actor::Staff(actor.clone())).await?;
    let account = staff_fetch(&mut tx, actor.staff_id).await?;
    tx.commit().await?;
    let Some(account) = account else { return Ok(None) };
    shown(actor.staff_id, &secret_of(ctx, actor, device)?, &account.email).map(Some)
}

/// Puts the new authenticator in the place of the old for a code of the new one, with recovery codes of its own; ends
/// all sessions of the account but `this`.
///
/// # Errors
/// `Wrong`; `OtherStep` when it waited too long or there is nothing to replace; what the machine says.
pub async fn confirm_change(
    ctx: &Ctx,
    actor: &StaffActor,
    this: SessionId,
    (device, code): (&NewDevice, &SecondFactorCode),
) -> Result<RecoveryCodes, CodeError> {
    let (staff, now) = (actor.staff_id, ctx.clock.machine_now());
    if !device.waits(now) {
        return Err(CodeError::OtherStep);
    }
    let SecondFactorCode::Totp(digits) = code else { return Err(CodeError::Wrong) };
    let step = secret_of(ctx, actor, device)?.step_of(digits, now).ok_or(CodeError::Wrong)?;
    // No lock and no connection is held while hashing, and nothing is hashed for a wrong code.
    let fresh = recovery::Fresh::make(ctx).await?;
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let account = staff_fetch(&mut tx, staff).await?.filter(|account| !account.is_disabled);
    let account = account.ok_or(CodeError::OtherStep)?;
    let secrets = (device.replaces.as_slice(), device.sealed_secret.as_slice());
    if !second_factor_replace(&mut tx, staff, secrets, step, now).await? {
        return Err(CodeError::OtherStep);
    }
    second_factor_confirm(&mut tx, staff, &fresh.salt, &fresh.hashes, now).await?;
    let owner = SessionOwner::Staff(staff);
    let ended = sessions_end_of(&mut tx, owner, Some(this), SessionEnd::AccountChanged, now).await?;
    let act = Act::new("staff_account.change_second_factor")
        .on(staff.0)
        .changed(&device.replaces, &device.sealed_secret)
        .with(json!({ "sessions": ended }));
    audit::record(&mut tx, ctx, &Actor::Staff(actor.clone()), act).await?;
    let email = EmailAddress::parse(&account.email);
    let email = email.map_err(|_| StorageError::inconsistent("staff", "email", staff.0))?;
    enqueue(&mut tx, ctx, &email, MailTemplate::StaffSecondFactorChanged).await?;
    tx.commit().await?;
    Ok(fresh.codes)
}

fn secret_of(ctx: &Ctx, actor: &StaffActor, device: &NewDevice) -> Result<TotpSecret, StorageError> {
    TotpSecret::open(ctx, actor.staff_id, &device.sealed_secret).ok_or(broken_secret(actor.staff_id))
}
