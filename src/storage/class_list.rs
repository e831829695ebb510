//! The candidates of one class of a unit, as a list that is printed. Every query takes the unit.

use time::Date;

use super::{StorageError, Tx};
use crate::domain::{
    candidate::{kind::Sex, name::FullName},
    exam::state::RegistrationStatus,
    ids::{CandidateId, ExamRegistrationId, RegistrationUnitId, RollEntryId, SeasonYear},
};

/// One candidate of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassListRow {
    /// The row of the roll.
    pub roll_id: RollEntryId,
    /// The candidate; none before the first sign-in.
    pub candidate_id: Option<CandidateId>,
    /// Full name on the roll.
    pub full_name: FullName,
    /// Day of birth on the roll.
    pub birth_date: Date,
    /// Sex on the roll.
    pub sex: Sex,
    /// The form; none before it is begun.
    pub registration_id: Option<ExamRegistrationId>,
    /// The number of the form; none before it was handed in.
    pub form_number: Option<String>,
    /// The state of the form; none before it is begun.
    pub status: Option<RegistrationStatus>,
}

/// Everybody of a class on the roll of the unit, in no order.
///
/// # Errors
/// `Driver`; `Inconsistent` for values that the domain refuses.
pub async fn class_list_fetch(
    tx: &mut Tx,
    unit: RegistrationUnitId,
    season: SeasonYear,
    class_name: &str,
) -> Result<Vec<ClassListRow>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT roll.id, roll.full_name, roll.birth_date, roll.sex, candidate.id AS "candidate_id?",
               form.id AS "registration_id?", form.form_number AS "form_number?", form.state AS "state?"
           FROM school_roll_entry AS roll
           LEFT JOIN person ON person.identity_kind = roll.identity_kind AND person.identity_number = roll.identity_number
           LEFT JOIN candidate ON candidate.person_id = person.id AND candidate.season = roll.season
               AND candidate.registration_unit_id = roll.registration_unit_id
           LEFT JOIN exam_registration AS form ON form.candidate_id = candidate.id
           WHERE roll.registration_unit_id = $1 AND roll.season = $2 AND roll.class_name = $3"#,
        unit.0,
        season.0,
        class_name
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let inconsistent = |table, column| StorageError::inconsistent(table, column, unit.0);
            let status = row.state.as_deref().map(RegistrationStatus::parse);
            Ok(ClassListRow {
                roll_id: RollEntryId(row.id),
                registration_id: row.registration_id.map(ExamRegistrationId),
                candidate_id: row.candidate_id.map(CandidateId),
                full_name: FullName::parse(&row.full_name)
                    .map_err(|_| inconsistent("school_roll_entry", "full_name"))?,
                birth_date: row.birth_date,
                sex: Sex::parse(&row.sex).ok_or_else(|| inconsistent("school_roll_entry", "sex"))?,
                form_number: row.form_number,
                status: status
                    .map(|status| status.ok_or_else(|| inconsistent("exam_registration", "state")))
                    .transpose()?,
            })
        })
        .collect()
}
