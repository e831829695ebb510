//! Confirmed enrolments.

use super::{StorageError, Tx};
use crate::domain::{
    admission::enrolment::Confirmation,
    ids::{CandidateId, MatchingRunId, ProgrammeId},
    time::Instant,
};

/// A confirmation with its receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// Where and when.
    pub confirmation: Confirmation,
    /// The number on the receipt.
    pub receipt_number: String,
    /// The programme's name.
    pub programme_name: String,
    /// The admission code.
    pub admission_code: String,
    /// The institution's name.
    pub institution_name: String,
}

/// The candidate's confirmation, if there is one.
///
/// # Errors
/// `Driver`.
pub async fn enrolment_fetch(tx: &mut Tx, candidate: CandidateId) -> Result<Option<Enrolment>, StorageError> {
    let row = sqlx::query!(
        "SELECT enrolment.programme_id, enrolment.confirmed_at, enrolment.receipt_number, programme.name,
             programme.admission_code, institution.name AS institution_name
         FROM enrolment
         JOIN programme ON programme.id = enrolment.programme_id
         JOIN institution ON institution.code = programme.institution_code
         WHERE enrolment.candidate_id = $1",
        candidate.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Enrolment {
        confirmation: Confirmation {
            programme: ProgrammeId(row.programme_id),
            confirmed_at: Instant::from_utc(row.confirmed_at),
        },
        receipt_number: row.receipt_number,
        programme_name: row.name,
        admission_code: row.admission_code,
        institution_name: row.institution_name,
    }))
}

/// Keeps a confirmation; whether it is the candidate's first, since there is only ever one.
///
/// # Errors
/// `Driver`.
pub async fn enrolment_insert(
    tx: &mut Tx,
    candidate: CandidateId,
    run: MatchingRunId,
    confirmation: Confirmation,
    receipt_number: &str,
) -> Result<bool, StorageError> {
    let result = sqlx::query!(
        "INSERT INTO enrolment (candidate_id, run_id, programme_id, confirmed_at, receipt_number)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (candidate_id) DO NOTHING",
        candidate.0,
        run.0,
        confirmation.programme.0,
        confirmation.confirmed_at.to_utc(),
        receipt_number
    )
    .execute(tx.conn())
    .await?;
    Ok(result.rows_affected() == 1)
}
