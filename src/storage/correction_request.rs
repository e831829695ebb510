//! What candidates ask to have corrected in their accepted forms.

use uuid::Uuid;

use super::{StorageError, Tx, exam_registration::content_of_row};
use crate::domain::{
    exam::{registration::ExamRegistrationContent, sections::Section},
    ids::{ExamRegistrationId, StaffId},
    time::Instant,
};

/// A request.
#[derive(Debug, Clone)]
pub struct CorrectionRequest {
    /// Its id.
    pub id: Uuid,
    /// The section that would change.
    pub section: Section,
    /// The submission that it corrects.
    pub base_number: i32,
    /// What the form would then say.
    pub proposed: ExamRegistrationContent,
    /// Why.
    pub reason: String,
    /// When it was made.
    pub requested_at: Instant,
    /// When it was decided.
    pub decided_at: Option<Instant>,
    /// Whether it was granted, once decided.
    pub is_granted: Option<bool>,
    /// What the unit answered; always there where it was not granted.
    pub answer: Option<String>,
}

/// The latest request about a form, decided or not.
///
/// # Errors
/// `Driver`; `Inconsistent` for a section or content that the domain does not read.
pub async fn correction_request_latest(
    tx: &mut Tx,
    form: ExamRegistrationId,
) -> Result<Option<CorrectionRequest>, StorageError> {
    let row = sqlx::query!(
        "SELECT id, section, base_number, proposed, reason, requested_at, decided_at, is_granted, answer
         FROM correction_request WHERE registration_id = $1 ORDER BY requested_at DESC, id DESC LIMIT 1",
        form.0
    );
    let Some(row) = row.fetch_optional(tx.conn()).await? else { return Ok(None) };
    let section =
        Section::parse(&row.section).ok_or(StorageError::inconsistent("correction_request", "section", row.id))?;
    Ok(Some(CorrectionRequest {
        id: row.id,
        section,
        base_number: row.base_number,
        proposed: content_of_row(row.id, row.proposed)?,
        reason: row.reason,
        requested_at: Instant::from_utc(row.requested_at),
        decided_at: row.decided_at.map(Instant::from_utc),
        is_granted: row.is_granted,
        answer: row.answer,
    }))
}

/// A request to be kept.
#[derive(Debug)]
pub struct NewCorrection<'a> {
    /// A fresh id.
    pub id: Uuid,
    /// The section that would change.
    pub section: Section,
    /// The submission that it corrects.
    pub base_number: i32,
    /// What the form would then say.
    pub proposed: &'a ExamRegistrationContent,
    /// Why.
    pub reason: &'a str,
}

/// Keeps a request.
///
/// # Errors
/// `Conflict` on `correction_request_one_open` when one waits; `Inconsistent` for a content that cannot be written;
/// `Driver`.
pub async fn correction_request_insert(
    tx: &mut Tx,
    form: ExamRegistrationId,
    request: &NewCorrection<'_>,
    at: Instant,
) -> Result<(), StorageError> {
    let proposed = serde_json::to_value(request.proposed)
        .map_err(|_| StorageError::inconsistent("correction_request", "proposed", form.0))?;
    sqlx::query!(
        "INSERT INTO correction_request (id, registration_id, section, base_number, proposed, reason, requested_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        request.id,
        form.0,
        request.section.as_str(),
        request.base_number,
        proposed,
        request.reason,
        at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps what the unit decided.
///
/// # Errors
/// `Stale` when it was decided already; `Driver`.
pub async fn correction_request_decide(
    tx: &mut Tx,
    id: Uuid,
    is_granted: bool,
    answer: Option<&str>,
    at: Instant,
    by: StaffId,
) -> Result<(), StorageError> {
    let updated = sqlx::query!(
        "UPDATE correction_request SET decided_at = $2, decided_by = $3, is_granted = $4, answer = $5
         WHERE id = $1 AND decided_at IS NULL",
        id,
        at.to_utc(),
        by.0,
        is_granted,
        answer
    )
    .execute(tx.conn())
    .await?;
    if updated.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Stale) }
}
