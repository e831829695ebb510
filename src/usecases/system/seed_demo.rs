//! Fills a database with the demo season's people and places.

use sha2::{Digest as _, Sha256};

use crate::{
    domain::{access::Actor, ids::StaffId},
    storage::{
        StorageError, Tx,
        demo::{demo_load, demo_staff_emails},
        second_factor::{second_factor_begin, second_factor_confirm},
        staff::staff_fetch_by_email,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        password::PasswordError,
        second_factor::TotpSecret,
    },
};

/// The password of every demo account, shown by `portal demo-people`.
pub const DEMO_PASSWORD: &str = "cong-thi-sinh-2026";

/// Why nothing was seeded.
#[derive(Debug, thiserror::Error)]
pub enum SeedDemoError {
    /// Accounts with a known password belong into a demo alone.
    #[error("demo people can be seeded in a demo alone (PORTAL_DEMO=on)")]
    NotADemo,
    /// The password could not be hashed.
    #[error(transparent)]
    Hashing(#[from] PasswordError),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Seeds; doing it twice changes nothing. For the columns of `roll_csv` see [`demo_load`].
///
/// # Errors
/// `NotADemo`, or what the database says.
pub async fn run(ctx: &Ctx, roll_csv: &str) -> Result<(), SeedDemoError> {
    if !ctx.config.is_demo {
        return Err(SeedDemoError::NotADemo);
    }
    let password_hash = ctx.passwords.hash_unchecked(&ctx.rng, DEMO_PASSWORD).await?;
    let mut tx = ctx.db.begin(&Actor::System).await?;
    demo_load(&mut tx, roll_csv, &password_hash).await?;
    for email in demo_staff_emails() {
        if let Some(account) = staff_fetch_by_email(&mut tx, email).await? {
            enrol(&mut tx, ctx, account.actor.staff_id, email).await?;
        }
    }
    audit::record(&mut tx, ctx, &Actor::System, Act::new("demo_people.seed")).await?;
    Ok(tx.commit().await?)
}

/// The secret behind the codes of a demo account: anyone can work it out from the address, so that people and journeys
/// sign in without a telephone. Only a seed makes accounts with it, and a seed is refused outside a demo.
#[must_use]
pub fn demo_totp_secret(email: &str) -> TotpSecret {
    let digest = Sha256::new().chain_update(b"portal demo second factor\0").chain_update(email).finalize();
    let mut bytes = [0; 20];
    bytes.copy_from_slice(&digest[..20]);
    TotpSecret::from_bytes(bytes)
}

/// Enrols a demo account, without recovery codes; an enrolled one stays as it is.
async fn enrol(tx: &mut Tx, ctx: &Ctx, staff: StaffId, email: &str) -> Result<(), StorageError> {
    let now = ctx.clock.machine_now();
    let sealed = demo_totp_secret(email).seal(ctx, staff);
    let sealed = sealed.ok_or(StorageError::inconsistent("staff_second_factor", "sealed_secret", staff.0))?;
    if second_factor_begin(tx, staff, &sealed, now).await? {
        second_factor_confirm(tx, staff, &ctx.rng.bytes::<16>(), &[], now).await?;
    }
    Ok(())
}
