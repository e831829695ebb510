//! What happened to an exam registration, from the first submission on: for the candidate, and for whoever verifies.

use super::{StorageError, Tx, school_record::Units};
use crate::domain::{
    access::RoleKind,
    exam::state::{RegistrationStatus, Rejection, RejectionCategory},
    ids::{CandidateId, ExamRegistrationId},
    time::Instant,
};

/// Whose history is asked for.
#[derive(Debug, Clone, Copy)]
pub enum HistoryOf {
    /// The candidate's own.
    Candidate(CandidateId),
    /// That of a form of these units.
    Form(Units, ExamRegistrationId),
}

/// A change of state.
#[derive(Debug, Clone)]
pub struct RegistrationEvent {
    /// When.
    pub at: Instant,
    /// The name of the member of staff, for whoever may know it; none for the candidate and the portal.
    pub staff_name: Option<String>,
    /// In which role it was done; none for the portal itself.
    pub role: Option<RoleKind>,
    /// The state before.
    pub from: RegistrationStatus,
    /// The state after.
    pub to: RegistrationStatus,
    /// Why, of a rejection.
    pub rejection: Option<Rejection>,
    /// The words of another action that needs some.
    pub reason: Option<String>,
}

/// Every change of state, the latest first.
///
/// # Errors
/// `Driver`, `Inconsistent`.
pub async fn registration_history_fetch(tx: &mut Tx, of: HistoryOf) -> Result<Vec<RegistrationEvent>, StorageError> {
    let (unit, form, candidate) = match of {
        HistoryOf::Candidate(candidate) => (None, None, Some(candidate.0)),
        HistoryOf::Form(units, form) => (units.only(), Some(form.0), None),
    };
    let rows = sqlx::query!(
        r#"SELECT e.id, e.at, e.actor_kind, e.from_state, e.to_state, e.category, e.text, staff.full_name AS "staff_name?"
           FROM exam_registration_event e
           JOIN exam_registration r ON r.id = e.registration_id
           JOIN candidate c ON c.id = r.candidate_id
           LEFT JOIN staff ON staff.id = e.actor_id AND e.actor_kind NOT IN ('candidate', 'system')
           WHERE ($1::uuid IS NULL OR c.registration_unit_id = $1) AND ($2::uuid IS NULL OR r.id = $2)
               AND ($3::uuid IS NULL OR c.id = $3) AND ($2 IS NOT NULL OR $3 IS NOT NULL)
           ORDER BY e.at DESC, e.id DESC"#,
        unit,
        form,
        candidate
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let inconsistent = |column| StorageError::inconsistent("exam_registration_event", column, row.id);
            let status = |word: &str, column| RegistrationStatus::parse(word).ok_or_else(|| inconsistent(column));
            let (rejection, reason) = match (row.category.as_deref().map(RejectionCategory::parse), row.text) {
                (Some(Some(category)), Some(text)) => (Some(Rejection { category, text }), None),
                (None, reason) => (None, reason),
                _ => return Err(inconsistent("category")),
            };
            Ok(RegistrationEvent {
                at: Instant::from_utc(row.at),
                staff_name: row.staff_name,
                role: RoleKind::parse(&row.actor_kind),
                from: status(&row.from_state, "from_state")?,
                to: status(&row.to_state, "to_state")?,
                rejection,
                reason,
            })
        })
        .collect()
}
