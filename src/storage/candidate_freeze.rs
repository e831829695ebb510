//! The freeze of a candidate's risky acts.

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    candidate::freeze::Freeze,
    ids::{AlertId, CandidateId},
    time::Instant,
};

/// Whether a candidate's risky acts are frozen.
///
/// # Errors
/// `Driver`.
pub async fn candidate_freeze_fetch(tx: &mut Tx, candidate: CandidateId) -> Result<Freeze, StorageError> {
    let since = sqlx::query_scalar!(
        "SELECT frozen_at FROM candidate_freeze WHERE candidate_id = $1 AND lifted_at IS NULL",
        candidate.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(since.map_or(Freeze::Free, |since| Freeze::Frozen { since: Instant::from_utc(since) }))
}

/// The alert by which a candidate's acts were frozen, while they are.
///
/// # Errors
/// `Driver`.
pub async fn candidate_freeze_alert(tx: &mut Tx, candidate: CandidateId) -> Result<Option<AlertId>, StorageError> {
    let alert = sqlx::query_scalar!(
        "SELECT alert_id FROM candidate_freeze WHERE candidate_id = $1 AND lifted_at IS NULL",
        candidate.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(alert.map(AlertId))
}

/// Freezes, by this alert; what is frozen already is frozen anew since `since`.
///
/// # Errors
/// `Driver`.
pub async fn candidate_freeze_begin(
    tx: &mut Tx,
    fresh: Uuid,
    candidate: CandidateId,
    alert: AlertId,
    since: Instant,
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO candidate_freeze (id, candidate_id, alert_id, frozen_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (candidate_id) WHERE lifted_at IS NULL DO UPDATE SET frozen_at = excluded.frozen_at",
        fresh,
        candidate.0,
        alert.0,
        since.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Lifts the freeze that began at `since`; gives whether it was still that one.
///
/// # Errors
/// `Driver`.
pub async fn candidate_freeze_lift(
    tx: &mut Tx,
    candidate: CandidateId,
    since: Instant,
    now: Instant,
) -> Result<bool, StorageError> {
    let done = sqlx::query!(
        "UPDATE candidate_freeze SET lifted_at = $3 WHERE candidate_id = $1 AND frozen_at = $2 AND lifted_at IS NULL",
        candidate.0,
        since.to_utc(),
        now.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
