//! Everybody of a unit, on its roll or signed in, among whom one is searched for. Every query takes the unit.

use futures::TryStreamExt as _;
use time::Date;
use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    exam::state::RegistrationStatus,
    ids::{CandidateId, ExamRegistrationId, RegistrationUnitId, RollEntryId, SeasonYear},
    roll::search::PupilSearch,
};

/// Somebody who was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundPupil {
    /// The row of the roll; none of whoever is not on it.
    pub roll_id: Option<RollEntryId>,
    /// The candidate; none before the first sign-in.
    pub candidate_id: Option<CandidateId>,
    /// The form; none before it is begun.
    pub registration_id: Option<ExamRegistrationId>,
    /// Full name: as signed in, or else as on the roll.
    pub full_name: String,
    /// The day of birth, of the same source.
    pub birth_date: Date,
    /// The class; empty for whoever is in none.
    pub class_name: String,
    /// The number of the form; empty before it was handed in.
    pub form_number: String,
    /// The state of the form; none before it is begun.
    pub status: Option<RegistrationStatus>,
}

/// Those of the unit whom the search finds, in no order. Names are read one after the other and compared without their
/// diacritics: a unit is a school, so there are some hundreds of them.
///
/// # Errors
/// `Driver`; `Inconsistent` for a state that the domain does not know.
pub async fn pupils_find(
    tx: &mut Tx,
    unit: RegistrationUnitId,
    season: SeasonYear,
    search: &PupilSearch,
) -> Result<Vec<FoundPupil>, StorageError> {
    let mut rows = sqlx::query!(
        r#"WITH on_roll AS (
               SELECT id, identity_kind, identity_number, full_name, birth_date, class_name FROM school_roll_entry
               WHERE registration_unit_id = $1 AND season = $2),
           signed_in AS (
               SELECT person.identity_kind, person.identity_number, person.full_name, person.birth_date,
                      candidate.id AS candidate_id, form.id AS registration_id, form.form_number, form.state
               FROM candidate
               JOIN person ON person.id = candidate.person_id
               LEFT JOIN exam_registration AS form ON form.candidate_id = candidate.id
               WHERE candidate.registration_unit_id = $1 AND candidate.season = $2)
           SELECT on_roll.id AS "roll_id?", signed_in.candidate_id AS "candidate_id?",
                  signed_in.registration_id AS "registration_id?",
                  coalesce(signed_in.full_name, on_roll.full_name) AS "full_name!",
                  coalesce(on_roll.full_name, '') AS "name_on_roll!",
                  coalesce(signed_in.birth_date, on_roll.birth_date) AS "birth_date!",
                  coalesce(on_roll.class_name, '') AS "class_name!",
                  coalesce(signed_in.form_number, '') AS "form_number!", signed_in.state AS "state?"
           FROM on_roll FULL JOIN signed_in USING (identity_kind, identity_number)"#,
        unit.0,
        season.0
    )
    .fetch(tx.conn());
    let mut found = Vec::new();
    while let Some(row) = rows.try_next().await? {
        let names = format!("{} {}", row.full_name, row.name_on_roll);
        if !search.finds(&names, &row.class_name, &row.form_number) {
            continue;
        }
        let status = row.state.as_deref().map(|word| {
            RegistrationStatus::parse(word).ok_or_else(|| {
                StorageError::inconsistent("exam_registration", "state", row.registration_id.unwrap_or_else(Uuid::nil))
            })
        });
        found.push(FoundPupil {
            roll_id: row.roll_id.map(RollEntryId),
            candidate_id: row.candidate_id.map(CandidateId),
            registration_id: row.registration_id.map(ExamRegistrationId),
            status: status.transpose()?,
            full_name: row.full_name,
            birth_date: row.birth_date,
            class_name: row.class_name,
            form_number: row.form_number,
        });
    }
    Ok(found)
}
