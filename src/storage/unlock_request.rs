//! Requests that one form be taken out of a unit's signed-off list.

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    ids::{CandidateId, DepartmentCode, ExamRegistrationId, StaffId},
    time::Instant,
};

/// A request that waits for a decision.
#[derive(Debug, Clone)]
pub struct UnlockRequest {
    /// Its id.
    pub id: Uuid,
    /// The form.
    pub registration_id: ExamRegistrationId,
    /// Whose.
    pub candidate_id: CandidateId,
    /// The form's number.
    pub form_number: String,
    /// The candidate's name.
    pub full_name: String,
    /// The unit's name.
    pub unit_name: String,
    /// Why.
    pub reason: String,
    /// When it was made.
    pub requested_at: Instant,
    /// By whom.
    pub requested_by: StaffId,
    /// Their name.
    pub requester: String,
}

/// The requests that wait in a department, the oldest first.
///
/// # Errors
/// `Driver`.
pub async fn unlock_requests_waiting(
    tx: &mut Tx,
    department: &DepartmentCode,
) -> Result<Vec<UnlockRequest>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT request.id, request.registration_id, form.candidate_id, form.form_number AS "form_number!",
                  person.full_name, unit.name AS unit_name, request.reason, request.requested_at, request.requested_by,
                  staff.full_name AS requester
           FROM unlock_request AS request
           JOIN exam_registration AS form ON form.id = request.registration_id
           JOIN candidate ON candidate.id = form.candidate_id
           JOIN person ON person.id = candidate.person_id
           JOIN registration_unit AS unit ON unit.id = candidate.registration_unit_id
           JOIN staff ON staff.id = request.requested_by
           WHERE request.decided_at IS NULL AND unit.department_code = $1 ORDER BY request.requested_at, request.id"#,
        department.0
    );
    let rows = rows.fetch_all(tx.conn()).await?;
    Ok(rows
        .into_iter()
        .map(|row| UnlockRequest {
            id: row.id,
            registration_id: ExamRegistrationId(row.registration_id),
            candidate_id: CandidateId(row.candidate_id),
            form_number: row.form_number,
            full_name: row.full_name,
            unit_name: row.unit_name,
            reason: row.reason,
            requested_at: Instant::from_utc(row.requested_at),
            requested_by: StaffId(row.requested_by),
            requester: row.requester,
        })
        .collect())
}

/// Whether a request about the form waits for a decision.
///
/// # Errors
/// `Driver`.
pub async fn unlock_is_requested(tx: &mut Tx, form: ExamRegistrationId) -> Result<bool, StorageError> {
    let waits = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM unlock_request WHERE registration_id = $1 AND decided_at IS NULL) AS "waits!""#,
        form.0
    );
    Ok(waits.fetch_one(tx.conn()).await?)
}

/// Keeps a request.
///
/// # Errors
/// `Conflict` on `unlock_request_one_open` when one waits already; `Driver`.
pub async fn unlock_request_insert(
    tx: &mut Tx,
    id: Uuid,
    form: ExamRegistrationId,
    reason: &str,
    at: Instant,
    by: StaffId,
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO unlock_request (id, registration_id, reason, requested_at, requested_by)
         VALUES ($1, $2, $3, $4, $5)",
        id,
        form.0,
        reason,
        at.to_utc(),
        by.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps what was decided: granted, or why not.
///
/// # Errors
/// `Stale` when it was decided already; `Conflict` on `unlock_request_two_people_ck` by whoever made it; `Driver`.
pub async fn unlock_request_decide(
    tx: &mut Tx,
    id: Uuid,
    refusal: Option<&str>,
    at: Instant,
    by: StaffId,
) -> Result<(), StorageError> {
    let updated = sqlx::query!(
        "UPDATE unlock_request SET decided_at = $2, decided_by = $3, is_granted = $4::text IS NULL, answer = $4
         WHERE id = $1 AND decided_at IS NULL",
        id,
        at.to_utc(),
        by.0,
        refusal
    )
    .execute(tx.conn())
    .await?;
    if updated.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Stale) }
}
