//! The second factors of staff accounts. Whoever compares a code locks the row first, so that a code counts once.

use super::{StorageError, Tx};
use crate::domain::{ids::StaffId, time::Instant};

/// What is stored of a second factor.
pub struct StoredSecondFactor {
    /// The sealed secret.
    pub sealed_secret: Vec<u8>,
    /// Whether the account is enrolled, or has only been shown the secret.
    pub is_confirmed: bool,
    /// The salt of the recovery codes' hashes; of a confirmed one.
    pub recovery_salt: Option<Vec<u8>>,
    /// The step of the last code taken.
    pub last_step: Option<i64>,
    /// Wrong codes since the last right one.
    pub wrong_codes: i16,
    /// When the last of them came.
    pub wrong_at: Option<Instant>,
}

/// The second factor of an account, locked until the end of the transaction; `None` before any enrolment.
///
/// # Errors
/// `Driver`.
pub async fn second_factor_fetch_for_update(
    tx: &mut Tx,
    staff: StaffId,
) -> Result<Option<StoredSecondFactor>, StorageError> {
    let row = sqlx::query!(
        "SELECT sealed_secret, confirmed_at IS NOT NULL AS \"is_confirmed!\", recovery_salt, last_step, wrong_codes, wrong_at
         FROM staff_second_factor WHERE staff_id = $1 FOR UPDATE",
        staff.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| StoredSecondFactor {
        sealed_secret: row.sealed_secret,
        is_confirmed: row.is_confirmed,
        recovery_salt: row.recovery_salt,
        last_step: row.last_step,
        wrong_codes: row.wrong_codes,
        wrong_at: row.wrong_at.map(Instant::from_utc),
    }))
}

/// Begins an enrolment with a fresh secret; a secret that was shown before and never confirmed is gone.
/// Gives whether it began: an enrolled account keeps its secret.
///
/// # Errors
/// `Driver`.
pub async fn second_factor_begin(
    tx: &mut Tx,
    staff: StaffId,
    sealed_secret: &[u8],
    at: Instant,
) -> Result<bool, StorageError> {
    let done = sqlx::query!(
        "INSERT INTO staff_second_factor (staff_id, sealed_secret, begun_at) VALUES ($1, $2, $3)
         ON CONFLICT (staff_id) DO UPDATE SET sealed_secret = excluded.sealed_secret, begun_at = excluded.begun_at
         WHERE staff_second_factor.confirmed_at IS NULL",
        staff.0,
        sealed_secret,
        at.to_utc()
    );
    Ok(done.execute(tx.conn()).await?.rows_affected() == 1)
}

/// The account is enrolled, or has new recovery codes: these are all it has from now on.
///
/// # Errors
/// `Driver`.
pub async fn second_factor_confirm(
    tx: &mut Tx,
    staff: StaffId,
    recovery_salt: &[u8],
    recovery_hashes: &[Vec<u8>],
    at: Instant,
) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE staff_second_factor SET confirmed_at = coalesce(confirmed_at, $2), recovery_salt = $3 WHERE staff_id = $1",
        staff.0,
        at.to_utc(),
        recovery_salt
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!("DELETE FROM staff_recovery_code WHERE staff_id = $1", staff.0).execute(tx.conn()).await?;
    sqlx::query!(
        "INSERT INTO staff_recovery_code (staff_id, code_hash) SELECT $1, unnest($2::bytea[])",
        staff.0,
        recovery_hashes
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Puts another secret in the place of an enrolled account's; `step` is that of the code which proved it. Gives whether
/// the account still had the one to be replaced.
///
/// # Errors
/// `Driver`.
pub async fn second_factor_replace(
    tx: &mut Tx,
    staff: StaffId,
    (before, after): (&[u8], &[u8]),
    step: i64,
    at: Instant,
) -> Result<bool, StorageError> {
    let done = sqlx::query!(
        "UPDATE staff_second_factor SET sealed_secret = $3, begun_at = $5, confirmed_at = $5, last_step = $4,
             wrong_codes = 0, wrong_at = NULL
         WHERE staff_id = $1 AND sealed_secret = $2 AND confirmed_at IS NOT NULL",
        staff.0,
        before,
        after,
        step,
        at.to_utc()
    );
    Ok(done.execute(tx.conn()).await?.rows_affected() == 1)
}

/// A right code was taken: of this step, or a recovery code. Wrong ones before it are forgotten.
///
/// # Errors
/// `Driver`.
pub async fn second_factor_note_right(tx: &mut Tx, staff: StaffId, step: Option<i64>) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE staff_second_factor SET last_step = coalesce($2, last_step), wrong_codes = 0, wrong_at = NULL
         WHERE staff_id = $1",
        staff.0,
        step
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A wrong code came; with it there are `wrong_codes`.
///
/// # Errors
/// `Driver`.
pub async fn second_factor_note_wrong(
    tx: &mut Tx,
    staff: StaffId,
    wrong_codes: i16,
    at: Instant,
) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE staff_second_factor SET wrong_codes = $2, wrong_at = $3 WHERE staff_id = $1",
        staff.0,
        wrong_codes,
        at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Uses up a recovery code; gives whether there was one that nobody had used.
///
/// # Errors
/// `Driver`.
pub async fn recovery_code_use(
    tx: &mut Tx,
    staff: StaffId,
    code_hash: &[u8],
    at: Instant,
) -> Result<bool, StorageError> {
    let done = sqlx::query!(
        "UPDATE staff_recovery_code SET used_at = $3 WHERE staff_id = $1 AND code_hash = $2 AND used_at IS NULL",
        staff.0,
        code_hash,
        at.to_utc()
    );
    Ok(done.execute(tx.conn()).await?.rows_affected() == 1)
}

/// How many recovery codes nobody has used.
///
/// # Errors
/// `Driver`.
pub async fn recovery_codes_left(tx: &mut Tx, staff: StaffId) -> Result<i64, StorageError> {
    Ok(sqlx::query_scalar!(
        "SELECT count(*) AS \"left!\" FROM staff_recovery_code WHERE staff_id = $1 AND used_at IS NULL",
        staff.0
    )
    .fetch_one(tx.conn())
    .await?)
}

/// Takes the second factor away with its recovery codes; gives the sealed secret, if there was one.
///
/// # Errors
/// `Driver`.
pub async fn second_factor_delete(tx: &mut Tx, staff: StaffId) -> Result<Option<Vec<u8>>, StorageError> {
    let taken =
        sqlx::query_scalar!("DELETE FROM staff_second_factor WHERE staff_id = $1 RETURNING sealed_secret", staff.0);
    Ok(taken.fetch_optional(tx.conn()).await?)
}
