//! Payment windows that close later than announced, and how far those concerned are told.

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    ids::{CandidateId, SeasonYear, StaffId},
    season::Extension,
    time::Instant,
};

/// Keeps an extension. From then on the season's calendar says so.
///
/// # Errors
/// `Driver`; `Conflict` where the season has no such window.
pub async fn extension_insert(
    tx: &mut Tx,
    id: Uuid,
    season: SeasonYear,
    extension: &Extension,
    (staff, at): (StaffId, Instant),
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO payment_window_extension
             (id, season, province_group, closed_before, closes_at, reason, extended_by, extended_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        id,
        season.0,
        i16::from(extension.province_group),
        extension.closed_before.to_utc(),
        extension.closes_at.to_utc(),
        extension.reason,
        staff.0,
        at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An extension that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptExtension {
    /// What was extended.
    pub extension: Extension,
    /// When.
    pub at: Instant,
    /// When the last of those concerned was told.
    pub told_at: Option<Instant>,
}

/// The extensions of a season, the latest first.
///
/// # Errors
/// `Driver`; `Inconsistent`.
pub async fn extensions_fetch(tx: &mut Tx, season: SeasonYear) -> Result<Vec<KeptExtension>, StorageError> {
    let rows = sqlx::query!(
        "SELECT id, province_group, closed_before, closes_at, reason, extended_at, told_at FROM payment_window_extension
         WHERE season = $1 ORDER BY extended_at DESC, id DESC",
        season.0
    )
    .fetch_all(tx.conn())
    .await?;
    let kept = rows.into_iter().map(|row| {
        let group = u8::try_from(row.province_group);
        let extension = Extension {
            province_group: group
                .map_err(|_| StorageError::inconsistent("payment_window_extension", "province_group", row.id))?,
            closed_before: Instant::from_utc(row.closed_before),
            closes_at: Instant::from_utc(row.closes_at),
            reason: row.reason,
        };
        let (at, told_at) = (Instant::from_utc(row.extended_at), row.told_at.map(Instant::from_utc));
        Ok(KeptExtension { extension, at, told_at })
    });
    kept.collect()
}

/// An extension of which not everybody concerned is told, held until the transaction ends.
#[derive(Debug, Clone, Copy)]
pub struct UntoldExtension {
    /// Its id.
    pub id: Uuid,
    season: i16,
    province_group: i16,
    told_after: Option<Uuid>,
}

/// The oldest such extension that nobody else holds.
///
/// # Errors
/// `Driver`.
pub async fn extension_untold(tx: &mut Tx) -> Result<Option<UntoldExtension>, StorageError> {
    let untold = sqlx::query_as!(
        UntoldExtension,
        "SELECT id, season, province_group, told_after FROM payment_window_extension
         WHERE told_at IS NULL ORDER BY extended_at, id LIMIT 1 FOR UPDATE SKIP LOCKED"
    );
    Ok(untold.fetch_optional(tx.conn()).await?)
}

/// The next candidates concerned who are not told yet, by id: those of the group who owe the fee, whether the bill is frozen
/// already or not.
///
/// # Errors
/// `Driver`.
pub async fn extension_candidates_to_tell(
    tx: &mut Tx,
    extension: &UntoldExtension,
    limit: i64,
) -> Result<Vec<CandidateId>, StorageError> {
    let ids = sqlx::query_scalar!(
        "SELECT candidate.id FROM candidate
         JOIN registration_unit ON registration_unit.id = candidate.registration_unit_id
         JOIN department ON department.code = registration_unit.department_code
         LEFT JOIN season_payment_group ON season_payment_group.season = candidate.season
             AND season_payment_group.province_code = department.province_code
         WHERE candidate.season = $1 AND coalesce(season_payment_group.province_group, 0::smallint) = $2
             AND ($3::uuid IS NULL OR candidate.id > $3)
             AND owes_preference_fee(candidate.id)
         ORDER BY candidate.id LIMIT $4",
        extension.season,
        extension.province_group,
        extension.told_after,
        limit
    );
    Ok(ids.fetch_all(tx.conn()).await?.into_iter().map(CandidateId).collect())
}

/// Keeps how far they are told: until `last`, or all of them at `told_at`.
///
/// # Errors
/// `Driver`.
pub async fn extension_keep_told(
    tx: &mut Tx,
    extension: Uuid,
    last: Option<CandidateId>,
    told_at: Option<Instant>,
) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE payment_window_extension SET told_after = coalesce($2, told_after), told_at = $3 WHERE id = $1",
        extension,
        last.map(|last| last.0),
        told_at.map(Instant::to_utc)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
