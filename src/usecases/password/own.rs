//! Someone who has signed in proves once more that they know the account's password, before what a session alone must
//! not do (ASVS 5.0, §6.2.3 and §7.5.1): whoever sits down at a desk that was left open does not.
//!
//! Tries are counted with those of the sign-in, before anything is hashed, so that this is no second way to guess.

use super::{PasswordError, Verdict};
use crate::{
    domain::access::{Actor, StaffActor},
    storage::{
        StorageError,
        staff::{StaffAccount, staff_fetch},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        throttle::Throttled,
    },
};

/// Why nothing was proved.
#[derive(Debug, thiserror::Error)]
pub enum OwnPasswordError {
    /// It is not the account's password.
    #[error("not the password of the account")]
    Wrong,
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

/// Compares `password` with that of the actor's account; gives the account as it was then.
///
/// # Errors
/// [`OwnPasswordError`]. A wrong one is in the audit log.
pub async fn prove(ctx: &Ctx, actor: &StaffActor, password: &str) -> Result<StaffAccount, OwnPasswordError> {
    // What opens an account is read by the portal alone, which asks for nothing but the actor's own.
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let account = staff_fetch(&mut tx, actor.staff_id).await?.filter(|account| !account.is_disabled);
    // No connection is held while hashing.
    tx.commit().await?;
    let account = account.ok_or(OwnPasswordError::Wrong)?;
    ctx.throttles.sign_in.check(&account.email, ctx.trace.network)?;
    match ctx.passwords.verify(&ctx.rng, password, Some(account.password_hash.clone())).await? {
        Verdict::Right { .. } => Ok(account),
        Verdict::Wrong => {
            let mut tx = ctx.db.begin(&Actor::System).await?;
            let act = Act::new("staff.password_refused").on(actor.staff_id.0);
            audit::record(&mut tx, ctx, &Actor::Staff(actor.clone()), act).await?;
            tx.commit().await?;
            Err(OwnPasswordError::Wrong)
        }
    }
}
