//! The second factor of staff: codes by time from an authenticator, and recovery codes for the day it is lost.
//!
//! Enrolment has two steps. [`begin_enrolment`] makes a secret, which the person's authenticator takes over
//! ([`view_enrolment`]); the account counts as enrolled when [`confirm_enrolment`] has seen a code of it, which gives
//! the recovery codes, once. Who is enrolled sets up another authenticator in its place ([`begin_change`]). A person
//! above takes the factor away with [`reset`]; the next sign-in then leads to enrolment again.
//!
//! Every code is compared with the row locked ([`check_code`]): the step of the last code is stored, and neither it nor
//! an earlier one is taken again (RFC 6238, section 5.2). Five wrong codes in a row close the account's codes for a
//! quarter of an hour: twenty an hour of a million, for someone who already has the password.
//!
//! All of it runs within transactions of the portal itself: no role of people sees these rows.

mod change;
mod recovery;
mod totp;

pub use change::{BeginChangeError, NewDevice, begin_change, confirm_change, view_change};
pub use recovery::{RECOVERY_CODES, RecoveryCodes, renew_recovery_codes, view_recovery_codes};
pub use totp::{STEP_SECONDS, TotpSecret, step_at};

use super::{
    Ctx,
    audit::{self, Act},
    password::PasswordError,
    qr_picture,
    throttle::Throttled,
};
use crate::{
    domain::{access::Actor, ids::StaffId, second_factor::SecondFactorCode, time::Instant},
    storage::{
        StorageError, Tx,
        second_factor::{
            StoredSecondFactor, recovery_code_use, recovery_codes_left, second_factor_begin, second_factor_confirm,
            second_factor_delete, second_factor_fetch_for_update, second_factor_note_right, second_factor_note_wrong,
        },
        staff::{StaffAccount, staff_fetch},
    },
};

/// So many wrong codes in a row, then none is compared for [`PAUSE_SECONDS`].
pub const MAX_WRONG_CODES: i16 = 5;
/// How long codes rest after that.
pub const PAUSE_SECONDS: i64 = 15 * 60;

/// Why a code did nothing.
#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    /// Wrong, used already, or of another time.
    #[error("the code is wrong")]
    Wrong,
    /// Too many wrong ones: none is compared for a while.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The account is at another step: closed, not enrolled, or (at enrolment) enrolled already.
    #[error("the account is at another step")]
    OtherStep,
    /// Hashing a recovery code did not come to an end.
    #[error(transparent)]
    Hashing(#[from] PasswordError),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What the person's authenticator takes over.
#[derive(Clone)]
pub struct Enrolment {
    /// The secret in groups of four letters, to be typed.
    pub secret_text: String,
    /// The address behind the picture.
    pub uri: String,
    /// The picture to scan, as SVG.
    pub qr_svg: String,
}

// Secrets stay out of logs.
impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Enrolment")
    }
}

/// What comparing a code gave. It is noted in the transaction, which has to be committed whatever it was.
#[derive(Debug)]
pub enum Checked {
    /// The authenticator's code of this moment.
    RightTotp,
    /// A recovery code, used up by this; so many are left.
    RightRecovery {
        /// How many nobody has used.
        left: i64,
    },
    /// Wrong, used already, or of another time.
    Wrong,
    /// Not compared: there were too many wrong ones.
    Throttled(Throttled),
    /// There is nothing to compare with.
    NotEnrolled,
}

/// Makes a secret for an account that is not enrolled; one that was shown before and never confirmed is gone. An
/// enrolled account keeps its secret. Gives whether enrolment began.
///
/// # Errors
/// `Driver`.
pub async fn begin_enrolment(tx: &mut Tx, ctx: &Ctx, staff: StaffId) -> Result<bool, StorageError> {
    let sealed = TotpSecret::fresh(ctx).seal(ctx, staff).ok_or(broken_secret(staff))?;
    second_factor_begin(tx, staff, &sealed, ctx.clock.machine_now()).await
}

/// The secret of an enrolment that has begun; `None` when none has, or it is confirmed.
///
/// # Errors
/// `Driver`; `Inconsistent` for a secret that does not open.
pub async fn view_enrolment(ctx: &Ctx, staff: StaffId) -> Result<Option<Enrolment>, StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let account = staff_fetch(&mut tx, staff).await?;
    let factor = second_factor_fetch_for_update(&mut tx, staff).await?.filter(|factor| !factor.is_confirmed);
    tx.commit().await?;
    let Some((account, factor)) = account.zip(factor) else { return Ok(None) };
    shown(staff, &open(ctx, staff, &factor)?, &account.email).map(Some)
}

/// A secret as an authenticator takes it over.
fn shown(staff: StaffId, secret: &TotpSecret, email: &str) -> Result<Enrolment, StorageError> {
    let uri = secret.uri(email);
    let qr_svg = qr_picture::svg(&uri).ok_or_else(|| broken_secret(staff))?;
    Ok(Enrolment { secret_text: secret.text(), uri, qr_svg })
}

/// Takes the first code of the authenticator: from now on the account is enrolled, and has the recovery codes given.
///
/// # Errors
/// `Wrong`; `OtherStep` when no enrolment has begun; what the machine says.
pub async fn confirm_enrolment(
    ctx: &Ctx,
    staff: StaffId,
    code: &SecondFactorCode,
) -> Result<(StaffAccount, RecoveryCodes), CodeError> {
    let SecondFactorCode::Totp(digits) = code else { return Err(CodeError::Wrong) };
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let (_, factor, step) = compare_first(&mut tx, ctx, staff, digits).await?;
    tx.commit().await?;
    // No lock and no connection is held while hashing, and nothing is hashed for a wrong code.
    let fresh = recovery::Fresh::make(ctx).await?;
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let (account, again, _) = compare_first(&mut tx, ctx, staff, digits).await?;
    if again.sealed_secret != factor.sealed_secret {
        return Err(CodeError::OtherStep);
    }
    second_factor_note_right(&mut tx, staff, Some(step)).await?;
    second_factor_confirm(&mut tx, staff, &fresh.salt, &fresh.hashes, ctx.clock.machine_now()).await?;
    let actor = Actor::Staff(account.actor.clone());
    let enrolled = Act::new("staff.second_factor_enrolled").on(staff.0).changed(&None::<()>, &factor.sealed_secret);
    audit::record(&mut tx, ctx, &actor, enrolled).await?;
    audit::record(&mut tx, ctx, &actor, Act::new("staff.sign_in").on(staff.0)).await?;
    tx.commit().await?;
    Ok((account, fresh.codes))
}

/// The open account with its unconfirmed factor, and the step whose code `digits` is.
async fn compare_first(
    tx: &mut Tx,
    ctx: &Ctx,
    staff: StaffId,
    digits: &str,
) -> Result<(StaffAccount, StoredSecondFactor, i64), CodeError> {
    let account = staff_fetch(tx, staff).await?.filter(|account| !account.is_disabled);
    let factor = second_factor_fetch_for_update(tx, staff).await?.filter(|factor| !factor.is_confirmed);
    let (account, factor) = account.zip(factor).ok_or(CodeError::OtherStep)?;
    let step = open(ctx, staff, &factor)?.step_of(digits, ctx.clock.machine_now()).ok_or(CodeError::Wrong)?;
    Ok((account, factor, step))
}

/// A code that is ready to be compared: the digest of a recovery code is known.
#[derive(Debug)]
pub enum ReadyCode {
    /// Six digits.
    Totp(String),
    /// The digest of a recovery code.
    Recovery(Vec<u8>),
}

/// Makes `code` ready, before the transaction that compares it: a recovery code has to be hashed, and no lock is held
/// meanwhile.
///
/// # Errors
/// `OtherStep` for an account that is not enrolled, `Throttled`, what the machine says.
pub async fn prepare(ctx: &Ctx, staff: StaffId, code: &SecondFactorCode) -> Result<ReadyCode, CodeError> {
    let code = match code {
        SecondFactorCode::Totp(digits) => return Ok(ReadyCode::Totp(digits.clone())),
        SecondFactorCode::Recovery(code) => code.clone(),
    };
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let factor = second_factor_fetch_for_update(&mut tx, staff).await?;
    tx.commit().await?;
    let factor = factor.ok_or(CodeError::OtherStep)?;
    rests(&factor, ctx.clock.machine_now()).map_or(Ok(()), Err)?;
    let salt = factor.recovery_salt.and_then(|salt| salt.try_into().ok()).ok_or(CodeError::OtherStep)?;
    let digest = ctx.passwords.digests(salt, vec![code]).await?;
    digest.into_iter().next().map(ReadyCode::Recovery).ok_or(CodeError::OtherStep)
}

/// Compares a code, with the row locked, and notes the outcome.
///
/// # Errors
/// `Driver`; `Inconsistent` for a secret that does not open.
pub async fn check_code(tx: &mut Tx, ctx: &Ctx, staff: StaffId, code: &ReadyCode) -> Result<Checked, StorageError> {
    let now = ctx.clock.machine_now();
    let factor = second_factor_fetch_for_update(tx, staff).await?.filter(|factor| factor.is_confirmed);
    let Some(factor) = factor else { return Ok(Checked::NotEnrolled) };
    if let Some(throttled) = rests(&factor, now) {
        return Ok(Checked::Throttled(throttled));
    }
    let right = match code {
        ReadyCode::Totp(digits) => {
            let step = open(ctx, staff, &factor)?.step_of(digits, now);
            let fresh = step.filter(|step| factor.last_step.is_none_or(|last| *step > last));
            if let Some(step) = fresh {
                second_factor_note_right(tx, staff, Some(step)).await?;
            }
            fresh.map(|_| Checked::RightTotp)
        }
        ReadyCode::Recovery(digest) => {
            if recovery_code_use(tx, staff, digest, now).await? {
                second_factor_note_right(tx, staff, None).await?;
                Some(Checked::RightRecovery { left: recovery_codes_left(tx, staff).await? })
            } else {
                None
            }
        }
    };
    if let Some(right) = right {
        return Ok(right);
    }
    // After a pause, or when the last wrong one is as long ago, counting begins anew.
    let is_recent = factor.wrong_at.is_some_and(|at| seconds_between(at, now) < PAUSE_SECONDS);
    let wrong_codes = if is_recent { factor.wrong_codes + 1 } else { 1 };
    second_factor_note_wrong(tx, staff, wrong_codes, now).await?;
    Ok(Checked::Wrong)
}

/// Takes the second factor of an account away, with its recovery codes: whoever signs in next enrols. The caller has
/// checked the right to do so and records the act. Gives the sealed secret that was taken away, if there was one.
///
/// # Errors
/// `Driver`.
pub async fn reset(tx: &mut Tx, staff: StaffId) -> Result<Option<Vec<u8>>, StorageError> {
    second_factor_delete(tx, staff).await
}

/// How long the account's codes still rest.
fn rests(factor: &StoredSecondFactor, now: Instant) -> Option<Throttled> {
    let wrong_at = factor.wrong_at.filter(|_| factor.wrong_codes >= MAX_WRONG_CODES)?;
    let left = PAUSE_SECONDS - seconds_between(wrong_at, now);
    (left > 0).then(|| Throttled { wait: std::time::Duration::from_secs(left.unsigned_abs()) })
}

const fn seconds_between(earlier: Instant, later: Instant) -> i64 {
    (later.unix_us() - earlier.unix_us()) / 1_000_000
}

fn open(ctx: &Ctx, staff: StaffId, factor: &StoredSecondFactor) -> Result<TotpSecret, StorageError> {
    TotpSecret::open(ctx, staff, &factor.sealed_secret).ok_or(broken_secret(staff))
}

const fn broken_secret(staff: StaffId) -> StorageError {
    StorageError::inconsistent("staff_second_factor", "sealed_secret", staff.0)
}
