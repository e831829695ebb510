//! Who works on which record until when, and the reasons that a season knows for sending one back.

use super::{StorageError, Tx};
use crate::domain::{
    exam::{return_form::RejectionReason, state::RejectionCategory},
    ids::{ExamRegistrationId, SeasonYear, StaffId},
    time::Instant,
};

/// Takes a record for `staff` until `until`, unless it is somebody else's now; gives whether it is theirs.
///
/// # Errors
/// `Driver`.
pub async fn registration_claim_take(
    tx: &mut Tx,
    id: ExamRegistrationId,
    staff: StaffId,
    now: Instant,
    until: Instant,
) -> Result<bool, StorageError> {
    let taken = sqlx::query!(
        "INSERT INTO registration_claim AS claim (registration_id, staff_id, claimed_at, lapses_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (registration_id) DO UPDATE
         SET staff_id = excluded.staff_id, claimed_at = excluded.claimed_at, lapses_at = excluded.lapses_at
         WHERE claim.lapses_at <= excluded.claimed_at OR claim.staff_id = excluded.staff_id",
        id.0,
        staff.0,
        now.to_utc(),
        until.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(taken.rows_affected() == 1)
}

/// A record is nobody's any more.
///
/// # Errors
/// `Driver`.
pub async fn registration_claim_end(
    tx: &mut Tx,
    id: ExamRegistrationId,
    staff: StaffId,
    now: Instant,
) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE registration_claim SET lapses_at = greatest(claimed_at, $3)
         WHERE registration_id = $1 AND staff_id = $2 AND lapses_at > $3",
        id.0,
        staff.0,
        now.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The reasons of a season, in their order.
///
/// # Errors
/// `Driver`; `Inconsistent` for a kind that the domain does not know.
pub async fn rejection_reasons_fetch(tx: &mut Tx, season: SeasonYear) -> Result<Vec<RejectionReason>, StorageError> {
    let rows = sqlx::query!(
        "SELECT code, category, words FROM season_rejection_reason WHERE season = $1 ORDER BY position, code",
        season.0
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    rows.map(|row| {
        let category = RejectionCategory::parse(&row.category)
            .ok_or_else(|| StorageError::inconsistent("season_rejection_reason", "category", uuid::Uuid::nil()))?;
        Ok(RejectionReason { code: row.code, category, words: row.words })
    })
    .collect()
}
