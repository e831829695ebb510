//! Records that were approved together, so that it can be taken back together.

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    ids::{BatchApprovalId, CandidateId, ExamRegistrationId, RegistrationUnitId, StaffId},
    time::Instant,
};

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchApproval {
    /// Its id.
    pub id: BatchApprovalId,
    /// Who approved it.
    pub staff_name: String,
    /// When.
    pub approved_at: Instant,
    /// When it was taken back.
    pub undone_at: Option<Instant>,
    /// How many records.
    pub records: i64,
}

/// Begins a batch.
///
/// # Errors
/// `Driver`.
pub async fn batch_approval_insert(
    tx: &mut Tx,
    id: BatchApprovalId,
    unit: RegistrationUnitId,
    staff: StaffId,
    at: Instant,
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO batch_approval (id, registration_unit_id, staff_id, approved_at) VALUES ($1, $2, $3, $4)",
        id.0,
        unit.0,
        staff.0,
        at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes which records were approved, each with the version that it then had.
///
/// # Errors
/// `Driver`.
pub async fn batch_approval_items_insert(
    tx: &mut Tx,
    id: BatchApprovalId,
    items: &[(ExamRegistrationId, i32)],
) -> Result<(), StorageError> {
    let registrations: Vec<Uuid> = items.iter().map(|(registration, _)| registration.0).collect();
    let versions: Vec<i32> = items.iter().map(|(_, version)| *version).collect();
    sqlx::query!(
        "INSERT INTO batch_approval_item (batch_id, registration_id, version)
         SELECT $1, registration_id, version FROM unnest($2::uuid[], $3::integer[]) AS item (registration_id, version)",
        id.0,
        &registrations,
        &versions
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The batches of a unit since `since`, the latest first; with an id that one alone, held until the transaction ends.
///
/// # Errors
/// `Driver`.
pub async fn batch_approvals_fetch(
    tx: &mut Tx,
    unit: RegistrationUnitId,
    since: Instant,
    only: Option<BatchApprovalId>,
) -> Result<Vec<BatchApproval>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT batch.id, coalesce(staff.full_name, '') AS "staff_name!", approved_at, undone_at,
               (SELECT count(*) FROM batch_approval_item WHERE batch_id = batch.id) AS "records!"
           FROM batch_approval AS batch LEFT JOIN staff ON staff.id = batch.staff_id
           WHERE batch.registration_unit_id = $1 AND approved_at > $2 AND ($3::uuid IS NULL OR batch.id = $3)
           ORDER BY approved_at DESC, batch.id DESC LIMIT 20 FOR UPDATE OF batch"#,
        unit.0,
        since.to_utc(),
        only.map(|id| id.0)
    )
    .fetch_all(tx.conn())
    .await?;
    let batches = rows.into_iter().map(|row| BatchApproval {
        id: BatchApprovalId(row.id),
        staff_name: row.staff_name,
        approved_at: Instant::from_utc(row.approved_at),
        undone_at: row.undone_at.map(Instant::from_utc),
        records: row.records,
    });
    Ok(batches.collect())
}

/// The records of a batch that nobody has touched since: candidate and form.
///
/// # Errors
/// `Driver`.
pub async fn batch_approval_untouched(
    tx: &mut Tx,
    id: BatchApprovalId,
) -> Result<Vec<(CandidateId, ExamRegistrationId)>, StorageError> {
    let rows = sqlx::query!(
        "SELECT form.candidate_id, form.id FROM batch_approval_item AS item
         JOIN exam_registration AS form ON form.id = item.registration_id AND form.version = item.version
         WHERE item.batch_id = $1 ORDER BY form.id",
        id.0
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    Ok(rows.map(|row| (CandidateId(row.candidate_id), ExamRegistrationId(row.id))).collect())
}

/// The batch is taken back.
///
/// # Errors
/// `Stale` when it was already; `Driver`.
pub async fn batch_approval_undo(tx: &mut Tx, id: BatchApprovalId, at: Instant) -> Result<(), StorageError> {
    let undone = sqlx::query!(
        "UPDATE batch_approval SET undone_at = $2 WHERE id = $1 AND undone_at IS NULL AND told_at IS NULL",
        id.0,
        at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    if undone.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Stale) }
}

/// Takes up to twenty batches that were approved until `until` and whose candidates were not told, as told at `at`.
///
/// # Errors
/// `Driver`.
pub async fn batch_approvals_to_tell(
    tx: &mut Tx,
    until: Instant,
    at: Instant,
) -> Result<Vec<BatchApprovalId>, StorageError> {
    let ids = sqlx::query_scalar!(
        "UPDATE batch_approval SET told_at = $2 WHERE id IN (
             SELECT id FROM batch_approval WHERE told_at IS NULL AND undone_at IS NULL AND approved_at <= $1
             ORDER BY approved_at LIMIT 20 FOR UPDATE SKIP LOCKED)
         RETURNING id",
        until.to_utc(),
        at.to_utc()
    );
    Ok(ids.fetch_all(tx.conn()).await?.into_iter().map(BatchApprovalId).collect())
}

/// Whom the batch approved and whose form still counts: nobody is told of an approval that was undone, struck or overturned
/// since.
///
/// # Errors
/// `Driver`.
pub async fn batch_approval_candidates(tx: &mut Tx, id: BatchApprovalId) -> Result<Vec<CandidateId>, StorageError> {
    let ids = sqlx::query_scalar!(
        "SELECT form.candidate_id FROM batch_approval_item AS item
         JOIN exam_registration AS form ON form.id = item.registration_id
         WHERE item.batch_id = $1 AND is_accepted_registration(form.state) ORDER BY form.id",
        id.0
    );
    Ok(ids.fetch_all(tx.conn()).await?.into_iter().map(CandidateId).collect())
}
