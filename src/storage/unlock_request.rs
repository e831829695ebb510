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

/// How many requests wait in a department.
///
/// # Errors
/// `Driver`.
pub async fn unlock_requests_count(tx: &mut Tx, department: &DepartmentCode) -> Result<u64, StorageError> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM unlock_request AS request
           JOIN exam_registration AS form ON form.id = request.registration_id
           JOIN candidate ON candidate.id = form.candidate_id
           JOIN registration_unit AS unit ON unit.id = candidate.registration_unit_id
           WHERE request.decided_at IS NULL AND unit.department_code = $1"#,
        department.0
    );
    Ok(count.fetch_one(tx.conn()).await?.unsigned_abs())
}

/// The latest request about a form, as its unit sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LatestUnlock {
    /// When it was made.
    pub requested_at: Instant,
    /// By whom; empty where that is nobody whom the reader may know.
    pub requester: String,
    /// What came of it, once it is decided.
    pub decision: Option<UnlockDecision>,
}

/// What the department made of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnlockDecision {
    /// When.
    pub at: Instant,
    /// Why not, of a refusal.
    pub refusal: Option<String>,
}

/// The latest request about the form.
///
/// # Errors
/// `Driver`.
pub async fn unlock_request_latest(
    tx: &mut Tx,
    form: ExamRegistrationId,
) -> Result<Option<LatestUnlock>, StorageError> {
    let row = sqlx::query!(
        r#"SELECT request.requested_at, request.decided_at, request.answer, coalesce(staff.full_name, '') AS "requester!"
           FROM unlock_request AS request LEFT JOIN staff ON staff.id = request.requested_by
           WHERE request.registration_id = $1 ORDER BY request.requested_at DESC, request.id DESC LIMIT 1"#,
        form.0
    );
    Ok(row.fetch_optional(tx.conn()).await?.map(|row| LatestUnlock {
        requested_at: Instant::from_utc(row.requested_at),
        requester: row.requester,
        decision: row.decided_at.map(|at| UnlockDecision { at: Instant::from_utc(at), refusal: row.answer }),
    }))
}

/// A request of which the leads of its department do not know yet.
#[derive(Debug, Clone)]
pub struct UntoldUnlock {
    /// Its id.
    pub id: Uuid,
    /// The addresses of the leads.
    pub leads: Vec<String>,
}

/// Some of the requests that wait and of which nobody was told, the oldest first, held until the transaction ends.
///
/// # Errors
/// `Driver`.
pub async fn unlock_requests_untold(tx: &mut Tx, limit: i64) -> Result<Vec<UntoldUnlock>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT request.id, coalesce((
               SELECT array_agg(staff.email ORDER BY staff.email) FROM exam_registration AS form
               JOIN candidate ON candidate.id = form.candidate_id
               JOIN registration_unit AS unit ON unit.id = candidate.registration_unit_id
               JOIN staff ON staff.department_code = unit.department_code AND staff.role = 'department_lead'
                   AND staff.disabled_at IS NULL
               WHERE form.id = request.registration_id), '{}') AS "leads!"
           FROM unlock_request AS request WHERE request.leads_told_at IS NULL AND request.decided_at IS NULL
           ORDER BY request.requested_at LIMIT $1 FOR UPDATE OF request SKIP LOCKED"#,
        limit
    );
    let rows = rows.fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(|row| UntoldUnlock { id: row.id, leads: row.leads }).collect())
}

/// Keeps that the leads were told of a request.
///
/// # Errors
/// `Driver`.
pub async fn unlock_request_mark_told(tx: &mut Tx, id: Uuid, at: Instant) -> Result<(), StorageError> {
    sqlx::query!("UPDATE unlock_request SET leads_told_at = $2 WHERE id = $1", id, at.to_utc())
        .execute(tx.conn())
        .await?;
    Ok(())
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
