//! Fills a database with the demo season's people and places.

use crate::{
    domain::access::Actor,
    storage::{StorageError, demo::demo_load},
    usecases::{
        Ctx,
        audit::{self, Act},
        password::PasswordError,
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
    audit::record(&mut tx, ctx, &Actor::System, Act::new("demo_people.seed")).await?;
    Ok(tx.commit().await?)
}
