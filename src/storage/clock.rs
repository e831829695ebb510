//! The clock of a demo: what it shows, and since when.

use super::{Db, StorageError, Tx};
use crate::domain::time::Instant;

/// How far the demo's clock is ahead of the machine's, in microseconds; `None` where it was never set.
///
/// # Errors
/// `Driver`.
pub async fn demo_clock_offset_us(db: &Db) -> Result<Option<i64>, StorageError> {
    let row = sqlx::query!("SELECT shows, set_at FROM demo_clock").fetch_optional(db.pool()).await?;
    Ok(row.map(|row| Instant::from_utc(row.shows).unix_us() - Instant::from_utc(row.set_at).unix_us()))
}

/// From `machine_now` on the demo's clock goes on from `shows`.
///
/// # Errors
/// `Driver`.
pub async fn demo_clock_set(tx: &mut Tx, shows: Instant, machine_now: Instant) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO demo_clock (shows, set_at) VALUES ($1, $2)
         ON CONFLICT (is_only) DO UPDATE SET shows = excluded.shows, set_at = excluded.set_at",
        shows.to_utc(),
        machine_now.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
