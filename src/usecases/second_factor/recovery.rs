//! Recovery codes: ten of 60 bits, shown once, stored as argon2id hashes under one salt of the account (ASVS 5.0,
//! §6.5.2), each good once: for a sign-in, or to set up another authenticator.

use super::{Checked, CodeError, ReadyCode, check_code};
use crate::{
    domain::{
        access::{Actor, StaffActor},
        second_factor::{SecondFactorCode, recovery_code, shown},
    },
    storage::{
        StorageError,
        second_factor::{recovery_codes_left, second_factor_confirm, second_factor_fetch_for_update},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        password::PasswordError,
    },
};

/// How many recovery codes an account has.
pub const RECOVERY_CODES: usize = 10;

/// Recovery codes as they are shown, once.
#[derive(Clone)]
pub struct RecoveryCodes(pub Vec<String>);

// Codes stay out of logs.
impl std::fmt::Debug for RecoveryCodes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCodes")
    }
}

/// Fresh codes with what is stored of them.
pub(super) struct Fresh {
    pub(super) codes: RecoveryCodes,
    pub(super) salt: [u8; 16],
    pub(super) hashes: Vec<Vec<u8>>,
}

impl Fresh {
    pub(super) async fn make(ctx: &Ctx) -> Result<Self, PasswordError> {
        let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code(ctx.rng.bytes())).collect();
        let shown = codes.iter().map(|code| shown(code)).collect();
        let salt = ctx.rng.bytes();
        Ok(Self { codes: RecoveryCodes(shown), salt, hashes: ctx.passwords.digests(salt, codes).await? })
    }
}

/// How many codes the person has left.
///
/// # Errors
/// `Driver`.
pub async fn view_recovery_codes(ctx: &Ctx, actor: &StaffActor) -> Result<i64, StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let left = recovery_codes_left(&mut tx, actor.staff_id).await?;
    tx.commit().await?;
    Ok(left)
}

/// Ten new codes in place of the old ones, for a code of the authenticator.
///
/// # Errors
/// `Wrong`, `Throttled`, `OtherStep`, what the machine says.
pub async fn renew_recovery_codes(
    ctx: &Ctx,
    actor: &StaffActor,
    code: &SecondFactorCode,
) -> Result<RecoveryCodes, CodeError> {
    // Whoever has lost the authenticator sets up another one with a recovery code, and gets new ones with it.
    let SecondFactorCode::Totp(digits) = code else { return Err(CodeError::Wrong) };
    let staff = actor.staff_id;
    let who = Actor::Staff(actor.clone());
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let checked = check_code(&mut tx, ctx, staff, &ReadyCode::Totp(digits.clone())).await?;
    if matches!(checked, Checked::Wrong) {
        audit::record(&mut tx, ctx, &who, Act::new("staff.code_refused").on(staff.0)).await?;
    }
    tx.commit().await?;
    match checked {
        Checked::RightTotp => {}
        Checked::Throttled(throttled) => return Err(throttled.into()),
        Checked::NotEnrolled => return Err(CodeError::OtherStep),
        Checked::Wrong | Checked::RightRecovery { .. } => return Err(CodeError::Wrong),
    }
    let fresh = Fresh::make(ctx).await?;
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let before = second_factor_fetch_for_update(&mut tx, staff).await?.and_then(|factor| factor.recovery_salt);
    second_factor_confirm(&mut tx, staff, &fresh.salt, &fresh.hashes, ctx.clock.machine_now()).await?;
    // The salt stands for the ten codes that are hashed under it.
    let act = Act::new("staff.recovery_codes_renewed").on(staff.0).changed(&before, &fresh.salt);
    audit::record(&mut tx, ctx, &who, act).await?;
    tx.commit().await?;
    Ok(fresh.codes)
}
