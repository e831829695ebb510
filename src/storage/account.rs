//! What the page of one's own account shows besides the sessions.

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::time::Instant;

/// A sign-in as the audit log keeps it.
#[derive(Debug, Clone)]
pub struct PastSignIn {
    /// When, by the machine's clock.
    pub at: Instant,
    /// From which network.
    pub network: Option<String>,
}

/// The last sign-ins of `actor` (a candidate or an account of staff), the latest first.
///
/// # Errors
/// `Driver`.
pub async fn sign_ins_fetch(tx: &mut Tx, actor: Uuid, limit: i64) -> Result<Vec<PastSignIn>, StorageError> {
    let rows = sqlx::query!(
        "SELECT recorded_at, network FROM audit_log
         WHERE actor_id = $1 AND action IN ('citizen.sign_in', 'staff.sign_in')
         ORDER BY recorded_at DESC, id DESC LIMIT $2",
        actor,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let sign_ins =
        rows.into_iter().map(|row| PastSignIn { at: Instant::from_utc(row.recorded_at), network: row.network });
    Ok(sign_ins.collect())
}
